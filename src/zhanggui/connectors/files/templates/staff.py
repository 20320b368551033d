from __future__ import annotations

from collections.abc import Iterator

from zhanggui.connectors.files.kinds import Batch, Outcome
from zhanggui.connectors.files.templates.columns import Column, Template, Values
from zhanggui.connectors.files.templates.registering import add_template
from zhanggui.connectors.files.templates.shapes import Choice, Identifier, Listed, Text, YesNo
from zhanggui.shops.actions import StaffEntry, record_staff
from zhanggui.shops.queries import all_staff
from zhanggui.shops.rules import EDIT_SHOP, LOGIN_LETTERS, NAME_LETTERS, NUMBER_LETTERS, ROLE_TITLES

COLUMNS = (
    Column(
        "login",
        "登录名",
        Identifier(LOGIN_LETTERS),
        ("登录账号", "账号", "用户名"),
        needed=True,
        example="linxiao",
        says="认人用的,不要改",
    ),
    Column("name", "姓名", Text(NAME_LETTERS), ("名字", "员工姓名", "客服姓名"), needed=True, example="林晓"),
    Column(
        "agent_number",
        "工号",
        Identifier(NUMBER_LETTERS),
        ("客服工号", "员工编号", "员工工号"),
        needed=True,
        example="A12",
    ),
    Column(
        "role",
        "角色",
        Choice({role: (title,) for role, title in ROLE_TITLES.items()}),
        ("岗位", "职位", "职务"),
        needed=True,
        example="客服",
    ),
    Column(
        "active",
        "在职",
        YesNo(("是", "在职", "启用", "正常"), ("否", "离职", "停用")),
        ("是否在职", "启用", "状态"),
        example="是",
        says="写否就不能再登录",
    ),
    Column(
        "sub_accounts",
        "平台子账号",
        Listed(),
        ("子账号", "旺旺子账号", "千牛子账号", "旺旺"),
        example="示例店:林晓、示例店:林晓2",
    ),
)


def _entry(values: Values) -> StaffEntry:
    return StaffEntry(**values)


def _record(batch: Batch[StaffEntry]) -> Outcome:
    return Outcome.of(record_staff(shop_id=batch.shop_id, entries=batch.entries, by=batch.by, at=batch.at))


def _rows(shop_id: int) -> Iterator[Values]:
    for member in all_staff(shop_id):
        yield {
            "login": member.login,
            "name": member.name,
            "agent_number": member.agent_number,
            "role": member.role,
            "active": member.is_active,
            "sub_accounts": member.sub_accounts or None,
        }


STAFF = add_template(
    Template(
        key="staff",
        title="员工和子账号",
        capability=EDIT_SHOP,
        url_name="staff",
        columns=COLUMNS,
        entry=_entry,
        values=vars,
        record=_record,
        rows=_rows,
        says="一人一行;文件里没有密码,新来的人由店长在员工页设第一个密码。",
    )
)

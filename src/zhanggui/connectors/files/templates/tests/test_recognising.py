"""A file is known by its columns, and never taken for another kind."""

from __future__ import annotations

import itertools

import pytest
from tests.cast import Cast

from zhanggui.connectors.files.kinds import KINDS, NotThatFile, kind_of
from zhanggui.connectors.files.table import bare_name
from zhanggui.connectors.files.templates.registered import TEMPLATES
from zhanggui.connectors.files.templates.tests.filling import bring, csv_file
from zhanggui.connectors.files.tests.years import YEARS

KEYS = [template.key for template in TEMPLATES]


def header(names: str) -> tuple[str, ...]:
    return tuple(bare_name(name) for name in names.split(","))


def known_as(names: str) -> str | None:
    kind = kind_of(header(names))
    return kind.key if kind else None


@pytest.mark.parametrize("key", KEYS)
def test_a_template_is_known_by_its_own_header(key: str) -> None:
    template = TEMPLATES.get(key)
    assert template is not None
    assert known_as(",".join(column.title for column in template.columns)) == key


@pytest.mark.parametrize(("one", "other"), list(itertools.permutations(KEYS, 2)))
def test_no_template_passes_for_another_that_was_asked_for(one: str, other: str) -> None:
    template = TEMPLATES.get(one)
    assert template is not None
    names = header(",".join(column.title for column in template.columns))
    wanted = kind_of(names, wanted=(other,))
    assert wanted is None or {one, other} <= {"items", "stock"}


@pytest.mark.parametrize("key", KEYS)
def test_every_alias_is_one_columns_alone(key: str) -> None:
    template = TEMPLATES.get(key)
    assert template is not None
    names = [name for column in template.columns for name in column.names]
    assert sorted(names) == sorted(set(names))


@pytest.mark.parametrize(
    ("names", "key"),
    [
        ("宝贝ID,宝贝标题,一口价,商家编码", "items"),
        ("商品id,标题,价格,库存", "items"),
        ("商品ID,商品标题,类目", "items"),
        ("商品ID,商品标题,实际库存", "stock"),
        ("商家编码,商品名称,规格,库存数量,成本价", "stock"),
        ("SKU ID,在库", "stock"),
        ("商品编码,卖点,面料", "knowledge"),
        ("商品编号,商品标题,特征,库存", "stock"),
        ("用户名,名字,工号,岗位", "staff"),
        ("类型,标题,内容", None),
        ("话术分组,话术分类,话术标题,话术内容", "phrases"),
        ("买家昵称,标签", "buyers"),
        ("旺旺,备注", "buyers"),
        ("商品ID,标题", None),
        ("*商品ID,*标题,售价（元）", "items"),
        ("商品编号(必填),商品标题*,价格(元)", "items"),
        ("会员名（必填）,标签（选填）", "buyers"),
        # Lists of orders, of money and of the day name goods and buyers too.
        ("订单编号,买家会员名,备注", None),
        ("退款编号,订单编号,商品id,商品编码,买家退款金额,退款状态", None),
        ("统计日期,商品ID,商品名称,商品状态", None),
        ("主订单编号,子订单编号,订单状态,购买数量,商家编码,商品ID,商品价格", "order_lines"),
        ("日期,花费", None),
    ],
)
def test_files_of_shops(names: str, key: str | None) -> None:
    assert known_as(names) == key


@pytest.mark.parametrize("year", YEARS)
def test_a_list_of_orders_stays_one(year: int) -> None:
    names = tuple(bare_name(name) for name in YEARS[year])
    assert [kind.key for kind in KINDS if kind.key in KEYS and kind.is_that(names)] == []


@pytest.mark.django_db
def test_a_column_that_stands_twice_refuses_the_file(cast: Cast) -> None:
    with pytest.raises(NotThatFile, match="「价格」这一列有两个"):
        bring(cast.shop.id, csv_file(["商品ID", "价格", "标题", "价格"], ["1", "2", "羊毛衫", "3"]))
    twice_unused = csv_file(["商品ID", "价格", "其他", "其他"], ["1", "2", "", ""])
    assert bring(cast.shop.id, twice_unused).counts.new == 1


@pytest.mark.django_db
def test_another_file_is_refused_with_what_was_found(cast: Cast) -> None:
    with pytest.raises(NotThatFile, match=r"这是买家和标签,要的是商品和规格。文件里的列: 旺旺、标签"):
        bring(cast.shop.id, csv_file(["旺旺", "标签"], ["小米粥", "老客"]), "items")
    with pytest.raises(NotThatFile, match=r"缺少列 价格\(或 成本价、底价、.*在售\)。"):
        bring(cast.shop.id, csv_file(["商品编号", "商品标题"], ["61", "羊毛衫"]))
    with pytest.raises(NotThatFile, match="缺少列 角色"):
        bring(cast.shop.id, csv_file(["登录名", "姓名", "工号"], ["a", "b", "c"]), "staff")

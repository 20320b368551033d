from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.shops import rules
from zhanggui.shops.models import Shop, Staff
from zhanggui.shops.parts import fault_in_name
from zhanggui.shops.passwords import weakness_of
from zhanggui.shops.queries import StaffCard, all_staff, shop_card, staff_card


class CannotHire(UnableTo):
    """The login or the agent number is taken, one of the names is none or too long, the role is unknown,
    or the password is too weak."""


def hire(
    *,
    shop_id: int,
    login: str,
    name: str,
    agent_number: str,
    role: str,
    password: str,
    by: Actor,
    at: datetime,
) -> StaffCard:
    """Creates a member of staff who can log in at once."""
    if role not in rules.ROLES:
        raise CannotHire("没有这个角色: {role} (可选 {roles})", role=repr(role), roles="、".join(rules.ROLES))
    login, name, agent_number = login.strip(), name.strip(), agent_number.strip()
    if not (rules.is_name(login, 60) and rules.is_name(name, 40) and rules.is_name(agent_number, 10)):
        raise CannotHire("登录名要有 1 到 60 个字,姓名 1 到 40 个字,工号 1 到 10 个字")
    staff = Staff(shop_id=shop_id, login=login, name=name, agent_number=agent_number, role=role)
    shop = Shop.objects.filter(pk=shop_id).first()
    if shop and (fault := fault_in_name(shop_card(shop), name, [one.name for one in all_staff(shop_id)], at)):
        raise CannotHire(fault)
    if weakness := weakness_of(password, staff):
        raise CannotHire(weakness)
    staff.set_password(password)
    try:
        with transaction.atomic():
            staff.save()
            audit(verb="hire", thing="staff", thing_id=staff.pk, changes={"role": [None, role]}, by=by, at=at)
    except IntegrityError:
        raise CannotHire(
            "登录名 {login} 或工号 {number} 已经有人用了", login=login, number=agent_number
        ) from None
    return staff_card(staff)

"""How a member comes to a password: by a link that the manager hands over, and nobody else ever knows it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.live.carrier import tell
from zhanggui.shops import links
from zhanggui.shops.models import Staff
from zhanggui.shops.passwords import weakness_of
from zhanggui.shops.queries import StaffCard, staff_card


class CannotLink(UnableTo):
    """There is no such member in the shop, or the login is closed."""


class CannotChoosePassword(UnableTo):
    """The link is dead, or the password is too weak."""


@transaction.atomic
def make_password_link(*, shop_id: int, staff_id: int, by: Actor, at: datetime) -> str:
    """The secret part of a link by which the member sets a password, once. It is kept nowhere."""
    staff = Staff.objects.filter(shop_id=shop_id, pk=staff_id).first()
    if staff is None or not staff.is_active:
        raise CannotLink("这个登录已经停用,先恢复再设密码")
    audit(verb="make_password_link", thing="staff", thing_id=staff.pk, by=by, at=at)
    return links.token_for(staff, at=at)


@transaction.atomic
def choose_password(*, staff_id: int, token: str, password: str, at: datetime) -> StaffCard:
    """Sets the password of whoever holds the link; every older login of the member ends."""
    staff = Staff.objects.select_for_update().filter(pk=staff_id).first()
    if staff is None or not links.is_good(staff, token, at=at):
        raise CannotChoosePassword("这个链接已经用过,或者过了时间,请店长再给一个")
    if weakness := weakness_of(password, staff):
        raise CannotChoosePassword(weakness)
    staff.set_password(password)
    staff.save(update_fields=["password"])
    card = staff_card(staff)
    audit(verb="choose_password", thing="staff", thing_id=staff.pk, by=card.actor, at=at)
    tell([{"k": "logout", "s": staff.shop_id, "staff": staff.pk}])
    return card

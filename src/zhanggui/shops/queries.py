from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.db import connection
from django.db.models import Q

from zhanggui.foundation.actors import Actor
from zhanggui.foundation.calendar import next_wall_time
from zhanggui.foundation.once import once
from zhanggui.shops import rules
from zhanggui.shops.models import Shop, ShopSetting, Staff, SubAccount
from zhanggui.shops.settings import CUT_OFF, DatedSetting


@dataclass(frozen=True)
class ShopCard:
    id: int
    slug: str
    name: str
    platform: str
    opens: time
    closes: time
    greeting: str
    embed_origins: tuple[str, ...]


@dataclass(frozen=True)
class StaffCard:
    id: int
    shop_id: int
    name: str
    agent_number: str
    role: str

    def may(self, capability: str) -> bool:
        return rules.may(self.role, capability)

    @property
    def role_title(self) -> str:
        return rules.ROLE_TITLES[self.role]

    @property
    def actor(self) -> Actor:
        return Actor(kind="staff", id=self.id, name=f"{self.name} {self.agent_number}", shop_id=self.shop_id)


@dataclass(frozen=True)
class MemberCard:
    """A member as the manager sees them: with the login, and whether it can be used."""

    id: int
    login: str
    name: str
    agent_number: str
    role: str
    is_active: bool
    has_password: bool
    sub_accounts: tuple[str, ...]

    @property
    def role_title(self) -> str:
        return rules.ROLE_TITLES[self.role]


def shop_card(shop: Shop) -> ShopCard:
    return ShopCard(
        id=shop.pk,
        slug=shop.slug,
        name=shop.name,
        platform=shop.platform,
        opens=shop.opens,
        closes=shop.closes,
        greeting=shop.greeting,
        embed_origins=tuple(shop.embed_origins),
    )


def staff_card(staff: Staff) -> StaffCard:
    return StaffCard(
        id=staff.pk,
        shop_id=staff.shop_id,
        name=staff.name,
        agent_number=staff.agent_number,
        role=staff.role,
    )


def member_card(staff: Staff, sub_accounts: Iterable[str] = ()) -> MemberCard:
    return MemberCard(
        id=staff.pk,
        login=staff.login,
        name=staff.name,
        agent_number=staff.agent_number,
        role=staff.role,
        is_active=staff.is_active,
        has_password=staff.has_usable_password(),
        sub_accounts=tuple(sub_accounts),
    )


def shop_by_slug(slug: str) -> ShopCard | None:
    shop = Shop.objects.filter(slug=slug).first()
    return shop_card(shop) if shop else None


@once
def shop_by_id(shop_id: int) -> ShopCard:
    return shop_card(Shop.objects.get(pk=shop_id))


def all_shops() -> list[ShopCard]:
    return [shop_card(shop) for shop in Shop.objects.order_by("slug")]


def any_shop() -> bool:
    return Shop.objects.exists()


def any_staff() -> bool:
    return Staff.objects.exists()


def colleagues(shop_id: int) -> list[StaffCard]:
    """The shop's active staff by agent number."""
    rows = Staff.objects.filter(shop_id=shop_id, is_active=True).order_by("agent_number")
    return [staff_card(row) for row in rows]


def staff_by_id(staff_id: int) -> StaffCard | None:
    staff = Staff.objects.filter(pk=staff_id, is_active=True).first()
    return staff_card(staff) if staff else None


def all_staff(shop_id: int) -> list[MemberCard]:
    """The shop's whole staff with their sub-accounts: who is active first, then by agent number."""
    accounts: dict[int, list[str]] = {}
    held = SubAccount.objects.filter(shop_id=shop_id).order_by("account")
    for staff_id, account in held.values_list("staff_id", "account"):
        accounts.setdefault(staff_id, []).append(account)
    rows = Staff.objects.filter(shop_id=shop_id).order_by("-is_active", "agent_number")
    return [member_card(row, accounts.get(row.pk, ())) for row in rows]


@dataclass(frozen=True)
class StaffName:
    id: int
    name: str
    agent_number: str


def staff_names(shop_id: int) -> list[StaffName]:
    """The shop's whole staff as a list to choose from: who is active first, then by agent number."""
    rows = Staff.objects.filter(shop_id=shop_id).order_by("-is_active", "agent_number")
    return [StaffName(*row) for row in rows.values_list("pk", "name", "agent_number")]


def staff_by_sub_account(shop_id: int, account: str) -> StaffCard | None:
    """Whose sub-account it is, active or not."""
    found = SubAccount.objects.select_related("staff").filter(shop_id=shop_id, account=account).first()
    return staff_card(found.staff) if found else None


def staff_by_sub_accounts(shop_id: int, accounts: Collection[str]) -> dict[str, StaffCard]:
    """Whose sub-accounts these are, active or not; those that are nobody's are missing."""
    found = SubAccount.objects.select_related("staff").filter(shop_id=shop_id, account__in=list(accounts))
    return {one.account: staff_card(one.staff) for one in found}


def sub_accounts(shop_id: int) -> dict[str, StaffCard]:
    """Every sub-account of the shop with whose it is."""
    rows = SubAccount.objects.select_related("staff").filter(shop_id=shop_id).order_by("account")
    return {one.account: staff_card(one.staff) for one in rows}


def account_names(shop_id: int) -> frozenset[str]:
    """Under what names the shop's side may speak in another client: its own, and its people's accounts."""
    accounts = SubAccount.objects.filter(shop_id=shop_id).values_list("account", flat=True)
    return frozenset((*accounts, shop_by_id(shop_id).name))


def active_among(staff_ids: Collection[int]) -> set[int]:
    """Those of the staff who may still log in."""
    return set(Staff.objects.filter(pk__in=list(staff_ids), is_active=True).values_list("pk", flat=True))


def setting_value(shop_id: int, setting: DatedSetting, *, at: datetime) -> int:
    """The shop's value in force at the instant, else the default."""
    row = (
        ShopSetting.objects.filter(shop_id=shop_id, key=setting.key, valid_from__lte=at)
        .filter(Q(valid_to__isnull=True) | Q(valid_to__gt=at))
        .order_by("-valid_from")
        .first()
    )
    return int(row.value) if row else setting.default


# In SQL: every page of those who receive asks, and the ORM would take longer than the database.
_IN_FORCE = """
    SELECT key, value #>> '{}' FROM shops_shopsetting
    WHERE shop_id = %(shop)s AND key = ANY(%(keys)s) AND valid_from <= %(at)s
        AND (valid_to IS NULL OR valid_to > %(at)s)
    ORDER BY valid_from
"""


def setting_values(shop_id: int, settings: Iterable[DatedSetting], *, at: datetime) -> dict[str, int]:
    """`setting_value` of several, by key, in one question."""
    values = {setting.key: setting.default for setting in settings}
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE, {"shop": shop_id, "keys": list(values), "at": at})
        return values | {key: int(value) for key, value in cursor.fetchall()}


@dataclass(frozen=True)
class SettingChange:
    """A value, and from when on it holds; who said so."""

    value: int
    since: datetime
    by_name: str


def planned_changes(shop_id: int, setting: DatedSetting, *, at: datetime) -> list[SettingChange]:
    """What the shop's value will be from later instants on, the next one first."""
    rows = ShopSetting.objects.filter(shop_id=shop_id, key=setting.key, valid_from__gt=at)
    of = ("value", "valid_from", "by_name")
    return [SettingChange(*row) for row in rows.order_by("valid_from").values_list(*of)]


def next_cut_off(shop_id: int, *, at: datetime) -> datetime:
    """When the parcels that are being paid for now are closed: what is paid at that instant is too late."""
    return next_wall_time(at, setting_value(shop_id, CUT_OFF, at=at))

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import IntegrityError, transaction

from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor, program
from zhanggui.foundation.calendar import day_starts_at, shop_day
from zhanggui.foundation.failures import UnableTo
from zhanggui.shops import rules
from zhanggui.shops.models import Shop, ShopSetting
from zhanggui.shops.parts import fault_in_greeting
from zhanggui.shops.queries import ShopCard, shop_card
from zhanggui.shops.settings import CUT_OFF, DatedSetting


class CannotOpenShop(UnableTo):
    """The shop's short name is malformed or taken, its name is none, or the platform is unknown."""


class CannotChangeShop(UnableTo):
    """The name or the greeting is too long, the hours are none, or a line is no site's address."""


def open_shop(*, slug: str, name: str, platform: str, at: datetime) -> ShopCard:
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{1,39}", slug):
        raise CannotOpenShop("店铺短名只能用小写字母、数字和 -: {slug}", slug=repr(slug))
    if not rules.is_name(name, 80):
        raise CannotOpenShop("店铺名要有 1 到 80 个字")
    if platform not in rules.PLATFORMS:
        raise CannotOpenShop(
            "没有这个平台: {platform} (可选 {platforms})",
            platform=repr(platform),
            platforms="、".join(rules.PLATFORMS),
        )
    try:
        with transaction.atomic():
            shop = Shop.objects.create(slug=slug, name=name, platform=platform)
            audit(verb="open_shop", thing="shop", thing_id=shop.pk, by=program(shop.pk), at=at)
    except IntegrityError:
        raise CannotOpenShop("店铺短名 {slug} 已经有人用了", slug=slug) from None
    return shop_card(shop)


@dataclass(frozen=True)
class ShopText:
    """What a shop says of itself, as somebody typed it: hours as "09:00", a site's address on each line."""

    name: str
    greeting: str
    opens: str
    closes: str
    sites: str


@transaction.atomic
def change_shop(*, shop_id: int, text: ShopText, by: Actor, at: datetime) -> ShopCard:
    """Changes the shop's name, greeting, hours, and the sites that may frame its chat."""
    wanted = _checked(text)
    shop = Shop.objects.select_for_update().get(pk=shop_id)
    if wanted["greeting"] != shop.greeting and (
        fault := fault_in_greeting(shop_card(shop), wanted["greeting"], at)
    ):
        raise CannotChangeShop(fault)
    changes = {
        field: [str(getattr(shop, field)), str(value)]
        for field, value in wanted.items()
        if getattr(shop, field) != value
    }
    if changes:
        for field, value in wanted.items():
            setattr(shop, field, value)
        shop.save(update_fields=list(wanted))
        audit(verb="change_shop", thing="shop", thing_id=shop.pk, changes=changes, by=by, at=at)
    return shop_card(shop)


def _checked(text: ShopText) -> dict[str, Any]:
    name, greeting = text.name.strip(), text.greeting.strip()
    if not rules.is_name(name, 80):
        raise CannotChangeShop("店铺名要有 1 到 80 个字")
    if len(greeting) > rules.GREETING_LETTERS:
        raise CannotChangeShop("第一句问候最多 300 个字")
    try:
        opens, closes = time.fromisoformat(text.opens), time.fromisoformat(text.closes)
    except ValueError:
        raise CannotChangeShop("服务时间要写成 09:00 这样") from None
    try:
        sites = rules.origins_in(text.sites)
    except ValueError as wrong:
        raise CannotChangeShop(
            "这一行不是网站地址: {wrong}。要写成 https://www.example.com", wrong=wrong
        ) from None
    return {
        "name": name,
        "greeting": greeting,
        "opens": opens,
        "closes": closes,
        "embed_origins": list(sites),
    }


@transaction.atomic
def change_setting(
    *,
    shop_id: int,
    setting: DatedSetting,
    value: int,
    since: datetime | None = None,
    by: Actor,
    at: datetime,
) -> None:
    """The shop's value from `since` on, which is now unless a later instant is named. What held before keeps
    its dates, and what was planned for a later date still comes then."""
    valid_from = since or at
    Shop.objects.select_for_update().get(pk=shop_id)  # two changes at once come one after the other
    rows = ShopSetting.objects.filter(shop_id=shop_id, key=setting.key)
    before = rows.filter(valid_from__lte=valid_from).order_by("-valid_from").first()
    after = rows.filter(valid_from__gt=valid_from).order_by("valid_from").first()
    old = setting.default if before is None else before.value
    if before is not None and before.valid_from == valid_from:
        before.value, before.by_name = value, by.name
        before.save(update_fields=("value", "by_name"))
    else:
        if before is not None:
            rows.filter(pk=before.pk).update(valid_to=valid_from)
        ShopSetting.objects.create(
            shop_id=shop_id,
            key=setting.key,
            value=value,
            valid_from=valid_from,
            valid_to=after.valid_from if after else None,
            by_name=by.name,
        )
    changes: dict[str, list[object]] = {"value": [old, value]}
    if since is not None:
        changes["valid_from"] = [None, since.isoformat()]
    audit(verb="change_setting", thing="setting", thing_id=setting.key, changes=changes, by=by, at=at)


_FARTHEST = timedelta(days=366)


def change_cut_off(*, shop_id: int, clock: str, since: str, by: Actor, at: datetime) -> None:
    """The shop's cut-off, as somebody typed it: "17:30", from "2026-12-01" on, or from now on."""
    try:
        wall = datetime.strptime(clock.strip(), "%H:%M").time()  # noqa: DTZ007 - a time of the shop's day
    except ValueError:
        raise CannotChangeShop("截单时间要写成 16:00 这样") from None
    minutes = wall.hour * 60 + wall.minute
    if not minutes:
        raise CannotChangeShop("截单时间不能是 00:00:那样一天从零点就截单了")
    change_setting(shop_id=shop_id, setting=CUT_OFF, value=minutes, since=_first_day(since, at), by=by, at=at)


def _first_day(text: str, at: datetime) -> datetime | None:
    """The instant at which the day begins; None for today, which means now."""
    try:
        day = date.fromisoformat(text.strip()) if text.strip() else shop_day(at)
    except ValueError:
        raise CannotChangeShop("日期要写成 2026-12-01 这样") from None
    if day < shop_day(at):
        raise CannotChangeShop("不能从已经过去的日子起:那些天的包裹已经截过单了")
    if day > shop_day(at) + _FARTHEST:
        raise CannotChangeShop("最远只能定到一年以后")
    return None if day == shop_day(at) else day_starts_at(day)

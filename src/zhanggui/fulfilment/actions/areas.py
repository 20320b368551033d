"""The dated list of areas to which couriers do not carry."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.fulfilment import rules
from zhanggui.fulfilment.actions.opening import hold_unserved
from zhanggui.fulfilment.divisions import divisions
from zhanggui.fulfilment.models import NoService
from zhanggui.fulfilment.rules import Area


class CannotListArea(UnableTo):
    """The area is none that we know, or its days are the wrong way round."""


@transaction.atomic
def list_area(
    *, text: str, courier: str, reason: str, since: date, until: date | None, by: Actor, at: datetime
) -> int:
    """From `since` on, and before `until` if there is one, no parcel can go there by this courier. The text
    names a province, a city or a district, as an address does. Parcels that are still here and would go
    there are held."""
    parsed = rules.parse(text, divisions())
    area = parsed.area
    if not area.province or parsed.detail or parsed.conflict:
        raise CannotListArea("没有认出这个地区:请写省,或者省和市,或者省、市和区县")
    if until is not None and until <= since:
        raise CannotListArea("结束日期要在开始日期之后")
    row = NoService.objects.create(
        shop_id=by.shop_id,
        courier=courier.strip()[:40],
        province=area.province,
        city=area.city,
        district=area.district,
        reason=reason.strip()[: rules.NOTE_LETTERS],
        valid_from=since,
        valid_to=until,
        by_name=by.name,
        at=at,
    )
    audit(
        verb="list_area",
        thing="shop",
        thing_id=by.shop_id,
        changes={"no_service": ["", area.shown]},
        by=by,
        at=at,
    )
    hold_unserved(shop_id=by.shop_id, by=by, at=at)
    return row.pk


@transaction.atomic
def unlist_area(*, area_id: int, until: date, by: Actor, at: datetime) -> None:
    """From this day on parcels go there again. The row stays, with its days."""
    row = NoService.objects.select_for_update().filter(pk=area_id, shop_id=by.shop_id).first()
    if row is None or row.valid_to is not None:
        return
    row.valid_to = max(until, row.valid_from)
    row.save(update_fields=("valid_to",))
    shown = Area(row.province, row.city, row.district).shown
    audit(
        verb="unlist_area",
        thing="shop",
        thing_id=by.shop_id,
        changes={"no_service": [shown, ""]},
        by=by,
        at=at,
    )

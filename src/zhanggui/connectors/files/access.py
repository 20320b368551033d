"""The only way a page gets an uploaded file: a member sees the kinds that he may bring in."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404

from zhanggui.connectors.files.kinds import KINDS, Kind
from zhanggui.marketplace.queries import DeliveryCard, Sight, delivery_by_id
from zhanggui.shops.access import only_for
from zhanggui.shops.queries import StaffCard
from zhanggui.shops.rules import IMPORT

_NOT_KNOWN_YET = ""


def kinds_for(staff: StaffCard) -> list[Kind[object]]:
    return [kind for kind in KINDS if staff.may(kind.capability)]


def _brings_files(staff: StaffCard) -> bool:
    return bool(kinds_for(staff))


brings_files = only_for(_brings_files)


def sight_of(staff: StaffCard) -> Sight:
    """What the member sees of the shop's files: the kinds that he may bring in, and what he has sent in
    himself as long as nothing has been read of it."""
    kinds = {kind.key for kind in kinds_for(staff)}
    return Sight(kinds | {_NOT_KNOWN_YET} if staff.may(IMPORT) else kinds, staff.id)


def delivery_for(staff: StaffCard, delivery_id: int) -> DeliveryCard:
    """A file of the member's own shop; 404 for any other, 403 for a kind that he has no business with."""
    delivery = delivery_by_id(delivery_id)
    if delivery is None or delivery.shop_id != staff.shop_id:
        raise Http404
    if not sight_of(staff).has(delivery):
        raise PermissionDenied
    return delivery


def may_import(staff: StaffCard, delivery: DeliveryCard) -> bool:
    """Some kinds change what not everybody who imports may change."""
    kind = KINDS.get(delivery.kind)
    return kind is not None and staff.may(kind.capability)


def delivery_to_read(staff: StaffCard, delivery_id: int) -> DeliveryCard:
    """One that the member may have read; 403 for a kind that takes more."""
    delivery = delivery_for(staff, delivery_id)
    if not may_import(staff, delivery):
        raise PermissionDenied
    return delivery

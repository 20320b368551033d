"""The only way a page gets an uploaded file."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import Http404

from zhanggui.connectors.files.kinds import KINDS, Kind
from zhanggui.marketplace.queries import DeliveryCard, delivery_by_id
from zhanggui.shops.queries import StaffCard


def delivery_for(staff: StaffCard, delivery_id: int) -> DeliveryCard:
    """A file of the member's own shop; 404 for any other."""
    delivery = delivery_by_id(delivery_id)
    if delivery is None or delivery.shop_id != staff.shop_id:
        raise Http404
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


def kinds_for(staff: StaffCard) -> list[Kind[object]]:
    return [kind for kind in KINDS if staff.may(kind.capability)]

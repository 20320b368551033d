"""All that is doubtful about one receiver."""

from __future__ import annotations

from collections.abc import Iterator

from zhanggui.fulfilment.rules.findings import Finding
from zhanggui.fulfilment.rules.parsing import Parsed
from zhanggui.fulfilment.rules.receivers import Receiver, phone_is_valid


def doubts(receiver: Receiver, parsed: Parsed, *, unserved: bool) -> tuple[Finding, ...]:
    """In the order in which people read them. Nothing is doubtful about what the source does not say."""
    return tuple(_doubts(receiver, parsed, unserved=unserved)) if receiver.told else ()


def _doubts(receiver: Receiver, parsed: Parsed, *, unserved: bool) -> Iterator[Finding]:
    if receiver.address:
        yield from _of_place(parsed)
    if not receiver.name:
        yield Finding.NAME
    if not phone_is_valid(receiver.phone, province=parsed.area.province):
        yield Finding.PHONE
    if unserved:
        yield Finding.COURIER


def _of_place(parsed: Parsed) -> Iterator[Finding]:
    if parsed.conflict:
        yield Finding.CONFLICT
    elif not parsed.area.province:
        yield Finding.PROVINCE
    elif not parsed.area.city:
        yield Finding.CITY
    elif not parsed.area.district:
        yield Finding.DISTRICT
    if not parsed.detail:
        yield Finding.DETAIL

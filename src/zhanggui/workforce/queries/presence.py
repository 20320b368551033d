from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

from zhanggui.workforce.models import Duty, HandOver, Presence, PresenceSpan, Shift
from zhanggui.workforce.queries.shifts import handed_over
from zhanggui.workforce.rules import AWAY, BREAK, GONE_AFTER, ONLINE, STAYED_ON, WITHDRAWN


@dataclass(frozen=True)
class Floor:
    """Who is there in a shop. `attended`: somebody whose shift is not over and who takes buyers, as
    `shops_attended` says; `takes_new`: one of those is not on a break. `breaks`: somebody is there who is."""

    attended: bool = False
    takes_new: bool = False
    breaks: bool = False


def floors(shop_ids: Collection[int], *, at: datetime) -> dict[int, Floor]:
    """Of all these shops, also those in which nobody is."""
    attends = ExpressionWrapper(_attends(at), output_field=BooleanField())
    rows = _there(at).filter(staff__shop_id__in=list(shop_ids)).annotate(attends=attends)
    found = dict.fromkeys(shop_ids, Floor())
    for shop_id, status, attending in rows.values_list("staff__shop_id", "status", "attends"):
        before = found[shop_id]
        found[shop_id] = Floor(
            attended=before.attended or attending,
            takes_new=before.takes_new or (attending and status == ONLINE),
            breaks=before.breaks or status == BREAK,
        )
    return found


def _attends(at: datetime) -> Q:
    theirs = Shift.objects.filter(staff_id=OuterRef("pk"), cancelled_at=None)
    runs = theirs.filter(starts_at__lte=at, ends_at__gt=at)
    ended = theirs.filter(ends_at__lte=at, ends_at__gt=at - STAYED_ON)
    begun = Shift.objects.filter(
        staff_id=OuterRef("staff_id"),
        cancelled_at=None,
        starts_at__gt=OuterRef("written_at"),
        starts_at__lte=at,
    )
    left = HandOver.objects.filter(staff_id=OuterRef("pk"), written_at__gt=at - STAYED_ON)
    left = left.exclude(state=WITHDRAWN).exclude(Exists(begun))
    no_cap = Duty.objects.filter(pk=OuterRef("pk"), cap=0)
    return (Q(Exists(runs)) | ~Q(Exists(ended))) & ~Q(Exists(left)) & ~Q(Exists(no_cap))


def _there(at: datetime) -> QuerySet[Presence]:
    seen = Presence.objects.filter(staff__is_active=True, seen_at__gt=at - GONE_AFTER)
    return seen.exclude(status=AWAY)


def status_of(staff_id: int) -> str:
    return Presence.objects.filter(pk=staff_id).values_list("status", flat=True).first() or ONLINE


def statuses(staff_ids: Collection[int], *, at: datetime) -> dict[int, str]:
    """The status of those who are there; the others are missing."""
    rows = Presence.objects.filter(pk__in=list(staff_ids), seen_at__gt=at - GONE_AFTER)
    return dict(rows.values_list("staff_id", "status"))


def there(shop_id: int, at: datetime) -> set[int]:
    """Those of the shop's staff who are there, and not about to go: who has handed over gets nothing new,
    however long their page stays open, until their next shift begins."""
    return set(there_as(shop_id, at=at))


def there_as(shop_id: int, *, at: datetime) -> dict[int, str]:
    """The same, with what they are: online, or on a break."""
    rows = _there(at).filter(staff__shop_id=shop_id).values_list("staff_id", "status")
    left = handed_over(shop_id, at=at)
    return {staff_id: status for staff_id, status in rows if staff_id not in left}


@dataclass(frozen=True)
class SpanCard:
    """There from when to when, and as what; `came`: with a login or a page opened anew. The end is none
    while it goes on."""

    staff_id: int
    state: str
    came: bool
    starts_at: datetime
    ends_at: datetime | None


def presence_spans(shop_id: int, since: datetime, until: datetime) -> list[SpanCard]:
    """What the shop's staff were, of which a part lies in [since, until), first come first."""
    rows = PresenceSpan.objects.filter(staff__shop_id=shop_id, starts_at__lt=until)
    rows = rows.filter(Q(ends_at=None) | Q(ends_at__gt=since)).order_by("starts_at", "pk")
    of = ("staff_id", "state", "came", "starts_at", "ends_at")
    return [SpanCard(*row) for row in rows.values_list(*of)]

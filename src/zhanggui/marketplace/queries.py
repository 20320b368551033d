from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from django.db.models import Q

from zhanggui.foundation.pace import machine
from zhanggui.marketplace.events import Problem
from zhanggui.marketplace.models import Delivery, DeliveryPiece, DeliveryProblem, Errand, ErrandTaker
from zhanggui.marketplace.rules import (
    ASKED,
    ERRAND_TITLES,
    FINISHED,
    OFFERED,
    RUNNING,
    STOPPED,
    TAKER_THERE,
    WAITING,
    WITHDRAWN,
)


@dataclass(frozen=True)
class DeliveryCard:
    id: int
    shop_id: int
    kind: str
    name: str
    sha256: str
    size: int
    state: str
    trial: bool
    told_at: datetime | None
    received_at: datetime
    asked_at: datetime | None
    beat_at: datetime | None
    finished_at: datetime | None
    by_id: int | None
    by_name: str
    refusal: str
    tries: int
    look: dict[str, Any] | None = field(repr=False, hash=False)
    again_of_id: int | None
    percent: int
    rows: int
    new: int
    changed: int
    unchanged: int
    older: int
    undecided: int
    refused: int
    announced: int

    @property
    def unsettled(self) -> bool:
        """Whether reading it once more could change anything: a dry run, one that was stopped, or doubts."""
        if self.state == FINISHED:
            return self.trial or self.undecided > 0
        return self.state == STOPPED and self.was_begun

    @property
    def was_begun(self) -> bool:
        """Whether some of it may have been read."""
        return self.tries > 0


_FIELDS = tuple(field.name for field in fields(DeliveryCard))


def delivery_card(delivery: Delivery) -> DeliveryCard:
    return DeliveryCard(**{name: getattr(delivery, name) for name in _FIELDS})


def delivery_by_id(delivery_id: int) -> DeliveryCard | None:
    row = Delivery.objects.filter(pk=delivery_id).first()
    return delivery_card(row) if row else None


@dataclass(frozen=True)
class Sight:
    """Whose eyes see which deliveries: those of these kinds, and those that this member of staff has sent in
    and of which nothing has been read."""

    kinds: Collection[str]
    staff_id: int

    def has(self, delivery: DeliveryCard) -> bool:
        own = delivery.by_id == self.staff_id and not delivery.was_begun
        return own or delivery.kind in self.kinds

    @property
    def rows(self) -> Q:
        return Q(kind__in=self.kinds) | Q(by_id=self.staff_id, tries=0)


def deliveries(
    shop_id: int, *, sight: Sight | None = None, before_id: int | None = None, limit: int = 50
) -> list[DeliveryCard]:
    """The shop's deliveries, newest first; `before_id` continues behind that one."""
    rows = Delivery.objects.filter(sight.rows if sight else Q(), shop_id=shop_id)
    if before_id is not None:
        rows = rows.filter(pk__lt=before_id)
    return [delivery_card(row) for row in rows.order_by("-id")[:limit]]


def earlier_delivery(shop_id: int, sha256: str) -> DeliveryCard | None:
    """The last time that exactly these bytes came in and were read to their end."""
    row = (
        Delivery.objects.filter(shop_id=shop_id, sha256=sha256, state=FINISHED, trial=False)
        .order_by("-received_at")
        .first()
    )
    return delivery_card(row) if row else None


def repeat_of(delivery_id: int) -> int | None:
    """The delivery that read this one's file once more."""
    return (
        Delivery.objects.filter(again_of_id=delivery_id).order_by("-id").values_list("pk", flat=True).first()
    )


def same_file_under_way(delivery: DeliveryCard) -> DeliveryCard | None:
    """Another delivery of exactly these bytes that waits or is being read."""
    rows = Delivery.objects.filter(
        shop_id=delivery.shop_id, sha256=delivery.sha256, state__in=(WAITING, RUNNING), trial=False
    )
    row = rows.exclude(pk=delivery.id).first()
    return delivery_card(row) if row else None


def last_look(shop_id: int, *, but: int) -> dict[str, Any]:
    """What the first look at the shop's last imported file showed, that one apart."""
    rows = Delivery.objects.filter(shop_id=shop_id, state=FINISHED, trial=False, look__shops__0__isnull=False)
    return rows.exclude(pk=but).order_by("-id").values_list("look", flat=True).first() or {}


def next_to_read(shop_id: int) -> DeliveryCard | None:
    """What was asked for first and is not read to its end yet."""
    rows = Delivery.objects.filter(
        shop_id=shop_id, state__in=(WAITING, RUNNING), asked_at__isnull=False
    ).order_by("asked_at", "id")
    row = rows.first()
    return delivery_card(row) if row else None


def shops_to_read() -> list[int]:
    """Shops with files that were asked for and are not read to their end yet."""
    rows = Delivery.objects.filter(state__in=(WAITING, RUNNING), asked_at__isnull=False)
    return list(rows.order_by("shop_id").values_list("shop_id", flat=True).distinct())


def not_looked_at(*, before: datetime) -> list[int]:
    """Offered files that nobody has looked at since."""
    rows = Delivery.objects.filter(state=OFFERED, look__isnull=True, received_at__lt=before)
    return list(rows.filter(pieces__isnull=False).values_list("pk", flat=True).distinct()[:50])


def waiting_before(delivery: DeliveryCard) -> int:
    """How many files are read before this one."""
    if delivery.asked_at is None:
        return 0
    rows = Delivery.objects.filter(shop_id=delivery.shop_id, state__in=(WAITING, RUNNING))
    return rows.filter(asked_at__lt=delivery.asked_at).count()


def has_pieces(delivery_id: int) -> bool:
    return DeliveryPiece.objects.filter(delivery_id=delivery_id).exists()


def pieces_of(delivery_id: int) -> Iterator[bytes]:
    """The file's bytes from its beginning, one piece in memory at a time."""
    pieces = DeliveryPiece.objects.filter(delivery_id=delivery_id)
    for position in range(pieces.count()):
        yield bytes(pieces.values_list("data", flat=True).get(position=position))


def count_problems(delivery_id: int) -> int:
    """Those that are kept: a file of garbage has more."""
    return DeliveryProblem.objects.filter(delivery_id=delivery_id).count()


def problems_of(delivery_id: int, *, skip: int = 0, limit: int = 100) -> list[Problem]:
    rows = DeliveryProblem.objects.filter(delivery_id=delivery_id).order_by("line", "id")
    return [
        Problem(line=row.line, column=row.column, reason=row.reason, raw=row.raw, refused=row.refused)
        for row in rows[skip : skip + limit]
    ]


def file_names(shop_id: int, ids: Collection[int]) -> dict[int, str]:
    return dict(Delivery.objects.filter(shop_id=shop_id, pk__in=list(ids)).values_list("pk", "name"))


@dataclass(frozen=True)
class ErrandCard:
    """A request to the outside; `by_name` asked for it, `result` is the outside's word for people."""

    id: int
    shop_id: int
    kind: str
    thing: str
    thing_id: int
    payload: dict[str, Any] = field(hash=False)
    key: str
    state: str
    attempts: int
    result: str
    asked_at: datetime
    by_id: int | None
    by_name: str
    taken_at: datetime | None
    ended_at: datetime | None

    @property
    def state_title(self) -> str:
        return ERRAND_TITLES[self.state]


_ERRAND_FIELDS = tuple(field.name for field in fields(ErrandCard))


def errand_card(errand: Errand) -> ErrandCard:
    return ErrandCard(**{name: getattr(errand, name) for name in _ERRAND_FIELDS})


def errand_by_id(errand_id: int) -> ErrandCard | None:
    row = Errand.objects.filter(pk=errand_id).first()
    return errand_card(row) if row else None


def newest_errands(
    shop_id: int, *, kind: str, thing: str, thing_ids: Collection[int]
) -> dict[int, ErrandCard]:
    """The newest errand of each subject that was not withdrawn."""
    rows = Errand.objects.filter(shop_id=shop_id, kind=kind, thing=thing, thing_id__in=list(thing_ids))
    newest = rows.exclude(state=WITHDRAWN).order_by("thing_id", "-id").distinct("thing_id")
    return {row.thing_id: errand_card(row) for row in newest}


def is_performed(shop_id: int, kind: str, *, at: datetime) -> bool:
    """Whether anybody performs errands of this kind: a marketplace that we know by files only has nobody."""
    takers = ErrandTaker.objects.filter(shop_id=shop_id, kind=kind, seen_at__gte=at - machine(TAKER_THERE))
    return takers.exists()


def errands_of(
    shop_id: int, *, kinds: Collection[str], thing: str, thing_id: int, limit: int = 200
) -> list[ErrandCard]:
    """What was asked for about one subject, the latest, in the order of asking."""
    rows = Errand.objects.filter(shop_id=shop_id, kind__in=list(kinds), thing=thing, thing_id=thing_id)
    return [errand_card(row) for row in reversed(rows.order_by("-id")[:limit])]


def errand_by_key(shop_id: int, key: str) -> ErrandCard | None:
    row = Errand.objects.filter(shop_id=shop_id, key=key).first()
    return errand_card(row) if row else None


def asked_before(errand: ErrandCard) -> bool:
    """Whether something of the same kind and subject that was asked for earlier is still to be done."""
    rows = Errand.objects.filter(
        shop_id=errand.shop_id, kind=errand.kind, thing=errand.thing, thing_id=errand.thing_id, state=ASKED
    )
    return rows.filter(pk__lt=errand.id).exists()

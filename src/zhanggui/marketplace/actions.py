from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from zhanggui.foundation.actors import Actor
from zhanggui.marketplace import rules
from zhanggui.marketplace.events import Problem
from zhanggui.marketplace.models import Delivery, DeliveryProblem
from zhanggui.marketplace.queries import DeliveryCard, delivery_card

# A file of garbage must not fill the table; the counts stay true.
PROBLEMS_KEPT = 1_000


@dataclass(frozen=True)
class Counts:
    """What became of a batch's rows."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    older: int = 0
    undecided: int = 0
    refused: int = 0

    @property
    def rows(self) -> int:
        return self.new + self.changed + self.unchanged + self.older + self.undecided + self.refused

    def __add__(self, other: Counts) -> Counts:
        return Counts(**{word: count + getattr(other, word) for word, count in asdict(self).items()})


@dataclass(frozen=True, kw_only=True)
class Incoming:
    """A file or batch as it comes in. `size` in bytes; `told_at` as its bringer says."""

    kind: str
    name: str
    sha256: str
    size: int = 0
    trial: bool = False
    told_at: datetime | None = None


def open_delivery(*, shop_id: int, incoming: Incoming, by: Actor, at: datetime) -> DeliveryCard:
    """A file that waits for its reading."""
    values = asdict(incoming) | {"name": incoming.name[-255:]}
    delivery = Delivery.objects.create(
        shop_id=shop_id, received_at=at, by_id=by.id, by_name=by.name, **values
    )
    return delivery_card(delivery)


@transaction.atomic
def start_delivery(*, delivery_id: int, at: datetime) -> DeliveryCard:
    """The reading begins, or begins again: what an interrupted one had counted is forgotten."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    delivery.state = rules.DELIVERY.after(delivery.state, "start")
    for word in asdict(Counts()):
        setattr(delivery, word, 0)
    delivery.rows = delivery.announced = delivery.percent = 0
    delivery.beat_at = at
    delivery.save()
    DeliveryProblem.objects.filter(delivery_id=delivery_id).delete()
    return delivery_card(delivery)


@transaction.atomic
def count_delivery(
    *,
    delivery_id: int,
    counts: Counts,
    problems: Sequence[Problem] = (),
    announced: int = 0,
    percent: int = 0,
    at: datetime,
) -> None:
    """Adds one batch's outcome. Called in the transaction that records the batch: both hold or neither."""
    Delivery.objects.filter(pk=delivery_id).update(
        rows=F("rows") + counts.rows,
        **{word: F(word) + count for word, count in asdict(counts).items()},
        announced=F("announced") + announced,
        percent=percent,
        beat_at=at,
    )
    if not problems:
        return
    room = PROBLEMS_KEPT - DeliveryProblem.objects.filter(delivery_id=delivery_id).count()
    DeliveryProblem.objects.bulk_create(
        [
            DeliveryProblem(
                delivery_id=delivery_id,
                line=problem.line,
                column=problem.column[:60],
                reason=problem.reason[:200],
                raw=_storable(problem.raw[:200]),
                refused=problem.refused,
            )
            for problem in problems[: max(room, 0)]
        ]
    )


@transaction.atomic
def finish_delivery(*, delivery_id: int, at: datetime) -> None:
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    delivery.state = rules.DELIVERY.after(delivery.state, "finish")
    delivery.finished_at, delivery.percent = at, 100
    delivery.save(update_fields=["state", "finished_at", "percent"])


@transaction.atomic
def reject_delivery(*, delivery_id: int, reason: str, at: datetime) -> None:
    """It cannot be read (any further), or its bringer took it back."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    delivery.state = rules.DELIVERY.after(delivery.state, "reject")
    delivery.finished_at, delivery.refusal = at, _storable(reason[:1000])
    delivery.save(update_fields=["state", "finished_at", "refusal"])


def _storable(raw: str) -> str:
    """Without what PostgreSQL cannot keep in a text (NUL, lone surrogates)."""
    kept = raw.replace("\0", "\ufffd")
    return kept.encode("utf-8", "replace").decode("utf-8")

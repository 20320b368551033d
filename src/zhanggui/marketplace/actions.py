from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from zhanggui.foundation.actors import Actor
from zhanggui.marketplace.events import Problem
from zhanggui.marketplace.models import Delivery, DeliveryProblem
from zhanggui.marketplace.queries import DeliveryCard, delivery_card

# A file of garbage must not fill the table; the counts stay true.
PROBLEMS_KEPT = 1_000


def open_delivery(
    *, shop_id: int, kind: str, name: str, sha256: str, by: Actor, at: datetime
) -> DeliveryCard:
    delivery = Delivery.objects.create(
        shop_id=shop_id, kind=kind, name=name[-255:], sha256=sha256, received_at=at, by_name=by.name
    )
    return delivery_card(delivery)


@transaction.atomic
def count_delivery(
    *,
    delivery_id: int,
    accepted: int,
    unchanged: int,
    refused: int,
    problems: Sequence[Problem],
) -> None:
    """Adds one batch's outcome. Called in the transaction that records the batch: both hold or neither."""
    Delivery.objects.filter(pk=delivery_id).update(
        rows=F("rows") + accepted + unchanged + refused,
        accepted=F("accepted") + accepted,
        unchanged=F("unchanged") + unchanged,
        refused=F("refused") + refused,
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
                raw=_storable(problem.raw),
                refused=problem.refused,
            )
            for problem in problems[: max(room, 0)]
        ]
    )


def finish_delivery(*, delivery_id: int, at: datetime) -> None:
    Delivery.objects.filter(pk=delivery_id).update(finished_at=at)


def _storable(raw: str) -> str:
    """The first 200 characters, without what PostgreSQL cannot keep in a text (NUL, lone surrogates)."""
    kept = raw[:200].replace("\0", "\ufffd")
    return kept.encode("utf-8", "replace").decode("utf-8")

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Q

from zhanggui.foundation.actions import audit
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.failures import UnableTo
from zhanggui.marketplace import rules
from zhanggui.marketplace.events import Problem
from zhanggui.marketplace.models import Delivery, DeliveryPiece, DeliveryProblem
from zhanggui.marketplace.queries import DeliveryCard, delivery_card

# A file of garbage must not fill the table; the counts stay true.
PROBLEMS_KEPT = 1_000
# The first halves of the advisory locks' keys: one reader a shop, and a command a delivery.
_LOCK_READER = 0x66696C65
_LOCK_COMMAND = 0x66696C66
_MOST_OF_A_KEY = 1 << 31


# Nobody asked for it on a page.
_BY_COMMAND = Q(state=rules.RUNNING, asked_at__isnull=True)


class ReadingStopped(UnableTo):
    """Somebody stopped the reading, or the delivery is gone: this batch is not kept, those before are."""


class CannotReadAgain(UnableTo):
    """The file's bytes are no longer here, or it is being read at this moment."""


class CannotDrop(UnableTo):
    """The file is being read at this moment, or waits for it."""


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
    delivery.tries += 1
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
    """Adds one batch's outcome. Called in the transaction that records the batch: both hold or neither.

    ReadingStopped when it is not being read any more.
    """
    counted = Delivery.objects.filter(pk=delivery_id, state=rules.RUNNING).update(
        rows=F("rows") + counts.rows,
        **{word: F(word) + count for word, count in asdict(counts).items()},
        announced=F("announced") + announced,
        percent=percent,
        beat_at=at,
    )
    if not counted:
        raise ReadingStopped("已经停下,这一批没有读进")
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
    """It cannot be read, or not any further. Its pieces are of no use and go at once."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    delivery.state = rules.DELIVERY.after(delivery.state, "reject")
    delivery.finished_at, delivery.refusal = at, _storable(reason[:1000])
    delivery.save(update_fields=["state", "finished_at", "refusal"])
    _forget(delivery)


# An upload


@transaction.atomic
def take_upload(
    *, shop_id: int, incoming: Incoming, pieces: Iterable[bytes], by: Actor, at: datetime
) -> DeliveryCard:
    """Keeps a file, in pieces, until somebody decides what becomes of it. All of it, or nothing."""
    offered = open_delivery(shop_id=shop_id, incoming=incoming, by=by, at=at)
    for position, data in enumerate(pieces):
        DeliveryPiece.objects.create(delivery_id=offered.id, position=position, data=data)
    return offered


@transaction.atomic
def note_look(*, delivery_id: int, kind: str, look: dict[str, Any]) -> None:
    """What a first look at an offered file showed."""
    Delivery.objects.filter(pk=delivery_id, state=rules.OFFERED).update(kind=kind, look=look)


@transaction.atomic
def ask_delivery(
    *, delivery_id: int, trial: bool, told_at: datetime | None, by: Actor, at: datetime
) -> DeliveryCard:
    """An offered file waits for its reading from now on. Asked for a second time it is as it was."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    if delivery.state in {rules.WAITING, rules.RUNNING}:
        return delivery_card(delivery)
    delivery.state = rules.DELIVERY.after(delivery.state, "ask")
    delivery.trial, delivery.told_at, delivery.asked_at = trial, told_at, at
    delivery.by_id, delivery.by_name = by.id, by.name
    delivery.save()
    if not trial:
        audit(verb="import_file", thing="delivery", thing_id=delivery_id, by=by, at=at)
    return delivery_card(delivery)


@transaction.atomic
def read_delivery_again(
    *, delivery_id: int, trial: bool, told_at: datetime | None, by: Actor, at: datetime
) -> DeliveryCard:
    """The same file once more, as a delivery of its own that takes over the pieces: each keeps its counts.

    CannotReadAgain without pieces. Asked for twice, the second gets what the first made.
    """
    ended = Delivery.objects.select_for_update().get(pk=delivery_id)
    if ended.state not in rules.READABLE_AGAIN:
        raise CannotReadAgain("这个文件还没有读完,读完才能再读一次")
    if made := ended.repeats.order_by("-id").first():
        return delivery_card(made)
    if not ended.pieces.exists():
        raise CannotReadAgain("文件的内容已经清掉了,请把原文件再传一次")
    again = Delivery.objects.create(
        shop_id=ended.shop_id,
        kind=ended.kind,
        name=ended.name,
        sha256=ended.sha256,
        size=ended.size,
        received_at=at,
        by_id=by.id,
        by_name=by.name,
        look=ended.look,
        again_of=ended,
    )
    ended.pieces.update(delivery=again)
    return ask_delivery(delivery_id=again.pk, trial=trial, told_at=told_at, by=by, at=at)


@transaction.atomic
def stop_delivery(*, delivery_id: int, by: Actor, at: datetime) -> DeliveryCard:
    """Takes back what still waits, throws away what is only offered, ends what runs: its rows stay."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    if delivery.state == rules.WAITING:
        delivery.state = rules.DELIVERY.after(delivery.state, "withdraw")
        delivery.asked_at = None
    else:
        delivery.state = rules.DELIVERY.after(delivery.state, "stop")
        delivery.finished_at = at
        delivery.refusal = by.name
        if not delivery.asked_at:
            _forget(delivery)
    delivery.save()
    audit(
        verb="stop_delivery",
        thing="delivery",
        thing_id=delivery_id,
        changes={"delivery_rows": [None, delivery.rows]},
        by=by,
        at=at,
    )
    return delivery_card(delivery)


@transaction.atomic
def drop_file(*, delivery_id: int, by: Actor, at: datetime) -> DeliveryCard:
    """Throws away the bytes of what is read, or was begun: they name buyers. What came in stays."""
    delivery = Delivery.objects.select_for_update().get(pk=delivery_id)
    if delivery.state not in rules.READABLE_AGAIN:
        raise CannotDrop("这个文件还在读,先停下才能删掉")
    if delivery.pieces.exists():
        _forget(delivery)
        audit(verb="drop_file", thing="delivery", thing_id=delivery_id, by=by, at=at)
    return delivery_card(delivery)


@contextmanager
def only_reader(*, shop_id: int) -> Iterator[bool]:
    """Whether we are the only one who reads the shop's files, for as long as this connection lives.

    The lock goes with the connection: whoever is killed holds nothing.
    """
    with _held(_LOCK_READER, shop_id) as got:
        yield got


@contextmanager
def read_by_command(*, delivery_id: int) -> Iterator[None]:
    """Shows, for as long as this connection lives, that a command reads this delivery: no worker takes it up
    when the command is killed."""
    with _held(_LOCK_COMMAND, delivery_id % _MOST_OF_A_KEY):
        yield


def stop_abandoned(*, at: datetime) -> int:
    """Ends the readings of commands that are gone; what they had read stays. Answers how many."""
    stopped = 0
    for delivery_id in Delivery.objects.filter(_BY_COMMAND).order_by("pk").values_list("pk", flat=True):
        with _held(_LOCK_COMMAND, delivery_id % _MOST_OF_A_KEY) as gone:
            if gone:
                # Looked at once more: it may have come to its end before the lock was free.
                ended = Delivery.objects.filter(_BY_COMMAND, pk=delivery_id)
                stopped += ended.update(state=rules.DELIVERY.after(rules.RUNNING, "stop"), finished_at=at)
    return stopped


@contextmanager
def _held(what: int, which: int) -> Iterator[bool]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [what, which])
        got = bool(cursor.fetchone()[0])
    try:
        yield got
    finally:
        if got and connection.connection is not None and not connection.connection.closed:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [what, which])


@transaction.atomic
def forget_pieces(*, before: datetime) -> int:
    """Throws away the bytes of what is decided, and of whatever came in before that instant and is not
    being read; what was only offered ends with it. Answers how many files."""
    idle = Delivery.objects.exclude(state__in=(rules.WAITING, rules.RUNNING)).filter(pieces__isnull=False)
    decided = idle.filter(state=rules.FINISHED, trial=False, undecided=0)
    old = idle.filter(received_at__lt=before)
    there = Delivery.objects.select_for_update(skip_locked=True).filter(pk__in=(decided | old).values("pk"))
    gone = list(there)
    for delivery in gone:
        _forget(delivery)
        if delivery.state == rules.OFFERED:
            delivery.state = rules.DELIVERY.after(delivery.state, "stop")
            delivery.save(update_fields=["state"])
    return len(gone)


def _forget(delivery: Delivery) -> None:
    """The bytes, and the rows of the first look, which name buyers."""
    DeliveryPiece.objects.filter(delivery_id=delivery.pk).delete()
    if delivery.look is not None:
        delivery.look = {**delivery.look, "rows": [], "problems": []}
        Delivery.objects.filter(pk=delivery.pk).update(look=delivery.look)


def _storable(raw: str) -> str:
    """Without what PostgreSQL cannot keep in a text (NUL, lone surrogates)."""
    kept = raw.replace("\0", "\ufffd")
    return kept.encode("utf-8", "replace").decode("utf-8")

"""The list as a page shows it: tasks, and what is due without a row of ours, in one order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from zhanggui.worklist import rules
from zhanggui.worklist.models import Task
from zhanggui.worklist.parts import SOURCES, DueCard, Source
from zhanggui.worklist.queries.seeing import Seen, steps
from zhanggui.worklist.queries.tasks import SHOWN, TaskCard, card_of, title_of
from zhanggui.worklist.rules import KINDS, Stage, Steps

NOW, LATER, GIVEN = "now", "later", "given"
VIEWS = (NOW, LATER, GIVEN)


@dataclass(frozen=True)
class Row:
    kind: str
    kind_title: str
    thing: str
    thing_id: int
    title: str
    owner_id: int | None
    owner_name: str
    due_at: datetime
    note: str
    stage: Stage
    task: TaskCard | None = None  # none: the subject itself is the task

    @property
    def key(self) -> str:
        return f"task-{self.task.id}" if self.task else f"{self.kind}-{self.thing_id}"

    @property
    def subject(self) -> tuple[str, str]:
        return self.thing, str(self.thing_id)


@dataclass(frozen=True)
class Asked:
    """Which part of a list: of one kind, of one owner or of nobody; what is to be done now, what sleeps,
    or what the check has given away since `given_since`. Pages count from 1."""

    kind: str | None = None
    owner_id: int | None = None
    ownerless: bool = False
    view: str = NOW
    given_since: datetime | None = None
    page: int = 1


@dataclass(frozen=True)
class Listed:
    rows: list[Row]
    there: int
    page: int

    @property
    def pages(self) -> int:
        return max(-(-self.there // SHOWN), 1)

    @property
    def before(self) -> int | None:
        return self.page - 1 if self.page > 1 else None

    @property
    def after(self) -> int | None:
        return self.page + 1 if self.page < self.pages else None


@dataclass(frozen=True)
class KindCount:
    kind: str
    title: str
    open: int
    overdue: int


@dataclass(frozen=True)
class TaskCounts:
    """Open tasks, by kind in the order of the open list; `asleep` are not among them."""

    kinds: tuple[KindCount, ...]
    asleep: int = 0

    @property
    def open(self) -> int:
        return sum(kind.open for kind in self.kinds)

    @property
    def overdue(self) -> int:
        return sum(kind.overdue for kind in self.kinds)


Standing = Mapping[str, list[DueCard]]  # by source


def standing(shop_id: int, *, seen: Seen | None = None, at: datetime) -> Standing:
    """What is due without a task's row; without `seen` the whole shop's."""
    return {source.key: _seen(source, source.due(shop_id, at), seen) for source in SOURCES}


def listed(shop_id: int, asked: Asked, *, seen: Seen | None = None, due: Standing, at: datetime) -> Listed:
    """One page, what is due first on top."""
    tasks = _asked(_visible(shop_id, seen), asked, by_member=seen is not None, at=at)
    escalating = steps(shop_id, at=at)
    virtual = _virtual(due, asked, escalating, at)
    there = tasks.count() + len(virtual)
    page = min(max(asked.page, 1), max(-(-there // SHOWN), 1))
    first = (page - 1) * SHOWN
    # Where the two meet is not known: the page's own tasks are among these, as all before them come earlier.
    skipped = max(first - len(virtual), 0)
    found = tasks.select_related("owner", "settled_by").order_by("due_at", "id")[skipped : first + SHOWN]
    rows = [_row(card_of(task), escalating, at) for task in found] + virtual
    rows.sort(key=lambda row: row.due_at)
    return Listed(rows[first - skipped : first - skipped + SHOWN], there, page)


def due_without_owner(due: Standing, *, at: datetime) -> int:
    """How many of those without a task's row are overdue, and nobody's."""
    return sum(card.owner_id is None and card.due_at <= at for cards in due.values() for card in cards)


_ALL = Asked()


def count_tasks(
    shop_id: int,
    asked: Asked = _ALL,
    *,
    seen: Seen | None = None,
    due: Standing | None = None,
    at: datetime,
) -> TaskCounts:
    """How many of each kind, of the owner who is asked for; with `due`, also of what has no task's row."""
    asleep = _asleep(at) if seen is not None else Q(pk=None)
    rows = _owned(_visible(shop_id, seen), asked).order_by().values_list("kind")
    counts = rows.annotate(
        all=Count("id", filter=~asleep),
        overdue=Count("id", filter=Q(due_at__lte=at)),
        asleep=Count("id", filter=asleep),
    )
    found = {kind: KindCount(kind, title_of(kind), open_, overdue) for kind, open_, overdue, _ in counts}
    for source in SOURCES if due is not None else ():
        cards = [card for card in (due or {}).get(source.key, []) if _is_owned(card, asked)]
        overdue = sum(card.due_at <= at for card in cards)
        found[source.key] = KindCount(source.key, source.title, len(cards), overdue)
    order = {key: place for place, key in enumerate([one.key for one in (*SOURCES, *KINDS)])}
    kinds = sorted(found.values(), key=lambda one: (order.get(one.kind, len(order)), one.kind))
    return TaskCounts(tuple(one for one in kinds if one.open), sum(row[3] for row in counts))


def _asleep(at: datetime) -> Q:
    return Q(snoozed_until__gt=at, due_at__gt=at)


def _visible(shop_id: int, seen: Seen | None) -> QuerySet[Task]:
    rows = Task.objects.filter(shop_id=shop_id, settled_at=None)
    if seen is None:
        return rows
    visible = Q(owner_id=seen.staff_id) | Q(owner=None, role=seen.role)
    for until in sorted(set(seen.until.values())):
        kinds = [key for key, instant in seen.until.items() if instant == until]
        visible |= Q(kind__in=kinds, due_at__lte=until)
    return rows.filter(visible)


def _asked(rows: QuerySet[Task], asked: Asked, *, by_member: bool, at: datetime) -> QuerySet[Task]:
    rows = _owned(rows, asked)
    if asked.kind is not None:
        rows = rows.filter(kind=asked.kind)
    if asked.view == LATER:
        return rows.filter(_asleep(at))
    if asked.view == GIVEN:
        return rows.filter(given_at__gte=asked.given_since or at)
    return rows.exclude(_asleep(at)) if by_member else rows


def _owned(rows: QuerySet[Task], asked: Asked) -> QuerySet[Task]:
    if asked.ownerless:
        return rows.filter(owner=None)
    return rows if asked.owner_id is None else rows.filter(owner_id=asked.owner_id)


def _is_owned(card: DueCard, asked: Asked) -> bool:
    return card.owner_id is None if asked.ownerless else asked.owner_id in {None, card.owner_id}


def _virtual(due: Standing, asked: Asked, escalating: Mapping[str, Steps], at: datetime) -> list[Row]:
    if asked.view != NOW:
        return []
    return [
        Row(
            kind=source.key,
            kind_title=source.title,
            thing=card.thing,
            thing_id=card.thing_id,
            title=card.title,
            owner_id=card.owner_id,
            owner_name=card.owner_name,
            due_at=card.due_at,
            note=card.note,
            stage=escalating[source.key].stage(card.due_at, at=at),
        )
        for source in SOURCES
        if asked.kind in {None, source.key}
        for card in due.get(source.key, [])
        if _is_owned(card, asked)
    ]


def _seen(source: Source, cards: list[DueCard], seen: Seen | None) -> list[DueCard]:
    if seen is None:
        return cards
    able, until = seen.role in rules.roles_with(source.needs), seen.until.get(source.key)
    return [
        card
        for card in cards
        if card.owner_id == seen.staff_id
        or (card.owner_id is None and able)
        or (until is not None and card.due_at <= until)
    ]


def _row(task: TaskCard, escalating: Mapping[str, Steps], at: datetime) -> Row:
    known = escalating.get(task.kind)
    return Row(
        kind=task.kind,
        kind_title=task.kind_title,
        thing=task.thing,
        thing_id=task.thing_id,
        title=task.title,
        owner_id=task.owner_id,
        owner_name=task.owner_name,
        due_at=task.due_at,
        note=task.note,
        stage=known.stage(task.due_at, at=at) if known else Stage.OWNER,
        task=task,
    )

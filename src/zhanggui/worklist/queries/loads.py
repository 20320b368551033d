"""Who has how much to do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from zhanggui.shops.queries import StaffCard, colleagues
from zhanggui.shops.rules import SEE_TASKS
from zhanggui.worklist import rules
from zhanggui.worklist.models import Task
from zhanggui.worklist.parts import who_is_there
from zhanggui.worklist.queries.lists import Standing
from zhanggui.worklist.rules import Person


@dataclass(frozen=True)
class Load:
    """What one member has, or nobody (`staff` None): how many, how many of them overdue or due within the
    hour, and the first deadline."""

    staff: StaffCard | None
    there: bool = False
    open: int = 0
    overdue: int = 0
    soon: int = 0
    first_due_at: datetime | None = None

    @property
    def calm(self) -> int:
        return self.open - self.overdue - self.soon


def loads(shop_id: int, *, due: Standing, at: datetime) -> list[Load]:
    """Of nobody first, then of everybody who has tasks to see, by agent number."""
    rows = Task.objects.filter(shop_id=shop_id, settled_at=None).order_by().values_list("owner")
    soon = Q(due_at__gt=at, due_at__lte=at + rules.SOON)
    found: dict[int | None, tuple[int, int, int, datetime]] = {
        owner_id: (open_, overdue, near, first)
        for owner_id, open_, overdue, near, first in rows.annotate(
            all=Count("id"),
            overdue=Count("id", filter=Q(due_at__lte=at)),
            near=Count("id", filter=soon),
            first=Min("due_at"),
        )
    }
    for cards in due.values():
        for card in cards:
            found[card.owner_id] = _with(found.get(card.owner_id), card.due_at, at)
    there = who_is_there(shop_id, at=at)
    people = [one for one in colleagues(shop_id) if one.may(SEE_TASKS)]
    nobody = Load(None, False, *found.get(None, ()))
    return [nobody, *(Load(one, one.id in there, *found.get(one.id, ())) for one in people)]


def _with(
    before: tuple[int, int, int, datetime] | None, due_at: datetime, at: datetime
) -> tuple[int, int, int, datetime]:
    open_, overdue, near, first = before or (0, 0, 0, due_at)
    left = rules.left(due_at, at=at)
    return open_ + 1, overdue + left.overdue, near + left.soon, min(first, due_at)


def least_loaded(shop_id: int, kind: str, *, but: int | None = None, at: datetime) -> int | None:
    """Who should have a new task of this kind: somebody who is there, with least to do. `but`: not they."""
    known = rules.KINDS.get(kind)
    people = [
        Person(load.staff.id, load.staff.role, load.there, load.open)
        for load in loads(shop_id, due={}, at=at)
        if load.staff and load.staff.id != but
    ]
    able = rules.heirs(people, role=known.role if known else "", able=rules.able_to_do(kind))
    return min(able, key=lambda one: one.load).id if able else None

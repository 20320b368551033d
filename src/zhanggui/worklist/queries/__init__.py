"""Reading the worklist."""

from zhanggui.worklist.queries.dailies import DailyCard, dailies
from zhanggui.worklist.queries.lists import (
    GIVEN,
    LATER,
    NOW,
    VIEWS,
    Asked,
    KindCount,
    Listed,
    Row,
    TaskCounts,
    count_tasks,
    listed,
    standing,
)
from zhanggui.worklist.queries.loads import Load, least_loaded, loads
from zhanggui.worklist.queries.seeing import Seen, seen_by, steps
from zhanggui.worklist.queries.tasks import (
    SHOWN,
    TaskCard,
    done_lately,
    given_since,
    latest_about,
    open_tasks,
    overdue_without_owner,
    settled_for,
    task_by_id,
    tasks_about,
)

__all__ = [
    "GIVEN",
    "LATER",
    "NOW",
    "SHOWN",
    "VIEWS",
    "Asked",
    "DailyCard",
    "KindCount",
    "Listed",
    "Load",
    "Row",
    "Seen",
    "TaskCard",
    "TaskCounts",
    "count_tasks",
    "dailies",
    "done_lately",
    "given_since",
    "latest_about",
    "least_loaded",
    "listed",
    "loads",
    "open_tasks",
    "overdue_without_owner",
    "seen_by",
    "settled_for",
    "standing",
    "steps",
    "task_by_id",
    "tasks_about",
]

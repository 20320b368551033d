"""A member's tasks are what they leave to the next one first of all."""

from __future__ import annotations

from datetime import datetime

from zhanggui.workforce.parts import HAND_OVER_SOURCES, HandOverSource, OpenThing
from zhanggui.workforce.rules import MOST_LINES
from zhanggui.worklist.queries import open_tasks


def _tasks(shop_id: int, staff_id: int, at: datetime) -> list[OpenThing]:  # noqa: ARG001 - as they stand
    return [
        OpenThing(
            source=task.kind,
            source_title=task.kind_title,
            thing=task.thing,
            thing_id=task.thing_id,
            title=task.title,
            due_at=task.due_at,
            note=task.note,
            task_id=task.id,
        )
        for task in open_tasks(shop_id, owner_id=staff_id, limit=MOST_LINES)
    ]


HAND_OVER_SOURCES.add(HandOverSource("tasks", _tasks))

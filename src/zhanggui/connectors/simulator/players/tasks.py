"""Doing a task as its pane offers it: the forms that stand there say what can be done."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from zhanggui.connectors.simulator.chance import Chance
from zhanggui.connectors.simulator.players.browser import Form

_TASK = re.compile(r'href="/worklist/(\d+)"')
_PART = re.compile(r'class="part" hx-get="([^"]+)"')
_REFUND = re.compile(r"(?<!\d)\d{17}(?!\d)")
_CHOICE = re.compile(r'name="intention" value="([^"]+)"')
_REASON = re.compile(r'name="reason" value="([^"]+)"')
_SAID = re.compile(r'name="reason" maxlength[^>]* value="([^"]*)"')
_PROMISE = re.compile(r'name="promise" value="([a-z]+)"[^>]*\bchecked')
_LEADS_ANSWERS = ("可以按规定给买家退换,差价不补。", "先安抚买家,我下午亲自打电话。", "按七天无理由处理。")
_NOTES = ("", "已处理", "联系过买家")
_UNPAID_SAID = {"forgot": "忘了,一会儿就付", "thinking": "再看看", "one_only": "重复拍的,留一单就行"}


@dataclass(frozen=True)
class Step:
    """One form to send, and under which name it is counted."""

    path: str
    form: Form
    what: str


@dataclass(frozen=True)
class _Way:
    """A form that a pane may offer, and how it is filled in."""

    offered: re.Pattern[str]
    what: str
    fill: Callable[[str, Chance], Form | None]


def _nothing(_pane: str, _chance: Chance) -> Form:
    return {}


def _how(_pane: str, chance: Chance) -> Form:
    return {"how": chance.choice(("chat", "phone"))}


def _closing(pane: str, _chance: Chance) -> Form | None:
    found = _REASON.search(pane)
    return {"reason": found[1]} if found else None


def _intention(pane: str, chance: Chance) -> Form | None:
    offered = _CHOICE.findall(pane)
    wanted = "one_only" if "重复拍下" in pane else chance.choice(("forgot", "thinking"))
    if "said-before" in pane or not offered:
        return None
    key = wanted if wanted in offered else offered[0]
    return {"intention": key, "words": _UNPAID_SAID.get(key, "买家这样说的")}


def _answer(_pane: str, chance: Chance) -> Form:
    return {
        "answer": chance.choice(
            ("可以按规定给买家退换,差价不补。", "先安抚买家,我下午亲自打电话。", "按七天无理由处理。")
        )
    }


def _remark(pane: str, _chance: Chance) -> Form | None:
    kinds, said = list(dict.fromkeys(_PROMISE.findall(pane))), _SAID.search(pane)
    reason = html.unescape(said[1]) if said else ""
    return {"promise": kinds, "reason": reason or "按聊天里答应的办"} if kinds else None


_WAYS = (
    _Way(re.compile(r"/addresses/wishes/\d+/accept"), "wishes_accepted", _nothing),
    _Way(re.compile(r"/addresses/\d+/confirm"), "addresses_confirmed", _how),
    _Way(re.compile(r"/unpaid/\d+/close"), "closings_asked", _closing),
    _Way(re.compile(r"/unpaid/\d+/intention"), "intentions_asked", _intention),
    _Way(re.compile(r"/reception/\d+/answer"), "questions_answered", _answer),
    _Way(re.compile(r"/orders/\d+/remark"), "remarks_of_tasks", _remark),
    _Way(re.compile(r"/orders/\d+/memo/again"), "memos_again", _nothing),
)


def tasks_in(page: str, *, late_only: bool = False) -> list[str]:
    """The numbers of the tasks on a list, due first; or only of those that are overdue."""
    rows = page.split('<li class="task')[1:]
    shown = "".join(row for row in rows if not late_only or row.startswith(" late"))
    return list(dict.fromkeys(_TASK.findall(shown)))


def part_of(pane: str) -> str | None:
    """Where the part of the page is that does this task."""
    found = _PART.search(pane)
    return found[1].replace("&amp;", "&") if found else None


def refund_of(pane: str) -> str | None:
    found = _REFUND.search(re.sub(r"(?<=\d)\s(?=\d)", "", pane))
    return found[0] if found else None


def steps_in(task: str, pane: str, chance: Chance) -> Iterator[Step]:
    """What can be done, best first."""
    for way in _WAYS:
        found = way.offered.search(pane)
        form = way.fill(pane, chance) if found else None
        if found and form is not None:
            yield Step(found[0], form, way.what)
    if f"/worklist/{task}/done" in pane:
        yield Step(f"/worklist/{task}/done", {"note": chance.choice(_NOTES)}, "tasks_done")

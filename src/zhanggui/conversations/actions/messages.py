"""Writing messages: many senders' messages in one commit, each conversation's in one order.

The only writer of messages, for the socket, for pages, for jobs and for the program alike; so the
guard, the positions and the waiting clock cannot be gone around.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

import orjson
from django.db import connection, transaction

from zhanggui.conversations import queries, rules
from zhanggui.conversations.actions import rounds, statements
from zhanggui.conversations.actions.carrying import carry, nowhere
from zhanggui.conversations.actions.drafts import Draft, Outcome, Refused, Saved
from zhanggui.conversations.actions.guarding import Leaving, judge
from zhanggui.conversations.actions.unseen import unseen_by
from zhanggui.conversations.actions.welcoming import Comer, welcomes
from zhanggui.conversations.models import Reception
from zhanggui.conversations.parts import OURS
from zhanggui.conversations.queries import WireItem
from zhanggui.conversations.rules import EndedRound, Standing, Unseen
from zhanggui.foundation.live.carrier import Event, tell_after_commit, travels
from zhanggui.foundation.statements import Call, array, execute
from zhanggui.guard.actions import NewHit, NewPromise, note_hits, note_promises
from zhanggui.guard.rules import Situation
from zhanggui.workforce import queries as workforce
from zhanggui.workforce.rules import opening_words


@dataclass
class _Locked:
    """A conversation while its row is locked, and what this commit adds to it."""

    id: int
    shop_id: int
    platform: str
    channel: str
    greeting: str
    opens: time
    closes: time
    elsewhere: bool
    before: Standing
    now: Standing
    items: list[WireItem]
    read: dict[str, int]
    buyer_id: int
    promises: list[NewPromise]
    rounds: list[EndedRound]

    @property
    def last_word(self) -> WireItem:
        """What lists show: the last words of a person, if a person spoke in this commit."""
        spoken = [item for item in self.items if item["side"] != rules.AUTO]
        return (spoken or self.items)[-1]


@transaction.atomic
def record_messages(drafts: Sequence[Draft], *, around_held: bool = False, at: datetime) -> list[Outcome]:
    """Puts the drafts on disk, in the order given, and tells every process.

    Each conversation's row is locked, so its positions have no gap and the same order for everybody;
    rows are locked in the order of their ids, so two processes cannot wait for each other. A client
    id that is there already is answered with the place it has. With `around_held` nothing waits: what
    belongs to a row that somebody holds is answered "busy".
    """
    with connection.cursor() as cursor:
        ids = sorted({draft.conversation_id for draft in drafts})
        execute(
            cursor,
            Call(statements.MANNERS, (queries.PATIENCE,)),
            Call(statements.LOCK_FREE if around_held else statements.LOCK, (array(ids),)),
            # After the lock: nobody can add one any more.
            Call(statements.KNOWN, (_json(_names(drafts)),)),
        )
        cursor.nextset()
        locked = _locked(cursor.fetchall())
        cursor.nextset()
        known = {(row[0], row[1], row[2]): (row[3], row[4]) for row in cursor.fetchall()}
        attended = _attended(drafts, locked, at)
        _choose_greetings(drafts, locked, at)
        hits: list[NewHit] = []
        rows: list[dict[str, Any]] = []
        outcomes = [
            _held(draft)
            if around_held and draft.conversation_id not in locked
            else _take(draft, locked, known, attended, rows, hits, at)
            for draft in drafts
        ]
        changed = [one for one in locked.values() if one.items]
        if changed:
            execute(
                cursor,
                Call(statements.INSERT, (_json(rows),)),
                Call(statements.UPDATE, (_json(_standings(changed)), len(changed))),
                *_ended_rounds(changed),
            )
    if opened := _receptions(changed, at):
        Reception.objects.bulk_create(opened)
    if hits:
        note_hits(hits)
    if promises := [promise for one in changed for promise in one.promises]:
        note_promises(promises=promises)
    for one in changed:
        if one.channel != OURS:
            carry(channel=one.channel, shop_id=one.shop_id, conversation_id=one.id, items=one.items, at=at)
    tell_after_commit([*(event for one in changed for event in _events(one)), *_queued(changed)])
    return outcomes


def _locked(rows: Sequence[tuple[Any, ...]]) -> dict[int, _Locked]:
    locked = {}
    for row in rows:
        standing = Standing(
            position=row[7],
            waiting_since=row[8],
            left=row[9],
            agent_id=row[10],
            asked_position=row[13],
            questions=row[14],
        )
        id_, shop_id, platform, channel, greeting, opens, closes = row[:7]
        locked[id_] = _Locked(
            *(id_, shop_id, platform, channel, greeting, opens, closes, row[11], standing, standing),
            items=[],
            read={},
            buyer_id=row[12],
            promises=[],
            rounds=[],
        )
    return locked


def _held(draft: Draft) -> Refused:
    return Refused(draft.conversation_id, draft.client_id, "busy", "现在写不进去,稍后会再试")


def _names(drafts: Sequence[Draft]) -> list[dict[str, Any]]:
    return [
        {"conversation_id": draft.conversation_id, "side": draft.side, "client_id": draft.client_id}
        for draft in drafts
    ]


def _json(rows: list[dict[str, Any]]) -> str:
    """Rows as one value: a batch is one text to quote and not a list for each column."""
    return orjson.dumps(rows).decode()


def _attended(drafts: Sequence[Draft], locked: dict[int, _Locked], at: datetime) -> set[int]:
    """The conversations that somebody is there for: for the whole shop, or for the buyers whom they still
    have after their shift. Asked only when a wait may begin: after an answer in this very batch, too."""
    answered = {draft.conversation_id for draft in drafts if draft.by_id is not None}
    speaking = {draft.conversation_id for draft in drafts if draft.side == rules.BUYER} & locked.keys()
    beginning = [locked[one] for one in speaking if not locked[one].before.waiting_since or one in answered]
    shops = workforce.shops_attended({one.shop_id for one in beginning}, at=at) if beginning else set()
    alone = [one for one in beginning if one.shop_id not in shops and one.before.agent_id]
    stayed = {shop_id: workforce.there(shop_id, at) for shop_id in {one.shop_id for one in alone}}
    return {one.id for one in beginning if one.shop_id in shops} | {
        one.id for one in alone if one.before.agent_id in stayed[one.shop_id]
    }


def _choose_greetings(drafts: Sequence[Draft], locked: dict[int, _Locked], at: datetime) -> None:
    """What each conversation is greeted with when its buyer comes, or comes back."""
    speaking = {draft.conversation_id for draft in drafts if draft.side == rules.BUYER and not draft.is_press}
    comers = [
        Comer(one.id, one.shop_id, one.buyer_id, one.channel, one.greeting, one.before)
        for one in locked.values()
        if one.id in speaking
    ]
    greetings = welcomes(comers=comers, at=at)
    for one in locked.values():
        one.greeting = greetings.get(one.id, "")


def _take(
    draft: Draft,
    locked: dict[int, _Locked],
    known: dict[tuple[int, str, str], tuple[int, datetime]],
    attended: set[int],
    rows: list[dict[str, Any]],
    hits: list[NewHit],
    at: datetime,
) -> Outcome:
    one = locked.get(draft.conversation_id)
    if one is None:
        return Refused(draft.conversation_id, draft.client_id, "not_allowed", "没有这个会话")
    key = (draft.conversation_id, draft.side, draft.client_id)
    if key in known:
        position, saved_at = known[key]
        return Saved(draft.conversation_id, draft.client_id, position, saved_at, again=True)
    if draft.side != rules.BUYER:
        refusal = nowhere(
            draft=draft, elsewhere=one.elsewhere, channel=one.channel, shop_id=one.shop_id, at=at
        )
        refusal = refusal or _guarded(draft, one, hits, at)
        if refusal:
            return refusal
    there = one.id in attended
    before = one.now
    unseen = unseen_by(draft=draft, before=before, fresh=one.items) if draft.is_answer else None
    one.now = _after(draft, before, unseen, there=there, at=at)
    if draft.is_answer:
        done = rules.answered_round(
            before, unseen=unseen, agent_id=draft.by_id, position=one.now.position, at=at
        )
        one.rounds += [done] if done else []
    one.elsewhere = draft.is_press
    _append(one, draft, rows, at)
    known[key] = (one.now.position, at)
    position = one.now.position
    if draft.side == rules.BUYER and not draft.is_press:
        _answer_by_program(one, before, rows, hits, there=there, at=at)
    return Saved(draft.conversation_id, draft.client_id, position, at)


def _after(draft: Draft, before: Standing, unseen: Unseen | None, *, there: bool, at: datetime) -> Standing:
    if draft.back_to is not None:
        return replace(draft.back_to, position=before.position + 1)
    if draft.side == rules.BUYER:
        if draft.is_press and draft.by_id is not None:
            return rules.after_elsewhere(before, at=at, by_id=draft.by_id)
        return rules.after_buyer(before, at=at, someone_there=there)
    if draft.by_id is not None:
        return rules.after_staff(before, by_id=draft.by_id, unseen=unseen)
    return rules.after_auto(before)


def _answer_by_program(
    one: _Locked,
    before: Standing,
    rows: list[dict[str, Any]],
    hits: list[NewHit],
    *,
    there: bool,
    at: datetime,
) -> None:
    begins_wait = before.waiting_since is None
    text = rules.auto_text(
        first_word=before.position == one.before.position,
        begins_wait=begins_wait,
        someone_there=there,
        greeting=one.greeting,
        opens=one.opens,
        closes=one.closes,
        back=opening_words(workforce.next_opening(one.shop_id, at=at), at=at)
        if begins_wait and not there
        else "",
    )
    if not text:
        return
    # So the raw record tells that nobody was there when this wait began.
    mark = "auto" if there or before.waiting_since else "away"
    draft = Draft(one.id, rules.AUTO, f"{mark}-{one.now.position + 1:08d}", text)
    if _guarded(draft, one, hits, at) is None:
        one.now = rules.after_auto(one.now)
        _append(one, draft, rows, at)


def _guarded(draft: Draft, one: _Locked, hits: list[NewHit], at: datetime) -> Refused | None:
    """The guard's word on an outgoing text. Every finding is kept, with what became of it."""
    leaving = Leaving(
        text=draft.text,
        shop_id=one.shop_id,
        situation=Situation(platform=one.platform, channel=one.channel),
        conversation_id=one.id,
        buyer_id=one.buyer_id,
        by_id=draft.by_id,
        by_name=draft.by_name or "",
        reason=draft.reason,
    )
    verdict = judge(leaving=leaving, at=at)
    hits.extend(verdict.hits)
    one.promises.extend(verdict.promises)
    if not verdict.code:
        return None
    say = verdict.findings[0].words
    return Refused(
        draft.conversation_id, draft.client_id, verdict.code, say, verdict.findings, tuple(verdict.hits)
    )


def _append(one: _Locked, draft: Draft, rows: list[dict[str, Any]], at: datetime) -> None:
    position = one.now.position
    seen = draft.seen_before(position)
    rows.append(
        {
            "conversation_id": one.id,
            "position": position,
            "side": draft.side,
            "client_id": draft.client_id,
            "kind": draft.kind,
            "text": draft.text,
            "picture_id": draft.picture["id"] if draft.picture else None,
            "card": draft.card,
            "by_id": draft.by_id,
            "by_name": draft.by_name,
            "at": at,
            "phrase_id": draft.phrase_id,
            "edited": draft.edited,
            "seen": seen,
        }
    )
    shown = queries.item(
        position=position,
        client_id=draft.client_id,
        side=draft.side,
        kind=draft.kind,
        text=draft.text,
        picture=draft.picture,
        by=draft.by_name,
        at=at,
    )
    one.items.append(queries.with_card(shown, draft.card))
    # Who writes has seen what came before, unless they say otherwise; so has the agent who presses.
    if draft.is_press:
        one.read[rules.STAFF] = position
    elif draft.side != rules.AUTO:
        one.read[draft.side] = max(one.read.get(draft.side, 0), position if seen is None else seen)


def _standings(changed: list[_Locked]) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "position": one.now.position,
            "text": rules.snippet(one.last_word["kind"], one.last_word["text"]),
            "side": one.last_word["side"],
            "at": one.last_word["at"],
            "waiting_since": one.now.waiting_since,
            "is_left": one.now.left,
            "agent_id": one.now.agent_id,
            "asked_position": one.now.asked_position,
            "questions": one.now.questions,
            "elsewhere": one.elsewhere,
            "read_by_buyer": one.read.get(rules.BUYER, 0),
            "read_by_staff": one.read.get(rules.STAFF, 0),
        }
        for one in changed
    ]


def _ended_rounds(changed: list[_Locked]) -> list[Call]:
    rows = [
        rounds.row(conversation_id=one.id, shop_id=one.shop_id, done=done)
        for one in changed
        for done in one.rounds
    ]
    return [Call(statements.ROUNDS, (_json(rows),))] if rows else []


def _receptions(changed: list[_Locked], at: datetime) -> list[Reception]:
    """The receptions that this commit opens."""
    return [
        Reception(
            conversation_id=one.id,
            agent_id=one.now.agent_id,
            opened_at=at,
            first_position=next(item["position"] for item in one.items if _opens(item)),
        )
        for one in changed
        if one.before.agent_id is None and one.now.agent_id is not None
    ]


def _opens(item: WireItem) -> bool:
    """Whether this is the word with which an agent takes a conversation."""
    return bool(item["side"] == rules.STAFF or item["kind"] == rules.ELSEWHERE)


def _events(one: _Locked) -> list[Event]:
    """What the other processes hear: the messages themselves, or only their last position when they
    are too large to travel."""
    event: Event = {
        "k": "message",
        "s": one.shop_id,
        "c": one.id,
        "to": one.now.position,
        "read": one.read,
    }
    whole = {**event, "items": one.items}
    return [whole if travels(whole) else event]


def _queued(changed: list[_Locked]) -> list[Event]:
    """That somebody began to wait whom nobody has: whoever routes hears it after the commit."""
    begun = [one for one in changed if one.now.waiting_since and not one.before.waiting_since]
    shops = {one.shop_id for one in begun if one.now.agent_id is None}
    return [{"k": "queue", "s": shop_id} for shop_id in sorted(shops)]

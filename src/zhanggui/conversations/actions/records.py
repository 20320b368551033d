"""Chats that were held in another client, brought in from its records: silently, as history.

A conversation's positions run with time. What is told later but was said earlier therefore moves what a
record told of after it; what was said here has the place that it was given (docs/decisions).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import Min

from zhanggui.conversations import rules
from zhanggui.conversations.actions.history import lock_conversations
from zhanggui.conversations.actions.rounds import recount
from zhanggui.conversations.models import Conversation, Message, Reception, SearchEntry
from zhanggui.conversations.rules import PlacedWord
from zhanggui.foundation.actors import Actor
from zhanggui.foundation.live.carrier import tell
from zhanggui.foundation.recorded import Recorded, Refused
from zhanggui.shops.queries import StaffCard

_CLAIMED_AT_ONCE = 300  # conversations
NAMED = 80  # letters of a name
_ASIDE = 1_000_000_000  # where words stand while they are moved
_TOO_LATE = "这位买家后来在掌柜里聊过或标记过,比那更早的记录插不进去了"


@dataclass(frozen=True)
class RecordedWord:
    """One message of a record. `key` names it for ever; `account` is what the other client calls who said it
    on the shop's side, `staff` whose that account is, if it is known."""

    buyer_id: int
    side: str
    text: str
    at: datetime
    key: str
    account: str = ""
    staff: StaffCard | None = None

    @property
    def client_id(self) -> str:
        return f"{rules.RECORD}{self.key}"

    @property
    def by_id(self) -> int | None:
        return self.staff.id if self.staff else None

    @property
    def by_name(self) -> str | None:
        if self.staff:
            return self.staff.actor.name
        return self.account[:NAMED] if self.side == rules.STAFF else None


@transaction.atomic
def claim_words(*, shop_id: int, account: str, staff: StaffCard) -> int:
    """Gives what records told of an account to the member whose it turned out to be; of how many
    conversations. No more than a few hundred at a time: none is the end."""
    theirs = Message.objects.filter(side=rules.STAFF, by_id=None, by_name=account[:NAMED])
    ids = theirs.filter(conversation__shop_id=shop_id).values_list("conversation_id", flat=True).distinct()
    rows = Conversation.objects.filter(pk__in=list(ids[:_CLAIMED_AT_ONCE])).order_by("pk")
    held = [row.pk for row in rows.select_for_update(of=("self",))]
    theirs.filter(conversation_id__in=held).update(by_id=staff.id, by_name=staff.actor.name)
    _let_search_know(held, beyond=1)
    _renew_receptions(dict.fromkeys(held, 1))
    recount(conversation_ids=held)
    return len(held)


@dataclass
class _Added:
    """What a batch adds to one conversation: its words in order, each with its place in the batch. `floor` is
    the last position that was given here and therefore stays."""

    row: Conversation
    words: list[tuple[int, RecordedWord]]
    before_at: datetime | None
    floor: int = 0
    start: int = 0  # the first position that is new or has moved

    @property
    def first_at(self) -> datetime:
        return self.words[0][1].at

    @property
    def comes_last(self) -> bool:
        return self.before_at is None or self.first_at >= self.before_at


@transaction.atomic
def record_chats(*, shop_id: int, words: Sequence[RecordedWord], by: Actor, at: datetime) -> Recorded:
    """Puts the words where they belong in time; the same told twice is once. Nobody waits by them, no task
    comes of them and nobody is told: what conversations say of themselves afterwards is as if they had been
    held here."""
    if by.shop_id != shop_id:
        message = f"{by.name} of shop {by.shop_id} cannot record chats of shop {shop_id}"
        raise ValueError(message)
    added = _new_among(
        words, lock_conversations(shop_id=shop_id, buyer_ids={word.buyer_id for word in words}, at=at)
    )
    refused = [place for one in added for place in _leave_out(one)]
    changed = [one for one in added if one.words]
    written = [message for one in changed for message in _put_in(one)]
    _write(written)
    _renew_receptions(_begins(changed))
    _write_standings([one.row for one in changed])
    _renew_rounds([one.row for one in changed])
    return Recorded(
        new=len(written),
        unchanged=len(words) - len(written) - len(refused),
        refused=tuple(Refused(place, "at", _TOO_LATE) for place in sorted(refused)),
    )


# One statement for all: the ORM's would take as long as the messages.
_STANDINGS = """
    UPDATE conversations_conversation c
    SET last_position = told.last_position, last_text = told.last_text, last_side = told.last_side,
        last_at = told.last_at, read_by_buyer = told.read_by_buyer, read_by_staff = told.read_by_staff
    FROM unnest(%s::bigint[], %s::int[], %s::text[], %s::text[], %s::timestamptz[], %s::int[], %s::int[])
        AS told(id, last_position, last_text, last_side, last_at, read_by_buyer, read_by_staff)
    WHERE c.id = told.id
"""


def _write_standings(rows: Sequence[Conversation]) -> None:
    names = ("pk", "last_position", "last_text", "last_side", "last_at", "read_by_buyer", "read_by_staff")
    with connection.cursor() as cursor:
        cursor.execute(_STANDINGS, [[getattr(row, name) for row in rows] for name in names])


def _new_among(words: Sequence[RecordedWord], rows: Mapping[int, Conversation]) -> list[_Added]:
    """What is not there yet, by conversation, in the order of its time."""
    named = [(rows[word.buyer_id].pk, word.client_id) for word in words]
    known = _known(named)
    added: dict[int, _Added] = {}
    for place, (name, word) in enumerate(zip(named, words, strict=True)):
        if name not in known:
            known.add(name)
            row = rows[word.buyer_id]
            added.setdefault(row.pk, _Added(row, [], row.last_at)).words.append((place, word))
    for one in added.values():
        one.words.sort(key=lambda placed: placed[1].at)
    return list(added.values())


# Each by the unique key, whatever side it was told to be of.
_KNOWN = """
    SELECT asked.conversation_id, asked.client_id
    FROM unnest(%s::bigint[], %s::text[]) AS asked(conversation_id, client_id), LATERAL (
        SELECT 1 FROM conversations_message m
        WHERE m.conversation_id = asked.conversation_id AND m.side = ANY(%s) AND m.client_id = asked.client_id
        LIMIT 1 OFFSET 0
    ) AS found
"""


def _known(named: Sequence[tuple[int, str]]) -> set[tuple[int, str]]:
    with connection.cursor() as cursor:
        cursor.execute(_KNOWN, [[one[0] for one in named], [one[1] for one in named], list(rules.SIDES)])
        return set(cursor.fetchall())


def _leave_out(one: _Added) -> list[int]:
    """The places of what is older than something that was said or pressed here."""
    if one.comes_last:
        return []
    kept_here = Message.objects.filter(conversation=one.row).exclude(client_id__startswith=rules.RECORD)
    floor = kept_here.order_by("-position").values_list("position", "at").first()
    if floor is None:
        return []
    one.floor, floor_at = floor
    late = [place for place, word in one.words if word.at < floor_at]
    one.words = [placed for placed in one.words if placed[1].at >= floor_at]
    return late


def _put_in(one: _Added) -> list[_Row]:
    """Gives the words their positions, and moves what stands behind them."""
    behind = [] if one.comes_last else _behind(one)
    one.start = behind[0][0] if behind else one.row.last_position + 1
    told: list[tuple[datetime, int | RecordedWord]] = [(at, position) for position, at in behind]
    told += [(word.at, word) for _, word in one.words]
    told.sort(key=lambda placed: placed[0])  # of the same second: first what was there
    messages: list[_Row] = []
    moves: list[tuple[int, int]] = []
    for position, (_, word) in enumerate(told, one.start):
        if isinstance(word, RecordedWord):
            messages.append(_row(one.row, position, word))
        elif word != position:
            moves.append((word, position))
    if moves:
        _move(one.row.pk, moves)
    _note_last(one.row, one.start + len(told) - 1, told[-1][1])
    return messages


def _behind(one: _Added) -> list[tuple[int, datetime]]:
    """(position, at) of what stands behind the first of the words."""
    rows = Message.objects.filter(conversation=one.row, position__gt=one.floor)
    first = rows.filter(at__gt=one.first_at).aggregate(first=Min("position"))["first"]
    if first is None:
        return []
    return list(rows.filter(position__gte=first).order_by("position").values_list("position", "at"))


def _move(conversation_id: int, moves: Sequence[tuple[int, int]]) -> None:
    """(from, to). By way of a place where nothing stands, for no two words may have the same one."""
    before, after = zip(*moves, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(_ASIDE_SQL, [_ASIDE, conversation_id, list(before)])
        cursor.execute(_MOVE_SQL, [list(before), list(after), conversation_id, _ASIDE])
        cursor.execute(_MOVE_ASIDES, [list(before), list(after), conversation_id])
    _let_search_know([conversation_id], beyond=min(before))


def _let_search_know(conversation_ids: Sequence[int], *, beyond: int) -> None:
    """What stands from there on is not as the search has it: it takes it up anew by itself."""
    SearchEntry.objects.filter(conversation_id__in=conversation_ids, position__gte=beyond).delete()


_ASIDE_SQL = """
    UPDATE conversations_message SET position = position + %s
    WHERE conversation_id = %s AND position = ANY(%s)
"""
_MOVE_SQL = """
    UPDATE conversations_message m SET position = moved.after
    FROM unnest(%s::int[], %s::int[]) AS moved(before, after)
    WHERE m.conversation_id = %s AND m.position = moved.before + %s
"""
_MOVE_ASIDES = """
    UPDATE conversations_aside a SET after_position = moved.after
    FROM unnest(%s::int[], %s::int[]) AS moved(before, after)
    WHERE a.conversation_id = %s AND a.after_position = moved.before
"""


_Row = tuple[Any, ...]
_COPY = """
    COPY conversations_message (conversation_id, position, side, client_id, kind, text, by_id, by_name, at)
    FROM STDIN
"""


def _row(row: Conversation, position: int, word: RecordedWord) -> _Row:
    said = (word.side, word.client_id, rules.TEXT, word.text, word.by_id, word.by_name, word.at)
    return (row.pk, position, *said)


def _write(rows: Sequence[_Row]) -> None:
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(_COPY) as copy:
        for row in rows:
            copy.write_row(row)


def _note_last(row: Conversation, position: int, last: int | RecordedWord) -> None:
    row.last_position = position
    if isinstance(last, RecordedWord):
        row.last_text = rules.snippet(rules.TEXT, last.text)
        row.last_side, row.last_at = last.side, last.at
    if row.waiting_since is None:  # else somebody has still to read what the buyer wrote here
        row.read_by_buyer = row.read_by_staff = position


def _renew_receptions(begins: Mapping[int, int]) -> None:
    """The stints of {conversation: what stands from this position on}, as far as records tell of them."""
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, [list(begins), list(begins.values()), _ENDED_BY])
    Reception.objects.bulk_create(
        Reception(
            conversation_id=conversation_id,
            agent_id=stint.agent_id,
            state=rules.RECEPTION.after(rules.RECEPTION.first, stint.move),
            opened_at=stint.opened_at,
            first_position=stint.first_position,
            ended_at=stint.ended_at,
            ended_by=_ENDED_BY,
        )
        for conversation_id, words in _words_from(begins).items()
        for stint in rules.stints(words)
    )


_ENDED_BY = "聊天记录"
_FORGET = """
    DELETE FROM conversations_reception r
    USING unnest(%s::bigint[], %s::int[]) AS asked(conversation_id, begin)
    WHERE r.conversation_id = asked.conversation_id AND r.first_position >= asked.begin AND r.ended_by = %s
"""


def _begins(changed: Sequence[_Added]) -> dict[int, int]:
    """From where on the stints of each are told anew: from the beginning of one that a record told of, and
    that goes on."""
    begins = {one.row.pk: one.start for one in changed}
    close = [one for one in changed if one.before_at and one.first_at - one.before_at <= rules.IDLE]
    if close:
        with connection.cursor() as cursor:
            cursor.execute(_LAST_STINTS, [[one.row.pk for one in close], [one.start for one in close]])
            begins |= {row[0]: row[1] for row in cursor.fetchall() if row[2] == _ENDED_BY}
    return begins


_LAST_STINTS = """
    SELECT asked.conversation_id, last.first_position, last.ended_by
    FROM unnest(%s::bigint[], %s::int[]) AS asked(conversation_id, start), LATERAL (
        SELECT first_position, ended_by FROM conversations_reception r
        WHERE r.conversation_id = asked.conversation_id AND r.first_position < asked.start
        ORDER BY r.first_position DESC LIMIT 1
    ) AS last
"""


def _renew_rounds(rows: Sequence[Conversation]) -> None:
    """Who asked last and has no answer in the record does not wait: the talk ended there."""
    ids = [row.pk for row in rows]
    not_waiting = [row.pk for row in rows if row.waiting_since is None]
    with connection.cursor() as cursor:
        cursor.execute(_REOPEN, [ids, rules.CLOSED, rules.RECORD])
        cursor.execute(_CLOSE, [rules.CLOSED, not_waiting, rules.BUYER, rules.RECORD])
    recount(conversation_ids=ids)
    tell([{"k": "desk", "s": row.shop_id, "c": row.pk} for row in rows if row.waiting_since or row.agent_id])


_REOPEN = """
    DELETE FROM conversations_aside a USING conversations_message m
    WHERE a.conversation_id = ANY(%s) AND a.kind = %s AND a.by_id IS NULL
        AND m.conversation_id = a.conversation_id AND m.position = a.after_position
        AND starts_with(m.client_id, %s)
"""
_CLOSE = """
    INSERT INTO conversations_aside (conversation_id, after_position, kind, text, at)
    SELECT c.id, c.last_position, %s, '', last.at
    FROM conversations_conversation c, LATERAL (
        SELECT m.side, m.client_id, m.at FROM conversations_message m
        WHERE m.conversation_id = c.id AND m.side <> 'auto' ORDER BY m.position DESC LIMIT 1
    ) AS last
    WHERE c.id = ANY(%s) AND last.side = %s AND starts_with(last.client_id, %s)
"""


def _words_from(begins: Mapping[int, int]) -> dict[int, list[PlacedWord]]:
    words: dict[int, list[PlacedWord]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_WORDS_FROM, [list(begins), list(begins.values()), rules.RECORD])
        for conversation_id, position, by_id, at in cursor.fetchall():
            words.setdefault(conversation_id, []).append(PlacedWord(position, by_id, at))
    return words


_WORDS_FROM = """
    SELECT m.conversation_id, m.position, CASE WHEN m.side = 'staff' THEN m.by_id END, m.at
    FROM unnest(%s::bigint[], %s::int[]) AS asked(conversation_id, begin)
    JOIN conversations_message m
        ON m.conversation_id = asked.conversation_id AND m.position >= asked.begin
        AND starts_with(m.client_id, %s)
    ORDER BY m.conversation_id, m.position
"""

"""Reading conversations. The wire and the pages read the same rows through here."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import F, Q

from zhanggui.conversations import rules
from zhanggui.conversations.models import Conversation, Message, Phrase, Picture, Press
from zhanggui.worklist.queries import TaskCard, latest_about, settled_for

# For who locks conversations on the message path: longer than any action of ours holds a row. Who
# holds one longer must not hold up the others.
PATIENCE = "500ms"
PAGE = 50
CATCH_UP = 200
DESK_ROWS = 500
RECENT = 50
WireItem = dict[str, Any]  # a message or a row as the wire writes it (docs/wire.md)
_ON_A_DESK = Q(waiting_since__isnull=False) | Q(agent__isnull=False)


@dataclass(frozen=True)
class ConversationCard:
    id: int
    shop_id: int
    buyer_id: int
    last_position: int
    agent_id: int | None
    waiting_since: datetime | None
    read_by_buyer: int
    read_by_staff: int


def card_of(row: Conversation) -> ConversationCard:
    return ConversationCard(
        id=row.pk,
        shop_id=row.shop_id,
        buyer_id=row.buyer_id,
        last_position=row.last_position,
        agent_id=row.agent_id,
        waiting_since=row.waiting_since,
        read_by_buyer=row.read_by_buyer,
        read_by_staff=row.read_by_staff,
    )


def conversation_card(conversation_id: int) -> ConversationCard | None:
    row = Conversation.objects.filter(pk=conversation_id).first()
    return card_of(row) if row else None


def conversation_of_buyer(buyer_id: int) -> ConversationCard | None:
    row = Conversation.objects.filter(buyer_id=buyer_id).first()
    return card_of(row) if row else None


def conversations_of_buyers(buyer_ids: Collection[int]) -> dict[int, int]:
    """{buyer: their conversation} of those who have one."""
    rows = Conversation.objects.filter(buyer_id__in=list(buyer_ids))
    return dict(rows.values_list("buyer_id", "pk"))


def row_of_buyer(buyer_id: int) -> WireItem | None:
    """The desk's row of the buyer's conversation; None before the first word."""
    card = conversation_of_buyer(buyer_id)
    return desk_rows([card.id])[0][1] if card else None


def press_to_take_back(buyer_id: int, staff_id: int) -> int | None:
    """The position of this member's press, when it is the last that happened with the buyer."""
    rows = Press.objects.filter(conversation__buyer_id=buyer_id, by_id=staff_id)
    last = rows.filter(position=F("conversation__last_position"))
    return last.values_list("position", flat=True).first()


def conversation_of_visitor(shop_id: int, key: str) -> ConversationCard | None:
    row = Conversation.objects.filter(buyer__shop_id=shop_id, buyer__channel="web", buyer__key=key).first()
    return card_of(row) if row else None


def last_positions(conversation_ids: Collection[int]) -> dict[int, int]:
    """Asked of all that a process follows, every two seconds: without the ORM, which writes a place for
    each of a thousand ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, last_position FROM conversations_conversation WHERE id = ANY(%s)",
            (list(conversation_ids),),
        )
        return dict(cursor.fetchall())


def item(
    *,
    position: int,
    client_id: str,
    side: str,
    kind: str,
    text: str,
    picture: WireItem | None,
    by: str | None,
    at: datetime,
) -> WireItem:
    return {
        "position": position,
        "id": client_id,
        "side": side,
        "kind": kind,
        "text": text,
        "picture": picture,
        "by": by,
        "at": at,
    }


def with_card(shown: WireItem, card: WireItem | None) -> WireItem:
    """Of the messages only cards carry one."""
    return shown if card is None else {**shown, "card": card}


def _items(rows: Iterable[Message]) -> list[WireItem]:
    return [
        with_card(
            item(
                position=row.position,
                client_id=row.client_id,
                side=row.side,
                kind=row.kind,
                text=row.text,
                picture=picture_item(row.picture) if row.picture else None,
                by=row.by_name,
                at=row.at,
            ),
            row.card,
        )
        for row in rows
    ]


def picture_item(picture: Picture) -> WireItem:
    return {"id": picture.pk, "width": picture.width, "height": picture.height}


def messages_after(conversation_id: int, position: int, limit: int = CATCH_UP) -> list[WireItem]:
    """The next messages after a position, in order."""
    rows = Message.objects.filter(conversation_id=conversation_id, position__gt=position)
    return _items(_with_pictures(rows).order_by("position")[:limit])


def messages_before(conversation_id: int, position: int, limit: int = PAGE) -> list[WireItem]:
    """The messages just before a position, in order."""
    rows = Message.objects.filter(conversation_id=conversation_id, position__lt=position)
    return _items(reversed(_with_pictures(rows).order_by("-position")[:limit]))


def _with_pictures(rows: Any) -> Any:
    return rows.select_related("picture").defer("picture__large", "picture__small")


def last_buyer_text(conversation_id: int, up_to: int | None = None) -> str:
    """The buyer's last words in text, for the search of phrases."""
    rows = Message.objects.filter(conversation_id=conversation_id, side=rules.BUYER, kind=rules.TEXT)
    if up_to is not None:
        rows = rows.filter(position__lte=up_to)
    return rows.order_by("-position").values_list("text", flat=True).first() or ""


def words_since(conversation_id: int, at: datetime) -> list[tuple[str, datetime]]:
    """Who spoke when, in order, from an instant on; the latest thousand at most."""
    rows = Message.objects.filter(conversation_id=conversation_id, at__gte=at).order_by("-position")
    return rules.counted(reversed(rows.values_list("kind", "side", "at")[:1000]))


_DESK = """
    SELECT c.id, c.buyer_id, b.name, b.channel, c.last_text, c.last_side, c.last_at, c.waiting_since,
           c.left, c.agent_id, a.name || ' ' || a.agent_number, c.last_position, c.read_by_buyer,
           c.read_by_staff,
           ARRAY(SELECT t.name FROM customers_buyertag t WHERE t.buyer_id = b.id ORDER BY t.at, t.id LIMIT 3),
           c.shop_id, c.elsewhere
    FROM conversations_conversation c
    JOIN customers_buyer b ON b.id = c.buyer_id
    LEFT JOIN shops_staff a ON a.id = c.agent_id
"""


def desk(shop_id: int, agent_id: int) -> list[WireItem]:
    """Everyone who waits, longest first, and this agent's open receptions; 500 rows of each at most."""
    waiting = _desk_rows(
        _DESK + " WHERE c.shop_id = %s AND c.waiting_since IS NOT NULL ORDER BY c.waiting_since LIMIT %s",
        (shop_id, DESK_ROWS),
    )
    mine = _desk_rows(
        _DESK
        + " WHERE c.shop_id = %s AND c.agent_id = %s AND c.waiting_since IS NULL"
        + " ORDER BY c.last_at DESC LIMIT %s",
        (shop_id, agent_id, DESK_ROWS),
    )
    return [row for _, row in waiting + mine]


def recent(shop_id: int) -> list[WireItem]:
    """The conversations of the shop in which somebody spoke last, newest first: also those that ended."""
    rows = _desk_rows(
        _DESK + " WHERE c.shop_id = %s AND c.last_at IS NOT NULL ORDER BY c.last_at DESC LIMIT %s",
        (shop_id, RECENT),
    )
    return [row for _, row in rows]


def desk_rows(conversation_ids: Collection[int]) -> list[tuple[int, WireItem]]:
    """These conversations' rows as the desk shows them, each with its shop."""
    return _desk_rows(_DESK + " WHERE c.id = ANY(%s)", (list(conversation_ids),))


@dataclass(frozen=True)
class Place:
    """What decides where a row stands on the desks."""

    position: int
    waiting_since: datetime | None
    agent_id: int | None

    @property
    def is_on_a_desk(self) -> bool:
        return self.waiting_since is not None or self.agent_id is not None


def place_of(row: WireItem) -> Place:
    return Place(row["position"], row["waiting_since"], row["agent"])


def desk_places(shop_ids: Collection[int]) -> dict[int, dict[int, Place]]:
    """Of each shop every conversation that waits or is somebody's, and where it stands."""
    rows = Conversation.objects.filter(shop_id__in=list(shop_ids)).filter(_ON_A_DESK)
    places: dict[int, dict[int, Place]] = {}
    for row in rows.values_list("shop_id", "pk", "last_position", "waiting_since", "agent_id"):
        places.setdefault(row[0], {})[row[1]] = Place(row[2], row[3], row[4])
    return places


def on_desks(shop_id: int, buyer_ids: Collection[int]) -> list[tuple[int, int]]:
    """(buyer, conversation) of those of the buyers who wait or whom somebody has."""
    rows = Conversation.objects.filter(shop_id=shop_id, buyer_id__in=list(buyer_ids)).filter(_ON_A_DESK)
    return list(rows.values_list("buyer_id", "pk"))


def conversations_of_visitors(shop_id: int, keys: Collection[str]) -> dict[str, int]:
    """The conversations of those of the visitors who have one, by their cookie's key."""
    rows = Conversation.objects.filter(
        buyer__shop_id=shop_id, buyer__channel="web", buyer__key__in=list(keys)
    )
    return dict(rows.values_list("buyer__key", "pk"))


def _desk_rows(statement: str, values: tuple[Any, ...]) -> list[tuple[int, WireItem]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return [
            (
                row[15],
                {
                    "conversation": row[0],
                    "buyer": row[1],
                    "name": row[2],
                    "channel": row[3],
                    "last": row[4],
                    "last_side": row[5],
                    "last_at": row[6],
                    "waiting_since": row[7],
                    "left": row[8],
                    "agent": row[9],
                    "agent_name": row[10],
                    "position": row[11],
                    "read": {"buyer": row[12], "staff": row[13]},
                    "tags": row[14],
                    "elsewhere": row[16],
                },
            )
            for row in cursor.fetchall()
        ]


@dataclass(frozen=True)
class PhraseCard:
    id: int
    group: str
    category: str
    title: str
    text: str
    asks: tuple[str, ...]
    shortcut: str
    used: int

    @property
    def group_title(self) -> str:
        return rules.GROUP_TITLES[self.group]


def phrase_card(row: Phrase) -> PhraseCard:
    return PhraseCard(
        id=row.pk,
        group=row.group,
        category=row.category,
        title=row.title,
        text=row.text,
        asks=tuple(row.asks),
        shortcut=row.shortcut,
        used=row.used,
    )


def phrases(shop_id: int) -> list[PhraseCard]:
    """The shop's phrases in use, by group, category and title."""
    rows = Phrase.objects.filter(shop_id=shop_id, retired_at=None)
    return [phrase_card(row) for row in rows.order_by("-group", "category", "title")]


def all_phrases(shop_id: int) -> Iterator[PhraseCard]:
    """The same, for a file."""
    return iter(phrases(shop_id))


def phrases_stamp(shop_id: int) -> tuple[int, str]:
    """Changes whenever a phrase of the shop is added, changed or retired."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), coalesce(max(changed_at)::text, '') FROM conversations_phrase"
            " WHERE shop_id = %s",
            (shop_id,),
        )
        count, changed = cursor.fetchone()
    return count, changed


def is_written(conversation_id: int, side: str, client_id: str) -> bool:
    """Whether this sender's message of that id is on disk."""
    rows = Message.objects.filter(conversation_id=conversation_id, side=side, client_id=client_id)
    return rows.exists()


def pictures_since(conversation_id: int, at: datetime) -> int:
    return Picture.objects.filter(conversation_id=conversation_id, at__gte=at).count()


@dataclass(frozen=True)
class WaitingCard:
    """A buyer who waits for a word; `left`: since before anybody was there."""

    conversation_id: int
    name: str
    last: str
    since: datetime
    left: bool
    agent_id: int | None
    agent_name: str


def waiting(shop_id: int) -> list[WaitingCard]:
    """Everyone who waits, longest first; 2,000 at most."""
    rows = Conversation.objects.filter(shop_id=shop_id, waiting_since__isnull=False)
    of = ("pk", "buyer__name", "last_text", "waiting_since", "left", "agent_id", "agent__name")
    return [
        WaitingCard(conversation_id, name, last, since, left, agent_id, agent_name or "")
        for conversation_id, name, last, since, left, agent_id, agent_name in rows.order_by(
            "waiting_since"
        ).values_list(*of)[: 4 * DESK_ROWS]
        if since is not None
    ]


def questions_about(conversation: ConversationCard, *, since: datetime) -> list[TaskCard]:
    """What was asked of the lead about a talk, with the answers, newest first: open, or ended since."""
    about = latest_about(conversation.shop_id, rules.ASK_LEAD, "conversation", conversation.id)
    return [one for one in about if one.settled_at is None or one.settled_at >= since]


def answers_for(shop_id: int, asker: str, *, since: datetime) -> list[WireItem]:
    """What this member asked the lead and was told since, latest first."""
    settled = [one for one in settled_for(shop_id, rules.ASK_LEAD, asker, since=since) if one.note]
    rows = Conversation.objects.filter(shop_id=shop_id, pk__in=[one.thing_id for one in settled])
    names = dict(rows.values_list("pk", "buyer__name"))
    return [
        {
            "task": one.id,
            "conversation": one.thing_id,
            "name": names.get(one.thing_id, ""),
            "answer": one.note,
        }
        for one in settled
    ]

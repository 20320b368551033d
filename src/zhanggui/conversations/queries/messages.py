"""What was said. The wire and the pages read the same rows through here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from zhanggui.conversations import rules
from zhanggui.conversations.models import Message, Picture
from zhanggui.conversations.queries.conversations import WireItem
from zhanggui.guard.rules import order_numbers_in

PAGE = 50
CATCH_UP = 200


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


_LATELY = 100  # words of a buyer


def buyer_named(conversation_id: int, number: str) -> bool:
    """Whether the buyer wrote this order's number, lately."""
    rows = Message.objects.filter(conversation_id=conversation_id, side=rules.BUYER, kind=rules.TEXT)
    said = rows.order_by("-position").values_list("text", flat=True)[:_LATELY]
    return any(number in order_numbers_in(text) for text in said)


def last_said_by_buyer(conversation_id: int) -> datetime | None:
    rows = Message.objects.filter(conversation_id=conversation_id, side=rules.BUYER)
    return rows.exclude(kind__in=rules.PRESSES).order_by("-position").values_list("at", flat=True).first()


def picture_data(picture_id: int) -> tuple[bytes, str]:
    """The large copy and its type, as we encoded it."""
    row = Picture.objects.only("large", "kind").get(pk=picture_id)
    return bytes(row.large), row.kind


def words_since(conversation_id: int, at: datetime) -> list[tuple[str, datetime]]:
    """Who spoke when, in order, from an instant on; the latest thousand at most."""
    rows = Message.objects.filter(conversation_id=conversation_id, at__gte=at).order_by("-position")
    return rules.counted(reversed(rows.values_list("kind", "side", "at")[:1000]))


def is_written(conversation_id: int, side: str, client_id: str) -> bool:
    """Whether this sender's message of that id is on disk."""
    rows = Message.objects.filter(conversation_id=conversation_id, side=side, client_id=client_id)
    return rows.exists()


def pictures_since(conversation_id: int, at: datetime) -> int:
    return Picture.objects.filter(conversation_id=conversation_id, at__gte=at).count()

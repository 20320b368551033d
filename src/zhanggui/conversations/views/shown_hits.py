"""What the search page shows of a found message, in words that the template only has to put in their places:
there are thirty of them on a page that must not take long."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext

from zhanggui.conversations import rules
from zhanggui.conversations.queries import FoundMessage, SaidLine
from zhanggui.conversations.rules import Piece


@dataclass(frozen=True)
class ShownHit:
    """`before` and `after` are empty when there is nothing."""

    address: str
    buyer_name: str
    channel: str
    at: str
    who: str
    pieces: tuple[Piece, ...]
    is_picture: bool
    before: str
    after: str


def shown_hits(messages: Iterable[FoundMessage]) -> list[ShownHit]:
    workspace = reverse("workspace_conversation", args=[0]).removesuffix("0")
    channels = {key: gettext(title) for key, title in rules.CHANNEL_TITLES.items()}
    sides = {rules.BUYER: gettext("买家"), rules.AUTO: gettext("自动"), rules.STAFF: gettext("客服")}

    def line(said: SaidLine | None) -> str:
        return f"{sides[said.side]}: {said.text}" if said else ""

    return [
        ShownHit(
            address=f"{workspace}{one.conversation_id}?at={one.position}",
            buyer_name=one.buyer_name,
            channel=channels.get(one.channel, one.channel),
            at=localtime(one.at).isoformat(" ", "minutes")[:16],
            who=(one.side == rules.STAFF and one.by_name) or sides[one.side],
            pieces=one.pieces,
            is_picture=one.is_picture,
            before=line(one.before),
            after=line(one.after),
        )
        for one in messages
    ]

"""The open list of what a shop tells everybody who opens its chat."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from zhanggui.foundation.lists import OpenList
from zhanggui.shops.queries import ShopCard

MOST = 4


@dataclass(frozen=True)
class ChatNotice:
    """Short sentences of a room that hold for the whole shop at an instant, the most important first."""

    key: str
    rank: int
    tell: Callable[[ShopCard, datetime], list[str]]


CHAT_NOTICES: OpenList[ChatNotice] = OpenList("chat notices")


def chat_notices(shop: ShopCard, at: datetime) -> list[str]:
    told = [line for one in sorted(CHAT_NOTICES, key=lambda one: one.rank) for line in one.tell(shop, at)]
    return told[:MOST]

"""What rooms above put into an order's card: each part is fetched when the card is seen."""

from __future__ import annotations

from dataclasses import dataclass

from zhanggui.foundation.lists import OpenList


@dataclass(frozen=True)
class OrderPart:
    """`url_name` names a view that takes an order's id and answers a fragment, an empty one when there is
    nothing to say. The card is drawn in the order of `rank`."""

    key: str
    url_name: str
    rank: int


ORDER_PARTS: OpenList[OrderPart] = OpenList("parts of an order")


def order_parts() -> list[OrderPart]:
    return sorted(ORDER_PARTS, key=lambda part: part.rank)

"""What an agent may take off a price, who must agree, and what is said of it (seed features 4 and 5)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from zhanggui.foundation.money import yuan
from zhanggui.foundation.moves import Moves

ASKED, GRANTED, DECLINED = "asked", "granted", "declined"
DISCOUNT = Moves(name="让价", first=ASKED, table={(ASKED, "grant"): GRANTED, (ASKED, "decline"): DECLINED})
REASON_LETTERS = 200
STATE_TITLES: Mapping[str, str] = MappingProxyType({ASKED: "等批", GRANTED: "批了", DECLINED: "没批"})


class Who(StrEnum):
    """Whose word it takes."""

    AGENT = "agent"
    LEAD = "lead"
    MANAGER = "manager"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Ruling:
    who: Who
    why: str


@dataclass(frozen=True)
class Goods:
    """What is known of an item's price, in fen; None is what nobody has said."""

    price_fen: int
    floor_fen: int | None
    cost_fen: int | None


_NOTHING_SAYS = "让价要大于 0"
_FREE_SAYS = "不能让到 0 元以下"
_COST_SAYS = "让得太多了,谁也不能批"  # agents do not see the cost: the sentence does not name it


def ruling(goods: Goods, off_fen: int, *, own_fen: int) -> Ruling:
    """Who may take `off_fen` off. `own_fen`: what every agent may give without asking. A price below its cost
    is nobody's to give; one below the floor is the manager's; with no floor known the lead is asked."""
    left, floor = goods.price_fen - off_fen, goods.floor_fen
    rulings = (
        (off_fen <= 0, Who.NOBODY, _NOTHING_SAYS),
        (left <= 0, Who.NOBODY, _FREE_SAYS),
        (goods.cost_fen is not None and left < goods.cost_fen, Who.NOBODY, _COST_SAYS),
        (floor is not None and left < floor, Who.MANAGER, "低于底价,要店长批"),
        (floor is None, Who.LEAD, "这款没有底价,要主管批"),
        (off_fen <= own_fen, Who.AGENT, "在您自己能让的范围内"),
    )
    found = (Ruling(who, why) for holds, who, why in rulings if holds)
    return next(found, Ruling(Who.LEAD, "超过您自己能让的数,要主管批"))


def offer_words(*, off_fen: int, is_tmall: bool) -> str:
    """What the buyer is told: that it was asked for, and that it does not last. A Tmall price cannot be
    changed (domain rules, R12), so there it is a coupon."""
    amount = yuan(off_fen).removesuffix(".00")
    if is_tmall:
        return f"特意为您申请了一张 {amount} 元的优惠券,只限您今天用,领好再拍下就能抵扣哦。"
    return f"特意为您申请了优惠 {amount} 元,只限今天,拍下先不要付款,我改好价您再付哦。"

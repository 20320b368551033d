"""What somebody buys, and under which number the marketplace keeps it."""

from __future__ import annotations

from datetime import date

from zhanggui.connectors.simulator.chance import Chance
from zhanggui.connectors.simulator.world.shelf import articles
from zhanggui.connectors.simulator.world.trades import Line

_POSTAGE_FEN = 1000
_MESSAGES = (
    "",
    "",
    "",
    "",
    "",
    "",
    "请发顺丰,谢谢",
    "送人的,麻烦包好一点",
    "吊牌不要剪",
    "不要放快递柜",
    "尽快发货",
)
COURIERS = (
    ("圆通速递", "YT"),
    ("中通快递", "75"),
    ("韵达快递", "43"),
    ("顺丰速运", "SF"),
    ("邮政快递包裹", "99"),
)


def basket(chance: Chance) -> tuple[Line, ...]:
    """One to three articles; what is cheap is bought more than once."""
    chosen = chance.sample(articles(), chance.choices((1, 2, 3), (80, 16, 4))[0])
    return tuple(
        Line(
            one, chance.choice(one.kinds), chance.choices((1, 2), (95, 5))[0] if one.price_fen < 10_000 else 1
        )
        for one in chosen
    )


def postage_fen(lines: tuple[Line, ...]) -> int:
    return 0 if sum(line.fen for line in lines) >= 10_000 else _POSTAGE_FEN


def buyer_message(chance: Chance) -> str:
    return chance.choice(_MESSAGES)


def order_number(on: date, place: int, seed: int) -> str:
    """Sixteen digits, as they were: the day, the place in it, and the seed."""
    return f"{on:%y%m%d}{seed % 1000:03d}{place:07d}"


def parcel(chance: Chance) -> tuple[str, str]:
    """Courier and waybill."""
    courier, mark = chance.choices(COURIERS, (50, 20, 15, 10, 5))[0]
    return courier, f"{mark}{chance.randint(10**11, 10**12 - 1)}"

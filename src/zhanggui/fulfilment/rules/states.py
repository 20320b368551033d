"""What becomes of an address check, and when silence lets a parcel go."""

from __future__ import annotations

from datetime import datetime, timedelta
from types import MappingProxyType

from zhanggui.foundation.moves import Moves

# Asked: nothing is doubtful, the buyer may still object. Held: a person must look.
ASKED, HELD = "asked", "held"
CONFIRMED, RELEASED, OVER = "confirmed", "released", "over"
CHECK = Moves(
    name="地址核对",
    first=ASKED,
    table={
        (ASKED, "confirm"): CONFIRMED,
        (ASKED, "release"): RELEASED,
        (ASKED, "hold"): HELD,
        (ASKED, "end"): OVER,
        (HELD, "confirm"): CONFIRMED,
        (HELD, "ask"): ASKED,  # a newer snapshot has nothing doubtful any more
        (HELD, "hold"): HELD,
        (HELD, "end"): OVER,
        (CONFIRMED, "confirm"): CONFIRMED,
        (CONFIRMED, "hold"): HELD,  # the address changed, or the buyer wants another one
        (CONFIRMED, "end"): CONFIRMED,
        (RELEASED, "confirm"): CONFIRMED,
        (RELEASED, "hold"): HELD,
        (RELEASED, "end"): RELEASED,
        (OVER, "end"): OVER,
        (OVER, "ask"): ASKED,  # the marketplace took its word back: the parcel is still here
        (OVER, "hold"): HELD,
    },
)
# Not settled yet.
LIVE = frozenset({ASKED, HELD})
TITLES = MappingProxyType(
    {ASKED: "等买家回话", HELD: "要核对", CONFIRMED: "已确认", RELEASED: "已放行", OVER: "已结束"}
)

# How it was settled.
CARD, CHAT, PHONE, LOOKED, PROPOSAL, SILENCE, GONE = (
    "card",
    "chat",
    "phone",
    "looked",
    "proposal",
    "silence",
    "gone",
)
HOWS = MappingProxyType(
    {
        CARD: "买家在卡片上确认",
        CHAT: "旺旺里已确认",
        PHONE: "电话已确认",
        LOOKED: "看过,没有问题",
        PROPOSAL: "按买家说的改了",
        SILENCE: "没有异议,自动放行",
        GONE: "订单已发货或关闭",
    }
)
# What a member of staff may say with one click.
BY_STAFF = (CHAT, PHONE, LOOKED)
# Settled without anybody's work.
BY_THEMSELVES = frozenset({CARD, SILENCE})

PROPOSED, ACCEPTED, DECLINED, REPLACED = "open", "accepted", "declined", "replaced"
PROPOSALS = Moves(
    name="改地址",
    first=PROPOSED,
    table={
        (PROPOSED, "accept"): ACCEPTED,
        (PROPOSED, "decline"): DECLINED,
        (PROPOSED, "replace"): REPLACED,
    },
)

NAME_LETTERS, PHONE_LETTERS, ADDRESS_LETTERS, NOTE_LETTERS = 25, 30, 120, 200


def release_at(
    asked_at: datetime, cut_off_at: datetime, *, silence: timedelta, before_cut_off: timedelta
) -> datetime:
    """When silence lets the parcel go: after a while, or a while before cut-off, whichever is earlier.

    What is paid for later than that is let go at once: nobody could answer in time.
    """
    return max(asked_at, min(asked_at + silence, cut_off_at - before_cut_off))


def due_at(
    asked_at: datetime, cut_off_at: datetime, *, silence: timedelta, before_cut_off: timedelta
) -> datetime:
    """Until when a person should have looked at what is doubtful: a while before cut-off, for what is paid
    late soon, but never after cut-off."""
    return max(cut_off_at - before_cut_off, min(asked_at + silence, cut_off_at))


def state_at(state: str, release_at: datetime, at: datetime) -> str:
    """The state as it is at an instant, whether or not a job has written it down."""
    return CHECK.after(state, "release") if state == ASKED and release_at <= at else state

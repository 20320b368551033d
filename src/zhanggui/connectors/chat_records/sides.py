"""Who said it, and to which buyer: from what the export calls the speaker. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from zhanggui.conversations.rules import AUTO, BUYER, STAFF

_PREFIX: Final = "cntaobao"
_ROBOTS: Final = ("机器人", "店小蜜", "小蜜", "智能客服", "智能助理", "自动回复")
_SYSTEM: Final = frozenset({"系统", "系统消息", "系统提示", "系统通知"})
# What exports write of whose turn it is, where they do.
_DIRECTIONS: Final = {
    BUYER: frozenset({"买家", "客户", "顾客", "会员", "访客", "接收", "收到", "in", "buyer", "customer"}),
    STAFF: frozenset({"客服", "卖家", "商家", "人工", "人工客服", "发送", "发出", "out", "seller", "agent"}),
    AUTO: frozenset(
        {"机器人", "智能客服", "店小蜜", "自动", "自动回复", "系统", "系统消息", "robot", "bot", "auto"}
    ),
}
# What the client writes in the place of a message that was taken back: nobody said it.
_TAKEN_BACK: Final = re.compile(
    r"[\[【(\uff08]?\s*(?:.{0,40}?\s*撤回了?一条消息|(?:该|此|这条)?消息已(?:被.{0,40}?)?撤回)"
    r"\s*[。.]?(?:\s*重新编辑)?\s*[\]】)\uff09]?"
)
_SYSTEM_NAME: Final = "系统消息"
_AUTOMATIC: Final = re.compile(
    r"\s*[\[【(\uff08]?\s*(?:自动回复|机器人回复|机器人|店小蜜)\s*(?:[\]】)\uff09]|[:\uff1a])\s*"
)


@dataclass(frozen=True)
class Speaker:
    """`name` is the nick or the account; `side` whose word it is."""

    name: str
    side: str


def bare_nick(name: str) -> str:
    return " ".join(name.split()).removeprefix(_PREFIX).replace("\uff1a", ":")


def main_account(account: str) -> str:
    """The shop's own account of "示例店铺:小王"."""
    return account.partition(":")[0]


def is_robot(name: str) -> bool:
    own = name.rpartition(":")[2]
    return own in _SYSTEM or any(word in own for word in _ROBOTS)


def speaker_of(
    sender: str, *, buyer: str, agent: str, direction: str, ours: Collection[str], text: str
) -> Speaker:
    """Whose word it is. `buyer`, `agent`, `direction` are what columns of their own say, or empty; `ours` are
    accounts that are known to be the shop's."""
    if sender and _TAKEN_BACK.fullmatch(text):
        return Speaker(_SYSTEM_NAME, AUTO)
    if not _said(direction) and (buyer or agent) and _said(sender) in {BUYER, STAFF}:
        direction, sender = sender, ""  # a column 发送方 that says which side, and no name
    said = _said(direction)
    if said == BUYER or (not said and sender and sender == buyer):
        return Speaker(sender or buyer, BUYER)
    name = sender or agent
    if said == AUTO or is_robot(name) or (_AUTOMATIC.match(text) and said != BUYER and _is_ours(name, ours)):
        return Speaker(name, AUTO)
    if said == STAFF or (buyer and name) or name == agent or _is_ours(name, ours):
        return Speaker(name, STAFF)
    return Speaker(name, BUYER)


def _is_ours(name: str, ours: Collection[str]) -> bool:
    return ":" in name or name in ours


def _said(direction: str) -> str:
    word = direction.strip().lower()
    return next((side for side, words in _DIRECTIONS.items() if word in words), "")

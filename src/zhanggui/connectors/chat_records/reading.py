"""Rows of a chat, from a text or a table, in our own words. Pure: no clock, no database."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Final

from zhanggui.connectors.chat_records.sides import Speaker, bare_nick, main_account, speaker_of
from zhanggui.connectors.files.cells import CellError, Cells
from zhanggui.connectors.files.kinds import Read, Reading
from zhanggui.connectors.files.table import BrokenRow, Row, Table
from zhanggui.conversations.rules import AUTO, BUYER, STAFF, clean_text
from zhanggui.customers.rules import NAME_LENGTH, is_masked
from zhanggui.marketplace.events import Problem

# Our word -> the names that exports give it, most telling first.
NAMES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "at": ("消息时间", "发送时间", "聊天时间", "发言时间", "时间"),
        "text": ("消息内容", "聊天内容", "发言内容", "内容", "消息"),
        "sender": (
            "发送人",
            "发送者",
            "发送方",
            "发言人",
            "发送人昵称",
            "发送者昵称",
            "消息发送人",
            "发送账号",
        ),
        "direction": ("消息方向", "方向", "发送方类型", "发送者类型", "发送人类型", "消息来源", "角色"),
        "kind": ("消息类型", "类型"),
        "buyer": (
            "买家昵称",
            "买家",
            "买家旺旺",
            "买家会员名",
            "会员名",
            "客户昵称",
            "顾客昵称",
            "客户",
            "顾客",
        ),
        "agent": ("客服昵称", "客服", "客服旺旺", "客服账号", "子账号", "旺旺昵称", "接待客服"),
        "receiver": ("接收人", "接收者", "接收方", "接收人昵称", "接收者昵称", "收信人"),
    }
)
NEEDED = (NAMES["at"], NAMES["text"], (*NAMES["sender"], *NAMES["direction"]))
NEEDED_SAYS = ("消息时间", "消息内容", "发送人")
LONGEST: Final = 5_000
_HELD: Final = 500  # words of staff whose buyer is not known yet
# A picture, a face, a shake: somebody said it, and an export has no words for it.
_WORDLESS: Final = "[没有文字的消息]"
_NAMED: Final = ("图片", "表情", "语音", "视频", "文件", "卡片", "链接")
_MASKED = "是平台隐去的会员名,认不出是哪一位买家"
_TO_WHOM = "看不出这句话是对哪位买家说的"
_NOBODY_OF_OURS = (
    "整个文件里没有一句是店里人说的。如果店铺的主账号和这里的店名不一样,"
    "请先在员工页把它登记成谁的子账号,再导入"
)


@dataclass(frozen=True)
class Word:
    """One message of a chat that was held elsewhere. `account` is whose it is on the shop's side; `key` is
    the same whenever the same message is told."""

    buyer: str
    side: str
    account: str
    text: str
    at: datetime
    key: str


@dataclass(frozen=True)
class _Said:
    line: int
    speaker: Speaker
    to: str
    text: str
    at: datetime
    problems: tuple[Problem, ...]


def read_words(table: Table, reading: Reading) -> Iterator[Read[Word]]:
    reader = _Reader(table, reading)
    for row in table.rows:
        yield from reader.read(row)
    yield from reader.end()


class _Reader:
    """Keeps who is talked with: words of staff belong to the buyer before or after them."""

    def __init__(self, table: Table, reading: Reading) -> None:
        self._cells = Cells(table.header, NAMES, latest=reading.latest)
        self._ours = set(reading.ours)
        self._buyer = ""
        self._held: list[_Said] = []
        self._seconds: dict[str, tuple[datetime, Counter[tuple[str, str]]]] = {}
        self._of_ours = self._last_line = 0

    def read(self, row: Row | BrokenRow) -> Iterator[Read[Word]]:
        self._last_line = row.line
        if isinstance(row, BrokenRow):
            yield Read(row.line, None, (Problem(row.line, row.column, row.reason, row.raw),))
            return
        try:
            said = self._said(row)
        except CellError as bad:
            yield Read(row.line, None, (Problem(row.line, bad.column, bad.reason, bad.raw[:200]),))
            return
        if said is not None:
            yield from self._placed(said)

    def end(self) -> Iterator[Read[Word]]:
        yield from self._given_up()
        if self._last_line and not self._of_ours:
            remark = Problem(
                self._last_line, self._cells.column("sender"), _NOBODY_OF_OURS, "", refused=False
            )
            yield Read(self._last_line, None, (remark,))

    def _said(self, row: Row) -> _Said | None:
        of = self._cells
        cells = of.cleaned(row.cells)
        sender, buyer, agent, receiver = (
            bare_nick(of.text(cells, word) or "") for word in ("sender", "buyer", "agent", "receiver")
        )
        text = clean_text(of.text(cells, "text") or "")
        if not text and not of.text(cells, "at"):
            return None
        at = of.instant(cells, "at")
        if at is None:
            raise of.bad("at", "没有消息时间", "")
        kind = of.text(cells, "kind") or ""
        direction = of.text(cells, "direction") or kind
        text = text or next((f"[{name}]" for name in _NAMED if name in kind), _WORDLESS)
        speaker = speaker_of(
            sender, buyer=buyer, agent=agent, direction=direction, ours=self._ours, text=text
        )
        to = speaker.name if speaker.side == BUYER else buyer or self._buyer_among(receiver)
        for name, word in ((speaker.name, "sender"), (to, "buyer")):
            if len(name) > NAME_LENGTH:
                raise of.bad(word, f"昵称超过 {NAME_LENGTH} 个字", name)
        if not speaker.name:
            raise of.bad("sender", "没有写是谁说的", "")
        if to and is_masked(to):
            raise of.bad("buyer", _MASKED, to)
        problems: tuple[Problem, ...] = ()
        if len(text) > LONGEST:
            problems = (self._remark(row.line, f"超过 {LONGEST:,} 个字,只读了前面的"),)
        return _Said(row.line, speaker, to, text[:LONGEST], at, problems)

    def _buyer_among(self, receiver: str) -> str:
        return "" if ":" in receiver or receiver in self._ours else receiver

    def _remark(self, line: int, reason: str) -> Problem:
        return Problem(line, self._cells.column("text"), reason, "", refused=False)

    def _placed(self, said: _Said) -> Iterator[Read[Word]]:
        if said.speaker.side != BUYER:
            self._of_ours += said.speaker.side == STAFF or ":" in said.speaker.name
            if ":" in said.speaker.name:
                self._ours.add(main_account(said.speaker.name))
        if said.to:
            self._buyer = said.to
        if not (said.to or self._buyer):
            self._held.append(said)
            if len(self._held) > _HELD:
                yield from self._given_up()
            return
        for held in self._held:
            yield self._told(replace(held, to=self._buyer))
        self._held = []
        yield self._told(replace(said, to=said.to or self._buyer))

    def _given_up(self) -> Iterator[Read[Word]]:
        for said in self._held:
            column = self._cells.column("buyer")
            yield Read(said.line, None, (Problem(said.line, column, _TO_WHOM, said.text[:200]),))
        self._held = []

    def _told(self, said: _Said) -> Read[Word]:
        word = Word(
            buyer=said.to,
            side=said.speaker.side,
            account="" if said.speaker.side == BUYER else said.speaker.name,
            text=said.text,
            at=said.at,
            key=self._key(said),
        )
        return Read(said.line, word, said.problems, said.text[:60])

    def _key(self, said: _Said) -> str:
        """Who said what to whom in which second, and for the how-manieth time: two equal words in one
        second are two."""
        second, told = self._seconds.get(said.to, (said.at, Counter()))
        if second != said.at:
            told = Counter()
        who = said.speaker.name
        told[who, said.text] += 1
        self._seconds[said.to] = (said.at, told)
        named = f"{who}\n{said.at:%Y%m%d%H%M%S}\n{said.text}"
        return f"{hashlib.sha256(named.encode()).hexdigest()[:40]}-{told[who, said.text]}"


SIDE_TITLES: Mapping[str, str] = MappingProxyType({BUYER: "买家", STAFF: "客服", AUTO: "自动"})

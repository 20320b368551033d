"""What the made-up marketplace remembers when its program ends: its orders, and the last day it lived.

A file of lines: each change of an order is one, the last of an order counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from zhanggui.connectors.simulator.world.people import person
from zhanggui.connectors.simulator.world.shelf import Article, Kind, articles
from zhanggui.connectors.simulator.world.trades import Line, Return, Trade
from zhanggui.marketplace.rules import RefundKind, RefundStatus

_INSTANTS = ("paid_at", "shipped_at", "finished_at", "closed_at")
_WORDS = ("buyer_message", "memo", "flag", "postage_fen", "close_reason", "courier", "waybill")


@dataclass
class Memory:
    """`lived` is the last day that was told or played; None: nothing was yet."""

    path: Path
    seed: int
    lived: date | None = None
    trades: dict[str, Trade] = field(default_factory=dict)

    def recall(self) -> None:
        """Reads what was kept of this seed, and writes it anew without what is over."""
        if not self.path.exists():
            return
        for text in self.path.read_text(encoding="utf-8").splitlines():
            self._take(text)
        self.trades = {number: trade for number, trade in self.trades.items() if not trade.over}
        half = self.path.with_suffix(".new")
        half.write_text("".join(self._lines(self.trades.values())), encoding="utf-8")
        half.replace(self.path)

    def keep(self, trades: Iterable[Trade], lived: date) -> None:
        """Adds how these orders stand now."""
        self.lived = lived
        with self.path.open("a", encoding="utf-8") as file:
            file.writelines(self._lines(trades))

    def _lines(self, trades: Iterable[Trade]) -> Iterable[str]:
        if self.lived is not None:
            yield json.dumps({"lived": self.lived.isoformat(), "seed": self.seed}) + "\n"
        for trade in trades:
            yield json.dumps(_told(trade), ensure_ascii=False) + "\n"

    def _take(self, text: str) -> None:
        try:
            told = json.loads(text)
            if "lived" in told:
                if told["seed"] == self.seed:
                    self.lived = date.fromisoformat(told["lived"])
                return
            trade = _trade(told, self.seed)
        except (ValueError, KeyError, TypeError):
            return  # half a line of a program that was killed, or of an older version
        self.trades[trade.number] = trade


def _told(trade: Trade) -> dict[str, Any]:
    return {
        "number": trade.number,
        "person": trade.person.number,
        "lines": [[line.article.code, line.kind.code, line.quantity] for line in trade.lines],
        "created_at": trade.created_at.isoformat(),
        "seen_at": trade.seen_at.isoformat(),
        **{name: getattr(trade, name) for name in _WORDS},
        **{name: at.isoformat() for name in _INSTANTS if (at := getattr(trade, name))},
        "returns": [_told_return(one) for one in trade.returns],
    }


def _told_return(one: Return) -> list[str]:
    return [
        *(one.number, one.kind, one.status, one.applied_at.isoformat()),
        *(one.reason, one.seen_at.isoformat()),
    ]


def _trade(told: dict[str, Any], seed: int) -> Trade:
    by_code = {article.code: article for article in articles()}
    trade = Trade(
        number=told["number"],
        person=person(told["person"], seed),
        lines=tuple(_line(by_code[code], kind, quantity) for code, kind, quantity in told["lines"]),
        created_at=datetime.fromisoformat(told["created_at"]),
        **{name: told[name] for name in _WORDS},
    )
    for name in _INSTANTS:
        if name in told:
            setattr(trade, name, datetime.fromisoformat(told[name]))
    trade.returns = [
        Return(
            number,
            RefundKind(kind),
            RefundStatus(status),
            datetime.fromisoformat(applied_at),
            reason,
            datetime.fromisoformat(seen_at),
        )
        for number, kind, status, applied_at, reason, seen_at in told["returns"]
    ]
    trade.seen_at = datetime.fromisoformat(told["seen_at"])
    return trade


def _line(article: Article, code: str, quantity: int) -> Line:
    kind = next((one for one in article.kinds if one.code == code), Kind(code, "", ""))
    return Line(article, kind, quantity)

"""What is answered: a quote, or what goes back of one, as JSON. Every amount is in fen and, beside it, in
yuan as text."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from zhanggui.foundation.money import yuan
from zhanggui.promotions.rules.account import NotApplied, PoolUse, Quote, Reason
from zhanggui.promotions.rules.codec.parsing import WrongJson
from zhanggui.promotions.rules.codec.request import VERSION
from zhanggui.promotions.rules.refunds import Refunded


def quote_bytes(quote: Quote, hints: Sequence[NamedTuple] | None = None) -> bytes:
    """`hints` null: nobody asked for them."""
    said = _priced(quote)
    if hints is not None:
        said["hints"] = [_object(hint) for hint in hints]
    return _bytes(said)


def refund_bytes(quote: Quote, back: Refunded) -> bytes:
    """What goes back, behind the quote that was paid."""
    said = {"version": VERSION, "quote": _priced(quote), **_object(back)}
    said["by_line"] = _shares("line", back.by_line)
    said["by_shop"] = _shares("shop", back.by_shop)
    return _bytes(said)


def _priced(quote: Quote) -> dict[str, Any]:
    return {"version": VERSION, **_object(quote)}


def refusal_bytes(wrong: WrongJson) -> bytes:
    return _bytes(
        {"version": VERSION, "error": {"path": wrong.path, "says": wrong.says, "says_en": wrong.says_en}}
    )


def _bytes(said: dict[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"


def _object(told: NamedTuple) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name, value in told._asdict().items():
        if isinstance(told, NotApplied) and name == "lacks":
            _put(said, "lacks_pieces" if told.reason is Reason.LACKS_PIECES else "lacks_fen", value)
        elif isinstance(told, PoolUse) and name == "by_shop":
            said[name] = _shares("shop", dict(value))
        else:
            _put(said, name, value)
    return said


def _shares(name: str, fen_of: Mapping[str, int]) -> list[dict[str, Any]]:
    return [{name: key, "fen": fen, "yuan": _yuan(fen)} for key, fen in fen_of.items()]


def _put(said: dict[str, Any], name: str, value: Any) -> None:
    if isinstance(value, datetime):
        said[name] = value.isoformat()
    elif isinstance(value, StrEnum):
        said[name] = str(value)
    elif isinstance(value, tuple):
        said[name] = [_plain(one) for one in value]
    else:
        said[name] = value
        if name == "fen":
            said["yuan"] = _yuan(value)
        elif name.endswith("_fen"):
            said[name.removesuffix("_fen")] = _yuan(value)


def _plain(one: Any) -> Any:
    return _object(one) if hasattr(one, "_asdict") else one


def _yuan(fen: int) -> str:
    return yuan(fen).replace(",", "")

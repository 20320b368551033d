"""What is answered: a quote as JSON, every amount in fen and, beside it, in yuan as text."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple

from zhanggui.foundation.money import yuan
from zhanggui.promotions.rules.account import NotApplied, PoolUse, Quote, Reason
from zhanggui.promotions.rules.codec.parsing import WrongJson
from zhanggui.promotions.rules.codec.request import VERSION


def quote_bytes(quote: Quote, hints: Sequence[NamedTuple] | None = None) -> bytes:
    """`hints` null: nobody asked for them."""
    said = {"version": VERSION, **_object(quote)}
    if hints is not None:
        said["hints"] = [_object(hint) for hint in hints]
    return _bytes(said)


def refusal_bytes(wrong: WrongJson) -> bytes:
    return _bytes({"version": VERSION, "error": {"path": wrong.path, "says": wrong.says}})


def _bytes(said: dict[str, Any]) -> bytes:
    return json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"


def _object(told: NamedTuple) -> dict[str, Any]:
    said: dict[str, Any] = {}
    for name, value in told._asdict().items():
        if isinstance(told, NotApplied) and name == "lacks":
            _put(said, "lacks_pieces" if told.reason is Reason.LACKS_PIECES else "lacks_fen", value)
        elif isinstance(told, PoolUse) and name == "by_shop":
            said[name] = [{"shop": shop, "fen": fen, "yuan": _yuan(fen)} for shop, fen in value]
        else:
            _put(said, name, value)
    return said


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

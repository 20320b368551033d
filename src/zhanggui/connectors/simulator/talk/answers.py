"""What simulated staff answer: good, curt, with a promise, or with words that the guard refuses."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from zhanggui.connectors.simulator.chance import Chance

# What a question tempts staff to promise.
TEMPTS = MappingProxyType(
    {
        "gift": "gift",
        "courier": "courier",
        "ship_when": "time",
        "urge": "time",
        "discount": "price",
        "price": "price",
        "change": "colour",
    }
)


@dataclass(frozen=True)
class Promise:
    """What may be promised in a chat, and the remark that keeps it."""

    kind: str
    says: tuple[str, ...]
    reason: str
    flag: int


@dataclass(frozen=True)
class _Answers:
    good: MappingProxyType[str, tuple[str, ...]]
    curt: MappingProxyType[str, tuple[str, ...]]
    promises: MappingProxyType[str, Promise]
    forbidden: tuple[str, ...]
    asks_lead: tuple[str, ...]


@cache
def _answers() -> _Answers:
    told = tomllib.loads(files(__package__).joinpath("answers.toml").read_text(encoding="utf-8"))
    return _Answers(
        good=MappingProxyType({key: tuple(said["good"]) for key, said in told["answers"].items()}),
        curt=MappingProxyType({key: tuple(said["curt"]) for key, said in told["answers"].items()}),
        promises=MappingProxyType(
            {
                kind: Promise(kind, tuple(said["says"]), said["reason"], said["flag"])
                for kind, said in told["promises"].items()
            }
        ),
        forbidden=tuple(told["forbidden"]["invoice"]),
        asks_lead=tuple(told["asks_lead"]["says"]),
    )


def answered_intents() -> frozenset[str]:
    return frozenset(_answers().good)


def promises() -> MappingProxyType[str, Promise]:
    return _answers().promises


def good_answer(intent: str, chance: Chance, **known: str) -> str:
    return _filled(chance.choice(_answers().good[intent]), known)


def curt_answer(intent: str, chance: Chance, **known: str) -> str:
    return _filled(chance.choice(_answers().curt[intent]), known)


def forbidden_answer(chance: Chance) -> str:
    return chance.choice(_answers().forbidden)


def promise(kind: str, chance: Chance, **known: str) -> str:
    return _filled(chance.choice(promises()[kind].says), known)


def asks_lead(chance: Chance) -> str:
    return chance.choice(_answers().asks_lead)


def _filled(text: str, known: dict[str, str]) -> str:
    return text.format(**{"size": "L码", "colour": "黑色", "goods": "这款", **known})

"""A shop's rule book: the shipped red lines as the shop has changed them, and rules of its own.

A shop's own rule is written in shapes and not in regular expressions: plain words, `*` for up to eight
characters of the same clause, `#` for a number. Whatever somebody writes is thus quick.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from zhanggui.guard.rules.checking import check
from zhanggui.guard.rules.measuring import Figures, measure, measured
from zhanggui.guard.rules.reading import read
from zhanggui.guard.rules.red_lines import HINTS, RED_LINES
from zhanggui.guard.rules.words import MATCH, Finding, RedLine, Severity, Situation
from zhanggui.shops.rules import PLATFORMS

OFF = "off"
SHAPE_LETTERS, SHAPES, GAPS = 60, 30, 3
TITLE_LETTERS, SAY_LETTERS, REASON_LETTERS, OWN_LETTERS = 30, 200, 200, 120
OWN_SHORTEST = 4  # what is shorter stands in too many texts
PHONE, ADDRESS, HOST = "phone", "address", "host"
OWN_KINDS = MappingProxyType({PHONE: "客服电话", ADDRESS: "退货地址", HOST: "自己的网址"})
LEAST_EXAMPLES = 5  # without which nobody can say that a rule of one's own is precise
_GAP, _NUMBER = "[^,?]{0,8}?", "\\d{1,12}"
_NEAR = 12  # characters around a match in which an excuse counts

_SHIPPED = MappingProxyType({line.id: line for line in (*RED_LINES, *HINTS)})


class BadShapeError(ValueError):
    """A line that is no shape; `say` tells the person why, with holes for `facts`."""

    def __init__(self, say: str, **facts: object) -> None:
        super().__init__(say)
        self.say = say
        self.facts = facts


@dataclass(frozen=True)
class OwnRule:
    """A shop's own rule as somebody wrote it: one shape on each line."""

    id: str
    title: str
    shapes: str
    excuses: str
    severity: Severity
    say: str
    instead: str
    valid_from: date


@dataclass(frozen=True)
class Book:
    """The rules in force. `own` are texts of the shop's that no rule is about."""

    lines: tuple[RedLine, ...] = RED_LINES
    hints: tuple[RedLine, ...] = HINTS
    own: tuple[str, ...] = ()
    knows_return_address: bool | None = None

    def suspects(self, text: str, situation: Situation) -> bool:
        """Whether the text might cross a line, whatever else is learnt of the situation: most do not, and
        need no look at the buyer's orders."""
        return bool(check(text, self.with_own(situation), self.lines, whatever_is_known=True))

    def may_advise(self, text: str, situation: Situation) -> bool:
        """The same for what is told while somebody types."""
        lines = (*self.lines, *self.hints)
        return bool(check(text, self.with_own(situation), lines, whatever_is_known=True))

    def check(self, text: str, situation: Situation) -> tuple[Finding, ...]:
        """What a text that goes out crosses."""
        return check(text, self.with_own(situation), self.lines)

    def advise(self, text: str, situation: Situation) -> tuple[Finding, ...]:
        """The same with what is only a hint, for whoever is still typing."""
        return check(text, self.with_own(situation), (*self.lines, *self.hints))

    def with_own(self, situation: Situation) -> Situation:
        """What the book knows of every situation."""
        if not self.own:
            return situation
        ours = (*situation.ours, *self.own)
        return replace(situation, ours=ours, return_address_known=self.knows_return_address)


def make_book(
    changes: Mapping[str, str], own_rules: Sequence[OwnRule], own: Sequence[tuple[str, str]], *, on: date
) -> Book:
    """The book of a day. `own` are (kind, text); `changes` severities, or OFF, by a shipped rule's id."""
    every = [line for line in _SHIPPED.values() if is_in_force(line, on) and changes.get(line.id) != OFF]
    every = [line.with_severity(Severity(changes[line.id])) if line.id in changes else line for line in every]
    every += [line_of(one) for one in own_rules]
    stopping = tuple(line for line in every if any(line.stops(platform) for platform in PLATFORMS))
    return Book(
        stopping,
        tuple(line for line in every if line not in stopping),
        tuple(text for _, text in own),
        knows_return_address=any(kind == ADDRESS for kind, _ in own) or None,
    )


def is_in_force(line: RedLine, on: date) -> bool:
    begun = line.valid_from is None or line.valid_from <= on
    return begun and (line.valid_to is None or on < line.valid_to)


def shipped(rule: str) -> RedLine | None:
    return _SHIPPED.get(rule)


def may_block(rule: str) -> bool:
    """Whether the shipped figures allow this rule to block (decision 0005)."""
    figures = measured().get(rule)
    return figures is not None and figures.allow_blocking


def line_of(own: OwnRule) -> RedLine:
    """BadShapeError when a line of it is none."""
    shapes = tuple(_pattern(shape) for shape in lines_in(own.shapes))
    excuses = tuple(_pattern(shape, least=1) for shape in lines_in(own.excuses))
    return RedLine(
        id=own.id,
        title=own.title,
        about="|".join(shapes),
        severity=dict.fromkeys(PLATFORMS, own.severity),
        patterns=shapes,
        exceptions=tuple(
            f"(?:{excuse})[^?]{{0,{_NEAR}}}{MATCH}|{MATCH}[^?]{{0,{_NEAR}}}(?:{excuse})" for excuse in excuses
        ),
        doubts=(),
        say=dict.fromkeys(PLATFORMS, own.say),
        instead=own.instead,
        source="本店自己的规矩",
        valid_from=own.valid_from,
    )


def lines_in(text: str) -> list[str]:
    return [line for line in map(str.strip, text.splitlines()) if line]


def checked_shapes(text: str, least: int = 2) -> str:
    """The shapes, one on each line; BadShapeError names the first that is none. `least`: characters that
    stand together in one."""
    shapes = lines_in(text)
    if len(shapes) > SHAPES:
        raise BadShapeError("最多 {most} 行", most=SHAPES)
    for shape in shapes:
        _pattern(shape, least)
    return "\n".join(shapes)


def _pattern(shape: str, least: int = 2) -> str:
    """A bounded expression on the text as it sounds; `least`: characters that stand together."""
    if len(shape) > SHAPE_LETTERS:
        raise BadShapeError("「{shape}…」太长了,一行最多 {most} 个字", shape=shape[:20], most=SHAPE_LETTERS)
    if shape.count("*") + shape.count("#") > GAPS:
        raise BadShapeError("「{shape}」里的 * 和 # 太多了,最多 {most} 个", shape=shape, most=GAPS)
    parts = re.split(r"([*#])", shape)
    words = [read(part).text for part in parts[::2]]
    if max(map(len, words), default=0) < least:
        raise BadShapeError("「{shape}」里至少要有连着的两个字", shape=shape)
    if shape.startswith("*") or shape.endswith("*"):
        raise BadShapeError("「{shape}」的 * 要写在字的中间", shape=shape)
    signs = {"*": _GAP, "#": _NUMBER, "": ""}
    pairs = zip(words, [*parts[1::2], ""], strict=True)
    return "".join(re.escape(word) + signs[sign] for word, sign in pairs)


def figures_of(own: OwnRule, examples: Sequence[str]) -> Figures:
    """How a rule of one's own does on the harmless replies and on the examples that it was written for."""
    return measure(line_of(own), examples)

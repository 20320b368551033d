"""The form in which a seller writes down what the marketplace tells of its voucher event."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import pairwise
from typing import Any

from zhanggui.foundation.money import parse_yuan
from zhanggui.promotions.fine_words import SENTENCES
from zhanggui.promotions.forms.reading import Fields
from zhanggui.promotions.queries import EventCard
from zhanggui.promotions.rules.cart import MOST_FEN
from zhanggui.promotions.rules.event import TierGroup, VoucherTier
from zhanggui.promotions.rules.fine_print import FINE_FIELDS, FinePrint, ruling_at
from zhanggui.promotions.rules.presets import PATTERNS, VOUCHERS, next_double_11
from zhanggui.promotions.rules.review import Blame
from zhanggui.promotions.rules.windows import EVERY_OTHER, EventTerms
from zhanggui.promotions.templatetags.offer_words import for_input
from zhanggui.promotions.wording import short

INSTANTS = (
    *("set_up_from", "set_up_until", "edit_until", "shown_from", "usable_from", "usable_until"),
    *("suspends_from", "suspends_until"),
)
STANDING = ("passed_audition", "enrolled", "is_selected")
MOST_TIERS, MOST_LINES = 3, 200
_TIER = re.compile(r"([\d.]+)元?:([1-9]\d{0,3})张?", re.ASCII)
_BETWEEN = re.compile(r"[\s,、;]+")


@dataclass(frozen=True)
class TypedEvent:
    number: str
    terms: EventTerms
    standing: Mapping[str, bool]
    blames: tuple[Blame, ...]


def begun_event(at: datetime, pattern: str) -> dict[str, str]:
    """The next Double 11 after a pattern, as the form shows it."""
    terms = next_double_11(at, pattern if pattern in PATTERNS else VOUCHERS)
    return {
        "number": terms.key,
        "pattern": pattern if pattern in PATTERNS else VOUCHERS,
        **_shown(terms),
        "passed_audition": "1",
        "enrolled": "1",
        "is_selected": "1",
    }


def told_event(card: EventCard) -> dict[str, str]:
    """What the shop has told of an event, to be told anew."""
    return {
        "event": str(card.id),
        **_shown(card.terms),
        **{name: "1" if getattr(card.merchant, name) else "" for name in STANDING},
    }


def _shown(terms: EventTerms) -> dict[str, str]:
    return {
        "name": terms.name,
        **{name: for_input(getattr(terms, name)) for name in INSTANTS if getattr(terms, name)},
        "face": short(terms.face_fen),
        "most": "" if terms.most_fen is None else short(terms.most_fen),
        "endless": "1" if terms.endless else "",
        "groups": groups_text(terms.offered),
        **{f"fine_{name}": str(getattr(terms.fine, name)) for name in FINE_FIELDS},
    }


def typed_event(fields: Fields, number: str = "", fine: FinePrint | None = None) -> TypedEvent:
    """`number`, `fine`: of the event that it is told of anew."""
    found = {name: fields.instant(name) for name in INSTANTS}
    for name in INSTANTS[:6]:
        if found[name] is None and not fields.text(name):
            fields.blame(name, "not_time")
    base = PATTERNS[VOUCHERS]
    instants: dict[str, Any] = {name: found[name] or getattr(base, name) for name in INSTANTS[:6]}
    terms = replace(
        base,
        **instants,
        name=fields.text("name")[:40],
        suspends_from=found["suspends_from"],
        suspends_until=found["suspends_until"],
        face_fen=_amount(fields, "face"),
        most_fen=_amount(fields, "most") if fields.text("most") else None,
        endless=bool(fields.text("endless")),
        offered=_groups(fields),
        fine=fine_of(fields.said, ruling_at(instants["usable_from"]).fine if fine is None else fine),
    )
    standing = {name: bool(fields.text(name)) for name in STANDING}
    number = number or fields.text("number")[:64] or terms.name
    return TypedEvent(number, terms, standing, tuple(fields.blames))


def fine_of(said: Mapping[str, str], otherwise: FinePrint) -> FinePrint:
    """What the lists of the fine print say; of those that say nothing of ours what holds otherwise."""
    picked = {name: said.get(f"fine_{name}", "") for name in FINE_FIELDS}
    known: dict[str, Any] = {
        name: FINE_FIELDS[name](value) for name, value in picked.items() if value in SENTENCES[name][1]
    }
    return replace(otherwise, **known)


def _amount(fields: Fields, name: str) -> int:
    fen = fields.money(name)
    if fen == 0 and not any(blame.field == name for blame in fields.blames):
        fields.blame(name, "amount")
    return fen or 1


def groups_text(offered: Mapping[str, Sequence[TierGroup]]) -> str:
    """A group a line: "女装 | 199:1 399:2", "每 100:1" for a repeating one."""
    return "\n".join(
        f"{category + ' | ' if category else ''}{'每 ' if group.repeating else ''}"
        + " ".join(f"{_plain(tier.threshold_fen)}:{tier.vouchers}" for tier in group.tiers)
        for category, groups in offered.items()
        for group in groups
    )


def _plain(fen: int) -> str:
    """Without the comma that parts thousands: here it parts tiers."""
    return short(fen).replace(",", "")


def _groups(fields: Fields) -> dict[str, tuple[TierGroup, ...]]:
    found: dict[str, tuple[TierGroup, ...]] = {}
    for place, line in enumerate(fields.text("groups").splitlines()[:MOST_LINES], 1):
        if not line.strip():
            continue
        category, bar, said = line.replace("\uff5c", "|").partition("|")  # the full one
        group = _group(said if bar else line)
        if group is None:
            fields.blame("groups", "not_group", line=place)
            continue
        name = category.strip() if bar else EVERY_OTHER
        found[name] = (*found.get(name, ()), group)
    return found


def _group(text: str) -> TierGroup | None:
    text = unicodedata.normalize("NFKC", text).strip()  # a Chinese keyboard writes full-width marks
    repeating = text.startswith("每")
    tiers = []
    for word in filter(None, _BETWEEN.split(text.removeprefix("每"))):
        told = _TIER.fullmatch(word)
        if told is None:
            return None
        try:
            tiers.append(VoucherTier(parse_yuan(told[1]), int(told[2])))
        except ValueError:
            return None
    rises = all(
        one.threshold_fen < other.threshold_fen and one.vouchers < other.vouchers
        for one, other in pairwise(tiers)
    )
    if not 1 <= len(tiers) <= MOST_TIERS or not rises or (repeating and len(tiers) > 1):
        return None
    is_amount = tiers[0].threshold_fen and tiers[-1].threshold_fen <= MOST_FEN
    return TierGroup(tuple(tiers), repeating) if is_amount else None

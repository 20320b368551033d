"""Which SKU somebody means who names it as exports do: partly, and in several ways."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple


class SkuRef(NamedTuple):
    """How files and order lines name a SKU; None or empty: not said."""

    item_number: str | None = None
    sku_outer_id: str | None = None
    item_outer_id: str | None = None
    properties: str | None = None
    sku_number: str | None = None


@dataclass(frozen=True)
class Candidate:
    """A SKU that may be meant. All texts may be empty."""

    sku_id: int
    item_id: int
    number: str
    outer_id: str
    properties: str
    item_number: str
    item_outer_id: str

    @property
    def nameless(self) -> bool:
        return not (self.number or self.outer_id or self.properties)


def properties_text(properties: str) -> str:
    """Properties written in one way: half-width marks, no blanks around them, in the order given."""
    plain = unicodedata.normalize("NFKC", properties)
    return ";".join(":".join(" ".join(part.split()) for part in pair) for pair in _pairs(plain))


@lru_cache(maxsize=20_000)
def properties_key(properties: str | None) -> tuple[tuple[str, ...], ...]:
    """Equal for the same properties in another order."""
    return tuple(sorted(tuple(pair) for pair in _pairs(properties_text(properties or ""))))


def _values(properties: str) -> tuple[str, ...]:
    """Without the properties' names, which differ from source to source (颜色, 颜色分类)."""
    return tuple(pair[-1].lower() for pair in _pairs(properties_text(properties)))


def _pairs(properties: str) -> list[list[str]]:
    pairs = ([part.strip() for part in pair.split(":", 1)] for pair in properties.split(";"))
    return [pair for pair in pairs if any(pair)]


def pick(ref: SkuRef, candidates: Sequence[Candidate]) -> list[Candidate]:
    """The candidates that the reference fits: one is the answer, several leave it open."""
    pool = _pool(ref, candidates)
    if not pool:
        return []
    told: list[Callable[[Candidate], bool]] = []
    if ref.sku_number:
        told.append(lambda one: one.number == ref.sku_number)
    if ref.sku_outer_id:
        told.append(lambda one: one.outer_id == ref.sku_outer_id)
    if ref.properties:
        key, values = properties_key(ref.properties), _values(ref.properties)
        told.append(lambda one: properties_key(one.properties) == key)
        told.append(lambda one: _values(one.properties) == values)
    fitted = not told
    for fits in told:
        if narrowed := [one for one in pool if fits(one)]:
            pool, fitted = narrowed, True
    # An item without SKUs is meant whatever a line says of its kind: there is only one.
    return pool if fitted or all(one.nameless for one in pool) else []


def _pool(ref: SkuRef, candidates: Sequence[Candidate]) -> list[Candidate]:
    if ref.item_number:
        return _of_items([one for one in candidates if one.item_number == ref.item_number])
    if ref.sku_number and (found := [one for one in candidates if one.number == ref.sku_number]):
        return found
    if ref.sku_outer_id and (found := [one for one in candidates if one.outer_id == ref.sku_outer_id]):
        of_item = [one for one in found if ref.item_outer_id and one.item_outer_id == ref.item_outer_id]
        return of_item or found
    outer_ids = {ref.item_outer_id, ref.sku_outer_id} - {None, ""}
    return _of_items([one for one in candidates if one.item_outer_id in outer_ids])


def _of_items(candidates: list[Candidate]) -> list[Candidate]:
    """A nameless SKU counts only as long as its item has no other."""
    named = {one.item_number for one in candidates if not one.nameless}
    return [one for one in candidates if not one.nameless or one.item_number not in named]

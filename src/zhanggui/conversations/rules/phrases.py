"""Phrases: their groups and their variables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

# Short texts stand in the picker beside the emoticons.
PRESALE, AFTERSALE, SHORT = "presale", "aftersale", "short"
GROUPS = (PRESALE, AFTERSALE, SHORT)
GROUP_TITLES = MappingProxyType({PRESALE: "售前", AFTERSALE: "售后", SHORT: "短句"})


def group_of(text: str) -> str | None:
    """The group of phrases that a file names by its key or its title; None for no group of ours."""
    titles = {title: group for group, title in GROUP_TITLES.items()}
    return text if text in GROUPS else titles.get(text)


_VARIABLE = re.compile(r"\{([a-z_]{1,30})\}")


@dataclass(frozen=True)
class Filled:
    text: str
    missing: tuple[str, ...]


def fill(text: str, values: Mapping[str, str]) -> Filled:
    """The phrase with its variables replaced; those without a value stay as {name} and are named."""
    missing = tuple(dict.fromkeys(name for name in _VARIABLE.findall(text) if not values.get(name)))
    return Filled(_VARIABLE.sub(lambda found: values.get(found[1]) or found[0], text), missing)


def variables_in(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_VARIABLE.findall(text)))

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import NamedTuple

Said = str | int | datetime
NOTHING: Mapping[str, Said] = MappingProxyType({})


class Blame(NamedTuple):
    """What is wrong with which field. `said` fills the sentence of its code (`promotions.refusals`): names
    as they are, amounts in fen under names that end in `_fen`, instants under names that end in `_at`."""

    field: str
    code: str
    said: Mapping[str, Said] = NOTHING

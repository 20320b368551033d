"""An address taken apart: province, city, district, and the rest."""

from __future__ import annotations

from dataclasses import dataclass

from zhanggui.fulfilment.rules.areas import Area
from zhanggui.fulfilment.rules.receivers import plain, without_zip


@dataclass(frozen=True)
class Parsed:
    """`area` with what could be told; `whole` when no more could be said of it, `conflict` when its parts
    do not belong together."""

    area: Area
    detail: str
    conflict: bool = False


def parse(address: str) -> Parsed:
    province, city, district, detail = [*without_zip(plain(address)).split(" ", 3), "", "", "", ""][:4]
    return Parsed(Area(province, city, district), detail)

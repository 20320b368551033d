"""Where parcels can go, and where no courier of the shop carries them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True)
class Area:
    """As far as it is known: an empty part is any."""

    province: str
    city: str = ""
    district: str = ""

    @property
    def shown(self) -> str:
        """浙江省杭州市西湖区; what is two of them at once stands there once: 北京市朝阳区, 湖北省仙桃市."""
        return "".join(dict.fromkeys((self.province, self.city, self.district)))

    def holds(self, other: Area) -> bool:
        """Whether the other lies within this area."""
        pairs = (
            (self.province, other.province),
            (self.city, other.city),
            (self.district, other.district),
        )
        return all(not mine or mine == theirs for mine, theirs in pairs)


@dataclass(frozen=True)
class Unserved:
    """An area to which a courier (empty: every courier) does not carry, in force [from, to)."""

    area: Area
    courier: str
    valid_from: date
    valid_to: date | None

    def hits(self, area: Area, courier: str, day: date) -> bool:
        in_force = self.valid_from <= day and (self.valid_to is None or day < self.valid_to)
        return in_force and self.courier in {"", courier} and self.area.holds(area)


def is_unserved(area: Area, courier: str, day: date, unserved: Iterable[Unserved]) -> bool:
    return any(one.hits(area, courier, day) for one in unserved)

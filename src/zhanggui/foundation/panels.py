"""The shell's open lists: places in the navigation, and slots beside a conversation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from zhanggui.foundation.lists import OpenList


@dataclass(frozen=True)
class Place:
    """One entry of the navigation. `needs` is the capability that shows it, `or_needs` are others of which
    each shows it as well. `badge` names a view that
    answers the figure beside the title, as `<b data-badge>`; it is asked again after the live changes in
    `follows`, and calmly in any case."""

    key: str
    title: str
    url_name: str
    needs: str
    rank: int
    badge: str = ""
    follows: tuple[str, ...] = ()
    or_needs: tuple[str, ...] = ()

    def is_for(self, may: Callable[[str], bool]) -> bool:
        return any(map(may, (self.needs, *self.or_needs)))


@dataclass(frozen=True)
class Slot:
    """One card of the workspace's right column.

    `url_name` names a view that takes a buyer's id and answers a fragment. `follows` names the
    live changes ("order", "buyer") after which the page fetches it again.
    """

    key: str
    title: str
    url_name: str
    rank: int
    follows: tuple[str, ...] = ()


PLACES: OpenList[Place] = OpenList("places")
SLOTS: OpenList[Slot] = OpenList("slots")


def places() -> list[Place]:
    return sorted(PLACES, key=lambda place: place.rank)


def slots() -> list[Slot]:
    return sorted(SLOTS, key=lambda slot: slot.rank)

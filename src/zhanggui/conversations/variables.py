"""The open list of phrase variables. Rooms above add theirs ({courier} by fulfilment, for example)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from zhanggui.foundation.lists import OpenList
from zhanggui.shops.queries import ShopCard, StaffCard


@dataclass(frozen=True)
class Occasion:
    """Where and when a phrase is used: by whom (nobody when the program speaks), for which buyer."""

    shop: ShopCard
    staff: StaffCard | None
    buyer_id: int
    buyer_name: str
    at: datetime


@dataclass(frozen=True)
class PhraseVariable:
    """`{key}` in a phrase. `value` answers None when there is nothing to say here."""

    key: str
    meaning: str
    value: Callable[[Occasion], str | None]
    of_agent: bool = False  # only a person who speaks fills it


PHRASE_VARIABLES: OpenList[PhraseVariable] = OpenList("phrase variables")

for _variable in (
    PhraseVariable("buyer", "买家的称呼", lambda occasion: occasion.buyer_name),
    PhraseVariable("agent", "客服的名字", lambda on: on.staff.name if on.staff else None, of_agent=True),
    PhraseVariable(
        "number", "客服的工号", lambda on: on.staff.agent_number if on.staff else None, of_agent=True
    ),
    PhraseVariable("shop", "店铺名", lambda occasion: occasion.shop.name),
    PhraseVariable("opens", "服务开始时间", lambda occasion: f"{occasion.shop.opens:%H:%M}"),
    PhraseVariable("closes", "服务结束时间", lambda occasion: f"{occasion.shop.closes:%H:%M}"),
):
    PHRASE_VARIABLES.add(_variable)


def values_for(names: tuple[str, ...], occasion: Occasion) -> dict[str, str]:
    """The values of these variables, where there are any."""
    found = {}
    for name in names:
        variable = PHRASE_VARIABLES.get(name)
        value = variable.value(occasion) if variable else None
        if value:
            found[name] = value
    return found

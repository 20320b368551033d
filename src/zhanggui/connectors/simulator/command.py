"""`zhanggui simulate`: plays a day, or one after the other, in a house that runs."""

from __future__ import annotations

import asyncio
import json
import signal
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from zhanggui.connectors.simulator.day import House, Plan, Simulation
from zhanggui.connectors.simulator.memory import Memory
from zhanggui.connectors.simulator.players.timer import Timer
from zhanggui.connectors.simulator.staff import COLLEAGUES, Colleague
from zhanggui.connectors.simulator.world.history import DAYS
from zhanggui.connectors.simulator.world.people import FAR_PROVINCES
from zhanggui.foundation.actors import program
from zhanggui.foundation.calendar import shop_day
from zhanggui.foundation.clock import now
from zhanggui.foundation.failures import UnableTo
from zhanggui.foundation.pace import speed
from zhanggui.fulfilment.actions import list_area
from zhanggui.fulfilment.queries import areas
from zhanggui.shops.actions import hire
from zhanggui.shops.queries import ShopCard, StaffCard, all_staff, colleagues, shop_by_slug
from zhanggui.shops.rules import AGENT

SLUG = "demo"


class CannotSimulate(UnableTo):
    """There is no demo shop to play in, or its password is not known any more."""


@dataclass(frozen=True)
class Asked:
    """What the command line asks for. `hours`: of the house's clock; None: until it is stopped."""

    host: str
    port: int
    password: str
    seed: int
    orders: int
    chatting: float
    agents: int
    leaves_seconds: float
    hours: float | None
    days: int = DAYS  # of history
    living: bool = False  # beside real people, for ever
    memory: Path | None = None
    tally: Path | None = None


def simulate(asked: Asked) -> int:
    """Plays until SIGTERM or the end of the hours; the tally goes to the file that was asked for."""
    shop = shop_by_slug(SLUG)
    if shop is None or not asked.password:
        if asked.living:
            return 0  # nothing to play in: `run` starts no other
        raise CannotSimulate("没有示例店铺可以模拟: 先运行 zhanggui demo")
    staff = COLLEAGUES[: asked.agents]
    _hire(shop, staff, asked.password)
    memory = Memory(asked.memory, asked.seed) if asked.memory else None
    plan = Plan(
        asked.seed, asked.orders, asked.chatting, staff, asked.leaves_seconds, asked.days, asked.living
    )
    house = House(asked.host, asked.port, shop.slug, shop.id, asked.password, _answered_by(shop), memory)
    _note_unserved(shop)
    simulation = Simulation(plan, house, Timer(now, speed()))
    try:
        asyncio.run(_play(simulation, asked.hours))
    finally:
        if asked.tally:
            asked.tally.write_text(json.dumps(simulation.tally.as_json(), ensure_ascii=False))
    return 0


async def _play(simulation: Simulation, hours: float | None) -> None:
    playing = asyncio.create_task(
        simulation.play(now() + timedelta(hours=hours) if hours is not None else None)
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, playing.cancel)
    with suppress(asyncio.CancelledError):  # told to stop: nobody's fault
        await playing


def _hire(shop: ShopCard, staff: tuple[Colleague, ...], password: str) -> None:
    known = {one.login for one in all_staff(shop.id)}
    for who in staff:
        if who.login not in known:
            hire(
                shop_id=shop.id,
                login=who.login,
                name=who.name,
                agent_number=who.number,
                role=who.role,
                password=password,
                by=program(shop.id, "模拟"),
                at=now(),
            )


def _note_unserved(shop: ShopCard) -> None:
    """Where this shop's couriers do not go: without such a list every address is served."""
    at, by = now(), program(shop.id, "模拟")
    listed = {one.area for one in areas(shop.id)}
    for province in FAR_PROVINCES:
        if province not in listed:
            list_area(
                text=province,
                courier="",
                reason="模拟店铺的快递不到",
                since=shop_day(at) - timedelta(days=365),
                until=None,
                by=by,
                at=at,
            )


def _answered_by(shop: ShopCard) -> list[StaffCard]:
    """Who answered in the days before: the shop's agents, in the order in which they came."""
    return [one for one in colleagues(shop.id) if one.role == AGENT]

"""What the simulated staff share."""

from __future__ import annotations

from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime

from zhanggui.connectors.simulator.players.marketplace import Marketplace
from zhanggui.connectors.simulator.players.timer import Timer
from zhanggui.connectors.simulator.tally import Tally


@dataclass
class Floor:
    """What the simulated staff share: the room, in which one hears who takes whom."""

    host: str
    port: int
    timer: Timer
    tally: Tally
    threads: Executor
    seed: int
    password: str
    marketplace: Marketplace  # its back office is open on everybody's second screen
    leaves_seconds: float = 0  # who waits is left to others for so long: somebody real may be there
    taken: set[int] = field(default_factory=set)  # conversations that somebody is answering
    busy_with: set[str] = field(default_factory=set)  # tasks that somebody is doing
    tried: dict[str, datetime] = field(default_factory=dict)  # when somebody last did what they could

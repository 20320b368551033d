"""The client of the wire that the stories and the benchmarks speak: the simulator's own."""

from __future__ import annotations

from zhanggui.connectors.simulator.players.line import Client, Frame, Reader, encoded

__all__ = ["Client", "Frame", "Reader", "encoded"]

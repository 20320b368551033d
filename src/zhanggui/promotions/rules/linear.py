"""A small linear program: as many as can be of several things together, each at most so many, under limits.

Only the dual prices are wanted. They are never below zero, whatever rounding did on the way, so that the
bound they give holds even where the tableau was solved badly.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf

_ZERO = 1e-9


def dual_prices(
    columns: Sequence[Sequence[tuple[int, float]]], most: Sequence[int], limits: Sequence[float]
) -> list[float]:
    """What room in each row is worth. A column: (row, what one piece takes of its limit)."""
    tableau = _Tableau(columns, most, limits)
    for _ in range(4 * (len(columns) + len(limits))):
        if not tableau.improve():
            break
    return tableau.prices()


class _Tableau:
    """The simplex method. Names below `width` are columns, from there on the rows' slack, which has no end;
    what is outside stands at nothing, and a column that is at its most is turned round."""

    def __init__(
        self, columns: Sequence[Sequence[tuple[int, float]]], most: Sequence[int], limits: Sequence[float]
    ) -> None:
        width, height = len(columns), len(limits)
        self.rows = [[0.0] * width for _ in range(height)]
        for place, column in enumerate(columns):
            for row, weight in column:
                self.rows[row][place] = weight
        self.right = list(limits)
        self.gains = [1.0] * width
        self.outside, self.inside = list(range(width)), list(range(width, width + height))
        self.ends = [*map(float, most), *[inf] * height]

    def improve(self) -> bool:
        gain = max(self.gains)
        if gain <= _ZERO:
            return False
        enter = self.gains.index(gain)
        leave, step = self._way(enter)
        if leave is not None:
            self._swap(leave, enter)
        elif step == inf:
            return False
        else:
            self._turn(enter, step)
        return True

    def _way(self, enter: int) -> tuple[int | None, float]:
        """How far what enters may go, and which row stops it; none: its own end."""
        leave, step = None, self.ends[self.outside[enter]]
        for row, line in enumerate(self.rows):
            value = line[enter]
            if value > _ZERO:
                way = self.right[row] / value
            elif value < -_ZERO:
                way = (self.ends[self.inside[row]] - self.right[row]) / -value
            else:
                continue
            if way < step:
                leave, step = row, way
        return leave, step

    def _turn(self, enter: int, step: float) -> None:
        for row, line in enumerate(self.rows):
            value = line[enter]
            if value:
                self.right[row] -= value * step
                line[enter] = -value
        self.gains[enter] = -self.gains[enter]

    def _swap(self, leave: int, enter: int) -> None:
        rows, right, gains = self.rows, self.right, self.gains
        line = rows[leave]
        if line[enter] < 0:  # it leaves at its end, not at nothing
            line = [-value for value in line]
            right[leave] = self.ends[self.inside[leave]] - right[leave]
        pivot = line[enter]
        line[enter] = 1.0
        rows[leave] = line = [value / pivot for value in line]
        way = right[leave] = right[leave] / pivot
        for row, other in enumerate(rows):
            factor = other[enter]
            if factor and row != leave:
                other[enter] = 0.0
                rows[row] = [value - factor * along for value, along in zip(other, line, strict=True)]
                right[row] -= factor * way
        factor, gains[enter] = gains[enter], 0.0
        self.gains = [value - factor * along for value, along in zip(gains, line, strict=True)]
        self.outside[enter], self.inside[leave] = self.inside[leave], self.outside[enter]

    def prices(self) -> list[float]:
        width, found = len(self.outside), [0.0] * len(self.rows)
        for name, gain in zip(self.outside, self.gains, strict=True):
            if name >= width and gain < 0:
                found[name - width] = -gain
        return found

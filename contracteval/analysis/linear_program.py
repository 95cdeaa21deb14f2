"""A small exact linear program: the simplex method over integers, for questions on weights.

Every entry of the tableau is an integer over one common denominator (Edmonds' integer pivoting), so that nothing is
rounded and the answer is a proof. Bland's rule takes over while steps bring nothing, so that it always ends.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from contracteval.model.record import dataclass


@dataclass(frozen=True, slots=True)
class Optimum:
    """The greatest gain, where it is attained, and what one unit of each limit more would be worth."""

    gain: Fraction
    point: tuple[Fraction, ...]
    prices: tuple[Fraction, ...]


def integers(row: Sequence[Fraction]) -> tuple[list[int], int]:
    """Return a row as integers over their least common denominator, and that denominator."""
    common = lcm(*(value.denominator for value in row))
    return [value.numerator * (common // value.denominator) for value in row], common


def maximise(
    gain: Sequence[int],
    rows: Sequence[Sequence[int]],
    limits: Sequence[int],
    bounds: Sequence[int | None] | None = None,
) -> Optimum:
    """Return the greatest ``gain · x`` with ``rows · x <= limits`` and ``0 <= x <= bounds``.

    ``limits`` are not negative, so that 0 is a start. Raises ``ValueError`` when the gain has no end.
    """
    tableau = _Tableau(gain, rows, limits, bounds or [None] * len(gain))
    progress = True
    while (column := tableau.entering(bland=not progress)) is not None:
        progress = tableau.step(column)
    return tableau.optimum()


@dataclasses.dataclass(slots=True)
class _Step:
    """How far a variable may rise: ``reach / slope``, and the row that stops it (None: its own bound)."""

    reach: int
    slope: int
    row: int | None
    at_bound: bool
    variable: int

    def is_before(self, other: _Step) -> bool:
        mine, theirs = self.reach * other.slope, other.reach * self.slope
        return mine < theirs or (mine == theirs and self.variable < other.variable)


class _Tableau:
    """The condensed tableau. Variables 0 to n-1 are the caller's, the others the slack of each row.

    A variable with a bound may be counted from its bound downwards: ``flipped``.
    """

    def __init__(
        self, gain: Sequence[int], rows: Sequence[Sequence[int]], limits: Sequence[int], bounds: Sequence[int | None]
    ) -> None:
        self.count = len(gain)
        self.asked = gain
        self.gain = list(gain)
        self.rows = [list(row) for row in rows]
        self.values = list(limits)
        self.bounds: list[int | None] = [*bounds, *[None] * len(rows)]
        self.outside = list(range(self.count))
        self.inside = list(range(self.count, self.count + len(rows)))
        self.flipped = [False] * len(self.bounds)
        self.common = 1

    def entering(self, *, bland: bool) -> int | None:
        """Return a column whose variable is worth raising: the most promising one, or the first by Bland's rule."""
        worth = [column for column, gain in enumerate(self.gain) if gain > 0]
        if not worth:
            return None
        if bland:
            return min(worth, key=lambda column: self.outside[column])
        return max(worth, key=lambda column: self.gain[column])

    def step(self, column: int) -> bool:
        """Raise one variable as far as it may; say whether it moved."""
        stop = self._stop(column)
        if stop.row is None:
            self._flip_column(column, stop.reach)
        else:
            if stop.at_bound:
                self._flip_row(stop.row)
            self._pivot(stop.row, column)
        return stop.reach > 0

    def _stop(self, column: int) -> _Step:
        variable = self.outside[column]
        bound = self.bounds[variable]
        best = None if bound is None else _Step(bound, 1, None, at_bound=True, variable=variable)
        for i, row in enumerate(self.rows):
            slope, basic = row[column], self.inside[i]
            limit = self.bounds[basic]
            if slope > 0:
                found = _Step(self.values[i], slope, i, at_bound=False, variable=basic)
            elif slope < 0 and limit is not None:
                found = _Step(limit * self.common - self.values[i], -slope, i, at_bound=True, variable=basic)
            else:
                continue
            if best is None or found.is_before(best):
                best = found
        if best is None:
            raise ValueError("the gain has no end")
        return best

    def _flip_column(self, column: int, bound: int) -> None:
        for i, row in enumerate(self.rows):
            self.values[i] -= row[column] * bound
            row[column] = -row[column]
        self.gain[column] = -self.gain[column]
        self.flipped[self.outside[column]] ^= True

    def _flip_row(self, i: int) -> None:
        bound = self.bounds[self.inside[i]]
        assert bound is not None
        self.values[i] = bound * self.common - self.values[i]
        self.rows[i] = [-value for value in self.rows[i]]
        self.flipped[self.inside[i]] ^= True

    def _pivot(self, i: int, column: int) -> None:
        pivot, common, source = self.rows[i][column], self.common, self.rows[i]
        for k, row in enumerate(self.rows):
            if k != i:
                factor = row[column]
                self.values[k] = (self.values[k] * pivot - factor * self.values[i]) // common
                self.rows[k] = self._reduced(row, source, factor, column, pivot)
        self.gain = self._reduced(self.gain, source, self.gain[column], column, pivot)
        source[column] = common
        self.common = pivot
        self.inside[i], self.outside[column] = self.outside[column], self.inside[i]

    def _reduced(self, row: list[int], source: list[int], factor: int, column: int, pivot: int) -> list[int]:
        common = self.common
        if factor:
            made = [(a * pivot - factor * b) // common for a, b in zip(row, source, strict=True)]
        else:
            made = [a * pivot // common for a in row]
        made[column] = -factor
        return made

    def optimum(self) -> Optimum:
        total = len(self.bounds)
        values = [Fraction(0)] * total
        for i, variable in enumerate(self.inside):
            values[variable] = Fraction(self.values[i], self.common)
        for variable in range(total):
            if self.flipped[variable]:
                values[variable] = (self.bounds[variable] or 0) - values[variable]
        prices = [Fraction(0)] * total
        for column, variable in enumerate(self.outside):
            prices[variable] = Fraction(-self.gain[column], self.common)
        gained = sum((a * b for a, b in zip(self.asked, values, strict=False) if a), Fraction(0))
        return Optimum(gained, tuple(values[: self.count]), tuple(prices[self.count :]))

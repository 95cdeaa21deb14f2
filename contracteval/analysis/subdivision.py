"""Exact shares of weightings: the set of weightings cut into simplices in each of which the ranking is one and the same.

A simplex is held as the values that the totals take at its corners; a plane where two totals meet cuts it in two, at a
point of one edge, and the two volumes are to each other as the parts of that edge.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations, permutations
from typing import TypeVar

from contracteval.analysis.admissible import Admissible
from contracteval.analysis.weighing import Vector, Weighing

N = TypeVar("N", Fraction, float)
Corners = tuple[Vector, ...]
RankTables = tuple[list[list[Fraction]], list[list[Fraction]]]
"""For each bid the share of each rank: taken for certain, and possible."""
Cut = tuple[int, int | None]
"""The columns of a corner whose difference changes sign; one column alone for a side of the admissible set."""


def volumes(weighing: Weighing, admissible: Admissible, limit: int) -> RankTables | None:
    """Return the exact share of each rank for each bid, or None when it takes more than ``limit`` pieces."""
    sides = list(admissible.sides())
    columns = [*sides, *weighing.lows.values(), *(() if weighing.is_known else weighing.highs.values())]
    corners = tuple(tuple(column[i] for column in columns) for i in range(admissible.size))
    pieces = _pieces(corners, _cuts(weighing, len(sides)), limit)
    if pieces is None:
        return None
    count = len(weighing.bids)
    table: RankTables = ([[Fraction(0)] * count for _ in range(count)], [[Fraction(0)] * count for _ in range(count)])
    whole = sum((volume for volume, _ in pieces), Fraction(0))
    for volume, piece in pieces:
        middle = [sum(values) for values in zip(*piece, strict=True)][len(sides) :]
        _tally(middle[:count], middle[-count:], volume / whole, table)
    return table


def _cuts(weighing: Weighing, sides: int) -> list[Cut]:
    """Return the sides first, then where the low end of one bid meets the high end of another."""
    count = len(weighing.bids)
    pairs = combinations(range(count), 2) if weighing.is_known else permutations(range(count), 2)
    high = sides if weighing.is_known else sides + count
    return [*((side, None) for side in range(sides)), *((sides + one, high + other) for one, other in pairs)]


def _pieces(corners: Corners, cuts: Sequence[Cut], limit: int) -> list[tuple[Fraction, Corners]] | None:
    found: list[tuple[Fraction, Corners]] = []
    waiting = [(Fraction(1), corners, 0)]
    while waiting:
        volume, piece, at = waiting.pop()
        while at < len(cuts):
            first, second = cuts[at]
            signs = [corner[first] - (corner[second] if second is not None else 0) for corner in piece]
            low, high = min(signs), max(signs)
            if second is None and high <= 0:
                break
            if low < 0 < high:
                waiting += [(part * volume, half, at) for part, half in _halves(piece, signs, low, high)]
                break
            at += 1
        else:
            found.append((volume, piece))
        if len(found) + len(waiting) > limit:
            return None
    return found or None


def _halves(piece: Corners, signs: Sequence[Fraction], low: Fraction, high: Fraction) -> list[tuple[Fraction, Corners]]:
    """Cut the edge between the most positive and the most negative corner where the sign changes."""
    below, above = signs.index(low), signs.index(high)
    part = high / (high - low)
    point = tuple(a + part * (b - a) for a, b in zip(piece[above], piece[below], strict=True))
    return [
        (part, tuple(point if i == below else corner for i, corner in enumerate(piece))),
        (1 - part, tuple(point if i == above else corner for i, corner in enumerate(piece))),
    ]


def rank_ends(lows: Sequence[N], highs: Sequence[N]) -> Iterator[tuple[int, int]]:
    """Yield the best and the worst rank of each bid, from 0; bids that are level share the better one."""
    for i, (low, high) in enumerate(zip(lows, highs, strict=True)):
        yield sum(other > high for other in lows), sum(other > low for k, other in enumerate(highs) if k != i)


def _tally(lows: Sequence[Fraction], highs: Sequence[Fraction], volume: Fraction, table: RankTables) -> None:
    certain, possible = table
    for i, (best, worst) in enumerate(rank_ends(lows, highs)):
        if best == worst:
            certain[i][best] += volume
        for rank in range(best, worst + 1):
            possible[i][rank] += volume

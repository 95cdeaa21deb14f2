"""Which weightings count as admissible: all, those in the order of the present weights, or those within ranges."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby, pairwise
from typing import Literal

from contracteval.analysis.weighing import Vector, Weighing
from contracteval.model.record import dataclass

Ranges = Mapping[str, tuple[Fraction, Fraction]]


@dataclass(frozen=True, slots=True)
class Admissible:
    """A set of weightings of ``size`` components.

    ``blocks`` are the components from the heaviest to the lightest, those of equal weight together, when their order
    counts; ``ranges`` the least and greatest weight of each, when those count.
    """

    id: Literal["free", "ordered", "ranges"]
    size: int
    blocks: tuple[tuple[int, ...], ...] = ()
    ranges: tuple[tuple[Fraction, Fraction], ...] = ()

    def sides(self) -> Iterator[Vector]:
        """Yield the sides of the set: vectors whose weighted sum is not negative for the weightings inside."""
        for heavier, lighter in pairwise(self.blocks):
            for i in heavier:
                for k in lighter:
                    yield tuple(Fraction((n == i) - (n == k)) for n in range(self.size))
        for i, (low, high) in enumerate(self.ranges):
            if low > 0:
                yield tuple(Fraction(n == i) - low for n in range(self.size))
            if high < 1:
                yield tuple(high - Fraction(n == i) for n in range(self.size))


def admissible_sets(weighing: Weighing, ranges: Ranges) -> Iterator[Admissible]:
    """Yield the sets that say something of their own: no order where all weights are equal, no ranges where none is set."""
    weights, size = weighing.weights, len(weighing.components)
    if size < 2:
        return
    yield Admissible("free", size)
    if len(set(weights)) > 1:
        yield Admissible("ordered", size, blocks=tuple(_blocks(weights)))
    if any(component.id in ranges for component in weighing.components):
        whole = (Fraction(0), Fraction(1))
        yield Admissible("ranges", size, ranges=tuple(ranges.get(item.id, whole) for item in weighing.components))


def _blocks(weights: Sequence[Fraction]) -> Iterator[tuple[int, ...]]:
    order = sorted(range(len(weights)), key=lambda i: -weights[i])
    for _, block in groupby(order, key=lambda i: weights[i]):
        yield tuple(block)

"""The smallest change of weights that makes a bid first, or the proof that none does; and each weight alone."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from contracteval.analysis.linear_program import Optimum, integers, maximise
from contracteval.analysis.weighing import Vector, Weighing, dot
from contracteval.model.analysis.weights import Component, Move, Threshold


def move(leads: Sequence[Vector], rivals: Sequence[str], weights: Vector) -> Move:
    """Return what makes a bid first; ``leads`` are its leads over each rival, component by component.

    Whether any weighting does is a game between the weights, which seek the least lead that is greatest, and a mixture
    of rivals: when its value is negative, the mixture is ahead in every component, and that is the proof.
    """
    if all(dot(weights, lead) >= 0 for lead in leads):
        return Move("first")
    value, best, mixture = _game(leads)
    if value < 0:
        return Move("never", outdone_by=tuple(rival for rival, part in zip(rivals, mixture, strict=True) if part))
    nearest = _nearest(leads, weights) or best
    change = sum((abs(new - old) for new, old in zip(nearest, weights, strict=True)), Fraction(0))
    return Move("possible" if value else "tied", change, nearest)


def _game(leads: Sequence[Vector]) -> tuple[Fraction, Vector, Vector]:
    """Return the greatest least lead over all weightings, a weighting that attains it, and the rivals' mixture."""
    lift = 1 - min(min(lead) for lead in leads)
    rows = [integers([lead[i] + lift for lead in leads]) for i in range(len(leads[0]))]
    found = maximise([1] * len(leads), [row for row, _ in rows], [scale for _, scale in rows])
    raw = [price * scale for price, (_, scale) in zip(found.prices, rows, strict=True)]
    best = tuple(price / found.gain for price in raw)
    return 1 / found.gain - lift, best, tuple(part / found.gain for part in found.point)


def _nearest(leads: Sequence[Vector], weights: Vector) -> Vector | None:
    """Return the weights nearest to the present ones (sum of absolute changes) that leave no lead negative.

    What is kept of the weights is made as large as possible, with the rest added wherever it helps. A sum below 1 is as
    good as 1, because scaling it up keeps every lead's sign and keeps at least as much.
    """
    common = lcm(*(weight.denominator for weight in weights))
    kept = [int(weight * common) for weight in weights]
    useful = _useful(leads)
    rows = [[-value for value in integers(lead)[0]] for lead in leads]
    found: Optimum = maximise(
        [1] * len(kept) + [0] * len(useful),
        [[1] * (len(kept) + len(useful)), *([*row, *(row[i] for i in useful)] for row in rows)],
        [common] + [0] * len(rows),
        [*kept, *[None] * len(useful)],
    )
    made = list(found.point[: len(kept)])
    for i, added in zip(useful, found.point[len(kept) :], strict=True):
        made[i] += added
    total = sum(made, Fraction(0))
    return tuple(weight / total for weight in made) if total else None


def _useful(leads: Sequence[Vector]) -> list[int]:
    """Return the components to which weight may usefully be added: no other is as good against every rival."""
    columns = list(zip(*leads, strict=True))
    first = {column: i for i, column in reversed(list(enumerate(columns)))}
    return sorted(
        i
        for column, i in first.items()
        if not any(other != column and all(a >= b for a, b in zip(other, column, strict=True)) for other in first)
    )


def threshold(weighing: Weighing, leader: str, rivals: Sequence[str], component: Component) -> Threshold:
    """Return between which weights of one component the leader stays first, the others rescaled in proportion."""
    i = weighing.components.index(component)
    below: tuple[Fraction, str] | None = None
    above: tuple[Fraction, str] | None = None
    for rival in rivals:
        lead = weighing.lead(leader, rival)
        without, alone = _rest(lead, weighing.weights, i), lead[i]
        if without < 0:
            below = max(below or (Fraction(0), rival), (without / (without - alone), rival), key=lambda end: end[0])
        if alone < 0:
            above = min(above or (Fraction(1), rival), (without / (without - alone), rival), key=lambda end: end[0])
    return Threshold(component.id, *(below or (None, None)), *(above or (None, None)))


def _rest(lead: Vector, weights: Vector, i: int) -> Fraction:
    """Return the lead when one component has no weight; the others share alike when it had all of it."""
    others = 1 - weights[i]
    if others:
        return (dot(weights, lead) - weights[i] * lead[i]) / others
    return (sum(lead, Fraction(0)) - lead[i]) / (len(lead) - 1)

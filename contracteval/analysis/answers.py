"""Answers worth trying where one is missing."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import islice, pairwise

from contracteval.analysis.moves import is_continuous, ways
from contracteval.analysis.sweep import kinks
from contracteval.analysis.trial import Trial
from contracteval.model.fact import HIGHEST_LEVEL, FactSpec, Value

_MOST_TURNS = 6
_MOST_DIGITS = 9
_STEPS = (Fraction(1, 100), Fraction(1), Fraction(100))
"""Where nothing like it is known: three orders of size."""


def candidates(spec: FactSpec, known: Sequence[Value] = ()) -> tuple[Value, ...]:
    """Return answers to try: all of a choice, else the ends of the range and what lies near ``known`` ones.

    In the order from the lowest to the highest; none for a text, a date or several choices at once.
    """
    if spec.type == "yes/no":
        return False, True
    if spec.type == "choice":
        return tuple(option.id for option in spec.options)
    if spec.type == "level":
        return tuple(Fraction(level) for level in range(HIGHEST_LEVEL + 1))
    return _numbers(spec, known) if spec.is_numeric else ()


def turning_points(trial: Trial, spec: FactSpec) -> tuple[Fraction, ...]:
    """Return the answers at which a score of a bid turns while a number is missing, and one between each two of them.

    Between two such points every score only rises, only falls or stands still.
    """
    if not is_continuous(spec):
        return ()
    found: list[Fraction] = []
    for way in ways(trial, spec):
        turns = [way.value(t) for t in islice(kinks(way, scored=True), _MOST_TURNS)]
        points = sorted({way.start, *turns})
        found += [*points, *(_between(low, high) for low, high in pairwise(points))]
    return tuple(value for value in found if _is_possible(spec, value))


def _between(low: Fraction, high: Fraction) -> Fraction:
    """Return a number of few digits about half way."""
    middle = (low + high) / 2
    short = (Fraction(round(middle * 10**digits), 10**digits) for digits in range(_MOST_DIGITS))
    return next((value for value in short if low < value < high), middle)


def _numbers(spec: FactSpec, known: Sequence[Value]) -> tuple[Fraction, ...]:
    low, high = spec.range.low, spec.range.high
    numbers = sorted(value for value in known if isinstance(value, Fraction))
    tries = [numbers[0] / 2, numbers[0], numbers[-1], numbers[-1] * 2] if numbers else []
    if low is not None and high is not None:
        tries += [low, (low + high) / 2, high]
    else:
        tries += [end for end in (low, high) if end is not None]
        tries += [] if numbers else [(low or Fraction(0)) + step for step in _STEPS]
    return tuple(sorted({value for value in tries if _is_possible(spec, value)}))


def _is_possible(spec: FactSpec, value: Fraction) -> bool:
    return value in spec.range and (not spec.whole or value.denominator == 1)

"""Where a fact may stop as half of a pair."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from contracteval.analysis.field import BAR
from contracteval.analysis.goals import Goal
from contracteval.analysis.moves import (
    Step,
    alternatives,
    effort_of,
    given,
    is_continuous,
    moves,
    scale_of,
    stop_at,
    value_at,
    ways,
)
from contracteval.analysis.sweep import kinks
from contracteval.analysis.trial import Trial
from contracteval.analysis.way import Way
from contracteval.model.fact import FactSpec, Value
from contracteval.model.record import dataclass
from contracteval.model.result import Verdict

_APART = Fraction(1, 50)
"""Kinks of scores that lie closer together than this share of what the fact ranges over count as one stop."""
_SPREAD = 8


@dataclass(frozen=True, slots=True)
class Stop:
    """Where a fact may stop as half of a pair; ``edge`` is the kink it stops at, None where the fact moves in steps."""

    spec: FactSpec
    value: Value
    edge: Fraction | None
    effort: Fraction


def stops_at_kinks(trial: Trial, spec: FactSpec, *, scored: bool) -> Iterator[Stop]:
    """Yield where what rests on a fact turns, the nearest first in each direction; without ``scored``, the verdict."""
    if not is_continuous(spec):
        values = alternatives(spec, given(trial, spec).value)
        yield from (Stop(spec, value, None, effort_of(trial, spec, value)) for value in values)
        return
    for way in ways(trial, spec):
        apart, last = _APART * (way.length or scale_of(trial, spec, way.start)), None
        for t in kinks(way, scored=scored):
            if scored and last is not None and t - last < apart and t != way.length:
                continue
            last = t
            for closed in (True,) if scored else (True, False):  # a strict condition turns just beyond its kink
                yield from _stop(way, t, closed=closed)
    for bar in trial.bench.bars_with(spec.id):
        passed = moves(trial, spec, Goal(Verdict.REJECT, frees=f"{BAR}:{bar.id}"))
        if passed is not None and passed.move.after is not None:
            yield Stop(spec, passed.move.after, passed.move.edge, passed.effort)


def stops_spread(trial: Trial, spec: FactSpec) -> Iterator[Stop]:
    """Yield stops all along a fact: what two facts bring about together need not turn where one of them does."""
    if not is_continuous(spec):
        return
    for way in ways(trial, spec):
        length = way.length or 2 * scale_of(trial, spec, way.start)
        for i in range(1, _SPREAD + 1):
            yield from _stop(way, length * Fraction(i, _SPREAD), closed=True)


def _stop(way: Way, t: Fraction, *, closed: bool) -> Iterator[Stop]:
    value = value_at(way, t, closed=closed)
    if value is not None:
        yield Stop(way.spec, value, way.value(t), effort_of(way.trial, way.spec, value))


def made(trial: Trial, stop: Stop) -> Step:
    """Return the move to a stop."""
    step = stop_at(trial, stop.spec, stop.value)
    rounded = stop.edge is not None and stop.value != stop.edge
    return Step(replace(step.move, edge=stop.edge, rounded=rounded), step.trial, stop.effort)

"""A pair of moves that meets a goal, taken back to what the goal needs: each move, both in proportion, one for the other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from contracteval.analysis.goals import Goal
from contracteval.analysis.moves import Step, directed, is_continuous, moves, stop_at, value_at, way_towards
from contracteval.analysis.trial import Trial
from contracteval.analysis.way import Way
from contracteval.model.bid import Answer

Pair = tuple[Step, Step]
_ROUNDS = 10
_LESS = Fraction(99, 100)
_RAY = 50
_HALVINGS = 20
_NOTHING = Fraction(1, 10**4)
_SHARES = tuple(Fraction(n, 16) for n in (8, 12, 14, 15, 17, 18, 20, 24, 32))
"""Of how far the first move goes: where else it is tried, the second going as far as is needed then."""


def effort_of_pair(pair: Pair) -> Fraction:
    """Return how far both moves go together."""
    return pair[0].effort + pair[1].effort


def tightened(trial: Trial, pair: Pair, goal: Goal) -> Pair:
    """Take the first move back to what the goal still needs once the second is made."""
    first, second = pair
    less = _least(trial, first, _answer(second), goal, first.effort)
    if less is None or less.effort > first.effort:
        return pair
    return less, replace(second, trial=less.trial)


def shortened(trial: Trial, pair: Pair, goal: Goal, tries: int) -> Pair:
    """Trade one move for the other, so often, where that is less in all; then see that 1 % less of both is too little."""
    pair = _traded(trial, pair, goal, tries)
    for _ in range(_ROUNDS):
        share = _least_share(trial, pair, goal)
        if share is None:
            break
        if share < _NOTHING:  # as little as one likes of both
            both = (replace(step, move=replace(step.move, edge=_numbers(step)[0])) for step in pair)
            return next(both), next(both)
        shorter = _with_share(trial, pair, goal, share)
        if shorter is None:
            break
        pair = tightened(trial, _swapped(tightened(trial, _swapped(shorter), goal)), goal)
    return pair


def _traded(trial: Trial, pair: Pair, goal: Goal, tries: int) -> Pair:
    shares = iter(_SHARES)
    while tries > 0 and _is_numeric(pair[0]):
        share = next(shares, None)
        if share is None:
            break
        tries -= 1
        other = _with_share(trial, pair, goal, share)
        if other is not None:
            pair, shares = tightened(trial, other, goal), iter(_SHARES)
    return pair


def _with_share(trial: Trial, pair: Pair, goal: Goal, share: Fraction) -> Pair | None:
    """Return the first move gone to a share of its way and the second as far as needed then, where that is less."""
    first, second = pair
    way = _way(trial, first)
    value = value_at(way, share * abs(_numbers(first)[1] - way.start), closed=True)
    if value is None:
        return None
    stop = stop_at(trial, way.spec, value)
    left = effort_of_pair(pair) - stop.effort
    less = _least(trial, second, _answer(stop), goal, left) if left > 0 else None
    if less is None or less.effort >= left:
        return None
    return replace(stop, move=replace(stop.move, edge=value)), less


def _least_share(trial: Trial, pair: Pair, goal: Goal) -> Fraction | None:
    """Return the least share of two moves of numbers that meets a goal, None where next to all of them is needed."""
    if not all(_is_numeric(step) for step in pair):
        return None
    ways = [(_way(trial, step), abs(_numbers(step)[1] - _numbers(step)[0])) for step in pair]

    def met(share: Fraction) -> bool:
        return goal.is_met(trial.but({way.spec.id: way.answer_at(share * far) for way, far in ways}))

    if not met(_LESS):
        return None
    high = next((share for share in (Fraction(i, _RAY) for i in range(1, _RAY)) if met(share)), _LESS)
    low = max(Fraction(0), high - Fraction(1, _RAY))
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (low, middle) if met(middle) else (middle, high)
    return high


def _least(trial: Trial, step: Step, other: Mapping[str, Answer], goal: Goal, within: Fraction) -> Step | None:
    """Return the least move of a fact in the direction in which it was moved, once another fact is moved."""
    spec, after = trial.bench.plan.rulebook.facts[step.move.fact], trial.but(other)
    if isinstance(step.move.before, Fraction) and is_continuous(spec):
        return directed(after, spec, goal, _slope(step), within)
    return moves(after, spec, goal)


def _answer(step: Step) -> Mapping[str, Answer]:
    return {step.move.fact: step.trial.answers.facts[step.move.fact]}


def _swapped(pair: Pair) -> Pair:
    first, second = pair
    return second, replace(first, trial=second.trial)


def _way(trial: Trial, step: Step) -> Way:
    way = way_towards(trial, trial.bench.plan.rulebook.facts[step.move.fact], _slope(step))
    assert way is not None  # the fact has been moved that way
    return way


def _slope(step: Step) -> int:
    return -1 if step.move.at_most else 1


def _is_numeric(step: Step) -> bool:
    return isinstance(step.move.before, Fraction) and isinstance(step.move.after, Fraction)


def _numbers(step: Step) -> tuple[Fraction, Fraction]:
    before, after = step.move.before, step.move.after
    assert isinstance(before, Fraction)
    assert isinstance(after, Fraction)
    return before, after

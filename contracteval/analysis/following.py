"""Steps and scores of one bid, followed along one fact as the engine evaluates them."""

from __future__ import annotations

from collections.abc import MutableMapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from contracteval.analysis.workbench import Followed
from contracteval.evaluation.engine import CONDITION_FAILS
from contracteval.formula import rational as r
from contracteval.formula.functions import round_significant
from contracteval.formula.rational import Moving, Rational
from contracteval.formula.to_segment import NotRationalError, Segment, added
from contracteval.model.value import Undefined, Unknown, absent
from contracteval.rules.rulebook import Criterion, Step

ZERO = Fraction(0)


class StillOpenError(ValueError):
    """What the fact would do cannot be told before another answer is known."""


def followed_step(followed: Followed, env: MutableMapping[str, Any], segment: Segment) -> Any:
    """Evaluate a step as the engine does: its condition, then the first formula whose inputs are known."""
    step = followed.step
    if step.kind == "table":
        raise NotRationalError(step.id)
    guard = True if followed.only_if is None else followed.only_if(env, segment)
    if guard is False:
        return Undefined(step.undefined_why or CONDITION_FAILS)
    first: Any = None
    for formula in followed.formulas:
        outcome = formula(env, segment)
        if not isinstance(outcome, Unknown):
            return absent(guard) if guard is not True else _as_stored(outcome, step)
        first = outcome if first is None else first
    first = Unknown(frozenset()) if first is None else first
    return absent(guard, first) if guard is not True else first


def _as_stored(outcome: Any, step: Step) -> Any:
    return round_significant(outcome) if isinstance(outcome, Fraction) and not step.type.exact else outcome


def followed_score(criterion: Criterion, value: Any, segment: Segment) -> Moving:
    """Put a measure on its scale as it moves; one that waits for an answer stops the walk."""
    if isinstance(value, Undefined):
        assert criterion.undefined_score is not None
        return criterion.undefined_score
    if isinstance(value, Unknown):
        raise StillOpenError(criterion.id)
    if isinstance(value, Fraction):
        return criterion.score_at(value)
    return _on_scale(value, criterion.scale, segment)


def _on_scale(value: Rational, scale: Sequence[tuple[Fraction, Fraction]], segment: Segment) -> Moving:
    if segment.side(value, scale[0][0]) <= 0:
        return scale[0][1]
    for (x0, y0), (x1, y1) in pairwise(scale):
        if segment.side(value, x1) <= 0:
            steep = (y1 - y0) / (x1 - x0)
            return r.plus(r.times(steep, value), y0 - steep * x0)
    return scale[-1][1]


def mean(parts: Sequence[tuple[Fraction, Moving]]) -> Moving:
    """Return the weighted sum of what moves."""
    still = sum((weight * value for weight, value in parts if isinstance(value, Fraction)), ZERO)
    return added([still, *(r.times(weight, value) for weight, value in parts if isinstance(value, Rational))])


def mind_turns(value: Rational, segment: Segment) -> None:
    """End the segment where a score turns; a quotient of two straight lines never does."""
    if len(value.top) > 2 or len(value.bottom) > 2:
        segment.mind(r.slope(value), breaks=False)

"""Criteria to groups to a total: weighted mean, minimum or geometric mean, with their intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from contracteval.formula.functions import round_significant
from contracteval.model.result import GroupResult, Score, Status
from contracteval.model.settings import EXACT, Rounding
from contracteval.rules.plan import Branch, Leaf


def join(how: str, members: Sequence[tuple[Fraction, Score]]) -> Score:
    """Join member scores with weights that sum to 1.

    A member with weight 0 is not needed. A group is scored when all that it needs is; a zero in a geometric mean
    decides it whatever the others are.
    """
    needed = [(weight, score) for weight, score in members if weight]
    if how == "mean" and all(score.status == "scored" for _, score in needed):
        return Score.exactly(sum((weight * score.low for weight, score in needed if score.low), Fraction(0)))
    ends = [score.ends for _, score in needed]
    if how == "min":
        low, high = min(low for low, _ in ends), min(high for _, high in ends)
    elif how == "geometric":
        low = _geometric([(w, low) for (w, _), (low, _) in zip(needed, ends, strict=True)])
        high = _geometric([(w, high) for (w, _), (_, high) in zip(needed, ends, strict=True)])
        if any(score.value == 0 for _, score in needed):
            return Score.exactly(Fraction(0))
    else:
        low = sum((w * low for (w, _), (low, _) in zip(needed, ends, strict=True)), Fraction(0))
        high = sum((w * high for (w, _), (_, high) in zip(needed, ends, strict=True)), Fraction(0))
    statuses = {score.status for _, score in needed}
    if statuses <= {"scored"}:
        return Score("scored", low, low, high)
    status: Status = "undefined" if "undefined" in statuses else "unknown"
    return Score(status, None, low, high)


def _geometric(members: Sequence[tuple[Fraction, Fraction]]) -> Fraction:
    if any(value <= 0 for _, value in members):
        return Fraction(0)
    if len(members) == 1:
        return members[0][1]
    from contracteval.formula.functions import transcendental

    logarithm = sum((weight * transcendental("ln", value) for weight, value in members), Fraction(0))
    return round_significant(transcendental("exp", logarithm))


def rounded(score: Score, digits: int | None) -> Score:
    """Round a score and its ends half up, as an evaluation may declare; without digits it stays exact."""
    if digits is None:
        return score
    if score.value is not None:
        return Score.exactly(_half_up(score.value, digits))
    low, high = (None if end is None else _half_up(end, digits) for end in (score.low, score.high))
    return Score(score.status, None, low, high)


def _half_up(value: Fraction, digits: int) -> Fraction:
    units = 10**digits
    n, d = value.numerator, value.denominator
    return Fraction((2 * n * units + d) // (2 * d), units)


def groups_of(
    branches: Sequence[Branch], scores: Mapping[str, Score], rounding: Rounding = EXACT
) -> tuple[Score, tuple[GroupResult, ...]]:
    """Return the total and every group, parents before their members."""
    results: list[GroupResult] = []
    tops = [(branch.weight, _group(branch, scores, results, rounding.scores)) for branch in branches]
    return rounded(join("mean", tops), rounding.total), tuple(results)


def _group(branch: Branch, scores: Mapping[str, Score], results: list[GroupResult], digits: int | None) -> Score:
    position = len(results)
    members = []
    for member in branch.members:
        score = scores[member.criterion.id] if isinstance(member, Leaf) else _group(member, scores, results, digits)
        members.append((member.weight, score))
    score = rounded(join(branch.join, members), digits)
    results.insert(position, GroupResult(branch.id, branch.title, score, branch.weight))
    return score

"""Who is certainly ahead of whom, whatever the missing answers are.

Where two intervals overlap, both bids may hang on the same missing answer of the buyer. It has one value for both, so
its domain is split and the lead bounded on each part; a lead that is positive on all of them is certain.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

from contracteval.analysis.answers import candidates
from contracteval.analysis.study import Study
from contracteval.analysis.tolerance import margin
from contracteval.analysis.weighing import Weighing
from contracteval.formula.span import Span
from contracteval.formula.splitting import Box, least
from contracteval.formula.to_bounds import of_fact, of_value
from contracteval.model.analysis.missing import Ahead

_BUDGET = 24
"""How many parts of the domain of shared answers are looked at for one pair."""
_TOLERANCE = Fraction(1, 100)


def certainly_ahead(study: Study, weighing: Weighing) -> tuple[Ahead, ...]:
    """Return every pair whose order is certain."""
    found = []
    for one, other in permutations(weighing.bids, 2):
        if study.total(one).low > study.total(other).high:  # type: ignore[operator]
            found.append(Ahead(one, other, margin(weighing.lead(one, other), weighing.weights)[0]))
        elif _ahead_by_shared(study, one, other):
            found.append(Ahead(one, other, Fraction(0), shared=True))
    return tuple(found)


def _ahead_by_shared(study: Study, one: str, other: str) -> bool:
    here, there = study.total(one), study.total(other)
    if here.low <= there.low or here.high <= there.high:  # type: ignore[operator]
        return False  # at the answers that make the other's end, the other is not behind
    shared = study.missing(one) & study.missing(other) & study.brief_facts
    specs = [spec for id_, spec in study.plan.rulebook.facts.items() if id_ in shared and candidates(spec)]
    if not specs or study.plan.is_relative:
        return False

    def lead(box: Box) -> Span:
        (low, high), (low_other, high_other) = study.total_within(one, box), study.total_within(other, box)
        return Span(low - high_other, high - low_other)

    for end in (0, -1):
        if lead({spec.id: of_value(candidates(spec)[end]) for spec in specs}).low <= 0:
            return False
    return bool(least(lead, {spec.id: of_fact(spec) for spec in specs}, _TOLERANCE, _BUDGET) > 0)

"""Leave one out: with absolute rules nothing moves, with a relative rule a loser may decide between two others."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations

from contracteval.analysis.changes import Changes
from contracteval.analysis.options import Options
from contracteval.analysis.study import LOT, Study
from contracteval.model.analysis.elimination import Elimination, Removal, Shift
from contracteval.model.result import BidResult, Verdict


def analyse(study: Study, options: Options) -> Elimination:
    """Leave out each bid in turn."""
    book = study.plan.rulebook
    relative = tuple(id_ for id_ in study.plan.used_steps() if LOT in study.rests_on[id_] and id_ in book.steps)
    removals = tuple(_removal(study, id_) for id_ in study.results)
    return Elimination(relative, removals)


def _removal(study: Study, out: str) -> Removal:
    if not study.is_relative:
        return Removal(out, (), ())  # no rule sees another bid: a property test holds this
    before = {id_: bid for id_, bid in study.results.items() if id_ != out}
    after = {bid.id: bid for bid in study.judge(Changes(without=frozenset({out}))).bids}
    shifts = tuple(
        Shift(id_, before[id_].score, after[id_].score, before[id_].verdict, after[id_].verdict)
        for id_ in before
        if (before[id_].score, before[id_].verdict) != (after[id_].score, after[id_].verdict)
    )
    return Removal(out, shifts, tuple(_turned(before, after)))


def _turned(before: Mapping[str, BidResult], after: Mapping[str, BidResult]) -> list[tuple[str, str]]:
    """Return the pairs whose certain order turns: who was ahead, who is ahead now."""
    turned = []
    for one, other in combinations(before, 2):
        then, now = _order(before[one], before[other]), _order(after[one], after[other])
        if then * now < 0:
            turned.append((one, other) if then > 0 else (other, one))
    return turned


def _order(one: BidResult, other: BidResult) -> int:
    """Return 1 when the first is certainly ahead, -1 when it is certainly behind, else 0."""
    rejected = (one.verdict is Verdict.REJECT, other.verdict is Verdict.REJECT)
    if rejected[0] != rejected[1]:
        return -1 if rejected[0] else 1
    assert one.score.low is not None
    assert one.score.high is not None
    assert other.score.low is not None
    assert other.score.high is not None
    return int(one.score.low > other.score.high) - int(one.score.high < other.score.low)

"""Leave one out: with absolute rules nothing moves, with a relative rule a loser may decide between two others."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations, permutations

from contracteval.analysis.changes import Changes
from contracteval.analysis.options import Options
from contracteval.analysis.study import Study
from contracteval.evaluation.ranks import rank
from contracteval.model.analysis.elimination import Dominance, Elimination, Removal, Shift, Turn
from contracteval.model.result import BidResult, Comparison, Verdict
from contracteval.rules.prices import judged_total
from contracteval.rules.rulebook import LOT


def analyse(study: Study, options: Options) -> Elimination:
    """Leave out each bid in turn, and compare the bids on every criterion."""
    book = study.plan.rulebook
    used = study.plan.used_steps()
    relative = [id_ for id_ in used if id_ in book.steps and LOT in study.rests_on[id_]]
    relative += [bar.id for bar in study.plan.settings.admissions if bar.top is not None]
    removals = tuple(_removal(study, id_) for id_ in study.results)
    return Elimination(tuple(relative), removals, tuple(_dominance(study)), tuple(_identical(study)))


def _removal(study: Study, out: str) -> Removal:
    before = {id_: bid for id_, bid in study.results.items() if id_ != out}
    if not study.sees_lot:  # no rule sees another bid: a property test holds this
        return Removal(out, (), (), _first(rank([*before.values()])))
    left = study.judge(Changes(without=frozenset({out})))
    after = {bid.id: bid for bid in left.bids}
    shifts = (_shift(study, before[id_], after[id_]) for id_ in before)
    moving = tuple(item for item in shifts if (item.before, item.verdict_before) != (item.after, item.verdict_after))
    return Removal(out, moving, tuple(_turned(before, after)), _first(left))


def _shift(study: Study, before: BidResult, after: BidResult) -> Shift:
    now, then = judged_total(study.plan, before), judged_total(study.plan, after)
    return Shift(before.id, now, then, before.verdict, after.verdict)


def _first(comparison: Comparison) -> tuple[str, ...]:
    return tuple(bid.id for bid in comparison.bids if bid.rank == 1)


def _turned(before: Mapping[str, BidResult], after: Mapping[str, BidResult]) -> Iterator[Turn]:
    """Yield the pairs whose certain order turns, from or to a tie too: a tie is broken by lot, or by another rule."""
    for one, other in combinations(before, 2):
        then, now = _order(before[one], before[other]), _order(after[one], after[other])
        if None not in (then, now) and then != now:
            ahead = {1: one, -1: other}
            yield Turn((one, other), ahead.get(then or 0), ahead.get(now or 0))


def _order(one: BidResult, other: BidResult) -> int | None:
    """Return 1 when the first is certainly ahead, -1 when it is certainly behind, 0 for a tie, else None."""
    rejected = (one.verdict is Verdict.REJECT, other.verdict is Verdict.REJECT)
    if all(rejected):
        return None
    if any(rejected):
        return -1 if rejected[0] else 1
    here, there = one.score, other.score
    if here.ends[0] > there.ends[1] or here.ends[1] < there.ends[0]:
        return 1 if here.ends[0] > there.ends[1] else -1
    return 0 if here.value is not None and here.value == there.value else None


# --- on all criteria at once


def _running(study: Study) -> list[str]:
    return [bid.id for bid in study.results.values() if bid.verdict is not Verdict.REJECT]


def _dominance(study: Study) -> Iterator[Dominance]:
    scores = {bid: study.scores(bid) for bid in _running(study)}
    for bid, over in permutations(scores, 2):
        pairs = [(id_, scores[bid][id_], scores[over][id_]) for id_ in study.criteria]
        if all(one.ends[0] >= other.ends[1] for _, one, other in pairs):
            better = tuple(id_ for id_, one, other in pairs if one.ends[0] > other.ends[1])
            if better:
                yield Dominance(bid, over, certain=True, better_on=better)
                continue
        if all(one.ends[1] >= other.ends[0] for _, one, other in pairs):
            better = tuple(id_ for id_, one, other in pairs if one.ends[1] > other.ends[0])
            if better and any(one.status != "scored" or other.status != "scored" for _, one, other in pairs):
                yield Dominance(bid, over, certain=False, better_on=better)


def _identical(study: Study) -> Iterator[tuple[str, str]]:
    scores = {bid: study.scores(bid) for bid in _running(study)}
    for one, other in combinations(scores, 2):
        pairs = [(scores[one][id_].value, scores[other][id_].value) for id_ in study.criteria]
        if all(here is not None and here == there for here, there in pairs):
            yield one, other

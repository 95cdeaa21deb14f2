"""Face value and commitment value side by side: what is left of each bid if only what is contracted counts."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from contracteval.analysis.options import Options
from contracteval.analysis.study import Study
from contracteval.evaluation.judge import is_promise
from contracteval.model.analysis.commitment import Commitment, Committed, Lack, Promise
from contracteval.model.bid import Answer
from contracteval.model.fact import FactSpec, Grade
from contracteval.model.result import BidResult, Verdict
from contracteval.rules.prices import judged_total, rests_on_prices

FUNDING = "value_fundability"
"""The criterion that asks whether the price pays for the investment that is promised."""
_MEASURES = frozenset({"measure", "metric", "has_measure", "has_metric"})
_FULL = Fraction(100)


def analyse(study: Study, options: Options) -> Commitment:
    """Rank the bids by what they commit to, and list what to write into each contract."""
    running = [bid for bid in study.results.values() if bid.verdict is not Verdict.REJECT]
    bids = tuple(_committed(study, bid, running) for bid in study.results.values())
    first = [item.bid for item in bids if item.rank_best == 1]
    held = [item.bid for item in bids if item.value_rank == 1]
    return Commitment(bids, first != held)


def _committed(study: Study, bid: BidResult, running: list[BidResult]) -> Committed:
    value = bid.committed or Fraction(0)
    ahead = sum((other.committed or 0) > value for other in running)
    rank = None if bid.verdict is Verdict.REJECT else 1 + ahead
    promises = promises_of(study, bid)
    face = judged_total(study.plan, bid)
    held = None if face.status == "not_applicable" else value
    return Committed(bid.id, face, bid.rank, bid.rank_best, bid.rank_worst, held, rank, promises)


def promises_of(study: Study, bid: BidResult) -> tuple[Promise, ...]:
    """Return what counts and is not safe yet, what most rests on first."""
    return tuple(sorted(_promises(study, bid), key=lambda item: -item.at_stake))


def _promises(study: Study, bid: BidResult) -> Iterator[Promise]:
    """Yield what counts and is not safe yet: not contracted, or without a clause, a measure or the money for it."""
    answers, book = study.answers(bid.id), study.plan.rulebook
    deciding = study.plan.deciding_facts()
    unfunded = _is_unfunded(bid)
    for id_, spec in book.facts.items():
        answer = answers.facts.get(id_)
        if id_ not in deciding or answer is None or answer.value is None or not is_promise(spec):
            continue
        lacks = tuple(_lacks(answer, spec, unfunded=unfunded))
        if lacks:
            yield Promise(
                id_, None, spec.label, answer.grade.name.lower(), answer.clause, lacks, _at_stake(study, bid, id_)
            )
    for item in bid.conditions:
        if item.row is not None:
            row = answers.tables[item.fact][item.row - 1]
            measured = any(name in _MEASURES and cell.value is True for name, cell in row.items())
            asked = any(name in _MEASURES for name in book.tables[item.fact].columns)
            lacks = ("clause", "measure") if asked and not measured else ("clause",)
            yield Promise(item.fact, item.row, item.label, item.grade, None, lacks, _at_stake(study, bid, item.fact))


def _lacks(answer: Answer, spec: FactSpec, *, unfunded: bool) -> Iterator[Lack]:
    if answer.grade < Grade.CONTRACTED or (answer.grade == Grade.CONTRACTED and not answer.clause):
        yield "clause"
    if answer.grade < Grade.PROPOSED:
        yield "measure"
    if unfunded and spec.type == "money" and (spec.rise, spec.fall) == ("vendor", "buyer") and answer.value != 0:
        yield "funding"


def _is_unfunded(bid: BidResult) -> bool:
    funding = next((item for item in bid.criteria if item.id == FUNDING), None)
    return funding is not None and funding.score.value is not None and funding.score.value < _FULL


def _at_stake(study: Study, bid: BidResult, id_: str) -> Fraction:
    """Return the points of the total that rest on a fact today: if it fell away, no more than these could go.

    Nothing rests on a price that was never opened.
    """
    scores = study.scores(bid.id)
    return sum(
        (
            share * (scores[leaf.criterion.id].low or Fraction(0))
            for leaf, _, share in study.plan.leaves()
            if id_ in study.rests_on[leaf.criterion.id]
            and (bid.opened or not rests_on_prices(study.plan, leaf.criterion.id))
        ),
        Fraction(0),
    )

"""How far the result hangs on the weights, at the level of the total's groups and of their criteria."""

from __future__ import annotations

from dataclasses import replace

from contracteval.analysis.acceptability import acceptability
from contracteval.analysis.admissible import Ranges
from contracteval.analysis.options import Options
from contracteval.analysis.study import Study
from contracteval.analysis.tipping import move, thresholds
from contracteval.analysis.tolerance import margin
from contracteval.analysis.weighing import Weighing, weighings
from contracteval.model.analysis.weights import Level, Move, Threshold, ToFirst, Tolerance, Weights
from contracteval.model.result import Verdict


def analyse(study: Study, options: Options) -> Weights:
    """Analyse each level of weights."""
    rejected = tuple(bid.id for bid in study.results.values() if bid.verdict is Verdict.REJECT)
    ranges = study.plan.settings.weight_ranges
    return Weights(tuple(_level(weighing, ranges, options) for weighing in weighings(study)), rejected)


def _level(weighing: Weighing, ranges: Ranges, options: Options) -> Level:
    leaders = weighing.leaders()
    return Level(
        weighing.id,
        weighing.components,
        leaders,
        _tolerance(weighing, leaders) if leaders else None,
        _thresholds(weighing, leaders[0]) if leaders else (),
        tuple(_to_first(weighing, bid) for bid in weighing.bids),
        acceptability(weighing, ranges, options),
    )


def _rivals(weighing: Weighing, leader: str) -> list[str]:
    return [bid for bid in weighing.bids if bid != leader and not weighing.same(bid, leader)]


def _tolerance(weighing: Weighing, leaders: tuple[str, ...]) -> Tolerance:
    """Return how far the weights may move before one of the leaders loses its place."""
    found = Tolerance(leaders[0], None)
    level: list[str] = []
    for leader in leaders:
        for rival in _rivals(weighing, leader):
            lead = weighing.lead(leader, rival)
            least, where = margin(lead, weighing.weights)
            if least is not None and (found.margin is None or least < found.margin):
                found = Tolerance(leader, least, rival, where)
            if min(lead) == 0:
                level.append(rival)
    return found if found.margin is not None else replace(found, level=tuple(dict.fromkeys(level)))


def _thresholds(weighing: Weighing, leader: str) -> tuple[Threshold, ...]:
    if len(weighing.components) < 2:
        return ()
    return tuple(thresholds(weighing, leader, _rivals(weighing, leader)))


def _to_first(weighing: Weighing, bid: str) -> ToFirst:
    rivals = [other for other in weighing.bids if other != bid]
    certain = _move(weighing, bid, rivals, certain=True)
    return ToFirst(bid, certain, certain if weighing.is_known else _move(weighing, bid, rivals, certain=False))


def _move(weighing: Weighing, bid: str, rivals: list[str], *, certain: bool) -> Move:
    if certain:
        leads = [weighing.lead(bid, rival) for rival in rivals]
    else:
        leads = [tuple(-value for value in weighing.lead(rival, bid)) for rival in rivals]
    return move(leads, rivals, weighing.weights)

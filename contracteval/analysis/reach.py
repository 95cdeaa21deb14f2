"""What moving facts could bring about at most, told before anything is computed."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction

from contracteval.analysis.beside import bar, holding_back, others
from contracteval.analysis.goals import Goal
from contracteval.analysis.sums import total_of
from contracteval.analysis.trial import Trial
from contracteval.evaluation.admission import ends_of
from contracteval.model.fact import FactSpec
from contracteval.model.result import Verdict

_FULL = Fraction(100)


def reach_of(trial: Trial, fact: str) -> Fraction:
    """Return the most that moving a fact could add to the lead: what the parts that move with it have room for.

    Where what the others come to moves too, it is what the best of them could fall by.
    """
    bench = trial.bench
    if fact in bench.field.compared or (fact in bench.field.admitting and bench.field.readers):
        return 2 * _FULL
    room = (
        total_of(part.share * (_FULL - part.low(trial.scores)) for part in bench.parts_with(fact)) + bench.field.slack
    )
    return min(_FULL, room) + (_fall(trial) if fact in bench.field.admitting else 0)


def _fall(trial: Trial) -> Fraction:
    """Return the most that the bar could fall by when a bid gets among the best few.

    It takes the place of one other, of all those that tie for it, and of one more where those that tie are out.
    """
    running = [other for other in others(trial) if other.verdict is not Verdict.REJECT]
    lost = 0
    for item in trial.bench.plan.settings.admissions:
        if item.top is not None:
            tied = Counter(ends_of(other, item.on) for other in running)
            lost += max(tied.values(), default=0) + (item.ties == "excluded")
    best = sorted((other.score.ends[1] for other in running), reverse=True)
    return best[0] - best[lost] if len(best) > lost else _FULL


def may_reach(trial: Trial, spec: FactSpec, goal: Goal) -> bool:
    """Say whether moving a fact could meet a goal at all.

    Every gate, flag and bar that holds the verdict down must rest on it, and the criteria that rest on it must have room
    for what the total lacks.
    """
    return may_reach_together(trial, (spec.id,), goal)


def may_reach_together(trial: Trial, facts: tuple[str, ...], goal: Goal) -> bool:
    """Say whether moving all of some facts could meet a goal."""
    held = [*holding_back(trial, goal.verdict), *([goal.frees] if goal.frees else [])]
    if any(trial.bench.bears_on(step).isdisjoint(facts) for step in held):
        return False
    return not goal.first or trial.low + sum(reach_of(trial, fact) for fact in facts) > bar(trial)

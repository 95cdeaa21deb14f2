"""A bid under trial among the others: the bars that the buyer set, its verdict, what the others come to, its place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from contracteval.analysis.field import BAR
from contracteval.analysis.trial import Trial, remembered
from contracteval.evaluation.admission import admit, bar_for, ends_of
from contracteval.evaluation.judge import flag_raised, flags_of, gate_passed, gates_of, verdict_of
from contracteval.evaluation.ranks import rank
from contracteval.model.result import BidResult, GateResult, Verdict
from contracteval.model.settings import Admission

NOBODY = Fraction(-1)
"""What has to be exceeded to come first where no other bid is in the running."""


def placed(trial: Trial) -> BidResult:
    """Return the bid judged and ranked among all others."""
    return next(bid for bid in rank(_judged(trial)).bids if bid.id == trial.bid)


def bar(trial: Trial) -> Fraction:
    """Return the most that the best of the others may reach, of those that are not rejected; below zero without any."""
    return max(running(trial).values(), default=NOBODY)


@remembered
def running(trial: Trial) -> Mapping[str, Fraction]:
    """Return the most that each other bid may reach beside this one, without those that are rejected."""
    return dict(_running(trial))


def _running(trial: Trial) -> Iterator[tuple[str, Fraction]]:
    bench = trial.bench
    if trial.lot is not bench.field.rows and not bench.field.picks_best:
        for id_ in bench.study.results:
            other = Trial.of(bench, id_).within(trial.lot)
            if id_ != trial.bid and verdict(other) is not Verdict.REJECT:
                yield id_, other.high
        return
    for bid in others(trial):
        if bid.verdict is not Verdict.REJECT:
            yield bid.id, bid.score.ends[1]


def others(trial: Trial) -> tuple[BidResult, ...]:
    """Return the other bids as they are judged beside this one."""
    bench = trial.bench
    if trial.lot is bench.field.rows and not bench.field.picks_best:
        return tuple(bid for bid in bench.study.comparison.bids if bid.id != trial.bid)
    return _judged(trial)[1:]


def verdict(trial: Trial) -> Verdict:
    """Return the verdict on the bid."""
    return verdict_under(trial, trial.env)


def verdict_under(trial: Trial, env: Mapping[str, Any]) -> Verdict:
    """Return the verdict when gates, flags and bars come out as an environment says."""
    plan = trial.bench.plan
    gates = (*gates_of(plan, env), *_bars_under(trial, env))
    return verdict_of(gates, flags_of(plan, env), trial.conditions)[0]


def is_clear(trial: Trial, step: str, env: Mapping[str, Any]) -> bool:
    """Say whether a gate, flag or bar holds nothing back: the gate and the bar are passed, the flag is not raised."""
    kind, _, id_ = step.partition(":")
    if kind == BAR:
        return all(item.passed is True for item in _bars_under(trial, env) if item.id == id_)
    if kind == "gate":
        return gate_passed(env[step]) is True
    return flag_raised(trial.bench.plan.rulebook.flags[id_], env[step]) is False


def holding_back(trial: Trial, below: Verdict) -> tuple[str, ...]:
    """Return the steps of the gates, flags and bars that keep, or may keep, the verdict under ``below``."""
    return tuple(step for step, caps in _caps(trial) if caps < below)


@remembered
def _caps(trial: Trial) -> tuple[tuple[str, Verdict], ...]:
    return tuple(_capping(trial))


def _capping(trial: Trial) -> Iterator[tuple[str, Verdict]]:
    """Yield what caps the verdict, and at what: while it is open whether something does, at clarify."""
    plan = trial.bench.plan
    for gate in gates_of(plan, trial.env):
        if gate.passed is not True and gate.caps is not None:
            yield f"gate:{gate.id}", Verdict.CLARIFY if gate.passed is None else gate.caps
    for flag in flags_of(plan, trial.env):
        if flag.raised is not False and flag.caps is not None:
            yield f"flag:{flag.id}", Verdict.CLARIFY if flag.raised is None else flag.caps
    for item in _bars(trial):
        if item.passed is not True:
            yield f"{BAR}:{item.id}", Verdict.CLARIFY if item.passed is None else Verdict.REJECT


@remembered
def _judged(trial: Trial) -> tuple[BidResult, ...]:
    """Return all bids, this one first, with the bars judged."""
    bench = trial.bench
    beside = (Trial.of(bench, bid.id).within(trial.lot) for bid in bench.study.dossier.bids if bid.id != trial.bid)
    return tuple(admit(bench.plan, [trial.alone, *(other.alone for other in beside)]))


def _bars_under(trial: Trial, env: Mapping[str, Any]) -> Iterator[GateResult]:
    for item in _bars(trial):
        step = f"{BAR}:{item.id}"
        yield replace(item, passed=bool(env[step])) if step in env else item  # a minimum is reached, or it is not


@remembered
def _bars(trial: Trial) -> tuple[GateResult, ...]:
    """Return the bars as the bid meets them, each alone; where one picks the best, as far as the bid comes to them."""
    if trial.bench.field.picks_best:
        return _judged(trial)[0].admissions
    return tuple(_minimum(trial, bar) for bar in trial.bench.plan.settings.admissions)


def _minimum(trial: Trial, bar: Admission) -> GateResult:
    part, root = trial.bench.field.bars[bar.id], trial.root
    if trial is not root and part.criteria <= trial.kept.keys():
        return next(item for item in _bars(root) if item.id == bar.id)
    ends = ends_of(trial.alone, bar.on) if trial.bench.field.rounds else part.ends(trial.scores)
    return bar_for(trial.bench.plan, bar, ends)

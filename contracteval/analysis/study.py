"""An evaluation held ready to be asked "and if": what was read, what came out, and judging again under changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from contracteval.analysis.changes import NO_CHANGES, Changes
from contracteval.evaluation.admission import admit
from contracteval.evaluation.aggregate import groups_of, rounded
from contracteval.evaluation.enclose import SCORE_BUDGET, Encloser
from contracteval.evaluation.engine import Engine
from contracteval.evaluation.evaluate import evaluate, judge, merge, score_of
from contracteval.evaluation.ranks import rank
from contracteval.formula.splitting import Box
from contracteval.model.bid import Answers, Dossier
from contracteval.model.result import BidResult, Comparison, Score, Verdict
from contracteval.model.value import Unknown
from contracteval.rules.plan import Plan
from contracteval.rules.rulebook import LOT

COARSE = 4
"""The enclosures spent on a score within a box: the box is split from outside."""


class Study:
    """One evaluation and everything that may be supposed about it."""

    def __init__(self, plan: Plan, dossier: Dossier, comparison: Comparison) -> None:
        self.plan = plan
        self.dossier = dossier
        self.comparison = comparison
        self._totals: dict[str, Mapping[str, Score]] = {}
        self._envs: dict[str, dict[str, Any]] = {}
        self._last_lot: tuple[Changes, list[dict[str, Any]]] | None = None

    @cached_property
    def engine(self) -> Engine:
        """The rules, compiled once."""
        return Engine(self.plan)

    @cached_property
    def results(self) -> Mapping[str, BidResult]:
        """What each bid earned, by id, best first."""
        return {bid.id: bid for bid in self.comparison.bids}

    def answers(self, bid_id: str, changes: Changes = NO_CHANGES) -> Answers:
        """Return the buyer's answers and those of one bid together."""
        bid = next(bid for bid in self.dossier.bids if bid.id == bid_id)
        own = merge(bid.answers, changes.bids.get(bid_id, Answers()))
        return merge(merge(self.dossier.brief, changes.brief), own)

    # --- judged anew, in full

    def judge(self, changes: Changes = NO_CHANGES) -> Comparison:
        """Evaluate and rank all bids that are left under the changes."""
        return rank(self._judged(changes)[0])

    def judge_bid(self, bid_id: str, changes: Changes = NO_CHANGES) -> BidResult:
        """Evaluate one bid under the changes: verdict, gates, flags and scores, without a rank."""
        if self.sees_lot:
            return next(bid for bid in self._judged(changes)[0] if bid.id == bid_id)
        bid = next(bid for bid in self.dossier.bids if bid.id == bid_id)
        return admit(self.plan, [evaluate(self._engine(changes), bid, self.answers(bid_id, changes))])[0]

    @cached_property
    def sees_lot(self) -> bool:
        """Say whether what a bid earns may hang on the other bids: a relative rule, or a bar for the best few."""
        return self.plan.is_relative or any(bar.top is not None for bar in self.plan.settings.admissions)

    def _judged(self, changes: Changes) -> tuple[list[BidResult], list[dict[str, Any]]]:
        left = [bid for bid in self.dossier.bids if bid.id not in changes.without]
        return judge(self._engine(changes), [(bid, self.answers(bid.id, changes)) for bid in left])

    def _engine(self, changes: Changes) -> Engine:
        return self.engine.under(self._plan(changes)) if changes.weights or changes.parameters else self.engine

    def _plan(self, changes: Changes) -> Plan:
        groups = tuple(replace(group, weight=changes.weights.get(group.id, group.weight)) for group in self.plan.groups)
        return replace(self.plan, groups=groups, parameters={**self.plan.parameters, **changes.parameters})

    def lot(self, changes: Changes = NO_CHANGES) -> list[dict[str, Any]]:
        """Return the bids that relative rules count: those that are out before the prices have no part.

        The last one is kept: under one supposition it is asked for once for each bid.
        """
        if not self.plan.is_relative:
            return []
        if self._last_lot is None or self._last_lot[0] is not changes:
            self._last_lot = (changes, self._judged(changes)[1])
        return self._last_lot[1]

    # --- the score only

    def total(self, bid_id: str, changes: Changes = NO_CHANGES, budget: int = SCORE_BUDGET) -> Score:
        """Return the total of one bid under the changes; only what they touch is computed again.

        A smaller ``budget`` gives wider bounds sooner where answers are missing.
        """
        groups = self._plan(changes).groups if changes.weights else self.plan.groups
        return groups_of(groups, self.scores(bid_id, changes, budget), self.plan.settings.rounding)[0]

    def scores(self, bid_id: str, changes: Changes = NO_CHANGES, budget: int = SCORE_BUDGET) -> Mapping[str, Score]:
        """Return the score of each criterion of one bid under the changes."""
        if bid_id not in self._totals:
            env = self._env(bid_id)
            self._totals[bid_id] = self._scored(env, self.criteria)
        base = self._totals[bid_id]
        touched = self._touched(changes.ids_for(bid_id) | ({LOT} if changes.touches_lot else set()))
        if not touched:
            return base
        env = self._env_under(bid_id, changes, touched)
        return {**base, **self._scored(env, [id_ for id_ in self.criteria if id_ in touched], budget)}

    def total_within(self, bid_id: str, box: Box) -> tuple[Fraction, Fraction]:
        """Return safe ends of one bid's total when its missing facts lie within the domains of a box."""
        base, env = self.scores(bid_id), self._env(bid_id)
        encloser = Encloser(self.engine, env, box, COARSE)
        narrowed = {
            id_: self._score(id_, env, encloser)
            for id_, score in base.items()
            if score.status == "unknown" and not self.rests_on[id_].isdisjoint(box)
        }
        total = groups_of(self.plan.groups, {**base, **narrowed}, self.plan.settings.rounding)[0]
        assert total.low is not None
        assert total.high is not None
        return total.low, total.high

    def missing(self, bid_id: str) -> frozenset[str]:
        """Return the facts and tables that a score of one bid waits for."""
        env = self._env(bid_id)
        return frozenset().union(*(_unknown(env[id_]) for id_ in self.criteria))

    def open_for_others(self, bid_id: str, fact: str) -> Mapping[str, Fraction]:
        """Return how many points of each other bid's total a rule leaves open that waits for this bid's answer too.

        Bids that are out, or whose prices were never opened, judge nothing.
        """
        if not self.plan.is_relative or not self.results[bid_id].opened:
            return {}
        others = [bid.id for bid in self.comparison.bids if bid.id != bid_id and bid.verdict is not Verdict.REJECT]
        found = {other: self._open_in_lot(other, fact) for other in others}
        return {other: worth for other, worth in found.items() if worth}

    def _open_in_lot(self, bid_id: str, fact: str) -> Fraction:
        env, scores = self._env(bid_id), self.scores(bid_id)
        widths = (
            share * (scores[leaf.criterion.id].ends[1] - scores[leaf.criterion.id].ends[0])
            for leaf, _, share in self.plan.leaves()
            if fact in _unknown(env[leaf.criterion.id]) and LOT in self.rests_on[leaf.criterion.id]
        )
        return sum(widths, Fraction(0))

    @cached_property
    def brief_facts(self) -> frozenset[str]:
        """The facts and tables that are answered once for all bids."""
        book = self.plan.rulebook
        facts = frozenset(id_ for id_, spec in book.facts.items() if spec.per == "evaluation")
        return facts | {id_ for id_, spec in book.tables.items() if spec.per == "evaluation"}

    @cached_property
    def criteria(self) -> tuple[str, ...]:
        """The criteria in the tree of scores, each once."""
        return tuple(dict.fromkeys(leaf.criterion.id for leaf, _, _ in self.plan.leaves()))

    @cached_property
    def rests_on(self) -> Mapping[str, frozenset[str]]:
        """Everything that each step rests on, directly or through other steps; ``bids`` where it looks at the lot."""
        book = self.plan.rulebook
        found: dict[str, frozenset[str]] = {}
        for id_ in book.steps:
            named = book.mentions[id_]
            found[id_] = named.union(*(found.get(name, frozenset()) for name in named))
        return found

    def _scored(self, env: dict[str, Any], criteria: Sequence[str], budget: int = SCORE_BUDGET) -> dict[str, Score]:
        encloser = Encloser(self.engine, env, budget=budget, known=self.engine.bounds)
        return {id_: self._score(id_, env, encloser) for id_ in criteria}

    def _score(self, criterion: str, env: dict[str, Any], encloser: Encloser) -> Score:
        found = score_of(self.plan.rulebook.criteria[criterion], env[criterion], encloser)
        return rounded(found, self.plan.settings.rounding.scores)

    def _env(self, bid_id: str) -> dict[str, Any]:
        if bid_id not in self._envs:
            run = self.engine.run(self.engine.start(self.answers(bid_id)), self.lot(NO_CHANGES), self._needed)
            self._envs[bid_id] = run.env
        return self._envs[bid_id]

    @cached_property
    def _needed(self) -> frozenset[str]:
        """The steps that some criterion rests on."""
        return frozenset(self.criteria).union(*(self.rests_on[id_] for id_ in self.criteria))

    def _touched(self, changed: frozenset[str]) -> frozenset[str]:
        return frozenset(
            id_ for id_ in self.plan.rulebook.steps
            if id_ in self._needed and (id_ in changed or not changed.isdisjoint(self.rests_on[id_]))
        )  # fmt: skip

    def _env_under(self, bid_id: str, changes: Changes, touched: frozenset[str]) -> dict[str, Any]:
        """Return the environment with the changed answers put in and every touched step run again."""
        engine = self._engine(changes)
        fresh = engine.start(self.answers(bid_id, changes))
        kept = {id_: value for id_, value in self._env(bid_id).items() if id_ not in touched and id_ not in fresh}
        # Judging all bids anew costs most of the time: only for steps that count the bids.
        lot = self.lot(changes) if any(LOT in self.rests_on[id_] for id_ in touched) else []
        return engine.run(fresh | kept, lot, touched).env


def _unknown(outcome: object) -> frozenset[str]:
    """Return the facts and tables that an outcome waits for."""
    return outcome.facts if isinstance(outcome, Unknown) else frozenset()

"""One bid under trial: what it comes to when a few of its answers are other, with only what they touch run again."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

from contracteval.analysis.changes import Changes
from contracteval.analysis.study import Study
from contracteval.evaluation.aggregate import groups_of
from contracteval.evaluation.enclose import Encloser
from contracteval.evaluation.evaluate import score_of
from contracteval.evaluation.judge import conditions_of, flag_raised, flags_of, gate_passed, gates_of, verdict_of
from contracteval.formula import expression as x
from contracteval.formula.to_segment import Follow, to_segment
from contracteval.model.bid import Answer, Answers
from contracteval.model.fact import Grade
from contracteval.model.record import dataclass
from contracteval.model.result import BidResult, Condition, Score, Verdict
from contracteval.model.settings import EXACT
from contracteval.model.value import Unknown
from contracteval.rules.plan import Branch, all_needs
from contracteval.rules.rulebook import LOT, Step

BUYER_POSITION, SUPPLIER_POSITION = "buyer_position", "supplier_position"
"""The measures that tell what each party is left with: a rulebook that defines them has its levers priced."""

_FULL = Fraction(100)


@dataclass(frozen=True, slots=True)
class Followed:
    """A step compiled to be followed along one fact."""

    step: Step
    formulas: tuple[Follow, ...]
    only_if: Follow | None


class Workbench:
    """What all trials of one evaluation share."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.plan = study.plan
        self._cones: dict[str, frozenset[str]] = {}
        self._orders: dict[tuple[str, bool], tuple[str, ...]] = {}
        self._followed: dict[str, Followed] = {}

    @cached_property
    def steps(self) -> frozenset[str]:
        """Everything that a score, a gate, a flag or the position of a party rests on."""
        ids = {BUYER_POSITION, SUPPLIER_POSITION} & set(self.plan.rulebook.steps)
        return (self.judging | self.scoring | ids).union(*(self.study.rests_on[id_] for id_ in ids))

    def cone(self, fact: str) -> frozenset[str]:
        """Return the steps that have to be run again when a fact is other."""
        if fact not in self._cones:
            rests_on = self.study.rests_on
            self._cones[fact] = frozenset(id_ for id_ in self.steps if fact in rests_on.get(id_, ()))
        return self._cones[fact]

    def ordered_cone(self, fact: str, *, scored: bool) -> tuple[str, ...]:
        """Return those of them on which scores rest too, or only gates and flags, in the order in which they are run."""
        key = fact, scored
        if key not in self._orders:
            cone = self.cone(fact) & (self.judging | self.scoring if scored else self.judging)
            self._orders[key] = tuple(id_ for id_ in self.plan.rulebook.steps if id_ in cone)
        return self._orders[key]

    def is_clear(self, step: str, env: Mapping[str, Any]) -> bool:
        """Say whether the step of a gate or flag holds nothing back: the gate is passed, the flag is not raised."""
        kind, _, id_ = step.partition(":")
        outcome = env[step]
        if kind == "gate":
            return gate_passed(outcome) is True
        return flag_raised(self.plan.rulebook.flags[id_], outcome) is False

    @cached_property
    def judging(self) -> frozenset[str]:
        """What the verdict rests on."""
        ids = [f"gate:{gate.id}" for gate in self.plan.gates] + [f"flag:{flag.id}" for flag in self.plan.flags]
        return frozenset(ids).union(*(self.study.rests_on[id_] for id_ in ids))

    @cached_property
    def scoring(self) -> frozenset[str]:
        """What the total rests on."""
        ids = self.study.criteria
        return frozenset(ids).union(*(self.study.rests_on[id_] for id_ in ids))

    def followed(self, step_id: str) -> Followed:
        """Return a step compiled to be followed along one fact."""
        if step_id not in self._followed:
            step, context = self.plan.rulebook.steps[step_id], self.study.engine.context
            only_if = None if step.only_if is None else to_segment(step.only_if.node, context)
            formulas = tuple(to_segment(formula.node, context) for formula in step.formulas)
            self._followed[step_id] = Followed(step, formulas, only_if)
        return self._followed[step_id]

    @cached_property
    def members(self) -> Mapping[str, frozenset[str]]:
        """The criteria below each group."""
        found: dict[str, frozenset[str]] = {}

        def below(branch: Branch) -> frozenset[str]:
            parts = (below(m) if isinstance(m, Branch) else frozenset({m.criterion.id}) for m in branch.members)
            found[branch.id] = frozenset[str]().union(*parts)
            return found[branch.id]

        for branch in self.plan.groups:
            below(branch)
        return found

    @cached_property
    def lot(self) -> list[dict[str, Any]]:
        """The rows of the table of bids, where some rule reads it."""
        return self.study.lot()

    @cached_property
    def sees_lot(self) -> bool:
        """Say whether a bid cannot be judged alone: a relative rule, bars that the buyer set, scores that are rounded."""
        settings = self.plan.settings
        return self.study.sees_lot or bool(settings.admissions) or settings.rounding != EXACT

    @cached_property
    def compared(self) -> frozenset[str]:
        """The facts that a rule reads from all bids at once: moving one moves the others' scores too."""
        book = self.plan.rulebook
        nodes = [f.node for id_ in self.steps if id_ in book.steps for f in book.steps[id_].formulas]
        return frozenset(
            item.column for node in nodes for item in x.walk(node) if isinstance(item, x.Column) and item.table == LOT
        )


class Trial:
    """One bid with the answers it is tried with. Trials are not changed: ``but`` gives another one."""

    def __init__(
        self,
        bench: Workbench,
        bid: str,
        answers: Answers,
        env: dict[str, Any],
        kept: Mapping[str, Score],
    ) -> None:
        self.bench = bench
        self.bid = bid
        self.answers = answers
        self.env = env
        self.kept = kept

    @cached_property
    def scores(self) -> Mapping[str, Score]:
        """The score of each criterion: those kept from before, and those that have moved, told when they are asked for."""
        study = self.bench.study
        encloser, criteria = Encloser(study.engine, self.env), self.bench.plan.rulebook.criteria
        return {
            id_: self.kept[id_] if id_ in self.kept else score_of(criteria[id_], self.env[id_], encloser)
            for id_ in study.criteria
        }

    @classmethod
    def of(cls, bench: Workbench, bid: str) -> Trial:
        """Return the bid as it was read."""
        study = bench.study
        answers = study.answers(bid)
        env = study.engine.run(study.engine.start(answers), bench.lot, bench.steps).env
        return cls(bench, bid, answers, env, study.scores(bid))

    def but(self, changes: Mapping[str, Answer]) -> Trial:
        """Return the bid with some answers replaced."""
        study, book = self.bench.study, self.bench.plan.rulebook
        answers = Answers({**self.answers.facts, **changes}, self.answers.tables)
        touched = frozenset[str]().union(*(self.bench.cone(fact) for fact in changes))
        env = {id_: value for id_, value in self.env.items() if id_ not in touched or id_ in book.tables}
        for fact, answer in changes.items():
            env[fact] = Unknown(frozenset({fact})) if answer.value is None else answer.value
            env[f"given({fact})"] = answer.value is not None
            env[f"grade({fact})"] = (Grade.NONE if answer.value is None else answer.grade).name.lower()
        for table in touched & set(book.tables):
            env[table] = [dict(row) for row in env[table]] if isinstance(env[table], list) else env[table]
        study.engine.run(env, env[LOT], touched)
        known = self.scores if "scores" in self.__dict__ else self.kept
        return Trial(self.bench, self.bid, answers, env, {i: score for i, score in known.items() if i not in touched})

    def exceeds(self, bar: Fraction) -> bool:
        """Say whether the least that the total can be is above a bar; scores are enclosed only where that could tell."""
        return self._low_with(_FULL) > bar and (self.sure_low > bar or self.low > bar)

    @cached_property
    def sure_low(self) -> Fraction:
        """A bound below the total that costs nothing: what has moved and is still unknown counts for zero."""
        return self._low_with(Fraction(0))

    def _low_with(self, unknown: Fraction) -> Fraction:
        """Return the low end of the total when criteria that have moved and are not known have a given score."""
        if "scores" in self.__dict__:
            return self.low
        criteria, stand_in = self.bench.plan.rulebook.criteria, Score.exactly(unknown)
        encloser = Encloser(self.bench.study.engine, self.env)  # asked for nothing: only what is known is scored
        moved = {
            id_: stand_in if isinstance(self.env[id_], Unknown) else score_of(criteria[id_], self.env[id_], encloser)
            for id_ in self.bench.study.criteria
            if id_ not in self.kept
        }
        return groups_of(self.bench.plan.groups, {**self.kept, **moved})[0].low or Fraction(0)

    @cached_property
    def total(self) -> Score:
        """The total of the bid."""
        return groups_of(self.bench.plan.groups, self.scores)[0]

    @cached_property
    def group_lows(self) -> Mapping[str, Fraction]:
        """The least that each group can be."""
        groups = groups_of(self.bench.plan.groups, self.scores)[1]
        return {group.id: group.score.low or Fraction(0) for group in groups}

    @property
    def low(self) -> Fraction:
        """The least that the total can be."""
        return self.total.low or Fraction(0)

    @cached_property
    def verdict(self) -> Verdict:
        """The verdict on the bid."""
        return self.verdict_under(self.env)

    def verdict_under(self, env: Mapping[str, Any]) -> Verdict:
        """Return the verdict when gates and flags come out as an environment says."""
        plan = self.bench.plan
        return verdict_of(gates_of(plan, env), flags_of(plan, env), self.conditions)[0]

    @cached_property
    def conditions(self) -> tuple[Condition, ...]:
        """The promises that count and are not contracted."""
        plan = self.bench.plan
        return conditions_of(self.answers, all_needs(plan.rulebook), plan.deciding_facts())

    @cached_property
    def judged(self) -> BidResult:
        """The bid among all others, judged again in full."""
        changes = Changes.of_bid(self.bid, self.answers)
        return next(bid for bid in self.bench.study.judge(changes).bids if bid.id == self.bid)

    def position(self, id_: str) -> Fraction | None:
        """Return what a party is left with, when the rulebook tells and everything it rests on is known."""
        value = self.env.get(id_)
        return value if isinstance(value, Fraction) else None

    def holding_back(self, below: Verdict) -> tuple[str, ...]:
        """Return the steps of the gates and flags that keep, or may keep, the verdict under ``below``."""
        return tuple(step for step, caps in self._caps if caps < below)

    @cached_property
    def _caps(self) -> tuple[tuple[str, Verdict], ...]:
        plan = self.bench.plan
        gates, flags = gates_of(plan, self.env), flags_of(plan, self.env)
        caps = [(f"gate:{gate.id}", gate.caps) for gate in gates if gate.passed is not True]
        caps += [(f"flag:{flag.id}", flag.caps) for flag in flags if flag.raised is not False]
        return tuple((step, cap) for step, cap in caps if cap is not None)

"""What all trials of one evaluation share: the parts that make up the total, and what has to run again for each fact."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from contracteval.analysis.study import Study
from contracteval.evaluation.admission import out_before_prices
from contracteval.evaluation.aggregate import groups_of
from contracteval.formula import expression as x
from contracteval.formula.to_segment import Follow, to_segment
from contracteval.model.bid import Answers
from contracteval.model.record import dataclass
from contracteval.model.result import Score, Verdict
from contracteval.model.settings import EXACT, Admission
from contracteval.model.value import Unknown
from contracteval.rules.plan import Branch, Leaf, Plan
from contracteval.rules.prices import early_bars, early_gates
from contracteval.rules.rulebook import LOT, Step

BUYER_POSITION, SUPPLIER_POSITION = "buyer_position", "supplier_position"
"""The measures that tell what each party is left with: a rulebook that defines them has its levers priced."""
BAR = "bar"
"""How the steps begin that stand for the bars that the buyer set, as ``gate`` and ``flag`` begin those of the rules."""
Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Followed:
    """A step compiled to be followed along one fact."""

    step: Step
    formulas: tuple[Follow, ...]
    only_if: Follow | None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the total, which it adds to by its share: a criterion, or a group that is joined by no mean."""

    id: str
    share: Fraction
    member: Branch | Leaf
    criteria: frozenset[str]

    def low(self, scores: Mapping[str, Score]) -> Fraction:
        """Return the least that the part can be."""
        return self.ends(scores)[0]

    def ends(self, scores: Mapping[str, Score]) -> tuple[Fraction, Fraction]:
        """Return the least and the most that the part can be."""
        score = scores[self.id] if isinstance(self.member, Leaf) else groups_of((self.member,), scores)[0]
        return score.ends


class Workbench:
    """What all trials of one evaluation share."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.plan = study.plan
        self.trials: dict[str, Any] = {}  # the bids as they were read
        self._cones: dict[str, frozenset[str]] = {}
        self._moved: dict[str, tuple[Part, ...]] = {}
        self._paths: dict[tuple[str, frozenset[str]], tuple[str, ...]] = {}
        self._followed: dict[str, Followed] = {}

    # --- what rests on what

    @cached_property
    def steps(self) -> frozenset[str]:
        """Everything that a score, a gate, a flag or the position of a party rests on."""
        ids = {BUYER_POSITION, SUPPLIER_POSITION} & set(self.plan.rulebook.steps)
        return (self.judging | self.scoring | ids).union(*(self.study.rests_on[id_] for id_ in ids))

    @cached_property
    def rests_on(self) -> Mapping[str, frozenset[str]]:
        """Everything that each step rests on, the facts that it reads from all bids at once too."""
        steps, below = self.plan.rulebook.steps, self.study.rests_on
        read = {id_: frozenset(_read_from_lot(steps[id_])) for id_ in self.steps if id_ in steps}
        return {id_: below[id_].union(read.get(id_, ()), *(read.get(name, ()) for name in below[id_])) for id_ in below}

    @cached_property
    def judging(self) -> frozenset[str]:
        """What the verdict rests on."""
        return frozenset(self.verdict_steps).union(*(self.study.rests_on[id_] for id_ in self.verdict_steps))

    @cached_property
    def verdict_steps(self) -> tuple[str, ...]:
        """The conditions of the gates and flags."""
        return (*(f"gate:{gate.id}" for gate in self.plan.gates), *(f"flag:{flag.id}" for flag in self.plan.flags))

    @cached_property
    def scoring(self) -> frozenset[str]:
        """What the total rests on."""
        ids = self.study.criteria
        return frozenset(ids).union(*(self.study.rests_on[id_] for id_ in ids))

    def cone(self, fact: str) -> frozenset[str]:
        """Return the steps that have to be run again when a fact is other."""
        if fact not in self._cones:
            self._cones[fact] = frozenset(id_ for id_ in self.steps if fact in self.rests_on.get(id_, ()))
        return self._cones[fact]

    def path(self, fact: str, ends: frozenset[str]) -> tuple[str, ...]:
        """Return the steps from a fact to some steps, in the order in which they are run."""
        if (fact, ends) not in self._paths:
            wanted = (ends.union(*(self.rests_on[id_] for id_ in ends))) & self.cone(fact)
            self._paths[fact, ends] = tuple(sorted(wanted, key=self._order.__getitem__))
        return self._paths[fact, ends]

    @cached_property
    def _order(self) -> Mapping[str, int]:
        return {id_: place for place, id_ in enumerate(self.plan.rulebook.steps)}

    def followed(self, step_id: str) -> Followed:
        """Return a step compiled to be followed along one fact."""
        if step_id not in self._followed:
            step, context = self.plan.rulebook.steps[step_id], self.study.engine.context
            only_if = None if step.only_if is None else to_segment(step.only_if.node, context)
            formulas = tuple(to_segment(formula.node, context) for formula in step.formulas)
            self._followed[step_id] = Followed(step, formulas, only_if)
        return self._followed[step_id]

    # --- the total and its parts

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The parts whose shares of their scores add up to the total; a criterion that stands twice is one part."""
        found: dict[str, Part] = {}
        for group in self.plan.groups:
            for part in _parts(group, group.weight):
                before = found.get(part.id)
                found[part.id] = part if before is None else replace(part, share=part.share + before.share)
        return tuple(found.values())

    def parts_with(self, fact: str) -> tuple[Part, ...]:
        """Return the parts that move with a fact."""
        if fact not in self._moved:
            cone = self.cone(fact)
            self._moved[fact] = tuple(part for part in self.parts if not cone.isdisjoint(part.criteria))
        return self._moved[fact]

    def verdict_steps_with(self, fact: str) -> tuple[str, ...]:
        """Return the conditions of gates and flags that rest on a fact."""
        return tuple(step for step in self.verdict_steps if step in self.cone(fact))

    def bars_with(self, fact: str) -> tuple[Admission, ...]:
        """Return the bars on scores that rest on a fact."""
        bars = self.plan.settings.admissions
        return tuple(bar for bar in bars if not self.bars[bar.id].criteria.isdisjoint(self.cone(fact)))

    def minimum_parts(self, bar: Admission, fact: str) -> tuple[Part, ...]:
        """Return the parts that add up to what a bar is held against, as far as they move with a fact."""
        parts = _parts(self.bars[bar.id].member, Fraction(1))
        return tuple(part for part in parts if not part.criteria.isdisjoint(self.cone(fact)))

    def act_together(self, one: str, other: str) -> bool:
        """Say whether what one fact does hangs on the other: they enter one score, one gate, flag or bar."""
        shared = self.cone(one) & self.cone(other)
        if any(step in shared for step in self.verdict_steps) or not shared.isdisjoint(self.study.criteria):
            return True
        parts = [part for part in self.parts_with(one) if part in self.parts_with(other)]
        return bool(parts) or not set(self.bars_with(one)).isdisjoint(self.bars_with(other))

    # --- the other bids

    def offered(self, fact: str) -> Fraction:
        """Return the greatest number that a bid gives for a fact."""
        answers = (bid.answers.facts.get(fact) for bid in self.study.dossier.bids)
        values = (answer.value for answer in answers if answer is not None)
        return max((abs(value) for value in values if isinstance(value, Fraction)), default=Fraction(0))

    @cached_property
    def compared(self) -> frozenset[str]:
        """The facts that a rule reads from all bids at once: moving one moves the others' scores too."""
        steps = self.plan.rulebook.steps
        return frozenset(fact for id_ in self.steps if id_ in steps for fact in _read_from_lot(steps[id_]))

    @cached_property
    def readers(self) -> frozenset[str]:
        """The steps that rest on the other bids."""
        return frozenset(id_ for id_ in self.steps if LOT in self.study.rests_on.get(id_, ()))

    @cached_property
    def lot(self) -> Mapping[str, Row]:
        """The rows of the table of bids by bid, without those that are out before the prices are opened."""
        if not self.readers:
            return {}
        out = out_before_prices(self.plan, list(self.study.results.values()))
        return {bid.id: self.row(self.study.answers(bid.id)) for bid in self.study.dossier.bids if bid.id not in out}

    def row(self, answers: Answers) -> Row:
        """Return the row of one bid, with the columns that some rule reads."""
        values = {id_: answers.facts[id_].value for id_ in self.compared if id_ in answers.facts}
        return {id_: Unknown(frozenset({id_})) if values.get(id_) is None else values[id_] for id_ in self.compared}

    @cached_property
    def admitting(self) -> frozenset[str]:
        """The facts that decide which bids the others are compared with: by gates, and by bars that the buyer set."""
        bars, gates = self.plan.settings.admissions, self.plan.gates
        if self.picks_best:
            gates = tuple(gate for gate in gates if gate.caps is Verdict.REJECT)
        else:
            bars, gates = (early_bars(self.plan), early_gates(self.plan)) if self.readers else ((), ())  # type: ignore[assignment]
        steps = {f"gate:{gate.id}" for gate in gates}.union(*(self.bars[bar.id].criteria for bar in bars))
        return frozenset().union(*(self.rests_on[step] for step in steps))

    @cached_property
    def picks_best(self) -> bool:
        """Say whether only the best few go on from some bar."""
        return any(bar.top is not None for bar in self.plan.settings.admissions)

    @cached_property
    def bars(self) -> Mapping[str, Part]:
        """What each bar that the buyer set is held against."""
        return {bar.id: _found(self.plan, bar.on) for bar in self.plan.settings.admissions}

    @cached_property
    def rounds(self) -> bool:
        """Say whether scores or totals are rounded."""
        return self.plan.settings.rounding != EXACT

    @cached_property
    def slack(self) -> Fraction:
        """How far rounding may take a total from what it is exactly, twice over."""
        digits = [d for d in (self.plan.settings.rounding.scores, self.plan.settings.rounding.total) if d is not None]
        levels = 2 + max((len(self.plan.above(branch)) for _, branch, _ in self.plan.leaves()), default=0)
        return Fraction(levels, 10 ** min(digits)) if digits else Fraction(0)

    def is_tried(self, fact: str) -> bool:
        """Say whether only trying tells what moving a fact does: who takes part hangs on rounding, or on what is compared."""
        if self.plan.settings.rounding.scores is not None and any(
            fact in self._under(bar) for bar in self.bars.values()
        ):
            return True
        return fact in self.compared and (fact in self.admitting or self._excludes_by_others)

    @cached_property
    def _excludes_by_others(self) -> bool:
        """Say whether a bid may be rejected for what the others are."""
        steps = [f"gate:{gate.id}" for gate in self.plan.gates if gate.caps is Verdict.REJECT]
        steps += [f"flag:{flag.id}" for flag in self.plan.flags if flag.caps is Verdict.REJECT]
        steps += [id_ for bar in self.bars.values() for id_ in bar.criteria]
        return not self.readers.isdisjoint(steps)

    def _under(self, part: Part) -> frozenset[str]:
        return frozenset().union(*(self.rests_on[id_] for id_ in part.criteria))

    def bears_on(self, step: str) -> frozenset[str]:
        """Return what a gate, a flag or a bar rests on."""
        kind, _, id_ = step.partition(":")
        return self._under(self.bars[id_]) if kind == BAR else self.rests_on[step]


def _read_from_lot(step: Step) -> Iterator[str]:
    formulas = [*step.formulas, *step.columns.values(), *([step.only_if] if step.only_if else [])]
    for formula in formulas:
        if LOT in formula.names:
            columns = (item for item in x.walk(formula.node) if isinstance(item, x.Column))
            yield from (item.column for item in columns if item.table == LOT)


def _found(plan: Plan, on: str) -> Part:
    """Return a group or criterion of the tree as a part of its own."""
    leaves = [leaf for leaf, _, _ in plan.leaves() if leaf.criterion.id == on]
    member = next((branch for branch in _branches(plan.groups) if branch.id == on), None) or leaves[0]
    return Part(on, Fraction(0), replace(member, weight=Fraction(1)), _criteria(member))


def _branches(members: Iterable[Branch | Leaf]) -> Iterator[Branch]:
    for member in members:
        if isinstance(member, Branch):
            yield member
            yield from _branches(member.members)


def _parts(member: Branch | Leaf, share: Fraction) -> Iterator[Part]:
    if isinstance(member, Leaf):
        yield Part(member.criterion.id, share, member, frozenset({member.criterion.id}))
    elif member.join == "mean":
        for below in member.members:
            if below.weight:
                yield from _parts(below, share * below.weight)
    else:
        yield Part(f"group:{member.id}", share, replace(member, weight=Fraction(1)), _criteria(member))


def _criteria(member: Branch | Leaf) -> frozenset[str]:
    if isinstance(member, Leaf):
        return frozenset({member.criterion.id})
    return frozenset[str]().union(*(_criteria(below) for below in member.members if below.weight))

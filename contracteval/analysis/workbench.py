"""What all trials of one evaluation share: the parts that make up the total, and what has to run again for each fact."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from contracteval.analysis.study import Study
from contracteval.evaluation.aggregate import groups_of
from contracteval.evaluation.judge import flag_raised, gate_passed
from contracteval.formula import expression as x
from contracteval.formula.to_segment import Follow, to_segment
from contracteval.model.record import dataclass
from contracteval.model.result import Score
from contracteval.model.settings import EXACT
from contracteval.rules.plan import Branch, Leaf
from contracteval.rules.rulebook import LOT, Step

BUYER_POSITION, SUPPLIER_POSITION = "buyer_position", "supplier_position"
"""The measures that tell what each party is left with: a rulebook that defines them has its levers priced."""


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
        if isinstance(self.member, Leaf):
            return scores[self.id].low or Fraction(0)
        return groups_of((self.member,), scores)[0].low or Fraction(0)


class Workbench:
    """What all trials of one evaluation share."""

    def __init__(self, study: Study) -> None:
        self.study = study
        self.plan = study.plan
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
            rests_on = self.study.rests_on
            self._cones[fact] = frozenset(id_ for id_ in self.steps if fact in rests_on.get(id_, ()))
        return self._cones[fact]

    def path(self, fact: str, ends: frozenset[str]) -> tuple[str, ...]:
        """Return the steps from a fact to some steps, in the order in which they are run."""
        if (fact, ends) not in self._paths:
            wanted = (ends.union(*(self.study.rests_on[id_] for id_ in ends))) & self.cone(fact)
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

    def is_clear(self, step: str, env: Mapping[str, Any]) -> bool:
        """Say whether the step of a gate or flag holds nothing back: the gate is passed, the flag is not raised."""
        kind, _, id_ = step.partition(":")
        outcome = env[step]
        if kind == "gate":
            return gate_passed(outcome) is True
        return flag_raised(self.plan.rulebook.flags[id_], outcome) is False

    # --- the lot

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

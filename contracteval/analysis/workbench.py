"""What all trials of one evaluation share: the parts that make up the total, and what has to run again for each fact."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from contracteval.analysis.field import BAR, Field, read_from_lot
from contracteval.analysis.parts import Part, parts_of
from contracteval.analysis.study import Study
from contracteval.formula.to_segment import Follow, to_segment
from contracteval.model.record import dataclass
from contracteval.model.settings import Admission
from contracteval.rules.rulebook import Step

BUYER_POSITION, SUPPLIER_POSITION = "buyer_position", "supplier_position"
"""The measures that tell what each party is left with: a rulebook that defines them has its levers priced."""


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
        read = {id_: frozenset(read_from_lot(steps[id_])) for id_ in self.steps if id_ in steps}
        return {id_: below[id_].union(read.get(id_, ()), *(read.get(name, ()) for name in below[id_])) for id_ in below}

    @cached_property
    def field(self) -> Field:
        """The bids beside each other."""
        return Field(self.study, self.steps, self.rests_on)

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
            for part in parts_of(group, group.weight):
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
        return tuple(bar for bar in bars if not self.field.bars[bar.id].criteria.isdisjoint(self.cone(fact)))

    def minimum_parts(self, bar: Admission, fact: str) -> tuple[Part, ...]:
        """Return the parts that add up to what a bar is held against, as far as they move with a fact."""
        parts = parts_of(self.field.bars[bar.id].member, Fraction(1))
        return tuple(part for part in parts if not part.criteria.isdisjoint(self.cone(fact)))

    def act_together(self, one: str, other: str) -> bool:
        """Say whether what one fact does hangs on the other: they enter one score, one gate, flag or bar."""
        shared = self.cone(one) & self.cone(other)
        if any(step in shared for step in self.verdict_steps) or not shared.isdisjoint(self.study.criteria):
            return True
        parts = [part for part in self.parts_with(one) if part in self.parts_with(other)]
        return bool(parts) or not set(self.bars_with(one)).isdisjoint(self.bars_with(other))

    def bears_on(self, step: str) -> frozenset[str]:
        """Return what a gate, a flag or a bar rests on; where it hangs on the other bids, who takes part counts too."""
        kind, _, id_ = step.partition(":")
        if kind != BAR:
            return self.rests_on[step] | (self.field.admitting if step in self.field.readers else frozenset())
        part = self.field.bars[id_]
        beside = id_.startswith("top:") or not part.criteria.isdisjoint(self.field.readers)
        return self.field.under(part) | (self.field.admitting if beside else frozenset())

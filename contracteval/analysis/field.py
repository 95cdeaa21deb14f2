"""The field of bids: what rules compare them by, who takes part, and the bars that the buyer set."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property
from typing import Any

from contracteval.analysis.parts import Part, part_on
from contracteval.analysis.study import Study
from contracteval.formula import expression as x
from contracteval.model.bid import Answers
from contracteval.model.result import Verdict
from contracteval.model.settings import EXACT
from contracteval.model.value import Unknown
from contracteval.rules.rulebook import LOT, Step, formulas_of

BAR = "bar"
"""How the steps begin that stand for the bars that the buyer set, as ``gate`` and ``flag`` begin those of the rules."""
Row = Mapping[str, Any]


class Field:
    """The bids beside each other; ``steps`` are those that count, with what each of them ``rests_on``."""

    def __init__(self, study: Study, steps: frozenset[str], rests_on: Mapping[str, frozenset[str]]) -> None:
        self.study = study
        self.plan = study.plan
        self.steps = steps
        self.rests_on = rests_on

    def offered(self, fact: str) -> Fraction:
        """Return the greatest number that a bid gives for a fact."""
        answers = (bid.answers.facts.get(fact) for bid in self.study.dossier.bids)
        values = (answer.value for answer in answers if answer is not None)
        return max((abs(value) for value in values if isinstance(value, Fraction)), default=Fraction(0))

    @cached_property
    def compared(self) -> frozenset[str]:
        """The facts that a rule reads from all bids at once: moving one moves the others' scores too."""
        steps = self.plan.rulebook.steps
        return frozenset(fact for id_ in self.steps if id_ in steps for fact in read_from_lot(steps[id_]))

    @cached_property
    def readers(self) -> frozenset[str]:
        """The steps that rest on the other bids."""
        return frozenset(id_ for id_ in self.steps if LOT in self.study.rests_on.get(id_, ()))

    @cached_property
    def rows(self) -> Mapping[str, Row]:
        """The rows of the table of bids by bid, without those that are out before the prices are opened."""
        if not self.readers:
            return {}
        opened = [bid.id for bid in self.study.dossier.bids if self.study.results[bid.id].opened]
        return {id_: self.row(self.study.answers(id_)) for id_ in opened}

    def row(self, answers: Answers) -> Row:
        """Return the row of one bid, with the columns that some rule reads."""
        values = {id_: answers.facts[id_].value for id_ in self.compared if id_ in answers.facts}
        return {id_: Unknown(frozenset({id_})) if values.get(id_) is None else values[id_] for id_ in self.compared}

    @cached_property
    def admitting(self) -> frozenset[str]:
        """The facts that decide which bids the others are compared with: by gates, and by bars that the buyer set."""
        bars = self.plan.settings.admissions
        gates = frozenset(gate.id for gate in self.plan.gates if gate.caps is Verdict.REJECT)
        if not self.picks_best:
            if not self.readers:
                return frozenset()
            early = self.study.engine.early
            bars, gates = early.plan.settings.admissions, early.gates
        steps = {f"gate:{id_}" for id_ in gates}.union(*(self.bars[bar.id].criteria for bar in bars))
        return frozenset().union(*(self.rests_on[step] for step in steps))

    @cached_property
    def picks_best(self) -> bool:
        """Say whether only the best few go on from some bar."""
        return any(bar.top is not None for bar in self.plan.settings.admissions)

    @cached_property
    def bars(self) -> Mapping[str, Part]:
        """What each bar that the buyer set is held against."""
        return {bar.id: part_on(self.plan, bar.on) for bar in self.plan.settings.admissions}

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
            fact in self.under(bar) for bar in self.bars.values()
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

    def under(self, part: Part) -> frozenset[str]:
        """Return what a part of the total rests on."""
        return frozenset().union(*(self.rests_on[id_] for id_ in part.criteria))


def read_from_lot(step: Step) -> Iterator[str]:
    """Yield the facts that a step reads from all bids at once."""
    for formula in formulas_of(step):
        if LOT in formula.names:
            columns = (item for item in x.walk(formula.node) if isinstance(item, x.Column))
            yield from (item.column for item in columns if item.table == LOT)

"""A walk along one fact: from the value that was read as far as the fact may go."""

from __future__ import annotations

from collections.abc import MutableMapping
from fractions import Fraction
from typing import Any

from contracteval.analysis.trial import Trial, put
from contracteval.formula import rational as r
from contracteval.model.bid import Answer
from contracteval.model.fact import FactSpec
from contracteval.model.record import dataclass
from contracteval.rules.rulebook import LOT


@dataclass(frozen=True, slots=True)
class Way:
    """A walk along one fact: from ``start`` upwards (``slope`` 1) or downwards (-1), as far as the fact may go."""

    trial: Trial
    spec: FactSpec
    answer: Answer
    start: Fraction
    slope: int

    @property
    def length(self) -> Fraction | None:
        """How far it is to the end of what the fact may be; None where there is none."""
        end = self.spec.range.high if self.slope > 0 else self.spec.range.low
        return None if end is None else abs(end - self.start)

    @property
    def end_counts(self) -> bool:
        """Say whether the end itself is possible."""
        limits = self.spec.range
        return not (limits.high_open if self.slope > 0 else limits.low_open)

    def value(self, t: Fraction) -> Fraction:
        """Return the value of the fact ``t`` away from the start."""
        return self.start + self.slope * t

    def answer_at(self, t: Fraction) -> Answer:
        """Return the answer ``t`` away from the start."""
        return Answer(self.value(t), self.answer.grade, self.answer.places)

    def at(self, t: Fraction) -> Trial:
        """Return the bid with the fact ``t`` away from the start."""
        return self.trial.but({self.spec.id: self.answer_at(t)})

    def enter(self, env: MutableMapping[str, Any], t: Fraction, bid: str, *, moving: bool) -> None:
        """Put the fact at ``t`` into the environment of a bid, its own or another's; ``moving`` as it goes on from there."""
        value = r.variable(self.value(t), Fraction(self.slope)) if moving else self.value(t)
        if bid == self.trial.bid:
            put(env, self.spec.id, self.answer_at(t))
            env[self.spec.id] = value
        lot, own = self.trial.lot, self.trial.bid
        if own in lot and self.spec.id in self.trial.bench.field.compared:
            env[LOT] = [{**row, self.spec.id: value} if id_ == own else row for id_, row in lot.items()]

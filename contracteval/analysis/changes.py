"""What is supposed otherwise than it was read: answers, weights, parameters, bids left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from fractions import Fraction

from contracteval.model.bid import Answers
from contracteval.model.record import dataclass


@dataclass(frozen=True, slots=True)
class Changes:
    """A supposition to judge the bids under. What it does not name stays as it was read.

    ``brief`` and ``bids`` lie over the answers that were read (an answer without a value makes a fact unknown);
    ``weights`` are shares of the total by top group and sum to 1 with those it leaves; ``without`` names bids left out.
    """

    brief: Answers = field(default_factory=Answers)
    bids: Mapping[str, Answers] = field(default_factory=dict)
    weights: Mapping[str, Fraction] = field(default_factory=dict)
    parameters: Mapping[str, Fraction] = field(default_factory=dict)
    without: frozenset[str] = frozenset()

    @classmethod
    def of_bid(cls, bid: str, answers: Answers) -> Changes:
        """Suppose other answers of one bid."""
        return cls(bids={bid: answers})

    @property
    def touches_lot(self) -> bool:
        """Say whether rules that look at all bids could see a difference."""
        return bool(self.bids or self.without or self.brief.facts)

    def ids_for(self, bid: str) -> frozenset[str]:
        """Return the facts, tables and parameters that differ for one bid."""
        return frozenset(self._ids(bid))

    def _ids(self, bid: str) -> Iterator[str]:
        for answers in (self.brief, self.bids.get(bid, Answers())):
            yield from answers.facts
            yield from answers.tables
        yield from self.parameters


NO_CHANGES = Changes()

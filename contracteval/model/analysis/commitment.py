"""What the bids are worth if only what is contracted counts, and what to write into the contract before signing."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from contracteval.model.record import dataclass
from contracteval.model.result import Score
from contracteval.text import Text

Lack = Literal["clause", "measure", "funding"]


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise that counts in the score, and what it still lacks; in a table, ``row`` counts from 1.

    ``at_stake`` is how many points of the total rest on it today at most.
    """

    fact: str
    row: int | None
    label: Text
    grade: str
    clause: str | None
    lacks: tuple[Lack, ...]
    at_stake: Fraction


@dataclass(frozen=True, slots=True)
class Committed:
    """One bid at face value and at commitment value, the low end of the total when what is not contracted is unknown.

    ``face`` is not given and ``value`` None where they rest on a price that was never opened. Both ranks are None for a
    rejected bid; bids of equal value share the best rank.
    """

    bid: str
    face: Score
    rank: int | None
    rank_best: int | None
    rank_worst: int | None
    value: Fraction | None
    value_rank: int | None
    promises: tuple[Promise, ...]


@dataclass(frozen=True, slots=True)
class Commitment:
    """All bids, in the order of their ranking at face value; ``turns`` says that the first place changes hands."""

    bids: tuple[Committed, ...]
    turns: bool

"""What the weights decide: how far they may move, what it takes to turn the order, in how many weightings each bid wins.

All numbers are exact fractions; weights are shares of the total that sum to 1. A bid with missing answers has two
readings: ``certain`` takes its low end against the others' high ends, ``possible`` the other way round. A bid is first
while no other is ahead of it: alone or sharing the place. Being level loses nothing.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Literal

from contracteval.model.record import dataclass
from contracteval.text import Text

Standing = Literal["first", "possible", "tied", "never"]


@dataclass(frozen=True, slots=True)
class Component:
    """Something that carries a weight in the total: a top group, or a criterion with its effective weight."""

    id: str
    title: Text
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Move:
    """What it takes to make a bid first by weights alone.

    ``first``: nothing, it is; ``level`` says that it shares the place. ``possible``: ``change``, the least sum of absolute changes, draws it
    level at ``weights``, and any step further puts it ahead. ``tied``: it can draw level but never be ahead.
    ``never``: under every weighting one of ``outdone_by`` is ahead.
    """

    standing: Standing
    change: Fraction | None = None
    weights: tuple[Fraction, ...] = ()
    outdone_by: tuple[str, ...] = ()
    level: bool = False


@dataclass(frozen=True, slots=True)
class ToFirst:
    """What would make one bid first, whatever its missing answers are and if they turn out well."""

    bid: str
    certain: Move
    possible: Move


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far every weight may move at once before the leader may lose its place.

    ``margin`` is the largest common change under which it stays first (at the margin itself it is at worst level with
    ``rival``, at ``weights``); None when no weighting turns the order, and then ``level`` are those who can draw level.
    """

    leader: str
    margin: Fraction | None
    rival: str | None = None
    weights: tuple[Fraction, ...] = ()
    level: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Threshold:
    """Between which values of one weight, the others rescaled in proportion, the leader stays first; None: no end."""

    component: str
    low: Fraction | None
    low_rival: str | None
    high: Fraction | None
    high_rival: str | None


@dataclass(frozen=True, slots=True)
class RankShares:
    """In which share of the admissible weightings a bid takes each rank, the first rank first.

    ``certain`` counts the weightings in which it takes the rank whatever its missing answers are, ``possible`` those in
    which it may; they are equal when no answer is missing. Bids that are level share the better rank.
    """

    bid: str
    certain: tuple[Fraction, ...]
    possible: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True)
class Acceptability:
    """Stochastic multicriteria acceptability analysis (SMAA; Lahdelma, Hokkanen and Salminen 1998) over weightings.

    ``admissible``: ``free`` is every weighting, ``ordered`` those that keep the order of the present weights, ``ranges``
    those within the ranges of evaluation.toml. Without ``draws`` the shares are exact volumes; else they are estimated
    from so many draws, and ``standard_error`` is the largest of any share.
    """

    admissible: Literal["free", "ordered", "ranges"]
    bids: tuple[RankShares, ...]
    draws: int | None = None
    seed: int | None = None
    standard_error: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Level:
    """The analysis of the weights of one level: ``groups``, the weights of the total, or ``criteria``, those within too.

    ``leaders`` are certainly first (several when tied); none while missing answers leave the first place open, and then
    there is neither tolerance nor threshold.
    """

    id: Literal["groups", "criteria"]
    components: tuple[Component, ...]
    leaders: tuple[str, ...]
    tolerance: Tolerance | None
    thresholds: tuple[Threshold, ...]
    to_first: tuple[ToFirst, ...]
    acceptability: tuple[Acceptability, ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """The levels that differ, top groups first. ``rejected`` bids are out whatever the weights are."""

    levels: tuple[Level, ...]
    rejected: tuple[str, ...]

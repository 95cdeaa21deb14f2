"""What would turn a decision: the smallest changes that make a bid first or lift its verdict, and who pays for them."""

from __future__ import annotations

from fractions import Fraction

from contracteval.model.fact import Party, Value
from contracteval.model.record import dataclass
from contracteval.model.result import Verdict
from contracteval.text import Text


@dataclass(frozen=True, slots=True)
class Move:
    """One fact moved. ``before`` is None when it is not known, ``after`` None when only its evidence is raised.

    ``at_most`` says that less will do as well (else more will). ``edge`` is where the goal begins to be met, None for facts that move in steps; ``beyond`` says that the edge itself
    is not enough, ``contracted`` that it is put into the contract too, ``rounded`` that ``after`` is a number fit to be written a little beyond the edge.
    """

    fact: str
    before: Value | None
    after: Value | None
    edge: Fraction | None = None
    beyond: bool = False
    rounded: bool = False
    at_most: bool = False
    contracted: bool = False


@dataclass(frozen=True, slots=True)
class Lever:
    """Moves that together meet a goal, and what they do.

    ``buyer`` and ``vendor`` are what each party gains (below zero: pays) per year, None where the rules do not price the
    move; ``paid_by`` names who bears it. ``effort`` compares levers: how far each fact goes, as a share of its way.
    """

    moves: tuple[Move, ...]
    verdict: Verdict
    rank: int | None
    tied: bool
    low: Fraction
    buyer: Fraction | None
    vendor: Fraction | None
    paid_by: tuple[Party, ...]
    effort: Fraction

    @property
    def joint(self) -> Fraction | None:
        """What both parties together gain per year."""
        return None if self.buyer is None or self.vendor is None else self.buyer + self.vendor

    @property
    def is_win_win(self) -> bool:
        """Say whether both parties together gain, and neither loses."""
        known = self.buyer is not None and self.vendor is not None
        return known and self.buyer >= 0 and self.vendor >= 0 and self.joint > 0  # type: ignore[operator]


@dataclass(frozen=True, slots=True)
class Aim:
    """One goal of a bid, with the single levers that reach it, best first, and the best pair.

    ``verdict`` is the verdict aimed at, None for first place. ``gap`` is what the total still lacks, and ``reach`` the
    most that a single fact could add to it (first place only). ``held_by`` are the titles of the gates, flags and bars
    that reject the bid, or may (first place only). ``paired`` says that the search for pairs went to its end.
    """

    verdict: Verdict | None
    single: tuple[Lever, ...]
    pair: Lever | None
    gap: Fraction | None = None
    reach: Fraction | None = None
    paired: bool = True
    held_by: tuple[Text, ...] = ()


@dataclass(frozen=True, slots=True)
class PriceDeficit:
    """How much cheaper a bid would have had to be to come first.

    ``highest`` is the price that would do, None when no lower price would; ``dearer`` one that would do above the
    present price, where there is one.
    """

    fact: str
    price: Fraction
    highest: Move | None
    dearer: Move | None


@dataclass(frozen=True, slots=True)
class BidLevers:
    """What would turn the decision on one bid."""

    bid: str
    is_first: bool
    tied_with: tuple[str, ...]
    aims: tuple[Aim, ...]
    deficit: PriceDeficit | None


@dataclass(frozen=True, slots=True)
class Levers:
    """Every bid with its levers; ``priced`` says whether the rules tell what each party is left with."""

    bids: tuple[BidLevers, ...]
    priced: bool

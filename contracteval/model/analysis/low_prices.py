"""What the named tests of low prices say of each bid, those that judge and those that are only shown."""

from __future__ import annotations

from fractions import Fraction

from contracteval.model.record import dataclass
from contracteval.text import Text


@dataclass(frozen=True, slots=True)
class Tested:
    """One bid under one test: the limit in money per year, and whether the test names the bid (None: unknown).

    A price below the limit is named, one above it is not; whether the limit itself is named is for the test to say.
    """

    bid: str
    price: Fraction | None
    limit: Fraction | None
    raised: bool | None


@dataclass(frozen=True, slots=True)
class LowPriceTest:
    """One test. ``judges`` says that it is among the rules of this evaluation; ``cannot`` why it can tell nothing here."""

    id: str
    ruleset: str
    title: Text
    sources: tuple[str, ...]
    judges: bool
    cannot: Text | None
    bids: tuple[Tested, ...]

    @property
    def raised(self) -> tuple[str, ...]:
        """The bids that this test names."""
        return tuple(item.bid for item in self.bids if item.raised)


@dataclass(frozen=True, slots=True)
class LowPrices:
    """All tests; ``counted`` bids have a say, and no price of so many lies farther from the mean than ``farthest``
    standard deviations of the sample (the square of that number is given, exactly; None below two bids)."""

    counted: int
    farthest_squared: Fraction | None
    tests: tuple[LowPriceTest, ...]

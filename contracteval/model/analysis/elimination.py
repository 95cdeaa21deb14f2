"""What leaving a bid out would do to the others, and which bid is at least as good as another on everything."""

from __future__ import annotations

from contracteval.model.record import dataclass
from contracteval.model.result import Score, Verdict


@dataclass(frozen=True, slots=True)
class Shift:
    """One of the other bids, with and without the bid that is left out; no total rests on a price never opened."""

    bid: str
    before: Score
    after: Score
    verdict_before: Verdict
    verdict_after: Verdict

    @property
    def returns(self) -> bool:
        """Say whether it is rejected only because of the bid that is left out."""
        return self.verdict_before is Verdict.REJECT is not self.verdict_after

    @property
    def drops_out(self) -> bool:
        """Say whether it would be rejected then, and is not now."""
        return self.verdict_before is not Verdict.REJECT is self.verdict_after


@dataclass(frozen=True, slots=True)
class Turn:
    """Two of the other bids whose order is another: which of them is ahead before and after, None where they tie."""

    pair: tuple[str, str]
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Removal:
    """One bid left out: whose score or verdict it changes, the pairs whose order it turns, and who comes first then.

    ``first`` is empty while missing answers leave that open.
    """

    bid: str
    shifts: tuple[Shift, ...]
    turned: tuple[Turn, ...]
    first: tuple[str, ...]

    @property
    def turns(self) -> bool:
        """Say whether it decides between others: on their order, or on who is rejected."""
        return bool(self.turned) or any(shift.returns or shift.drops_out for shift in self.shifts)


@dataclass(frozen=True, slots=True)
class Dominance:
    """One bid scores at least as well as another on every criterion and better on those named.

    ``certain`` whatever the missing answers are, else only if they turn out so.
    """

    bid: str
    over: str
    certain: bool
    better_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Elimination:
    """Every bid left out in turn; ``relative`` names the rules that look at the other bids, none in an absolute rulebook.

    ``identical`` are pairs that score exactly alike on every criterion.
    """

    relative: tuple[str, ...]
    removals: tuple[Removal, ...]
    dominance: tuple[Dominance, ...]
    identical: tuple[tuple[str, str], ...]

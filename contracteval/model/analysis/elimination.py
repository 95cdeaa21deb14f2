"""What leaving a bid out would do to the others, and which bid is at least as good as another on everything."""

from __future__ import annotations

from contracteval.model.record import dataclass
from contracteval.model.result import Score, Verdict


@dataclass(frozen=True, slots=True)
class Shift:
    """One of the other bids, with and without the bid that is left out."""

    bid: str
    before: Score
    after: Score
    verdict_before: Verdict
    verdict_after: Verdict


@dataclass(frozen=True, slots=True)
class Removal:
    """One bid left out: whose score or verdict it changes, and the pairs whose order it turns (ahead before, ahead after)."""

    bid: str
    shifts: tuple[Shift, ...]
    turned: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Elimination:
    """Every bid left out in turn; ``relative`` names the rules that look at the other bids, none in an absolute rulebook."""

    relative: tuple[str, ...]
    removals: tuple[Removal, ...]

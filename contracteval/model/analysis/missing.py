"""What the missing answers leave open: who is ahead whatever they are, and what each of them could change."""

from __future__ import annotations

from fractions import Fraction

from contracteval.model.fact import Value
from contracteval.model.record import dataclass
from contracteval.text import Text


@dataclass(frozen=True, slots=True)
class Ahead:
    """One bid certainly ahead of another, whatever the missing answers are, unless they reject it.

    ``margin`` is how far every weight may move at once with that still so; None when no weighting turns it. ``shared``
    says that the order shows only when an answer that both bids hang on is given the same value for both: the intervals
    overlap, the bids never meet. Then ``margin`` is 0, because it is shown for the present weights alone.
    """

    ahead: str
    behind: str
    margin: Fraction | None
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Probe:
    """What one answer would leave of a bid's total."""

    value: Value
    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Effect:
    """What a missing answer means for one bid: its total now, after the best and after the worst answer tried.

    ``worth`` bounds how many points of the total the answer leaves open.
    """

    bid: str
    low: Fraction
    high: Fraction
    worth: Fraction
    best: Probe | None = None
    worst: Probe | None = None


@dataclass(frozen=True, slots=True)
class OpenFact:
    """A missing answer that a score, gate or flag waits for; ``bid`` is who lacks it, None where it is asked once for all.

    ``effects`` come with those on other bids, whose totals a relative rule leaves open too.
    ``changes_first`` says whether some answer narrows who may still come first, as ``turn`` shows with the bids that are
    left then; None when no answer could be tried (a table, a text).
    """

    fact: str
    label: Text
    question: Text
    by: str
    bid: str | None
    effects: tuple[Effect, ...]
    changes_first: bool | None = None
    turn: Value | None = None
    first_then: tuple[str, ...] = ()

    @property
    def worth(self) -> Fraction:
        """How many points the answer leaves open in the bid that hangs on it most."""
        return max((effect.worth for effect in self.effects), default=Fraction(0))


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A criterion that no bid could be scored on, with its share of the total: it parts nobody yet."""

    id: str
    title: Text
    weight: Fraction


@dataclass(frozen=True, slots=True)
class Missing:
    """The order that holds whatever is missing, and what to ask in which order.

    ``first`` are the bids that may come first, ``may_be_rejected`` those that an answer could still reject: they hold
    nobody back. ``facts`` stand in the order in which to ask. ``enclosed`` says that totals with missing answers are
    safe bounds, which the answers may not all reach together.
    """

    bids: tuple[str, ...]
    first: tuple[str, ...]
    ahead: tuple[Ahead, ...]
    may_be_rejected: tuple[str, ...]
    unanswered: tuple[Unanswered, ...]
    facts: tuple[OpenFact, ...]
    enclosed: bool

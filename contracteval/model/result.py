"""What an evaluation earns: the numbers that every report prints and none recomputes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import IntEnum
from fractions import Fraction
from typing import Literal

from contracteval.model.fact import Value
from contracteval.model.record import dataclass
from contracteval.text import Text

Status = Literal["scored", "unknown", "undefined", "not_applicable"]


class Verdict(IntEnum):
    """What to do with a bid, from the worst to the best."""

    REJECT = 0
    CLARIFY = 1
    NEGOTIATE = 2
    AWARD_WITH_CONDITIONS = 3
    AWARD = 4

    @property
    def id(self) -> str:
        """Id used in rules and in JSON."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Score:
    """A number that may be known only between ``low`` and ``high``; an end that is not bounded is None.

    ``value`` is None unless ``status`` is scored. Scores of criteria, groups and bids lie in 0 to 100.
    """

    status: Status
    value: Fraction | None
    low: Fraction | None
    high: Fraction | None

    @property
    def ends(self) -> tuple[Fraction, Fraction]:
        """The least and the most it can be; an end that is not bounded is that of the scale."""
        return (
            Fraction(0) if self.low is None else self.low,
            Fraction(100) if self.high is None else self.high,
        )

    @classmethod
    def exactly(cls, value: Fraction) -> Score:
        """Make a score that is known."""
        return cls("scored", value, value, value)

    @classmethod
    def not_judged(cls) -> Score:
        """Make a score that is not given at all."""
        return cls("not_applicable", None, None, None)


@dataclass(frozen=True, slots=True)
class MeasureResult:
    """The value of a named measure; ``value`` is a number, a yes/no or a choice, None unless scored.

    ``alternative`` counts from 0: which formula was used when the rule offers several.
    ``why`` says why it is undefined.
    """

    id: str
    status: Status
    value: Value | None
    low: Fraction | None
    high: Fraction | None
    alternative: int = 0
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class CriterionResult:
    """One criterion's score, with its weight in each group that it belongs to."""

    id: str
    ruleset: str
    title: Text
    score: Score
    weight: Fraction
    group: str
    why: Text | None = None


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A group's score; ``weight`` is its share of the total after weights are shared among what applies."""

    id: str
    title: Text
    score: Score
    weight: Fraction


@dataclass(frozen=True, slots=True)
class GateResult:
    """Whether a gate is passed: None when it cannot be known yet."""

    id: str
    title: Text
    passed: bool | None
    caps: Verdict | None
    zeroes: tuple[str, ...]
    why: Text


@dataclass(frozen=True, slots=True)
class FlagResult:
    """Whether a flag is raised: None when it cannot be known yet."""

    id: str
    title: Text
    raised: bool | None
    severity: str
    caps: Verdict | None
    why: Text
    question: Text


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that was not given and is needed; ``worth`` is how many points of the total it leaves open."""

    fact: str
    worth: Fraction
    label: Text
    question: Text
    by: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A promise that counts in the score but is not contracted yet; in a table, ``row`` counts from 1."""

    fact: str
    label: Text
    grade: str
    row: int | None = None


@dataclass(frozen=True, slots=True)
class BidResult:
    """Everything that one bid earned, judged alone; ranks are filled in when bids are compared.

    ``outcomes`` holds what the conditions of all gates and flags came to, by the id of their step; ``admissions`` the
    bars on scores that the buyer set in evaluation.toml, as far as the bid came to them. ``opened`` is False for a bid
    that gates or bars stopped before prices were opened: marks that rest on its price judge nothing.
    """

    id: str
    vendor: str
    score: Score
    committed: Fraction | None
    groups: tuple[GroupResult, ...]
    criteria: tuple[CriterionResult, ...]
    measures: Mapping[str, MeasureResult]
    gates: tuple[GateResult, ...]
    flags: tuple[FlagResult, ...]
    missing: tuple[Missing, ...]
    conditions: tuple[Condition, ...]
    verdict: Verdict
    why: Text
    facts: Mapping[str, Value] = field(default_factory=dict)
    rank: int | None = None
    rank_best: int | None = None
    rank_worst: int | None = None
    tied_with: tuple[str, ...] = ()
    outcomes: Mapping[str, MeasureResult] = field(default_factory=dict)
    admissions: tuple[GateResult, ...] = ()
    opened: bool = True

    @property
    def open_rejections(self) -> tuple[Text, ...]:
        """What may still reject the bid, as missing answers turn out: gates, bars and flags; none where it is rejected."""
        if self.verdict is Verdict.REJECT:
            return ()
        return tuple(dict.fromkeys(title for rejects, title in self._rejecters if rejects is None))

    @property
    def rejections(self) -> tuple[Text, ...]:
        """What rejects the bid, or may do so: gates, bars and flags."""
        return tuple(dict.fromkeys(title for rejects, title in self._rejecters if rejects is not False))

    @property
    def _rejecters(self) -> list[tuple[bool | None, Text]]:
        """Whether each gate, bar and flag that can reject a bid does, None while that is open."""
        gates = [gate for gate in (*self.gates, *self.admissions) if gate.caps is Verdict.REJECT]
        found = [(None if gate.passed is None else not gate.passed, gate.title) for gate in gates]
        return found + [(flag.raised, flag.title) for flag in self.flags if flag.caps is Verdict.REJECT]

    @property
    def may_be_rejected(self) -> bool:
        """Say whether it is in the running and missing answers may still reject it."""
        return bool(self.open_rejections)


@dataclass(frozen=True, slots=True)
class Comparison:
    """The bids of one evaluation side by side, best first."""

    bids: tuple[BidResult, ...]
    recommended: str | None


def unbeatable(bids: Iterable[BidResult]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the bids that come first whatever the missing answers are, and those that can at best draw level with them."""
    running = {bid.id: bid for bid in bids if bid.verdict is not Verdict.REJECT}
    ends = {id_: bid.score.ends for id_, bid in running.items()}
    first = tuple(
        id_
        for id_, (low, _) in ends.items()
        if not running[id_].may_be_rejected and all(low >= high for other, (_, high) in ends.items() if other != id_)
    )
    level = tuple(id_ for id_, (_, high) in ends.items() if first and id_ not in first and high == ends[first[0]][0])
    return first, level

"""What to ask each vendor, why it matters, and which answer would change the decision (for internal eyes)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Literal

from contracteval.model.analysis.levers import Move
from contracteval.model.record import dataclass
from contracteval.model.result import Verdict
from contracteval.text import Text

QuestionKind = Literal["missing", "flag", "promise"]


@dataclass(frozen=True, slots=True)
class Turn:
    """An answer that would change the decision: a bid first (``verdict`` None), a better verdict, or a flag no longer raised."""

    move: Move
    goal: Literal["first", "verdict", "flag"]
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``ask`` and ``matters`` may be sent to the vendor; ``turns``, ``worth`` and ``because`` stay inside.

    ``worth`` is how many points of the total hang on the answer; ``by`` is who has to answer.
    """

    kind: QuestionKind
    id: str
    by: str
    ask: Text
    matters: Text
    because: Text
    worth: Fraction
    urgent: bool
    turns: tuple[Turn, ...]


def alike(questions: Iterable[Question]) -> Iterator[tuple[Question, ...]]:
    """Put questions that several flags ask in the same words together, where the first of them stands."""
    groups: dict[Text, list[Question]] = {}
    for question in questions:
        groups.setdefault(question.ask, []).append(question)
    return (tuple(group) for group in groups.values())


@dataclass(frozen=True, slots=True)
class BidQuestions:
    """The questions about one bid, the most valuable first: to the vendor, and those that the buyer settles itself."""

    bid: str
    vendor: tuple[Question, ...]
    own: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Questions:
    """Every bid with its questions, in the order of the ranking."""

    bids: tuple[BidQuestions, ...]

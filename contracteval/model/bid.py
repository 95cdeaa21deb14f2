"""What was said: answers with their value, evidence grade and place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from contracteval.errors import Place, Problem
from contracteval.model.fact import Grade, Value
from contracteval.model.panel import Panel
from contracteval.model.record import dataclass


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. ``value`` None means unknown: left blank, refused, or declared not offered; ``raw`` is what was written."""

    value: Value | None
    grade: Grade = Grade.NONE
    places: tuple[Place, ...] = ()
    raw: str | None = None
    clause: str | None = None


Row = Mapping[str, Answer]


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers of one giver: facts by id, and the rows of each table (no key: not answered; no rows: none)."""

    facts: Mapping[str, Answer] = field(default_factory=dict)
    tables: Mapping[str, tuple[Row, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Bid:
    """One vendor's offer as read: its answers, and what the buyer and the panel said about it."""

    id: str
    vendor: str
    answers: Answers
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything that was read: the buyer's own answers, the bids, and every finding."""

    brief: Answers
    bids: tuple[Bid, ...]
    findings: tuple[Problem, ...] = ()
    panel: Panel | None = None

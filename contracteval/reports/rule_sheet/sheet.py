"""The parts of a rule sheet: a title, notes under key words, links between sheets, a scale to be drawn."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from fractions import Fraction
from typing import NamedTuple

from contracteval.model.fact import Value
from contracteval.model.record import dataclass
from contracteval.model.value import Outcome
from contracteval.rules.rulebook import (
    Step,
)
from contracteval.text import Text

KINDS: Mapping[str, Text] = {
    "criterion": Text("Criterion", "Critère"),
    "measure": Text("Measure", "Mesure"),
    "gate": Text("Gate", "Barrière"),
    "flag": Text("Flag", "Alerte"),
    "diagnostic": Text("Diagnostic", "Diagnostic"),
    "claim": Text("Closed form", "Forme close"),
    "group": Text("Group", "Groupe"),
    "profile": Text("Profile", "Profil"),
    "parameter": Text("Parameter", "Paramètre"),
    "fact": Text("Fact", "Fait"),
    "table": Text("Table", "Tableau"),
}
RULE_KINDS = ("criterion", "gate", "flag", "diagnostic")
_UNSAFE = re.compile(r"[^\w-]")


class Link(NamedTuple):
    """A part of a text that points at another sheet."""

    anchor: str
    text: str


class Note(NamedTuple):
    """A key word and what is said under it; ``role`` is the key word that all languages share."""

    role: str
    key: str
    parts: tuple[str | Link, ...]

    @property
    def text(self) -> str:
        """The text without its links."""
        return "".join(part if isinstance(part, str) else part.text for part in self.parts)


@dataclass(frozen=True, slots=True)
class Chart:
    """A scale to be drawn: values with their scores, and each value as it is written."""

    points: tuple[tuple[Fraction, Fraction], ...]
    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RuleSheet:
    """A title and what is said under it; ``kind`` is the word of the rule language."""

    kind: str
    id: str
    ruleset: str
    title: str
    notes: tuple[Note, ...]
    chart: Chart | None = None


@dataclass(frozen=True, slots=True)
class Worked:
    """A step with the numbers of one bid: the formula that was used, what stood in it, and what came out."""

    vendor: str
    expression: Hashable
    values: Mapping[Hashable, Outcome]
    outcome: Value
    score: Fraction | None = None


def anchor(kind: str, id_: str) -> str:
    """Return the name that links point at; a character that has a meaning in a page or a link is spelled out."""
    return f"{kind}-{_UNSAFE.sub(lambda found: f'.{ord(found[0]):x}', id_)}"


def rule_of(step: Step) -> tuple[str, str] | None:
    """Return the kind and id of the rule that a step belongs to; None for the computed columns of a table."""
    if step.kind == "table":
        return None
    kinds = {"gate-condition": "gate", "flag-condition": "flag", "counted": "measure"}
    return kinds.get(step.kind, step.kind), step.id.rpartition(":")[2]

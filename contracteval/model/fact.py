"""What can be asked: facts and tables, their types, units and ranges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import date
from enum import IntEnum
from fractions import Fraction
from typing import Literal

from contracteval.model.record import dataclass
from contracteval.model.unit import ONE, Unit
from contracteval.text import Text

Value = Fraction | bool | str | date
FactType = Literal[
    "money", "ratio", "count", "duration", "number", "choice", "choices", "level", "yes/no", "date", "text"
]
Giver = Literal["vendor", "buyer", "panel", "delivery"]
Per = Literal["evaluation", "bid"]
Party = Literal["vendor", "buyer"]

NUMERIC_TYPES: frozenset[str] = frozenset({"money", "ratio", "count", "duration", "number", "level"})
HIGHEST_LEVEL = 4


class Grade(IntEnum):
    """How well a vendor's fact is supported, from nothing to measured elsewhere with results."""

    NONE = 0
    ASSERTED = 1
    PROPOSED = 2
    CONTRACTED = 3
    MEASURED = 4

    @property
    def label(self) -> Text:
        """Name of the grade for readers."""
        return _GRADE_LABELS[self]

    @classmethod
    def named(cls, name: str) -> Grade | None:
        """Find a grade by its id or its French or English label."""
        word = name.strip().casefold()
        for grade in cls:
            if word in (grade.name.casefold(), grade.label.en.casefold(), grade.label.fr.casefold()):
                return grade
        return _SPOKEN_GRADES.get(word)


_SPOKEN_GRADES = {
    "aucun": Grade.NONE,
    "affirmé": Grade.ASSERTED,
    "proposé": Grade.PROPOSED,
    "contractualisé": Grade.CONTRACTED,
    "contractuel": Grade.CONTRACTED,
    "contractuelle": Grade.CONTRACTED,
    "contractual": Grade.CONTRACTED,
    "mesuré": Grade.MEASURED,
}
_GRADE_LABELS = {
    Grade.NONE: Text("none", "aucune"),
    Grade.ASSERTED: Text("asserted", "affirmée"),
    Grade.PROPOSED: Text("proposed", "proposée"),
    Grade.CONTRACTED: Text("contracted", "contractualisée"),
    Grade.MEASURED: Text("measured", "mesurée"),
}


@dataclass(frozen=True, slots=True)
class Range:
    """Which numbers are possible: ``low`` and ``high`` may be open; None is unbounded."""

    low: Fraction | None = None
    high: Fraction | None = None
    low_open: bool = False
    high_open: bool = False

    def __contains__(self, value: object) -> bool:
        if not isinstance(value, Fraction):
            return False
        too_low = self.low is not None and (value < self.low or (self.low_open and value == self.low))
        too_high = self.high is not None and (value > self.high or (self.high_open and value == self.high))
        return not too_low and not too_high


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice."""

    id: str
    label: Text


@dataclass(frozen=True, slots=True)
class FactSpec:
    """One thing that can be known, and the question that asks for it.

    Ratios are stored as plain numbers (15 % is 0.15), everything else in ``unit``.
    ``binding`` says that giving it commits the vendor, as a price in a signed bid does. ``rise`` and ``fall`` name the
    party that pays when it moves; a fall paid by the buyer means that the buyer puts in what the vendor no longer does.
    What is not ``negotiable`` cannot be moved by talking, such as a turnover. ``synonyms`` are what vendors call it in
    their own documents, in any language.
    """

    id: str
    type: FactType
    label: Text
    question: Text
    unit: Unit = ONE
    range: Range = field(default_factory=Range)
    by: Giver = "vendor"
    per: Per = "bid"
    binding: bool = False
    whole: bool = False
    options: tuple[Option, ...] = ()
    ordered: bool = False
    anchors: tuple[Text, ...] = ()
    rise: Party = "vendor"
    fall: Party = "vendor"
    negotiable: bool = True
    synonyms: tuple[str, ...] = ()

    @property
    def is_numeric(self) -> bool:
        """Say whether the value is a number."""
        return self.type in NUMERIC_TYPES


@dataclass(frozen=True, slots=True)
class TableSpec:
    """A fact with rows; ``columns`` are typed like facts. ``id`` of a column is its own name, not the table's."""

    id: str
    label: Text
    question: Text
    columns: Mapping[str, FactSpec]
    by: Giver = "vendor"
    per: Per = "bid"


@dataclass(frozen=True, slots=True)
class Needs:
    """What an evaluation needs to know: handed to the readers, who never see the rules.

    ``sections`` says under which title a fact or table is asked, where questions are grouped.
    """

    facts: Mapping[str, FactSpec]
    tables: Mapping[str, TableSpec]
    sections: Mapping[str, Text] = field(default_factory=dict)

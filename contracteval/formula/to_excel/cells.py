"""How names stand in a workbook, and what printing a formula gives back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["number", "truth", "choice", "text"]
PLACES = 12


class UntranslatableError(ValueError):
    """A formula that has no live form in a spreadsheet."""


@dataclass(frozen=True, slots=True)
class Cell:
    """How a name stands in the workbook.

    ``undefined`` is the condition that says so, for a step that may be; ``always`` marks what is never unknown;
    ``computed`` values carry the noise of doubles and are compared at ``places`` decimals; ``options`` pairs the ids of
    a choice with the words in its cell.
    """

    value: str
    kind: Kind = "number"
    undefined: str | None = None
    always: bool = False
    computed: bool = False
    nonzero: bool = False
    places: int = PLACES
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class KeyedCells:
    """Where a parameter with keys stands: the addresses of its keys and of their values, and the words of its keys."""

    keys: str
    values: str
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Cells:
    """The cells that a formula reads, by name (``grade(fact)`` for evidence grades), and the words for yes and no.

    ``words`` are those of the options that a formula yields itself.
    """

    names: Mapping[str, Cell]
    yes: str = "yes"
    no: str = "no"
    keyed: Mapping[str, KeyedCells] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)

    def cell(self, name: str) -> Cell:
        """Return the cell of a name. Raises ``UntranslatableError`` when it has none."""
        if name not in self.names:
            raise UntranslatableError(f"{name} has no cell")
        return self.names[name]

    def keyed_cells(self, name: str) -> KeyedCells:
        """Return where a parameter with keys stands. Raises ``UntranslatableError`` when it does not."""
        if name not in self.keyed:
            raise UntranslatableError(f"{name} has no cells")
        return self.keyed[name]


@dataclass(frozen=True, slots=True)
class Statuses:
    """The words that a status cell may hold."""

    scored: str = "scored"
    unknown: str = "unknown"
    undefined: str = "undefined"


@dataclass(frozen=True, slots=True)
class Printed:
    """The three texts of a formula, without the leading ``=``."""

    value: str
    known: str
    undefined: str | None

"""A scorecard as it lies in the file: every cell with its formula and stored value, and what stands around cells."""

from __future__ import annotations

from collections.abc import Mapping

from contracteval.errors import Place
from contracteval.intake.book import Area, CellError, State, address
from contracteval.model.record import dataclass
from contracteval.text import Text

Stored = float | str | bool | CellError | None
Position = tuple[int, int]
"""Row and column, counted from 1."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a style says that could hide a value or open a cell; a colour is None where the file leaves it open."""

    number_format: str = "General"
    font: str | None = None
    fill: str | None = None
    locked: bool = True


PLAIN = Look()


@dataclass(frozen=True, slots=True)
class SeenCell:
    """One cell: its formula without ``=``, and its value as stored; a blank one has neither.

    ``style`` is the number of its style: the same look may come with other borders.
    """

    value: Stored
    formula: str | None = None
    look: Look = PLAIN
    style: str = "0"

    @property
    def is_blank(self) -> bool:
        """Say whether nothing stands in the cell."""
        return self.value is None and self.formula is None


BLANK = SeenCell(None)


@dataclass(frozen=True, slots=True)
class SeenSheet:
    """One sheet. ``around`` stands for everything of its part but what its cells hold: the same digest, the same text."""

    title: str
    state: State
    part: str
    cells: Mapping[Position, SeenCell]
    merges: frozenset[Area]
    hidden_rows: frozenset[int]
    hidden_columns: frozenset[int]
    comments: Mapping[Position, str]
    around: str

    def at(self, position: Position) -> SeenCell:
        """Return a cell, a blank one where nothing stands."""
        return self.cells.get(position, BLANK)

    def label(self, position: Position) -> str:
        """Return the text that names a cell's row, the first in it; nothing where there is none."""
        row, column = position
        texts = (self.at((row, i)).value for i in range(1, column))
        return next((text for text in texts if isinstance(text, str) and text.strip()), "")

    def holds(self) -> int:
        """Return how many cells hold something."""
        return sum(not cell.is_blank for cell in self.cells.values())


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One workbook. ``parts`` are the digests of its parts by name, ``program`` is what saved it.

    ``strangers`` are kinds of parts that no scorecard has, ``title`` is that of the document."""

    sheets: Mapping[str, SeenSheet]
    names: Mapping[str, str]
    charts: tuple[str, ...]
    properties: Mapping[str, str]
    program: str
    parts: Mapping[str, str]
    strangers: tuple[str, ...] = ()
    title: str = ""

    def sheets_unchanged(self, parts: Mapping[str, str]) -> dict[str, SeenSheet]:
        """Return the sheets whose part has the same digest among other parts."""
        return {title: sheet for title, sheet in self.sheets.items() if parts.get(sheet.part) == self.parts[sheet.part]}


def place_of(position: Position) -> str:
    """Write a position as people do: ``C14``."""
    return address(*position)


_LONGEST_LABEL = 80


def place_in(file: str, sheet: SeenSheet, position: Position) -> Place:
    """Return the place of a cell, with the text that names its row."""
    label = " ".join(sheet.label(position).split())[:_LONGEST_LABEL]
    return Place(file, sheet.title, place_of(position), Text.same(label) if label else None)

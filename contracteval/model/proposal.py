"""What a map of a vendor's own layout could be: where each answer may stand, and how sure that is."""

from __future__ import annotations

from collections.abc import Mapping

from contracteval.model.fact import FactSpec, TableSpec
from contracteval.model.record import dataclass

SURE = 70
"""From this confidence on (0 to 100) a proposal goes into the map; below it stands there as a comment."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place where an answer may stand: the row by its label, the column by its header or letter.

    ``after`` is the text above that tells a repeated label apart; ``at`` is set where only the address does. ``unit`` is
    written where the cell does not carry it, and ``supposed`` says that nothing in the sheet does. ``reads`` tells
    whether the value can be read as what the fact asks for.
    """

    sheet: str
    cell: str
    label: str
    column: str
    after: str | None
    value: str
    unit: str | None
    supposed: bool
    reads: bool
    confidence: int
    at: bool = False


@dataclass(frozen=True, slots=True)
class FactProposal:
    """The candidates of one fact, best first; ``known`` says that they come from a map that is there already."""

    spec: FactSpec
    candidates: tuple[Candidate, ...]
    known: bool = False

    @property
    def confidence(self) -> int:
        """Return how sure the best candidate is."""
        return self.candidates[0].confidence if self.candidates else 0


@dataclass(frozen=True, slots=True)
class TableProposal:
    """A table of the vendor's, which may go on over several sheets; ``spec`` is None for one that only formulas read.

    ``ranges`` are its cells on each sheet. Columns are (header, unit) by name.
    """

    id: str
    spec: TableSpec | None
    sheets: tuple[str, ...]
    ranges: tuple[str, ...]
    columns: Mapping[str, tuple[str, str | None]]
    rows: int
    confidence: int


@dataclass(frozen=True, slots=True)
class MapProposal:
    """What is proposed for one file. ``known_from`` is the map that fits it already; ``entries`` are then its own."""

    file: str
    layout: str
    facts: tuple[FactProposal, ...]
    tables: tuple[TableProposal, ...]
    missing: tuple[FactSpec, ...]
    known_from: str | None = None

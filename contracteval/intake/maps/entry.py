"""What one entry of a map says, once it is checked: where a fact stands, how it is worked out, where a table stands."""

from __future__ import annotations

from collections.abc import Mapping

from contracteval.errors import Place
from contracteval.formula import expression as x
from contracteval.intake.book import Sheet
from contracteval.model.fact import FactSpec, Grade, TableSpec
from contracteval.model.record import dataclass


@dataclass(frozen=True, slots=True)
class FactRule:
    """Where one fact stands: on a sheet, at a cell or where a row and a column meet."""

    spec: FactSpec
    sheet: Sheet
    texts: Mapping[str, str]
    grade: Grade
    place: Place


@dataclass(frozen=True, slots=True)
class FormulaRule:
    """How one fact is worked out from tables of the map."""

    spec: FactSpec
    node: x.Node
    text: str
    unit: str | None
    grade: Grade
    clause: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class ColumnRule:
    """One column of a table: the header that it stands under, and what it holds; ``unit`` is that of bare numbers."""

    header: str
    spec: FactSpec
    unit: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class TableRule:
    """Where a table stands, on one sheet or several; ``spec`` is None for a table of the map's own, read for its formulas."""

    id: str
    spec: TableSpec | None
    sheets: tuple[Sheet, ...]
    columns: Mapping[str, ColumnRule]
    grade: Grade
    place: Place

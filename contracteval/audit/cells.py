"""The cells of one sheet, all of them: formulas written out, values as stored, and a digest of what is around them."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import field

from contracteval.audit.snapshot import PLAIN, Look, Position, SeenCell, Stored
from contracteval.intake.book import Area, CellError, column_number
from contracteval.intake.formats.limits import MAX_CELLS, Refusal
from contracteval.intake.formats.markup import local, new_parser
from contracteval.intake.formats.numbers import stored_number
from contracteval.intake.formats.package import Package
from contracteval.intake.formats.shared_formula import SharedFormula
from contracteval.intake.formats.xlsx_parts import is_true, unescaped
from contracteval.intake.formats.xlsx_sheet import areas_of

_LAST_COLUMN = 16_384
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


@dataclasses.dataclass(slots=True)
class ReadCells:
    """What was read of a sheet."""

    cells: dict[Position, SeenCell] = field(default_factory=dict)
    merges: set[Area] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    around: str = ""


def read_cells(package: Package, part: str, strings: Sequence[str], looks: Mapping[str, Look]) -> ReadCells:
    """Read a sheet. Raises ``Refusal`` where it is damaged or larger than any scorecard."""
    reader = _Reader(strings, looks)
    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler = reader.start, reader.end
    parser.CharacterDataHandler = reader.characters
    package.parse(part, parser)
    reader.read.around = reader.digest.hexdigest()
    return reader.read


class _Reader:
    """Handles the events of one sheet."""

    def __init__(self, strings: Sequence[str], looks: Mapping[str, Look]) -> None:
        self.read = ReadCells()
        self.digest = hashlib.sha256()
        self._strings, self._looks = strings, looks
        self._row, self._column = 0, 0
        self._cell: dict[str, str] | None = None
        self._formula_attributes: dict[str, str] = {}
        self._formula: str | None = None
        self._value: str | None = None
        self._inline: list[str] = []
        self._text: list[str] = []
        self._phonetic = 0
        self._shared: dict[str, SharedFormula] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        """Begin an element."""
        word = local(tag)
        self._text.clear()
        if word != "c" and self._cell is None:
            self._digest(word, attributes)
        if word == "c":
            self._cell, self._formula, self._value = attributes, None, None
            self._inline.clear()
        elif word == "f" and self._cell is not None:
            self._formula_attributes = attributes
        elif word == "rPh":
            self._phonetic += 1
        elif word == "row":
            self._start_row(attributes)
        elif word == "col":
            self._start_column(attributes)
        elif word == "mergeCell":
            self.read.merges.update(areas_of(attributes.get("ref", "")))

    def _digest(self, word: str, attributes: dict[str, str]) -> None:
        """Count an element that is not of a cell; a row that says nothing of itself is there for its cells only."""
        kept = sorted(item for item in attributes.items() if word != "row" or item[0] not in ("r", "spans"))
        if word not in ("row", "dimension"):
            self.digest.update(repr((word, kept)).encode())
        elif word == "row" and kept:
            self.digest.update(repr((attributes.get("r"), kept)).encode())

    def characters(self, text: str) -> None:
        """Take a piece of text."""
        self._text.append(text)
        if self._cell is None:
            self.digest.update(text.encode())

    def end(self, tag: str) -> None:
        """End an element."""
        word = local(tag)
        if word == "v" and self._cell is not None:
            self._value = "".join(self._text)
        elif word == "f" and self._cell is not None:
            self._formula = "".join(self._text)
        elif word == "t" and self._cell is not None and not self._phonetic:
            self._inline.append("".join(self._text))
        elif word == "rPh":
            self._phonetic -= 1
        elif word == "c":
            self._end_cell()
        self._text.clear()

    def _start_row(self, attributes: dict[str, str]) -> None:
        self._row = _whole(attributes["r"]) if "r" in attributes else self._row + 1
        self._column = 0
        if is_true(attributes.get("hidden")) or attributes.get("ht") == "0":
            self.read.hidden_rows.add(self._row)

    def _start_column(self, attributes: dict[str, str]) -> None:
        if is_true(attributes.get("hidden")) or attributes.get("width") == "0":
            first, last = _whole(attributes.get("min", "1")), _whole(attributes.get("max", "1"))
            self.read.hidden_columns.update(range(first, min(last, _LAST_COLUMN) + 1))

    def _end_cell(self) -> None:
        attributes, self._cell = self._cell or {}, None
        reference = attributes.get("r")
        column = self._column + 1 if reference is None else self._place(reference)
        self._column = column
        formula = self._formula if self._formula is None else self._written(column, self._formula)
        style = attributes.get("s", "0")
        cell = SeenCell(self._stored(attributes.get("t", "n")), formula, self._looks.get(style, PLAIN), style)
        if cell.is_blank and style == "0":
            return
        if len(self.read.cells) >= MAX_CELLS or (self._row, column) in self.read.cells:
            raise Refusal("workbook-too-large" if len(self.read.cells) >= MAX_CELLS else "workbook-damaged", reference)
        self.read.cells[(self._row, column)] = cell

    def _place(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        if not letters or len(letters) > 3 or letters.strip(_LETTERS) or reference[len(letters) :] != str(self._row):
            raise Refusal("workbook-damaged", reference[:20])
        return column_number(letters)

    def _written(self, column: int, text: str) -> str:
        """Return the formula as it stands in this cell; one of an array says so."""
        kind, index = self._formula_attributes.get("t"), self._formula_attributes.get("si", "")
        if kind == "shared" and text:
            self._shared[index] = SharedFormula(text, self._row, column)
        elif kind == "shared" and index in self._shared:
            return self._shared[index].at(self._row, column)
        return f"{{{text}}}" if kind in ("array", "dataTable") else text

    def _stored(self, kind: str) -> Stored:
        raw = self._value
        if kind == "inlineStr":
            return unescaped("".join(self._inline)) or None
        if raw is None or (raw == "" and kind != "str"):
            return None
        if kind == "s":
            return self._string(raw)
        if kind == "b":
            return is_true(raw)
        if kind == "e":
            return CellError(raw)
        return stored_number(raw) if kind == "n" else unescaped(raw)

    def _string(self, raw: str) -> str:
        try:
            return self._strings[_whole(raw)]
        except IndexError as error:
            raise Refusal("workbook-damaged", f"sharedStrings {raw[:20]}") from error


def _whole(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise Refusal("workbook-damaged", text[:20])
    return int(text)

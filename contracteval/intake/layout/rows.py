"""The kind of each row, before anything in it is typed: line, section, sub-total, tax, total, note, blank."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence

from contracteval.intake.book import Cell
from contracteval.intake.layout.grid import Line, is_number, is_text
from contracteval.intake.layout.lexicon import is_grand, is_note, is_option, sum_kind
from contracteval.intake.layout.sums import sums_rows_above
from contracteval.intake.words import special
from contracteval.model.record import dataclass
from contracteval.model.table import Role, RowKind

_CODE = re.compile(r"(?:lot\s+)?[A-Z]?\d{0,3}(?:[.\-]\d{1,4})*[.)]?|[IVX]{1,5}[.)]?|[A-Z][.)]?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Kinded:
    """One row with its kind; ``label`` names it, ``role`` tells what kind of line it is."""

    line: Line
    kind: RowKind
    label: str
    role: Role | None = None


@dataclass(frozen=True, slots=True)
class _Usual:
    """What the rows of one table are like: the column of labels, and those that most rows fill."""

    label: int
    filled: frozenset[int]


def classify(lines: Sequence[Line]) -> tuple[list[Kinded], int]:
    """Tell the kind of each row below the headers, and which column names the rows; rows without cells are not given."""
    usual = _usual(lines)
    first = _headings_with_amounts([_first_look(line, usual) for line in lines])
    return _in_context(first), usual.label


def _usual(lines: Sequence[Line]) -> _Usual:
    rich = [line for line in lines if len(line.cells) > 1] or list(lines)
    counts = Counter(column for line in rich for column in line.cells)
    filled = frozenset(column for column, n in counts.items() if n >= 0.6 * len(rich))
    names = (c for share in (0.8, 0.5) for c in sorted(counts) if _names_rows(rich, c, share))
    label = next(names, min(counts, default=1))
    return _Usual(label, filled)


def _names_rows(rich: Sequence[Line], column: int, share: float) -> bool:
    """Say whether a column tells most rows apart by words: codes do not, nor does a type that repeats."""
    cells = [cell for line in rich if (cell := line[column]) is not None]
    words = [cell.text for cell in cells if is_text(cell) and not _CODE.fullmatch(cell.text) and len(cell.text) > 2]
    return len(words) >= share * len(rich) and 2 * len(words) >= len(cells) and 2 * len(set(words)) >= len(words)


def _first_look(line: Line, usual: _Usual) -> Kinded:
    """Tell the kind of a row by its own cells; every label of a sum counts as ``total`` until its place is known."""
    cells = line.cells
    texts = [cell for cell in cells.values() if is_text(cell)]
    label = _label(line, usual, texts)
    values = [
        cell for cell in cells.values() if _is_value(cell) and cell.column >= usual.label
    ]  # before it stand codes
    if not texts and all(_is_nothing(cell) for cell in cells.values()):
        return Kinded(line, "blank", "")
    named = next(
        (kind for cell in _heading_cells(line, usual, texts) if (kind := sum_kind(cell.text)) is not None), None
    )
    if named is not None and values:
        if named == "discount":
            return Kinded(line, "line", label, "discount")
        return Kinded(line, "tax" if named == "tax" else "sub-total" if named == "sub-total" else "total", label)
    if _adds_up(line) or not texts:
        return Kinded(line, "total" if _adds_up(line) else "line", label)
    if not values and _is_note_row(line, texts, usual):
        return Kinded(line, "note", label)
    if not values and _is_section(line, texts, usual):
        return Kinded(line, "section", label)
    return Kinded(line, "line", label, "option" if is_option(label) else None)


def _label(line: Line, usual: _Usual, texts: Sequence[Cell]) -> str:
    cell = line[usual.label]
    if cell is None or not is_text(cell):
        cell = next(iter(texts), None)
    return "" if cell is None else " ".join(cell.text.split())


def _heading_cells(line: Line, usual: _Usual, texts: Sequence[Cell]) -> list[Cell]:
    """Return the cells that may name a sum: the first text, the label, and the text before the first number."""
    cell = line[usual.label]
    found = [*texts[:1], *([cell] if cell is not None and is_text(cell) else [])]
    first_number = min((column for column, cell in line.cells.items() if is_number(cell)), default=0)
    before = [cell for column, cell in line.cells.items() if column < first_number and is_text(cell)]
    return [*found, *(before[-1:] if len(before) <= 2 else [])]


def _is_value(cell: Cell) -> bool:
    return is_number(cell) or (isinstance(cell.value, str) and special(cell.value) not in (None, "blank"))


def _is_nothing(cell: Cell) -> bool:
    """Say whether a cell was filled in beforehand and never used: zero, false, a formula without value."""
    return (
        cell.never_calculated
        or cell.value in (0, False)
        or (isinstance(cell.value, str) and special(cell.value) == "blank")
    )


def _adds_up(line: Line) -> bool:
    """Say whether the numbers of a row are sums of the rows above, whatever its label says."""
    numbers = [cell for cell in line.cells.values() if is_number(cell)]
    sums = [cell for cell in numbers if sums_rows_above(cell)]
    return bool(sums) and 2 * len(sums) >= len(numbers)


def _is_note_row(line: Line, texts: Sequence[Cell], usual: _Usual) -> bool:
    if len(line.cells) > 1 or not texts:
        return False
    (cell,) = line.cells.values()
    return len(usual.filled) > 1 and (is_note(cell.text) or (cell.column > usual.label and cell.merged is None))


def _is_section(line: Line, texts: Sequence[Cell], usual: _Usual) -> bool:
    """Say whether a row is a heading: one text, or a code and a text, where lines fill more columns."""
    if len(line.cells) == 1:
        return len(usual.filled) > 1
    first = next(iter(line.cells.values()))
    coded = len(line.cells) == 2 and _CODE.fullmatch(first.text.removesuffix(".0")) is not None
    return coded and len(texts) > 0 and len(usual.filled - line.cells.keys()) > 0


def _headings_with_amounts(rows: Sequence[Kinded]) -> list[Kinded]:
    """Take a row for a heading where its code begins those below and it fills fewer columns: ``2`` above ``2.1``.

    Its amount is the sum of what follows, and must not be counted with it.
    """
    found = list(rows)
    for i, (row, following) in enumerate(itertools.pairwise(rows)):
        code, below = _code_of(row), _code_of(following)
        fewer = len(row.line.cells) < len(following.line.cells)
        if row.kind == following.kind == "line" and code and fewer and below.startswith(f"{code}."):
            found[i] = Kinded(row.line, "section", row.label)
    return found


def _code_of(row: Kinded) -> str:
    first = next(iter(row.line.cells.values()))
    text = first.text.removesuffix(".0").rstrip(".")
    return text if _CODE.fullmatch(text) else ""


def _in_context(rows: Sequence[Kinded]) -> list[Kinded]:
    """Settle what only its place tells, from the last row up.

    A total with lines below is a sub-total, numbers alone at the end are a total, a heading over nothing is a note.
    """
    labelled = [row.label != "" for row in rows if row.kind == "line"]
    unlabelled_are_sums = len(labelled) > 2 and all(labelled[:-1])
    settled: list[Kinded] = []
    below: set[str] = set()  # what stands below: "line", "total" …
    for row in reversed(rows):
        made = _settled(row, below, unlabelled_are_sums)
        settled.append(made)
        below.add("discount" if made.role == "discount" else row.kind)
    return settled[::-1]


def _settled(row: Kinded, below: set[str], unlabelled_are_sums: bool) -> Kinded:
    if row.kind == "total" and ("line" in below or ("total" in below and row.label and not is_grand(row.label))):
        return Kinded(row.line, "sub-total", row.label)
    if row.kind == "line" and not row.label and "line" not in below and unlabelled_are_sums:
        return Kinded(row.line, "total", "")
    if row.kind == "section" and not below & {"line", "sub-total", "total", "tax"}:
        return Kinded(row.line, "note", row.label)
    return row

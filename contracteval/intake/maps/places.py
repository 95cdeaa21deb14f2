"""Cells found by what stands beside and above them, so that an inserted row or column does not lose them."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from contracteval.errors import Place
from contracteval.intake.book import Cell, Sheet, address, column_number
from contracteval.intake.formats.limits import MAX_COLUMNS
from contracteval.intake.layout.tables import Found, find_tables
from contracteval.intake.names import fold
from contracteval.model.record import dataclass
from contracteval.model.table import JOINT
from contracteval.text import Text

_LETTERS = re.compile(r"[A-Za-z]{1,3}")
_LONGEST = 200
_SHOWN = 3


@dataclass(frozen=True, slots=True)
class Index:
    """What is looked up again and again in one sheet: its cells of text by what they read, folded, and its tables."""

    sheet: Sheet
    texts: Mapping[str, Sequence[Cell]]
    tables: tuple[Found, ...]


_INDEXES: OrderedDict[int, Index] = OrderedDict()
_MOST_SHEETS = 32


def index_of(sheet: Sheet) -> Index:
    """Return the index of a sheet; those of the sheets last used are kept, each with its sheet so that ids stay theirs."""
    known = _INDEXES.get(id(sheet))
    if known is not None:
        return known
    texts: dict[str, list[Cell]] = {}
    for _, cells in sheet.rows():
        for _, cell in sorted(cells.items()):
            if isinstance(cell.value, str):
                texts.setdefault(fold(cell.value), []).append(cell)
    made = _INDEXES[id(sheet)] = Index(sheet, texts, find_tables(sheet)[0])
    if len(_INDEXES) > _MOST_SHEETS:
        _INDEXES.popitem(last=False)
    return made


def find_labels(sheet: Sheet, text: str, after: str | None = None) -> list[Cell]:
    """Return the cells that read a text, folded, from the top; ``after`` keeps the first one below a cell reading that."""
    found = list(index_of(sheet).texts.get(fold(text), ()))
    if after is None:
        return found
    above = find_labels(sheet, after)
    return [cell for cell in found if len(above) == 1 and cell.row > above[0].row][:1]


def find_columns(sheet: Sheet, name: str, above: int | None = None) -> list[int]:
    """Return the columns under a heading: a cell above the row, the headers of a table joined from top to bottom, a letter."""
    letters = _LETTERS.fullmatch(name) is not None  # a “b” among the references is no heading for column B
    labels = [] if letters else find_labels(sheet, name)
    headings = {cell.column for cell in labels if above is None or cell.row < above}
    if len(headings) == 1:
        return sorted(headings)
    joined = sorted({column for found, column in _headed(sheet, above) if heads(found.headers[column], name)})
    if joined or headings:
        return joined or sorted(headings)
    return [column_number(name)] if letters and column_number(name) <= MAX_COLUMNS else []


def _headed(sheet: Sheet, above: int | None) -> Iterable[tuple[Found, int]]:
    for found in index_of(sheet).tables:
        if above is None or (found.header_rows and found.header_rows[0] < above):
            yield from ((found, column) for column in found.columns)


def heads(header: str, name: str) -> bool:
    """Say whether a column's joined header is the one named, in full or by its last part."""
    folded, wanted = fold(header), fold(name)
    return wanted in (folded, folded.split(fold(JOINT))[-1].strip(), folded.rsplit(" " + fold(JOINT) + " ", 1)[-1])


def nearest(text: str, candidates: Sequence[tuple[str, Place]]) -> list[tuple[str, Place]]:
    """Return up to three candidates that read most like a text, best first, each with its place."""
    import difflib

    wanted = fold(text)
    short = [(said, place) for said, place in candidates if len(said) <= _LONGEST]
    scored = [(difflib.SequenceMatcher(None, wanted, fold(said)).ratio(), i) for i, (said, _) in enumerate(short)]
    best = sorted((item for item in scored if item[0] >= 0.6), key=lambda item: (-item[0], item[1]))
    return [short[i] for _, i in islice(best, _SHOWN)]


def texts_of(sheet: Sheet, file: str) -> list[tuple[str, Place]]:
    """Return every text of a sheet with its place."""
    return [
        (cell.value.strip(), Place(file, sheet.title, cell.address))
        for cell in sheet.cells.values()
        if isinstance(cell.value, str) and cell.value.strip()
    ]


def headers_of(sheet: Sheet, file: str) -> list[tuple[str, Place]]:
    """Return the headers of the tables of a sheet, each with the place of its lowest row."""
    return [
        (found.headers[column], Place(file, sheet.title, address(found.header_rows[-1], column)))
        for found, column in _headed(sheet, None)
        if found.header_rows
    ]


def where(candidates: Sequence[tuple[str, Place]]) -> Text | None:
    """Write candidates as a question: “did you mean … (C12)?”."""
    if not candidates:
        return None
    said = ", ".join(f"“{text}” ({place.cell})" for text, place in candidates)
    dit = ", ".join(f"«\u00a0{text}\u00a0» ({place.cell})" for text, place in candidates)
    return Text(f"did you mean {said}?", f"vouliez-vous dire {dit}\u00a0?")

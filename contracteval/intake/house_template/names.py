"""The names of a template: those that are ours, and the one row or column of cells that each points at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from itertools import pairwise

from contracteval.errors import Place, Problem
from contracteval.intake.book import Area, column_number
from contracteval.intake.formats.limits import Refusal
from contracteval.intake.formats.markup import local, new_parser
from contracteval.intake.formats.package import Package
from contracteval.intake.names import SHEET, shown, unknown_name
from contracteval.model.house_template import PREFIX
from contracteval.model.record import dataclass
from contracteval.text import Text

MOST_NAMES, MOST_CELLS = 20_000, 1_000
_LAST_ROW, _LAST_COLUMN = 1_048_576, 16_384
_TARGET = re.compile(r"(?:'((?:[^']|'')+)'|([^'!,:\[\]()\"]+))!(\S+)")
_CELLS = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6})(?::\$?([A-Za-z]{1,3})\$?([1-9][0-9]{0,6}))?")


@dataclass(frozen=True, slots=True)
class Defined:
    """A name as the workbook defines it, and what it refers to."""

    name: str
    target: str


@dataclass(frozen=True, slots=True)
class Pointed:
    """A name that points at cells of one sheet."""

    name: str
    sheet: str
    area: Area
    place: Place


def read_names(package: Package, part: str) -> tuple[Defined, ...]:
    """Return the names that begin as ours do, those of one sheet too."""
    found: list[Defined] = []
    text: list[str] = []
    open_names: list[str] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        if local(tag) == "definedName":
            text.clear()
            open_names.append(attributes.get("name", ""))

    def end(tag: str) -> None:
        if local(tag) == "definedName":
            name = open_names.pop()
            if name.casefold().startswith(PREFIX):
                found.append(Defined(name, "".join(text).strip()))
            if len(found) > MOST_NAMES:
                raise Refusal("workbook-too-large")

    parser = new_parser()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text.append
    package.parse(part, parser)
    return tuple(found)


def point(defined: Defined, file: str, sheets: Mapping[str, str]) -> Pointed | Problem:
    """Return the cells that a name points at, or why it points at none; ``sheets`` are titles by their folded form."""
    target = defined.target.removeprefix("=")
    place = Place(file, label=Text.same(shown(defined.name)))
    match = _TARGET.fullmatch(target)
    if match is None or "#REF!" in target:
        return _no_cells(place, target)
    title = match[1].replace("''", "'") if match[1] else match[2]
    known = sheets.get(title.casefold())
    if known is None:
        return unknown_name("template-sheet-unknown", SHEET, title, sheets.values(), place)
    cells = _CELLS.fullmatch(match[3])
    if cells is None:
        return _no_cells(place, target)
    area = _area(cells)
    place = Place(file, known, match[3].replace("$", ""), label=Text.same(shown(defined.name)))
    if area[2] > _LAST_ROW or area[3] > _LAST_COLUMN:
        return _no_cells(place, target)
    if (area[2] - area[0] + 1) * (area[3] - area[1] + 1) > MOST_CELLS:
        return _too_many(place)
    return Pointed(defined.name, known, area, place)


def _area(match: re.Match[str]) -> Area:
    rows = sorted((int(match[2]), int(match[4] or match[2])))
    columns = sorted((column_number(match[1]), column_number(match[3] or match[1])))
    return rows[0], columns[0], rows[1], columns[1]


def anchors(area: Area, merges: list[Area]) -> tuple[tuple[int, int], ...]:
    """Return the cells of an area that can be seen: of a merged area only the first."""
    hidden = set[tuple[int, int]]()
    for top, left, bottom, right in merges:
        rows = range(max(top, area[0]), min(bottom, area[2]) + 1)
        columns = range(max(left, area[1]), min(right, area[3]) + 1)
        hidden |= {(row, column) for row in rows for column in columns} - {(top, left)}
    every = ((row, column) for row in range(area[0], area[2] + 1) for column in range(area[1], area[3] + 1))
    return tuple(cell for cell in every if cell not in hidden)


def in_a_line(cells: tuple[tuple[int, int], ...]) -> bool:
    """Say whether cells stand in one row or in one column."""
    return all(a[0] == b[0] for a, b in pairwise(cells)) or all(a[1] == b[1] for a, b in pairwise(cells))


def _no_cells(place: Place, target: str) -> Problem:
    return Problem(
        "template-name-target",
        Text(
            "the name does not point at a cell or a range of this workbook",
            "le nom ne désigne ni une cellule ni une plage de ce classeur",
        ),
        (place,),
        got=shown(target),
        next=Text(
            "in Excel, Formulas › Name Manager: let it refer to one cell, such as =Sheet1!$B$2",
            "dans Excel, Formules › Gestionnaire de noms\u00a0: faites-le pointer vers une cellule, par exemple =Feuil1!$B$2",
        ),
    )


def _too_many(place: Place) -> Problem:
    return Problem(
        "template-name-target",
        Text(
            f"the name covers more than {MOST_CELLS} cells",
            f"le nom couvre plus de {MOST_CELLS} cellules",
        ),
        (place,),
        next=Text(
            "let it refer to the cells to fill, not to a whole row or column",
            "faites-le pointer vers les cellules à remplir, non vers une ligne ou une colonne entière",
        ),
    )

"""A house template with what its names stand for: only the named cells change, every other part stays byte for byte."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace

from contracteval.errors import InputError, Place, Problem
from contracteval.model.house_template import HouseTemplate, NamedCells, Part
from contracteval.model.record import dataclass
from contracteval.reports.to_template.cell import cell_markup
from contracteval.reports.to_template.content import BLANK, Content
from contracteval.reports.to_template.values import Values
from contracteval.reports.to_workbook.page import a1
from contracteval.text import Text

_Cell = tuple[str, int, int]
_MOST_HINTS = 100
"""Finding the nearest name takes milliseconds: a template with thousands of wrong ones gets no more hints than these."""


@dataclass(frozen=True, slots=True)
class FilledCell:
    """A cell, the name that it is filled under, and what it holds now."""

    name: str
    place: Place
    content: Content


@dataclass(frozen=True, slots=True)
class Filled:
    """The filled workbook; ``findings`` say which numbers are still open, and which bids have no cell."""

    content: bytes
    cells: tuple[FilledCell, ...]
    findings: tuple[Problem, ...]


def fill(template: HouseTemplate, values: Values) -> Filled:
    """Fill a template. Raises ``InputError`` with every name that means nothing or points at no cell to fill."""
    problems = list(template.problems)
    findings: list[Problem] = []
    found: dict[_Cell, FilledCell] = {}
    for named in template.names:
        contents = values.of(named.name)
        if contents is None:
            problems.append(_unknown(named, values.nearest(named.name) if len(problems) < _MOST_HINTS else None))
        elif isinstance(contents, Content) and len(named.cells) > 1:
            problems.append(_one_value(named))
        else:
            listed = (contents,) if isinstance(contents, Content) else contents
            if len(listed) > len(named.cells):
                findings.append(_too_few_cells(named, len(listed)))
            for filled, key in _cells(named, listed):
                problems += [_twice(found[key], filled)] if key in found else []
                found[key] = filled
    if problems:
        raise InputError(problems)
    findings += _open_numbers(found.values())
    contents_of = {key: filled.content for key, filled in found.items()}
    return Filled(_patched(template, contents_of), tuple(found.values()), tuple(findings))


def _cells(named: NamedCells, contents: Sequence[Content]) -> Iterator[tuple[FilledCell, _Cell]]:
    """Pair the cells of a name with contents; cells beyond the last are emptied, so that no old value stays."""
    for i, (row, column) in enumerate(named.cells):
        content = contents[i] if i < len(contents) else BLANK
        place = replace(named.place, cell=a1(row - 1, column - 1))
        yield FilledCell(named.name, place, content), (named.part, row, column)


def _patched(template: HouseTemplate, contents: Mapping[_Cell, Content]) -> bytes:
    changed = {part.member: _with_cells(part, contents, template.from_1904) for part in template.parts}
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template.content)) as old, zipfile.ZipFile(target, "w") as new:
        for item in old.infolist():
            content = changed.get(item.filename)
            written = copy(item)
            written.extra = b""  # sizes that some programs note there would no longer be true
            new.writestr(written, old.read(item) if content is None else content, item.compress_type)
    return target.getvalue()


def _with_cells(part: Part, contents: Mapping[_Cell, Content], from_1904: bool) -> bytes:
    edits = [(edit.start, edit.end, edit.new) for edit in part.edits]
    for hole in part.holes:
        content = contents[part.member, hole.row, hole.column]
        edits.append(
            (hole.start, hole.end, hole.before + cell_markup(hole, content, part.prefix, from_1904) + hole.after)
        )
    pieces: list[bytes] = []
    done = 0
    # Sorting keeps the order of what is put in at one place.
    for start, end, new in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [part.content[done:start], new]
        done = end
    return b"".join([*pieces, part.content[done:]])


def _unknown(named: NamedCells, near: str | None) -> Problem:
    hint = Text(
        f"did you mean {near}? contracteval fill --names lists all names",
        f"vouliez-vous dire {near}\u00a0? contracteval fill --names donne tous les noms",
    )
    every = Text("contracteval fill --names lists all names", "contracteval fill --names donne tous les noms")
    return Problem(
        "template-name-unknown",
        Text("the name means nothing in this evaluation", "le nom ne désigne rien dans cette évaluation"),
        (named.place,),
        next=every if near is None else hint,
    )


def _one_value(named: NamedCells) -> Problem:
    return Problem(
        "template-name-target",
        Text(
            "the name stands for one value and covers several cells",
            "le nom désigne une seule valeur et couvre plusieurs cellules",
        ),
        (named.place,),
        next=Text(
            "let it refer to one cell, or use a name of ce.ranking for all bids",
            "faites-le pointer vers une seule cellule, ou utilisez un nom de ce.ranking pour toutes les offres",
        ),
    )


def _twice(one: FilledCell, other: FilledCell) -> Problem:
    return Problem(
        "template-cell-twice",
        Text("two names fill the same cell", "deux noms remplissent la même cellule"),
        (one.place, other.place),
        next=Text("let one of them refer to another cell", "faites pointer l’un des deux vers une autre cellule"),
    )


def _too_few_cells(named: NamedCells, bids: int) -> Problem:
    cells = len(named.cells)
    return Problem(
        "template-range-short",
        Text(
            f"the range has {cells} cell{'' if cells == 1 else 's'} for {bids} bids: the last {bids - cells} are not shown",
            f"la plage compte {cells} cellule{'' if cells == 1 else 's'} pour {bids} offres\u00a0: les {bids - cells} dernières n’y figurent pas",
        ),
        (named.place,),
        next=Text("widen the range of the name", "élargissez la plage du nom"),
        severity="warning",
    )


def _open_numbers(cells: Iterable[FilledCell]) -> list[Problem]:
    places = tuple(cell.place for cell in cells if cell.content.is_open)
    if not places:
        return []
    text = Text(
        "there is no number to write: the cell holds words, which sums of the template leave out",
        "il n’y a pas de nombre à inscrire\u00a0: la cellule contient des mots, que les sommes du modèle ignorent",
    )
    hint = Text(
        "contracteval questions lists the answers that are missing",
        "contracteval questions donne les réponses qui manquent",
    )
    return [Problem("template-number-open", text, places, next=hint, severity="warning", count=len(places))]

"""One answer from one cell, with its place; shared by the template and by maps of foreign workbooks."""

from __future__ import annotations

from dataclasses import replace

from contracteval.errors import Place, Problem
from contracteval.intake.amounts import subject
from contracteval.intake.book import Sheet, address
from contracteval.intake.reading import Reading
from contracteval.model.bid import Answer
from contracteval.model.fact import FactSpec, Grade
from contracteval.text import Text


def read_cell(
    sheet: Sheet,
    position: tuple[int, int],
    spec: FactSpec,
    reading: Reading,
    *,
    unit: str | None = None,
    grade: Grade = Grade.ASSERTED,
    clause: str | None = None,
    bid: str | None = None,
) -> Answer:
    """Read the cell at (row, column) as an answer to ``spec``; ``unit`` is the one that stands beside it or in a map."""
    cell = sheet.cells.get(position)
    place = place_of(sheet, position, spec, reading)
    if cell is None:
        return Answer(None, places=(place,))
    if cell.never_calculated:
        reading.findings.append(replace(_not_calculated(spec, place), bid=bid))
        return Answer(None, places=(place,), raw="=")
    if unit is not None and unit.strip() == "%" and isinstance(cell.value, int | float) and "%" in cell.number_format:
        unit = None  # Excel stores 15 % as 0.15
    return reading.answer(spec, cell.value, place, unit=unit, grade=grade, clause=clause, bid=bid)


def place_of(sheet: Sheet, position: tuple[int, int], spec: FactSpec, reading: Reading) -> Place:
    """Return the place of a cell, labelled with the fact that it answers."""
    return Place(reading.file, sheet.title, address(*position), spec.label)


def _not_calculated(spec: FactSpec, place: Place) -> Problem:
    name = subject(spec)
    return Problem(
        "formula-not-calculated",
        Text(
            f"{name.en}: the cell holds a formula that was never calculated",
            f"{name.fr} la cellule contient une formule qui n’a jamais été calculée",
        ),
        (place,),
        next=Text(
            "open the workbook in Excel or LibreOffice and save it",
            "ouvrez le classeur dans Excel ou LibreOffice et enregistrez-le",
        ),
        fact=spec.id,
    )

"""What a reader says of a workbook that it read: not all of it, or not what it would do when opened."""

from __future__ import annotations

from contracteval.errors import Place, Problem
from contracteval.intake.formats.limits import MAX_CELLS, MAX_COLUMNS, MAX_ROWS
from contracteval.text import Text


def cut_short(file: str, sheet: str, first: str | None) -> Problem:
    """Say that a sheet was not read to its end; ``first`` is the first cell left out."""
    return Problem(
        "sheet-cut",
        Text(
            f"cells beyond row {MAX_ROWS:,}, column {MAX_COLUMNS} or {MAX_CELLS:,} cells in all were not read",
            f"les cellules au-delà de la ligne {_french(MAX_ROWS)}, de la colonne {MAX_COLUMNS} ou de {_french(MAX_CELLS)}"
            f" cellules en tout n’ont pas été lues",
        ),
        (Place(file, sheet, first),),
        next=Text(
            "ask for a workbook without data that is not needed, or delete what lies far from the table",
            "demandez un classeur sans données superflues, ou supprimez ce qui est loin du tableau",
        ),
        severity="warning",
    )


def _french(number: int) -> str:
    return f"{number:,}".replace(",", "\u202f")


def macros_not_run(name: str) -> Problem:
    """Say that the workbook holds macros, and that nothing of them ran."""
    return Problem(
        "macros-not-run",
        Text(
            "the workbook holds macros; they were not run, and values are those saved last",
            "le classeur contient des macros\u00a0; elles n’ont pas été exécutées, les valeurs sont celles enregistrées",
        ),
        (Place(name),),
        severity="info",
    )

"""How much of one file is read, and what is said where that is not all of it."""

from __future__ import annotations

from collections.abc import Iterable

from contracteval.errors import Place, Problem
from contracteval.model.record import dataclass
from contracteval.text import Text

MAX_ROWS = 100_000
MAX_COLUMNS = 500
MAX_CELLS = 1_200_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be. Beyond these it is refused; beyond ``MAX_ROWS`` and the like it is cut, and said so.

    ``packed`` and ``unpacked`` are bytes; ``ratio`` says how far a part larger than ``ratio_applies_from`` may be
    compressed. ``tags`` bound the time that parsing takes, ``letters`` the memory that texts take.
    """

    packed: int = 100_000_000
    unpacked: int = 200_000_000
    ratio: int = 100
    ratio_applies_from: int = 1_000_000
    parts: int = 5_000
    tags: int = 10_000_000
    token: int = 2_000_000
    letters: int = 30_000_000


LIMITS = Limits()


class Refusal(Exception):
    """A reader will not, or cannot, read this file: ``kind`` is a key of the door's sentences, ``got`` what was met."""

    def __init__(self, kind: str, got: str | None = None, sheet: str | None = None, cell: str | None = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.got = got
        self.sheet = sheet
        self.cell = cell

    def at(self, *, sheet: str | None = None, cell: str | None = None) -> Refusal:
        """Return the same refusal with its place."""
        return Refusal(self.kind, self.got, self.sheet or sheet, self.cell or cell)


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


def without_repeats(notes: Iterable[Problem]) -> tuple[Problem, ...]:
    """Keep the first of equal notes, in order."""
    return tuple(dict.fromkeys(notes))

"""A workbook recalculated from its own formulas by IronCalc, in a process of its own: bounded in time and memory.

What it gives is held to nine digits: its normal law has eleven.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

from contracteval.audit.snapshot import Position, SeenCell, Snapshot, Stored
from contracteval.intake.formats.worker import limit_memory

TOLERANCE = 1e-9
_SECONDS = 120
_MEGABYTES = 2000
_MODULE = "contracteval.audit.recalculate"
_ROOT = Path(__file__).parents[2]
# what it answers where it cannot calculate: no evidence against a file
_GIVEN_UP = ("#NAME?", "#ERROR!", "#N/IMPL!", "#CIRC!")

Recalculated = Mapping[str, Mapping[Position, float | str | bool | None]]
"""Values by the title of the sheet and the position of the cell."""


def recalculate(content: bytes) -> Recalculated | None:
    """Return every cell as calculated anew; None where IronCalc is not installed, or could not."""
    if find_spec("ironcalc") is None:
        return None
    path = os.pathsep.join(filter(None, [str(_ROOT), os.environ.get("PYTHONPATH")]))
    with tempfile.TemporaryDirectory() as name:
        book, answer = Path(name) / "book.xlsx", Path(name) / "values.json"
        book.write_bytes(content)
        try:
            subprocess.run(  # noqa: S603 our own interpreter and our own module
                [sys.executable, "-P", "-m", _MODULE, str(book), str(answer)],
                capture_output=True,
                timeout=_SECONDS,
                env={**os.environ, "PYTHONPATH": path},
                check=True,
            )
            found = json.loads(answer.read_text(encoding="utf-8"))
        except (subprocess.SubprocessError, OSError, ValueError):
            return None
    return {title: {(row, column): value for row, column, value in cells} for title, cells in found.items()}


def strays(found: Snapshot, recalculated: Recalculated) -> dict[tuple[str, Position], Stored]:
    """Return the cells whose stored value is not what their formula gives, with what it gives."""
    return {
        (title, position): _as_stored(recalculated[title].get(position))
        for title, sheet in found.sheets.items()
        if title in recalculated
        for position, cell in sheet.cells.items()
        if cell.formula is not None and not _follows(cell, recalculated[title].get(position))
    }


def _follows(cell: SeenCell, value: float | str | bool | None) -> bool:
    if value in _GIVEN_UP:
        return True
    stored = "" if cell.value is None else cell.value
    now = "" if value is None else value
    if isinstance(stored, float) and isinstance(now, int | float) and not isinstance(now, bool):
        return abs(stored - now) <= TOLERANCE * max(1.0, abs(now))
    return str(stored) == str(now)


def _as_stored(value: float | str | bool | None) -> Stored:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _main(book: str, answer: str) -> None:
    import ironcalc

    limit_memory(_MEGABYTES)
    model = ironcalc.load_from_xlsx(book, "en", "UTC", "en")
    model.evaluate()
    titles = [sheet["name"] for sheet in model.get_worksheets_properties()]
    values: dict[str, list[tuple[int, int, object]]] = {title: [] for title in titles}
    for sheet, row, column in model.get_all_cells():
        values[titles[sheet]].append((row, column, model.get_cell_value(sheet, row, column)))
    Path(answer).write_text(json.dumps(values), encoding="utf-8")


if __name__ == "__main__":
    _main(*sys.argv[1:])

"""Formulas that add cells of their own column: which rows they add."""

from __future__ import annotations

import re

from contracteval.intake.book import Cell, column_number

_CELL = r"\$?([A-Z]{1,3})\$?(\d{1,7})"
_RANGE = re.compile(rf"{_CELL}(?::{_CELL})?")
_SUM = re.compile(
    r"(?:SUM|SOMME|SUMME|SUMA|SOMMA)\(([^()]*)\)|(?:SUBTOTAL|SOUS\.TOTAL)\((?:9|109)[,;]([^()]*)\)", re.IGNORECASE
)
_ROUND = re.compile(r"(?:ROUND|ARRONDI)\((.*)[,;]\s*\d\s*\)", re.IGNORECASE)
_MOST_CELLS = 100_000


def summed_cells(formula: str) -> frozenset[tuple[int, int]] | None:
    """Return the (row, column) of each cell that a formula adds, once each; None where it does anything else.

    ``=SUM(G2:G8)``, ``=SUM(G2:G4;G9)``, ``=G5+G9``, ``=SUM(G2:G4)+G9`` and these within ROUND are sums.
    """
    body = formula.lstrip("=+").replace(" ", "").upper()
    rounded = _ROUND.fullmatch(body)
    body = rounded[1] if rounded else body
    found: set[tuple[int, int]] = set()
    for part in re.split(r"\+(?![^(]*\))", body):
        whole = _SUM.fullmatch(part)
        ranges = re.split(r"[,;]", whole[1] or whole[2] or "") if whole else [part]
        for text in ranges:
            cells = _cells(text, alone=not whole)
            if cells is None:
                return None
            found |= cells
    return frozenset(found) if found else None


def _cells(text: str, *, alone: bool) -> set[tuple[int, int]] | None:
    match = _RANGE.fullmatch(text)
    if match is None or (alone and match[3] is not None):
        return None
    left, top = column_number(match[1]), int(match[2])
    right, bottom = (column_number(match[3]), int(match[4])) if match[3] else (left, top)
    if right < left or bottom < top or (right - left + 1) * (bottom - top + 1) > _MOST_CELLS:
        return None
    return {(row, column) for row in range(top, bottom + 1) for column in range(left, right + 1)}


def sums_rows_above(cell: Cell) -> bool:
    """Say whether a formula adds two rows or more of one column above it."""
    cells = summed_cells(cell.formula) if cell.formula else None
    if cells is None or len(cells) < 2:
        return False
    return len({column for _, column in cells}) == 1 and all(row < cell.row for row, _ in cells)

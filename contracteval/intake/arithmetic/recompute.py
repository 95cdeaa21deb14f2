"""Everything that a table adds up, takes off or multiplies, recomputed; what differs is listed with its cells."""

from __future__ import annotations

from contracteval.errors import Place
from contracteval.intake.arithmetic.periods import period_differences
from contracteval.intake.arithmetic.products import product_differences
from contracteval.intake.arithmetic.totals import total_differences
from contracteval.model.difference import Difference
from contracteval.model.table import Table


def recompute(table: Table, file: str, sheet: str) -> list[Difference]:
    """Return the amounts of a table that its own cells do not give; the buyer decides which number counts."""

    def place(cell: str) -> Place:
        return Place(file, sheet, cell)

    return [*total_differences(table, place), *product_differences(table, place), *period_differences(table, place)]

"""The columns of a table of answers, from left to right."""

from __future__ import annotations

from dataclasses import dataclass

from contracteval.model.fact import TableSpec
from contracteval.reports.to_workbook.table_layout import NUMBER


@dataclass(frozen=True, slots=True)
class TableColumns:
    """Where things stand in each row of a table: number, answers, what is said of them, copies as at hand-over."""

    spec: TableSpec

    def input(self, name: str) -> int:
        """Column of an answer."""
        return NUMBER + 1 + list(self.spec.columns).index(name)

    @property
    def source(self) -> int:
        """Column of the place that the row was read from."""
        return NUMBER + 1 + len(self.spec.columns)

    @property
    def evidence(self) -> int:
        """Column of the evidence for what a vendor promises in a row."""
        return self.source + 1

    @property
    def changed(self) -> int:
        """Column of the number of cells that differ from hand-over."""
        return self.source + 2

    @property
    def refused(self) -> int:
        """Column of the number of cells that hold what they cannot hold."""
        return self.source + 3

    @property
    def open(self) -> int:
        """Column of the rows with a promise that is not contracted."""
        return self.source + 4

    @property
    def kept(self) -> int:
        """First column of the copies as at hand-over: the row number, the answers, the evidence."""
        return self.source + 5

    @property
    def kept_evidence(self) -> int:
        """Column of the evidence as at hand-over."""
        return self.kept + 1 + len(self.spec.columns)

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """Every column that may be changed, with the one of its copy."""
        copied = [(NUMBER + i, self.kept + i) for i in range(len(self.spec.columns) + 1)]
        return [*copied, (self.evidence, self.kept_evidence)]

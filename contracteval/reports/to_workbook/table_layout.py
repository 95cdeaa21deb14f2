"""Where tables stand: a block for each on the sheet of their inputs, and one on the sheet of their workings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from contracteval.model.fact import TableSpec
from contracteval.reports.to_workbook.aggregates import (
    Gather,
    Helper,
    gathers_of,
    live_tables,
    lot_columns,
)
from contracteval.rules.plan import Plan
from contracteval.rules.rulebook import LOT, Step

FIRST_BLOCK: Final = 4
SPARE_ROWS: Final = 5
_ABOVE, _BELOW = 3, 2  # band, answered, head; two blank rows
NUMBER: Final = 0
MOST_CROSSED: Final = 20_000
MOST_DISTINCT: Final = 250


@dataclass(frozen=True, slots=True)
class Block:
    """The rows of a table on a sheet; ``count`` holds the given rows of the longest bid and the spare ones."""

    band: int
    count: int

    @property
    def answered(self) -> int:
        """Row that says whether the table was answered."""
        return self.band + 1

    @property
    def head(self) -> int:
        """Row of the column titles."""
        return self.band + 2

    @property
    def first(self) -> int:
        """First row of the table."""
        return self.head + 1

    @property
    def last(self) -> int:
        """Last row of the table, spare ones counted."""
        return self.head + self.count


@dataclass(frozen=True, slots=True)
class Workings:
    """The columns of one table on the sheet of workings.

    ``clean`` are its inputs as formulas may use them, ``computed`` its computed columns (status to the right),
    ``helpers`` what rows bring to an aggregate (one column for each row of the outer table, if there is one; the column
    that counts what is new to the right of it), ``results`` aggregates that look at the row (status to the right).
    """

    clean: Mapping[str, int]
    computed: Mapping[str, int]
    helpers: Mapping[Helper, int]
    results: Mapping[str, int]
    width: int


@dataclass(frozen=True, slots=True)
class TableLayout:
    """Blocks of inputs on the sheet of a bid and on that of the brief, blocks of workings, and the aggregates."""

    bid: Mapping[str, Block]
    brief: Mapping[str, Block]
    rows: Mapping[str, Block]
    workings: Mapping[str, Workings]
    gathers: tuple[Gather, ...]
    lot: tuple[str, ...]


def lay_out_tables(plan: Plan, steps: Mapping[str, Step], given: Mapping[str, int], bids: int) -> TableLayout:
    """Settle the blocks; ``given`` says how many rows the longest answer to each table has."""
    tables, specs = live_tables(plan), plan.needs().tables
    gathers = gathers_of(steps, tables)
    counts = {id_: given.get(id_, 0) + SPARE_ROWS for id_ in specs}
    lot = lot_columns(gathers)
    own = {id_: counts[id_] for id_, spec in specs.items() if spec.per == "bid"}
    shared = {id_: counts[id_] for id_, spec in specs.items() if spec.per == "evaluation"}
    every = {**counts, **({LOT: bids} if lot else {})}
    workings = {id_: _workings(id_, specs.get(id_), tables.get(id_), gathers, every, lot) for id_ in every}
    return TableLayout(_blocks(own), _blocks(shared), _blocks(every), workings, gathers, lot)


def _blocks(counts: Mapping[str, int]) -> dict[str, Block]:
    found: dict[str, Block] = {}
    row = FIRST_BLOCK
    for id_, count in counts.items():
        found[id_] = Block(row, count)
        row += _ABOVE + count + _BELOW
    return found


def _workings(
    id_: str,
    spec: TableSpec | None,
    step: Step | None,
    gathers: Sequence[Gather],
    counts: Mapping[str, int],
    lot: Sequence[str],
) -> Workings:
    column = NUMBER + 1
    clean: dict[str, int] = {}
    for name in lot if spec is None else spec.columns:
        clean[name] = column
        column += 1
    computed: dict[str, int] = {}
    for name in step.columns if step is not None else ():
        computed[name] = column
        column += 2
    results: dict[str, int] = {}
    for gather in gathers:
        if gather.helper.outer == id_:
            results[gather.id] = column
            column += 2
    helpers: dict[Helper, int] = {}
    for gather in gathers:
        helper = gather.helper
        if helper.table == id_ and helper not in helpers and not _too_many(helper, counts):
            helpers[helper] = column
            column += (1 if helper.outer is None else counts[helper.outer]) * (2 if helper.is_distinct else 1)
    return Workings(clean, computed, helpers, results, column)


def _too_many(helper: Helper, counts: Mapping[str, int]) -> bool:
    """Say whether rows would be crossed with too many others: what rests on them stays static."""
    if helper.is_distinct and counts[helper.table] > MOST_DISTINCT:
        return True
    return helper.outer is not None and counts[helper.outer] * counts[helper.table] > MOST_CROSSED

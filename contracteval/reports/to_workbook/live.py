"""The live formulas of one bid: steps, aggregates, and the rows that aggregates run over."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction

from contracteval.formula import expression as x
from contracteval.formula.to_excel import Cell, Cells, UntranslatableError, quoted, step_to_excel
from contracteval.formula.to_excel.rows import gathered_to_excel, row_to_excel
from contracteval.formula.types import NUMBER, TRUTH, Type
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.aggregates import Gather, Helper, helper_of
from contracteval.reports.to_workbook.binding import (
    computed_cell,
    elsewhere,
    fact_cell,
    given_cells,
    keyed_parameters,
    value_column,
)
from contracteval.reports.to_workbook.content import Content, Entry
from contracteval.reports.to_workbook.page import a1, block, column_name, on
from contracteval.reports.to_workbook.table_layout import NUMBER as NUMBER_COLUMN
from contracteval.rules.rulebook import LOT, Step

ROW, OUTER = "\x01", "\x02"
"""Stand in a formula for the number of the row, and of the row of the outer table, until it is written."""

Pair = tuple[str, str]
"""The formulas of a status and of a value."""

_LIVE_KINDS = frozenset({"number", "truth", "choice", "date"})


@dataclass(slots=True)
class Live:
    """What was printed for a bid; None where something has no live form and stays as it was at hand-over."""

    steps: dict[str, Pair | None] = field(default_factory=dict)
    gathers: dict[str, Pair | None] = field(default_factory=dict)
    columns: dict[tuple[str, str], Pair | None] = field(default_factory=dict)
    helpers: dict[Helper, str | None] = field(default_factory=dict)
    words: dict[str, dict[str, str]] = field(default_factory=dict)
    cells: dict[str, Cell] = field(default_factory=dict)


def print_live(content: Content, entry: Entry) -> Live:
    """Print every formula of a bid, in the order of the rules."""
    return _Printing(content, entry).all()


class _Printing:
    def __init__(self, content: Content, entry: Entry) -> None:
        self.content, self.entry = content, entry
        self.tables = content.layout.tables
        self.statuses = w.statuses(content.lang)
        self.keyed = keyed_parameters(content)
        self.near = given_cells(content, entry)
        measures = content.layout.titles["measures"]
        self.far = {id_: elsewhere(cell, measures) for id_, cell in self.near.items()}
        self.gathers = {(gather.node, gather.helper.outer): gather for gather in self.tables.gathers}
        self.live = Live()

    def all(self) -> Live:
        steps, never = self.content.layout.steps, self.content.never
        for id_ in self.tables.rows:
            self.add_inputs(id_)
        for id_, step in self.content.plan.rulebook.steps.items():
            if step.kind == "table" and id_ in self.tables.workings:
                self.table(step)
            elif id_ in steps:
                self.step(step, never=id_ in never)
        self.live.cells = self.far
        return self.live

    # --- tables

    def add_inputs(self, table: str) -> None:
        """Let formulas read the columns of a table: ``table.column`` in aggregates, ``row.column`` in its own."""
        book = self.content.plan.rulebook
        specs = book.facts if table == LOT else book.tables[table].columns
        for name, column in self.tables.workings[table].clean.items():
            if specs[name].type != "choices":
                self.far[f"{table}.{name}"] = fact_cell(specs[name], self.at(column), self.content)

    def at(self, column: int) -> str:
        return f"${column_name(column)}{ROW}"

    def table(self, step: Step) -> None:
        """Print the computed columns of a table."""
        workings = self.tables.workings[step.id]
        own = {f"row.{name}": self.far.get(f"{step.id}.{name}") for name in workings.clean}
        rows = {name: cell for name, cell in own.items() if cell is not None}
        for name, formula in step.columns.items():
            column, type_ = workings.computed[name], step.column_types[name]
            status, value = self.at(column + 1), self.at(column)
            try:
                node = self.prepared(formula.node, step.id)
                cells = self.cells({**self.far, **rows})
                printed = step_to_excel([node], None, cells, status, self.statuses)
            except UntranslatableError:
                self.live.columns[step.id, name] = None
                continue
            self.live.columns[step.id, name] = self.in_row(printed)
            cell = computed_cell(type_, value, status, self.content, tuple((o, o) for o in type_.options))
            self.far[f"{step.id}.{name}"] = rows[f"row.{name}"] = cell

    def in_row(self, printed: Pair) -> Pair:
        """Leave the status of a spare row empty, and with it the value."""
        return f'=IF({self.at(NUMBER_COLUMN)}=1,{printed[0][1:]},"")', printed[1]

    # --- aggregates

    def prepared(self, node: x.Node, outer: str | None = None) -> x.Node:
        """Return a formula whose aggregates and columns are names, with all that they rest on printed."""

        def swap(part: x.Node) -> x.Node | None:
            if isinstance(part, x.Aggregate):
                return x.Name(self.gather(part, outer).id)
            if isinstance(part, x.Column):
                return x.Name(f"{part.table}.{part.column}")
            return x.Name(f"row.{part.column}") if isinstance(part, x.RowColumn) else None

        return x.substitute(node, swap)

    def gather(self, node: x.Aggregate, outer: str | None) -> Gather:
        found = self.gathers[node, helper_of(node, outer).outer]
        if found.id not in self.live.gathers:
            self.live.gathers[found.id] = self.printed(found)
        if self.live.gathers[found.id] is None:
            raise UntranslatableError("an aggregate without a live form")
        return found

    def printed(self, gather: Gather) -> Pair | None:
        """Print an aggregate, and what rows bring to it."""
        helper = gather.helper
        column = self.tables.workings[helper.table].helpers.get(helper)
        if column is None:
            return None  # too many rows crossed with rows
        try:
            if helper not in self.live.helpers:
                self.live.helpers[helper] = None
                self.live.helpers[helper] = self.helper(helper)
            if self.live.helpers[helper] is None:
                return None
            return self.result(gather, column)
        except UntranslatableError:
            return None

    def helper(self, helper: Helper) -> str:
        """Print what a row brings; the current row of the outer table stands still."""
        node = self.prepared(helper.node.body or x.Number(Fraction(1)), helper.outer)
        where = None if helper.where is None else self.prepared(helper.where, helper.outer)
        made = replace(helper.node, body=node if helper.body is not None else None, where=where)
        names = dict(self.far)
        if helper.outer is not None:
            names |= {f"row.{name}": self.outer_cell(cell) for name, cell in self.row_of(helper.outer).items()}
        used = f"{self.at(NUMBER_COLUMN)}=1"
        if helper.outer is not None:
            used = f"AND({used},${column_name(NUMBER_COLUMN)}${OUTER}=1)"
        return row_to_excel(made, self.cells(names), used, self.statuses)

    def row_of(self, table: str) -> dict[str, Cell]:
        workings = self.tables.workings[table]
        names = (*workings.clean, *workings.computed)
        return {name: self.far[f"{table}.{name}"] for name in names if f"{table}.{name}" in self.far}

    def outer_cell(self, cell: Cell) -> Cell:
        """Return a cell of the outer table, whose row does not move with the rows that are run over."""
        undefined = None if cell.undefined is None else cell.undefined.replace(ROW, f"${OUTER}")
        return replace(cell, value=cell.value.replace(ROW, f"${OUTER}"), undefined=undefined)

    def result(self, gather: Gather, column: int) -> Pair:
        """Print an aggregate over its helper cells: on Measures, or in the row of the outer table that it looks at."""
        helper, layout = gather.helper, self.content.layout
        rows = self.tables.rows[helper.table]
        sheet = self.entry.rows
        given = "TRUE" if helper.table == LOT else f"{on(sheet, a1(rows.answered, 1, fixed='rc'))}={quoted(self.yes)}"
        if helper.outer is None:
            row, own = layout.measures.gathers[gather.id], value_column(self.entry)
            value, status = a1(row, own), a1(row, own + 1)
            cells, new = (on(sheet, block(rows.first, rows.last, column + i, fixed="r")) for i in (0, 1))
            cell = self.computed(gather, value, status)
            self.near[gather.id], self.far[gather.id] = cell, elsewhere(cell, layout.titles["measures"])
        else:
            own = self.tables.workings[helper.outer].results[gather.id]
            value, status = self.at(own), self.at(own + 1)
            cells, new = CELLS, NEW
            self.far[gather.id] = self.computed(gather, value, status)
        words = self.cells({})
        printed = gathered_to_excel(gather.node.function, cells, given, status, words, self.statuses, new)
        return printed if helper.outer is None else self.in_row(printed)

    def computed(self, gather: Gather, value: str, status: str) -> Cell:
        """Return how an aggregate stands in a cell; it is told apart as finely as what it runs over."""
        cell = computed_cell(_type(gather), value, status, self.content)
        columns = (part for part in x.walk(gather.node) if isinstance(part, x.Column))
        finest = min((self.far[f"{part.table}.{part.column}"].places for part in columns), default=cell.places)
        return replace(cell, places=min(cell.places, finest))

    # --- steps

    def step(self, step: Step, *, never: bool) -> None:
        row, column = self.content.layout.measures.steps[step.id], value_column(self.entry)
        value, status = a1(row, column), a1(row, column + 1)
        printed: Pair | None = None
        if step.type.kind not in _LIVE_KINDS:
            self.live.steps[step.id] = None
            return
        try:
            nodes = [self.prepared(formula.node) for formula in step.formulas]
            guard = None if step.only_if is None else self.prepared(step.only_if.node)
            own = {option.id: self.content.to(option.label) for option in step.options}
            cells = replace(self.cells(self.near), words=own)
            printed = step_to_excel(nodes, guard, cells, status, self.statuses, never_undefined=never)
        except UntranslatableError:
            printed = None
        self.live.steps[step.id] = printed
        self.live.words[step.id] = words = self.words_of(step)
        options = tuple((option, words.get(option, option)) for option in step.type.options)
        cell = computed_cell(step.type, value, status, self.content, options)
        if printed is not None and quoted(self.statuses.undefined) not in printed[0]:
            cell = replace(cell, undefined=None)
        self.near[step.id] = cell
        self.far[step.id] = elsewhere(cell, self.content.layout.titles["measures"])

    def words_of(self, step: Step) -> dict[str, str]:
        """Return the words of the options of a computed choice: those of the facts that it passes on."""
        if step.type.kind != "choice":
            return {}
        names = (node.id for formula in step.formulas for node in x.walk(formula.node) if isinstance(node, x.Name))
        passed_on = {id_: word for name in names if name in self.near for id_, word in self.near[name].options}
        return passed_on | {option.id: self.content.to(option.label) for option in step.options}

    # --- shared

    @property
    def yes(self) -> str:
        return w.yes_no(self.content.lang)[0]

    def cells(self, names: dict[str, Cell]) -> Cells:
        return Cells(names, *w.yes_no(self.content.lang), keyed=self.keyed)


CELLS, NEW = "\x03", "\x04"
"""Stand for the helper cells of one outer row, and for those that count what is new, until they are written."""


def _type(gather: Gather) -> Type:
    return TRUTH if gather.node.function in ("any", "all") else NUMBER

"""Tables of a bid, and of the brief: the rows that were given, spare ones below, what was changed since hand-over."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from contracteval.formula.to_excel import quoted
from contracteval.model.bid import Answer, Answers, Row
from contracteval.model.fact import FactSpec, Grade, TableSpec
from contracteval.model.unit import unit_label
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.answer_cell import AnswerCell
from contracteval.reports.to_workbook.content import Content, Entry
from contracteval.reports.to_workbook.page import Page, a1, block, on
from contracteval.reports.to_workbook.table_columns import TableColumns
from contracteval.reports.to_workbook.table_layout import FIRST_BLOCK, NUMBER, Block
from contracteval.reports.wording import GIVERS, sentence
from contracteval.text import Text

_LEGEND = Text(
    "Yellow cells may be changed. A row counts once anything stands in it; spare rows wait below the given ones.",
    "Les cellules jaunes peuvent être modifiées. Une ligne compte dès qu’elle contient quelque chose\u00a0; des lignes libres suivent celles qui sont remplies.",
)
_ANSWERED = Text("Answered", "Renseignée")
_AT_HAND_OVER = Text("at hand-over", "à la remise")
_EVIDENCE = Text("Evidence", "Preuve")
_OPEN = Text("Promise not contracted", "Promesse non contractualisée")
_ROW, _REFUSED = Text("Row", "Ligne"), Text("Cells out of range", "Cellules hors limites")
_CHANGED_ROW, _REFUSED_ROW, _TOTAL = 2, 3, 1
_NUMBER_WIDTH, _LEAST_WIDTH, _MOST_WIDTH = 11, 9, 34
_STYLE = "Table Style Light 1"
_NAME_PREFIX, _LONGEST_NAME = "t_", 60


def table_sheet(content: Content, entry: Entry | None) -> str:
    """Return the title of the sheet that holds the tables of a bid, or of the brief."""
    return content.layout.titles["brief_tables"] if entry is None else entry.tables


def blocks_of(content: Content, entry: Entry | None) -> dict[str, Block]:
    """Return the tables on that sheet."""
    return dict(content.layout.tables.brief if entry is None else content.layout.tables.bid)


def tables_changed(content: Content, entry: Entry | None) -> str:
    """Return the address of the number of cells changed in the tables of a bid, or of the brief."""
    return on(table_sheet(content, entry), a1(_CHANGED_ROW, _TOTAL, fixed="rc"))


def tables_changed_of(content: Content, entries: Sequence[Entry]) -> list[str]:
    """Return these addresses for the brief and for some bids, where they have tables."""
    owners: list[Entry | None] = [None, *entries]
    return [tables_changed(content, owner) for owner in owners if blocks_of(content, owner)]


def tables_refused(content: Content, entry: Entry | None) -> str:
    """Return the address of the number of cells that hold something impossible."""
    return on(table_sheet(content, entry), a1(_REFUSED_ROW, _TOTAL, fixed="rc"))


def open_promises(content: Content, entry: Entry) -> list[str]:
    """Return the addresses that count the rows of a bid's tables with a promise that counts and is not contracted."""
    found = []
    deciding, specs = content.plan.deciding_facts(), content.plan.needs().tables
    for owner in (entry, None):
        for id_, block_ in blocks_of(content, owner).items():
            spec = specs[id_]
            if id_ in deciding and any(is_promise(column) for column in spec.columns.values()):
                column = TableColumns(spec).open
                found.append(f"SUM({on(table_sheet(content, owner), block(block_.first, block_.last, column))})")
    return found


def is_promise(spec: FactSpec) -> bool:
    """Say whether a fact binds nobody until it stands in the contract."""
    return spec.by == "vendor" and not spec.binding


def answered_cell(content: Content, entry: Entry | None, table: str) -> str:
    """Return the address of the cell that says whether a table was answered."""
    return on(table_sheet(content, entry), a1(blocks_of(content, entry)[table].answered, 1, fixed="rc"))


@dataclass(frozen=True, slots=True)
class Pair:
    """The addresses of a cell, of its copy as at hand-over, and of the title of its column."""

    now: str
    kept: str
    title: str
    is_date: bool


def row_pairs(content: Content, entry: Entry | None, table: str, row: int) -> tuple[str, list[Pair]]:
    """Return, for a row counted from 0, the address of its number of changed cells, and those cells."""
    spec, block_ = content.plan.needs().tables[table], blocks_of(content, entry)[table]
    columns, at, sheet = TableColumns(spec), block_.first + row, table_sheet(content, entry)
    dates = {columns.input(name) for name, column in spec.columns.items() if column.type == "date"}
    pairs = [
        Pair(on(sheet, a1(at, own)), on(sheet, a1(at, kept)), on(sheet, a1(block_.head, own)), own in dates)
        for own, kept in columns.pairs
    ]
    return on(sheet, a1(at, columns.changed)), pairs


def answered_pair(content: Content, entry: Entry | None, table: str) -> tuple[str, str]:
    """Return the addresses of whether a table was answered at hand-over, and is now."""
    row, sheet = blocks_of(content, entry)[table].answered, table_sheet(content, entry)
    return on(sheet, a1(row, 3)), on(sheet, a1(row, 1))


def write_tables(page: Page, content: Content, entry: Entry | None) -> None:
    """Write the tables of a bid, or those of the brief, one below the other."""
    answers = content.brief if entry is None else entry.answers
    blocks, specs = blocks_of(content, entry), content.plan.needs().tables
    title = content.to(Text("The buyer’s brief", "Le cadrage de l’acheteur")) if entry is None else entry.vendor
    page.head(f"{page.title} – {title}" if entry is not None else title, content.to(_LEGEND))
    page.widths(_widths(content, [specs[id_] for id_ in blocks], answers))
    writers = [_Table(page, content, specs[id_], block_, answers.tables.get(id_)) for id_, block_ in blocks.items()]
    for writer in writers:
        writer.write(entry)
    for row, label, column in ((_CHANGED_ROW, w.CHANGED_COUNT, "changed"), (_REFUSED_ROW, _REFUSED, "refused")):
        page.text(row, 0, label, "static")
        parts = "+".join(f"SUM({block(t.block.first, t.block.last, getattr(t.at, column))})" for t in writers)
        extra = "".join(f"+{t.answered_changed}" for t in writers) if column == "changed" else ""
        page.formula(row, _TOTAL, f"={parts}{extra}", Fraction(0), "bold whole center")
    page.finish(freeze=(FIRST_BLOCK, 1), repeat=(0, 0), footer=content.footer_of(entry))


def _widths(content: Content, specs: list[TableSpec], answers: Answers) -> list[float]:
    """Return column widths that show what stands in the columns of all tables."""
    widths: dict[int, float] = {NUMBER: _NUMBER_WIDTH}
    for spec in specs:
        rows = answers.tables.get(spec.id, ())
        for i, (name, column) in enumerate(spec.columns.items()):
            cell = AnswerCell(column, content)
            shown = [str(cell.shown(row[name].value) or "") for row in rows if name in row and column.type == "text"]
            longest = max([len(word) for word in (*shown, *cell.options)], default=0)
            widths[i + 1] = max(widths.get(i + 1, _LEAST_WIDTH), min(longest + 2, _MOST_WIDTH))
    last = max(widths)
    return [widths[i] for i in range(last + 1)]


@dataclass(frozen=True, slots=True)
class _Table:
    """Writes one table."""

    page: Page
    content: Content
    spec: TableSpec
    block: Block
    rows: tuple[Row, ...] | None

    @property
    def at(self) -> TableColumns:
        return TableColumns(self.spec)

    @property
    def promised(self) -> list[str]:
        return [name for name, spec in self.spec.columns.items() if is_promise(spec)]

    @property
    def answered_changed(self) -> str:
        given, kept = a1(self.block.answered, 1), a1(self.block.answered, 3)
        return f"IF(EXACT({given},{kept}),0,1)"

    def write(self, entry: Entry | None) -> None:
        page, block_ = self.page, self.block
        columns = self.at.kept_evidence + 1
        page.section(
            block_.band,
            f"{sentence(self.content.to(self.spec.label))} – {self.content.to(self.spec.question)}",
            columns,
        )
        self.write_answered()
        self.write_head(columns, entry)
        for i in range(block_.count):
            given = self.rows[i] if self.rows is not None and i < len(self.rows) else None
            self.write_row(block_.first + i, given, i + 1)
        for name, spec in self.spec.columns.items():
            AnswerCell(spec, self.content).validate(page, block_.first, block_.last, self.at.input(name))
        if self.promised:
            source = [self.content.to(grade.label) for grade in Grade]
            options = {"validate": "list", "source": source}
            page.sheet.data_validation(block_.first, self.at.evidence, block_.last, self.at.evidence, options)
        page.grey_when(
            f"{a1(block_.first, self.at.kept)}:{a1(block_.last, columns - 1)}",
            f"={a1(block_.first, self.at.changed, fixed='c')}>0",
        )

    def write_answered(self) -> None:
        """Write whether the table was answered: an empty one may be declared, and then it is known to be empty."""
        page, row = self.page, self.block.answered
        words = w.yes_no(self.content.lang)
        answered = words[0 if self.rows is not None else 1]
        page.text(row, 0, _ANSWERED, "bold")
        page.text(row, 1, answered, "input center")
        page.text(row, 2, _AT_HAND_OVER, "static")
        page.text(row, 3, answered, "static center")
        page.sheet.data_validation(row, 1, row, 1, {"validate": "list", "source": list(words)})

    def write_head(self, columns: int, entry: Entry | None) -> None:
        titles = [self.content.to(_ROW)]
        titles += [self.column_title(spec) for spec in self.spec.columns.values()]
        titles += [self.content.to(word) for word in (w.SOURCE, _EVIDENCE, w.CHANGED, _REFUSED, _OPEN)]
        copied = [*titles[: self.at.source], self.content.to(_EVIDENCE)]
        kept = [f"{title} – {self.content.to(_AT_HAND_OVER)}" for title in copied]
        self.page.header(self.block.head, titles)
        self.page.header(self.block.head, kept, self.at.kept)
        unique = _distinct(titles)
        header = self.page.look("header")
        self.page.sheet.add_table(
            self.block.head, 0, self.block.last, self.at.open,
            {
                "name": table_name(self.spec.id, self.page.title),
                "autofilter": False,
                "style": _STYLE,
                "columns": [{"header": title, "header_format": header} for title in unique],
            },
        )  # fmt: skip

    def column_title(self, spec: FactSpec) -> str:
        unit = unit_label(spec.unit, self.content.lang, self.content.currency) if spec.is_numeric else ""
        label = sentence(self.content.to(spec.label))
        given = f"{label} ({unit})" if unit else label
        return given if spec.by == self.spec.by else f"{given} – {self.content.to(GIVERS[spec.by])}"

    def write_row(self, row: int, given: Row | None, number: int) -> None:
        page = self.page
        shown = Fraction(number) if given is not None else None
        page.number(row, NUMBER, shown, "input whole center")
        page.number(row, self.at.kept, shown, "static whole center")
        for i, (name, spec) in enumerate(self.spec.columns.items()):
            answer = Answer(None) if given is None else given.get(name, Answer(None))
            cell = AnswerCell(spec, self.content)
            cell.write(page, row, NUMBER + 1 + i, answer.value, "input")
            cell.write(page, row, self.at.kept + 1 + i, answer.value, "static")
        page.text(row, self.at.source, _place(given))
        self.write_evidence(row, given)
        page.formula(row, self.at.changed, f"={self.changes(row)}", Fraction(0), "center static whole")
        page.formula(row, self.at.refused, f"={self.impossible(row)}", Fraction(0), "center static whole")

    def write_evidence(self, row: int, given: Row | None) -> None:
        """Write the weakest evidence of what a row promises, and 1 while a promise in it is not contracted."""
        page, kept = self.page, self.at.kept_evidence
        if not self.promised:
            for column in (self.at.evidence, self.at.open, kept):
                page.text(row, column, "")
            return
        promised = [given[name] for name in self.promised if given is not None and name in given]
        grades = [answer.grade for answer in promised if answer.value is not None]
        label = self.content.to(min(grades).label) if grades else ""
        page.text(row, self.at.evidence, label, "input")
        page.text(row, kept, label, "static")
        cells = ",".join(a1(row, self.at.input(name)) for name in self.promised)
        firm = [
            f"{a1(row, self.at.evidence)}<>{quoted(self.content.to(g.label))}" for g in Grade if g >= Grade.CONTRACTED
        ]
        is_open = bool(grades) and min(grades) < Grade.CONTRACTED
        formula = f"=IF(AND(COUNTA({cells})>0,{','.join(firm)}),1,0)"
        page.formula(row, self.at.open, formula, Fraction(int(is_open)), "center whole")

    def changes(self, row: int) -> str:
        """Count the cells of a row that differ from hand-over."""
        return "+".join(f"IF(EXACT({a1(row, own)},{a1(row, kept)}),0,1)" for own, kept in self.at.pairs)

    def impossible(self, row: int) -> str:
        """Count the cells of a row that hold what they cannot hold."""
        parts = []
        for name, spec in self.spec.columns.items():
            cell = a1(row, self.at.input(name))
            if spec.type not in ("text", "choices"):
                parts.append(f"IF(ISBLANK({cell}),0,IF({AnswerCell(spec, self.content).valid(cell)},0,1))")
        return "+".join(parts) or "0"


def _place(row: Row | None) -> str:
    """Return where a row was given: the place of its first answer that has one."""
    places = (place for answer in (row or {}).values() for place in answer.places)
    return next((str(place) for place in places), "")


def _distinct(titles: list[str]) -> list[str]:
    """Return titles of which no two are the same, as a table wants them."""
    found: list[str] = []
    for title in titles:
        made, n = title, 2
        while made.casefold() in {other.casefold() for other in found}:
            made, n = f"{title} {n}", n + 1
        found.append(made)
    return found


def table_name(table: str, sheet: str) -> str:
    """Return a name for an Excel table that no cell address, other table or parameter can have."""
    tail = "".join(c if c.isascii() and c.isalnum() else f"_{ord(c):x}" for c in sheet)
    return (_NAME_PREFIX + re.sub(r"\W", "_", table) + "." + tail)[:250]

"""Rows: the workings behind aggregates, a block for each table: cleaned inputs, computed columns, what each row brings."""

from __future__ import annotations

from fractions import Fraction

from contracteval.formula.to_excel import quoted
from contracteval.formula.to_excel.rows import new_to_excel
from contracteval.formula.to_words import to_words
from contracteval.model.fact import FactSpec
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.aggregates import Helper
from contracteval.reports.to_workbook.answer_cell import AnswerCell
from contracteval.reports.to_workbook.binding import on_measures
from contracteval.reports.to_workbook.content import Content, Entry
from contracteval.reports.to_workbook.exact import Exact, cell_of
from contracteval.reports.to_workbook.live import CELLS, NEW, OUTER, ROW, Live
from contracteval.reports.to_workbook.look import number_style
from contracteval.reports.to_workbook.lot import counts, counts_formula
from contracteval.reports.to_workbook.page import Cached, Page, a1, block, on
from contracteval.reports.to_workbook.table_columns import TableColumns
from contracteval.reports.to_workbook.table_inputs import answered_cell, blocks_of, table_sheet
from contracteval.reports.to_workbook.table_layout import FIRST_BLOCK, NUMBER, Block, Workings
from contracteval.reports.wording import labels_of, sentence
from contracteval.rules.rulebook import LOT
from contracteval.text import Text

_SUBTITLE = Text(
    "Workings: the rows as formulas may use them, then what each row brings to a sum, a mean or a count. Nothing to fill in here.",
    "Calculs\u00a0: les lignes telles que les formules les utilisent, puis ce que chaque ligne apporte à une somme, une moyenne ou un compte. Rien à saisir ici.",
)
_USED, _ANSWERED = Text("Row counts (0/1)", "Ligne comptée (0/1)"), Text("Answered", "Renseignée")
_BRINGS = Text("brings to: {}", "apporte à\u00a0: {}")
_NEW = Text("not seen above (0/1)", "pas vu plus haut (0/1)")
_FOR_ROW = Text("for row {}", "pour la ligne {}")
_LOT = Text(
    "The bids of this lot, for rules that compare them", "Les offres de ce lot, pour les règles qui les comparent"
)
_WIDTH = 15


def write_rows(page: Page, content: Content, entry: Entry, live: Live, exact: Exact) -> None:
    """Write a block for each table, as wide as what rests on it."""
    tables = content.layout.tables
    page.head(f"{page.title} – {entry.vendor}", content.to(_SUBTITLE))
    page.widths([_WIDTH] * max(workings.width for workings in tables.workings.values()))
    for id_, block_ in tables.rows.items():
        _Block(page, content, entry, live, exact, id_, block_, tables.workings[id_]).write()
    page.finish(freeze=(FIRST_BLOCK, 1), repeat=(0, 0), footer=content.footer_of(entry))


class _Block:
    """Writes the workings of one table."""

    def __init__(
        self,
        page: Page,
        content: Content,
        entry: Entry,
        live: Live,
        exact: Exact,
        id_: str,
        block_: Block,
        workings: Workings,
    ) -> None:
        self.page, self.content, self.entry, self.live, self.exact = page, content, entry, live, exact
        self.id, self.block, self.workings = id_, block_, workings
        self.is_lot = id_ == LOT
        self.spec = None if self.is_lot else content.plan.needs().tables[id_]
        self.labels = labels_of(content.plan.rulebook)
        self.given = len(exact.rows(id_))
        self.source = None if self.spec is None or self.spec.per == "evaluation" else entry

    def write(self) -> None:
        title = _LOT if self.spec is None else self.spec.label
        self.page.section(self.block.band, sentence(self.content.to(title)), self.workings.width)
        self.write_answered()
        self.write_used()
        for name, column in self.workings.clean.items():
            self.write_clean(name, column)
        for name, column in self.workings.computed.items():
            self.write_computed(name, column)
        for helper, column in self.workings.helpers.items():
            self.write_helper(helper, column)
        for id_, column in self.workings.results.items():
            self.write_result(id_, column)

    def rows(self) -> range:
        return range(self.block.first, self.block.last + 1)

    def number(self, row: int) -> int:
        return row - self.block.first

    def write_answered(self) -> None:
        page, row = self.page, self.block.answered
        yes = w.yes_no(self.content.lang)[0]
        page.text(row, 0, _ANSWERED, "bold")
        if self.spec is None:
            page.text(row, 1, yes, "center")
            return
        counted = f"SUM({block(self.block.first, self.block.last, NUMBER)})>0"
        condition = f"OR({answered_cell(self.content, self.source, self.id)}={quoted(yes)},{counted})"
        answered = self.id in self.entry.answers.tables
        page.formula(row, 1, f'=IF({condition},{quoted(yes)},"")', yes if answered else "", "center")

    def write_used(self) -> None:
        self.page.text(self.block.head, NUMBER, _USED, "header")
        for row in self.rows():
            used = Fraction(int(self.number(row) < self.given))
            if self.spec is None:
                self.write_counts(row)
                continue
            first, last = (a1(self.input_row(row), column, fixed="c") for column in (NUMBER, len(self.spec.columns)))
            where = on(table_sheet(self.content, self.source), f"{first}:{last}")
            self.page.formula(row, NUMBER, f"=IF(COUNTA({where})>0,1,0)", used, "whole center")

    def write_counts(self, row: int) -> None:
        """Write whether a bid of the lot counts."""
        entry = self.content.entries[self.number(row)]
        formula, cached = counts_formula(self.content, entry), Fraction(int(counts(self.content, entry)))
        if formula is None:
            self.page.number(row, NUMBER, cached, "whole center")
        else:
            self.page.formula(row, NUMBER, formula, cached, "whole center")

    def input_row(self, row: int) -> int:
        return blocks_of(self.content, self.source)[self.id].first + self.number(row)

    def column_spec(self, name: str) -> FactSpec:
        if self.spec is None:
            return self.content.plan.rulebook.facts[name]
        return self.spec.columns[name]

    def write_clean(self, name: str, column: int) -> None:
        spec = self.column_spec(name)
        self.page.text(self.block.head, column, sentence(self.content.to(spec.label)), "header")
        cell, known = AnswerCell(spec, self.content), self.exact.rows(self.id)
        for row in self.rows():
            i = self.number(row)
            cached = cell_of(spec, self.content, known[i][name]) if i < self.given else ""
            self.page.formula(row, column, self.clean(name, spec, row), cached, f"link right {cell.style}")

    def clean(self, name: str, spec: FactSpec, row: int) -> str:
        if self.spec is None:
            other = self.content.entries[self.number(row)]
            return f"={on_measures(self.content, other, self.content.layout.measures.facts[name])}"
        at = on(
            table_sheet(self.content, self.source),
            a1(self.input_row(row), TableColumns(self.spec).input(name), fixed="c"),
        )
        if spec.type in ("text", "choices"):
            return f'=IF(ISBLANK({at}),"",{at}&"")'
        return f'=IF({AnswerCell(spec, self.content).valid(at)},{at},"")'

    def write_computed(self, name: str, column: int) -> None:
        step = self.content.plan.rulebook.steps[self.id]
        label = sentence(self.content.to(self.labels(f"{self.id}.{name}")))
        self.page.header(self.block.head, [label, w.STATUS], column)
        type_, printed, known = (
            step.column_types[name],
            self.live.columns.get((self.id, name)),
            self.exact.rows(self.id),
        )
        style = number_style(type_.unit) if type_.kind == "number" else "date" if type_.kind == "date" else ""
        for row in self.rows():
            outcome = known[self.number(row)][name] if self.number(row) < self.given else None
            value, status = self.exact.shown(outcome), self.exact.status(outcome)
            self.put(row, column, printed, value, status, f"right {style}".strip())

    def put(
        self, row: int, column: int, printed: tuple[str, str] | None, value: Cached, status: str, style: str
    ) -> None:
        """Write a value and its status, as formulas or as they were at hand-over."""
        if printed is not None:
            self.page.formula(row, column, self.settled(printed[1], row), value, style)
            self.page.formula(row, column + 1, self.settled(printed[0], row), status, "center")
            return
        if isinstance(value, Fraction | float):
            self.page.number(row, column, value, f"static {style}")
        else:
            self.page.text(row, column, str(value or ""), "static right")
        self.page.text(row, column + 1, status, "static center")

    def settled(self, formula: str, row: int) -> str:
        return formula.replace(ROW, str(row + 1))

    def write_helper(self, helper: Helper, column: int) -> None:
        """Write what each row brings, once for each row of the outer table if it looks at one."""
        template = self.live.helpers.get(helper)
        words = to_words(helper.node, self.labels, self.content.lang)
        title = self.content.to(_BRINGS).format(words)
        if helper.outer is None:
            self.write_column(helper, column, template, title, None)
            return
        outer, width = self.content.layout.tables.rows[helper.outer], 2 if helper.is_distinct else 1
        for i in range(outer.count):
            own = f"{title} – {self.content.to(_FOR_ROW).format(i + 1)}"
            made = None if template is None else template.replace(OUTER, str(outer.first + i + 1))
            self.write_column(helper, column + i * width, made, own, i)

    def write_column(self, helper: Helper, column: int, template: str | None, title: str, outer: int | None) -> None:
        if template is None:
            return
        page, head = self.page, self.block.head
        page.text(head, column, title, "header")
        seen: set[object] = set()
        is_text = self.exact.is_text(helper.body)
        for row in self.rows():
            outcome = self.exact.brings(helper, self.number(row), outer)
            cached = self.exact.helper_shown(helper, outcome)
            page.formula(row, column, self.settled(template, row), cached, "right")
            if helper.is_distinct:
                words = w.statuses(self.content.lang)
                is_new = cached not in ("", words.unknown, words.undefined) and cached not in seen
                seen.add(cached)
                above = [
                    a1(other, column, fixed="r" if other == self.block.first else "")
                    for other in self.rows()
                    if other < row
                ]
                formula = new_to_excel(above, a1(row, column), words, is_text=is_text)
                page.formula(row, column + 1, formula, Fraction(int(is_new)), "whole center")
        if helper.is_distinct:
            page.text(head, column + 1, _NEW, "header")

    def write_result(self, id_: str, column: int) -> None:
        """Write an aggregate that looks at the current row."""
        gather = next(item for item in self.content.layout.tables.gathers if item.id == id_)
        words = to_words(gather.node, self.labels, self.content.lang)
        self.page.header(self.block.head, [sentence(words), w.STATUS], column)
        printed, helper = self.live.gathers.get(id_), gather.helper
        inner = self.content.layout.tables.rows[helper.table]
        first = self.content.layout.tables.workings[helper.table].helpers.get(helper)
        for row in self.rows():
            outcome = self.exact.gathered(gather, self.number(row))
            own = None
            if printed is not None and first is not None:
                at = first + self.number(row) * (2 if helper.is_distinct else 1)
                cells, new = (block(inner.first, inner.last, at + k, fixed="rc") for k in (0, 1))
                status, value = (text.replace(CELLS, cells).replace(NEW, new) for text in printed)
                own = status, value
            self.put(row, column, own, self.exact.shown(outcome), self.exact.status(outcome), "right")

"""Price by year: flows, the same in today's money, total cost of ownership and net present value to date. All live."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from contracteval.formula.to_excel import Cell, Cells, quoted, to_excel
from contracteval.formula.to_words import to_words
from contracteval.model.unit import Unit, unit_label
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.binding import on_measures
from contracteval.reports.to_workbook.charts import dressed, insert, line_of, marker_of
from contracteval.reports.to_workbook.content import Content
from contracteval.reports.to_workbook.exact import Exact
from contracteval.reports.to_workbook.live import Live
from contracteval.reports.to_workbook.look import number_style
from contracteval.reports.to_workbook.page import Cached, Page, a1, block, on
from contracteval.reports.to_workbook.schedule import FIRST_BID, FLOWS, TABLE, YEAR, Part, Schedule
from contracteval.reports.wording import labels_of, sentence
from contracteval.text import Text

_YEAR, _RULE, _UNIT = range(3)
_HEAD, _CHART_ROWS = 3, 22
_WIDTHS, _BID_WIDTH = (38, 58, 9), 15
_SUBTITLE = Text(
    "The buyer’s yearly flows for each bid, then in today’s money, then what each rule comes to with the flows up to a year. All live.",
    "Les flux annuels de chaque offre selon l’acheteur, puis actualisés, puis ce que donne chaque règle avec les flux jusqu’à une année. Tout est vivant.",
)
_TO_DATE = Text("{}, to date", "{}, à date")
_TOTAL = Text("Total", "Total")
_OF_TABLE = Text("as given", "tels que donnés")


def write_years(
    page: Page, content: Content, schedule: Schedule, lives: Sequence[Live], exacts: Sequence[Exact]
) -> None:
    """Write a block of years for each flow and each rule, then draw the net present value."""
    bids = len(content.entries)
    page.head(page.title, content.to(_SUBTITLE))
    page.widths((*_WIDTHS, *([_BID_WIDTH] * max(bids, 4))))
    page.header(_HEAD, [Text("Year", "Année"), w.RULE, w.UNIT])
    page.header(_HEAD, [entry.vendor for entry in content.entries], FIRST_BID, "header center")
    writer = _Writer(page, content, schedule, lives, exacts)
    for part in schedule.parts:
        writer.write(part)
    writer.draw(schedule.parts[-1])
    page.finish(freeze=(_HEAD + 1, 1), repeat=(_HEAD, _HEAD), footer=content.footer)


class _Writer:
    def __init__(
        self, page: Page, content: Content, schedule: Schedule, lives: Sequence[Live], exacts: Sequence[Exact]
    ) -> None:
        self.page, self.content, self.schedule, self.lives, self.exacts = page, content, schedule, lives, exacts
        self.labels = labels_of(content.plan.rulebook)
        words = w.statuses(content.lang)
        self.scored, self.unknown = quoted(words.scored), words.unknown

    def write(self, part: Part) -> None:
        page, unit = self.page, self.unit(part)
        page.section(part.row, self.title(part), FIRST_BID + len(self.content.entries))
        page.text(part.row, _RULE, self.rule(part), "section wrap")
        style = f"right {number_style(unit)}"
        for year in range(part.years):
            row = part.first + year
            self.write_year(part, row, year)
            page.text(row, _UNIT, unit_label(unit, self.content.lang, self.content.currency), "center")
            for exact in self.exacts:
                formula, cached = self.cell(part, exact, year)
                page.formula(row, FIRST_BID + exact.entry.index, f"={formula}", cached, style)
        if part.kind != "to date":
            self.write_total(part, style)

    def write_year(self, part: Part, row: int, year: int) -> None:
        """Write the number of a year: the first is 0, each next one more; blocks below repeat those above."""
        top = self.schedule.parts[0]
        if part is not top:
            self.page.formula(row, _YEAR, f"={a1(top.first + year, _YEAR)}", Fraction(year), "whole left")
        elif year:
            self.page.formula(row, _YEAR, f"={a1(row - 1, _YEAR)}+1", Fraction(year), "whole left")
        else:
            self.page.number(row, _YEAR, Fraction(0), "whole left")

    def write_total(self, part: Part, style: str) -> None:
        page, row = self.page, part.result
        page.text(row, _YEAR, _TOTAL, "total")
        for column in (_RULE, _UNIT):
            page.text(row, column, "", "total")
        for exact in self.exacts:
            column = FIRST_BID + exact.entry.index
            years = [self.cell(part, exact, year)[1] for year in range(part.years)]
            numbers = [value for value in years if isinstance(value, Fraction)]
            total: Cached = sum(numbers, Fraction(0)) if len(numbers) == len(years) else self.unknown
            cells = block(part.first, part.last, column)
            formula = f"=IF(COUNT({cells})=ROWS({cells}),SUM({cells}),{quoted(self.unknown)})"
            page.formula(row, column, formula, total, f"total {style}")

    def cell(self, part: Part, exact: Exact, year: int) -> tuple[str, Cached]:
        """Print what stands in a year, with its exact value; unknown while a flow of the bid is."""
        flow = part.id if part.kind == "discounted" else next((f for f, c in FLOWS.items() if c == part.id), "")
        if part.kind == "to date":
            return self.to_date(part, exact, year)
        formula = (
            f"SUMIF({self.column(exact, YEAR)},{a1(part.first + year, _YEAR, fixed='c')},{self.column(exact, part.id)})"
        )
        known = exact.entry.outcome(flow).status == "scored"
        cached: Cached = self.schedule.in_year(exact, part.id, year) if known else self.unknown
        return f"IF({self.is_scored(exact, flow)},{formula},{quoted(self.unknown)})", cached

    def to_date(self, part: Part, exact: Exact, year: int) -> tuple[str, Cached]:
        """Print a rule over the flows to the end of a year: the rule's own formula, over other sums."""
        column, schedule = FIRST_BID + exact.entry.index, self.schedule
        sums = {
            flow: Cell(f"SUM({a1(at.first, column, fixed='r')}:{a1(at.first + year, column)})", always=True)
            for flow in FLOWS
            for at in [schedule.part(flow)]
        }
        node = self.content.plan.rulebook.steps[part.id].formulas[0].node
        words = w.yes_no(self.content.lang)
        printed = to_excel(node, Cells({**self.lives[exact.entry.index].cells, **sums}, *words))
        holds = [self.is_scored(exact, flow) for flow in FLOWS] + [printed.known]
        holds += [] if printed.undefined is None else [f"NOT({printed.undefined})"]
        value = f"IF(AND({','.join(holds)}),{printed.value},{quoted(self.unknown)})"
        known = all(exact.entry.outcome(flow).status == "scored" for flow in FLOWS)
        found = schedule.to_date(exact, part.id, year) if known else None
        return value, found if isinstance(found, Fraction) else self.unknown

    def is_scored(self, exact: Exact, flow: str) -> str:
        at = self.content.layout.measures.steps[flow]
        return f"{on_measures(self.content, exact.entry, at, right=True)}={self.scored}"

    def column(self, exact: Exact, id_: str) -> str:
        """Return the address of a column of the workings: flows as they count, or what each row brings to a measure."""
        tables, entry = self.content.layout.tables, exact.entry
        workings, rows = tables.workings[TABLE], tables.rows[TABLE]
        column = workings.clean[id_] if id_ in workings.clean else workings.helpers[self.schedule.flows[id_]]
        return on(entry.rows, block(rows.first, rows.last, column, fixed="rc"))

    def title(self, part: Part) -> str:
        book = self.content.plan.rulebook
        if part.kind == "flow":
            return sentence(self.content.to(book.tables[TABLE].columns[part.id].label))
        title = sentence(self.content.to(book.steps[part.id].title))
        return self.content.to(_TO_DATE).format(title) if part.kind == "to date" else title

    def rule(self, part: Part) -> str:
        if part.kind == "flow":
            label = self.content.to(self.content.plan.rulebook.tables[TABLE].label)
            return f"{sentence(label)}, {self.content.to(_OF_TABLE)}"
        return to_words(self.content.plan.rulebook.steps[part.id].formulas[0].node, self.labels, self.content.lang)

    def unit(self, part: Part) -> Unit:
        book = self.content.plan.rulebook
        if part.kind == "flow":
            return book.tables[TABLE].columns[part.id].unit
        return book.steps[part.id].type.unit

    def draw(self, part: Part) -> None:
        """Draw the last block as a line for each bid."""
        page, title = self.page, self.page.title
        chart = page.workbook.add_chart({"type": "line"})
        for entry in self.content.entries:
            column = FIRST_BID + entry.index
            chart.add_series({
                "name": [title, _HEAD, column],
                "categories": [title, part.first, _YEAR, part.last, _YEAR],
                "values": [title, part.first, column, part.last, column],
                "line": line_of(page.look, entry.index),
                "marker": marker_of(page.look, entry.index, 5),
            })  # fmt: skip
        unit = unit_label(self.unit(part), self.content.lang, self.content.currency)
        dressed(page.look, chart, self.title(part), self.content.to(Text("Year", "Année")), unit)
        insert(page, part.last + 2, chart, _CHART_ROWS, 980)

"""A curve on a sheet: plotted range, kinks, points, and the chart that is drawn over them."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from contracteval.formula import expression as x
from contracteval.formula.to_words import to_words
from contracteval.model.unit import Unit, unit_label
from contracteval.model.value import Undefined, Unknown
from contracteval.reports.to_workbook.binding import on_measures, value_column
from contracteval.reports.to_workbook.charts import (
    dressed,
    insert,
    line_of,
    marker_of,
    plain,
    plumb_line,
    scatter_points,
)
from contracteval.reports.to_workbook.content import Content
from contracteval.reports.to_workbook.curve import (
    POINTS,
    VARIABLE,
    grid,
    inlined,
    kink_at,
    kinks_of,
    printed_at,
    straight_root,
)
from contracteval.reports.to_workbook.exact import Exact
from contracteval.reports.to_workbook.live import Live
from contracteval.reports.to_workbook.look import number_style
from contracteval.reports.to_workbook.page import Cached, Page, a1, block
from contracteval.reports.to_workbook.topics import Curve
from contracteval.reports.wording import labels_of, sentence
from contracteval.text import Text

_LABEL, _RULE, _UNIT, _FIRST_BID = range(4)
_HEAD = 3
_CHART_ROWS = 26
_CURVE = Text("Points of the curve – live", "Points de la courbe – vivants")
_KINKS = Text("Kinks", "Points de rupture")


def unit_text(content: Content, unit: Unit) -> str:
    return unit_label(unit, content.lang, content.currency)


class CurveWriter:
    """Writes the points of a curve and draws it."""

    def __init__(
        self, page: Page, content: Content, curve: Curve, lives: Sequence[Live], exacts: Sequence[Exact]
    ) -> None:
        self.page, self.content, self.curve, self.exacts = page, content, curve, exacts
        self.nodes = {id_: inlined(content, curve, id_) for id_ in curve.series}
        self.names = [live.cells for live in lives]
        self.kinks = list(dict.fromkeys(kink for node in self.nodes.values() for kink in kinks_of(node)))
        self.row = 0

    @property
    def has_data(self) -> bool:
        """Say whether some series of some bid has values."""
        return self.scale is not None and any(
            self.is_known(i, id_) for i in range(len(self.exacts)) for id_ in self.nodes
        )

    def is_known(self, bid: int, id_: str) -> bool:
        return isinstance(self.at(bid, id_, self.points()[1]), Fraction)

    @property
    def scale(self) -> Fraction | None:
        if self.curve.scale is None:
            return Fraction(1)
        values = [entry.answer(self.curve.scale).value for entry in self.content.entries]
        known = [value for value in values if isinstance(value, Fraction)]
        return max(known) if known and max(known) > 0 else None

    def at(self, bid: int, id_: str, point: Fraction) -> Any:
        return self.exacts[bid].value(self.nodes[id_], **{VARIABLE: point})

    def points(self) -> list[Fraction]:
        scale = self.scale or Fraction(1)
        return [scale * point for point in grid(Fraction(self.curve.start), Fraction(self.curve.end))]

    def kink(self, bid: int, number: int) -> Fraction | None:
        kink = self.kinks[number]
        first, second = (self.exacts[bid].value(kink.gap(at)) for at in (0, 1))
        if not (isinstance(first, Fraction) and isinstance(second, Fraction)):
            return None
        root, points = straight_root(first, second), self.points()
        return root if root is not None and points[0] < root < points[-1] else None

    # --- cells

    def write(self, row: int) -> int:
        """Write chart, plotted range, kinks and points; return the row after them."""
        page, content = self.page, self.content
        self.chart_row = row
        row += _CHART_ROWS
        page.section(row, f"{content.to(self.curve.title)} – {content.to(_CURVE)}", _FIRST_BID + len(content.entries))
        self.write_range(row + 1)
        self.kink_row = row + 5
        height = 1 + len(self.nodes)
        for number in range(len(self.kinks)):
            self.write_kink(self.kink_row + height * number, number)
        self.first = self.kink_row + height * len(self.kinks) + 2
        self.count = POINTS + len(self.kinks) * len(content.entries)
        self.write_head(self.first - 1)
        places = sorted([*self.points(), *(k for k in self.every_kink() if k is not None)])
        kinks = self.every_kink()
        for i in range(self.count):
            self.write_unsorted(i, self.points(), kinks)
            self.write_point(i, places[i] if i < len(places) else None)
        self.draw()
        return self.first + self.count + 1

    def draw(self) -> None:
        """Draw one line for each bid and series that has values, its kinks, and the points to remark."""
        page, content, title = self.page, self.content, self.page.title
        chart = page.workbook.add_chart({"type": "scatter", "subtype": "straight"})
        last = self.first + self.count - 1
        steps = content.plan.rulebook.steps
        for s, id_ in enumerate(self.nodes):
            for entry in content.entries:
                if self.is_known(entry.index, id_):
                    column = self.column(s, entry.index)
                    line = line_of(page.look, entry.index) | ({"width": 2.5} if s == 0 else {"width": 1.0})
                    chart.add_series({
                        "name": [title, self.first - 1, column],
                        "categories": [title, self.first, _UNIT, last, _UNIT],
                        "values": [title, self.first, column, last, column],
                        "line": line,
                        "marker": {"type": "none"},
                    })  # fmt: skip
        self.draw_kinks(chart)
        self.draw_marks(chart)
        over = content.plan.rulebook.facts[self.curve.over]
        unit = unit_text(content, steps[self.curve.series[0]].type.unit)
        points = self.points()
        x_axis: dict[str, Any] = {"min": float(points[0]), "max": float(points[-1])} if self.curve.scale is None else {}
        if over.unit.text == "%":
            x_axis["num_format"] = "0%"
        dressed(
            page.look,
            chart,
            content.to(self.curve.title),
            sentence(content.to(over.label)),
            unit,
            x=x_axis,
            y={"num_format": "0.0#"},
        )
        insert(page, self.chart_row, chart, _CHART_ROWS, 980)

    def draw_kinks(self, chart: Any) -> None:
        """Mark the kinks on the lines."""
        title, end = self.page.title, _FIRST_BID + len(self.content.entries) - 1
        for number in range(len(self.kinks)):
            row = self.kink_row + (1 + len(self.nodes)) * number
            if all(self.kink(bid, number) is None for bid in range(len(self.exacts))):
                continue
            for s in range(len(self.nodes)):
                chart.add_series({
                    "name": plain(self.content.to(_KINKS)),
                    "categories": [title, row, _FIRST_BID, row, end],
                    "values": [title, row + 1 + s, _FIRST_BID, row + 1 + s, end],
                    "line": {"none": True},
                    "marker": marker_of(self.page.look, 3, 7),
                    "y_error_bars": plumb_line(self.page, row + 1 + s, _FIRST_BID, end),
                })  # fmt: skip

    def draw_marks(self, chart: Any) -> None:
        """Mark the points that a reader looks for: an optimum, the end of sharing, where each bid stands."""
        content, steps = self.content, self.content.layout.measures
        title = content.layout.titles["measures"]
        for entry in content.entries:
            column = value_column(entry)
            for across, up, label in self.curve.marks:
                if across in steps.steps and self.known(entry.index, across) and (self.known(entry.index, up)):
                    places = [steps.steps.get(id_, steps.facts.get(id_, 0)) for id_ in (across, up)]
                    ranges = [[title, at, column, at, column] for at in places]
                    scatter_points(
                        self.page.look,
                        chart,
                        plain(f"{content.to(label)} – {entry.vendor}"),
                        ranges[0],
                        ranges[1],
                        entry.index,
                    )
            if (
                self.curve.over in steps.facts
                and self.curve.series[0] in steps.steps
                and self.known(entry.index, self.curve.over)
            ):
                at_x, at_y = steps.facts[self.curve.over], steps.steps[self.curve.series[0]]
                if self.known(entry.index, self.curve.series[0]):
                    scatter_points(
                        self.page.look,
                        chart,
                        [self.page.title, _HEAD, _FIRST_BID + entry.index],
                        [title, at_x, column, at_x, column],
                        [title, at_y, column, at_y, column],
                        entry.index,
                    )

    def known(self, bid: int, id_: str) -> bool:
        return isinstance(self.exacts[bid].env.get(id_), Fraction)

    def every_kink(self) -> list[Fraction | None]:
        return [self.kink(bid, n) for n in range(len(self.kinks)) for bid in range(len(self.exacts))]

    def write_range(self, row: int) -> None:
        """Write what is drawn: from, to, and the step between points."""
        page, style = self.page, self.style
        over = self.content.plan.rulebook.facts[self.curve.over]
        labels = (Text("From", "De"), Text("To", "À"), Text("Step", "Pas"))
        points = self.points()
        for i, label in enumerate(labels):
            page.text(row + i, _LABEL, label)
            page.text(row + i, _UNIT, unit_text(self.content, over.unit), "center")
        self.low, self.high, self.step = (a1(row + i, _FIRST_BID, fixed="rc") for i in range(3))
        for i, (share, value) in enumerate(((self.curve.start, points[0]), (self.curve.end, points[-1]))):
            if self.curve.scale is None:
                page.number(row + i, _FIRST_BID, value, f"input {style}")
                continue
            rows = self.content.layout.measures.facts[self.curve.scale]
            most = ",".join(on_measures(self.content, entry, rows) for entry in self.content.entries)
            page.number(row + i, _FIRST_BID + 1, Fraction(share), "input percent")
            page.formula(row + i, _FIRST_BID, f"={a1(row + i, _FIRST_BID + 1)}*MAX({most})", value, style)
        page.formula(row + 2, _FIRST_BID, f"=({self.high}-{self.low})/({POINTS}-1)", points[1] - points[0], style)

    @property
    def style(self) -> str:
        return number_style(self.content.plan.rulebook.facts[self.curve.over].unit)

    def write_kink(self, row: int, number: int) -> None:
        page = self.page
        page.text(row, _LABEL, _KINKS)
        labels = labels_of(self.content.plan.rulebook)
        kink = self.kinks[number]
        page.text(row, _RULE, f"{self.words(kink.left, labels)} = {self.words(kink.right, labels)}")
        for entry in self.content.entries:
            formula = kink_at(self.content, kink, self.names[entry.index], self.low, self.high)
            value: Cached = self.kink(entry.index, number)
            if formula is None:
                page.number(
                    row,
                    _FIRST_BID + entry.index,
                    value if isinstance(value, Fraction) else None,
                    f"static {self.style}",
                )
            else:
                page.formula(row, _FIRST_BID + entry.index, formula, value, f"right {self.style}")
            for s, id_ in enumerate(self.nodes):
                self.write_at_kink(row + 1 + s, row, entry.index, id_, value)

    def write_at_kink(self, row: int, kink_row: int, bid: int, id_: str, place: Cached) -> None:
        """Write what a series comes to at a kink."""
        self.page.text(row, _LABEL, content_title(self.content, id_), "static")
        at = a1(kink_row, _FIRST_BID + bid)
        formula = printed_at(self.content, self.nodes[id_], self.names[bid], at)
        value = self.at(bid, id_, place) if isinstance(place, Fraction) else None
        shown = value if isinstance(value, Fraction) else None
        style = number_style(self.content.plan.rulebook.steps[id_].type.unit)
        if formula is not None:
            self.page.formula(row, _FIRST_BID + bid, f'=IF({at}="","",{formula})', shown, f"right {style}")

    def words(self, node: Any, labels: Any) -> str:
        return to_words(x.rename(node, {VARIABLE: self.curve.over}), labels, self.content.lang)

    def write_head(self, row: int) -> None:
        over = self.content.plan.rulebook.facts[self.curve.over]
        self.page.text(row, _UNIT, sentence(self.content.to(over.label)), "header")
        for s, id_ in enumerate(self.nodes):
            title = content_title(self.content, id_)
            for entry in self.content.entries:
                self.page.text(row, self.column(s, entry.index), f"{title} – {entry.vendor}", "header")
        self.page.height(row, 40)

    def column(self, series: int, bid: int) -> int:
        return _FIRST_BID + series * len(self.content.entries) + bid

    def write_point(self, i: int, place: Fraction | None) -> None:
        row, page = self.first + i, self.page
        at = a1(row, _UNIT, fixed="c")
        page.formula(row, _UNIT, f"={self.place(i)}", place, f"right {self.style}")
        for s, (id_, node) in enumerate(self.nodes.items()):
            style = number_style(self.content.plan.rulebook.steps[id_].type.unit)
            for entry in self.content.entries:
                formula = printed_at(self.content, node, self.names[entry.index], at)
                value = None if place is None else self.at(entry.index, id_, place)
                shown: Cached = "" if value is None or isinstance(value, Unknown | Undefined) else value
                if formula is None:
                    page.number(
                        row,
                        self.column(s, entry.index),
                        shown if isinstance(shown, Fraction) else None,
                        f"static {style}",
                    )
                else:
                    page.formula(
                        row, self.column(s, entry.index), f'=IF({at}="","",{formula})', shown, f"right {style}"
                    )

    def place(self, i: int) -> str:
        """Print where a point lies: the even points and the kinks, in order."""
        every = block(self.first, self.first + self.count - 1, _RULE, fixed="rc")
        number = a1(self.first + i, _LABEL, fixed="c")
        return f'IF(COUNT({every})>={number},SMALL({every},{number}),"")'

    def write_unsorted(self, i: int, even: list[Fraction], kinks: list[Fraction | None]) -> None:
        """Write an even point, or below them a kink of a bid: the column beside it puts them in order."""
        row = self.first + i
        self.page.number(row, _LABEL, Fraction(i + 1), "static whole center")
        if i < POINTS:
            formula = f"={self.low}" if i == 0 else f"={a1(row - 1, _RULE)}+{self.step}"
            self.page.formula(row, _RULE, formula, even[i], f"right {self.style}")
            return
        number, bid = divmod(i - POINTS, len(self.content.entries))
        cell = a1(self.kink_row + (1 + len(self.nodes)) * number, _FIRST_BID + bid)
        self.page.formula(row, _RULE, f'=IF({cell}="","",{cell})', kinks[i - POINTS], f"right {self.style}")


def content_title(content: Content, id_: str) -> str:
    """Return the title of a measure, for the head of a column."""
    return sentence(content.to(content.plan.rulebook.steps[id_].title))

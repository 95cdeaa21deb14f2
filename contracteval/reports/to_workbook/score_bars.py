"""Scores as bars, bid beside bid: up to the low end, with a whisker over what is still open; live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from contracteval.model.result import Score
from contracteval.reports.to_workbook import scorecard
from contracteval.reports.to_workbook.charts import dressed, insert, pattern_of, range_text
from contracteval.reports.to_workbook.content import Content
from contracteval.reports.to_workbook.look import NAVY
from contracteval.reports.to_workbook.page import Page, a1, on
from contracteval.text import Text

_LABEL, _FIRST_BID, _NAMES = 0, 2, 3
_BEHIND = Text("Behind the charts of scores – live", "Derrière les graphiques des scores – vivant")
_LOW, _OPEN = Text("{}: low", "{}\u00a0: bas"), Text("{}: still open", "{}\u00a0: encore ouvert")


@dataclass(frozen=True, slots=True)
class Row:
    """A group or a criterion: its title, its row on the sheet of scores, and its score of each bid."""

    title: Text
    at: int
    scores: Sequence[Score]


class ScoreBars:
    """Writes the cells behind the charts of one sheet, then draws some of their rows."""

    def __init__(self, page: Page, content: Content, first: int) -> None:
        self.page, self.content, self.first = page, content, first
        self.bids = len(content.entries)

    def write(self, rows: Sequence[Row]) -> None:
        """Write the low end of every score and what is still open above it."""
        page, content = self.page, self.content
        page.section(self.first - 2, _BEHIND, _FIRST_BID + 2 * self.bids)
        for entry in content.entries:
            for text, column in ((_LOW, self.low(entry.index)), (_OPEN, self.open(entry.index))):
                page.header(self.first - 1, [content.to(text).format(entry.vendor)], column, "header center")
        for row, item in enumerate(rows, start=self.first):
            page.text(row, _LABEL, item.title)
            for entry in content.entries:
                low, high = (
                    on(content.layout.titles["scorecard"], scorecard.cell(item.at, entry, part))
                    for part in (scorecard.LOW, scorecard.HIGH)
                )
                score = item.scores[entry.index]
                ends = (score.low or Fraction(0), score.high or Fraction(0))
                own = a1(row, self.low(entry.index))
                page.formula(row, self.low(entry.index), f"=N({low})", ends[0], "score right")
                page.formula(row, self.open(entry.index), f"=N({high})-{own}", ends[1] - ends[0], "score right")

    def low(self, bid: int) -> int:
        """Return the column of the low ends of a bid."""
        return _FIRST_BID + bid

    def open(self, bid: int) -> int:
        """Return the column of what is still open of a bid."""
        return _FIRST_BID + self.bids + bid

    def draw(self, title: str, first: int, count: int, row: int, rows: int) -> None:
        """Draw ``count`` rows from the ``first`` of those written, at a row of the page."""
        page = self.page
        chart = page.workbook.add_chart({"type": "column"})
        start, end = self.first + first, self.first + first + count - 1
        for entry in self.content.entries:
            low, still_open = self.low(entry.index), self.open(entry.index)
            whisker = range_text([page.title, start, still_open, end, still_open])
            chart.add_series({
                "name": [page.title, _NAMES, _FIRST_BID + entry.index],  # a cell: a name is never taken for a formula
                "categories": [page.title, start, _LABEL, end, _LABEL],
                "values": [page.title, start, low, end, low],
                **pattern_of(page.look, entry.index),
                "border": {"color": page.look.series(entry.index)},
                "gap": 70,
                "y_error_bars": {
                    "type": "custom", "direction": "plus", "plus_values": whisker, "minus_values": whisker,
                    "line": {"color": page.look.colour(NAVY)},
                },
            })  # fmt: skip
        dressed(page.look, chart, title, y={"min": 0, "max": 100, "num_format": "0"})
        insert(page, row, chart, rows, 980)

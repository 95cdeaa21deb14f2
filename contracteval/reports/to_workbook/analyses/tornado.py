"""What one weight does to the lead of the first bid over the second, live: it moves, the others keep their proportions."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from contracteval.reports.to_workbook import scorecard
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.analyses.sheet import column_of
from contracteval.reports.to_workbook.charts import bars, insert
from contracteval.reports.to_workbook.content import Content
from contracteval.reports.to_workbook.page import Page, a1, block, half_away, on
from contracteval.text import Text

STEP = Fraction(1, 10)
"""How far a weight moves at hand-over, as a share of the total; a reader may change the cell."""
(_LABEL, _WEIGHT, _LEAD, _LESS, _MORE, _SWING, _PLACE) = range(7)
_SORTED = (_LABEL, _LESS, _MORE)
_PLACES = 9
_ROWS = 18
_TITLE = Text(
    "What one weight does to the lead of {} over {}, in points – live",
    "Effet d’un poids sur l’avance de {} sur {}, en points – vivant",
)
_CHART = Text(
    "Change of the lead when one weight moves, in points", "Variation de l’avance quand un poids bouge, en points"
)
_STEP = Text(
    "The weight moves by (the others keep their proportions)",
    "Le poids bouge de (les autres gardent leurs proportions)",
)
_NOW = Text("Lead at least, now", "Avance au moins, actuelle")
_TITLES = (
    w.WEIGHT, Text("Now", "Actuel"), Text("Lead on it", "Avance sur ce point"), Text("Lead, weight lower", "Avance, poids plus bas"),
    Text("Lead, weight higher", "Avance, poids plus haut"), Text("Swing", "Amplitude"), Text("Place", "Place"),
)  # fmt: skip
_LOWER, _HIGHER = Text("Weight lower", "Poids plus bas"), Text("Weight higher", "Poids plus haut")
_BY_SWING = Text("Sorted by swing", "Par amplitude")


def has_data(content: Content) -> bool:
    """Say whether there are two bids and two weights to speak of."""
    return len(content.entries) > 1 and len(content.layout.sections[0].members) > 1


@dataclass(frozen=True)
class Lead:
    """The lead of the first bid over the second in each part of the total, and under which weights; exact."""

    weights: tuple[Fraction, ...]
    leads: tuple[Fraction, ...]

    @cached_property
    def total(self) -> Fraction:
        """The lead of the total at least."""
        return sum((a * b for a, b in zip(self.weights, self.leads, strict=True)), Fraction(0))

    def moved(self, part: int, weight: Fraction) -> Fraction:
        """Return the lead when one weight has another value and the others keep their proportions."""
        own, lead = self.weights[part], self.leads[part]
        if own == 1:
            return self.total
        return weight * lead + (1 - weight) * (self.total - own * lead) / (1 - own)

    def ends(self, part: int) -> tuple[Fraction, Fraction]:
        """Return the lead when one weight is a step lower and a step higher."""
        own = self.weights[part]
        return self.moved(part, max(own - STEP, Fraction(0))), self.moved(part, min(own + STEP, Fraction(1)))


def lead_of(content: Content) -> Lead:
    """Return the lead at hand-over."""
    first, second = content.entries[:2]
    top = content.layout.sections[0]
    given = [member.weight for member in top.members]
    parts = range(len(top.members))
    leads = tuple(first.score(top, i).ends[0] - second.score(top, i).ends[1] for i in parts)
    return Lead(tuple(weight / sum(given) for weight in given), leads)


def write(page: Page, content: Content, row: int, columns: int) -> int:
    """Write the block and its chart; return the row after them."""
    first, second = content.entries[:2]
    page.section(row, content.to(_TITLE).format(first.vendor, second.vendor), columns)
    page.text(row + 1, _LABEL, _STEP)
    page.number(row + 1, _WEIGHT, STEP, "input percent right")
    page.text(row + 2, _LABEL, _NOW)
    page.header(row + 3, _TITLES[:_WEIGHT])
    page.header(row + 3, _TITLES[_WEIGHT:], _WEIGHT, "header right")
    count = len(content.layout.sections[0].members)
    block_ = _Block(page, content, row + 4, count, a1(row + 1, _WEIGHT, fixed="rc"), a1(row + 2, _WEIGHT, fixed="rc"))
    block_.write(row + 2)
    return block_.write_sorted(row + 4 + count + 1)


class _Block:
    """Writes the rows of the block; ``step`` and ``total`` are the cells of the step and of the lead."""

    def __init__(self, page: Page, content: Content, first: int, count: int, step: str, total: str) -> None:
        self.page, self.content, self.first, self.count = page, content, first, count
        self.step, self.total = step, total
        self.lead = lead_of(content)

    def column(self, column: int) -> str:
        return block(self.first, self.first + self.count - 1, column, fixed="rc")

    def write(self, total_row: int) -> None:
        lead = self.lead
        formula = f"=SUMPRODUCT({self.column(_WEIGHT)},{self.column(_LEAD)})"
        self.page.formula(total_row, _WEIGHT, formula, lead.total, "score right")
        for i in range(self.count):
            self.write_part(i)
        swings = self.swings
        for i in range(self.count):
            row = self.first + i
            own, before = a1(row, _SWING), f"{a1(self.first, _SWING, fixed='r')}:{a1(row, _SWING)}"
            formula = f"=SUMPRODUCT(({self.column(_SWING)}>{own})*1)+SUMPRODUCT(({before}={own})*1)"
            self.page.formula(row, _PLACE, formula, Fraction(1 + self.order.index(i)), "whole right")
            ends = f"MAX({a1(row, _LESS)},{a1(row, _MORE)})-MIN({a1(row, _LESS)},{a1(row, _MORE)})"
            self.page.formula(row, _SWING, f"=ROUND({ends},{_PLACES})", swings[i], "score right")

    @cached_property
    def swings(self) -> list[Fraction]:
        """How much each weight moves the lead in all, rounded so that a tie is a tie."""
        ends = [self.lead.ends(i) for i in range(self.count)]
        return [half_away(abs(more - less), _PLACES) for less, more in ends]

    @cached_property
    def order(self) -> list[int]:
        """The parts, the one that moves the lead most first."""
        return sorted(range(self.count), key=lambda i: (-self.swings[i], i))

    def write_part(self, i: int) -> None:
        page, content, row, lead = self.page, self.content, self.first + i, self.lead
        top, title = content.layout.sections[0], content.layout.titles["scorecard"]
        first, second = content.entries[:2]
        page.text(row, _LABEL, top.members[i].title)
        weights = on(title, block(top.first, top.last, 1, fixed="rc"))
        page.formula(
            row, _WEIGHT, f"={on(title, a1(top.first + i, 1))}/SUM({weights})", lead.weights[i], "link percent right"
        )
        ends = (
            scorecard.on_scorecard(content, first, top.first + i, scorecard.LOW),
            scorecard.on_scorecard(content, second, top.first + i, scorecard.HIGH),
        )
        page.formula(row, _LEAD, f"={ends[0]}-{ends[1]}", lead.leads[i], "link score right")
        own, its = a1(row, _WEIGHT), a1(row, _LEAD)
        less, more = lead.ends(i)
        moved = ((_LESS, f"MAX(0,{own}-{self.step})", less), (_MORE, f"MIN(1,{own}+{self.step})", more))
        for column, weight, value in moved:
            rest = f"(1-{weight})*({self.total}-{own}*{its})/(1-{own})"
            page.formula(row, column, f"=IF({own}=1,{self.total},{weight}*{its}+{rest})", value, "score right")

    def write_sorted(self, row: int) -> int:
        """Write the changes of the lead, the largest first, and draw them."""
        page = self.page
        page.header(row, [_BY_SWING])
        page.header(row, [w.RANK, "", _LOWER, _HIGHER], _WEIGHT, "header right")
        for n, part in enumerate(self.order, start=1):
            at = row + n
            page.number(at, _WEIGHT, Fraction(n), "static whole right")
            place = f"MATCH({a1(at, _WEIGHT)},{self.column(_PLACE)},0)"
            title = page.word(self.content.layout.sections[0].members[part].title)
            page.formula(at, _LABEL, f"=INDEX({self.column(_LABEL)},{place})", title, "text")
            for column, value in zip((_LESS, _MORE), self.lead.ends(part), strict=True):
                formula = f"=0+ROUND(INDEX({self.column(column)},{place})-{self.total},{_PLACES})"
                page.formula(at, column, formula, half_away(value - self.lead.total, _PLACES), "score right")
        return self.draw(row + 1, row + self.count)

    def draw(self, first: int, last: int) -> int:
        page = self.page
        names = [[page.title, first - 1, column] for column in (_LESS, _MORE)]
        values = [column_of(page, first, last, column) for column in (_LESS, _MORE)]
        chart = bars(
            page, "bar", self.content.to(_CHART), names, column_of(page, first, last, _LABEL), values, overlap=100,
            x={"num_format": "0.0"}, y={"reverse": True, "label_position": "low"},
        )  # fmt: skip
        rows = max(_ROWS, 2 * self.count)
        insert(page, last + 2, chart, rows, 980)
        return last + 2 + rows + 1

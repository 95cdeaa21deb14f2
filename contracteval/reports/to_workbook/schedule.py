"""The price year by year: which flows, which of the rules bring them to today's money, and where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Literal

from contracteval.formula import expression as x
from contracteval.model.value import Outcome
from contracteval.reports.to_workbook.aggregates import Helper, helper_of
from contracteval.reports.to_workbook.content import Content
from contracteval.reports.to_workbook.exact import Exact

TABLE, YEAR = "cash_flow", "year"
FLOWS = {"discounted_cost": "cost", "discounted_benefit": "benefit"}
"""The measures that sum discounted flows over the years, each with the column of its flows."""
TO_DATE = ("total_cost_of_ownership", "net_present_value")
FIRST_BID = 3
_HEAD, _SPARE_YEARS = 3, 2

Kind = Literal["flow", "discounted", "to date"]


@dataclass(frozen=True, slots=True)
class Part:
    """Rows for the years, one below the other; ``id`` is a column of the table or a measure. Flows have a total below."""

    id: str
    kind: Kind
    row: int
    years: int

    @property
    def first(self) -> int:
        """Row of the first year."""
        return self.row + 1

    @property
    def last(self) -> int:
        """Row of the last year."""
        return self.row + self.years

    @property
    def result(self) -> int:
        """Row that gives what the rule gives: the total, or the last year to date."""
        return self.last if self.kind == "to date" else self.last + 1


class Schedule:
    """The years of an evaluation, and what stands in them."""

    def __init__(self, content: Content) -> None:
        self.content = content

    @cached_property
    def flows(self) -> dict[str, Helper]:
        """The measures over the yearly flows that this evaluation has, with what each row brings to them."""
        steps, workings = self.content.plan.rulebook.steps, self.content.layout.tables.workings
        found = {}
        for id_ in FLOWS:
            node = steps[id_].formulas[0].node if id_ in self.content.layout.steps else None
            if isinstance(node, x.Aggregate) and node.table == TABLE and node.function == "sum":
                helper = helper_of(node, None)
                if helper in workings[TABLE].helpers:
                    found[id_] = helper
        return found

    @cached_property
    def years(self) -> int:
        """How many years are shown, from year 0 on; none where no bid has a flow."""
        rows = [row for entry in self.content.entries for row in entry.answers.tables.get(TABLE, ())]
        given = [row[YEAR].value for row in rows if YEAR in row]
        known = [year for year in given if isinstance(year, Fraction)]
        return int(max(known)) + 1 + _SPARE_YEARS if known else 0

    @property
    def has_data(self) -> bool:
        """Say whether there is anything to show year by year."""
        return self.years > 0 and self.flows.keys() == FLOWS.keys()

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """Flows as paid, then in today's money, then what they come to year after year."""
        steps = self.content.layout.steps
        named: list[tuple[str, Kind]] = [(column, "flow") for column in FLOWS.values()]
        named += [(id_, "discounted") for id_ in FLOWS]
        named += [(id_, "to date") for id_ in TO_DATE if id_ in steps]
        height = self.years + 3
        return tuple(Part(id_, kind, _HEAD + 1 + i * height, self.years) for i, (id_, kind) in enumerate(named))

    def part(self, id_: str) -> Part:
        """Return the rows of a column or measure."""
        return next(part for part in self.parts if part.id == id_)

    def checked(self) -> Iterator[tuple[str, int]]:
        """Yield each measure with the row of the sheet that must equal what its rule gives."""
        for part in self.parts if self.has_data else ():
            if part.kind != "flow":
                yield part.id, part.result

    # --- exact values, as the file stores them

    def in_year(self, exact: Exact, id_: str, year: int) -> Fraction:
        """Return what a column, or a measure over it, comes to in one year."""
        rows, total = exact.rows(TABLE), Fraction(0)
        for i, row in enumerate(rows):
            if row[YEAR] == year:
                value: Outcome | None = row[id_] if id_ in row else exact.brings(self.flows[id_], i)
                total += value if isinstance(value, Fraction) else 0
        return total

    def to_date(self, exact: Exact, id_: str, year: int) -> Outcome:
        """Return what a measure comes to with the flows up to a year."""
        sums = {flow: sum((self.in_year(exact, flow, y) for y in range(year + 1)), Fraction(0)) for flow in FLOWS}
        return exact.value(self.content.plan.rulebook.steps[id_].formulas[0].node, **sums)

"""One-off and recurring amounts: they are never added up, and a total that does is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction

from contracteval.errors import Place
from contracteval.intake.arithmetic.items import Item, agrees, items, total_of
from contracteval.intake.layout.hints import hint_of
from contracteval.model.difference import Difference
from contracteval.model.table import Row, Table
from contracteval.text import Language, Text, each, format_number

_NAMES = {
    "once": Text("one-off", "ponctuel"),
    "month": Text("a month", "par mois"),
    "quarter": Text("a quarter", "par trimestre"),
    "yr": Text("a year", "par an"),
    "day": Text("a day", "par jour"),
    "hour": Text("an hour", "par heure"),
}


def period_differences(table: Table, place: Callable[[str], Place]) -> Iterator[Difference]:
    """Yield the totals that add amounts of different periods; the recomputed amount is what is paid once or least often."""
    periods = periods_of(table)
    if len(set(periods.values())) < 2:
        return
    for column in table.columns:
        if column.role in ("unit price", "quantity", "discount", "tax rate"):
            continue
        found = items(table, column.number)
        for i, x in enumerate(found):
            made = _mixed(found, i, periods) if x.is_sum and x.is_number else None
            if made is not None and x.cell is not None:
                how, value, cells = made
                yield Difference(
                    "one-off-and-recurring", place(x.cell.address), x.row.label, x.value, value, how, cells, x.cell.unit
                )


def periods_of(table: Table) -> dict[int, str]:
    """Return the period of each line that names one: in a column of periods, in its amounts, or in its section's heading."""
    column = next((c.number for c in table.columns if _is_column_of_periods(table, c.number)), None)
    found = {}
    for row in table.rows:
        if row.kind == "line":
            period = _period(row, column)
            if period is not None:
                found[row.number] = period
    return found


def _is_column_of_periods(table: Table, column: int) -> bool:
    texts = [
        str(cell.value)
        for row in table.rows
        if row.kind == "line" and (cell := row.cells.get(column)) is not None and cell.type == "text"
    ]
    named = [
        text for text in texts if len(text) < 30 and hint_of(text).period is not None and hint_of(text).role is None
    ]
    return len(texts) > 1 and len(named) >= 0.6 * len(texts)


def _period(row: Row, column: int | None) -> str | None:
    cell = row.cells.get(column) if column is not None else None
    if cell is not None and cell.type == "text":
        return hint_of(str(cell.value)).period
    own = {cell.period for cell in row.cells.values() if cell.type == "money" and cell.stored_as_text} - {None}
    if len(own) == 1:
        return own.pop()
    return hint_of(row.section).period if row.section else None


def _mixed(found: Sequence[Item], i: int, periods: dict[int, str]) -> tuple[Text, Fraction, tuple[str, ...]] | None:
    start = max((n + 1 for n, x in enumerate(found[:i]) if x.is_sum), default=0)
    for parts in (found[start:i], found[:i]):
        lines = [x for x in parts if x.is_line and x.is_number and x.value]
        groups: dict[str, list[Item]] = defaultdict(list)
        for x in lines:
            groups[periods.get(x.row.number, "")].append(x)
        groups.pop("", None)
        if len(groups) > 1 and agrees(found[i], *total_of(lines)):
            return _told(groups)
    return None


def _told(groups: dict[str, list[Item]]) -> tuple[Text, Fraction, tuple[str, ...]]:
    sums = {period: total_of(group)[0] for period, group in groups.items()}
    order = [period for period in _NAMES if period in sums]

    def write(lang: Language) -> str:
        parts = (
            f"{format_number(sums[period], lang, 2, keep_zeros=True)} {_NAMES[period].to(lang)}" for period in order
        )
        return (
            "montants ponctuels et récurrents additionnés\u00a0: "
            if lang == "fr"
            else "adds one-off and recurring amounts: "
        ) + " + ".join(parts)

    cells = tuple(x.cell.address for group in groups.values() for x in group if x.cell is not None)
    return each(write), sums[order[0]], cells

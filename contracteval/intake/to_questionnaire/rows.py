"""Sheets of rows: one line of ``table.column`` ids, a line of labels, then a row for each risk, promise or outcome."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from contracteval.intake.amounts import asked_unit
from contracteval.intake.headers import BID, NONE
from contracteval.intake.to_questionnaire.looks import write_text
from contracteval.intake.to_questionnaire.pen import Chapter, Pen, area_of
from contracteval.intake.to_questionnaire.texts import HOW_COMPLETE, HOW_TABLE
from contracteval.model.bid import Row
from contracteval.model.fact import TableSpec
from contracteval.text import Text

_ROWS = 50


def write_table(
    pen: Pen,
    table: TableSpec,
    names: Sequence[str],
    rows_of: Mapping[str, Sequence[Row] | None],
    ids: Sequence[str] | None,
    shown: Collection[str] = (),
) -> None:
    """Write a sheet of rows; ``ids`` are the bids to choose from, None where the table is about no bid.

    Columns that are ``shown`` hold what another has answered: the rows are his, and only the others are to fill in.
    """
    title = _capital(table.label.to(pen.lang))
    sheet, row = pen.sheet(Text.same(title), title, (table.question, HOW_COMPLETE if shown else HOW_TABLE))
    first = 0 if ids is None else 1
    lines = [(bid, line) for bid, rows in rows_of.items() if rows is not None for line in (rows or (None,))]
    count = len(lines) if shown else max(_ROWS, len(lines))
    last_row = row + 1 + max(count, 1)
    _write_heads(pen, sheet, row, table, names, ids)
    for i in range(count):
        bid, line = lines[i] if i < len(lines) else ("", {})
        if ids is not None:
            write_text(sheet, row + 2 + i, 0, bid, pen.formats["shown input" if shown else "input"])
        for j, name in enumerate(names, first):
            answer = None if line is None else line.get(name)
            pen.answer(sheet, row + 2 + i, j, table.columns[name], answer, shown=name in shown)
        if line is None and not shown:
            write_text(sheet, row + 2 + i, first, NONE.to(pen.lang), pen.formats["input"])
    asked = [j for j, name in enumerate(names, first) if name not in shown]
    for j, name in enumerate(names, first):
        pen.guide(sheet, (row + 2, j, last_row, j), table.columns[name])
    if ids is not None and any(ids) and not shown:
        pen.offer(sheet, (row + 2, 0, last_row, 0), [bid for bid in ids if bid])
    area = area_of(sheet, row + 2, asked[0], last_row, asked[-1])
    pen.chapters.append(
        Chapter(
            title,
            sheet.name,
            f"IF(COUNTA({area})>0,1,0)",
            "1",
            (int(bool(lines)), 1),
            tuple(f"{table.id}.{name}" for name in names),
        )
    )
    pen.finish(sheet, row + 1, first, first + len(names))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _write_heads(
    pen: Pen, sheet: Any, row: int, table: TableSpec, names: Sequence[str], ids: Sequence[str] | None
) -> None:
    first = 0 if ids is None else 1
    if ids is not None:
        pen.head(sheet, row + 1, [BID.to(pen.lang)], [18])
        write_text(sheet, row, 0, BID.to(pen.lang), pen.formats["id"])
    for j, name in enumerate(names, first):
        spec = table.columns[name]
        unit = asked_unit(spec, pen.lang, pen.currency)
        sheet.set_column(j, j, 24)
        write_text(sheet, row, j, f"{table.id}.{name}", pen.formats["id"])
        write_text(sheet, row + 1, j, spec.label.to(pen.lang) + (f" ({unit})" if unit else ""), pen.formats["head"])

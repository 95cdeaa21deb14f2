"""What a spreadsheet holds, as ``read --json`` prints it: a contract that others build on."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from math import isfinite
from typing import Any

from contracteval.model.difference import Difference
from contracteval.model.table import FileTables, PlacedText, Row, SheetTables, Table, TypedCell
from contracteval.reports.import_report_json import problem_to_dict
from contracteval.text import Language


def tables_to_dict(read: FileTables, lang: Language) -> dict[str, Any]:
    """Return the sheets, tables, rows and cells of a file, and every finding: differences first, then doubts."""
    return {
        "file": read.file,
        "format": read.format,
        "sheets": [_sheet(sheet) for sheet in read.sheets],
        "findings": [
            *(difference_to_dict(difference, lang) for difference in read.differences),
            *(problem_to_dict(problem, lang) for problem in read.findings),
        ],
    }


def difference_to_dict(difference: Difference, lang: Language) -> dict[str, Any]:
    """Return one finding of arithmetic with its amounts."""
    return {
        **problem_to_dict(difference.problem(), lang),
        "label": difference.label,
        "stated": float(difference.stated),
        "recomputed": float(difference.recomputed),
        "difference": float(difference.difference),
        "unit": difference.unit,
        "how": difference.how.to(lang),
        "cells": list(difference.cells),
        "why": None if difference.why is None else difference.why.to(lang),
    }


def _sheet(sheet: SheetTables) -> dict[str, Any]:
    return {
        "name": sheet.title,
        "state": sheet.state,
        "hidden_rows": sheet.hidden_rows,
        "hidden_columns": sheet.hidden_columns,
        "tables": [_table(table) for table in sheet.tables],
        "texts": _texts(sheet.texts),
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "range": table.range,
        "header_rows": list(table.header_rows),
        "headers": list(table.headers),
        "units": [column.unit for column in table.columns],
        "blocks": [{"title": block.title, "first": block.first, "last": block.last} for block in table.blocks],
        "rows": [_row(row) for row in table.rows],
        "above": _texts(table.above),
        "below": _texts(table.below),
    }


def _texts(texts: tuple[PlacedText, ...]) -> list[dict[str, str]]:
    return [{"cell": text.address, "text": text.text} for text in texts]


def _row(row: Row) -> dict[str, Any]:
    return {
        "row": row.number,
        "kind": row.kind,
        "role": row.role,
        "label": row.label,
        "section": row.section,
        "cells": [_cell(cell) for cell in row.cells.values()],
    }


def _cell(cell: TypedCell) -> dict[str, Any]:
    made: dict[str, Any] = {
        "cell": cell.address,
        "raw": cell.raw if not isinstance(cell.raw, float) or isfinite(cell.raw) else str(cell.raw),
        "value": _value(cell.value),
        "type": cell.type,
        "unit": cell.unit,
        "formula": cell.formula,
        "hidden": cell.hidden,
    }
    more = {
        "period": cell.period,
        "tax_included": cell.taxed,
        "low": _value(cell.low),
        "high": _value(cell.high),
        "never_calculated": cell.never_calculated or None,
        "stored_as_text": cell.stored_as_text or None,
    }
    return made | {name: value for name, value in more.items() if value is not None}


def _value(value: object) -> object:
    if isinstance(value, Fraction):
        number = float(value)
        return int(number) if number.is_integer() and abs(number) < 1e15 else number
    if isinstance(value, timedelta):
        return value.total_seconds() / 3600
    return value if value is None or isinstance(value, str | bool) else str(value)

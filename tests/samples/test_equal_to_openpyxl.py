"""Each cell of the public workbooks, read in one pass, is what openpyxl reads in two."""

from __future__ import annotations

import os
import warnings
from datetime import datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from contracteval.intake.book import CellError
from contracteval.intake.from_workbook import read_book

SAMPLES = os.environ.get("CONTRACTEVAL_SAMPLES")
WORKBOOKS = sorted((Path(SAMPLES) / "workbooks").glob("*.xlsx")) if SAMPLES else []


def normal(value: Any) -> Any:
    """Write both readings alike: a midnight is a day, a blank text is nothing, an error is its code."""
    if isinstance(value, CellError):
        return value.code
    if isinstance(value, datetime) and value.time() == time():
        return value.date()
    return None if isinstance(value, str) and not value.strip() else value


def by_openpyxl(path: Path) -> dict[tuple[str, str], tuple[Any, str | None, str]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of dropdowns that it drops
        values, formulas = openpyxl.load_workbook(path, data_only=True), openpyxl.load_workbook(path)
    found = {}
    for sheet in values.worksheets:
        for row, calculated in zip(formulas[sheet.title].iter_rows(), sheet.iter_rows(), strict=True):
            for cell, other in zip(row, calculated, strict=True):
                value = normal(other.value)
                written = getattr(cell.value, "text", cell.value) if cell.data_type == "f" else None
                if value is not None or written is not None:
                    found[sheet.title, cell.coordinate] = (value, written, cell.number_format)
    return found


@pytest.mark.skipif(not WORKBOOKS, reason="CONTRACTEVAL_SAMPLES names no folder of sample files")
@pytest.mark.parametrize("path", WORKBOOKS, ids=lambda path: path.stem)
def test_values_formulas_and_formats_equal_those_of_openpyxl(path: Path) -> None:
    ours = {
        (sheet.title, cell.address): (normal(cell.value), cell.formula, cell.number_format)
        for sheet in read_book(path, path.name).sheets
        for cell in sheet.cells.values()
    }
    assert ours == by_openpyxl(path)

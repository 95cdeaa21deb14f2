"""What reading spreadsheets costs, as ratios to openpyxl doing less of it.

Ours gives for each cell the value, the text as stored, the number format, the formula, what is hidden, merges,
comments and dropdowns. openpyxl is given its cheapest way to both values and formulas: two passes in read-only mode,
each asked for every value and nothing else.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from contracteval.intake.bulk import in_bulk
from contracteval.intake.from_workbook import read_book
from tests.benchmarks.ratio import ratio

pytestmark = pytest.mark.benchmark


def _make(path: Path, rows: int, columns: int) -> Path:
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Prix")
        money = book.add_format({"num_format": '#,##0.00 "€"'})
        sheet.write_row(0, 0, [f"Colonne {column}" for column in range(columns)])
        for row in range(1, rows + 1):
            sheet.write_string(row, 0, f"Poste {row % 3000}")
            for column in range(1, columns - 2):
                sheet.write_number(row, column, (row * column) / 7, money)
            sheet.write_formula(row, columns - 2, f"=SUM(B{row + 1}:D{row + 1})", money, row / 7)
            sheet.write_formula(row, columns - 1, f"=B{row + 1}*C{row + 1}", money, row / 3)
    return path


def _openpyxl(path: Path) -> int:
    """Read all values, then all formulas, each in read-only mode."""
    count = 0
    for data_only in (True, False):
        book = openpyxl.load_workbook(path, read_only=True, data_only=data_only)
        for sheet in book.worksheets:
            count += sum(cell.value is not None for row in sheet.iter_rows() for cell in row)
        book.close()
    return count


def _ours(path: Path) -> int:
    return sum(len(sheet.cells) for sheet in read_book(path, path.name).sheets)


def _seconds(clock: Callable[[], float], work: Callable[[], object]) -> float:
    start = clock()
    work()
    return clock() - start


def test_50_000_rows_of_20_cells_cost_less_than_one_and_a_half_times_openpyxl(tmp_path: Path) -> None:
    path = _make(tmp_path / "large.xlsx", 50_000, 20)
    assert _ours(path) == 1_000_020
    found = ratio(
        lambda: _seconds(time.process_time, lambda: _ours(path)),
        lambda: _seconds(time.process_time, lambda: _openpyxl(path)),
        runs=1,
    )
    print(f"50,000 × 20: {found:.2f} of openpyxl")  # noqa: T201
    assert found < 1.5


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one processor")
def test_1_000_small_workbooks_are_read_in_bulk_three_times_faster_than_by_openpyxl_in_one_process(
    tmp_path: Path,
) -> None:
    content = _make(tmp_path / "small.xlsx", 40, 8).read_bytes()
    paths = [tmp_path / f"vendor{number}.xlsx" for number in range(1000)]
    for path in paths:
        path.write_bytes(content)
    found = ratio(
        lambda: _seconds(time.perf_counter, lambda: [_openpyxl(path) for path in paths]),
        lambda: _seconds(time.perf_counter, lambda: in_bulk(_ours, paths)),
        runs=1,
    )
    print(f"1,000 workbooks: {found:.1f} times faster than openpyxl")  # noqa: T201
    assert found > 3

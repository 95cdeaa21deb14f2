"""Whoever opens the scorecard without recalculating it reads the engine's values."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from openpyxl.utils.cell import coordinate_to_tuple
from python_calamine import CalamineWorkbook

from contracteval.case import Case
from tests.calculators import cached
from tests.reports.workbooks import Written


def _same(found: Any, told: Any) -> bool:
    if isinstance(told, float | int) and not isinstance(told, bool) and found is not None:
        return bool(abs(float(found) - told) <= 1e-12 * max(1.0, abs(told)))
    return bool(found == told)


def test_calamine_reads_what_openpyxl_reads(demo_case: Case, tmp_path: Path) -> None:
    written = Written(tmp_path / "demo.xlsx", demo_case.plan, demo_case.dossier)
    stored = cached(written.path)
    book = CalamineWorkbook.from_path(str(written.path))
    for title in book.sheet_names:
        rows = book.get_sheet_by_name(title).to_python(skip_empty_area=False)
        told = {
            place[1]: value for place, value in stored.items() if place[0] == title and not place[1].startswith("_")
        }
        for cell, value in told.items():
            letters = cell.rstrip("0123456789")
            column = 0
            for letter in letters:
                column = column * 26 + ord(letter) - ord("A") + 1
            assert _same(rows[int(cell[len(letters) :]) - 1][column - 1], value), (title, cell)


def test_pandas_reads_what_openpyxl_reads(demo_case: Case, tmp_path: Path) -> None:
    """Where pandas is installed: it is too heavy for every run of the tests."""
    pandas = pytest.importorskip("pandas")
    written = Written(tmp_path / "demo.xlsx", demo_case.plan, demo_case.dossier)
    for title, frame in pandas.read_excel(
        written.path, sheet_name=None, header=None, na_filter=False, engine="calamine"
    ).items():
        told = {cell: value for (sheet, cell), value in cached(written.path).items() if sheet == title}
        for cell, value in told.items():
            if isinstance(value, int | float) and not isinstance(value, bool):
                row, column = coordinate_to_tuple(cell)
                assert _same(frame.iat[row - 1, column - 1], value), (title, cell)


def test_five_bids_take_less_than_a_megabyte(demo_case: Case, tmp_path: Path) -> None:
    from dataclasses import replace

    first = demo_case.dossier.bids[0]
    more = tuple(replace(first, id=f"bid{i}", vendor=f"Vendor {i}") for i in range(2))
    dossier = replace(demo_case.dossier, bids=(*demo_case.dossier.bids, *more))
    assert Written(tmp_path / "five.xlsx", demo_case.plan, dossier).path.stat().st_size < 1_000_000

"""Old Excel files: the same plain cells, read in a process that ends in bounded time and memory."""

from __future__ import annotations

import io
import sys
from contextlib import suppress
from datetime import date

import pytest
import xlwt
from hypothesis import given, settings
from hypothesis import strategies as st

from contracteval.errors import InputError
from contracteval.intake.book import CellError
from contracteval.intake.formats import worker
from contracteval.intake.formats.from_xls import read_xls
from contracteval.intake.formats.limits import Refusal
from contracteval.text import LANGUAGES
from tests.intake.making import read

NAME = "acme.xls"


def an_xls(fill):
    book = xlwt.Workbook()
    fill(book)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def fill(book):
    sheet = book.add_sheet("Prix")
    sheet.write_merge(0, 0, 0, 2, "Bordereau")
    sheet.write(1, 0, 1234.5, xlwt.easyxf(num_format_str='#,##0.00 "€"'))
    sheet.write(1, 1, 46082, xlwt.easyxf(num_format_str="DD/MM/YYYY"))
    sheet.write(1, 2, True)
    sheet.write(1, 3, 7)
    sheet.write(2, 0, xlwt.Formula("SUM(A2:D2)"))
    sheet.row(2).set_cell_error(1, "#REF!")
    sheet.write(3, 0, "loin")
    sheet.row(3).hidden = 1
    sheet.col(3).hidden = 1
    other = book.add_sheet("Cachée")
    other.visibility = 2


CONTENT = an_xls(fill)


def test_an_old_excel_file_is_read_in_a_process_of_its_own():
    book = read(CONTENT, NAME)
    assert (book.format, [(sheet.title, sheet.state) for sheet in book.sheets]) == (
        "xls",
        [("Prix", "visible"), ("Cachée", "very hidden")],
    )
    cells = {cell.address: cell for cell in book.sheets[0].cells.values()}
    assert {name: cells[name].value for name in ("A1", "A2", "B2", "C2", "D2", "B3")} == {
        "A1": "Bordereau", "A2": 1234.5, "B2": date(2026, 3, 1), "C2": True, "D2": 7, "B3": CellError("#REF!"),
    }  # fmt: skip
    assert cells["A1"].merged == (1, 1, 1, 3)
    assert (cells["A2"].number_format, cells["B2"].raw) == ('#,##0.00 "€"', "46082")
    assert cells["A3"].formula == "=SUM(A2:D2)"
    assert [name for name, cell in cells.items() if cell.hidden] == ["D2", "A4"]


def test_the_reader_missing_is_a_friendly_sentence(monkeypatch):
    monkeypatch.setattr(worker, "find_spec", lambda name: None)
    with pytest.raises(InputError) as caught:
        read(CONTENT, NAME)
    (problem,) = caught.value.problems
    assert problem.kind == "reader-missing"
    assert all("pip install 'contracteval[xls]'" in "\n".join(problem.to_lines(lang)) for lang in LANGUAGES)


@pytest.mark.parametrize("limit", [("SECONDS", 0.01)])
def test_a_reader_that_takes_too_long_is_stopped(monkeypatch, limit):
    monkeypatch.setattr(worker, *limit)
    with pytest.raises(InputError, match="workbook-too-slow"):
        read(CONTENT, NAME)


@pytest.mark.skipif(sys.platform == "win32", reason="no limits on memory there")
def test_a_reader_that_eats_memory_is_stopped(monkeypatch):
    monkeypatch.setattr(worker, "_MODULE", "tests.intake.eats_memory")
    with pytest.raises(InputError, match="workbook-too-slow"):
        read(CONTENT, NAME)


def test_a_file_with_macros_is_read_and_they_are_not_run():
    assert [note.kind for note in read_xls(CONTENT + "_VBA_PROJECT_CUR".encode("utf-16-le"), NAME).notes] == [
        "macros-not-run"
    ]


@given(st.integers(0, len(CONTENT) - 1), st.binary(min_size=1, max_size=8), st.booleans())
@settings(max_examples=60)
def test_a_damaged_old_file_is_read_or_refused(at, noise, cut):
    with suppress(Refusal):  # any other exception fails the test
        assert read_xls(CONTENT[:at] + (b"" if cut else noise + CONTENT[at + len(noise) :]), NAME).sheets

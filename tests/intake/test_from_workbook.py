"""The door and the workbook reader: hostile, damaged and odd files are refused in one sentence, or read."""

from __future__ import annotations

import io
import os
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracteval.errors import InputError
from contracteval.intake.book import address, column_number
from contracteval.intake.door import Limits, check_workbook
from contracteval.intake.from_workbook import read_book
from contracteval.text import LANGUAGES


def a_workbook(**cells):
    book = openpyxl.Workbook()
    for name, value in (cells or {"A1": "Price", "B1": 10.2}).items():
        book.active[name] = value
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def repacked(content, change, compression=zipfile.ZIP_DEFLATED):
    """Write a workbook again with some parts changed; ``change`` gets and gives the parts by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        parts = change({name: source.read(name) for name in source.namelist()})
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", compression) as target:
        for name, part in parts.items():
            target.writestr(name, part)
    return stream.getvalue()


def kind_of(content, limits=None):
    with pytest.raises(InputError) as caught:
        check_workbook(content, "acme.xlsx", limits or Limits())
    (problem,) = caught.value.problems
    assert problem.next is not None
    assert all(problem.to_lines(lang) for lang in LANGUAGES)
    return problem.kind


def sheet_xml(old, new):
    return lambda parts: parts | {"xl/worksheets/sheet1.xml": parts["xl/worksheets/sheet1.xml"].replace(old, new)}


GOOD = a_workbook()
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'


def test_a_good_workbook_passes_the_door():
    check_workbook(GOOD, "acme.xlsx")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "not-a-workbook"),
        (b"\0" * 1000, "not-a-workbook"),
        (b"id;price\nacme;10", "not-a-workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "workbook-old-format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "workbook-password"),
        (GOOD[: len(GOOD) // 2], "workbook-truncated"),
        (GOOD[:-10], "workbook-truncated"),
        (repacked(GOOD, lambda parts: {"word/document.xml": b"<w/>"}), "not-a-workbook"),
        (repacked(GOOD, lambda parts: parts | {"[Content_Types].xml": b"<Types/>"}), "not-a-workbook"),
        (repacked(GOOD, lambda parts: parts | {"XL/Workbook.xml": b"<w/>"}), "workbook-duplicate-part"),
        (repacked(GOOD, lambda parts: parts | {"docProps/x.xml": DOCTYPE + b"<x/>"}), "workbook-doctype"),
        (repacked(GOOD, lambda parts: parts | {"x.xml": (DOCTYPE + b"<x/>").decode().encode("utf-16")}), "workbook-doctype"),
        (repacked(GOOD, lambda parts: parts | {"x.xml": b"<!--" + b" " * 9000 + b"-->" + DOCTYPE}), "workbook-truncated"),
        (
            repacked(GOOD, sheet_xml(b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main")),
            "workbook-strict",
        ),
    ],
)  # fmt: skip
def test_the_door_says_what_a_file_is_and_what_to_ask_for(content, kind):
    assert kind_of(content) == kind


def test_a_part_that_unpacks_too_far_is_refused():
    bomb = repacked(GOOD, lambda parts: parts | {"xl/media/zeros.bin": b"\0" * 2_000_000})
    assert kind_of(bomb) == "workbook-too-large"
    assert kind_of(GOOD, Limits(unpacked=1000)) == "workbook-too-large"
    assert kind_of(GOOD, Limits(packed=1000)) == "workbook-too-large"


def read(tmp_path, content):
    path = tmp_path / "acme.xlsx"
    path.write_bytes(content)
    return read_book(path, "acme.xlsx")


def test_cells_come_with_address_and_number_format(tmp_path):
    (sheet,) = read(tmp_path, a_workbook(A1="=text", B2=1.5, C3=" ", D4=True)).sheets
    assert {cell.address: cell.value for cell in sheet.cells.values()} == {"A1": "", "B2": 1.5, "D4": True}
    assert sheet.cells[1, 1].never_calculated
    assert not sheet.cells[2, 2].never_calculated


def test_a_far_cell_and_a_wrong_dimension_do_no_harm(tmp_path):
    far = sheet_xml(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    small = sheet_xml(b'ref="A1:B1"', b'ref="A1"')
    start = time.monotonic()
    (sheet,) = read(tmp_path, repacked(repacked(GOOD, far), small)).sheets
    assert sorted(sheet.cells) == [(1, 1), (1, 2)]
    assert time.monotonic() - start < 5


def test_a_workbook_that_openpyxl_chokes_on_is_one_problem(tmp_path):
    for old, new in ((b"<v>10.2</v>", b"<v>ten</v>"), (b"</sheetData>", b"")):
        with pytest.raises(InputError) as caught:
            read(tmp_path, repacked(GOOD, sheet_xml(old, new)))
        assert caught.value.problems[0].kind == "workbook-unreadable"


def test_a_folder_or_a_file_that_is_gone_is_one_problem(tmp_path):
    for path in (tmp_path, tmp_path / "gone.xlsx"):
        with pytest.raises(InputError):
            read_book(path, path.name)


@given(st.integers(1, 16_384), st.integers(1, 1_048_576))
def test_addresses_are_those_of_openpyxl(column, row):
    letters = openpyxl.utils.get_column_letter(column)
    assert address(row, column) == f"{letters}{row}"
    assert column_number(letters) == column


@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8))
@settings(max_examples=60, deadline=None)
def test_a_damaged_workbook_is_read_or_refused(tmp_path_factory, at, noise):
    path = tmp_path_factory.getbasetemp() / "damaged.xlsx"
    path.write_bytes(GOOD[:at] + noise + GOOD[at + len(noise) :])
    with suppress(InputError):  # any other exception fails the test
        assert read_book(path, path.name).sheets


SAMPLES = os.environ.get("CONTRACTEVAL_SAMPLES")
NASTY = sorted((Path(SAMPLES) / "nasty").iterdir()) if SAMPLES else []


@pytest.mark.skipif(not SAMPLES, reason="CONTRACTEVAL_SAMPLES names no folder of sample files")
def test_nasty_files_are_read_or_refused_in_bounded_time():
    refused = {}
    for path in NASTY:
        start = time.monotonic()
        try:
            read_book(path, path.name)
        except InputError as error:
            refused[path.name] = error.problems[0].kind
        assert time.monotonic() - start < 5, path.name
    assert refused["gen_billion_laughs.xlsx"] == "workbook-doctype"
    assert refused["cal_strict_iso_paths.xlsx"] == "workbook-strict"
    assert refused["gen_truncated_tail.xlsx"] == "workbook-truncated"
    assert refused["poi_password.xls"] == "workbook-old-format"
    assert "gen_far_cell.xlsx" not in refused
    assert "gen_dimension_small.xlsx" not in refused

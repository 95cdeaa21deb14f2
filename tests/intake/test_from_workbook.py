"""The door and the workbook reader: hostile, damaged and odd files are refused in one sentence, or read."""

from __future__ import annotations

import io
import os
import tempfile
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
from contracteval.intake.formats.from_xlsx import read_xlsx
from contracteval.intake.formats.limits import Limits, Refusal
from contracteval.intake.formats.package import Package
from contracteval.intake.from_workbook import read_book
from contracteval.intake.refusals import KINDS, problem_of
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


def kind_of(content):
    with pytest.raises(InputError) as caught:
        read(content)
    (problem,) = caught.value.problems
    assert problem.next is not None
    assert all(problem.to_lines(lang) for lang in LANGUAGES)
    return problem.kind


def sheet_xml(old, new):
    return lambda parts: parts | {"xl/worksheets/sheet1.xml": parts["xl/worksheets/sheet1.xml"].replace(old, new)}


GOOD = a_workbook()
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]>'


def test_a_good_workbook_passes_the_door():
    assert read(GOOD).notes == ()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"", "file-empty"),
        (b"\0" * 1000, "file-empty"),
        (b"%PDF-1.7\n", "not-a-workbook-pdf"),
        (b"\xff\xfe<\0h\0t\0m\0l\0>\0", "not-a-workbook-html"),
        (b" <?xml version='1.0'?><Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>", "not-a-workbook-xml"),
        (b"PK\x05\x06" + b"\0" * 18, "file-empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 60, "workbook-truncated"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000 + "EncryptedPackage".encode("utf-16-le"), "workbook-password"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000 + "WordDocument".encode("utf-16-le"), "not-a-workbook-document"),
        (GOOD[: len(GOOD) // 2], "workbook-truncated"),
        (GOOD[:-10], "workbook-truncated"),
        (repacked(GOOD, lambda parts: {"bid/acme.xlsx": GOOD}), "not-a-workbook-archive"),
        (repacked(GOOD, lambda parts: parts | {"_rels/.rels": parts["_rels/.rels"].replace(b"xl/workbook.xml", b"word/document.xml")}), "not-a-workbook-document"),
        (repacked(GOOD, lambda parts: parts | {"_rels/.rels": parts["_rels/.rels"].replace(b"xl/workbook.xml", b"xl/workbook.bin")}), "workbook-binary"),
        (repacked(GOOD, lambda parts: parts | {"_rels/.rels": b"<Relationships/>"}), "not-a-workbook"),
        (repacked(GOOD, lambda parts: parts | {"XL/Workbook.xml": b"<w/>"}), "workbook-duplicate-part"),
        (repacked(GOOD, lambda parts: parts | {"docProps/x.xml": DOCTYPE + b"<x/>"}), "workbook-doctype"),
        (repacked(GOOD, lambda parts: parts | {"xl/schema.bin": DOCTYPE + b"<x/>"}), "workbook-doctype"),
        (repacked(GOOD, lambda parts: parts | {"x.xml": (DOCTYPE + b"<x/>").decode().encode("utf-16")}), "workbook-doctype"),
        (repacked(GOOD, lambda parts: parts | {"x.xml": b"<!--" + b" " * 9000 + b"--><!DOCTYPE x><x/>"}), "workbook-doctype"),
        (repacked(GOOD, lambda parts: parts | {"x.xml": b"no markup"}), "workbook-truncated"),
        (repacked(GOOD, sheet_xml(b"<v>10.2</v>", b"<v>ten</v>")), "workbook-damaged"),
        (repacked(GOOD, sheet_xml(b"<v>10.2</v>", b"<v>nan</v>")), "workbook-damaged"),
        (repacked(GOOD, sheet_xml(b't="n"><v>10.2</v>', b't="s"><v>7</v>')), "workbook-damaged"),
        (repacked(GOOD, sheet_xml(b"</sheetData>", b"")), "workbook-damaged"),
        (repacked(GOOD, lambda parts: {name: part for name, part in parts.items() if "sheet1" not in name}), "workbook-damaged"),
    ],
)  # fmt: skip
def test_the_door_says_what_a_file_is_and_what_to_ask_for(content, kind):
    assert kind_of(content) == kind


def test_a_part_that_unpacks_too_far_is_refused():
    bomb = repacked(GOOD, lambda parts: parts | {"xl/media/zeros.bin": b"\0" * 2_000_000})
    assert kind_of(bomb) == "workbook-too-large"


@pytest.mark.parametrize("limit", ["packed", "unpacked", "parts", "tags"])
def test_each_limit_holds(limit):
    with pytest.raises(Refusal, match="workbook-too-large"):
        read_xlsx(Package(GOOD, Limits(**{limit: 4})), "acme.xlsx")


def test_one_endless_comment_is_refused_before_it_is_read_to_its_end():
    long = sheet_xml(b"<sheetData>", b"<!--" + os.urandom(1_500_000).hex().encode() + b"--><sheetData>")
    assert kind_of(repacked(GOOD, long)) == "workbook-too-large"


def test_every_refusal_says_what_to_do_in_both_languages():
    assert all(problem_of(Refusal(kind), "acme.xlsx").next for kind in KINDS)


def test_damage_is_reported_at_its_cell():
    with pytest.raises(InputError) as caught:
        read(repacked(GOOD, sheet_xml(b"<v>10.2</v>", b"<v>ten</v>")))
    assert str(caught.value.problems[0].places[0]) == "acme.xlsx › Sheet!B1"


def read(content, name="acme.xlsx"):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return read_book(path, name)


def test_cells_come_with_address_and_number_format():
    (sheet,) = read(a_workbook(A1="=text", B2=1.5, C3=" ", D4=True)).sheets
    assert {cell.address: cell.value for cell in sheet.cells.values()} == {"A1": "", "B2": 1.5, "D4": True}
    assert sheet.cells[1, 1].never_calculated
    assert not sheet.cells[2, 2].never_calculated


def test_a_far_cell_and_a_wrong_dimension_do_no_harm():
    far = sheet_xml(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    small = sheet_xml(b'ref="A1:B1"', b'ref="A1"')
    book = read(repacked(repacked(GOOD, far), small))
    assert sorted(book.sheets[0].cells) == [(1, 1), (1, 2)]
    (note,) = book.notes
    assert (note.kind, note.places[0].cell) == ("sheet-cut", "XFD1048576")


def test_the_variant_strict_is_read_and_said():
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strict = repacked(
        GOOD,
        lambda parts: {
            name: part.replace(main.encode(), b"http://purl.oclc.org/ooxml/spreadsheetml/main")
            for name, part in parts.items()
        },
    )
    book = read(strict)
    assert [cell.value for cell in book.sheets[0].cells.values()] == ["Price", 10.2]
    assert [note.kind for note in book.notes] == ["workbook-strict"]


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
    assert "cal_strict_iso_paths.xlsx" not in refused
    assert refused["gen_truncated_tail.xlsx"] == "workbook-truncated"
    assert "gen_far_cell.xlsx" not in refused
    assert "gen_dimension_small.xlsx" not in refused

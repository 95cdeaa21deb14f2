"""Damaged files of every format end as cells or as one problem: never a traceback, never without end."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from contextlib import suppress
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracteval.errors import InputError
from tests.intake.making import an_ods, an_xlsx, changed, ods_cell, ods_number, ods_row, ods_sheet, ods_text, read


def _fill(book):
    sheet = book.add_worksheet("Prix")
    sheet.write_row("A1", ["Poste", 10.5, True])
    sheet.write_formula("A2", "=B1*2", None, 21)
    sheet.write_comment("A1", "note")
    sheet.data_validation("A3", {"validate": "list", "source": ["a", "b"]})
    sheet.merge_range("A4:B4", "Total")


CELLS = ods_row(ods_text("Poste"), ods_number("10.5"), ods_cell("x", 'table:formula="of:=[.B1]"'))
FILES = {
    "xlsx": an_xlsx(_fill),
    "ods": an_ods(ods_sheet(CELLS), **{"styles.xml": b"<s/>"}),
    "csv": 'Poste;Prix\n"Étude";10,5\n'.encode(),
}  # fmt: skip
ZIPS = {name: FILES[name] for name in ("xlsx", "ods")}


def ends(content, suffix):
    with suppress(InputError):  # any other exception fails the test
        assert read(content, f"acme.{suffix}").sheets


@given(st.sampled_from(sorted(FILES)), st.floats(0, 1), st.binary(min_size=1, max_size=6), st.booleans())
@settings(max_examples=150)
def test_flipped_bytes_and_lost_ends(suffix, where, noise, cut):
    content = FILES[suffix]
    at = int(where * (len(content) - 1))
    ends(content[:at] if cut else content[:at] + noise + content[at + len(noise) :], suffix)


def _names(content):
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return archive.namelist()


@pytest.mark.parametrize(("suffix", "name"), [(suffix, name) for suffix in ZIPS for name in _names(ZIPS[suffix])])
def test_a_part_that_is_missing_or_empty(suffix, name):
    ends(changed(ZIPS[suffix], lambda parts: {key: part for key, part in parts.items() if key != name}), suffix)
    ends(changed(ZIPS[suffix], lambda parts: parts | {name: b""}), suffix)


@given(st.data())
@settings(max_examples=200)
def test_flipped_letters_inside_a_part(data):
    """Damage behind the checksums of the zip, where the XML itself is wrong."""
    suffix = data.draw(st.sampled_from(sorted(ZIPS)))
    name = data.draw(st.sampled_from([name for name in _names(ZIPS[suffix]) if name.endswith((".xml", ".rels"))]))
    noise = data.draw(st.sampled_from([b"9", b"<", b">", b'"', b"-1", b"\xff", b"\0", b" ", b"A", b"1e999", b"&x;"]))
    where = data.draw(st.floats(0, 1))

    def change(parts):
        at = int(where * len(parts[name]))
        return parts | {name: parts[name][:at] + noise + parts[name][at + len(noise) :]}

    ends(changed(ZIPS[suffix], change), suffix)


SAMPLES = os.environ.get("CONTRACTEVAL_SAMPLES")
RIGHT_REASONS = {
    "gen_billion_laughs.xlsx": "workbook-doctype",
    "gen_truncated_half.xlsx": "workbook-truncated",
    "gen_truncated_tail.xlsx": "workbook-truncated",
    "gen_zero_bytes.xlsx": "file-empty",
    "poi_password.xls": "workbook-password",
    "poi_xor-encryption-abc.xls": "workbook-password",
    "poi_xlsx-corrupted.xlsx": "workbook-truncated",
    "cal_too_small.xls": "not-a-workbook",
    "poi_invalid.xlsx": "file-empty",
    "gen_far_cell.xlsx": "read: sheet-cut",
    "cal_strict_iso_paths.xlsx": "read: workbook-strict",
    "gen_dimension_small.xlsx": "read: ",
    "poi_workbookProtection-workbook_password-2013.xlsx": "read: ",
    "poi_workbookProtection-sheet_password-2013.xlsx": "read: ",
    "poi_noSharedStringTable.xlsx": "read: ",
    "poi_MalformedSSTCount.xlsx": "read: ",
    "cxml_InvalidColors.xlsx": "read: ",
    "cxml_EmptyNumberFormatId.xlsx": "read: ",
    "cal_date_iso.xlsx": "read: ",
}
READ_ALL = """
import sys, time, pathlib
if sys.platform != "win32":
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (500_000_000, 500_000_000))
from contracteval.errors import InputError
from contracteval.intake.from_workbook import read_book
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    start = time.process_time()
    try:
        said = "read: " + ",".join(note.kind for note in read_book(path, path.name).notes)
    except InputError as error:
        (problem,) = error.problems
        said = problem.kind
        assert problem.next is not None
    assert time.process_time() - start < 10, path
    print(path.name, said, sep="\\t")
"""


@pytest.mark.skipif(not SAMPLES, reason="CONTRACTEVAL_SAMPLES names no folder of sample files")
def test_nasty_files_end_for_the_right_reason_within_500_megabytes():
    command = [sys.executable, "-c", READ_ALL, str(Path(SAMPLES or "") / "nasty")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr
    said = dict(line.split("\t") for line in done.stdout.splitlines())
    assert {name: said.get(name) for name in RIGHT_REASONS} == RIGHT_REASONS

"""Text files of rows: encoding, separator and decimal sign are found and said; what is not plainly a number is text."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracteval.errors import InputError
from contracteval.text import LANGUAGES
from tests.intake.making import first_sheet, read

ROWS = "Poste;Prix HT\nÉtude à façon;10,5\nServeur;1 234,50\n"


def values(content, name="acme.csv"):
    return [cell.value for cell in first_sheet(content, name).cells.values()]


def note(content):
    book = read(content, "acme.csv")
    return book.notes[0].message.en.removeprefix("read as CSV: ")


@pytest.mark.parametrize(
    ("encoding", "said", "certain"),
    [
        ("utf-8", "UTF-8", True), ("utf-8-sig", "UTF-8", True), ("utf-16", "UTF-16", True), ("utf-16-le", "UTF-16", True),
        ("utf-16-be", "UTF-16", True), ("utf-32", "UTF-32", True), ("cp1252", "Windows-1252", False),
        ("mac_roman", "Mac Roman", False),
    ],
)  # fmt: skip
def test_each_encoding_is_found_and_said(encoding, said, certain):
    book = read(ROWS.encode(encoding), "acme.csv")
    assert book.format == "csv"
    assert [cell.value for cell in book.sheets[0].cells.values()][2:4] == ["Étude à façon", 10.5]
    assert f"encoding {said}, separator semicolon, decimal comma" in book.notes[0].message.en
    assert ["csv-encoding-uncertain"] * (not certain) == [found.kind for found in book.notes[1:]]
    assert all(found.to_lines(lang) for found in book.notes for lang in LANGUAGES)


@pytest.mark.parametrize(("sign", "word"), [(";", "semicolon"), (",", "comma"), ("\t", "tab"), ("|", "vertical bar")])
def test_each_separator_is_found_and_said(sign, word):
    content = f'a{sign}b{sign}"c{sign}d"\n1{sign}2{sign}x\n'.encode()
    assert values(content) == ["a", "b", f"c{sign}d", 1, 2, "x"]
    assert f"separator {word}" in note(content)


def test_a_decimal_comma_does_not_pass_for_a_separator():
    assert values(b"poste;prix\na;1,5\nb;2,5\n") == ["poste", "prix", "a", 1.5, "b", 2.5]


def test_a_separator_told_in_the_first_line_is_believed():
    assert values(b"sep=|\r\na|b\r\n1|2\r\n") == ["a", "b", 1, 2]
    assert first_sheet(b"sep=|\r\na|b\r\n1|2\r\n", "acme.csv").cells[1, 1].value == "a"


def test_a_number_is_typed_by_the_sign_of_its_column_and_never_guessed():
    assert values(b"a;b\n1,5;1.234\n2,5;2\n")[2:] == [1.5, 1234, 2.5, 2]
    assert values(b"a;b\n1.5;1,234\n2.5;2\n")[2:] == [1.5, 1234, 2.5, 2]
    assert values(b"a;b\n1;1.234\n2;1,234\n")[2:] == [1, "1.234", 2, "1,234"]
    assert values(b"a;b;c\n1,5;1.5;1.234\n")[3:] == [1.5, 1.5, "1.234"]
    assert note(b"a;b\n1,5;1.5\n").endswith("decimal comma or point, by column")


def test_codes_keep_their_zeros():
    assert values(b"code;n\n002;1\n010;2\n")[2:] == ["002", 1, "010", 2]
    assert values(b"code;n\n1.1;1\n1.10;2\n")[2:] == ["1.1", 1, "1.10", 2]
    assert values(b"code;n\n1.1;1\n1.1.2;2\n")[2:] == ["1.1", 1, "1.1.2", 2]
    assert values(b"siret;n\n12345678901234567;1\n")[2:] == ["12345678901234567", 1]


def test_text_that_looks_like_a_formula_stays_text():
    sheet = first_sheet(b"a;b\n=1+1;+33 1 23\n@x;-\n", "acme.csv")
    assert [cell.value for cell in sheet.cells.values()][2:] == ["=1+1", "+33 1 23", "@x", "-"]
    assert all(cell.formula is None for cell in sheet.cells.values())


def test_a_mark_that_is_never_closed_is_said_with_its_line():
    book = read(b'a;b\n"x;3\ny;4\n', "acme.csv")
    (torn,) = [found for found in book.notes if found.kind == "csv-quotes"]
    assert torn.places[0].line == 2


def test_a_csv_under_the_name_of_a_workbook_is_read_as_what_it_is():
    book = read(b"a;b\n1;2\n", "acme.xls")
    assert (book.format, len(book.sheets[0].cells)) == ("csv", 4)
    with pytest.raises(InputError, match="not-a-workbook"):
        read(b"no columns here", "acme.xls")
    with pytest.raises(InputError, match="not-a-workbook"):
        read(b"a;b\0c\n" * 100, "acme.csv")


def test_rows_beyond_the_limit_are_cut_and_said(monkeypatch):
    monkeypatch.setattr("contracteval.intake.formats.from_csv.MAX_ROWS", 2)
    book = read(b"a;b\n1;2\n3;4\n", "acme.csv")
    assert len(book.sheets[0].cells) == 4
    assert [(found.kind, found.places[0].cell) for found in book.notes[1:]] == [("sheet-cut", "A3")]


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zs", "Zl", "Zp")), min_size=1, max_size=8)


@given(st.lists(st.lists(WORDS.map(lambda w: f"x{w}"), min_size=3, max_size=3), min_size=1, max_size=6))
def test_rows_written_by_excel_come_back_cell_by_cell(rows):
    quoted = "\r\n".join(";".join('"' + word.replace('"', '""') + '"' for word in row) for row in rows)
    cells = first_sheet(b"\xef\xbb\xbf" + quoted.encode(), "acme.csv").cells
    assert {position: cell.value for position, cell in cells.items()} == {
        (r, c): word for r, row in enumerate(rows, 1) for c, word in enumerate(row, 1)
    }


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(content):
    with suppress(InputError):  # any other exception fails the test
        assert read(content, "acme.csv").notes

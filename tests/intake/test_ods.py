"""OpenDocument workbooks: the same plain cells as from Excel, within the same limits."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from contracteval.errors import InputError
from contracteval.intake.book import CellError
from contracteval.intake.formats.ods_formula import to_excel_syntax
from tests.intake.making import an_ods, first_sheet, ods_cell, ods_number, ods_row, ods_sheet, ods_text, read

NAME = "acme.ods"
FORMATS = (
    '<number:currency-style style:name="N1"><number:number number:decimal-places="2" number:grouping="true"/>'
    "<number:text> </number:text><number:currency-symbol>€</number:currency-symbol></number:currency-style>"
    '<number:date-style style:name="N2"><number:day number:style="long"/><number:text>/</number:text>'
    '<number:month number:style="long"/><number:text>/</number:text><number:year number:style="long"/></number:date-style>'
    '<style:style style:name="money" style:family="table-cell" style:data-style-name="N1"/>'
    '<style:style style:name="bold" style:family="table-cell" style:parent-style-name="money"/>'
    '<style:style style:name="day" style:family="table-cell" style:data-style-name="N2"/>'
    '<style:style style:name="away" style:family="table"><style:table-properties table:display="false"/></style:style>'
)


def cells(rows, styles=FORMATS):
    return first_sheet(an_ods(ods_sheet(rows), styles), NAME).cells


def test_values_come_typed_with_raw_text_and_number_format():
    row = ods_row(
        ods_number("1234.5", 'table:style-name="bold"'),
        ods_number("2"),
        ods_cell("7 %", 'office:value-type="percentage" office:value="0.07"'),
        ods_cell("x", 'office:value-type="date" office:date-value="2026-03-01" table:style-name="day"'),
        ods_cell("x", 'office:value-type="date" office:date-value="2026-03-01T14:30:00"'),
        ods_cell("x", 'office:value-type="time" office:time-value="PT06H30M00S"'),
        ods_cell("x", 'office:value-type="time" office:time-value="PT36H00M00S"'),
        ods_cell("VRAI", 'office:value-type="boolean" office:boolean-value="true"'),
        ods_text("a</text:p><text:p>b<text:s text:c='2'/>c"),
    )
    found = list(cells(row).values())
    assert [cell.value for cell in found] == [
        1234.5, 2, 0.07, date(2026, 3, 1), datetime.fromisoformat("2026-03-01T14:30"), time(6, 30), timedelta(hours=36), True, "a\nb  c",
    ]  # fmt: skip
    assert [cell.number_format for cell in found[:4]] == ["#,##0.00 [$€]", "General", "0%", "dd/mm/yyyy"]
    assert [cell.raw for cell in found[:4]] == ["1234.5", "2", "0.07", "2026-03-01"]


def test_errors_stay_errors_and_a_formula_keeps_its_text():
    row = ods_row(
        ods_cell("#REF!", 'table:formula="of:=[.#REF!]" office:value-type="string" calcext:value-type="error"'),
        ods_cell("Err:502", 'table:formula="of:=X()" office:value-type="string"'),
        ods_number("3", 'table:formula="of:=SUM([.A1:.B1];[$Lots.C2])"'),
        ods_cell("", 'table:formula="of:=[.A9]"'),
    )
    first, second, third, fourth = cells(row).values()
    assert (first.value, second.value) == (CellError("#REF!"), CellError("Err:502"))
    assert (third.value, third.formula) == (3, "=SUM(A1:B1,Lots!C2)")
    assert fourth.never_calculated
    assert not third.never_calculated


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("of:=SUM([.C2:.C6];1)", "=SUM(C2:C6,1)"), ('of:=[.A1]&";["', '=A1&";["'),
        ("of:=['My lot; 1'.$B$2]", "='My lot; 1'!$B$2"), ("of:=[Lots.A1:.B9]", "=Lots!A1:B9"), ("msoxl:=A1+1", "=A1+1"),
    ],
)  # fmt: skip
def test_formulas_are_written_as_excel_writes_them(written, read_as):
    assert to_excel_syntax(written) == read_as


def test_hidden_rows_columns_and_sheets_are_told():
    columns = '<table:table-column/><table:table-column table:visibility="collapse"/>'
    rows = (
        columns + ods_row(ods_text("a"), ods_text("b")) + ods_row(ods_text("c"), attributes='table:visibility="filter"')
    )
    sheets = ods_sheet(rows) + ods_sheet(ods_row(ods_text("x")), "Cachée", 'table:style-name="away"')
    book = read(an_ods(sheets, FORMATS), NAME)
    assert [sheet.state for sheet in book.sheets] == ["visible", "hidden"]
    assert {cell.address: cell.hidden for cell in book.sheets[0].cells.values()} == {
        "A1": False,
        "B1": True,
        "A2": True,
    }
    assert (book.sheets[0].hidden_rows, book.sheets[0].hidden_columns) == ({2}, {2})


def test_merges_comments_and_dropdowns_are_told():
    rules = (
        '<table:content-validations><table:content-validation table:name="v1" table:condition="of:cell-content-is-in-list('
        '&quot;oui&quot;;&quot;non&quot;)"/><table:content-validation table:name="v2" '
        'table:condition="of:cell-content-is-in-list([$Prix.$A$1:.$A$2])"/></table:content-validations>'
    )
    note = "<office:annotation><text:p>à revoir</text:p></office:annotation>"
    rows = ods_row(
        ods_cell("Lot", 'office:value-type="string" table:number-columns-spanned="2"'), "<table:covered-table-cell/>"
    )
    rows += ods_row(
        f'<table:table-cell office:value-type="string" table:content-validation-name="v1">{note}<text:p>oui</text:p></table:table-cell>'
    )
    rows += ods_row(ods_cell("", 'table:content-validation-name="v2"'))
    (sheet,) = read(an_ods(rules + ods_sheet(rows)), NAME).sheets
    assert sheet.cells[1, 1].merged == (1, 1, 1, 2)
    answer = sheet.cells[2, 1]
    assert (answer.value, answer.comment, answer.choices) == ("oui", "à revoir", ("oui", "non"))
    assert sheet.choices_at((3, 1)) == ("Lot", "oui")


def test_what_is_repeated_a_million_times_is_cut_and_said(monkeypatch):
    monkeypatch.setattr("contracteval.intake.formats.ods_sheet.MAX_CELLS", 1200)
    wide = ods_row(
        ods_number("1", 'table:number-columns-repeated="16384"'), attributes='table:number-rows-repeated="1048576"'
    )
    book = read(an_ods(ods_sheet(wide)), NAME)
    assert [note.kind for note in book.notes] == ["sheet-cut"]
    assert 1000 <= len(book.sheets[0].cells) <= 1200


def test_blank_repeats_cost_nothing_and_keep_the_count_of_rows():
    rows = ods_row(ods_cell(), attributes='table:number-rows-repeated="7"') + ods_row(
        ods_cell("", 'table:number-columns-repeated="3"'), ods_text("x"), attributes='table:number-rows-repeated="2"'
    )
    assert sorted(cells(rows)) == [(8, 4), (9, 4)]


def test_a_password_and_macros_are_seen():
    with pytest.raises(InputError, match="workbook-password"):
        read(an_ods("", **{"META-INF__manifest.xml": b"<m><encryption-data/></m>", "styles.xml": b"\x8f\x01"}), NAME)
    book = read(an_ods(ods_sheet(ods_row(ods_text("x"))), **{"Basic__Standard__Module1.xml": b"<m/>"}), NAME)
    assert [note.kind for note in book.notes] == ["macros-not-run"]


def test_a_document_without_sheets_is_refused():
    with pytest.raises(InputError, match="workbook-without-sheets"):
        read(an_ods(""), NAME)

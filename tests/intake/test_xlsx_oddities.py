"""What real Excel files hold, one small file of our own for each oddity."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.formula.translate import Translator, TranslatorError
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from contracteval.errors import InputError
from contracteval.intake.book import CellError
from contracteval.intake.formats import xlsx_sheet
from contracteval.intake.formats.number_formats import kind_of, typed
from contracteval.intake.formats.shared_formula import SharedFormula
from tests.intake.making import an_xlsx, changed, first_sheet, in_sheet, read

X14 = 'xmlns:x14="http://schemas.microsoft.com/office/spreadsheetml/2009/9/main"'
XM = 'xmlns:xm="http://schemas.microsoft.com/office/excel/2006/main"'


def plain(book):
    sheet = book.add_worksheet("Prix")
    sheet.write_row("A1", ["Poste", "Montant"])
    sheet.write_row("A2", ["Réseau", 5])


PLAIN = an_xlsx(plain)


def with_cells(xml, before="", after=""):
    """Put rows of our own in place of the sheet's."""

    def change(parts):
        name = "xl/worksheets/sheet1.xml"
        rows = f"{before}<sheetData>{xml}</sheetData>{after}"
        text = re.sub(r"<sheetData>.*</sheetData>", lambda _: rows, parts[name].decode(), flags=re.DOTALL)
        return parts | {name: text.encode()}

    return changed(PLAIN, change)


def cells(content):
    return {cell.address: cell for cell in first_sheet(content).cells.values()}


def row(*xml, number=1, attributes=""):
    return f'<row r="{number}" {attributes}>{"".join(xml)}</row>'


def test_a_formula_never_calculated_is_not_one_that_shows_nothing():
    found = cells(with_cells(row(
        '<c r="A1"><f>B1</f></c>', '<c r="B1"><f>B1</f><v></v></c>', '<c r="C1"><f>B1</f><v/></c>',
        '<c r="D1" t="str"><f>B1</f><v></v></c>', '<c r="E1" t="str"><f>B1</f></c>', '<c r="F1"><f>B1</f><v>0</v></c>',
    )))  # fmt: skip
    assert {name: (cell.value, cell.never_calculated, cell.is_blank) for name, cell in found.items()} == {
        "A1": ("", True, False), "B1": ("", True, False), "C1": ("", True, False),
        "D1": ("", False, True), "E1": ("", True, False), "F1": (0, False, False),
    }  # fmt: skip
    assert {cell.formula for cell in found.values()} == {"=B1"}


@pytest.mark.parametrize("code", ["#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#SPILL!"])
def test_error_values_stay_errors(code):
    found = cells(
        with_cells(row(f'<c r="A1" t="e"><f>B1</f><v>{code}</v></c>', f'<c r="B1" t="str"><v>{code}</v></c>'))
    )
    assert found["A1"].value == CellError(code)
    assert found["A1"].raw == code
    assert found["B1"].value == code  # a text that someone typed


def test_rows_and_columns_and_sheets_hidden_are_told():
    def fill(book):
        sheet = book.add_worksheet("Prix")
        sheet.write_row("A1", ["a", "b"])
        sheet.write_row("A2", ["c"])
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column("B:B", None, None, {"hidden": True})
        book.add_worksheet("Listes").hide()
        book.add_worksheet("_Prices").very_hidden()

    book = read(an_xlsx(fill))
    assert [sheet.state for sheet in book.sheets] == ["visible", "hidden", "very hidden"]
    assert {cell.address: cell.hidden for cell in book.sheets[0].cells.values()} == {
        "A1": False,
        "B1": True,
        "A2": True,
    }
    assert (book.sheets[0].hidden_rows, book.sheets[0].hidden_columns) == ({2}, {2})


def test_a_column_of_no_width_is_hidden():
    content = with_cells(row('<c r="A1"><v>1</v></c>'), before='<cols><col min="1" max="1" width="0"/></cols>')
    assert cells(content)["A1"].hidden


def test_a_value_hidden_by_its_format_keeps_the_format():
    def fill(book):
        book.add_worksheet().write_boolean("G31", True, book.add_format({"num_format": ";;;"}))

    cell = cells(an_xlsx(fill))["G31"]
    assert (cell.value, cell.raw, cell.number_format) == (True, "1", ";;;")


def test_a_merge_stands_on_its_first_cell():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.merge_range("A1:B3", "GOVERN")
        sheet.write("C1", "x")

    sheet = first_sheet(an_xlsx(fill))
    assert sheet.merges == ((1, 1, 3, 2),)
    assert {cell.address: cell.merged for cell in sheet.cells.values()} == {"A1": (1, 1, 3, 2), "C1": None}


def test_comments_on_answers_and_on_blank_cells_are_kept():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write("A1", "Gratuit")
        sheet.write_comment("A1", "sous réserve\nde volume")
        sheet.write_comment("B9", "oui, voir annexe")

    sheet = first_sheet(an_xlsx(fill))
    assert sheet.cells[1, 1].comment == "sous réserve\nde volume"
    assert sheet.comments[9, 2] == "oui, voir annexe"


def test_a_threaded_comment_replaces_the_note_that_only_repeats_it():
    def fill(book):
        sheet = book.add_worksheet()
        sheet.write("A1", 1)
        sheet.write_comment("A1", "[Threaded comment] Your version of Excel …")

    def add_thread(parts):
        links = "xl/worksheets/_rels/sheet1.xml.rels"
        link = b'<Relationship Id="t" Type="http://schemas.microsoft.com/office/2017/10/relationships/threadedComment" Target="../threadedComments/t.xml"/></Relationships>'
        thread = b'<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments"><threadedComment ref="A1"><text>Prix ferme ?</text></threadedComment><threadedComment ref="A1"><text>Oui</text></threadedComment></ThreadedComments>'
        return parts | {links: parts[links].replace(b"</Relationships>", link), "xl/threadedComments/t.xml": thread}

    assert cells(changed(an_xlsx(fill), add_thread))["A1"].comment == "Prix ferme ?\nOui"


def test_dropdowns_are_resolved_from_a_list_a_range_another_sheet_and_a_name():
    def fill(book):
        sheet = book.add_worksheet("Réponses")
        lists = book.add_worksheet("Mes listes")
        lists.write_column("A1", ["Oui", "Non", "", 3])
        book.define_name("Niveaux", "='Mes listes'!$A$1:$A$2")
        sheet.write_column("A1", ["a"] * 5)
        for cell, source in (
            ("A1", ["Oui", "Non"]), ("A2", "='Mes listes'!$A$1:$A$4"), ("A3", "=$A$1:$A$2"), ("A4", "=Niveaux"),
            ("A5", "=INDIRECT(B1)"), ("C1:D9", ["x"]),
        ):  # fmt: skip
            sheet.data_validation(cell, {"validate": "list", "source": source})
        sheet.data_validation("B1", {"validate": "whole", "criteria": ">", "value": 0})

    sheet = first_sheet(an_xlsx(fill))
    assert [cell.choices for cell in sheet.cells.values()] == [
        ("Oui", "Non"), ("Oui", "Non", "3"), ("a", "a"), ("Oui", "Non"), None,
    ]  # fmt: skip
    assert sheet.choices_at((4, 4)) == ("x",)
    assert sheet.choices_at((1, 2)) is None


def test_a_dropdown_of_the_extension_list_over_several_areas_is_seen():
    rule = (
        f'<extLst><ext {X14} uri="u"><x14:dataValidations {XM}><x14:dataValidation type="list"><x14:formula1>'
        "<xm:f>Prix!$A$1:$A$2</xm:f></x14:formula1><xm:sqref>B2:B3 D4</xm:sqref></x14:dataValidation>"
        "</x14:dataValidations></ext></extLst>"
    )
    sheet = first_sheet(changed(PLAIN, in_sheet("</worksheet>", rule + "</worksheet>")))
    assert sheet.cells[2, 2].choices == ("Poste", "Réseau")
    assert sheet.choices_at((4, 4)) == ("Poste", "Réseau")


def test_a_shared_formula_is_written_for_each_of_its_cells():
    found = cells(with_cells(
        row('<c r="C1"><f t="shared" ref="C1:C3" si="0">A1*$B$1+SUM(D:D)</f><v>1</v></c>')
        + row('<c r="C2"><f t="shared" si="0"/><v>2</v></c>', number=2)
        + row('<c r="D3"><f t="shared" si="0"/><v>3</v></c>', number=3)
    ))  # fmt: skip
    assert [found[name].formula for name in ("C1", "C2", "D3")] == [
        "=A1*$B$1+SUM(D:D)", "=A2*$B$1+SUM(D:D)", "=B3*$B$1+SUM(E:E)",
    ]  # fmt: skip


PIECES = st.sampled_from([
    "A1", "$B$2", "C$3", "$D4", "A1:B9", "Prix!A1", "'L''offre 1'!B2", '"A1"', '"a""A1"', "SUM(A1,B2)", "LOG10(A1)",
    "A:C", "$A:B", "1:3", "2:$4", "TVA", "Total_A1", "Tbl[Prix A1]", "XFD1048576", "1.5", "TRUE",
])  # fmt: skip


@given(
    st.lists(PIECES, min_size=1, max_size=5),
    st.integers(1, 40),
    st.integers(1, 8),
    st.integers(1, 40),
    st.integers(1, 8),
)
def test_shared_formulas_move_as_openpyxl_moves_them(pieces, row_from, column_from, row_to, column_to):
    formula = "+".join(pieces)
    ours = SharedFormula(formula, row_from, column_from).at(row_to, column_to)
    origin, target = (f"{chr(64 + c)}{r}" for r, c in ((row_from, column_from), (row_to, column_to)))
    try:
        theirs = Translator(f"={formula}", origin).translate_formula(target)[1:]
    except TranslatorError:
        theirs = None  # openpyxl gives up where a reference leaves the sheet above or to the left
    if theirs is None or "XFD1048576" in pieces:
        assert "#REF!" in ours or theirs == ours or "XFD" in formula
    else:
        assert ours == theirs


def test_texts_that_look_like_formulas_stay_texts():
    def fill(book):
        book.add_worksheet().write_column("A1", [])
        for number, text in enumerate(["=1+1", "+33 1", "-", "@x"]):
            book.worksheets()[0].write_string(number, 0, text)

    found = cells(an_xlsx(fill))
    assert [cell.value for cell in found.values()] == ["=1+1", "+33 1", "-", "@x"]
    assert all(cell.formula is None for cell in found.values())


def test_the_text_as_stored_is_kept_beside_the_value():
    found = cells(with_cells(row(
        '<c r="A1"><v>0.050000000000000044</v></c>', '<c r="B1"><v>1E3</v></c>', '<c r="C1" t="b"><v>1</v></c>',
        '<c r="D1"><v>12345678901234567890</v></c>', '<c r="E1"><v>5.0</v></c>',
    )))  # fmt: skip
    assert [(cell.raw, cell.value) for cell in found.values()] == [
        ("0.050000000000000044", 0.050000000000000044), ("1E3", 1000.0), ("1", True),
        ("12345678901234567890", 12345678901234567890.0), ("5.0", 5.0),
    ]  # fmt: skip


def test_inline_rich_and_escaped_texts_are_one_text():
    found = cells(with_cells(row(
        '<c r="A1" t="inlineStr"><is><r><t>Prix </t></r><r><t>HT</t></r><rPh><t>kana</t></rPh></is></c>',
        '<c r="B1" t="inlineStr"><is><t>a_x000D_b_x005F_x</t></is></c>', '<c r="C1" t="str"><v>é &amp; è</v></c>',
    )))  # fmt: skip
    assert [cell.value for cell in found.values()] == ["Prix HT", "a\rb_x", "é & è"]


@pytest.mark.parametrize(
    ("number_format", "stored", "value"),
    [
        ("dd/mm/yyyy", 46082, date(2026, 3, 1)),
        ("[$-40C]d mmmm yyyy;@", 46082, date(2026, 3, 1)),
        ("dd/mm/yyyy", 46082.5, datetime.fromisoformat("2026-03-01T12:00")),
        ("dd/mm/yyyy hh:mm", 46082, datetime.fromisoformat("2026-03-01T00:00")),
        ("hh:mm", 0.25, time(6)),
        ("[h]:mm", 1.5, timedelta(hours=36)),
        ('#,##0.00" h"', 36.5, 36.5),
        ('#,##0.00 "€"', 12, 12),
        ("[Red]0.00", 3, 3),
        ("General", 46082, 46082),
        ("dd/mm/yyyy", -1, -1),
        ("dd/mm/yyyy", 60, 60),
        ("dd/mm/yyyy", 3_000_000, 3_000_000),
    ],
)
def test_a_number_is_a_date_where_its_format_shows_one(number_format, stored, value):
    def fill(book):
        book.add_worksheet().write_number("A1", stored, book.add_format({"num_format": number_format}))

    cell = cells(an_xlsx(fill))["A1"]
    assert (cell.value, type(cell.value), cell.number_format) == (value, type(value), number_format)


def test_a_workbook_that_counts_days_from_1904_gives_the_same_dates():
    def fill(book):
        book.add_worksheet().write_datetime(
            "A1", datetime.fromisoformat("2026-03-01"), book.add_format({"num_format": "yyyy"})
        )

    with_1904 = changed(an_xlsx(fill), lambda parts: parts | {
        "xl/workbook.xml": parts["xl/workbook.xml"].replace(b"<workbookPr", b'<workbookPr date1904="1"'),
        "xl/worksheets/sheet1.xml": parts["xl/worksheets/sheet1.xml"].replace(b"46082", b"44620"),
    })  # fmt: skip
    assert cells(with_1904)["A1"].value == date(2026, 3, 1)


@given(st.floats(1, 2_950_000, allow_nan=False), st.booleans())
def test_dates_are_those_of_openpyxl(number, from_1904):
    theirs = from_excel(number, CALENDAR_MAC_1904 if from_1904 else CALENDAR_WINDOWS_1900)
    ours = typed(number, "moment", from_1904=from_1904)
    if isinstance(ours, datetime):
        assert abs(ours - theirs) <= timedelta(milliseconds=1)
    else:
        assert number // 1 == 60


@pytest.mark.parametrize(
    ("code", "kind"),
    [("0.00%", "number"), ("mmm-yy", "date"), ("h:mm AM/PM", "moment"), ("mm:ss.0", "moment"), ("[mm]:ss", "duration"),
     ("@", "number"), ("General", "number"), ("Standard", "number"), ('"day" 0', "number"), (r"0\d", "number")],
)  # fmt: skip
def test_a_format_says_what_it_shows(code, kind):
    assert kind_of(code) == kind


def test_a_date_written_as_one_is_a_date():
    found = cells(with_cells(row(
        '<c r="A1" t="d"><v>2026-03-01</v></c>', '<c r="B1" t="d"><v>2026-03-01T10:30:00</v></c>', '<c r="C1" t="d"><v>soon</v></c>',
    )))  # fmt: skip
    assert [cell.value for cell in found.values()] == [
        date(2026, 3, 1),
        datetime.fromisoformat("2026-03-01T10:30"),
        "soon",
    ]


def test_rows_and_cells_without_address_are_counted():
    found = cells(with_cells("<row><c><v>1</v></c><c><v>2</v></c></row><row><c/><c><v>3</v></c></row>"))
    assert {name: cell.value for name, cell in found.items()} == {"A1": 1, "B1": 2, "B2": 3}


def test_styled_blanks_are_no_cells_and_spaces_are_blank():
    blanks = "".join(f'<c r="{column}1" s="1"/>' for column in "ABCDEFGH")
    assert list(cells(with_cells(row(blanks, '<c r="I1" t="str"><v> </v></c>', '<c r="J1"><v>1</v></c>')))) == ["J1"]


def test_prefixes_absolute_targets_and_backslashes_are_all_the_same():
    def change(parts):
        sheet = parts["xl/worksheets/sheet1.xml"].replace(b"xmlns=", b"xmlns:x=")
        sheet = re.sub(rb"<(/?)(?=[a-zA-Z])", rb"<\1x:", sheet)
        links = parts["xl/_rels/workbook.xml.rels"].replace(b'Target="worksheets', b'Target="/xl/worksheets')
        rest = {name.replace("xl/styles", "xl\\styles"): part for name, part in parts.items()}
        return rest | {"xl/worksheets/sheet1.xml": sheet, "xl/_rels/workbook.xml.rels": links}

    assert [cell.value for cell in cells(changed(PLAIN, change)).values()] == ["Poste", "Montant", "Réseau", 5]


def test_a_sheet_of_charts_is_passed_over():
    def fill(book):
        plain(book)
        chart = book.add_chart({"type": "bar"})
        chart.add_series({"values": "=Prix!$B$2:$B$2"})
        book.add_chartsheet("Graphique").set_chart(chart)

    assert [sheet.title for sheet in read(an_xlsx(fill)).sheets] == ["Prix"]


@pytest.mark.parametrize("name", ["acme.xls", "acme.csv", "acme.ods", "acme"])
def test_the_name_of_a_file_says_nothing(name):
    assert read(PLAIN, name).format == "xlsx"


@pytest.mark.parametrize(
    ("limit", "kept", "first"), [("MAX_ROWS", 2, "A2"), ("MAX_COLUMNS", 2, "B1"), ("MAX_CELLS", 3, "B2")]
)
def test_what_lies_beyond_the_limits_is_cut_and_said(monkeypatch, limit, kept, first):
    monkeypatch.setattr(xlsx_sheet, limit, 3 if limit == "MAX_CELLS" else 1)
    book = read(PLAIN)
    assert len(book.sheets[0].cells) == kept
    assert [(note.kind, note.severity, note.places[0].cell) for note in book.notes] == [("sheet-cut", "warning", first)]


@pytest.mark.parametrize("reference", ["A2", "a1", "A0", "$A$1", "AAAA1"])
def test_an_address_that_is_none_is_damage(reference):
    with pytest.raises(InputError, match="workbook-damaged"):
        read(with_cells(row(f'<c r="{reference}"><v>1</v></c>')))

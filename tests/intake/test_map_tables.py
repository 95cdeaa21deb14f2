"""Tables of a vendor's own layout, facts worked out from them, and what a map says when the layout has changed."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracteval.intake.book import Book, Cell, Cells, Sheet
from contracteval.intake.from_map import read_through
from contracteval.intake.from_workbook import read_book
from contracteval.intake.reading import Reading
from tests.intake.asked import NEEDS, SETTINGS

PRICES = [
    ["Bordereau", None, None],
    [],
    ["Désignation", "Montant HT (k€/an)", "Réf."],
    ["Exploitation", 4000, "a"],
    ["Support", "2 500,5", "b"],
    ["Sous-total", 6500.5, None],
    ["Pilotage", 1000, "c"],
    ["Licence", "inclus", "d"],
    ["Total", 7500.5, None],
]
LINES = """
[tables.lines.columns]
item = "Désignation"
amount = { header = "Montant HT (k€/an)", unit = "k€/yr" }
"""


def read(tmp_path, text, rows=PRICES, title="Prix", change=None):
    import tomllib

    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    if change is not None:
        change(sheet)
    book.save(tmp_path / "acme.xlsx")
    reading = Reading("acme.xlsx", SETTINGS, NEEDS)
    data = tomllib.loads(text, parse_float=Decimal)
    read_through(data, "acme.map.toml", read_book(tmp_path / "acme.xlsx", "acme.xlsx"), reading)
    return reading


def kinds(reading):
    return [problem.kind for problem in (*reading.problems, *reading.findings)]


def test_the_sum_of_a_column_counts_lines_and_no_sub_total(tmp_path):
    reading = read(tmp_path, LINES + '[facts.price]\nformula = "sum(lines.amount)"\ngrade = "contracted"')
    assert kinds(reading) == []
    (price,) = [given.answer for given in reading.given]
    assert price.value == Fraction("7.5005")
    assert [str(place) for place in price.places] == ["acme.xlsx › Prix!B4:B8", "acme.map.toml › facts.price"]


def test_one_line_is_picked_by_its_text_and_rows_may_be_inserted(tmp_path):
    text = LINES + """[facts.price]\nformula = 'sum(lines.amount, where=lines.item == "Support")'"""

    def insert(sheet):
        sheet.insert_rows(1, 3)
        sheet.insert_rows(8, 1)
        sheet.insert_cols(1)

    for change in (None, insert):
        reading = read(tmp_path, text, change=change)
        assert kinds(reading) == []
        assert reading.given[0].answer.value == Fraction("2.5005")


def test_a_cell_that_cannot_be_read_leaves_the_sum_unknown_and_is_named(tmp_path):
    rows = [*PRICES[:4], ["Support", "sur devis", "b"], *PRICES[6:8]]
    reading = read(tmp_path, LINES + '[facts.price]\nformula = "sum(lines.amount)"', rows)
    assert reading.given[0].answer.value is None
    assert "formula-unknown" in kinds(reading)
    assert any(place.cell == "B5" for finding in reading.findings for place in finding.places)


def test_a_missing_header_is_told_with_the_nearest_ones(tmp_path):
    text = LINES.replace("Montant HT (k€/an)", "Montant H.T. (k€/an)") + '[facts.price]\nformula = "sum(lines.amount)"'
    reading = read(tmp_path, text)
    assert kinds(reading) == ["header-missing", "formula-unknown"]
    assert reading.findings[0].next.fr == "vouliez-vous dire «\u00a0Montant HT (k€/an)\u00a0» (B3)\u00a0?"


def test_a_renamed_sheet_is_found_by_its_label_and_said(tmp_path):
    text = '[facts.price]\nsheet = "DPGF"\nlabel = "Total"\ncolumn = "B"\nunit = "k€/yr"'
    reading = read(tmp_path, text)
    assert kinds(reading) == ["map-moved"]
    assert (
        reading.findings[0].message.en
        == "there is no sheet “DPGF”; what the map names was found on “Prix”, and is read there"
    )
    assert reading.given[0].answer.value == Fraction("7.5005")


def test_a_repeated_label_is_told_apart_by_the_text_above_it(tmp_path):
    rows = [["Lot 1"], ["Total", 1], ["Lot 2"], ["Total", 2]]
    text = '[facts.price]\nlabel = "Total"\ncolumn = "B"\nunit = "M€/yr"\n'
    assert kinds(read(tmp_path, text, rows)) == ["label-ambiguous"]
    reading = read(tmp_path, text + 'after = "Lot 2"', rows)
    assert [given.answer.value for given in reading.given] == [2]


def test_a_table_of_ours_is_read_by_its_headers(tmp_path):
    rows = [["Promesse", "Valeur annuelle (M€)"], ["Automatiser la paie", 0.5], ["Réduire les incidents", 1.25]]
    text = '[tables.promise.columns]\nwhat = "Promesse"\nvalue = { header = "Valeur annuelle (M€)", unit = "M€/yr" }'
    reading = read(tmp_path, text, rows)
    assert kinds(reading) == []
    (table,) = reading.tables
    assert [{name: a.value for name, a in row.items()} for row in table.rows] == [
        {"what": "Automatiser la paie", "value": Fraction(1, 2)},
        {"what": "Réduire les incidents", "value": Fraction(5, 4)},
    ]


@pytest.mark.parametrize(
    ("text", "kind", "key"),
    [
        ("tables = 3", "map-wrong", "tables"),
        ("[tables.lines]", "map-wrong", "tables.lines.columns"),
        ("[tables.lines.columns]\na = 3", "map-wrong", "tables.lines.columns.a"),
        ("[tables.lines.columns]\na = { unit = 'k€' }", "map-wrong", "tables.lines.columns.a"),
        ("[tables.lines.columns]\na = { header = 'x', unit = 'parsec' }", "map-wrong", "tables.lines.columns.a.unit"),
        ("[tables.lines.columns]\na = { header = 'x', type = 'level' }", "map-wrong", "tables.lines.columns.a.type"),
        ("[tables.lines.columns]\nrow = 'x'", "map-wrong", "tables.lines.columns.row"),
        ("[tables.'L x'.columns]\na = 'x'", "map-wrong", "tables.L x"),
        ("[tables.promise.columns]\nwhy = 'Promesse'", "column-unknown", "tables.promise.columns.why"),
        ("[facts.price]\nformula = 'sum(lines.amount'", "formula-syntax", "facts.price.formula"),
        ("[facts.price]\nformula = '__import__(1)'", "formula-syntax", "facts.price.formula"),
        ("[facts.price]\nformula = 'sum(nothing.amount)'", "formula-name", "facts.price.formula"),
        ("[facts.price]\nformula = 'price'", "formula-name", "facts.price.formula"),
        ("[facts.price]\nformula = '1'\ncell = 'A1'", "map-wrong", "facts.price"),
        ("[facts.price]\ncell = 'A1'\nafter = 'x'", "map-wrong", "facts.price"),
        (LINES + "[facts.staff]\nformula = 'sum(lines.amount)'", "formula-unit", "facts.staff.formula"),
        ("layout = 3", "map-wrong", "layout"),
    ],
)
def test_what_is_wrong_in_a_map_is_said_with_its_key(tmp_path, text, kind, key):
    reading = read(tmp_path, text)
    assert (kind, key) in [(problem.kind, problem.places[0].key) for problem in reading.problems]


HOSTILE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["A1", "Total", "B", "price", "1/0"]),
    lambda inner: st.lists(inner, max_size=2)
    | st.dictionaries(
        st.sampled_from(
            ["facts", "tables", "columns", "price", "lines", "promise", "what", "sheet", "cell", "label", "column", "after",
             "formula", "unit", "grade", "header", "type", "layout", "vendor"]
        ) | st.text(max_size=4),
        inner, max_size=4,
    ),
    max_leaves=12,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["facts", "tables", "vendor", "layout", "x"]), HOSTILE, max_size=4))
@settings(max_examples=60, deadline=None)
def test_no_map_whatever_it_holds_breaks_the_reader(data):
    cells = {
        i: {j: Cell(i, j, value) for j, value in enumerate(row, 1) if value is not None}
        for i, row in enumerate(PRICES, 1)
    }
    book = Book("acme.xlsx", (Sheet("Prix", "visible", Cells(cells)),))
    reading = Reading("acme.xlsx", SETTINGS, NEEDS)
    read_through(data, "acme.map.toml", book, reading)
    assert all(problem.places or problem.message for problem in reading.problems)

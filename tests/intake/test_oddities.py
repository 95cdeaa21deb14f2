"""A small file for each oddity of real vendors' files, written as a workbook, read back through the door, and checked."""

from __future__ import annotations

from datetime import date

import pytest
import xlsxwriter

from contracteval.intake.from_workbook import read_book
from contracteval.intake.read_tables import read_tables

HEAD = ("N°", "Désignation", "Unité", "Quantité", "P.U. HT", "Montant HT")
LINES = (("1.1", "Serveurs", "u", 4, 1200, 4800), ("1.2", "Baies", "u", 2, 900, 1800))


def total(label, amount):
    return (None, label, None, None, None, amount)


FILES = {
    "header_below_metadata": [("DPGF",), ("Fournisseur :", "Acme"), (), HEAD, *LINES],
    "table_away_from_column_a": [(), (None, None, *HEAD), *((None, None, *line) for line in LINES)],
    "units_on_second_header_row": [("Solution", "Coût", "Latence"), (None, "en Euro / mois", "en ms"), ("Acme", 40, 12)],
    "vendor_blocks": [(None, None, "Acme", None, "Beta", None), ("Poste", "Qté", "P.U.", "Montant", "P.U.", "Montant"), ("a", 2, 5, 10, 4, 8), ("b", 1, 7, 7, 6, 6)],
    "blank_rows_and_sections": [HEAD, ("Lot 1",), LINES[0], (), LINES[1]],
    "sub_total_tax_and_total": [HEAD, *LINES, total("Sous-total", 6600), total("Total HT", 6600), total("TVA 20 %", 1320), total("Total TTC", 7920)],
    "footnotes_below": [HEAD, *LINES, (), ("(1) Prix fermes 90 jours.",)],
    "words_for_prices": [("Poste", "Prix HT"), ("a", "inclus"), ("b", "non proposé"), ("c", "sur demande"), ("d", "PM"), ("e", "N/A"), ("f", 0), ("g", "Gratuit")],
    "thousands_spaces": [("Poste", "Prix HT (€)"), ("a", "1 234,56"), ("b", "1\u00a0234,56"), ("c", "1\u202f234,56"), ("d", "1'234,56")],
    "percentages_three_ways": [("Poste", "Remise (%)"), ("a", "7 %"), ("b", 7), ("c", 0.5)],
    "percentage_to_ask_about": [("Poste", "Remise (%)"), ("a", 0.07), ("b", 0.05)],
    "day_or_month": [("Jalon", "Date"), ("a", "03/04/2026"), ("b", "31/12/2026")],
    "ranges": [("Poste", "Prix"), ("a", "20,- - 30,-"), ("b", "15-25"), ("c", 12)],
    "ticks_in_columns": [("Exigence", "Oui", "Non"), ("R1", "x", None), ("R2", None, "x"), ("R3", "x", None)],
    "sub_total_counted_twice": [HEAD, *LINES, total("Sous-total", 6600), total("Total HT", 13200)],
    "one_off_and_recurring": [("Poste", "Périodicité", "Montant"), ("a", "Ponctuel", 1000), ("b", "Mensuel", 100), ("Total", None, 1100)],
    "line_not_quantity_times_price": [HEAD, *LINES, ("1.3", "Pose", "j", 3, 500, 1400)],
    "tax_not_its_rate": [HEAD, *LINES, total("Total HT", 6600), total("TVA 20 %", 1200)],
}  # fmt: skip


@pytest.fixture(scope="module")
def read(tmp_path_factory):
    """Write each file once; return what is read from it."""
    folder = tmp_path_factory.mktemp("oddities")

    def of(name):
        path = folder / f"{name}.xlsx"
        if not path.exists():
            book = xlsxwriter.Workbook(path)
            sheet = book.add_worksheet("Prix")
            for row, values in enumerate(FILES[name]):
                for column, value in enumerate(values):
                    if value is not None:
                        sheet.write(row, column, value)
            book.close()
        return read_tables(read_book(path, path.name))

    return of


def kinds(found):
    return [row.kind for row in found.sheets[0].tables[0].rows]


def column(found, letter):
    rows = found.sheets[0].tables[0].rows
    return [cell for row in rows for cell in row.cells.values() if cell.address.rstrip("0123456789") == letter]


@pytest.mark.parametrize(
    ("name", "rows", "header_rows"),
    [
        ("header_below_metadata", ["line"] * 2, (4,)),
        ("table_away_from_column_a", ["line"] * 2, (2,)),
        ("units_on_second_header_row", ["line"], (1, 2)),
        ("vendor_blocks", ["line"] * 2, (1, 2)),
        ("blank_rows_and_sections", ["section", "line", "blank", "line"], (1,)),
        ("sub_total_tax_and_total", ["line", "line", "sub-total", "total", "tax", "total"], (1,)),
        ("footnotes_below", ["line"] * 2, (1,)),
    ],
)
def test_layout(read, name, rows, header_rows):
    found = read(name)
    assert kinds(found) == rows
    assert found.sheets[0].tables[0].header_rows == header_rows
    assert found.differences == ()


def test_what_is_no_price_stays_apart(read):
    types = [cell.type for cell in column(read("words_for_prices"), "B")]
    assert types == ["included", "not offered", "on request", "for the record", "not applicable", "money", "free"]


def test_every_kind_of_thousands_space(read):
    assert {float(cell.number or 0) for cell in column(read("thousands_spaces"), "B")} == {1234.56}


def test_percentages(read):
    assert [float(cell.number or 0) for cell in column(read("percentages_three_ways"), "B")] == [0.07, 0.07, 0.005]
    found = read("percentage_to_ask_about")
    assert [cell.value for cell in column(found, "B")] == [None, None]
    assert {finding.kind for finding in found.findings} == {"ambiguous-percentage"}


def test_dates_ranges_and_ticks(read):
    found = read("day_or_month")
    assert [cell.value for cell in column(found, "B")] == [None, date(2026, 12, 31)]
    assert [finding.kind for finding in found.findings] == ["ambiguous-date"]
    assert [(cell.low, cell.high) for cell in column(read("ranges"), "B")][:2] == [(20, 30), (15, 25)]
    assert [cell.value for cell in column(read("ticks_in_columns"), "B")] == [True, True]


@pytest.mark.parametrize(
    ("name", "place", "kind", "recomputed"),
    [
        ("sub_total_counted_twice", "F5", "total-differs", 6600),
        ("one_off_and_recurring", "C4", "one-off-and-recurring", 1000),
        ("line_not_quantity_times_price", "F4", "amount-differs", 1500),
        ("tax_not_its_rate", "F5", "tax-differs", 1320),
    ],
)
def test_arithmetic(read, name, place, kind, recomputed):
    (found,) = read(name).differences
    assert (found.place.cell, found.kind, found.recomputed) == (place, kind, recomputed)


def test_every_file_is_checked_and_ends_without_a_traceback(read):
    assert all(read(name).sheets[0].tables for name in FILES)

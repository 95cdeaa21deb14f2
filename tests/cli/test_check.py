"""``contracteval check``: how complete and how reliable each vendor is, and every finding once, in three forms."""

from __future__ import annotations

import csv
import io
import json
import shutil

import openpyxl
import pytest
from click.testing import CliRunner

from contracteval.cli import main
from contracteval.data import data_folder
from contracteval.errors import Place, Problem
from contracteval.model.import_report import VendorReport
from contracteval.reports.import_report_csv import import_report_csv
from contracteval.text import Text

MAP = '[facts.price]\nlabel = "Total HT"\ncolumn = "Montant HT"\nunit = "€/yr"\n'


def run(*arguments, code=0):
    found = CliRunner(env={"LC_ALL": "en_US.UTF-8", "COLUMNS": "100"}).invoke(main, ["check", *map(str, arguments)])
    assert found.exit_code == code, found.output
    return found.output


@pytest.fixture
def folder(tmp_path):
    """The demo with one more bid: a price schedule of the vendor's own, whose total and one line are wrong."""
    target = tmp_path / "evaluation"
    shutil.copytree(data_folder("templates") / "demo", target)
    book = openpyxl.Workbook()
    book.active.title = "DPGF"
    rows = [
        ("Désignation", "Quantité", "P.U. HT", "Montant HT"),
        ("=HYPERLINK", 4, 100, 400),
        ("Pose", 2, 50, 100),
        ("Support", 3, 10, 40),
        ("Total HT", None, None, 900),
    ]
    for row in rows:
        book.active.append(row)
    book.active["A2"].value, book.active["A2"].data_type = "Serveurs", "s"
    book.save(target / "bids" / "foreign.xlsx")
    (target / "bids" / "foreign.map.toml").write_text(MAP, encoding="utf-8")
    return target


def test_sums_of_a_foreign_schedule_are_findings(folder):
    data = json.loads(run(folder, "--json"))
    vendor = next(vendor for vendor in data["vendors"] if vendor["id"] == "foreign")
    found = {finding["kind"]: finding for finding in vendor["findings"]}
    assert found["total-differs"]["places"][0]["cell"] == "D5"
    assert found["total-differs"]["message"] == "Total HT: 900 stated, 540 recomputed (sum of 3 lines)"
    assert found["amount-differs"]["places"][0]["cell"] == "D4"
    assert vendor["complete"] == vendor["read"] / (vendor["read"] + vendor["missing"] + vendor["refused"])
    assert vendor["reliable"] == 1


def test_the_terminal_gives_shares_and_counts(folder):
    text = run(folder, "--lang", "fr").replace("\u00a0", " ")
    assert "complet" in text
    assert "fiable" in text
    assert "100 %" in text
    assert "Total HT : 900 indiqué, 540 recalculé (somme de 3 lignes)" in text


def test_csv_has_a_row_for_each_place(folder):
    rows = list(csv.DictReader(io.StringIO(run(folder, "--csv"))))
    assert list(rows[0]) == ["line", "path", "value", "error"]
    assert {(row["line"], row["path"]) for row in rows} >= {
        ("5", "foreign.xlsx/DPGF/D5"),
        ("4", "foreign.xlsx/DPGF/D4"),
    }
    assert "Give either --json or --csv" in run(folder, "--csv", "--json", code=2)


def test_a_vendors_text_never_becomes_a_formula_in_the_csv():
    finding = Problem(
        "not-a-number", Text.same("wrong"), (Place("acme.xlsx", "=1+1", "C14"), Place("@b")), got="=cmd|' /C calc'!A0"
    )
    rows = list(csv.reader(io.StringIO(import_report_csv((), [finding], "en"))))
    assert all(not cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert rows[1][:3] == ["14", "acme.xlsx/=1+1/C14", "'=cmd|' /C calc'!A0"]


def test_the_same_finding_in_300_rows_is_one_line_with_a_count(tmp_path):
    from contracteval.model.import_report import gather

    one = Problem("amount-differs", Text.same("an amount is not quantity × unit price"))
    (joined,) = gather(one.at(Place("acme.xlsx", "DPGF", f"D{n}")) for n in range(300))
    assert (joined.count, len(joined.places)) == (300, 300)


def test_shares_are_none_where_nothing_is_needed():
    report = VendorReport("a", "A", 0, 0, 0, 0, ())
    assert (report.complete, report.reliable) == (None, None)

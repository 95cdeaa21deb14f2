"""``contracteval read``: what a buyer sees of a vendor's new file."""

from __future__ import annotations

import json

import openpyxl
import pytest
from click.testing import CliRunner

from contracteval.cli import main
from contracteval.text import LANGUAGES

ROWS = [
    ("Désignation", "Quantité", "P.U. HT", "Montant HT"), ("Serveurs", 4, 1200, 4800), ("Baies", 2, 900, 1800),
    ("Pose", 6, 500, 3000), ("Support", 1, "inclus", "inclus"), ("Total HT", None, None, 9900),
]  # fmt: skip


def run(*arguments, code=0):
    found = CliRunner(env={"LC_ALL": "en_US.UTF-8", "COLUMNS": "100"}).invoke(main, ["read", *map(str, arguments)])
    assert found.exit_code == code, found.output
    return found.output


@pytest.fixture
def prices(tmp_path):
    book = openpyxl.Workbook()
    book.active.title = "Prix"
    for row in ROWS:
        book.active.append(row)
    for name in ("C2", "D6"):
        book.active[name].number_format = "#,##0.00 [$€-40C]"
    notes = book.create_sheet("Notes")
    notes["A1"] = "Prix fermes."
    hidden = book.create_sheet("Caché")
    hidden.sheet_state = "hidden"
    hidden.append(("Poste", "Marge"))
    hidden.append(("Serveurs", 0.2))
    path = tmp_path / "acme.xlsx"
    book.save(path)
    return path


def test_the_terminal_shows_tables_kinds_and_what_differs(prices):
    text = run(prices, "--lang", "fr").replace("\u00a0", " ").replace("\u202f", " ")
    assert "acme.xlsx – 3 feuilles (1 masquée), 2 tableaux" in text
    assert "Prix!A1:D6 – en-tête ligne 1 ; 4 lignes, 1 total" in text
    assert "inclus" in text
    assert "Total HT : 9 900,00 € indiqué, 9 600,00 € recalculé (somme de 3" in text
    assert "9 900,00 ≠" in text
    assert max(map(len, text.splitlines())) <= 100


def test_json_has_the_promised_keys_and_every_cell(prices):
    data = json.loads(run(prices, "--json"))
    assert set(data) >= {"file", "sheets", "findings"}
    sheet = data["sheets"][0]
    assert (sheet["name"], sheet["state"]) == ("Prix", "visible")
    table = sheet["tables"][0]
    assert (table["range"], table["headers"]) == ("A1:D6", list(ROWS[0]))
    assert [row["kind"] for row in table["rows"]] == ["line"] * 4 + ["total"]
    cells = {cell["cell"]: cell for row in table["rows"] for cell in row["cells"]}
    assert {"cell", "raw", "value", "type", "unit", "formula", "hidden"} <= set(cells["D6"])
    assert (cells["D6"]["raw"], cells["D6"]["value"], cells["D6"]["type"], cells["D6"]["unit"]) == (
        9900,
        9900,
        "money",
        "€",
    )
    assert (cells["D5"]["raw"], cells["D5"]["value"], cells["D5"]["type"]) == ("inclus", None, "included")
    (finding,) = [finding for finding in data["findings"] if finding["kind"] == "total-differs"]
    assert (finding["stated"], finding["recomputed"], finding["difference"]) == (9900, 9600, 300)
    assert finding["places"][0]["cell"] == "D6"
    assert [s["state"] for s in data["sheets"]] == ["visible", "visible", "hidden"]
    assert data["sheets"][1]["texts"] == [{"cell": "A1", "text": "Prix fermes."}]


def test_one_sheet_by_name_in_any_case(prices):
    assert [s["name"] for s in json.loads(run(prices, "--sheet", "caché", "--json"))["sheets"]] == ["Caché"]
    assert "did you mean Notes?" in run(prices, "--sheet", "Note", code=2)


def test_long_tables_are_abbreviated_with_a_count(tmp_path):
    path = tmp_path / "long.csv"
    rows = [f"Poste {n};{n},50" for n in range(1, 301)]
    path.write_text("Désignation;Montant HT (€)\n" + "\n".join(rows) + "\nTotal;45300,00\n", encoding="utf-8")
    short, full = run(path), run(path, "--all")
    assert "… 290 more rows; --all shows them" in short
    assert "Poste 150" not in short
    assert "Poste 150" in full
    assert "Total" in short


def test_csv_keeps_its_cells(tmp_path):
    path = tmp_path / "prix.csv"
    path.write_text("Désignation;Prix HT\nServeurs;1 200,50 €\nBaies;sur devis\n", encoding="utf-8")
    cells = {
        c["cell"]: c
        for s in json.loads(run(path, "--json"))["sheets"]
        for t in s["tables"]
        for r in t["rows"]
        for c in r["cells"]
    }
    assert (cells["B2"]["value"], cells["B2"]["unit"]) == (1200.5, "€")
    assert cells["B3"]["type"] == "on request"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_is_no_spreadsheet_is_refused_in_one_sentence(tmp_path, lang):
    path = tmp_path / "acme.xlsx"
    path.write_bytes(b"%PDF-1.7 ")
    assert "Traceback" not in run(path, "--lang", lang, code=2)
    run(tmp_path / "nothing.xlsx", "--lang", lang, code=2)


def test_an_ascii_terminal_is_enough(prices, monkeypatch):
    from contracteval.intake.from_workbook import read_book
    from contracteval.intake.read_tables import read_tables
    from contracteval.reports.to_terminal import tables_text

    text = tables_text(read_tables(read_book(prices, prices.name)), "fr", 80, encoding="ascii", every_row=True)
    assert text.isascii()
    assert max(map(len, text.splitlines())) <= 80

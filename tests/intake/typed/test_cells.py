"""What one cell holds, told from text, number format and header; nothing is guessed, nothing that is not a number is zero."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction as Fr

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracteval.intake.book import CellError
from tests.intake.sheets import cell, sheet, tables

EUR = "#,##0.00 [$€-40C]"


def typed(value, header="Montant", number_format="General", others=()):
    """Type a value in a column of its own, below a header, beside other values of the same column."""
    rows = [("Désignation", header, "Quantité"), *[(f"Ligne {i}", v, 1) for i, v in enumerate((value, *others))]]
    read = tables(sheet(rows, formats={"B2": number_format}))
    return cell(read, "B2"), [finding.kind for finding in read.findings if finding.places[0].cell == "B2"]


@pytest.mark.parametrize(
    ("value", "header", "number_format", "kind", "number", "unit"),
    [
        (1200.5, "Montant HT (€)", "General", "money", Fr("1200.5"), "€"),
        (1200, "Montant", EUR, "money", Fr(1200), "€"),
        (1200, "Montant", '#,##0 "€"', "money", Fr(1200), "€"),
        (1200, "Amount", "[$R$-416] #,##0", "money", Fr(1200), "R$"),
        (40, "Coût – en Euro / mois", "General", "money", Fr(40), "€/month"),
        (40, "Coût mensuel en k€", "General", "money", Fr(40), "k€/month"),
        (650, "TJM €", "General", "money", Fr(650), "€/day"),
        ("1 234,56 €", "Montant", "General", "money", Fr("1234.56"), "€"),
        ("1\u00a0234,56\u00a0€", "Montant", "General", "money", Fr("1234.56"), "€"),
        ("1\u202f234\u202f567,5", "Prix", "General", "money", Fr("1234567.5"), None),
        ("1'234.50 CHF", "Preis", "General", "money", Fr("1234.5"), "CHF"),
        ("12 k€", "Montant", "General", "money", Fr(12), "k€"),
        ("1,5 M€/an", "Montant", "General", "money", Fr("1.5"), "M€/yr"),
        ("10,-", "Preis", "General", "money", Fr(10), None),
        ("80€", "Prix", "General", "money", Fr(80), "€"),
        (0.07, "Remise", "0%", "percent", Fr(7, 100), "%"),
        (7, "Remise (%)", "General", "percent", Fr(7, 100), "%"),
        ("7 %", "Remise", "General", "percent", Fr(7, 100), "%"),
        ("7%", "Discount", "General", "percent", Fr(7, 100), "%"),
        (0.2, "Taux de TVA", "General", "percent", Fr(1, 5), "%"),
        (20, "TVA (%)", "General", "percent", Fr(1, 5), "%"),
        (0.050000000000000044, "Discount", "0.00%", "percent", Fr(1, 20), "%"),
        ("99.419", "Disponibilité en pourcentage", "General", "percent", Fr("0.99419"), "%"),
        ("3 mois", "Délai", "General", "duration", Fr(3), "month"),
        (3, "Délai (jours)", "General", "duration", Fr(3), "day"),
        (2.5, "Temps", '#,##0.00" h"', "duration", Fr("2.5"), "h"),
        (timedelta(minutes=90), "Temps", "[h]:mm", "duration", Fr(3, 2), "hour"),
        ("4/5", "Note", "General", "scale", Fr(4), "/5"),
        ("96 317", "Écriture – en k/s", "General", "number", Fr(96317), "k/s"),
        (4, "Quantité", "General", "number", Fr(4), None),
    ],
)  # fmt: skip
def test_a_number_is_read_with_its_unit(value, header, number_format, kind, number, unit):
    found, _ = typed(value, header, number_format)
    assert (found.type, found.value, found.unit) == (kind, number, unit)


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("Non proposé", "not offered"), ("not offered", "not offered"), ("nicht angeboten", "not offered"),
        ("inclus", "included"), ("Compris CVC/Elec", "included"), ("included", "included"), ("incluso", "included"),
        ("sur devis", "on request"), ("Market", "on request"), ("auf Anfrage", "on request"),
        ("PM", "for the record"), ("pour mémoire", "for the record"), ("N/A", "not applicable"), ("Sans objet", "not applicable"),
        ("-", "blank"), ("Gratuit", "free"), (0, "money"), (CellError("#REF!"), "error"), ("#DIV/0!", "error"),
    ],
)  # fmt: skip
def test_what_is_no_price_stays_apart(value, kind):
    found, _ = typed(value, "Prix HT", others=(10, 20, 30))
    assert found.type == kind
    assert found.value == (0 if kind in ("money", "free") else None)


@pytest.mark.parametrize(
    ("value", "header", "number_format", "doubt"),
    [
        (0.07, "Remise (%)", "General", "ambiguous-percentage"),
        (7, "Remise", "General", "percentage-or-amount"),
        (10, "Discount", "0.00%", "large-percentage"),
        ("03/04/2026", "Date", "General", "ambiguous-date"),
        ("1,200", "Price", "General", "ambiguous-number"),
        ("voir annexe 3", "Prix HT", "General", "not-a-number"),
        (CellError("#REF!"), "Prix HT", "General", "cell-error"),
        ("sur demande", "Prix HT", "General", "on-request"),
        ("non proposé", "Prix HT", "General", "price-not-offered"),
    ],
)
def test_what_cannot_be_told_is_asked_about(value, header, number_format, doubt):
    found, doubts = typed(value, header, number_format, others=(8, 9, 10) if "%" not in header else ())
    assert doubts == [doubt]
    if doubt.startswith("ambiguous") or doubt == "percentage-or-amount":
        assert (found.type, found.value) == ("doubtful", None)


def test_dates_are_read_where_only_one_reading_is_a_date():
    assert typed("31/12/2026", "Date")[0].value == date(2026, 12, 31)
    assert typed("2026-03-04", "Date")[0].value == date(2026, 3, 4)
    assert typed("1er mars 2026", "Date")[0].value == date(2026, 3, 1)
    assert typed("March 1, 2026", "Date")[0].value == date(2026, 3, 1)
    assert typed(datetime(2026, 3, 4), "Date")[0].value == date(2026, 3, 4)  # noqa: DTZ001 spreadsheets know no zones


def test_a_thousands_sign_is_settled_by_the_other_numbers_of_the_sheet():
    assert typed("1.200", "Preis", others=("12,50", "8,75"))[0].value == 1200
    assert typed("1,200", "Price", others=("12.50", "8.75"))[0].value == 1200


@pytest.mark.parametrize(
    ("text", "header", "low", "high", "unit"),
    [
        ("10–12 %", "Marge", Fr(1, 10), Fr(12, 100), "%"),
        ("20,- - 30,-", "Preis / m²", Fr(20), Fr(30), None),
        ("15-25", "Prix", Fr(15), Fr(25), None),
        ("8,50 - 12,50", "Prix", Fr("8.5"), Fr("12.5"), None),
        ("entre 10 et 12 k€", "Prix", Fr(10), Fr(12), "k€"),
        ("≥ 3,5/5", "Seuil", Fr("3.5"), None, "/5"),
        ("max. 10 %", "Pénalités", None, Fr(1, 10), "%"),
    ],
)
def test_a_range_keeps_both_ends(text, header, low, high, unit):
    found, _ = typed(text, header)
    assert (found.type, found.value, found.low, found.high, found.unit) == ("range", None, low, high, unit)


@pytest.mark.parametrize(
    "text",
    ["132-51", "811-004", "24/7", "1.1.2", "01 23 45 67 89", "0612345678", "v1.0.0", "9h-17h", "3.1.102", "3G/4G"],
)
def test_codes_and_telephone_numbers_stay_text(text):
    found, doubts = typed(text, "Remarques")
    assert (found.type, found.value, doubts) == ("text", text, [])


def test_a_code_keeps_its_zeros():
    read = tables(sheet([("Code", "Désignation", "Prix"), (1.1, "a", 1), ("1.10", "b", 2), ("002", "c", 3)]))
    assert [cell(read, f"A{i}").value for i in (2, 3, 4)] == ["1.1", "1.10", "002"]


def test_ticks_and_answers_need_the_whole_column():
    rows = [
        ("Exigence", "Oui", "Réponse", "Taille"),
        ("R1", "x", "oui", "x"),
        ("R2", "X", "Non", "xl"),
        ("R3", "☐", "n", "m"),
    ]
    read = tables(sheet(rows))
    assert [(cell(read, f"B{i}").type, cell(read, f"B{i}").value) for i in (2, 3, 4)] == [
        ("tick", True),
        ("tick", True),
        ("tick", False),
    ]
    assert [cell(read, f"C{i}").value for i in (2, 3, 4)] == [True, False, False]
    assert cell(read, "D2").type == "text"


def test_ht_and_ttc_are_told_apart():
    rows = [("Désignation", "Prix HT", "Prix TTC"), ("Site", 100, 120), ("Test", 50, 60), ("Total", 150, 180)]
    read = tables(sheet(rows))
    assert [cell(read, name).taxed for name in ("B2", "C2", "B4")] == [False, True, False]


def test_a_quantity_has_the_unit_beside_it():
    read = tables(sheet([("Désignation", "Unité", "Quantité", "P.U."), ("Câble", "ml", 120, 2.5)]))
    assert (cell(read, "C2").value, cell(read, "C2").unit) == (120, "ml")


def test_a_currency_named_once_holds_for_the_table():
    read = tables(sheet([("Montants en euros",), ("Désignation", "Montant"), ("Site", 100), ("Test", 50)]))
    assert cell(read, "B3").unit == "€"


def test_a_value_hidden_by_its_format_is_marked():
    read = tables(sheet([("Désignation", "Montant"), ("Site", 100), ("Test", 50)], formats={"B3": ";;;"}))
    assert [cell(read, name).hidden for name in ("B2", "B3")] == [False, True]


@given(
    st.text(max_size=40), st.sampled_from(["Prix HT (€)", "Remise (%)", "Date", "Délai", "Remarques", "Quantité", ""])
)
@settings(max_examples=150, deadline=None)
def test_any_text_is_typed_without_error_and_keeps_what_was_written(text, header):
    for sheet_tables in tables(sheet([("Poste", header, "Montant"), ("a", text, 1), ("b", 2, 3)])).sheets:
        for table in sheet_tables.tables:
            for row in table.rows:
                assert all(c.raw == text for c in row.cells.values() if c.address == "B2")

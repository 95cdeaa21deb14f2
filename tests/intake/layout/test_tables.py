"""Where tables are: headers on any row, merged, with units below; vendor blocks; what stands above and below."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.sheets import F, kinds, row, sheet, table, tables

HEADERS = {
    "fr": ("N°", "Désignation", "Unité", "Quantité", "Prix unitaire HT", "Montant HT"),
    "en": ("Item", "Description", "Unit", "Quantity", "Unit price", "Amount"),
    "de": ("Pos.", "Bezeichnung", "Einheit", "Menge", "Einzelpreis", "Gesamtpreis"),
    "es": ("Código", "Descripción", "Unidad", "Cantidad", "Precio unitario", "Importe"),
    "it": ("Codice", "Descrizione", "Unità di misura", "Quantità", "Prezzo unitario", "Importo"),
}
LINES = [
    ("1.1", "Serveurs", "u", 4, 1200, 4800),
    ("1.2", "Baies", "u", 2, 900, 1800),
    ("1.3", "Pose", "j", 6, 500, 3000),
]
SUMS = {
    "fr": ("Sous-total lot 1", "Total HT", "TVA 20 %", "Total TTC"),
    "en": ("Subtotal", "Total excl. VAT", "VAT 20%", "Total incl. VAT"),
    "de": ("Zwischensumme", "Gesamtsumme netto", "MwSt. 19 %", "Gesamtbetrag brutto"),
    "es": ("Subtotal", "Total sin IVA", "IVA 21 %", "Total con IVA"),
    "it": ("Totale parziale lotto 1", "Totale netto", "IVA 22 %", "Totale generale"),
}


@pytest.mark.parametrize("lang", sorted(HEADERS))
def test_headers_and_sums_are_known_in_five_languages(lang):
    sub, total, tax, grand = SUMS[lang]
    sums = [(None, sub, None, None, None, 9600), (None, total, None, None, None, 9600)]
    found = table(
        [HEADERS[lang], *LINES, *sums, (None, tax, None, None, None, 1920), (None, grand, None, None, None, 11520)]
    )
    assert found.headers == HEADERS[lang]
    assert kinds(found) == ["line", "line", "line", "sub-total", "total", "tax", "total"]


@given(
    above=st.lists(
        st.sampled_from([("Fournisseur :", "Acme SA"), ("Appel d'offres 2027",), ("Date :", "2026-11-20"), ("", "")]),
        max_size=6,
    ),
    left=st.integers(1, 5),
    blank=st.integers(0, 3),
    lang=st.sampled_from(sorted(HEADERS)),
    sections=st.booleans(),
)
@settings(max_examples=60, deadline=None)
def test_a_table_is_found_wherever_it_stands(above, left, blank, lang, sections):
    body = [("Lot 1 – Infrastructure",), *LINES] if sections else LINES
    gap: list[tuple[None, ...]] = [()] * blank
    rows = [
        *[tuple(text or None for text in texts) for texts in above],
        *gap,
        HEADERS[lang],
        *body,
        (),
        ("Conditions : prix fermes.",),
    ]
    found = table(rows, left=left)
    assert found.header_rows == (len(above) + blank + 1,)
    assert found.headers == HEADERS[lang]
    assert kinds(found) == (["section"] if sections else []) + ["line"] * 3
    assert [text.text for text in found.below] == ["Conditions : prix fermes."]
    assert len(found.above) == sum(len([t for t in texts if t]) for texts in above)


def test_header_not_on_row_1():
    found = table([("DPGF lot 1",), ("Maître d'ouvrage", "Ville"), (), HEADERS["fr"], *LINES])
    assert found.header_rows == (4,)
    assert [text.address for text in found.above] == ["A1", "A2", "B2"]


def test_merged_header_in_two_rows_makes_blocks():
    rows = [("Service", "Details", "On demand", None, "Reserved", None), (None, None, "Monthly", "Annual", "Monthly", "Annual"),
            ("Fargate", "2 tasks", 540.57, 6486.84, 432.456, 5189.472), ("Gateway", "1000 requests", 3.5, 42, 3.5, 42)]  # fmt: skip
    for merges in ((), ((1, 3, 1, 4), (1, 5, 1, 6))):
        found = table(rows, merges=merges)
        assert found.header_rows == (1, 2)
        assert found.headers[2:] == (
            "On demand – Monthly",
            "On demand – Annual",
            "Reserved – Monthly",
            "Reserved – Annual",
        )
        assert [(block.title, block.first, block.last) for block in found.blocks] == [
            ("On demand", 3, 4),
            ("Reserved", 5, 6),
        ]
        assert [column.block for column in found.columns] == [None, None, 0, 0, 1, 1]


def test_units_on_a_second_header_row():
    found = table(
        [
            ("Solution", "Coût", "Disponibilité", "Écriture"),
            (None, "en Euro / mois", "en pourcentage", "en k/s"),
            ("Acme", 40, 99.4, "96 317"),
        ]
    )
    assert found.header_rows == (1, 2)
    assert [column.unit for column in found.columns] == [None, "€/month", "%", "k/s"]


def test_vendor_blocks_across_columns_with_names_above():
    rows = [("Comparatif des offres",), (None, None, "Acme SA", None, None, "Beta SARL", None, None),
            ("Poste", "Quantité", "P.U. HT", "Montant HT", "Délai", "P.U. HT", "Montant HT", "Délai"),
            ("Serveurs", 4, 1200, 4800, "3 mois", 1100, 4400, "2 mois"), ("Baies", 2, 900, 1800, "3 mois", 950, 1900, "2 mois")]  # fmt: skip
    found = table(rows, merges=((2, 3, 2, 5), (2, 6, 2, 8)))
    assert [block.title for block in found.blocks] == ["Acme SA", "Beta SARL"]
    assert found.headers[3] == "Acme SA – Montant HT"


def test_one_sheet_per_lot_gives_one_table_each():
    lots = [sheet([HEADERS["fr"], *LINES], title=f"Lot {n}") for n in (1, 2, 3)]
    assert [(s.title, len(s.tables)) for s in tables(*lots).sheets] == [("Lot 1", 1), ("Lot 2", 1), ("Lot 3", 1)]


def test_headers_repeated_begin_a_new_table():
    found = tables(sheet([("Lot 1",), HEADERS["fr"], *LINES, (), ("Lot 2",), HEADERS["fr"], *LINES])).sheets[0].tables
    assert [t.header_rows for t in found] == [(2,), (8,)]
    assert [text.text for text in found[1].above] == ["Lot 2"]


def test_no_header_at_all():
    found = table([("Serveurs", 4, 1200), ("Baies", 2, 900), ("Pose", 6, 500)])
    assert found.header_rows == ()
    assert kinds(found) == ["line"] * 3


def test_a_single_header_over_prices():
    found = table([(None, "Preis / m²"), ("Mainz", "20,- - 30,-"), ("Berlin", "16,-"), ("Kassel", 7.5)])
    assert found.headers == ("", "Preis / m²")


def test_blank_rows_inside_data_are_rows():
    assert kinds(table([HEADERS["fr"], LINES[0], (), LINES[1], (), (), LINES[2]])) == [
        "line",
        "blank",
        "line",
        "blank",
        "blank",
        "line",
    ]


def test_rows_filled_in_beforehand_are_blank_not_offers_at_zero():
    rows = [HEADERS["en"], *LINES, (None, None, None, 0, 0, F("=D5*E5", 0)), (None, None, None, 0, 0, F("=D6*E6", 0))]
    assert kinds(table(rows)) == ["line"] * 3 + ["blank"] * 2


def test_a_line_at_zero_that_has_a_name_stays_a_line():
    assert kinds(table([HEADERS["en"], *LINES, ("1.4", "Training", "u", 0, 0, 0)])) == ["line"] * 4


def test_sections_with_and_without_codes():
    rows = [
        HEADERS["fr"],
        ("1", "Infrastructure"),
        *LINES,
        ("Services",),
        ("2.1", "Exploitation", "mois", 12, 100, 1200),
    ]
    found = table(rows)
    assert kinds(found) == ["section", "line", "line", "line", "section", "line"]
    assert row(found, 7).section == "Services"


def test_a_sum_without_label_is_a_total():
    found = table([("Service", "Monthly"), ("Fargate", 540), ("Gateway", 30), ("USD", F("=SUM(B2:B3)", 570))])
    assert kinds(found) == ["line", "line", "total"]
    assert kinds(table([("Service", "Price"), ("Fargate", 540), ("Gateway", 30), (None, 570)])) == [
        "line",
        "line",
        "total",
    ]


def test_total_of_a_part_is_a_sub_total_and_remise_en_etat_is_work():
    rows = [
        HEADERS["fr"],
        *LINES,
        (None, "Total bornes Wi-Fi", None, 6, None, 9600),
        ("1.4", "Remise en état", "u", 1, 200, 200),
        (None, "Remise 5 %", None, None, None, -490),
        (None, "Total", None, None, None, 9310),
    ]
    found = table(rows)
    assert kinds(found) == ["line", "line", "line", "sub-total", "line", "line", "total"]
    assert [r.role for r in found.rows] == [None, None, None, None, None, "discount", None]


def test_numbered_columns_are_part_of_the_header():
    found = table([HEADERS["en"], (1, 2, 3, 4, 5, 6), *LINES])
    assert found.header_rows == (1, 2)
    assert found.headers == HEADERS["en"]


def test_footnotes_and_signatures_stay_text_below():
    rows = [
        HEADERS["en"],
        *LINES,
        (),
        ("Prices are firm for 90 days.",),
        ("Signature", "Date"),
        ("Most favoured customer terms: see annex.",),
    ]
    found = table(rows)
    assert len(found.rows) == 3
    assert len(found.below) == 4


def test_an_empty_template_has_headers_and_no_rows():
    found = table([("Codice", "N.", "Ragione sociale ditta", "Importo offerto")])
    assert found.rows == ()
    assert found.range == "A1:D1"


def test_a_questionnaire_without_answers_has_lines():
    rows = [
        ("Id", "Question", "Answer", "Comment"),
        ("Q1", "Where is the data?"),
        ("Q2", "Who has access?"),
        (),
        ("Q3", "Is it encrypted?"),
    ]
    assert kinds(table(rows)) == ["line", "line", "blank", "line"]


def test_words_alone_are_no_table():
    read = tables(sheet([("Instructions",), ("Fill in every price.",), ("Do not change the layout.",)])).sheets[0]
    assert read.tables == ()
    assert len(read.texts) == 3

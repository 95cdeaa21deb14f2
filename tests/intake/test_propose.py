"""Maps proposed for workbooks that nobody has mapped: found by words in either language, unit, type and place."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracteval.intake.book import Book, Cell, Cells, Sheet
from contracteval.intake.from_map import read_through
from contracteval.intake.from_workbook import read_book
from contracteval.intake.maps.layout_print import layout_of
from contracteval.intake.maps.propose import propose_map
from contracteval.intake.reading import Reading
from contracteval.intake.to_map import adopt_map, to_map
from contracteval.text import LANGUAGES
from tests.intake.asked import NEEDS, SETTINGS

WORDS = {"price": ("Total annuel HT", "yearly total"), "staff": ("Effectif dédié", "dedicated staff")}
KNOWN = replace(
    NEEDS, facts={id_: replace(spec, synonyms=WORDS.get(id_, ())) for id_, spec in NEEDS.facts.items()}
)  # fmt: skip
FRENCH = [
    ["Offre de la société Durand", None, None],
    [],
    ["Rubrique", "Montant HT (k€/an)", "Remarque"],
    ["Exploitation", 4000, None],
    ["Support", 2500, None],
    ["Total annuel HT", 6500, "hors options"],
    [],
    ["Effectif dédié", 12, None],
    ["Préavis", "18 mois", None],
    ["Open book", "oui", None],
]


def book_of(tmp_path, rows, title="Offre"):
    made = openpyxl.Workbook()
    made.active.title = title
    for row in rows:
        made.active.append(row)
    made.save(tmp_path / "acme.xlsx")
    return read_book(tmp_path / "acme.xlsx", "acme.xlsx")


def best(proposal):
    return {fact.spec.id: fact.candidates[0] for fact in proposal.facts}


def read(text, book):
    reading = Reading(book.name, SETTINGS, KNOWN)
    read_through(tomllib.loads(text, parse_float=Decimal), "acme.map.toml", book, reading)
    return reading


def test_synonyms_labels_and_units_find_the_answers(tmp_path):
    found = best(propose_map(book_of(tmp_path, FRENCH), KNOWN, SETTINGS))
    price = found["price"]
    assert (price.cell, price.label, price.column, price.unit, price.supposed) == (
        "B6", "Total annuel HT", "Montant HT (k€/an)", "k€/yr", False,
    )  # fmt: skip
    assert price.confidence == 100
    assert {id_: found[id_].cell for id_ in ("staff", "notice", "open_book")} == {
        "staff": "B8", "notice": "B9", "open_book": "B10",
    }  # fmt: skip


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_map_that_is_written_reads_what_was_shown(tmp_path, lang):
    book = book_of(tmp_path, FRENCH)
    reading = read(to_map(propose_map(book, KNOWN, SETTINGS), lang), book)
    assert reading.problems == []
    values = {given.fact: given.answer.value for given in reading.given}
    assert values == {"price": Fraction(13, 2), "staff": 12, "notice": 18, "open_book": True}


def test_an_amount_without_a_period_is_supposed_yearly_and_that_is_said(tmp_path):
    rows = [["Poste", "Montant"], ["A", 1], ["B", 2], ["Total annuel HT", 3]]
    proposal = propose_map(book_of(tmp_path, rows), KNOWN, SETTINGS)
    assert best(proposal)["price"].supposed
    assert 'unit = "EUR/yr"  # supposed' in to_map(proposal, "en")


def test_taxes_quantities_and_discounts_are_no_answers(tmp_path):
    rows = [["Poste", "Quantité", "Total TTC"], ["A", 1, 12], ["B", 2, 24], ["Total annuel HT", 3, 36]]
    assert all(c.confidence < 70 for c in best(propose_map(book_of(tmp_path, rows), KNOWN, SETTINGS)).values())


def test_a_price_schedule_gives_its_lines_to_add_up(tmp_path):
    book = book_of(tmp_path, FRENCH[:6])
    proposal = propose_map(book, KNOWN, SETTINGS)
    (table,) = proposal.tables
    assert (table.id, table.rows) == ("lines", 2)
    assert table.columns == {"item": ("Rubrique", None), "amount": ("Montant HT (k€/an)", "k€/yr")}
    text = to_map(proposal, "fr").partition("[facts.price]")[0]
    reading = read(text + '[facts.price]\nformula = "sum(lines.amount)"', book)
    assert reading.problems == reading.findings == []
    assert [given.answer.value for given in reading.given] == [Fraction(13, 2)]


def test_a_repeated_label_is_told_apart_by_what_stands_above_it(tmp_path):
    rows = [["Lot réseau", None], ["Support", 1], ["Effectif dédié", 3], ["Lot postes", None], ["Effectif dédié", 5]]
    book = book_of(tmp_path, rows)
    proposal = propose_map(book, KNOWN, SETTINGS)
    reading = read(to_map(proposal, "en"), book)
    (staff,) = [given.answer for given in reading.given if given.fact == "staff"]
    assert staff.value == Fraction(best(proposal)["staff"].value)
    assert "after = " in to_map(proposal, "en")


def test_the_layout_is_the_same_for_another_vendor_and_another_year(tmp_path):
    other = [list(row) for row in FRENCH]
    other[0][0], other[5][1], other[7][1] = "Offre de Martin SA", 7000, 3
    one = book_of(tmp_path, FRENCH)
    assert layout_of(one) == layout_of(book_of(tmp_path, other))
    other[2][1] = "Montant TTC"
    assert layout_of(one) != layout_of(book_of(tmp_path, other))
    for year in (2026, 2027):
        rows = [["Poste", f"Prix {year}"], ["A", 1], ["B", 2]]
        assert layout_of(book_of(tmp_path, rows)) == layout_of(book_of(tmp_path, [["Poste", "Prix 2025"], *rows[1:]]))


def test_a_map_taken_over_keeps_what_was_corrected_and_none_of_the_others_figures(tmp_path):
    book = book_of(tmp_path, FRENCH)
    text = to_map(propose_map(book, KNOWN, SETTINGS), "en").replace('# vendor = ""', 'vendor = "Durand"  # ours')
    text = text.replace("[facts.staff]", "# checked by hand\n[facts.staff]")
    taken = adopt_map(text, "durand.map.toml", "martin.xlsx", layout_of(book), "en")
    assert "Durand" not in taken
    assert "6500" not in taken
    assert "# checked by hand" in taken
    assert {g.fact: g.answer.value for g in read(taken, book).given} == {
        g.fact: g.answer.value for g in read(text, book).given
    }


TEXTS = st.text(max_size=20) | st.sampled_from(["Total annuel HT", "Préavis", '"', "]\n[facts.price]", "\x7f\\", "#"])
GRIDS = st.lists(st.lists(st.none() | TEXTS | st.integers(-9, 10**6) | st.floats(0, 1), max_size=5), max_size=8)


@given(GRIDS, TEXTS, st.sampled_from(LANGUAGES))
@settings(max_examples=40, deadline=None)
def test_whatever_a_workbook_holds_the_map_is_toml_and_reads_without_a_problem(rows, title, lang):
    cells = {
        i: {j: Cell(i, j, value) for j, value in enumerate(row, 1) if value is not None and value != ""}
        for i, row in enumerate(rows, 1)
    }
    book = Book("acme.xlsx", (Sheet(title, "visible", Cells({i: row for i, row in cells.items() if row})),))
    proposal = propose_map(book, KNOWN, SETTINGS)
    assert read(to_map(proposal, lang), book).problems == []

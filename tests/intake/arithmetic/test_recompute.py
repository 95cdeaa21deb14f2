"""Sums recomputed: what is right is never called wrong, whatever the way it was added up; what is wrong is told with its cells."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction as Fr

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contracteval.text import LANGUAGES
from tests.intake.sheets import F, sheet, tables

HEAD = ("N°", "Désignation", "Unité", "Quantité", "P.U. HT", "Montant HT")
EUR = "#,##0.00 [$€-40C]"
FORMATS = {"E": EUR, "F": EUR}


def differences(rows, **options):
    options.setdefault("formats", FORMATS)
    found = tables(sheet(rows, **options)).differences
    assert all(d.problem().to_lines(lang) for d in found for lang in LANGUAGES)
    return {d.place.cell: d for d in found}


def line(n, quantity, price, amount=None):
    return (f"1.{n}", f"Poste {n}", "u", quantity, price, quantity * price if amount is None else amount)


def summed(label, amount):
    return (None, label, None, None, None, amount)


cents = st.integers(1, 10_000_000).map(lambda n: Decimal(n) / 100)
quantities = st.integers(1, 50)
lots = st.lists(st.lists(st.tuples(quantities, cents), min_size=1, max_size=5), min_size=1, max_size=4)


def rounded(value: Decimal) -> Decimal:
    return value.quantize(Decimal("0.01"), ROUND_HALF_UP)


@st.composite
def schedules(draw):
    """A right price schedule: lots with or without headings and sub-totals, a discount, taxes, totals; numbers as typed."""
    rows: list[tuple[object, ...]] = [HEAD]
    headings, subtotals = draw(st.booleans()), draw(st.booleans())
    total = Decimal(0)
    for n, lines in enumerate(draw(lots), 1):
        if headings:
            rows.append((f"Lot {n}",))
        lot = Decimal(0)
        for k, (quantity, price) in enumerate(lines):
            amount = quantity * price
            rows.append((f"{n}.{k}", f"Poste {n}.{k}", "u", quantity, float(price), float(amount)))
            lot += amount
        if subtotals:
            rows.append(summed(draw(st.sampled_from(["Sous-total", f"Total lot {n}", "Zwischensumme"])), float(lot)))
        if draw(st.booleans()):
            rows.append(())
        total += lot
    net = total
    if draw(st.booleans()):
        rows.append(summed("Total avant remise", float(total)))
        discount = rounded(total / 20)
        rows.append(summed("Remise 5 %", float(draw(st.sampled_from([discount, -discount])))))
        net = total - discount
    rows.append(summed(draw(st.sampled_from(["Total HT", "Total général HT", "Montant total HT"])), float(net)))
    tax = rounded(net / 5)
    if draw(st.booleans()):
        rows += [summed("TVA 20 %", float(tax)), summed("Total TTC", float(net + tax))]
    return rows


@given(schedules())
@settings(max_examples=80, deadline=None)
def test_no_right_schedule_is_called_wrong(rows):
    assert differences(rows) == {}


@given(schedules(), st.data())
@settings(max_examples=80, deadline=None)
def test_a_wrong_grand_total_is_told_with_both_amounts(rows, data):
    i = next(
        i
        for i, row in enumerate(rows)
        if len(row) > 1 and str(row[1]) in ("Total HT", "Total général HT", "Montant total HT")
    )
    right = Fr(format(rows[i][5], ".15g"))
    wrong = right + data.draw(st.sampled_from([-1, 1])) * Fr(data.draw(st.integers(2, 10**6)), 100)
    amounts = [Fr(format(row[5], ".15g")) for row in rows[1:i] if len(row) > 5]
    runs = {sum(amounts[k:], Fr(0)) for k in range(len(amounts))} | {abs(a) for a in amounts}
    assume(wrong > 0 and all(abs(wrong - run) > 1 for run in runs))
    changed = [*rows[:i], (*rows[i][:5], float(wrong)), *rows[i + 1 :]]
    found = differences(changed).get(f"F{i + 1}")
    assert found is not None
    assert found.kind == "total-differs"
    assert (found.stated, found.recomputed) == (wrong, right)


def test_a_formula_that_counts_a_sub_total_twice_and_omits_a_line():
    rows = [
        HEAD,
        line(1, 14, 100),
        line(2, 72, 10),
        summed("Total bornes", 2120),
        line(3, 1, 500),
        line(4, 1, 300),
        summed("Total", F("=SUM(F2:F5)", 4740)),
    ]
    rows[3] = summed("Total bornes", F("=F2+F3", 2120))
    found = differences(rows)
    assert set(found) == {"F7"}
    assert (found["F7"].stated, found["F7"].recomputed, found["F7"].difference) == (4740, 2920, 1820)
    assert found["F7"].why is not None
    assert found["F7"].why.en == "the formula counts F4 with the lines it already adds up; the formula leaves out F6"


def test_a_total_by_hand_and_one_by_formula():
    lines = [HEAD, line(1, 2, 10), line(2, 3, 10), line(3, 1, 5)]
    assert differences([*lines, summed("Total", 55)]) == {}
    assert differences([*lines, summed("Total", F("=SUM(F2:F4)", 55))]) == {}
    assert set(differences([*lines, summed("Total", 56)])) == {"F5"}
    assert set(differences([*lines, summed("Total", F("=SUM(F2:F3)", 50))])) == {"F5"}


def test_quantity_times_unit_price():
    rows = [HEAD, line(1, 2, 10), line(2, 3, 10), line(3, 4, 12.5, 40), line(4, 1, 5), summed("Total", 95)]
    found = differences(rows)
    assert {cell: (d.kind, d.stated, d.recomputed) for cell, d in found.items()} == {"F4": ("amount-differs", 40, 50)}
    assert found["F4"].cells == ("D4", "E4")


def test_one_wrong_line_alone_is_told_where_headers_leave_no_doubt():
    assert set(differences([HEAD, line(1, 2, 10, 25)])) == {"F2"}
    quote = ("Désignation", "Qté/heures", "Prix HT", "TVA", "Prix TTC")
    assert differences([quote, ("Site", 144, 5400, 0.2, 6480)], formats={"D": "0%"}) == {}


def test_amounts_that_follow_from_something_else_are_left_alone():
    head = ("Désignation", "Quantité", "P.U.", "Montant")
    assert differences([head, ("a", 2, 10, 33), ("b", 3, 10, 41), ("c", 4, 10, 52)], formats={}) == {}


def test_months_or_coefficients_between_quantity_and_amount():
    head = ("Désignation", "Quantité", "P.U. mensuel", "Mois", "Montant")
    assert differences([head, ("a", 2, 10, 36, 720), ("b", 3, 10, 12, 360), ("c", 1, 7, 24, 168)], formats={}) == {}
    assert (
        differences(
            [("Désignation", "Quantité", "P.U. mensuel", "Montant annuel"), ("a", 2, 10, 240), ("b", 3, 5, 180)],
            formats={},
        )
        == {}
    )


def test_a_line_discount_is_taken_off():
    head = ("Désignation", "Quantité", "Prix unitaire", "Remise", "Montant")
    rows = [head, ("a", 2, 10, 0.1, 18), ("b", 3, 10, 0.1, 27), ("c", 4, 10, None, 36), ("d", 5, 10, 0, 50)]
    assert {c: d.recomputed for c, d in differences(rows, formats={"D": "0%"}).items()} == {"E4": 40}


def test_a_price_less_its_discount():
    head = ("Service", "List price ($)", "Best discount (%)", "MFC price ($)")
    assert {
        c: d.recomputed for c, d in differences([head, ("Manager", 125, 0.07, 123.99)], formats={"C": "0%"}).items()
    } == {"D2": Fr("116.25")}
    assert differences([head, ("Manager", 100, 1, 0), ("Clerk", 100, 0.05, 95)], formats={"C": "0%"}) == {}


def test_vat_rows_and_totals_with_tax():
    lines = [HEAD, line(1, 2, 10), line(2, 3, 10), summed("Total HT", 50)]
    assert differences([*lines, summed("TVA 20 %", 10), summed("Total TTC", 60)]) == {}
    assert {
        c: (d.kind, d.recomputed)
        for c, d in differences([*lines, summed("TVA 20 %", 12), summed("Total TTC", 62)]).items()
    } == {"F5": ("tax-differs", 10)}
    assert {
        c: (d.kind, d.recomputed)
        for c, d in differences([*lines, summed("TVA 20 %", 10), summed("Total TTC", 65)]).items()
    } == {"F6": ("total-differs", 60)}


def test_two_vat_rates_have_bases_of_their_own():
    lines = [HEAD, line(1, 2, 10), line(2, 3, 10), summed("Total HT", 50)]
    assert differences([*lines, summed("TVA 10 %", 2), summed("TVA 20 %", 6), summed("Total TTC", 58)]) == {}


def test_vat_by_line_ht_and_ttc_side_by_side():
    head = ("Désignation", "Prix HT", "TVA", "Prix TTC")
    rows = [
        head,
        ("Site", 5400, 0.2, 6480),
        ("Test", 600, 0.2, 720),
        ("Référencement", "Gratuit", 0.2, 0),
        ("Total", 6000, None, 7200),
    ]
    assert differences(rows, formats={"C": "0%"}) == {}
    rows[2] = ("Test", 600, 0.2, 700)
    rows[4] = ("Total", 6000, None, 7180)
    assert {c: d.kind for c, d in differences(rows, formats={"C": "0%"}).items()} == {"D3": "taxed-differs"}


def test_discount_rows():
    lines = [HEAD, line(1, 2, 100), line(2, 3, 100), summed("Total brut", 500)]
    for sign in (1, -1):
        assert differences([*lines, summed("Remise 10 %", sign * 50), summed("Total HT", 450)]) == {}
        assert {
            c: d.kind
            for c, d in differences([*lines, summed("Remise 10 %", sign * 60), summed("Total HT", 440)]).items()
        } == {"F5": "discount-differs"}


def test_a_grand_total_over_sub_totals_counts_nothing_twice():
    rows = [
        HEAD,
        ("Lot 1",),
        line(1, 2, 10),
        line(2, 3, 10),
        summed("Sous-total lot 1", 50),
        ("Lot 2",),
        line(3, 1, 7),
        summed("Sous-total lot 2", 7),
    ]
    assert differences([*rows, summed("Total général", 57)]) == {}
    found = differences([*rows, summed("Total général", 114)])
    assert {c: d.recomputed for c, d in found.items()} == {"F9": 57}


def test_options_left_out_or_counted():
    rows = [
        HEAD,
        line(1, 2, 10),
        line(2, 3, 10),
        ("Options",),
        line(3, 1, 7),
        ("1.4", "Option : support 24/7", "u", 1, 9, 9),
    ]
    for total in (50, 66):
        assert differences([*rows, summed("Total", total)]) == {}


def test_a_recap_below_the_lines():
    rows = [HEAD, ("Lot 1",), line(1, 2, 10), summed("Total lot 1", 20), ("Lot 2",), line(2, 3, 10), summed("Total lot 2", 30), ("Récapitulatif",),
            summed("Lot 1", 20), summed("Lot 2", 30), summed("Total général HT", 50)]  # fmt: skip
    assert differences(rows) == {}


def test_the_cents_shown_justify_a_tolerance_and_no_more():
    rows = [("Désignation", "Montant HT"), *[(f"Poste {n}", 10.004) for n in range(10)]]
    assert differences([*rows, ("Total", 100.00)], formats={"B": EUR}) == {}  # ten amounts shown as 10.00
    assert differences([*rows, ("Total", 100.04)], formats={"B": EUR}) == {}
    assert set(differences([*rows, ("Total", 101.00)], formats={"B": EUR})) == {"B12"}
    exact = [("Désignation", "Montant HT"), *[(f"Poste {n}", 10) for n in range(10)]]
    assert set(differences([*exact, ("Total", 100.01)], formats={"B": EUR})) == {"B12"}


def test_float_noise_is_no_difference():
    assert (
        differences([("Désignation", "Montant"), ("a", 0.1), ("b", 0.2), ("Total", 0.30000000000000004)], formats={})
        == {}
    )


def test_a_number_stored_as_text_is_why_a_sum_falls_short():
    rows = [("Désignation", "Montant HT"), ("a", 100), ("b", "50,00"), ("c", 25), ("Total", F("=SUM(B2:B4)", 125))]
    found = differences(rows, formats={"B": EUR})
    assert {c: d.recomputed for c, d in found.items()} == {"B5": 175}
    assert found["B5"].why is not None
    assert "B3 is stored as text" in found["B5"].why.en


def test_words_in_a_price_column_add_nothing():
    rows = [
        ("Désignation", "Montant HT"),
        ("a", 100),
        ("b", "inclus"),
        ("c", "Gratuit"),
        ("d", "sur demande"),
        ("e", 20),
        ("Total", 120),
    ]
    assert differences(rows, formats={"B": EUR}) == {}


@pytest.mark.parametrize("unreadable", ["1,200", "15-25", "03/04/2026"])
def test_a_total_over_a_cell_that_cannot_be_read_is_not_judged(unreadable):
    rows = [("Désignation", "Montant HT"), ("a", 100), ("b", unreadable), ("c", 50), ("Total", 999)]
    assert differences(rows, formats={"B": EUR}) == {}


def test_one_off_and_recurring_amounts_are_not_summed():
    rows = [
        ("Désignation", "Périodicité", "Montant HT"),
        ("Mise en place", "Ponctuel", 12000),
        ("Exploitation", "Mensuel", 1000),
        ("Support", "Mensuel", 500),
    ]
    found = differences([*rows, ("Total", None, 13500)], formats={"C": EUR})
    assert {c: d.kind for c, d in found.items()} == {"C5": "one-off-and-recurring"}
    assert "12,000.00 one-off + 1,500.00 a month" in found["C5"].how.en
    assert differences([*rows, ("Total mensuel", None, 1500)], formats={"C": EUR}) == {}


def test_twelve_months_make_a_year():
    head = ("Service", "Monthly ($)", "Annual ($)")
    rows = [head, ("a", 10, 120), ("b", 20, 240), ("c", 13.8, 278), ("d", None, 99)]
    assert {c: (d.kind, d.recomputed) for c, d in differences(rows, formats={}).items()} == {
        "C4": ("yearly-differs", Fr("165.6"))
    }


def test_totals_at_the_right_of_years_side_by_side():
    head = ("Poste", "2027", "2028", "2029", "Total")
    rows = [head, ("a", 10, 11, 12, 33), ("b", 20, 21, 22, 63), ("c", 5, 5, 5, 20), ("d", 1, 1, 1, 3)]
    assert {c: (d.kind, d.recomputed) for c, d in differences(rows, formats={}).items()} == {
        "E4": ("row-total-differs", 15)
    }


def test_vendor_blocks_are_checked_block_by_block():
    rows = [(None, None, "Acme", None, "Beta", None), ("Poste", "Quantité", "P.U.", "Montant", "P.U.", "Montant"),
            ("Serveurs", 4, 100, 400, 90, 360), ("Baies", 2, 50, 100, 60, 130), ("Total", None, None, 500, None, 490)]  # fmt: skip
    found = differences(rows, merges=((1, 3, 1, 4), (1, 5, 1, 6)), formats={})
    assert {c: (d.kind, d.recomputed) for c, d in found.items()} == {"F4": ("amount-differs", 120)}


def test_unit_prices_and_percentages_are_never_summed():
    rows = [HEAD, line(1, 2, 10), line(2, 3, 10), (None, "Total", "u", 5, 12, 50)]
    assert differences(rows) == {}


def test_weighted_scores_and_averages_are_left_alone():
    rows = [("Critère", "Poids", "Note"), ("Prix", 0.4, 8), ("Qualité", 0.6, 6), ("Total", 1, 7)]
    assert differences(rows, formats={}) == {}


def test_headings_with_codes_carry_the_sum_of_what_follows():
    rows = [
        HEAD,
        ("1", "Infrastructure", None, None, None, 50),
        line(1, 2, 10),
        line(2, 3, 10),
        ("2", "Services", None, None, None, 40),
        ("2.1", "Run", "mois", 4, 10, 40),
    ]
    assert differences([*rows, summed("Total", 90)]) == {}
    assert {c: d.recomputed for c, d in differences([*rows, summed("Total", 180.5)]).items()} == {"F7": 90}


def test_schedules_as_other_countries_write_them():
    german = [("Pos.", "Bezeichnung", "Menge", "ME", "EP (€)", "GP (€)"), ("1", "Server", 2, "Stk", "1.200,00", "2.400,00"), ("2", "Montage", 3, "h", "80,50", "241,50"),
              (None, "Nettosumme", None, None, None, "2.641,50"), (None, "zzgl. 19 % MwSt.", None, None, None, "501,89"), (None, "Bruttosumme", None, None, None, "3.143,39")]  # fmt: skip
    american = [("Item", "Qty", "Unit Price", "Extended Price"), ("Laptop", 10, 999.99, 9999.9), ("Dock", 10, 150, 1500), ("Subtotal", None, None, 11499.9),
                ("Sales Tax (8.25%)", None, None, 948.74), ("Shipping", None, None, 50), ("Total", None, None, 12498.64)]  # fmt: skip
    years = [("Poste", "2027", "2028"), ("a", 1, 2), ("b", 3, 4), ("Total annuel", 4, 6), ("Total 2 ans", None, 10)]
    rate_beside = [
        HEAD,
        line(1, 3, 10),
        (None, None, None, None, "Total HT", 30),
        (None, None, None, "TVA", 0.2, 6),
        (None, None, None, None, "Total TTC", 36),
    ]
    for rows in (german, american, years, rate_beside):
        assert differences(rows, formats={"E4": "0%"}) == {}

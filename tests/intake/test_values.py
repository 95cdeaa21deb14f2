"""One raw value read as its fact asks: what is accepted, what is refused, and how it is said."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracteval.errors import Place
from contracteval.intake.names import MAX_SHOWN
from contracteval.intake.values import CELL_ERRORS, read_value
from contracteval.text import LANGUAGES, Text
from tests.intake.asked import NEEDS, SETTINGS

PLACE = Place("acme.xlsx", "Pricing", "C14", Text.same("Annual price"))


def value(fact, raw, unit=None):
    found, problems = read_value(raw, NEEDS.facts[fact], PLACE, SETTINGS, unit)
    assert problems == (), problems
    return found


def refusal(fact, raw, unit=None):
    found, problems = read_value(raw, NEEDS.facts[fact], PLACE, SETTINGS, unit)
    assert found is None
    (problem,) = problems
    assert problem.places == (PLACE,)
    assert problem.fact == fact
    assert all(problem.to_lines(lang) for lang in LANGUAGES)
    return problem


@pytest.mark.parametrize(
    ("fact", "raw", "unit", "expected"),
    [
        ("price", 10.2, None, Fraction(51, 5)),
        ("price", 0.1 + 0.2, None, Fraction(3, 10)),
        ("price", Decimal("10.2"), "M€/yr", Fraction(51, 5)),
        ("price", "10,2 M€", None, Fraction(51, 5)),
        ("price", "850 k€/mois", None, Fraction(51, 5)),
        ("price", "850 k€", "M€/month", Fraction(51, 5)),
        ("price", "850", "k€/mois", Fraction(51, 5)),
        ("price", "10 200 000 € HT", None, Fraction(51, 5)),
        ("price", "10 M$", None, Fraction(92, 10)),
        ("transition_cost", "1 200 000 €", None, Fraction(6, 5)),
        ("gain_share", "15 %", None, Fraction(3, 20)),
        ("gain_share", Decimal(15), "%", Fraction(3, 20)),
        ("gain_share", 0.15, None, Fraction(3, 20)),
        ("staff", "12 ETP", None, Fraction(12)),
        ("sites", 3.0, None, Fraction(3)),
        ("notice", "1 an", None, Fraction(12)),
        ("notice", "18 mois", None, Fraction(18)),
        ("roadmap", "3", None, Fraction(3)),
        ("open_book", True, None, True),
        ("open_book", "Oui", None, True),
        ("open_book", " faux ", None, False),
        ("open_book", "✓", None, True),
        ("pricing_model", "forfait", None, "fixed"),
        ("pricing_model", "REGIE", None, "time"),
        ("models_offered", "Régie; fixed", None, "fixed, time"),
        ("models_offered", ["outcome", "Forfait"], None, "fixed, outcome"),
        ("start", "2027-01-15", None, date(2027, 1, 15)),
        ("start", datetime(2027, 1, 15, 8, 30, tzinfo=UTC), None, date(2027, 1, 15)),
        ("start", "15/01/2027", None, date(2027, 1, 15)),
        ("start", "01/15/2027", None, date(2027, 1, 15)),
        ("start", "05/05/2027", None, date(2027, 5, 5)),
        ("remarks", "=cmd|' /C calc'!A0", None, "=cmd|' /C calc'!A0"),
        ("remarks", Decimal("1.10"), None, "1.10"),
        ("price", None, None, None),
        ("price", "  \u00a0", None, None),
    ],
)
def test_what_people_write_is_read(fact, raw, unit, expected):
    assert value(fact, raw, unit) == expected


@pytest.mark.parametrize(
    ("fact", "raw", "unit", "kind"),
    [
        ("price", 0, None, "fact-out-of-range"),
        ("price", "-3 M€", None, "fact-out-of-range"),
        ("gain_share", 15, None, "fact-out-of-range"),
        ("gain_share", "1500 %", None, "fact-out-of-range"),
        ("roadmap", 5, None, "fact-out-of-range"),
        ("roadmap", 2.5, None, "not-whole"),
        ("sites", "2,5", None, "not-whole"),
        ("price", "1,200", None, "ambiguous-number"),
        ("price", "sur demande", None, "not-a-number"),
        ("price", "inclus", None, "not-a-number"),
        ("price", "20,- - 30,-", None, "not-a-number"),
        ("price", True, None, "not-a-number"),
        ("price", date(2027, 1, 15), None, "not-a-number"),
        ("price", time(12, 30), None, "not-a-number"),
        ("price", float("nan"), None, "not-a-number"),
        ("price", float("-inf"), None, "not-a-number"),
        ("price", Decimal("1e999999999"), None, "not-a-number"),
        ("price", "9" * 500, None, "not-a-number"),
        ("price", "10 parsecs", None, "unknown-unit"),
        ("price", 10, "parsecs", "unknown-unit"),
        ("price", "12 mois", None, "unit-mismatch"),
        ("price", "15 %", None, "unit-mismatch"),
        ("notice", "30 jours", None, "unit-mismatch"),
        ("price", "10 M£", None, "no-exchange-rate"),
        ("price", "12 M€ TTC", None, "tax-included"),
        ("price", 12, "M€ TTC", "tax-included"),
        ("price", "#REF!", None, "cell-error"),
        ("open_book", "#N/A", None, "cell-error"),
        ("price", "Non proposé", None, "not-offered"),
        ("open_book", "not offered", None, "not-offered"),
        ("open_book", "perhaps", None, "not-yes-or-no"),
        ("pricing_model", "forfat", None, "not-an-option"),
        ("models_offered", "fixed; barter", None, "not-an-option"),
        ("start", "12/03/2026", None, "ambiguous-date"),
        ("start", "31/02/2026", None, "not-a-date"),
        ("start", "2026-13-01", None, "not-a-date"),
        ("start", 46000, None, "not-a-date"),
    ],
)
def test_what_cannot_be_used_is_refused_by_kind(fact, raw, unit, kind):
    assert refusal(fact, raw, unit).kind == kind


def test_a_price_of_zero_is_refused_in_the_words_of_the_design():
    lines = refusal("price", 0).to_lines("en")
    assert lines[0] == "error[fact-out-of-range]: annual price must be above 0"
    assert lines[1] == "  acme.xlsx › Pricing!C14 (Annual price)     got 0"
    assert refusal("price", 0).message.fr == "Prix annuel\u00a0: la valeur doit être supérieure à 0"


def test_a_ratio_out_of_range_says_both_ends_and_how_to_write_a_percentage():
    problem = refusal("gain_share", 15)
    assert problem.message.en == "gain share must be between 0\u00a0% and 100\u00a0%"
    assert problem.next is not None
    assert problem.next.en == "write a percentage with its sign: 15\u00a0%"


def test_not_offered_is_information_and_no_error():
    assert refusal("price", "not offered").severity == "info"


def test_a_misspelt_option_is_recognised():
    step = refusal("pricing_model", "forfat").next
    assert step is not None
    assert step.fr == "vouliez-vous dire Forfait\u00a0?"


@given(st.text(min_size=1))
def test_any_text_gives_a_value_or_one_finding_that_is_safe_to_print(text):
    for spec in NEEDS.facts.values():
        found, problems = read_value(text, spec, PLACE, SETTINGS)
        assert found is None or not problems
        assert len(problems) <= 1
        for problem in problems:
            assert problem.got is not None
            assert len(problem.got) <= MAX_SHOWN
            assert problem.got.replace("\u00a0", " ").isprintable()


@given(st.decimals(min_value="0.01", max_value=999, places=2))
def test_the_unit_it_is_written_in_changes_nothing(amount):
    exact = Fraction(amount)
    assert value("price", amount) == exact
    assert value("price", amount * 1000, "k€/an") == exact
    assert value("price", f"{amount} M€") == exact
    assert value("price", f"{amount:f} M€/an".replace(".", ",")) == exact


@pytest.mark.parametrize("error", sorted(CELL_ERRORS))
def test_every_spreadsheet_error_is_unknown_even_as_text(error):
    assert refusal("remarks", error).kind == "cell-error"

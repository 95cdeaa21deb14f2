"""Formulas as phrases: one node kind per test, in both languages, with the literal phrase."""

from __future__ import annotations

from fractions import Fraction

import pytest

from contracteval.formula import expression as x
from contracteval.formula.from_text import from_text
from contracteval.formula.to_words import to_numbers, to_words
from contracteval.text import Text

LABELS = {
    "price": Text("annual price", "prix annuel"),
    "cost": Text("cost", "coût"),
    "covered": Text("risk covered", "risque couvert"),
    "risk": Text("risks", "risques"),
    "risk.p": Text("probability", "probabilité"),
    "risk.loss": Text("loss", "perte"),
    "risk.covered": Text("covered", "couvert"),
    "row.p": Text("probability", "probabilité"),
    "relation": Text("relation", "relation"),
    "relation=partner": Text("partner", "partenaire"),
    "curse": Text("winner’s curse", "malédiction du vainqueur"),
}


def label(id_: str) -> Text:
    return LABELS.get(id_) or Text.same(id_)


PHRASES = [
    ("1234.5", "1,234.5", "1\u202f234,5"),
    ("true", "yes", "oui"),
    ('"gold"', "“gold”", "«\u00a0gold\u00a0»"),
    ("price", "annual price", "prix annuel"),
    ("row.p", "probability", "probabilité"),
    ("-price", "−annual price", "−prix annuel"),
    ("-(a + b)", "−(a + b)", "−(a + b)"),
    ("not covered", "risk covered: no", "risque couvert\u00a0: non"),
    ("not (a > b)", "not (a > b)", "non (a > b)"),
    ("not given(price)", "annual price is not given", "prix annuel\u00a0: pas de réponse"),
    ("a + b - c", "a + b − c", "a + b − c"),
    ("a - (b - c)", "a − (b − c)", "a − (b − c)"),
    ("a + (b - c)", "a + b − c", "a + b − c"),
    ("a / (b * c)", "a ÷ (b × c)", "a ÷ (b × c)"),
    ("(a + b) * c", "(a + b) × c", "(a + b) × c"),
    ("a * -b", "a × (−b)", "a × (−b)"),
    ("a ** 2", "a²", "a²"),
    ("price ** -1", "(annual price)⁻¹", "(prix annuel)⁻¹"),
    ("(1 + a) ** 12", "(1 + a)¹²", "(1 + a)¹²"),
    ("a <= b", "a ≤ b", "a ≤ b"),
    ("a >= b", "a ≥ b", "a ≥ b"),
    ("a != b", "a ≠ b", "a ≠ b"),
    ("covered == true", "risk covered: yes", "risque couvert\u00a0: oui"),
    ('relation == "partner"', "relation = partner", "relation = partenaire"),
    ("a < b and c", "a < b and c", "a < b et c"),
    ("(a or b) and c", "(a or b) and c", "(a ou b) et c"),
    ("a or b and c", "a or b and c", "a ou b et c"),
    ("a if c else b", "a if c, otherwise b", "a si c, sinon b"),
    ("1 + (a if c else b)", "1 + (a if c, otherwise b)", "1 + (a si c, sinon b)"),
    ("min(a, b)", "the lesser of a and b", "le plus petit de a et b"),
    ("min(a, b, c)", "the least of a, b and c", "le plus petit de a, b et c"),
    ("max(a + 1, b)", "the greater of (a + 1) and b", "le plus grand de (a + 1) et b"),
    ("max(a, b, c)", "the greatest of a, b and c", "le plus grand de a, b et c"),
    ("c - min(a, b)", "c − (the lesser of a and b)", "c − (le plus petit de a et b)"),
    ("clamp(a, 0, 1)", "a kept between 0 and 1", "a ramené entre 0 et 1"),
    ("abs(a - b)", "|a − b|", "|a − b|"),
    ("exp(a)", "exp(a)", "exp(a)"),
    ("ln(a)", "ln(a)", "ln(a)"),
    ("sqrt(a)", "√(a)", "√(a)"),
    ("normal_cdf(a)", "Φ(a)", "Φ(a)"),
    ("normal_pdf(a)", "φ(a)", "φ(a)"),
    ("given(price)", "annual price is given", "prix annuel\u00a0: réponse donnée"),
    (
        'grade(price) >= "contracted"',
        "evidence grade of annual price ≥ contracted",
        "niveau de preuve de prix annuel ≥ contractualisée",
    ),
    ("curse[n]", "winner’s curse for n", "malédiction du vainqueur pour n"),
    (
        "sum(risk.p * risk.loss, where=risk.covered)",
        "sum of probability × loss over the risks where covered",
        "somme de probabilité × perte sur les risques où couvert",
    ),
    ("count(risk)", "number of risks", "nombre de risques"),
    ("count(risk, where=risk.p > 0)", "number of risks where probability > 0", "nombre de risques où probabilité > 0"),
    ("mean(risk.p)", "mean of probability over the risks", "moyenne de probabilité sur les risques"),
    ("lowest(risk.p)", "lowest probability over the risks", "minimum de probabilité sur les risques"),
    ("highest(risk.p)", "highest probability over the risks", "maximum de probabilité sur les risques"),
    (
        "distinct(risk.p)",
        "number of different probability over the risks",
        "nombre de valeurs différentes de probabilité sur les risques",
    ),
    ("any(risk.covered)", "covered for at least one of the risks", "couvert pour au moins une ligne de risques"),
    ("all(risk.covered)", "covered for all of the risks", "couvert pour toutes les lignes de risques"),
    ("1 - sum(risk.p)", "1 − (sum of probability over the risks)", "1 − (somme de probabilité sur les risques)"),
]


@pytest.mark.parametrize(("formula", "english", "french"), PHRASES, ids=[formula for formula, _, _ in PHRASES])
def test_phrases(formula: str, english: str, french: str) -> None:
    node = from_text(formula)
    assert (to_words(node, label, "en"), to_words(node, label, "fr")) == (english, french)


NUMBERS = {"price": "10.2", "cost": "8.8", "margin": "5%", "investment": "0.6", "loss": "−3", "on": "yes"}


def show(node: x.Node) -> str | None:
    if isinstance(node, x.Name):
        return NUMBERS.get(node.id)
    return "7" if isinstance(node, x.Aggregate) else None


def test_numbers_stand_where_names_stood() -> None:
    node = from_text("(price - cost - margin * price) / investment")
    assert to_numbers(node, show, "en") == "(10.2 − 8.8 − 5% × 10.2) ÷ 0.6"


def test_a_negative_number_is_kept_apart_from_the_sign_before_it() -> None:
    assert to_numbers(from_text("price - loss"), show, "en") == "10.2 − (−3)"
    assert to_numbers(from_text("loss ** 2"), show, "en") == "(−3)²"


def test_an_aggregate_shows_its_value() -> None:
    assert to_numbers(from_text("price - sum(risk.p)"), show, "en") == "10.2 − 7"


def test_a_part_without_a_number_keeps_its_words() -> None:
    assert to_numbers(from_text("price if given(cost) else 0"), show, "fr", label) == (
        "10.2 si coût\u00a0: réponse donnée, sinon 0"
    )


def test_a_yes_in_numbers_is_negated_in_words() -> None:
    assert to_numbers(from_text("not on"), show, "en") == "not yes"


def test_numbers_keep_fifteen_digits() -> None:
    assert to_words(x.Number(Fraction("0.123456789012345")), label, "en") == "0.123456789012345"

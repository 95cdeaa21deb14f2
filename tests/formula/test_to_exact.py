"""Exact values: rational arithmetic, three-valued and lazy."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from contracteval.formula.from_text import from_text
from contracteval.formula.functions import round_significant, transcendental
from contracteval.formula.to_exact import Context, to_exact
from contracteval.model.value import Undefined, Unknown
from tests.strategies import NUMBERS, SPECS, TRUTHS, numbers, values_of

MISSING = Unknown(frozenset({"u"}))
ENV: dict[str, Any] = {
    "a": Fraction(3),
    "zero": Fraction(0),
    "yes": True,
    "no": False,
    "u": MISSING,
    "v": Unknown(frozenset({"v"})),
    "start": date(2026, 1, 1),
    "end": date(2026, 3, 1),
    "tier": "gold",
    "given(a)": True,
    "given(u)": False,
    "grade(a)": "proposed",
    "curse": {Fraction(2): Fraction(1, 2), "x": Fraction(7)},
    "risk": [
        {"p": Fraction(1, 2), "loss": Fraction(4), "covered": True},
        {"p": Fraction(1, 4), "loss": Fraction(8), "covered": False},
    ],
    "empty": [],
    "gap": [{"p": Fraction(1, 2), "covered": True}, {"p": MISSING, "covered": False}],
    "nothing": Unknown(frozenset({"nothing"})),
}

VALUES = {
    "0.1 + 0.2": Fraction(3, 10),
    "a / 9": Fraction(1, 3),
    "a ** -2": Fraction(1, 9),
    "-a ** 2": Fraction(-9),
    "abs(-a)": Fraction(3),
    "clamp(a, 0, 1)": Fraction(1),
    "max(a, 4, 2)": Fraction(4),
    "0.1 + 0.2 == 0.3": True,
    "a > 2 and a < 4": True,
    "yes or u > 1": True,
    "u > 1 or yes": True,
    "no and u > 1": False,
    "zero * u": Fraction(0),
    "u * zero": Fraction(0),
    "a if yes else u": Fraction(3),
    "u if no else a": Fraction(3),
    "given(a) and not given(u)": True,
    "grade(a) >= 'asserted'": True,
    "grade(a) >= 'contracted'": False,
    "tier == 'gold'": True,
    "tier > 'silver'": True,
    "end - start": Fraction(59),
    "curse[2]": Fraction(1, 2),
    "sum(risk.p * risk.loss)": Fraction(4),
    "sum(risk.loss, where=risk.covered)": Fraction(4),
    "mean(risk.loss)": Fraction(6),
    "lowest(risk.p)": Fraction(1, 4),
    "highest(risk.p)": Fraction(1, 2),
    "count(risk)": Fraction(2),
    "count(risk, where=risk.p > 0.3)": Fraction(1),
    "distinct(risk.p)": Fraction(2),
    "mean(risk.covered)": Fraction(1, 2),
    "sum(risk.covered)": Fraction(1),
    "any(risk.covered)": True,
    "all(risk.covered)": False,
    "sum(empty.p)": Fraction(0),
    "count(empty)": Fraction(0),
    "all(empty.p > 1)": False,
    "sum(gap.p, where=gap.covered)": Fraction(1, 2),
    "any(gap.p > 0.4)": True,
    "sqrt(9 / 4)": Fraction(3, 2),
    "sqrt(2) * sqrt(2) == 2": True,
    "exp(ln(a)) == a": True,
}


@pytest.mark.parametrize("text", VALUES)
def test_each_form_has_its_exact_value(text: str) -> None:
    context = Context(orders={"tier": ("bronze", "silver", "gold")})
    assert to_exact(from_text(text), context)(dict(ENV)) == VALUES[text]


UNKNOWNS = {
    "u + 1": {"u"},
    "a * u": {"u"},
    "u + v": {"u", "v"},
    "a if u > 1 else v": {"u", "v"},
    "yes and u > 1": {"u"},
    "no or u > 1": {"u"},
    "min(zero, u)": {"u"},
    "a / u": {"u"},
    "sum(nothing.p)": {"nothing"},
    "mean(gap.p)": {"u"},
    "all(gap.p > 0.4)": {"u"},
    "curse[u]": {"u"},
}


@pytest.mark.parametrize("text", UNKNOWNS)
def test_a_missing_answer_that_is_needed_is_named(text: str) -> None:
    assert to_exact(from_text(text))(dict(ENV)) == Unknown(frozenset(UNKNOWNS[text]))


UNDEFINED = [
    "a / zero", "u / zero", "a / zero + u", "zero * (a / zero)", "ln(zero)", "ln(-a)", "sqrt(-a)", "zero ** -1",
    "curse[5]", "mean(empty.p)", "lowest(empty.p)", "any(empty.p > 1)", "distinct(empty.p)", "min(u, a / zero)",
]  # fmt: skip


@pytest.mark.parametrize("text", UNDEFINED)
def test_what_has_no_value_is_undefined_whatever_is_missing(text: str) -> None:
    assert isinstance(to_exact(from_text(text))(dict(ENV)), Undefined)


def test_powers_that_would_fill_memory_are_undefined() -> None:
    assert isinstance(to_exact(from_text("((a ** 64) ** 64) ** 64"))({"a": Fraction(7, 3)}), Undefined)


@given(numbers(), st.fixed_dictionaries({name: values_of(SPECS[name]) for name in (*NUMBERS, *TRUTHS)}))
def test_rational_formulas_agree_with_sympy(text: str, values: dict[str, Any]) -> None:
    """An independent oracle: Python's own parser, with sympy rationals in the place of ours."""
    found = to_exact(from_text(text))(dict(values))
    names: dict[str, Any] = {
        name: value if isinstance(value, bool) else sympy.Rational(value.numerator, value.denominator)
        for name, value in values.items()
    }
    names |= {"min": min, "max": max, "abs": abs, "true": True, "false": False}
    names["clamp"] = lambda value, low, high: max(low, min(value, high))
    try:
        expected = eval(text.replace("0.5", "(half)"), {"__builtins__": {}}, {**names, "half": sympy.Rational(1, 2)})
        expected = None if expected in (sympy.zoo, sympy.nan) else expected
    except (TypeError, ZeroDivisionError):
        expected = None
    if isinstance(found, Undefined):
        assert expected is None or "/" in text
    else:
        assert expected is None or sympy.Rational(found.numerator, found.denominator) == expected  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("function", "argument", "digits"),
    [
        ("exp", Fraction(1), "2.71828182845905"),
        ("ln", Fraction(2), "0.693147180559945"),
        ("sqrt", Fraction(2), "1.41421356237310"),
        ("normal_cdf", Fraction(1), "0.841344746068543"),
        ("normal_pdf", Fraction(0), "0.398942280401433"),
        ("normal_cdf", Fraction(-10), "7.61985302416053e-24"),
    ],
)
def test_irrational_values_are_correct_to_15_digits(function: str, argument: Fraction, digits: str) -> None:
    """Reference digits: NIST Digital Library of Mathematical Functions, and tables of the normal law."""
    assert round_significant(transcendental(function, argument)) == Fraction(digits)

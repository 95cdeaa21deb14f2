"""Formulas reach sympy node by node; sympy never sees text."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
import sympy
from hypothesis import given
from hypothesis import strategies as st

from contracteval.formula.from_text import from_text
from contracteval.formula.to_exact import to_exact
from contracteval.formula.to_sympy import UnprovableError, to_sympy
from contracteval.model.value import Undefined
from tests.strategies import NUMBERS, SPECS, numbers, values_of

a, b = sympy.symbols("a b", real=True)
FORMS = {
    "0.1": sympy.Rational(1, 10),
    "-a": -a,
    "a - b / 2": a - b / 2,
    "a ** 3": a**3,
    "min(a, b)": sympy.Min(a, b),
    "clamp(a, 0, b)": sympy.Max(0, sympy.Min(a, b)),
    "exp(a) + ln(b) - sqrt(a)": sympy.exp(a) + sympy.log(b) - sympy.sqrt(a),
    "a if a > b else b": sympy.Piecewise((a, a > b), (b, True)),
    "a < b and not a == b": sympy.And(a < b, sympy.Ne(a, b)),
    "true or a < b": sympy.true,
}


@pytest.mark.parametrize("text", FORMS)
def test_each_form(text: str) -> None:
    assert to_sympy(from_text(text), {"a": a, "b": b}) == FORMS[text]


@pytest.mark.parametrize("text", ["c", "'gold'", "given(a)", "sum(t.a)", "a[1]", "row.a"])
def test_what_has_no_sympy_form_is_said(text: str) -> None:
    with pytest.raises(UnprovableError):
        to_sympy(from_text(text), {"a": a})


@given(numbers(2), st.fixed_dictionaries({name: values_of(SPECS[name]) for name in NUMBERS}), st.booleans())
def test_values_agree_wherever_ours_is_defined(text: str, values: dict[str, Any], truth: bool) -> None:
    found = to_exact(from_text(text))({**values, "p": truth, "q": not truth})
    symbols: dict[str, Any] = {k: sympy.Rational(v.numerator, v.denominator) for k, v in values.items()}
    symbols |= {"p": sympy.true if truth else sympy.false, "q": sympy.false if truth else sympy.true}
    if isinstance(found, Fraction):
        assert to_sympy(from_text(text), symbols) == sympy.Rational(found.numerator, found.denominator)
    else:
        assert isinstance(found, Undefined)

"""A formula on a smooth segment is the rational function that exact evaluation gives at every point of it."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracteval.formula import rational as r
from contracteval.formula.from_text import from_text
from contracteval.formula.polynomial import (
    at_ratio,
    common,
    divided,
    first_root,
    multiply,
    shifted,
    simplest_between,
    trim,
)
from contracteval.formula.rational import Rational, value_at, variable
from contracteval.formula.to_exact import Context, to_exact
from contracteval.formula.to_segment import NotRationalError, Segment, to_segment
from contracteval.model.value import Undefined
from tests.strategies import NUMBERS, SPECS, TRUTHS, conditions, numbers, values_of

ALL = (*NUMBERS, *TRUTHS)
FAR = Fraction(5)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(numbers(), conditions()),
    st.fixed_dictionaries({name: values_of(SPECS[name]) for name in ALL}),
    st.sampled_from([Fraction(1), Fraction(-1)]),
)
def test_exact_evaluation_agrees_everywhere_on_the_segment(text: str, values: dict[str, Any], slope: Fraction) -> None:
    node, segment = from_text(text), Segment()
    start = values["a"]
    found = to_segment(node, Context())({**values, "a": variable(start, slope)}, segment)
    end = segment.end(FAR)
    length = FAR if end is None else end[0]
    for part in (Fraction(1, 1000), Fraction(1, 3), Fraction(999, 1000)):
        t = length * part
        expected = to_exact(node)({**values, "a": start + slope * t})
        if isinstance(found, Rational):
            assert value_at(found, t) == expected
        elif isinstance(found, Undefined):
            assert isinstance(expected, Undefined)
        else:
            assert found == expected


def test_a_kink_ends_the_segment_and_the_next_one_goes_on() -> None:
    node = from_text("min(a, 3) / (a - 5)")
    segment = Segment()
    found = to_segment(node, Context())({"a": variable(Fraction(0), Fraction(1))}, segment)
    assert found == Rational((0, 1), (-5, 1))
    assert segment.end(None) == (3, 3)


def test_a_logarithm_of_the_fact_is_refused_and_one_of_a_constant_is_not() -> None:
    env = {"a": variable(Fraction(1), Fraction(1)), "b": Fraction(1)}
    with pytest.raises(NotRationalError):
        to_segment(from_text("ln(a)"), Context())(env, Segment())
    assert to_segment(from_text("a * ln(b)"), Context())(env, Segment()) == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.fractions(-5, 5, max_denominator=6).filter(bool), min_size=1, max_size=4))
def test_the_first_root_of_a_product_is_its_least_positive_one(roots: list[Fraction]) -> None:
    product: tuple[int, ...] = (1,)
    for root in roots:
        product = multiply(product, (-root.numerator, root.denominator))
    positive = [root for root in roots if root > 0]
    found = first_root(product, None)
    if not positive:
        assert found is None
    else:
        assert found is not None
        assert found.low == found.high == min(positive)


@given(st.integers(2, 50).filter(lambda n: int(n**0.5) ** 2 != n))
def test_an_irrational_root_is_enclosed_with_a_change_of_sign(n: int) -> None:
    square = (-n, 0, 1)
    found = first_root(square, None)
    assert found is not None
    assert not found.is_exact
    values = [at_ratio(square, end.numerator, end.denominator) for end in (found.low, found.high)]
    assert values[0] < 0 < values[1]


POLYNOMIALS = st.lists(st.integers(-9, 9), min_size=1, max_size=4).map(trim).filter(bool)


def _value(a: tuple[int, ...], x: Fraction) -> Fraction:
    return sum((c * x**power for power, c in enumerate(a)), Fraction(0))


@given(POLYNOMIALS, st.fractions(-5, 5, max_denominator=6), st.fractions(-5, 5, max_denominator=6))
def test_a_polynomial_counted_from_elsewhere_has_the_same_values(a: tuple[int, ...], by: Fraction, x: Fraction) -> None:
    assert _value(shifted(a, by), x) == _value(a, x + by) * by.denominator ** (len(a) - 1)
    assert at_ratio(a, x.numerator, x.denominator) == _value(a, x) * x.denominator ** (len(a) - 1)


@given(POLYNOMIALS, POLYNOMIALS, POLYNOMIALS)
def test_what_two_polynomials_share_divides_both(a: tuple[int, ...], b: tuple[int, ...], c: tuple[int, ...]) -> None:
    one, other = multiply(a, c), multiply(b, c)
    shared = common(one, other)
    assert len(shared) >= len(c)
    for whole in (one, other):
        assert multiply(divided(whole, shared), shared) == whole


MOVING = st.tuples(POLYNOMIALS, POLYNOMIALS).map(lambda parts: r.quotient(*parts))
OPERATIONS = [(r.plus, operator.add), (r.minus, operator.sub), (r.times, operator.mul), (r.over, operator.truediv)]


@given(MOVING, MOVING, st.sampled_from(OPERATIONS), st.fractions(-5, 5, max_denominator=6))
def test_functions_are_added_and_divided_as_their_values_are(
    a: r.Moving, b: r.Moving, operation: tuple[Callable[..., r.Moving], Callable[..., Fraction]], t: Fraction
) -> None:
    apply, plain = operation
    if apply is r.over and b == 0:
        return
    if any(_value(r.parts(value)[1], t) == 0 for value in (a, b)) or (apply is r.over and value_at(b, t) == 0):
        return
    made = apply(a, b)
    assert value_at(made, t) == plain(value_at(a, t), value_at(b, t))
    assert r.rough(made)(float(t)) == pytest.approx(float(value_at(made, t)), rel=1e-6, abs=1e-6)
    if isinstance(made, Rational):
        assert len(common(made.top, made.bottom)) == 1
        assert value_at(r.shifted(made, t), Fraction(0)) == value_at(made, t)


@given(st.fractions(-50, 50), st.fractions(0, 1))
def test_the_simplest_fraction_lies_between_and_no_smaller_denominator_does(low: Fraction, width: Fraction) -> None:
    found = simplest_between(low, low + width)
    assert low <= found <= low + width
    for denominator in range(1, min(found.denominator, 40)):
        first = -(-low * denominator // 1)
        assert Fraction(first, denominator) > low + width

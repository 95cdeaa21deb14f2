"""A formula on a smooth segment is the rational function that exact evaluation gives at every point of it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracteval.formula.from_text import from_text
from contracteval.formula.polynomial import at, first_root, multiply, simplest_between
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
    assert found == Rational((Fraction(0), Fraction(1)), (Fraction(-5), Fraction(1)))
    assert segment.end(None) == (3, 3)


def test_a_logarithm_of_the_fact_is_refused_and_one_of_a_constant_is_not() -> None:
    env = {"a": variable(Fraction(1), Fraction(1)), "b": Fraction(1)}
    with pytest.raises(NotRationalError):
        to_segment(from_text("ln(a)"), Context())(env, Segment())
    assert to_segment(from_text("a * ln(b)"), Context())(env, Segment()) == 0


@settings(max_examples=60, deadline=None)
@given(st.lists(st.fractions(-5, 5, max_denominator=6).filter(bool), min_size=1, max_size=4))
def test_the_first_root_of_a_product_is_its_least_positive_one(roots: list[Fraction]) -> None:
    product: tuple[Fraction, ...] = (Fraction(1),)
    for root in roots:
        product = multiply(product, (-root, Fraction(1)))
    positive = [root for root in roots if root > 0]
    found = first_root(product, None)
    if not positive:
        assert found is None
    else:
        assert found is not None
        assert found.low == found.high == min(positive)


@given(st.integers(2, 50).filter(lambda n: int(n**0.5) ** 2 != n))
def test_an_irrational_root_is_enclosed_with_a_change_of_sign(n: int) -> None:
    square = (Fraction(-n), Fraction(0), Fraction(1))
    found = first_root(square, None)
    assert found is not None
    assert not found.is_exact
    assert at(square, found.low) < 0 < at(square, found.high)


@given(st.fractions(-50, 50), st.fractions(0, 1))
def test_the_simplest_fraction_lies_between_and_no_smaller_denominator_does(low: Fraction, width: Fraction) -> None:
    found = simplest_between(low, low + width)
    assert low <= found <= low + width
    for denominator in range(1, min(found.denominator, 40)):
        first = -(-low * denominator // 1)
        assert Fraction(first, denominator) > low + width

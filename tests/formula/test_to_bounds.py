"""Bounds hold for every completion, and are tight where an unknown acts in one direction."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracteval.formula.from_text import from_text
from contracteval.formula.span import INFINITY, NOTHING, Options, Span
from contracteval.formula.splitting import Box, Problem, bound
from contracteval.formula.to_bounds import of_fact, of_value, to_bounds
from contracteval.formula.to_exact import to_exact
from contracteval.model.fact import FactSpec, Range
from contracteval.model.value import Undefined, Unknown
from contracteval.text import Text
from tests.strategies import NUMBERS, SPECS, TRUTHS, conditions, numbers, values_of

ALL = (*NUMBERS, *TRUTHS)


@settings(max_examples=400)
@given(
    st.one_of(numbers(), conditions()),
    st.fixed_dictionaries({name: values_of(SPECS[name]) for name in ALL}),
    st.sets(st.sampled_from(ALL)),
)
def test_every_completion_lies_in_the_enclosure(text: str, values: dict[str, Any], missing: set[str]) -> None:
    node = from_text(text)
    env = {name: of_fact(SPECS[name]) if name in missing else of_value(values[name]) for name in ALL}
    enclosure = to_bounds(node, env)
    outcome = to_exact(node)(dict(values))
    if isinstance(outcome, Undefined):
        assert enclosure.undefined
    elif isinstance(enclosure, Span):
        assert enclosure.low <= outcome <= enclosure.high  # type: ignore[operator]
        assert not (enclosure.low_open and outcome == enclosure.low)
        assert not (enclosure.high_open and outcome == enclosure.high)
    else:
        assert outcome in enclosure.values


@settings(max_examples=150)
@given(
    numbers(),
    st.fixed_dictionaries({name: values_of(SPECS[name]) for name in ALL}),
    st.sets(st.sampled_from(ALL), min_size=1),
)
def test_splitting_never_loses_a_completion(text: str, values: dict[str, Any], missing: set[str]) -> None:
    node = from_text(text)
    low, high = _bounded(text, {name: values[name] for name in ALL if name not in missing}, missing, budget=40)
    outcome = to_exact(node)(dict(values))
    if not isinstance(outcome, Undefined | Unknown):
        assert low <= outcome <= high  # type: ignore[operator]


def _bounded(
    text: str, known: dict[str, Any], missing: set[str], budget: int = 400, specs: dict[str, FactSpec] | None = None
) -> tuple[Any, Any]:
    specs = specs or dict(SPECS)
    node = from_text(text)
    fixed = {name: of_value(value) for name, value in known.items()}

    def enclose(box: Box) -> Span:
        found = to_bounds(node, {**fixed, **box})
        return found if isinstance(found, Span) else Span(-INFINITY, INFINITY, True, True, True)

    return bound(Problem(enclose, {name: of_fact(specs[name]) for name in missing}), Fraction(1, 1000), budget)


def _positive(id_: str) -> FactSpec:
    return FactSpec(id_, "money", Text.same(id_), Text.same(id_), range=Range(Fraction(0), None, True))


TIGHT = {
    # a repeated unknown that acts in one direction: plain interval arithmetic would be far too wide
    "(a - 1 - 0.05 * a) / 2": (Fraction(-24, 10), Fraction(14, 10)),
    "a - a": (Fraction(0), Fraction(0)),
    "b / (b + 1)": (Fraction(0), Fraction(4, 5)),
    "min(a, 1) - min(a, 0)": (Fraction(0), Fraction(1)),
    "clamp(a, 0, 1) + a": (Fraction(-4), Fraction(5)),
    "1 if p else 3": (Fraction(1), Fraction(3)),
    "(1 if p else 0) + (1 if q else 0)": (Fraction(0), Fraction(2)),
    "a * a": (Fraction(0), Fraction(16)),
    "a ** 3 - a": (Fraction(-60), Fraction(60)),
}


@pytest.mark.parametrize("text", TIGHT)
def test_bounds_are_tight(text: str) -> None:
    low, high = _bounded(text, {}, {name for name in ALL if name in text})
    assert abs(low - TIGHT[text][0]) <= Fraction(1, 100)
    assert abs(high - TIGHT[text][1]) <= Fraction(1, 100)


def test_an_unbounded_fact_gives_a_bounded_share() -> None:
    """A share of an amount that may be anything above zero still lies between 0 and 1."""
    specs = {"x": _positive("x")}
    low, high = _bounded("3 / (3 + x)", {}, {"x"}, specs=specs)
    assert 0 <= low < Fraction(1, 1000)
    assert Fraction(999, 1000) < high <= 1


def test_an_open_end_is_not_a_division_by_zero() -> None:
    found = to_bounds(from_text("1 / x"), {"x": of_fact(_positive("x"))})
    assert isinstance(found, Span)
    assert not found.undefined
    assert (found.low, found.high, found.low_open) == (0, INFINITY, True)


def test_a_condition_that_cannot_hang_on_the_unknown_is_decided() -> None:
    found = to_bounds(from_text("a * a >= 0 or p"), {"a": of_fact(SPECS["a"]), "p": of_fact(SPECS["p"])})
    assert isinstance(found, Options)
    assert found.values == frozenset({True}) or True in found.values


@pytest.mark.parametrize("rows", [None, [{"a": of_value(Fraction(1))}]])
def test_an_aggregate_whose_filter_may_be_undefined_may_be_so(rows: Any) -> None:
    """Two equal prices have no second price, and nothing can be counted at it."""
    found = to_bounds(from_text("count(t, where=t.a == gone)"), {"t": rows, "gone": NOTHING})
    assert found.undefined


def test_an_aggregate_that_divides_by_what_rows_bring_may_be_undefined() -> None:
    assert to_bounds(from_text("sum(t.a / t.b)"), {"t": None}).undefined
    assert not to_bounds(from_text("sum(t.a / 2)"), {"t": None}).undefined

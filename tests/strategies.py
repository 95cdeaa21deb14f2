"""Hypothesis strategies, in one module: formulas with facts, and bids built from the rules themselves."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from hypothesis import strategies as st

from contracteval.model.bid import Answer, Answers
from contracteval.model.fact import FactSpec, Grade, Range, Value
from contracteval.text import Text

NUMBERS = ("a", "b", "c")
TRUTHS = ("p", "q")
SMALL = [Fraction(n, d) for n in range(-4, 5) for d in (1, 2)]


def fact(id_: str, type_: str = "number", low: int | None = None, high: int | None = None) -> FactSpec:
    """Make a fact for tests."""
    limits = Range(None if low is None else Fraction(low), None if high is None else Fraction(high))
    return FactSpec(id_, type_, Text.same(id_), Text.same(id_), range=limits)  # type: ignore[arg-type]


SPECS: Mapping[str, FactSpec] = {
    "a": fact("a", low=-4, high=4),
    "b": fact("b", low=0, high=4),
    "c": fact("c", low=-4, high=4),
    "p": fact("p", "yes/no"),
    "q": fact("q", "yes/no"),
}


def values_of(spec: FactSpec) -> st.SearchStrategy[Value]:
    """Draw answers of a fact: within its range, the ends and simple numbers often."""
    if spec.type == "yes/no":
        return st.booleans()
    if spec.type == "choice":
        return st.sampled_from([option.id for option in spec.options])
    low = spec.range.low if spec.range.low is not None else Fraction(-100)
    high = spec.range.high if spec.range.high is not None else Fraction(100)
    high = min(high, low + 100)
    if spec.whole:
        return st.integers(int(low), int(high)).map(Fraction)
    steps = st.integers(0, 40).map(lambda n: low + (high - low) * Fraction(n, 40))
    return steps.filter(lambda value: value in spec.range)


def numbers(depth: int = 3) -> st.SearchStrategy[str]:
    """Draw formulas that yield a number."""
    leaf = st.one_of(st.sampled_from(NUMBERS), st.sampled_from(["0", "1", "2", "0.5", "3"]))
    if depth == 0:
        return leaf
    inner = numbers(depth - 1)
    return st.one_of(
        leaf,
        st.builds(lambda a, o, b: f"({a} {o} {b})", inner, st.sampled_from("+-*/"), inner),
        st.builds(lambda f, a, b: f"{f}({a}, {b})", st.sampled_from(["min", "max"]), inner, inner),
        st.builds(lambda a: f"abs({a})", inner),
        st.builds(lambda a: f"(-{a})", inner),
        st.builds(lambda a: f"({a}) ** 2", inner),
        st.builds(lambda a, b: f"clamp({a}, 0, max(0, {b}))", inner, inner),
        st.builds(lambda a, c, b: f"({a} if {c} else {b})", inner, conditions(depth - 1), inner),
    )


def conditions(depth: int = 2) -> st.SearchStrategy[str]:
    """Draw formulas that yield a yes/no."""
    leaf = st.sampled_from([*TRUTHS, "true", "false"])
    if depth == 0:
        return leaf
    inner = conditions(depth - 1)
    compared = st.builds(
        lambda a, o, b: f"({a} {o} {b})",
        numbers(depth - 1),
        st.sampled_from(["<", "<=", ">", ">=", "==", "!="]),
        numbers(depth - 1),
    )
    return st.one_of(
        leaf,
        compared,
        st.builds(lambda a, o, b: f"({a} {o} {b})", inner, st.sampled_from(["and", "or"]), inner),
        st.builds(lambda a: f"(not {a})", inner),
    )


@st.composite
def answers_of(
    draw: st.DrawFn, specs: Mapping[str, FactSpec], *, missing: bool = True, grades: bool = False
) -> Answers:
    """Draw the answers to a set of facts; with ``missing`` some are left out."""
    facts: dict[str, Answer] = {}
    for id_, spec in specs.items():
        if missing and draw(st.integers(0, 3)) == 0:
            continue
        grade = draw(st.sampled_from(list(Grade)[1:])) if grades else Grade.CONTRACTED
        facts[id_] = Answer(draw(values_of(spec)), grade)
    return Answers(facts)

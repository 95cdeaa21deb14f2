"""Formula text is read through a white list; what is hostile or misspelt is refused with its column."""

from __future__ import annotations

from fractions import Fraction

import pytest

from contracteval.errors import FormulaError
from contracteval.formula import expression as x
from contracteval.formula.from_text import MAX_LENGTH, from_text

NAME_A, NAME_B = x.Name("a"), x.Name("b")

GOOD = {
    "1": x.Number(Fraction(1)),
    "0.1": x.Number(Fraction(1, 10)),
    "true": x.Truth(True),
    "'gold'": x.Choice("gold"),
    "a": NAME_A,
    "-a": x.Negative(NAME_A),
    "+a": NAME_A,
    "a + b": x.Binary("+", NAME_A, NAME_B),
    "a ** 2": x.Binary("**", NAME_A, x.Number(Fraction(2))),
    "a <= b": x.Compare("<=", NAME_A, NAME_B),
    "a < b < 1": x.Both((x.Compare("<", NAME_A, NAME_B), x.Compare("<", NAME_B, x.Number(Fraction(1))))),
    "a and b": x.Both((NAME_A, NAME_B)),
    "a or b": x.Either((NAME_A, NAME_B)),
    "not a": x.Not(NAME_A),
    "a if b else 0": x.IfElse(NAME_B, NAME_A, x.Number(Fraction(0))),
    "min(a, b)": x.Call("min", (NAME_A, NAME_B)),
    "given(a)": x.Given("a"),
    "grade(a)": x.GradeOf("a"),
    "curse[a]": x.Keyed("curse", NAME_A),
    "row.p": x.RowColumn("p"),
    "count(risk)": x.Aggregate("count", "risk", None),
    "sum(risk.p * risk.loss, where=risk.covered)": x.Aggregate(
        "sum",
        "risk",
        x.Binary("*", x.Column("risk", "p"), x.Column("risk", "loss")),
        x.Column("risk", "covered"),
    ),
}


@pytest.mark.parametrize("text", GOOD)
def test_each_form_becomes_its_node(text: str) -> None:
    assert from_text(text) == GOOD[text]


BAD = {
    "": 0,
    "a +": 0,
    "mim(a, b)": 0,
    "a % 2": 0,
    "b + mim(a, b)": 4,
    "a // 2": 0,
    "a ** b": 5,
    "a ** 0.5": 5,
    "2 ** 65": 5,
    "True": 0,
    "a.b.c": 0,
    "a()()": 0,
    "[a]": 0,
    "{1: 2}": 0,
    "lambda: 1": 0,
    "a := 1": 0,
    "f'{a}'": 0,
    "b'x'": 0,
    "1j": 0,
    "1e9": 0,
    "0x10": 0,
    "1234567890123456": 0,
    "a is b": 0,
    "a in b": 0,
    "min(a)": 0,
    "min(a, b=1)": 0,
    "min(*a)": 0,
    "sum(a)": 0,
    "sum(t.a, t.b)": 0,
    "sum(t.a + u.b)": 0,
    "sum(t.a, when=t.b)": 0,
    "given(1)": 0,
    "min": 0,
    "~a": 0,
    "__import__('os').system('true')": 0,
    "(1).__class__": 0,
    "a if b": 0,
}


@pytest.mark.parametrize("text", BAD)
def test_what_is_not_a_formula_is_refused_with_its_column(text: str) -> None:
    with pytest.raises(FormulaError) as caught:
        from_text(text, "rules.toml", "measure.m.formula")
    place = caught.value.problems[0].places[0]
    assert place.file == "rules.toml"
    assert place.key == "measure.m.formula"
    assert place.column is not None
    assert place.column == BAD[text] or BAD[text] == 0


def test_all_problems_of_a_formula_come_at_once() -> None:
    with pytest.raises(FormulaError) as caught:
        from_text("mim(a, 1) + a[0] ** 99 + b.c.d")
    assert len(caught.value.problems) == 3


def test_a_misspelt_function_gets_the_nearest_one() -> None:
    with pytest.raises(FormulaError) as caught:
        from_text("mim(a, b)")
    assert caught.value.problems[0].next is not None
    assert caught.value.problems[0].next.en == "did you mean min?"


@pytest.mark.parametrize(
    "text",
    ["(" * 5000 + "1" + ")" * 5000, "-" * 5000 + "1", "1+" * 3000 + "1", "a" * (MAX_LENGTH + 1), "+".join("a" * 700), "(((" * 14 + "1+" * 3 + "1" + ")))" * 14, "\x00", "abs(" * 60 + "1" + ")" * 60],
    ids=["parentheses", "minus", "long", "name", "terms", "nested", "control", "deep"],
)  # fmt: skip
def test_size_and_depth_are_bounded(text: str) -> None:
    problems = ()
    try:
        from_text(text)
    except FormulaError as error:
        problems = error.problems
    assert all(problem.kind == "formula-syntax" for problem in problems)

"""Formulas as Excel text: one node kind per test, then random ones against the exact evaluator through IronCalc."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import ironcalc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracteval.formula import expression as x
from contracteval.formula.from_text import from_text
from contracteval.formula.to_exact import to_exact
from contracteval.formula.to_excel import (
    Cell,
    Cells,
    Statuses,
    UntranslatableError,
    number,
    step_to_excel,
    to_excel,
)
from contracteval.model.fact import Grade
from contracteval.model.value import Outcome, Undefined, Unknown
from tests.strategies import conditions, numbers

SIZES = (("small", "small"), ("medium", "medium"), ("large", "large"))
GRADES = tuple((grade.name.lower(), grade.label.en) for grade in Grade)
CELLS = Cells(
    {
        "a": Cell("A1"),
        "b": Cell("B1"),
        "c": Cell("C1"),
        "p": Cell("D1", "truth"),
        "q": Cell("E1", "truth"),
        "s": Cell("F1", undefined='G1="undefined"', computed=True),
        "price": Cell("H1", nonzero=True),
        "rate": Cell("p_rate", always=True),
        "size": Cell("I1", "choice", options=SIZES),
        "grade(a)": Cell("J1", "choice", always=True, options=GRADES),
        "euros": Cell("K1", computed=True, places=6),
    }
)


def value(text: str) -> str:
    return to_excel(from_text(text), CELLS).value


def known(text: str) -> str:
    return to_excel(from_text(text), CELLS).known


def undefined(text: str) -> str | None:
    return to_excel(from_text(text), CELLS).undefined


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.05", "0.05"),
        ("a", "A1"),
        ("-a", "-A1"),
        ("-a ** 2", "-(A1^2)"),
        ("(-a) ** 2", "(-A1)^2"),
        ("b - -a", "B1-(-A1)"),
        ("(a ** 2) ** 3", "(A1^2)^3"),
        ("a ** -2", "A1^(-2)"),
        ("a ** 0", "1"),
        ("a - (b - c)", "A1-(B1-C1)"),
        ("(a - b - price * a) / price", "(A1-B1-H1*A1)/H1"),
        ("(a - b - c * a) / price", "(A1-B1-N(C1)*A1)/H1"),
        ("a / (b * price)", "A1/(B1*N(H1))"),
        ("a * b", "N(A1)*N(B1)"),
        ("a * price", "A1*N(H1)"),
        ("a * 5", "A1*5"),
        ("rate * a", "p_rate*N(A1)"),
        ("min(a, b, 3)", "MIN(A1,B1,3)"),
        ("abs(a)", "ABS(A1)"),
        ("clamp(a, 0, 1)", "MAX(0,MIN(A1,1))"),
        ("exp(a)", "EXP(A1)"),
        ("ln(a)", "LN(A1)"),
        ("sqrt(a)", "SQRT(A1)"),
        ("sqrt(a - b)", "SQRT(MAX(0,A1-B1))"),
        ("normal_cdf(a)", "NORMSDIST(A1)"),
        ("normal_pdf(a - b)", "EXP(0-(A1-B1)^2/2)/SQRT(2*PI())"),
        ("a if p else b", 'IF(D1="yes",A1,B1)'),
        ("p and not q", 'IF(AND(D1="yes",NOT(E1="yes")),"yes","no")'),
        ("true or p", '"yes"'),
        ("a < b", 'IF(A1<B1,"yes","no")'),
        ("a - b > 0", 'IF(ROUND(A1-B1,12)>0,"yes","no")'),
        ("s > 1", 'IF(ROUND(F1-1,12)>0,"yes","no")'),
        ("s != 0", 'IF(ROUND(F1,12)<>0,"yes","no")'),
        ("euros <= a", 'IF(ROUND(K1-A1,6)<=0,"yes","no")'),
        ('size == "medium"', 'IF(I1="medium","yes","no")'),
        ('size >= "medium"', 'IF(MATCH(I1,{"small","medium","large"},0)>=2,"yes","no")'),
        ("p == q", 'IF((D1="yes")=(E1="yes"),"yes","no")'),
        ("given(a)", 'IF(ISNUMBER(A1),"yes","no")'),
    ],
)
def test_value(text: str, expected: str) -> None:
    assert value(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1", "TRUE"),
        ("rate", "TRUE"),
        ("a", "ISNUMBER(A1)"),
        ("a + b - a", "COUNT(A1,B1)=2"),
        ("p", 'OR(D1="yes",D1="no")'),
        ("size == size", 'OR(I1="small",I1="medium",I1="large")'),
        ("a * b", "OR(COUNT(A1,B1)=2,AND(ISNUMBER(A1),A1=0),AND(ISNUMBER(B1),B1=0))"),
        ("a * price", "IF(ISNUMBER(A1),OR(ISNUMBER(H1),A1=0),FALSE)"),
        ("a * price + price", "COUNT(A1,H1)=2"),
        ("1 if p else 0", 'OR(D1="yes",D1="no")'),
        ("a if p else 0", 'IF(D1="yes",ISNUMBER(A1),D1="no")'),
        ("p and q", 'OR(OR(D1="no",E1="no"),AND(D1="yes",E1="yes"))'),
        ("p or a > 0", 'OR(OR(D1="yes",AND(ISNUMBER(A1),A1>0)),AND(D1="no",ISNUMBER(A1)))'),
        ("given(a)", "TRUE"),
        ('grade(a) >= "contracted"', "TRUE"),
    ],
)
def test_known(text: str, expected: str) -> None:
    assert known(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b", None),
        ("a / price", None),
        ("a / 2", None),
        ("a / 0", "TRUE"),
        ("a / b", "AND(ISNUMBER(B1),B1=0)"),
        ("a / rate", "p_rate=0"),
        ("a / (b - c)", "IF(COUNT(B1,C1)=2,ROUND(B1-C1,12)=0,FALSE)"),
        ("a / s", 'OR(G1="undefined",IF(ISNUMBER(F1),ROUND(F1,12)=0,FALSE))'),
        ("ln(a)", "AND(ISNUMBER(A1),A1<=0)"),
        ("sqrt(a)", "AND(ISNUMBER(A1),A1<0)"),
        ("a ** -1", "AND(ISNUMBER(A1),A1=0)"),
        ("s + 1", 'G1="undefined"'),
        ("p and s > 0", 'AND(NOT(OR(D1="no",IF(ISNUMBER(F1),ROUND(F1,12)<=0,FALSE))),G1="undefined")'),
        ("s if p else 0", 'IF(D1="yes",G1="undefined",FALSE)'),
    ],
)
def test_undefined(text: str, expected: str | None) -> None:
    assert undefined(text) == expected


def test_numbers_are_exact_or_refused() -> None:
    assert number(Fraction(1, 3)) == "(1/3)"
    assert number(Fraction(-5, 2)) == "(-2.5)"
    assert number(Fraction(123456789012345)) == "123456789012345"
    with pytest.raises(UntranslatableError):
        number(Fraction(1, 3**40))


@pytest.mark.parametrize("node", [x.Aggregate("sum", "risk", x.Column("risk", "p")), x.Keyed("curse", x.Name("a"))])
def test_what_has_no_live_form_is_refused(node: x.Node) -> None:
    with pytest.raises(UntranslatableError):
        to_excel(node, CELLS)


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(UntranslatableError):
        to_excel(x.Name("nowhere"), CELLS)


def test_a_step_has_a_status_and_a_value() -> None:
    formulas = [from_text("a / b"), from_text("c")]
    status, shown = step_to_excel(formulas, from_text("p"), CELLS, "Z1", Statuses())
    assert status == (
        '=IF(D1="no","undefined",IF(OR(D1="yes",D1="no"),IF(AND(ISNUMBER(B1),B1=0),"undefined",'
        'IF(COUNT(A1,B1)=2,"scored",IF(ISNUMBER(C1),"scored","unknown"))),"unknown"))'
    )
    assert shown == '=IF(Z1="scored",IF(COUNT(A1,B1)=2,A1/B1,C1),"")'


def test_guards_that_cannot_strike_are_left_out() -> None:
    assert to_excel(from_text("a / (1 - b)"), CELLS, never_undefined=True).undefined is None


# --- random formulas over random cells

COLUMNS = {"a": 1, "b": 2, "c": 3, "p": 4, "q": 5}
NUMBER = st.sampled_from([None, "?", *(Fraction(n, d) for n in range(-4, 5) for d in (1, 2))])
TRUTH = st.sampled_from([None, "?", True, False])


@settings(max_examples=400)
@given(
    st.one_of(numbers(3), conditions(3)),
    st.fixed_dictionaries({"a": NUMBER, "b": NUMBER, "c": NUMBER, "p": TRUTH, "q": TRUTH}),
)
def test_ironcalc_agrees_with_the_exact_evaluator(text: str, answers: dict[str, Any]) -> None:
    node = from_text(text)
    env: dict[str, Outcome] = {
        id_: Unknown(frozenset({id_})) if found in (None, "?") else found for id_, found in answers.items()
    }
    expected = to_exact(node)(env)
    status, shown = in_ironcalc(node, answers)
    if isinstance(expected, Unknown | Undefined):
        assert status == ("unknown" if isinstance(expected, Unknown) else "undefined")
        assert shown == ""
    elif isinstance(expected, bool):
        assert (status, shown) == ("scored", "yes" if expected else "no")
    else:
        assert status == "scored"
        assert isinstance(expected, Fraction)
        assert shown == pytest.approx(float(expected), rel=1e-9, abs=1e-9)


def in_ironcalc(node: x.Node, answers: dict[str, Any]) -> tuple[Any, Any]:
    model = ironcalc.create("test", "en", "UTC", "en")
    for id_, found in answers.items():
        if isinstance(found, bool):
            model.update_cell_with_text(0, 1, COLUMNS[id_], "yes" if found else "no")
        elif isinstance(found, Fraction):
            model.update_cell_with_number(0, 1, COLUMNS[id_], float(found))
        elif found is not None:
            model.update_cell_with_text(0, 1, COLUMNS[id_], found)
    status, shown = step_to_excel([node], None, CELLS, "L2", Statuses())
    model.set_user_input(0, 2, 12, status)
    model.set_user_input(0, 2, 13, shown)
    model.evaluate()
    return model.get_cell_value(0, 2, 12), model.get_cell_value(0, 2, 13)


def test_words_may_hold_quotation_marks() -> None:
    cells = Cells({"p": Cell("A1", "truth")}, yes='"yes"')
    assert to_excel(x.Not(x.Name("p")), cells).value == 'IF(NOT(A1="""yes"""),"""yes""","no")'

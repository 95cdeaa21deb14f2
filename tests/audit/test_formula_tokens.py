"""The same formula however a program writes it; another formula is another one."""

from __future__ import annotations

import pytest

from contracteval.audit.formula_tokens import tokens


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("'Criteria'!A1+1", "Criteria!A1 + 1"),
        ("'Paramètres et poids'!$C$8", "'paramètres et poids'!$C$8"),
        ("IF(A1,FALSE,TRUE)", "if(A1,FALSE(),true())"),
        ("_xlfn.STDEV.S(A1:A3)", "STDEV.S(A1:A3)"),
        ("A1*0.50", "=A1*0.5"),
        ("SUM(A1:A3)\n", "of:=SUM( A1:A3 )"),
        ("T_risk[[#This Row],[P]]", "t_risk[[#this row],[p]]"),
    ],
)
def test_the_same_formula(one: str, other: str) -> None:
    assert tokens(one) == tokens(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ('"a b"&A1', '"ab"&A1'),
        ('"A"&A1', '"a"&A1'),
        ("A1", "$A$1"),
        ("SUM(A1:A3)", "SUM(A1:A4)"),
        ("A1 B1", "A1B1"),
        ("SUM(A1:A3 B1:B3)", "SUM(A1:A3,B1:B3)"),
        ("A1*0.5", "A1*0.51"),
        ("A1<=0", "A1<0"),
        ("'A'!B1", "'C'!B1"),
        ("{SUM(A1)}", "SUM(A1)"),
        ("IF(TRUE,1,2)", "IF(FALSE,1,2)"),
        ("", "1"),
    ],
)
def test_another_formula(one: str, other: str) -> None:
    assert tokens(one) != tokens(other)

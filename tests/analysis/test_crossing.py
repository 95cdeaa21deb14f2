"""Where a sum of moving scores is above a bar, found by roots or closed in on, is where trying exact values says so."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from contracteval.analysis.crossing import Stretch, above
from contracteval.analysis.levers import levers_of
from contracteval.analysis.workbench import Workbench
from contracteval.formula import rational as r
from contracteval.formula.rational import Moving
from tests.analysis.test_levers import LESS, WHOLE, changed, is_scalable, reached
from tests.benchmarks.test_ratios import wide_case

FAR = Fraction(8)
T = r.variable(Fraction(0), Fraction(1))
Terms = list[tuple[Fraction, Moving]]


@st.composite
def sums(draw: st.DrawFn) -> Terms:
    """Draw shares of scores that each only rise or only fall, with few denominators or with many."""
    made: Terms = []
    for n in range(draw(st.sampled_from([1, 3, 12]))):
        pole = r.plus(r.times(Fraction(draw(st.integers(1, 3))), T), Fraction(draw(st.integers(1, 60)), 1 + n))
        top = Fraction(draw(st.integers(-40, 40)))
        made.append((Fraction(1, 12), r.plus(Fraction(draw(st.integers(0, 60))), r.over(top, pole))))
    return made


def total(terms: Terms, t: Fraction) -> Fraction:
    return sum((share * r.value_at(value, t) for share, value in terms), Fraction(0))


def _holds(found: list[Stretch], t: Fraction) -> bool:
    return any(part.near < t and (part.far is None or t < part.far) for part in found)


@settings(max_examples=60, deadline=None)
@given(sums(), st.integers(1, 79))
def test_a_sum_is_above_a_bar_exactly_where_it_is_said_to_be(terms: Terms, at: int) -> None:
    edge = Fraction(at, 10)
    bar = total(terms, edge)
    found = list(above(terms, bar, Fraction(0), FAR))
    points = [t for i in range(1, 80) if (t := Fraction(i, 10)) != edge]
    leads = {t: total(terms, t) - bar for t in points}
    assert [t for t in points if _holds(found, t) is not (leads[t] > 0) and abs(leads[t]) > 1e-7] == []
    crosses = total(terms, edge - Fraction(1, 50)) < bar < total(terms, edge + Fraction(1, 50))
    if crosses and len(found) == 1:
        assert (found[0].near, found[0].exact) == (edge, True)  # a short fraction is found as such


@settings(max_examples=40, deadline=None)
@given(sums(), st.fractions(-50, 50, max_denominator=1000))
def test_an_edge_is_told_to_fourteen_digits_and_more(terms: Terms, bar: Fraction) -> None:
    for part in above(terms, bar, Fraction(0), FAR):
        beyond = part.near * (1 + Fraction(1, 10**12)) or Fraction(1, 10**12)
        assert part.far is None or beyond >= part.far or total(terms, beyond) > bar - Fraction(1, 10**9)
        if part.near:
            assert total(terms, part.near * (1 - Fraction(1, 10**12))) < bar + Fraction(1, 10**9)


def test_what_tends_to_a_value_without_end_is_above_it_for_ever() -> None:
    rising = r.over(T, r.plus(T, Fraction(1)))
    assert list(above([(Fraction(1), rising)], Fraction(1, 2), Fraction(0), None)) == [
        Stretch(Fraction(1), None, closed=False)
    ]
    assert not list(above([(Fraction(1), rising)], Fraction(1), Fraction(0), None))


@pytest.mark.parametrize("bid", ["bataillon", "cacahuete"])
def test_levers_hold_where_one_fact_moves_thirty_scores_of_thirty_denominators(tmp_path: Path, bid: str) -> None:
    study = wide_case(tmp_path, 30).study
    found = levers_of(Workbench(study), bid)
    levers = [(aim, lever) for aim in found.aims for lever in (*aim.single, *([aim.pair] if aim.pair else []))]
    assert levers
    for aim, lever in levers:
        assert reached(aim, changed(study, bid, lever, WHOLE))
        if is_scalable(lever):
            assert not reached(aim, changed(study, bid, lever, LESS))

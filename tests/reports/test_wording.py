"""Scores in words: an open one never reads like a known one, nor like an interval from a number to itself."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracteval.model.result import Score
from contracteval.reports.wording import score_text

F = Fraction


@pytest.mark.parametrize(
    ("low", "high", "en", "fr"),
    [
        ("62.1", "88.4", "62.1\u00a0–\u00a088.4", "62,1\u00a0–\u00a088,4"),
        ("0.01", "0.04", "0.01\u00a0–\u00a00.04", "0,01\u00a0–\u00a00,04"),
        ("49.951", "50.04", "49.95\u00a0–\u00a050.04", "49,95\u00a0–\u00a050,04"),
        ("12.3456", "12.3474", "12.346\u00a0–\u00a012.347", "12,346\u00a0–\u00a012,347"),
        ("0", "0.0001", "~0.0", "~0,0"),
        ("0", "0", "~0.0", "~0,0"),
    ],
)
def test_an_open_score(low: str, high: str, en: str, fr: str) -> None:
    score = Score("unknown", None, F(low), F(high))
    assert score_text(score, "en") == en
    assert score_text(score, "fr") == fr


@given(st.tuples(*[st.fractions(0, 100)] * 2).map(sorted))
def test_ends_never_read_alike(ends: list[Fraction]) -> None:
    text = score_text(Score("unknown", None, *ends), "en")
    low, _, high = text.partition("\u00a0–\u00a0")
    assert low != high
    assert text.startswith("~") == (not high)

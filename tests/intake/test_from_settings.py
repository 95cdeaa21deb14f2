"""evaluation.toml: read exactly, and every problem of it at once."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from contracteval.errors import InputError
from contracteval.intake.from_settings import read_settings
from contracteval.text import LANGUAGES

GOOD = """
title = "Infogérance 2027"
date = 2026-11-20
stage = "contract"
currency = "EUR"
rates.USD = "0,92"
rulesets = ["partner", "fair_price"]
profile = "partner"
[weights]
partner = "1/6"
promise = 0.1
posture = 20
[parameters]
minimum_margin = "5 %"
discount = 0.08
"""


def read(folder, text):
    (folder / "evaluation.toml").write_text(text, encoding="utf-8")
    return read_settings(folder)


def kinds(folder, text):
    with pytest.raises(InputError) as caught:
        read(folder, text)
    assert all(problem.to_lines(lang) for problem in caught.value.problems for lang in LANGUAGES)
    return [(problem.kind, problem.places[0].key) for problem in caught.value.problems]


def test_the_settings_of_the_design_are_read_exactly(tmp_path):
    settings = read(tmp_path, GOOD)
    assert settings.date == date(2026, 11, 20)
    assert settings.rates == {"USD": Fraction(23, 25)}
    assert settings.rulesets == ("partner", "fair_price")
    assert settings.weights == {"partner": "1/6", "promise": "0.1", "posture": "20"}
    assert settings.parameters == {"minimum_margin": "5 %", "discount": "0.08"}


def test_a_file_saved_by_notepad_is_read(tmp_path):
    (tmp_path / "evaluation.toml").write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode())
    assert read_settings(tmp_path).stage == "contract"


def test_all_problems_come_at_once(tmp_path):
    bad = """
    titel = "x"
    date = "soon"
    stage = "proposed"
    currency = "EURO€"
    rates.USD = "-1"
    rates.XXX = 1
    rulesets = "partner"
    [weights]
    a = true
    """
    assert kinds(tmp_path, bad) == [
        ("settings-value", "title"),
        ("settings-value", "date"),
        ("settings-value", "stage"),
        ("settings-value", "currency"),
        ("settings-value", "rates.USD"),
        ("settings-value", "rates.XXX"),
        ("settings-value", "rulesets"),
        ("settings-value", "weights.a"),
        ("settings-key-unknown", "titel"),
    ]


def test_an_unknown_key_says_what_was_probably_meant(tmp_path):
    with pytest.raises(InputError) as caught:
        read(tmp_path, GOOD.replace("profile =", "profil ="))
    assert "did you mean profile?" in str(caught.value)


@pytest.mark.parametrize("text", ["title = ", "a = 1\na = 2", "x = " + "[" * 5000, 'title = "\\q"'])
def test_broken_toml_is_refused(tmp_path, text):
    assert [kind for kind, _ in kinds(tmp_path, text)] == ["toml-broken"]


def test_a_missing_folder_or_file_names_the_command_to_type(tmp_path):
    for folder in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(InputError) as caught:
            read_settings(folder)
        assert caught.value.problems[0].kind == "settings-missing"
        assert "contracteval new DIR" in str(caught.value)


def test_a_file_that_is_not_text_is_refused(tmp_path):
    (tmp_path / "evaluation.toml").write_bytes(b"\xff\xfe\x00\x01")
    with pytest.raises(InputError):
        read_settings(tmp_path)

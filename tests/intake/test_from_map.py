"""A vendor's own layout read through a map: by cell, or where a label's row meets a heading's column."""

from __future__ import annotations

import os
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest

from contracteval.intake.from_map import read_mapped_workbook
from contracteval.intake.number_formats import currency_of_format
from contracteval.intake.reading import Reading
from contracteval.model.fact import Grade
from contracteval.text import LANGUAGES
from tests.intake.asked import NEEDS, SETTINGS


def workbook(path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "DPGF"
    rows = [
        ("Lot 2", None, None, None),
        ("Poste", "Montant", "Délai", "Montant TTC"),
        ("Réseau", 400_000, 3, 480_000),
        ("Total H.T.", 10_200_000, "12 mois", 12_240_000),
        ("Partage", 0.15, None, "#REF!"),
        ("Poste", 15, None, None),
    ]
    for row in rows:
        sheet.append(row)
    sheet["B3"].number_format = "#,##0.00 [$€-40C]"
    sheet["D3"].number_format = '"$"#,##0'
    sheet["B5"].number_format = "0.00%"
    sheet["D4"] = "=1+1"
    sheet["D5"] = "#REF!"
    hidden = book.create_sheet("Secret")
    hidden.sheet_state = "hidden"
    hidden["A1"] = 1
    book.save(path)
    return path


def read(tmp_path, text):
    (tmp_path / "acme.map.toml").write_text(text, encoding="utf-8")
    reading = Reading("acme.xlsx", SETTINGS, NEEDS)
    read_mapped_workbook(workbook(tmp_path / "acme.xlsx"), tmp_path / "acme.map.toml", reading)
    reading.findings = [
        f for f in reading.findings if not f.kind.endswith("-differs")
    ]  # the total is more than its one line
    assert all(problem.to_lines(lang) for problem in reading.problems + reading.findings for lang in LANGUAGES)
    # this schedule does not add up, which is told too
    reading.findings = [finding for finding in reading.findings if not finding.kind.endswith("-differs")]
    return reading


def values(reading):
    return {given.fact: given.answer.value for given in reading.given}


def kinds(problems):
    return [problem.kind for problem in problems]


def test_a_map_finds_values_by_cell_and_by_label(tmp_path):
    reading = read(
        tmp_path,
        """
        vendor = "Acme SA"
        [facts.price]
        sheet = "dpgf"
        label = "total  h.t."
        column = "MONTANT"
        unit = "€/an"
        grade = "contracted"
        clause = "art. 4"
        [facts.transition_cost]
        cell = "$B$3"
        [facts.notice]
        label = "Total H.T."
        column = "C"
        [facts.gain_share]
        cell = "b5"
        unit = "%"
        """,
    )
    assert reading.problems == []
    assert all(finding.kind.endswith("-differs") for finding in reading.findings)
    assert reading.vendor == "Acme SA"
    assert values(reading) == {
        "price": Fraction(51, 5),
        "transition_cost": Fraction(2, 5),
        "notice": 12,
        "gain_share": Fraction(3, 20),
    }
    price = reading.given[0].answer
    assert (price.grade, price.clause, price.places[0].to("en")) == (
        Grade.CONTRACTED,
        "art. 4",
        "acme.xlsx › DPGF!B4 (Annual price)",
    )


def test_a_plain_number_with_a_percent_unit_is_divided(tmp_path):
    assert values(read(tmp_path, '[facts.gain_share]\ncell = "B6"\nunit = "%"')) == {"gain_share": Fraction(3, 20)}


def test_a_dollar_format_is_dollars(tmp_path):
    reading = read(tmp_path, '[facts.transition_cost]\ncell = "D3"')
    assert values(reading) == {"transition_cost": Fraction(48, 100) * Fraction(92, 100)}


@pytest.mark.parametrize(
    ("entry", "kind"),
    [
        ('cell = "D4"', "formula-not-calculated"),
        ('cell = "D5"', "cell-error"),
        ('cell = "Z9"', "cell-blank"),
        ('cell = "A4"', "not-a-number"),
        ('label = "Poste"\ncolumn = "B"', "label-ambiguous"),
        ('label = "Totl H.T."\ncolumn = "B"', "label-missing"),
        ('label = "Total H.T."\ncolumn = "Montants annuels"', "label-missing"),
        ('cell = "B4"\nunit = "parsecs"', "unknown-unit"),
        ('cell = "B4"\nunit = "€ TTC/an"', "tax-included"),
    ],
)
def test_what_stands_there_may_be_a_finding_and_the_fact_unknown(tmp_path, entry, kind):
    reading = read(tmp_path, "[facts.price]\n" + entry)
    assert reading.problems == []
    assert [(finding.kind, finding.fact) for finding in reading.findings] == [(kind, "price")]
    assert values(reading) == {"price": None}


def test_a_missing_label_names_the_nearest(tmp_path):
    (finding,) = read(tmp_path, '[facts.price]\nlabel = "Totl H.T."\ncolumn = "B"').findings
    assert finding.next is not None
    assert finding.next.en == "did you mean “Total H.T.” (A4)?"


def test_all_mistakes_of_a_map_come_at_once(tmp_path):
    reading = read(
        tmp_path,
        """
        vendr = "x"
        vendor = 3
        facts.staff = "B4"
        [facts.prise]
        cell = "B4"
        [facts.price]
        sheet = "DPFG"
        cell = "4B"
        units = "€"
        [facts.notice]
        label = "x"
        [facts.sites]
        cell = "XFD1048576"
        grade = "sworn"
        [facts.gain_share]
        cell = 4
        """,
    )
    assert reading.given == []
    assert sorted(kinds(reading.problems)) == sorted(
        [*["key-unknown"] * 2, *["map-wrong"] * 7, "fact-unknown", "sheet-unknown", "grade-unknown"]
    )


def test_a_broken_map_and_a_broken_workbook_are_both_reported(tmp_path):
    (tmp_path / "a.map.toml").write_text("[facts", encoding="utf-8")
    (tmp_path / "a.xlsx").write_bytes(b"no")
    reading = Reading("a.xlsx", SETTINGS, NEEDS)
    read_mapped_workbook(tmp_path / "a.xlsx", tmp_path / "a.map.toml", reading)
    assert kinds(reading.problems) == ["toml-broken", "not-a-workbook"]


@pytest.mark.parametrize(
    ("number_format", "currency"),
    [
        ("#,##0.00\\ [$€-1]", "€"),
        ('"$"#,##0.00', "$"),
        ('#,##0.00 "EUR"', "EUR"),
        ('_-* #,##0.00 "€"_-', "€"),
        ("[$R$-416]#,##0.00", "R$"),
        ("[$-409]#,##0.00", None),
        ('#,##0.00" h"', None),
        ("General", None),
    ],
)
def test_a_number_format_shows_its_currency(number_format, currency):
    assert currency_of_format(number_format) == currency


SAMPLES = os.environ.get("CONTRACTEVAL_SAMPLES")


@pytest.mark.skipif(not SAMPLES, reason="CONTRACTEVAL_SAMPLES names no folder of sample files")
@pytest.mark.parametrize(
    ("name", "entry", "cell", "expected"),
    [
        (
            "fr_dpgf_reseau_it.xlsx",
            'label = "Total"\ncolumn = "Colonne 1"',
            "Feuille 1!G10",
            Fraction("0.132585544"),
        ),
        (
            "gsa_s70_example.xlsx",
            'sheet = "(3)Labor Categories"\nlabel = "Project Manager"\ncolumn = "PRICE OFFERED TO GSA (including IFF)"',
            "(3)Labor Categories!L4",
            Fraction("0.0001067108"),
        ),
        ("tco_synthesis.xlsx", 'cell = "D11"\nunit = "USD"', "TCO!D11", Fraction("0.007107")),
    ],
)
def test_real_price_schedules_are_read_through_a_map(tmp_path, name, entry, cell, expected):
    (tmp_path / "real.map.toml").write_text(f"[facts.price]\n{entry}\n", encoding="utf-8")
    reading = Reading(name, SETTINGS, NEEDS)
    read_mapped_workbook(Path(SAMPLES or "") / "workbooks" / name, tmp_path / "real.map.toml", reading)
    assert reading.problems == []
    assert all(finding.kind.endswith("-differs") for finding in reading.findings)
    (given,) = reading.given
    assert given.answer.places[0].to("en") == f"{name} › {cell} (Annual price)"
    assert given.answer.value == expected

"""Questionnaires made from the rules: what they ask, what they never give away, and the ones that ship."""

from __future__ import annotations

import re
import shutil
import warnings
import zipfile
from pathlib import Path

import openpyxl
import pytest

from contracteval.case import Case
from contracteval.data import data_folder
from contracteval.starter import write_shipped_templates, write_template
from contracteval.text import LANGUAGES


def cells_of(path: Path) -> dict[str, list[tuple[str, object]]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
    return {
        sheet.title: [(cell.coordinate, cell.value) for row in sheet.iter_rows() for cell in row if cell.value is not None]
        for sheet in book
    }  # fmt: skip


def ids_of(path: Path) -> set[str]:
    sheets = list(cells_of(path).values())[1:]
    return {str(value) for cells in sheets for cell, value in cells if re.fullmatch(r"A\d+", cell)}


def test_the_questionnaires_that_ship_are_those_that_the_rules_make(tmp_path: Path) -> None:
    write_shipped_templates(tmp_path)
    made = {path.name for path in tmp_path.iterdir()}
    assert made == {path.name for path in data_folder("templates").glob("*.xlsx")}
    for name in sorted(made):
        again = "python -c \"from pathlib import Path; from contracteval.starter import *; write_shipped_templates(Path('templates'))\""
        assert cells_of(tmp_path / name) == cells_of(data_folder("templates") / name), f"make them anew: {again}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_vendors_questionnaire_gives_nothing_of_the_evaluation_away(tmp_path: Path, lang: str) -> None:
    folder = tmp_path / "demo"
    shutil.copytree(data_folder("templates") / "demo", folder)
    path = tmp_path / "vendor.xlsx"
    write_template(path, "vendor", lang, folder)
    with zipfile.ZipFile(path) as book:
        written = "\n".join(book.read(name).decode() for name in book.namelist() if name.endswith(".xml"))
    texts = set(re.findall(r">([^<>]+)<", written))
    case = Case(folder)
    dossier = case.dossier
    secrets = {
        str(format(float(answer.value), ".15g"))
        for answers in (dossier.brief, *(bid.answers for bid in dossier.bids))
        for answer in answers.facts.values()
        if not isinstance(answer.value, bool | str | type(None)) and answer.value.denominator > 1
    }
    assert len(secrets) > 10
    assert secrets & texts == set()
    assert not [bid.vendor for bid in dossier.bids if bid.vendor in written or f"{bid.id}.json" in written]
    others = [spec for spec in case.rulebook.facts.values() if spec.by != "vendor"]
    assert not [
        spec.id for spec in others if re.search(rf"\b{spec.id}\b", written) or spec.question.to(lang) in written
    ]
    assert not [id_ for id_ in case.rulebook.parameters if re.search(rf"\b{id_}\b", written)]


def test_a_stage_asks_for_no_more_than_can_be_known_by_then(tmp_path: Path) -> None:
    asked = {}
    for stage in ("proposal", "contract"):
        path = tmp_path / f"{stage}.xlsx"
        write_template(path, "vendor", "en", rulesets=["contract"], stage=stage)
        asked[stage] = ids_of(path)
    assert asked["proposal"] < asked["contract"]
    assert "exit_plan_clause" in asked["contract"] - asked["proposal"]


def test_a_profile_asks_what_it_weighs(tmp_path: Path) -> None:
    for profile in ("five_criteria", "partner"):
        write_template(tmp_path / f"{profile}.xlsx", "panel", "fr", profile=profile)
    five, partner = (ids_of(tmp_path / f"{name}.xlsx") for name in ("five_criteria", "partner"))
    assert "transformation_roadmap" in five
    assert "tranquility_service" in partner - five

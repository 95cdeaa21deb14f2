"""The record of how a scorecard was made: in the file, the same after reading it back."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from contracteval.case import Case
from contracteval.model.handover import Handover
from contracteval.reports.to_workbook import scorecard_content, write_scorecard
from contracteval.text import Language


@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize(("profile", "stage"), [(None, None), ("partner", "contract")])
@pytest.mark.parametrize("levers", [True, False])
def test_the_record_reads_back(lang: Language, levers: bool, profile: str | None, stage: str | None) -> None:
    made = Handover(
        lang,
        levers,
        profile,
        stage,
        inputs={"bids/acme & co.xlsx": "0" * 64, "brief.json": "1" * 64},
        dated="2026-11-20T09:00:00+00:00",
    )
    assert Handover.from_properties(made.to_properties()) == made


@pytest.mark.parametrize("found", [{}, {"contracteval-version": "1"}, {"contracteval-language": "en"}, {"a": "b"}])
def test_properties_of_other_documents_are_no_record(found: dict[str, str]) -> None:
    assert Handover.from_properties(found) is None


def test_the_workbook_carries_it_and_a_file_holds_the_same_bytes(demo_case: Case, tmp_path: Path) -> None:
    case, made = demo_case, Handover("fr", profile="client")
    path = tmp_path / "scorecard.xlsx"
    write_scorecard(path, case.plan, case.dossier, case.comparison, "fr", handover=made)
    assert path.read_bytes() == scorecard_content(case.plan, case.dossier, case.comparison, "fr", handover=made)
    with zipfile.ZipFile(path) as parts:
        properties = parts.read("docProps/custom.xml").decode()
    assert all(f'"{name}"' in properties for name in made.to_properties())

"""Results that follow from an edit are told from results that were edited."""

from __future__ import annotations

import re

import pytest

from contracteval.audit import recalculate as module
from contracteval.audit.from_xlsx import snapshot_of
from contracteval.audit.recalculate import recalculate, strays
from contracteval.audit.verify import Received
from contracteval.case import Case
from contracteval.cli.handing_over import content_of
from contracteval.model.handover import Handover
from contracteval.reports.verification_words import statements
from tests.audit.tampering import packed, unpacked

TOTAL = "Criteria", "E12"


@pytest.fixture(scope="module")
def scorecard(demo_case: Case) -> bytes:
    return content_of(demo_case, Handover("en"))


def rewritten(content: bytes, values: dict[tuple[str, str], float]) -> bytes:
    """Store other numbers in some cells, formulas kept."""
    parts, sheets = unpacked(content), snapshot_of(content).sheets
    for (title, cell), value in values.items():
        part = sheets[title].part
        pattern = rf'(<c r="{cell}"[^>]*>(?:<f>[^<]*</f>)?<v>)[^<]*'
        text, count = re.subn(pattern, rf"\g<1>{value!r}", parts[part].decode())
        assert count == 1
        parts[part] = text.encode()
    return packed(parts)


@pytest.fixture(scope="module")
def edited(scorecard: bytes) -> bytes:
    """The price of one bid edited, and everything that follows stored anew, as a spreadsheet program does."""
    changed = rewritten(scorecard, {("Inputs artisan", "C7"): 9.5})
    recalculated = recalculate(changed)
    assert recalculated is not None
    found = strays(snapshot_of(changed), recalculated)
    numbers = {
        (title, f"{chr(64 + position[1])}{position[0]}"): value
        for (title, position), value in found.items()
        if isinstance(value, float) and position[1] <= 26
    }
    assert len(numbers) > 50
    return rewritten(changed, numbers)


def test_an_untouched_one_recalculates(scorecard: bytes) -> None:
    recalculated = recalculate(scorecard)
    assert recalculated is not None
    assert strays(snapshot_of(scorecard), recalculated) == {}


def test_what_follows_from_an_edited_input_is_counted_not_listed(scorecard: bytes, edited: bytes) -> None:
    found = Received("s.xlsx", edited, snapshot_of(edited)).against(scorecard, "demo")
    assert [item.place.cell for item in found.of("input")] == ["C7"]
    assert found.recalculated
    assert found.following > 50
    said = " ".join(statements(found, "en")).replace("\u00a0", " ")
    assert f"{found.following} results differ only because" in said
    assert not found.of("result")


def test_a_result_edited_among_them_is_found_with_what_it_should_be(scorecard: bytes, edited: bytes) -> None:
    forged = rewritten(edited, {TOTAL: 99.0})
    found = Received("s.xlsx", forged, snapshot_of(forged)).against(scorecard, "demo")
    told = [(item.place.sheet, item.place.cell, item.found) for item in found.of("result") if item.found == 99.0]
    assert told == [(*TOTAL, 99.0)]


def test_a_stale_result_is_found_without_the_folder(scorecard: bytes) -> None:
    stale = rewritten(scorecard, {("Inputs artisan", "C7"): 9.5, ("Inputs artisan", "L7"): 9.5})
    found = Received("s.xlsx", stale, snapshot_of(stale)).alone()
    assert found.recalculated
    assert not found.of("input")
    assert ("Measures", "D7") in {(item.place.sheet, item.place.cell) for item in found.of("result")}


def test_without_the_calculator_it_says_so(scorecard: bytes, edited: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "find_spec", lambda _: None)
    found = Received("s.xlsx", edited, snapshot_of(edited)).against(scorecard, "demo")
    assert (found.recalculated, found.following) == (False, 0)
    assert len(found.of("result")) > 50
    assert any("contracteval[recalculate]" in said for said in statements(found, "en"))
    alone = Received("s.xlsx", scorecard, snapshot_of(scorecard)).alone()
    assert alone.holds
    assert any("contracteval[recalculate]" in said for said in statements(alone, "fr"))


def test_a_calculator_that_fails_is_no_evidence(scorecard: bytes) -> None:
    assert recalculate(b"no workbook") is None
    assert recalculate(scorecard[:5000]) is None

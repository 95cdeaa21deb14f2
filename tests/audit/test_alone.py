"""Without its evaluation a scorecard can only be asked whether it agrees with itself."""

from __future__ import annotations

import re
from html import escape

import pytest

from contracteval.audit.from_xlsx import snapshot_of
from contracteval.audit.verify import Received
from contracteval.case import Case
from contracteval.cli.handing_over import content_of
from contracteval.model.handover import Handover
from contracteval.model.verification import Verification
from contracteval.reports.verification_words import statements
from contracteval.text import Language
from tests.audit.tampering import packed, unpacked


@pytest.fixture(scope="module")
def scorecard(demo_case: Case) -> bytes:
    return content_of(demo_case, Handover("en"))


def alone(content: bytes) -> Verification:
    return Received("scorecard.xlsx", content, snapshot_of(content)).alone()


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_an_untouched_one_agrees_and_what_that_does_not_prove_is_said(demo_case: Case, lang: Language) -> None:
    found = alone(content_of(demo_case, Handover(lang)))
    assert (found.verdicts, found.holds) == (("agrees-with-itself",), True)
    said = " ".join(statements(found, lang))
    assert ("does not prove" if lang == "en" else "ne prouve pas") in said


def changed(content: bytes, title: str, old: str, new: str) -> bytes:
    parts = unpacked(content)
    part = snapshot_of(content).sheets[title].part
    text = parts[part].decode()
    assert old in text
    return packed({**parts, part: text.replace(old, new, 1).encode()})


def test_an_input_that_is_not_its_copy_is_found(scorecard: bytes) -> None:
    found = alone(changed(scorecard, "Inputs artisan", "<v>10.2</v>", "<v>9.5</v>"))
    assert [(item.kind, item.place.cell, item.expected, item.found) for item in found.deviations[:1]] == [
        ("input", "C7", 10.2, 9.5)
    ]


def test_a_value_that_does_not_repeat_its_source_is_found(scorecard: bytes) -> None:
    book = snapshot_of(scorecard)
    cell = book.sheets["Decision"].at((8, 5))
    assert cell.formula is not None
    assert cell.formula.startswith("'Criteria'!")
    found = alone(changed(scorecard, "Decision", f"<v>{cell.value!r}</v>", "<v>99</v>"))
    assert [(item.kind, item.place.cell, item.found) for item in found.deviations] == [("result", "E8", 99.0)]


def test_a_check_that_fails_is_found(scorecard: bytes) -> None:
    book = snapshot_of(scorecard).sheets["Checks"]
    cell = book.at((9, 6)).formula
    assert cell is not None
    old = f"<f>{escape(cell, quote=False)}</f><v>0.0</v>"
    found = alone(changed(scorecard, "Checks", old, old.replace("<v>0.0", "<v>1")))
    assert ("result", "Checks", "F9", 1.0) in {
        (item.kind, item.place.sheet, item.place.cell, item.found) for item in found.deviations
    }


@pytest.mark.parametrize("written", ["{}", "{} ", "abcd-{}"])
def test_a_fingerprint_is_looked_for_however_it_is_written(scorecard: bytes, written: str) -> None:
    received = Received("scorecard.xlsx", scorecard, snapshot_of(scorecard))
    text = next(
        cell.value
        for cell in received.snapshot.sheets["Method and sources"].cells.values()
        if isinstance(cell.value, str) and re.fullmatch("[0-9a-f]{64}", cell.value)
    )
    recorded = written.format(text[:16].upper())
    found = received.recorded_elsewhere(received.alone(), recorded)
    assert found.fingerprint is not None
    assert found.fingerprint.found is not written.startswith("abcd")
    assert found.holds is found.fingerprint.found
    assert not received.recorded_elsewhere(received.alone(), " - ").holds

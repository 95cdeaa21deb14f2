"""Every change of one cell is found, named by its kind and its cell; what was not touched is genuine."""

from __future__ import annotations

import random
import re
from collections import Counter
from io import BytesIO

import openpyxl
import pytest

from contracteval.audit.compare import compare, saving_of
from contracteval.audit.from_xlsx import snapshot_of
from contracteval.audit.snapshot import Snapshot
from contracteval.audit.verify import Received
from contracteval.case import Case
from contracteval.cli.handing_over import content_of
from contracteval.evaluation.evaluate import compare as compare_bids
from contracteval.model.bid import Answers, Bid, Dossier
from contracteval.model.handover import Handover
from contracteval.model.verification import Verification
from contracteval.reports.to_workbook import scorecard_content
from tests.audit.tampering import Cell, cells_of, draw_tampering, packed, tampered, unpacked
from tests.calculators import has_libreoffice, resaved_by_libreoffice
from tests.reports.workbooks import plan_of

FILE = "scorecard.xlsx"
TAMPERINGS = 200


@pytest.fixture(scope="module")
def scorecard(demo_case: Case) -> bytes:
    return content_of(demo_case, Handover("en", levers=True))


@pytest.fixture(scope="module")
def expected(scorecard: bytes) -> Snapshot:
    return snapshot_of(scorecard)


def verified(content: bytes, scorecard: bytes) -> Verification:
    return Received(FILE, content, snapshot_of(content)).against(scorecard, "demo")


def unlocked_cells(content: bytes) -> set[tuple[str, str]]:
    book = openpyxl.load_workbook(BytesIO(content))
    return {
        (sheet.title, cell.coordinate)
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if not cell.protection.locked
    }


def test_two_hundred_random_tamperings_of_single_cells(scorecard: bytes, expected: Snapshot) -> None:
    draw = random.Random(7)
    parts, unlocked = unpacked(scorecard), unlocked_cells(scorecard)
    titles = {sheet.part: title for title, sheet in expected.sheets.items()}
    by_sheet: dict[str, list[Cell]] = {}
    for cell in cells_of(parts):
        by_sheet.setdefault(cell.part, []).append(cell)
    sheets, seen = sorted(by_sheet), Counter[str]()
    for i in range(TAMPERINGS):
        cell = draw.choice(by_sheet[sheets[i % len(sheets)]])
        title = titles[cell.part.casefold()]
        done = draw_tampering(draw, cell, unlocked=(title, cell.address) in unlocked)
        content = tampered(parts, done)
        found = snapshot_of(content, like=expected)
        saving = saving_of(expected, found, identical=content == scorecard)
        told = [(item.kind, item.place.sheet, item.place.cell) for item in compare(expected, found, FILE, saving)]
        assert told == [(done.kind, title, cell.address)], (done.what, done.written, cell)
        seen[done.what] += 1
    assert len(seen) == 10, seen  # every way was taken
    assert min(seen.values()) > 2, seen


def test_what_is_taken_from_another_snapshot_is_what_would_be_read(scorecard: bytes, expected: Snapshot) -> None:
    changed = part_of(scorecard, expected.sheets["Criteria"].part, "SUM(", "MAX(")
    assert snapshot_of(changed, like=expected) == snapshot_of(changed)
    assert snapshot_of(changed) != expected


def test_an_untouched_file_is_genuine(scorecard: bytes) -> None:
    found = verified(scorecard, scorecard)
    assert (found.verdicts, found.saving, found.holds) == (("genuine",), "identical", True)


def test_a_file_packed_anew_is_genuine(scorecard: bytes) -> None:
    found = verified(packed(unpacked(scorecard)), scorecard)
    assert (found.verdicts, found.saving) == (("genuine",), "repacked")


@pytest.fixture(scope="module")
def saved_anew(demo_case: Case, tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[bytes, bytes]]:
    """Scorecards as we wrote them and as LibreOffice saved them: of the demo in both languages, and of one with tables."""
    plan = plan_of("ledger")
    dossier = Dossier(Answers(), tuple(Bid(id_, id_.title(), Answers()) for id_ in ("x", "y")))
    written = {
        "en": content_of(demo_case, Handover("en", levers=True)),
        "fr": content_of(demo_case, Handover("fr", levers=True)),
        "tables": scorecard_content(plan, dossier, compare_bids(plan, dossier), "en"),
    }
    assert "Tables x" in snapshot_of(written["tables"]).sheets
    saved = resaved_by_libreoffice(list(written.values()), tmp_path_factory.mktemp("saved"))
    return {name: (content, saved[i]) for i, (name, content) in enumerate(written.items())}


@pytest.mark.skipif(not has_libreoffice(), reason="LibreOffice is not installed")
@pytest.mark.parametrize("name", ["en", "fr", "tables"])
def test_what_libreoffice_saved_anew_is_genuine(saved_anew: dict[str, tuple[bytes, bytes]], name: str) -> None:
    original, saved = saved_anew[name]
    found = verified(saved, original)
    assert found.deviations == ()
    assert (found.verdicts, found.saving, found.holds) == (("genuine",), "resaved", True)
    assert found.program.startswith("LibreOffice")
    assert Received(FILE, saved, snapshot_of(saved)).alone().holds


@pytest.mark.skipif(not has_libreoffice(), reason="LibreOffice is not installed")
def test_a_change_in_what_libreoffice_saved_anew_is_found(saved_anew: dict[str, tuple[bytes, bytes]]) -> None:
    original, saved = saved_anew["en"]
    changed = part_of(saved, snapshot_of(saved).sheets["Criteria"].part, "SUM(", "MAX(")
    assert verified(changed, original).verdicts == ("formulas-edited",)


def test_a_number_edited_with_openpyxl_is_an_input_among_missing_results(scorecard: bytes) -> None:
    book = openpyxl.load_workbook(BytesIO(scorecard))
    book["Inputs artisan"]["C7"] = 9.5
    saved = BytesIO()
    book.save(saved)
    found = verified(saved.getvalue(), scorecard)
    assert [(item.place.cell, item.expected, item.found) for item in found.of("input")] == [("C7", 10.2, 9.5)]
    assert found.verdicts == ("results-differ", "inputs-edited")
    assert all(item.found is None for item in found.of("result"))


def part_of(content: bytes, part: str, old: str, new: str) -> bytes:
    parts = unpacked(content)
    text = parts[part].decode()
    assert old in text
    return packed({**parts, part: text.replace(old, new, 1).encode()})


@pytest.mark.parametrize(
    ("where", "old", "new", "kind"),
    [
        ("xl/workbook.xml", '<sheet name="Checks"', '<sheet name="Checked"', "structure"),
        ("xl/workbook.xml", '<sheet name="Checks"', '<sheet name="Checks" state="hidden"', "structure"),
        ("xl/workbook.xml", "$C$8</definedName>", "$C$9</definedName>", "structure"),
        ("Criteria", '<row r="8" ', '<row r="8" hidden="1" ', "structure"),
        ("Criteria", '<col min="1" ', '<col hidden="1" min="1" ', "structure"),
        ("Criteria", "</sheetData>", '</sheetData><mergeCells count="1"><mergeCell ref="A7:B7"/></mergeCells>', "structure"),
        ("Parameters and weights", "<formula1>0</formula1>", "<formula1>-9</formula1>", "structure"),
        ("Parameters and weights", "<sheetProtection ", "<sheetProtected ", "structure"),
        ("xl/styles.xml", 'formatCode="0.0"', 'formatCode=";;;"', "look"),
        ("xl/charts/chart1.xml", "$39", "$38", "structure"),
        ("xl/sharedStrings.xml", "<si><t>", '<si><rPh sb="0" eb="1"><t>x</t></rPh><t>', "structure"),
    ],
)  # fmt: skip
def test_what_is_in_no_cell_is_found_too(
    scorecard: bytes, expected: Snapshot, where: str, old: str, new: str, kind: str
) -> None:
    part = expected.sheets[where].part if where in expected.sheets else where
    found = verified(part_of(scorecard, part, old, new), scorecard)
    assert not found.holds
    assert kind in {item.kind for item in found.deviations}


def test_a_part_that_no_scorecard_has_is_named(scorecard: bytes) -> None:
    relation = '<Relationship Id="rId999" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/></Relationships>'
    changed = unpacked(part_of(scorecard, "xl/_rels/workbook.xml.rels", "</Relationships>", relation))
    found = verified(packed({**changed, "xl/vbaProject.bin": b"macro"}), scorecard)
    assert any("vbaProject" in item.what.en for item in found.of("structure") if item.what is not None)


def test_a_changed_folder_is_told_from_a_changed_workbook(scorecard: bytes) -> None:
    digest = "0" * 64
    other = unpacked(scorecard)
    strings = other["xl/sharedStrings.xml"].decode()
    now = re.findall("[0-9a-f]{64}", strings)[0]
    made_before = packed({**other, "xl/sharedStrings.xml": strings.replace(now, digest).encode()})
    found = verified(made_before, scorecard)
    assert [(item.at_hand_over, item.now) for item in found.sources] == [(digest, now)]
    assert not verified(scorecard, scorecard).sources


def test_a_scorecard_of_another_evaluation_is_said_to_be_one(scorecard: bytes) -> None:
    other = part_of(scorecard, "docProps/core.xml", "Infogérance 2027", "Nettoyage 2027")
    found = verified(other, scorecard)
    assert found.verdicts[0] == "other-evaluation"
    assert found.titles == ("Nettoyage 2027", "Infogérance 2027")

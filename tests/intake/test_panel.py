"""One workbook for each evaluator, read back: a blank is no opinion, and never a zero."""

from __future__ import annotations

import warnings
from itertools import pairwise

import openpyxl
import pytest

from contracteval.intake.from_panel import read_panel
from contracteval.intake.to_questionnaire import write_questionnaire
from contracteval.text import LANGUAGES
from tests.intake.asked import NEEDS, SETTINGS

BIDS = [("acme", "Acme SA"), ("bolt 2", "Bolt")]


def fill(path, change):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
        change(book.worksheets[1])
        book.save(path)


def head_row(sheet):
    return next(row[0].row for row in sheet.iter_rows() if any(cell.value == "id" for cell in row))


def judge(name, role, scores):
    """Fill in a sheet: scores and comments by bid, under whatever column they stand now."""

    def change(sheet):
        for row in sheet.iter_rows():
            for cell, after in pairwise(row):
                if cell.value in ("Evaluator", "Évaluateur"):
                    after.value = name
                elif cell.value in ("Role", "Rôle"):
                    after.value = role
        head = head_row(sheet)
        (row,) = [cells[0].row for cells in sheet.iter_rows() if any(cell.value == "roadmap" for cell in cells)]
        for cell in sheet[head]:
            for bid, (value, comment) in scores.items():
                if cell.value == bid:
                    sheet.cell(row, cell.column).value = value
                elif cell.value in (f"Comment on {bid}", f"Commentaire sur {bid}"):
                    sheet.cell(row, cell.column).value = comment

    return change


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_evaluator_is_read_with_name_role_values_comments_and_cells(tmp_path, lang):
    path = tmp_path / "marie.xlsx"
    write_questionnaire(path, "panel", NEEDS, "EUR", lang, bids=BIDS)
    fill(path, judge("Marie D.", "DSI", {"acme": (3, "p. 12"), "bolt 2": (None, None)}))
    sheets, findings, problems = read_panel(tmp_path, SETTINGS, NEEDS, ["acme", "bolt 2"])
    assert findings == problems == ()
    (sheet,) = sheets
    assert (sheet.id, sheet.name, sheet.role, sheet.file) == ("marie", "Marie D.", "it", "marie.xlsx")
    assert [(o.bid, o.fact, o.value, o.comment, o.place.cell) for o in sheet.opinions] == [
        ("acme", "roadmap", 3, "p. 12", "E10"),
        ("bolt 2", "roadmap", None, None, "G10"),
    ]


def test_moved_columns_renamed_sheets_and_unknown_bids(tmp_path):
    path = tmp_path / "jean.xlsx"
    write_questionnaire(path, "panel", NEEDS, "EUR", "fr", bids=BIDS)

    def move(sheet):
        judge("Jean", "président", {"acme": (0, None), "bolt 2": (4, "net")})(sheet)
        sheet.title = "Mes notes"
        sheet.move_range(f"E{head_row(sheet)}:F40", cols=10)
        sheet.insert_rows(3, 2)

    fill(path, move)
    sheets, findings, problems = read_panel(tmp_path, SETTINGS, NEEDS, ["acme"])
    assert {o.bid: o.value for o in sheets[0].opinions} == {"acme": 0, "bolt 2": 4}
    assert [f.kind for f in findings] == ["role-unknown"]
    assert sheets[0].role is None
    assert [p.kind for p in problems] == ["bid-unknown"]


def test_a_level_that_does_not_exist_is_a_finding_and_no_opinion(tmp_path):
    path = tmp_path / "a.xlsx"
    write_questionnaire(path, "panel", NEEDS, "EUR", "en", bids=BIDS)
    fill(path, judge("A", "finance", {"acme": (7, None), "bolt 2": ("good", None)}))
    sheets, findings, _ = read_panel(tmp_path, SETTINGS, NEEDS, ["acme", "bolt 2"])
    assert [o.value for o in sheets[0].opinions] == [None, None]
    assert [f.kind for f in findings] == ["fact-out-of-range", "not-a-number"]
    assert [f.bid for f in findings] == ["acme", "bolt 2"]


def test_any_other_workbook_is_a_problem_and_no_folder_is_no_panel(tmp_path):
    openpyxl.Workbook().save(tmp_path / "x.xlsx")
    sheets, _, problems = read_panel(tmp_path, SETTINGS, NEEDS, [])
    assert sheets == ()
    assert [p.kind for p in problems] == ["not-a-panel-sheet"]
    assert read_panel(tmp_path / "nowhere", SETTINGS, NEEDS, []) == ((), (), ())


@pytest.mark.parametrize("kind", ["vendor", "brief"])
def test_a_questionnaire_is_one_problem_and_says_where_it_belongs(tmp_path, kind):
    write_questionnaire(tmp_path / "acme.xlsx", kind, NEEDS, "EUR", "en", bids=BIDS)
    sheets, findings, problems = read_panel(tmp_path, SETTINGS, NEEDS, ["acme", "bolt 2"])
    assert sheets == findings == ()
    (problem,) = problems
    assert problem.kind == "not-a-panel-sheet"
    assert problem.message.en == "this is a questionnaire for a vendor or the buyer, not an evaluator’s sheet"
    assert problem.next.en.startswith("move a vendor’s workbook to bids/")

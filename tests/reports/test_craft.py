"""Craft: the conventions of good spreadsheet practice, held over every sheet, cell and formula of a scorecard."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from openpyxl.formula.tokenizer import Token, Tokenizer
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from contracteval.case import Case
from contracteval.reports.to_workbook.look import INPUT_FILL, STYLES
from tests.calculators import formula_cells
from tests.reports.test_tables import usual as usual_tables
from tests.reports.workbooks import Written, plan_of

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
VOLATILE = {"NOW(", "TODAY(", "RAND(", "RANDBETWEEN(", "OFFSET(", "INDIRECT(", "INFO(", "CELL("}
NEWER = {"XLOOKUP(", "LET(", "LAMBDA(", "FILTER(", "SORT(", "UNIQUE(", "SEQUENCE(", "TEXTJOIN(", "IFS("}
# Inputs stand here; elsewhere only the range over which a curve is drawn may be changed.
INPUT_SHEETS = ("Parameters and weights", "Brief", "Brief tables", "Inputs ", "Tables ", "Questions")
CURVES = ("Price", "Payoff", "Control cost")
LEGEND = "Method and sources"  # shows what a cell that may be changed looks like


@pytest.fixture(scope="module")
def written(demo_case: Case, tmp_path_factory: pytest.TempPathFactory) -> list[Written]:
    folder = tmp_path_factory.mktemp("craft")
    return [
        Written(folder / "demo.xlsx", demo_case.plan, demo_case.dossier),
        Written(folder / "tables.xlsx", plan_of("ledger"), usual_tables()),
    ]


@pytest.fixture(scope="module")
def books(written: list[Written]) -> list[Workbook]:
    return [openpyxl.load_workbook(item.path) for item in written]


def sheets(books: list[Workbook]) -> Iterator[Worksheet]:
    for book in books:
        yield from book.worksheets


def tokens(formula: str) -> Iterator[Token]:
    yield from Tokenizer(formula).items


def test_no_function_is_volatile_or_newer_than_the_programs_share(written: list[Written]) -> None:
    used = {
        t.value.upper() for w in written for f in formula_cells(w.path).values() for t in tokens(f) if t.type == "FUNC"
    }
    assert not used & (VOLATILE | NEWER)
    assert {"IF(", "SUM(", "SUMPRODUCT("} <= used


def test_nothing_is_hidden_linked_or_run(written: list[Written], books: list[Workbook]) -> None:
    for sheet in sheets(books):
        assert sheet.sheet_state == "visible"
        assert not any(
            dimension.hidden for dimension in (*sheet.column_dimensions.values(), *sheet.row_dimensions.values())
        )
    for item in written:
        with zipfile.ZipFile(item.path) as parts:
            names = " ".join(parts.namelist())
            assert not re.search(r"externalLink|vbaProject|connections|oleObject|activeX", names)


def test_every_sheet_prints_well(books: list[Workbook]) -> None:
    """Landscape, as wide as the page, titles repeated, page number of pages, the evaluation in the footer, panes frozen."""
    for sheet in sheets(books):
        assert sheet.page_setup.orientation == "landscape", sheet.title
        assert sheet.page_setup.fitToWidth in (None, 1), sheet.title
        assert sheet.page_setup.fitToHeight == 0, sheet.title
        assert sheet.sheet_properties.pageSetUpPr.fitToPage, sheet.title
        assert sheet.print_title_rows, sheet.title
        assert sheet.freeze_panes, sheet.title
        assert "&P" in sheet.oddFooter.right.text, sheet.title
        assert sheet.oddFooter.left.text, sheet.title
        assert sheet.protection.sheet, sheet.title


def test_the_chart_of_many_bids_has_a_printed_page_of_its_own(demo_case: Case, tmp_path: Path) -> None:
    first = demo_case.dossier.bids[0]
    more = tuple(replace(first, id=f"more{i}", vendor=f"More {i}") for i in range(2))
    dossier = replace(demo_case.dossier, bids=(*demo_case.dossier.bids, *more))
    book = openpyxl.load_workbook(Written(tmp_path / "five.xlsx", demo_case.plan, dossier).path)
    sheet = book.worksheets[0]
    chart = sheet._charts[0].anchor._from.row
    assert [row.id for row in sheet.row_breaks.brk] == [chart]


def test_the_footer_of_a_bids_sheets_names_it(written: list[Written], books: list[Workbook]) -> None:
    for item, book in zip(written, books, strict=True):
        for entry in item.content.entries:
            assert entry.vendor in book[entry.sheet].oddFooter.left.text


def test_documents_say_what_they_are(written: list[Written], books: list[Workbook]) -> None:
    for item, book in zip(written, books, strict=True):
        assert book.properties.title == item.plan.settings.title
        assert book.properties.creator == "contracteval"
        assert book.properties.created.date() == item.plan.settings.date


def test_inputs_alone_are_unlocked_and_all_look_alike(books: list[Workbook]) -> None:
    colours, found = set(), 0
    for sheet in sheets(books):
        for row in sheet.iter_rows():
            for cell in row:
                if not cell.protection.locked:
                    found += 1
                    assert sheet.title.startswith((*INPUT_SHEETS, *CURVES, LEGEND)), (sheet.title, cell.coordinate)
                    assert cell.data_type != "f", (sheet.title, cell.coordinate)
                    colours.add(cell.fill.fgColor.rgb)
                elif cell.data_type == "f":
                    assert cell.fill.fgColor.rgb != "FF" + INPUT_FILL.lstrip("#"), (sheet.title, cell.coordinate)
    assert colours == {"FF" + INPUT_FILL.lstrip("#")}
    assert found > 100


def test_only_inputs_are_validated(books: list[Workbook]) -> None:
    for sheet in sheets(books):
        for validation in sheet.data_validations.dataValidation:
            for area in validation.sqref.ranges:
                for row in sheet[area.coord] if ":" in area.coord else ((sheet[area.coord],),):
                    assert all(not cell.protection.locked for cell in row), (sheet.title, area.coord)


# Numbers in formulas, each with its reason.
DECLARED = {
    "0", "1",
    "2", "3", "4",          # the numbers of verdicts and levels, and the columns of CHOOSE
    "100",                  # the top of every scale; a sum of weights written in hundredths
    "5",                    # a rule's mean of five answers, each named in it
    "9", "12",              # places at which noise of doubles is rounded off before a comparison
    "0.000000001",          # the tolerance of checks
    "1E+15", "1E15", "1000000000000000",  # the widest number that an input may hold
}  # fmt: skip


_COUNTED = re.compile(r"COUNT\([^()]*\)=\d+")  # are all of these cells filled? a count of the cells that it lists


def constants(book: Written, sheets: tuple[str, ...]) -> dict[str, str]:
    found = {}
    for (title, cell), formula in formula_cells(book.path).items():
        if title in sheets:
            for token in tokens(_COUNTED.sub("TRUE", formula)):
                if token.type == "OPERAND" and token.subtype == "NUMBER" and token.value not in DECLARED:
                    found[token.value] = f"{title}!{cell}: {formula[:120]}"
    return found


def test_results_hold_no_number_of_their_own(written: list[Written]) -> None:
    """What decides is a parameter, a weight, a scale or an input: a cell with a name, a unit and a source."""
    demo = written[0]
    titles = demo.content.layout.titles
    shown = ("decision", "comparison", "scorecard", "gates", "measures", "checks", "changes")
    assert constants(demo, tuple(titles[id_] for id_ in shown)) == {}


def test_one_formula_per_row_on_the_scorecard(written: list[Written]) -> None:
    """In cells counted from where they stand, the formulas of the bids in a row are one formula."""
    from openpyxl.formula.translate import Translator

    for item in written:
        formulas, titles = formula_cells(item.path), item.content.layout.titles
        last = item.content.layout.sections[-1].result + 1  # the workings of the ranks below have a row for each bid
        for title, first, step in ((titles["scorecard"], 3, 4), (titles["measures"], 4, 2)):
            own_names = {entry.sheet for entry in item.content.entries}
            for (sheet, cell), formula in formulas.items():
                column = openpyxl.utils.column_index_from_string(cell.rstrip("0123456789"))
                is_below = sheet == titles["scorecard"] and int(cell.lstrip(LETTERS)) > last
                if is_below or sheet != title or not first <= column < first + step:
                    continue
                other = f"{openpyxl.utils.get_column_letter(column + step)}{cell.lstrip(LETTERS)}"
                beside = formulas.get((sheet, other))
                if beside is None or any(name in formula for name in own_names):
                    continue  # a link to the bid's own sheet: the name of the sheet is all that differs
                moved = Translator(formula, origin=cell).translate_formula(other)
                assert _linked(moved, item) == _linked(beside, item), (sheet, cell)


def _linked(formula: str, item: Written) -> str:
    """Leave out what names a bid's own sheets, and the columns of other sheets that hold a bid's values."""
    for entry in item.content.entries:
        for name in (entry.sheet, entry.tables, entry.rows):
            formula = formula.replace(f"'{name}'!", "own!")
    return re.sub(r"('[^']+'!|own!)\$?[A-Z]+(\$?\d+)(:\$?[A-Z]+(\$?\d+))?", r"\1*\2:\4", formula)


def test_dates_follow_the_reader() -> None:
    """Number format 14 is the short date of whoever opens the file."""
    assert STYLES["date"]["num_format"] == 14

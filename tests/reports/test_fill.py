"""Filling a house template: only the named cells change, whatever program wrote the file, and nothing is guessed."""

from __future__ import annotations

import io
import os
import warnings
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from contracteval.case import Case
from contracteval.data import data_folder
from contracteval.errors import InputError
from contracteval.intake.formats.xlsx_parts import STRICT, unescaped
from contracteval.intake.house_template import read_house_template
from contracteval.model.result import Score
from contracteval.reports.to_template import Filled, Values, fill
from tests.calculators import has_libreoffice, recalculate_libreoffice
from tests.reports.house import MAIN, named, parts_of, sheet_of, smallest
from tests.reports.workbooks import without

SAMPLES = Path(os.environ.get("CONTRACTEVAL_SAMPLES", "")) / "workbooks"
FORMULA_TEXTS = ("=1+1", "+1", "-1", "@SUM(A1)", '=HYPERLINK("http://x")', "\t=1", "_x0041_", "a\r\nb", "<b>&", " x ")


@pytest.fixture(scope="module")
def case() -> Case:
    return Case(data_folder("templates") / "demo")


@pytest.fixture(scope="module")
def values(case: Case) -> Values:
    return Values(case.comparison, case.plan, case.dossier, "en")


def filled(path: Path, values: Values) -> Filled:
    return fill(read_house_template(path), values)


def book_of(content: bytes, **options: Any) -> openpyxl.Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return openpyxl.load_workbook(io.BytesIO(content), **options)


def kinds(error: InputError) -> list[str]:
    return [problem.kind for problem in error.problems]


# What comes into the cells


def test_names_of_the_evaluation_of_a_bid_and_of_a_place_are_filled(tmp_path: Path, values: Values) -> None:
    names = {
        "ce.title": "S!$A$1", "CE.Bid.Artisan.Score": "S!$B$2", "ce.ranking.1.name": "S!$A$2",
        "ce.ranking.2.verdict": "S!$C$3", "ce.recommended.name": "S!$D$4", "ce.bid.artisan.fact.price": "S!$E$5",
    }  # fmt: skip
    sheet = book_of(filled(smallest(tmp_path / "t.xlsx", sheet_of(""), names), values).content)["S"]
    assert sheet["A1"].value == "Infogérance 2027"
    assert sheet["B2"].value == float(values.words.bids[0].score.value or 0)
    assert (sheet["A2"].value, sheet["C3"].value, sheet["D4"].value) == ("Artisan", "negotiate", "Artisan")
    assert sheet["E5"].value == 10.2


def test_a_range_takes_all_bids_best_first_and_what_is_left_over_is_emptied(tmp_path: Path, values: Values) -> None:
    rows = "".join(f'<row r="{n}"><c r="B{n}"><v>999</v></c></row>' for n in range(1, 7))
    names = {"ce.ranking.name": "S!$A$1:$A$6", "ce.ranking.score": "S!$B$1:$B$6", "ce.ranking.5.score": "S!$D$9"}
    made = filled(smallest(tmp_path / "t.xlsx", sheet_of(rows), names), values)
    sheet = book_of(made.content)["S"]
    assert [sheet.cell(n, 1).value for n in range(1, 7)] == ["Artisan", "Bataillon", "Cacahuète", None, None, None]
    assert [sheet.cell(n, 2).value is None for n in range(1, 7)] == [False] * 3 + [True] * 3
    assert sheet["D9"].value is None
    assert made.findings == ()


def test_a_range_shorter_than_the_bids_is_said(tmp_path: Path, values: Values) -> None:
    made = filled(smallest(tmp_path / "t.xlsx", sheet_of(""), {"ce.ranking.name": "S!$A$1:$B$1"}), values)
    assert [(finding.kind, finding.severity) for finding in made.findings] == [("template-range-short", "warning")]
    assert "1 are not shown" in made.findings[0].message.en


def test_an_unknown_score_is_an_interval_in_words_never_a_number(case: Case, tmp_path: Path) -> None:
    from contracteval.evaluation.evaluate import compare

    dossier = without(case.dossier, "artisan", "price")
    comparison = compare(case.plan, dossier)
    names = {
        f"ce.bid.artisan.{what}": f"S!$A${n}"
        for n, what in enumerate(("score", "low", "high", "fact.price", "rank"), 1)
    }
    made = filled(smallest(tmp_path / "t.xlsx", sheet_of(""), names), Values(comparison, case.plan, dossier, "fr"))
    sheet = book_of(made.content)["S"]
    bid = next(bid for bid in comparison.bids if bid.id == "artisan")
    assert bid.score.status == "unknown"
    assert "–" in sheet["A1"].value
    assert (sheet["A2"].value, sheet["A3"].value) == tuple(float(end) for end in bid.score.ends)
    assert sheet["A4"].value == "pas encore connu"
    open_cells = [place.cell for finding in made.findings for place in finding.places]
    assert [finding.kind for finding in made.findings] == ["template-number-open"]
    assert {"A1", "A4"} <= set(open_cells)


def test_a_date_is_a_number_where_the_cell_shows_dates_and_words_where_it_does_not(
    tmp_path: Path, values: Values
) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.write_blank(0, 0, None, book.add_format({"num_format": "dd/mm/yyyy"}))
        book.define_name("ce.date", "=S!$A$1")
    assert book_of(filled(path, values).content)["S"]["A1"].value == datetime(2026, 11, 20)  # noqa: DTZ001
    other = smallest(tmp_path / "u.xlsx", sheet_of(""), {"ce.date": "S!$A$1"})
    assert book_of(filled(other, values).content)["S"]["A1"].value == "20\u00a0November 2026"


def test_a_workbook_that_counts_days_from_1904_shows_the_same_day(tmp_path: Path, values: Values) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as book:
        book.add_worksheet("S").write_blank(0, 0, None, book.add_format({"num_format": "dd/mm/yyyy"}))
        book.define_name("ce.date", "=S!$A$1")
    assert book_of(filled(path, values).content)["S"]["A1"].value == datetime(2026, 11, 20)  # noqa: DTZ001


@pytest.mark.parametrize("text", FORMULA_TEXTS)
def test_vendor_text_stays_text(tmp_path: Path, case: Case, text: str) -> None:
    bids = tuple(replace(bid, vendor=text) for bid in case.comparison.bids[:1])
    comparison = replace(case.comparison, bids=bids)
    path = smallest(tmp_path / "t.xlsx", sheet_of(""), {"ce.ranking.1.name": "S!$A$1"})
    content = filled(path, Values(comparison, case.plan, case.dossier, "en")).content
    markup = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert b"<f" not in markup
    assert b't="inlineStr"' in markup
    assert book_of(content)["S"]["A1"].data_type == "s"
    written = "".join(ET.fromstring(markup).itertext())
    assert unescaped(written) == text.replace("\r\n", "\n")


def test_ids_that_excel_does_not_allow_in_names_are_spelled_with_underscores(tmp_path: Path, case: Case) -> None:
    bids = tuple(replace(bid, id=id_) for bid, id_ in zip(case.comparison.bids, ("été-1", "a b", "a.b"), strict=True))
    values = Values(replace(case.comparison, bids=bids), case.plan, case.dossier, "en")
    assert values.of("ce.bid.été_1.id").text == "été-1"  # type: ignore[union-attr]
    assert values.of("ce.bid.a_b.id") is None  # two bids read so: neither is guessed
    assert values.of("ce.ranking.2.id").text == "a b"  # type: ignore[union-attr]


def test_a_score_that_does_not_apply_is_no_number(values: Values) -> None:
    from contracteval.reports.to_template.content import of_score

    contents = of_score(Score("not_applicable", None, None, None), "en")
    assert {content.value for content in contents.values()} == {"not applicable"}


def test_every_name_that_is_listed_can_be_filled(values: Values) -> None:
    from contracteval.reports.to_template.listing import names_to_list

    listed = names_to_list(values)
    assert len(listed) > 200
    assert len({item["name"] for item in listed}) == len(listed)
    for item in listed:
        content = values.of(item["name"].upper())
        assert content is not None
        assert content.text == item["text"]  # type: ignore[union-attr]


# What stays


def test_a_cell_keeps_its_style_and_an_absent_one_takes_that_of_its_row_or_column(
    tmp_path: Path, values: Values
) -> None:
    rows = '<row r="2" s="4" customFormat="1"><c r="B2" s="3" t="s"><v>0</v></c></row>'
    rows += '<row r="3" s="5"/>'
    columns = '<cols><col min="1" max="2" style="7"/></cols>'
    names = {
        "ce.title": "S!$B$2",
        "ce.stage": "S!$A$2",
        "ce.profile": "S!$B$9",
        "ce.bids": "S!$C$9",
        "ce.rules": "S!$A$3",
    }
    content = filled(smallest(tmp_path / "t.xlsx", sheet_of(rows, before=columns), names), values).content
    root = ET.fromstring(zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml"))
    styles = {cell.get("r"): cell.get("s") for cell in root.iter(f"{{{MAIN}}}c")}
    assert styles == {"A2": "4", "B2": "3", "A3": "7", "B9": "7", "C9": None}


def test_rows_and_cells_without_an_address_stand_one_after_the_other(tmp_path: Path, values: Values) -> None:
    rows = "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c><c><v>4</v></c></row>"
    names = {"ce.title": "S!$B$2", "ce.stage": "S!$C$1"}
    content = filled(smallest(tmp_path / "t.xlsx", sheet_of(rows), names), values).content
    assert zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").count(b"</c>") == 5
    sheet = book_of(content)["S"]
    cells = [[cell.value for cell in row] for row in sheet]
    assert cells == [[1, 2, "proposal"], [3, "Infogérance 2027", None]]


def test_stale_values_of_formulas_go_and_the_workbook_is_recalculated(tmp_path: Path, values: Values) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, other = book.add_worksheet("S"), book.add_worksheet("Other")
        sheet.write_number(0, 0, 1)
        sheet.write_formula(1, 0, "=A1*2", None, 2)
        other.write_formula(0, 0, '=S!A1&" points"', None, "1 points")
        other.write_array_formula(1, 0, 2, 0, "{=S!A1:A2+1}", None, 2)
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=S!$A$1:$A$2"})
        other.insert_chart("C3", chart)
        book.define_name("ce.ranking.1.score", "=S!$A$1")
    content = filled(path, values).content
    (tmp_path / "f.xlsx").write_bytes(content)
    known = book_of(content, data_only=True)
    assert [known["S"]["A2"].value, known["Other"]["A1"].value, known["Other"]["A3"].value] == [None] * 3
    markup = b"".join(parts_of(tmp_path / "f.xlsx")[f"xl/worksheets/sheet{n}.xml"] for n in (1, 2))
    assert b' t="str"' not in markup
    assert b'fullCalcOnLoad="1"' in parts_of(tmp_path / "f.xlsx")["xl/workbook.xml"]
    assert changed(path, tmp_path / "f.xlsx") == {
        "xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"
    }  # fmt: skip


@pytest.mark.parametrize("before", ["", "<calcPr/>", '<calcPr calcId="1" fullCalcOnLoad="0"></calcPr>'])
def test_the_workbook_is_told_to_recalculate_whatever_it_said_before(
    tmp_path: Path, values: Values, before: str
) -> None:
    sheet = sheet_of('<row r="2"><c r="A2"><f>A1*2</f><v>4</v></c></row>')
    path = smallest(tmp_path / "t.xlsx", sheet, {"ce.ranking.1.score": "S!$A$1"})
    workbook = parts_of(path)["xl/workbook.xml"].replace(b"</workbook>", before.encode() + b"</workbook>")
    path = smallest(tmp_path / "u.xlsx", sheet, {}, more={"xl/workbook.xml": workbook})
    (tmp_path / "f.xlsx").write_bytes(filled(path, values).content)
    after = ET.fromstring(parts_of(tmp_path / "f.xlsx")["xl/workbook.xml"])
    assert [child.tag.rpartition("}")[2] for child in after] == ["sheets", "definedNames", "calcPr"]
    assert after[2].get("fullCalcOnLoad") == "1"
    assert after[2].get("calcId") == ("1" if "calcId" in before else None)


@pytest.mark.libreoffice
@pytest.mark.skipif(not has_libreoffice(), reason="LibreOffice is not installed")
def test_libreoffice_shows_what_follows_from_the_filled_cells(tmp_path: Path, values: Values) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        for row in range(3):
            sheet.write_formula(row, 2, f"=B{row + 1}*2", None, 999)
        book.define_name("ce.ranking.name", "=S!$A$1:$A$3")
        book.define_name("ce.ranking.score", "=S!$B$1:$B$3")
    made = tmp_path / "f.xlsx"
    made.write_bytes(filled(path, values).content)
    found = recalculate_libreoffice([made], tmp_path)[made]
    scores = [float(bid.score.value or 0) for bid in values.words.bids]
    assert [found["S", f"B{n}"] for n in (1, 2, 3)] == pytest.approx(scores, rel=1e-12)
    assert [found["S", f"C{n}"] for n in (1, 2, 3)] == pytest.approx([2 * score for score in scores], rel=1e-12)
    assert found["S", "A1"] == "Artisan"


def test_the_same_template_and_results_give_the_same_bytes(tmp_path: Path, values: Values) -> None:
    path = smallest(tmp_path / "t.xlsx", sheet_of(""), {"ce.title": "S!$A$1"})
    with zipfile.ZipFile(path, "a") as parts:
        odd = zipfile.ZipInfo("docProps/odd.bin", (2020, 1, 2, 3, 4, 6))
        odd.extra = b"\x01\x00\x10\x00" + b"\x01" * 16  # sizes as a streaming program notes them
        parts.writestr(odd, b"as it is")
    first, second = filled(path, values).content, filled(path, values).content
    assert first == second
    found = zipfile.ZipFile(io.BytesIO(first))
    assert found.testzip() is None
    assert found.read("docProps/odd.bin") == b"as it is"
    assert found.getinfo("docProps/odd.bin").date_time == (2020, 1, 2, 3, 4, 6)


def test_a_template_without_formulas_changes_in_one_part_only(tmp_path: Path, values: Values) -> None:
    path = smallest(tmp_path / "t.xlsx", sheet_of(""), {"ce.title": "S!$A$1"})
    (tmp_path / "f.xlsx").write_bytes(filled(path, values).content)
    assert changed(path, tmp_path / "f.xlsx") == {"xl/worksheets/sheet1.xml"}


def test_a_template_of_excel_becomes_a_workbook(tmp_path: Path, values: Values) -> None:
    path = smallest(tmp_path / "t.xltx", sheet_of(""), {"ce.title": "S!$A$1"}, kind="template")
    (tmp_path / "f.xlsx").write_bytes(filled(path, values).content)
    assert b"spreadsheetml.sheet.main+xml" in parts_of(tmp_path / "f.xlsx")["[Content_Types].xml"]
    assert b"template.main" not in parts_of(tmp_path / "f.xlsx")["[Content_Types].xml"]


def changed(before: Path, after: Path) -> set[str]:
    """Return the parts whose bytes differ; there are the same ones in the same order."""
    old, new = parts_of(before), parts_of(after)
    assert list(old) == list(new)
    return {name for name in old if old[name] != new[name]}


REAL = sorted(SAMPLES.glob("*.xlsx")) if SAMPLES.is_dir() else []


@pytest.mark.skipif(not REAL, reason="CONTRACTEVAL_SAMPLES is not set")
@pytest.mark.parametrize("sample", REAL, ids=lambda path: path.stem)
def test_real_workbooks_keep_every_other_part_and_every_other_cell(
    tmp_path: Path, values: Values, sample: Path
) -> None:
    before = book_of(sample.read_bytes())
    sheet = before.worksheets[0]
    merged = {cell for area in sheet.merged_cells.ranges for row in area.rows for cell in row}
    free = [c for row in sheet.iter_rows() for c in row if c.data_type != "f" and (c.row, c.column) not in merged]
    in_tables = {cell.coordinate for table in sheet.tables.values() for row in sheet[table.ref] for cell in row}
    there = next((c for c in free if c.value is not None and c.coordinate not in in_tables), sheet["ZY9"])
    title = "'" + sheet.title.replace("'", "''") + "'"
    absolute = f"${there.column_letter}${there.row}"
    names = {"ce.ranking.1.score": f"{title}!{absolute}", "ce.ranking.name": f"{title}!$ZZ$3:$ZZ$5"}
    path = named(sample, tmp_path / "t.xlsx", names)
    (tmp_path / "f.xlsx").write_bytes(filled(path, values).content)
    sheets = {f"xl/worksheets/sheet{n}.xml" for n in range(1, 200)}
    assert changed(path, tmp_path / "f.xlsx") <= {"xl/workbook.xml", *sheets}
    old_parts, new_parts = parts_of(path), parts_of(tmp_path / "f.xlsx")
    for name in sheets & set(old_parts):  # what stands behind the cells: dropdowns, conditional formats, drawings
        assert new_parts[name].rpartition(b"sheetData>")[2] == old_parts[name].rpartition(b"sheetData>")[2]
    after = book_of((tmp_path / "f.xlsx").read_bytes())
    own = {there.coordinate, "ZZ3", "ZZ4", "ZZ5"}
    for old, new in zip(before.worksheets, after.worksheets, strict=True):
        skipped = own if old is sheet else set()
        assert cells_of(old, skipped) == cells_of(new, skipped)
    assert after.worksheets[0][there.coordinate].value == float(values.words.bids[0].score.value or 0)
    assert after.worksheets[0][there.coordinate].number_format == there.number_format
    assert [after.worksheets[0][cell].value for cell in ("ZZ3", "ZZ4", "ZZ5")] == ["Artisan", "Bataillon", "Cacahuète"]


def cells_of(sheet: Any, skipped: set[str]) -> dict[str, object]:
    return {
        cell.coordinate: getattr(cell.value, "text", cell.value)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and cell.coordinate not in skipped
    }


# Any markup that the format allows


@st.composite
def sheets(draw: st.DrawFn) -> tuple[bytes, dict[tuple[int, int], float], bytes]:
    """Draw a sheet with some cells: prefixed or not, addresses left out or not, empty elements, any blanks between."""
    p = draw(st.sampled_from(["", "x:", "π:"]))
    gap = draw(st.sampled_from(["", " ", "\r\n", "\n<!-- <c r='B2'> > -->\n"]))
    known: dict[tuple[int, int], float] = {}
    rows = ""
    for row in sorted(draw(st.sets(st.integers(1, 6), max_size=4))):
        cells = ""
        for column in sorted(draw(st.sets(st.integers(1, 6), max_size=4))):
            value = draw(st.integers(1, 99))
            known[row, column] = value
            style = draw(st.sampled_from(["", ' s="1"', " s = '2'", "\r\n s='3'"]))
            cells += f'<{p}c r="{"ABCDEF"[column - 1]}{row}"{style}><{p}v>{value}</{p}v></{p}c>{gap}'
        spans = draw(st.sampled_from(["", ' spans="1:2"', ' foo="a>b"']))
        rows += f'<{p}row r="{row}"{spans}{"/>" if not cells and draw(st.booleans()) else f">{cells}</{p}row>"}{gap}'
    data = f"<{p}sheetData/>" if not rows and draw(st.booleans()) else f"<{p}sheetData>{gap}{rows}</{p}sheetData>"
    space = draw(st.sampled_from([MAIN, STRICT]))
    space = f' xmlns:{p[:-1]}="{space}"' if p else f' xmlns="{space}"'
    dimension = draw(st.sampled_from(["", f'<{p}dimension ref="A1"/>']))
    head = draw(st.sampled_from(["", '<?xml version="1.0" encoding="UTF-8"?>\r\n']))
    bom = b"\xef\xbb\xbf" if draw(st.booleans()) else b""
    return bom + f"{head}<{p}worksheet{space}>{dimension}{data}</{p}worksheet>".encode(), known, bom


PLAIN_NAMES = ("ce.title", "ce.stage", "ce.profile", "ce.currency", "ce.recommended")


@settings(max_examples=60, deadline=None)
@given(sheets(), st.sets(st.tuples(st.integers(1, 7), st.integers(1, 7)), min_size=1, max_size=5))
def test_any_sheet_gets_the_named_cells_in_order_and_keeps_the_others(
    values: Values, tmp_path_factory: pytest.TempPathFactory, sheet: Any, cells: set[tuple[int, int]]
) -> None:
    markup, known, bom = sheet
    names = dict(zip(PLAIN_NAMES, sorted(cells), strict=False))
    targets = {name: f"S!${'ABCDEFG'[column - 1]}${row}" for name, (row, column) in names.items()}
    path = smallest(tmp_path_factory.mktemp("any") / "t.xlsx", markup, targets)
    after = zipfile.ZipFile(io.BytesIO(filled(path, values).content)).read("xl/worksheets/sheet1.xml")
    assert after.startswith(bom)
    root = ET.fromstring(after)
    for dimension in root.findall(".//{*}dimension"):
        last = end(dimension.get("ref", ""))
        assert last[0] >= max(row for row, _ in cells)
        assert last[1] >= max(column for _, column in cells)
    rows = [int(row.get("r", 0)) for row in root.findall(".//{*}row")]
    assert rows == sorted(set(rows))
    found: dict[tuple[int, int], str] = {}
    for row in root.findall(".//{*}row"):
        places = [cell.get("r", "") for cell in row]
        assert "spans" not in row.attrib or {place[0] for place in places} <= known_columns(known, row)
        assert places == sorted(set(places))
        found |= {(int(c.get("r", "")[1:]), "ABCDEFG".index(c.get("r", "")[0]) + 1): "".join(c.itertext()) for c in row}
    expected = {place: str(value) for place, value in known.items()}
    expected |= {place: values.of(name).text for name, place in names.items()}  # type: ignore[union-attr, misc]
    assert found == expected


def end(ref: str) -> tuple[int, int]:
    """Return row and column of the last cell of an area."""
    last = ref.rpartition(":")[2]
    return int(last[1:]), "ABCDEFG".index(last[0]) + 1


def known_columns(known: dict[tuple[int, int], float], row: ET.Element) -> set[str]:
    return {"ABCDEFG"[column - 1] for at, column in known if str(at) == row.get("r")}


# What is refused, all at once


def refused(path: Path, values: Values) -> InputError:
    with pytest.raises(InputError) as caught:
        filled(path, values)
    return caught.value


def test_all_names_that_cannot_be_filled_are_named_together_with_the_nearest(tmp_path: Path, values: Values) -> None:
    names = {
        "ce.titel": "S!$A$1", "ce.bid.artisn.score": "S!$A$2", "ce.ranking.1.skore": "S!$A$3",
        "ce.date": "#REF!", "ce.stage": "S!$A:$A", "ce.profile": "S!$A$1,S!$B$1", "ce.currency": "Gone!$A$1",
        "ce.bids": '"text"', "ce.rules": "S!$C$1:$C$2", "ce.headline": "OFFSET(S!$A$1,1,1)", "ce.ranking.name": "S!$A$8:$B$9",
        "ce.recommended": "[1]S!$A$1", "other": "S!$A$1",
    }  # fmt: skip
    error = refused(smallest(tmp_path / "t.xlsx", sheet_of(""), names), values)
    labels = {problem.places[0].label.en: problem for problem in error.problems if problem.places[0].label}
    assert set(labels) == set(names) - {"other"}
    assert "ce.title" in labels["ce.titel"].next.en  # type: ignore[union-attr]
    assert "ce.bid.artisan.score" in labels["ce.bid.artisn.score"].next.en  # type: ignore[union-attr]
    assert "ce.ranking.1.score" in labels["ce.ranking.1.skore"].next.en  # type: ignore[union-attr]
    assert all(problem.next is not None for problem in error.problems if problem.kind != "template-sheet-unknown")


def test_formulas_and_what_they_spill_into_are_not_overwritten(tmp_path: Path, values: Values) -> None:
    rows = '<row r="1"><c r="A1"><f>1+1</f></c><c r="B1"><f t="array" ref="B1:B2">C1:C2</f></c></row><row r="2"><c r="B2"><v>1</v></c></row>'
    names = {"ce.title": "S!$A$1", "ce.stage": "S!$B$2"}
    assert kinds(refused(smallest(tmp_path / "t.xlsx", sheet_of(rows), names), values)) == ["template-cell-formula"] * 2


def test_of_merged_cells_the_first_is_filled_and_another_is_refused(tmp_path: Path, values: Values) -> None:
    merged = '<mergeCells count="1"><mergeCell ref="A1:C2"/></mergeCells>'
    whole = smallest(tmp_path / "t.xlsx", sheet_of("", after=merged), {"ce.title": "S!$A$1:$C$2"})
    assert book_of(filled(whole, values).content)["S"]["A1"].value == "Infogérance 2027"
    inner = smallest(tmp_path / "u.xlsx", sheet_of("", after=merged), {"ce.title": "S!$B$1"})
    assert kinds(refused(inner, values)) == ["template-cell-merged"]


def test_a_header_of_a_table_is_refused(tmp_path: Path, values: Values) -> None:
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("S")
        sheet.add_table("A1:B4", {"columns": [{"header": "Bid"}, {"header": "Score"}]})
        book.define_name("ce.title", "=S!$A$1")
        book.define_name("ce.ranking.name", "=S!$A$2:$A$4")
    assert kinds(refused(path, values)) == ["template-cell-table"]


def test_two_names_on_one_cell_are_refused(tmp_path: Path, values: Values) -> None:
    path = smallest(tmp_path / "t.xlsx", sheet_of(""), {"ce.title": "S!$A$1", "ce.stage": "S!$A$1"})
    assert kinds(refused(path, values)) == ["template-cell-twice"]


REFUSED: Sequence[tuple[str, bytes]] = (
    ("template-not-xlsx", b"a;b\n1;2\n"),
    ("not-a-workbook-pdf", b"%PDF-1.7"),
    ("file-empty", b""),
    ("workbook-truncated", b"PK\x03\x04 cut off"),
)


@pytest.mark.parametrize(("kind", "content"), REFUSED)
def test_what_is_no_workbook_is_refused_with_a_sentence(
    tmp_path: Path, values: Values, kind: str, content: bytes
) -> None:
    (tmp_path / "t.xlsx").write_bytes(content)
    assert kinds(refused(tmp_path / "t.xlsx", values)) == [kind]


@pytest.mark.parametrize(
    ("kind", "sheet", "names"),
    [
        ("template-without-names", sheet_of(""), {"other": "S!$A$1"}),
        ("workbook-doctype", b'<!DOCTYPE x [<!ENTITY a "b">]>' + sheet_of(""), {"ce.title": "S!$A$1"}),
        ("workbook-damaged", sheet_of('<row r="1"><c r="A1">'), {"ce.title": "S!$A$1"}),
        ("workbook-damaged", f'<worksheet xmlns="{MAIN}"/>'.encode(), {"ce.title": "S!$A$1"}),
        ("workbook-damaged", sheet_of("").decode().encode("utf-16"), {"ce.title": "S!$A$1"}),
    ],
)
def test_hostile_and_broken_templates_are_refused(
    tmp_path: Path, values: Values, kind: str, sheet: bytes, names: dict[str, str]
) -> None:
    assert kinds(refused(smallest(tmp_path / "t.xlsx", sheet, names), values)) == [kind]


def test_macros_are_refused(tmp_path: Path, values: Values) -> None:
    macro = b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId9" Type="http://schemas.microsoft.com/office/2006/relationships/vbaProject" Target="vbaProject.bin"/></Relationships>'
    more = {"xl/_rels/workbook.xml.rels": macro, "xl/vbaProject.bin": b"\xd0\xcf"}
    path = smallest(tmp_path / "t.xlsm", sheet_of(""), {"ce.title": "S!$A$1"}, more=more)
    assert kinds(refused(path, values)) == ["template-macros"]


def test_dates_and_fractions_are_what_the_listing_says(values: Values) -> None:
    assert values.of("ce.date").value == date(2026, 11, 20)  # type: ignore[union-attr]
    assert values.of("ce.weight.group.sharing").value == Fraction(1, 5)  # type: ignore[union-attr]

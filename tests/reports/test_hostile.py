"""What vendors write stays text: forty hostile strings in every place that holds words of theirs."""

from __future__ import annotations

import re
import zipfile
from fractions import Fraction
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from contracteval.errors import Place, Problem
from contracteval.model.bid import Answer, Answers, Bid, Dossier
from contracteval.model.fact import Grade
from contracteval.reports.to_workbook.page import clean
from contracteval.text import Text
from tests.calculators import cached, formula_cells
from tests.reports.workbooks import Written, plan_of

F = Fraction
HOSTILE = [
    '=HYPERLINK("http://x","y")', "=1+1", "+1", "-1", "@SUM(A1)", "{=1}", "=cmd|' /C calc'!A0", "http://evil.example",
    "mailto:a@b.c", "internal:Sheet1!A1", "\x00\x01\x0bnull", "\ud800 lone", "'=1", "\t=1", "<b>&amp;</b>",
    "#REF!", '=DDE("cmd";"/C calc";"!A0")', "+cmd|'/C notepad'!'A1'", "-2+3+cmd|' /C calc'!D2", "@SUM(1+9)*cmd|' /C calc'!A0",
    "external:c:\\temp\\x.xlsx", "file:///etc/passwd", "ftp://evil.example/x", '=WEBSERVICE("http://x")', '=IMPORTXML("http://x","//a")',
    "[Red]General", '&L&"Arial"&24boo', "_x0041_x005F_", "\r\n=1", "\u202e=1+1", "\ufeff=1", "=\u00a01+1", "﹦1+1", "＝1+1",
    "]]><v>1</v>", "</t></si><si><t>", "A1", "TRUE", "1e309", "=TABLE(A1)",
]  # fmt: skip


def dossier_of(text: str) -> Dossier:
    facts = {name: Answer(F(i), Grade.PROPOSED, (Place(text, text, text),), text, text) for i, name in enumerate("abc")}
    finding = Problem(
        "odd", Text(text, text), (Place(text, text, "A1"),), got=text, next=Text(text, text), severity="warning"
    )
    other = Answers({name: Answer(F(1)) for name in "abc"})
    return Dossier(Answers(), (Bid("bad", text, Answers(facts)), Bid("good", "Good", other)), (finding,))


def test_there_are_forty() -> None:
    assert len(set(HOSTILE)) == 40


@pytest.fixture(scope="module")
def usual_formulas(tmp_path_factory: pytest.TempPathFactory) -> dict[tuple[str, str], str]:
    return formula_cells(Written(tmp_path_factory.mktemp("usual") / "x.xlsx", plan_of("tie"), dossier_of("plain")).path)


@pytest.fixture(scope="module")
def usual_styles(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = Written(tmp_path_factory.mktemp("styles") / "x.xlsx", plan_of("tie"), dossier_of("plain")).path
    with zipfile.ZipFile(path) as parts:
        return parts.read("xl/styles.xml")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_text_stays_text(
    text: str, tmp_path: Path, usual_formulas: dict[tuple[str, str], str], usual_styles: bytes
) -> None:
    written = Written(tmp_path / "x.xlsx", plan_of("tie"), dossier_of(text))
    assert formula_cells(written.path).keys() == usual_formulas.keys()
    with zipfile.ZipFile(written.path) as parts:
        names = parts.namelist()
        assert not any("externalLink" in name or "vba" in name.lower() for name in names)
        assert parts.read("xl/styles.xml") == usual_styles
        for name in names:
            content = parts.read(name).decode(errors="replace")
            assert "<hyperlink" not in content
            assert "<ddeLink" not in content
            for reference in re.findall(r"<c:f>(.*?)</c:f>", content):
                assert re.fullmatch(r"('[^|]+'|[A-Za-z]+)!\$[A-Z]+\$\d+(:\$[A-Z]+\$\d+)?", reference), reference


def test_hostile_texts_in_tables_stay_text(tmp_path: Path) -> None:
    """Each of the forty in the text column of a row: the same formulas as with plain words, and the text as given."""

    def written(texts: list[str], name: str) -> Written:
        rows = tuple({"name": Answer(text), "kind": Answer("soft"), "goal": Answer(F(1))} for text in texts)
        facts = {"price": Answer(F(10)), "share": Answer(F(1, 2)), "tier": Answer("low"), "crew": Answer(F(2))}
        lot = Dossier(Answers(), (Bid("x", "X", Answers(facts, {"gauge": rows})),))
        return Written(tmp_path / name, plan_of("ledger"), lot)

    hostile, usual = written(HOSTILE, "h.xlsx"), written([f"word {i}" for i in range(40)], "u.xlsx")
    assert formula_cells(hostile.path) == formula_cells(usual.path)
    block, sheet = hostile.content.layout.tables.bid["gauge"], hostile.content.entries[0].tables
    rows = CalamineWorkbook.from_path(str(hostile.path)).get_sheet_by_name(sheet).to_python(skip_empty_area=False)
    found = [rows[block.first + i][1] for i in range(len(HOSTILE))]
    overlapping = HOSTILE.index("_x0041_x005F_")  # of two codes that share a letter XlsxWriter escapes one: still text
    assert found.pop(overlapping) == "_x0041_"
    assert found == [clean(text) for text in HOSTILE if "_x0041" not in text]
    with zipfile.ZipFile(hostile.path) as one, zipfile.ZipFile(usual.path) as other:
        assert one.namelist() == other.namelist()
        assert one.read("xl/styles.xml") == other.read("xl/styles.xml")


def test_a_text_longer_than_a_cell_is_cut_with_a_mark(tmp_path: Path) -> None:
    written = Written(tmp_path / "x.xlsx", plan_of("tie"), dossier_of("a" * 40_000))
    longest = max((value for value in cached(written.path).values() if isinstance(value, str)), key=len)
    assert len(longest) == 32_767
    assert longest.endswith("[…]")


def test_what_cannot_be_written_as_given_is_listed(tmp_path: Path) -> None:
    """Where, how many control characters were taken out, and how much was cut."""
    clause = "a" * 32_000 + "\x00\x01" + "b" * 1_000
    facts = {name: Answer(F(1), Grade.PROPOSED, clause=clause if name == "a" else "fine") for name in "abc"}
    written = Written(
        tmp_path / "x.xlsx", plan_of("tie"), Dossier(Answers(), (Bid("bad", "B\x07ad " + "x" * 200, Answers(facts)),))
    )
    stored, row = cached(written.path), written.content.layout.bid_rows.facts["a"] + 1
    listed = {
        stored["Checks", f"B{cell[1:]}"]: value
        for (title, cell), value in stored.items()
        if title == "Checks" and cell[0] == "A" and "\u00a0" in str(value)
    }
    assert listed == {
        "Name of the bid bad": "1\u00a0control character taken out; 88\u00a0letters cut off at the end, marked […]",
        f"Inputs bad!K{row}": "2\u00a0control characters taken out; 237\u00a0letters cut off at the end, marked […]",
    }
    assert stored["Inputs bad", f"K{row}"] == "a" * 32_000 + "b" * 763 + " […]"


def test_where_everything_can_be_written_nothing_is_listed(tmp_path: Path) -> None:
    written = Written(tmp_path / "x.xlsx", plan_of("tie"), dossier_of("plain"))
    assert not any("[…]" in str(value) or "taken out" in str(value) for value in cached(written.path).values())

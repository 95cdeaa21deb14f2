"""``fill`` as people call it: whole or not at all, every mistake at once, and a list of names to choose from."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from contracteval.data import data_folder
from tests.cli.test_commands import run
from tests.reports.house import sheet_of, smallest

DEMO = str(data_folder("templates") / "demo")


@pytest.fixture
def template(tmp_path: Path) -> Path:
    return smallest(tmp_path / "house.xlsx", sheet_of(""), {"ce.title": "S!$A$1", "ce.ranking.score": "S!$B$1:$B$3"})


def test_fill_writes_a_workbook_and_names_it(template: Path, tmp_path: Path) -> None:
    target = tmp_path / "report.xlsx"
    found = run("fill", str(template), DEMO, "-o", str(target), "--lang", "en")
    assert (found.exit_code, found.output) == (0, f"{target}\n")
    assert openpyxl.load_workbook(target)["S"]["A1"].value == "Infogérance 2027"
    assert [path.name for path in sorted(tmp_path.iterdir())] == ["house.xlsx", "report.xlsx"]


def test_json_says_which_cell_holds_what(template: Path, tmp_path: Path) -> None:
    found = json.loads(run("fill", str(template), DEMO, "-o", str(tmp_path / "report.xlsx"), "--json").stdout)
    assert [item["cell"] for item in found["filled"]] == ["A1", "B1", "B2", "B3"]
    assert found["filled"][0] == {
        "name": "ce.title", "sheet": "S", "cell": "A1", "value": "Infogérance 2027", "text": "Infogérance 2027",
        "open": False,
    }  # fmt: skip
    assert found["findings"] == []


def test_a_wrong_name_writes_nothing_and_leaves_with_2(tmp_path: Path) -> None:
    template = smallest(tmp_path / "house.xlsx", sheet_of(""), {"ce.titel": "S!$A$1", "ce.dat": "S!$A$2"})
    found = run("fill", str(template), DEMO, "-o", str(tmp_path / "report.xlsx"))
    assert found.exit_code == 2
    assert "did you mean ce.title?" in found.output
    assert "did you mean ce.date?" in found.output
    assert not (tmp_path / "report.xlsx").exists()


def test_the_template_and_what_the_evaluation_reads_are_never_overwritten(template: Path, tmp_path: Path) -> None:
    before = template.read_bytes()
    assert run("fill", str(template), DEMO, "-o", str(template)).exit_code == 2
    assert template.read_bytes() == before
    assert run("fill", str(template), DEMO, "-o", str(tmp_path / "report.ods")).exit_code == 2


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_names_lists_what_can_be_named(lang: str) -> None:
    found = run("fill", "--names", DEMO, "--lang", lang)
    assert found.exit_code == 0
    for name in ("ce.title", "ce.weight.group.sharing", "criterion.value_fundability", "fact.price", "bataillon"):
        assert name in found.output
    listed = json.loads(run("fill", "--names", DEMO, "--json").stdout)["names"]
    assert {"name": "ce.bid.artisan.rank", "value": 1.0, "text": "1", "open": False} in listed


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_example_is_a_template_that_can_be_filled_as_it_is(tmp_path: Path, lang: str) -> None:
    house, report = tmp_path / "house.xlsx", tmp_path / "report.xlsx"
    assert run("fill", "--example", str(house), DEMO, "--lang", lang).exit_code == 0
    assert run("fill", "--example", str(house), DEMO, "--lang", lang).exit_code == 2  # it may have been worked on
    found = run("fill", str(house), DEMO, "-o", str(report), "--lang", lang)
    assert (found.exit_code, found.output) == (0, f"{report}\n")
    sheet = openpyxl.load_workbook(report).worksheets[0]
    assert [sheet.cell(row, 1).value for row in range(7, 13)] == ["Artisan", "Bataillon", "Cacahuète", None, None, None]
    assert [cell.value for cell in sheet[15]][1:] == [0.2, 75, 40, 20, None, None, None]
    texts = [cell.value for row in sheet for cell in row if isinstance(cell.value, str)]
    assert not any(text.startswith("ce.") for text in texts)
    assert len(sheet._charts) == 1


@pytest.mark.parametrize(
    "arguments",
    [(), ("house.xlsx",), ("--names", "a", "b"), ("--names", "a", "-o", "b.xlsx"), ("--names", "--example", "a.xlsx")],
)
def test_what_is_missing_is_said_as_usage(arguments: tuple[str, ...]) -> None:
    found = run("fill", *arguments)
    assert found.exit_code == 2
    assert "contracteval fill" in found.output
    assert "internal" not in found.output

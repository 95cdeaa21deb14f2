"""A company's look in the scorecard and on the page: what is set is shown, everything else stays as it was."""

from __future__ import annotations

import base64
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from contracteval.case import Case
from contracteval.model.theme import PLAIN, Logo, Theme
from contracteval.reports.to_page import comparison_page
from contracteval.reports.to_workbook import write_scorecard
from contracteval.reports.to_workbook.look import Look
from contracteval.reports.to_workbook.page import Page
from tests.cli.test_commands import run
from tests.intake.test_theme import picture
from tests.reports.test_page import Outline

LOGO = Logo(picture(400, 100), "png", 400, 100)
HOUSE = Theme(
    ink="#101010", accent="#5B2C83", good="#CDE9D2", input="#FFFFEE", series=("#5B2C83", "#C8501E"), body="Verdana",
    headings="Georgia", logo=LOGO, header="Achats & SI", footer="Diffusion restreinte",
)  # fmt: skip


def scorecard(path: Path, case: Case, theme: Theme) -> Path:
    write_scorecard(path, case.plan, case.dossier, case.comparison, "en", None, theme)
    return path


def parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as found:
        return {name: found.read(name).decode() for name in found.namelist() if name.endswith((".xml", ".rels"))}


def test_a_theme_without_keys_changes_no_byte(tmp_path: Path, demo_case: Case) -> None:
    write_scorecard(tmp_path / "a.xlsx", demo_case.plan, demo_case.dossier, demo_case.comparison, "en")
    assert scorecard(tmp_path / "b.xlsx", demo_case, Theme()).read_bytes() == (tmp_path / "a.xlsx").read_bytes()
    pages = [comparison_page(demo_case.comparison, demo_case.plan, "en", None, theme) for theme in (PLAIN, Theme())]
    assert pages[0] == pages[1] == comparison_page(demo_case.comparison, demo_case.plan, "en")


def test_the_scorecard_wears_the_theme_and_keeps_its_numbers(tmp_path: Path, demo_case: Case) -> None:
    plain, themed = (scorecard(tmp_path / f"{i}.xlsx", demo_case, theme) for i, theme in enumerate((PLAIN, HOUSE)))
    styles, charts = parts(themed)["xl/styles.xml"], "".join(v for n, v in parts(themed).items() if "/charts/" in n)
    for old, new in (("1F3864", "5B2C83"), ("D5EBD8", "CDE9D2"), ("FFF9DB", "FFFFEE")):
        assert new in styles
        assert old not in styles
    assert "1F3864" not in charts
    assert "C8501E" in charts
    assert 'name val="Georgia"' in styles
    assert 'name val="Verdana"' in styles
    assert 'name val="Arial"' not in styles
    books = [openpyxl.load_workbook(path, data_only=True) for path in (plain, themed)]
    values = [{(s.title, c.coordinate): c.value for s in book for row in s for c in row} for book in books]
    assert values[0] == values[1]


def test_header_footer_and_logo_stand_where_they_are_printed(tmp_path: Path, demo_case: Case) -> None:
    found = parts(scorecard(tmp_path / "a.xlsx", demo_case, HOUSE))
    sheets = [text for name, text in found.items() if name.startswith("xl/worksheets/sheet")]
    assert all("<oddHeader>&amp;RAchats &amp;&amp; SI</oddHeader>" in text for text in sheets)
    assert all("\nDiffusion restreinte&amp;C" in text for text in sheets)
    with zipfile.ZipFile(tmp_path / "a.xlsx") as file:
        assert file.read("xl/media/image1.png") == LOGO.content
    assert 'descr="Achats &amp; SI"' in "".join(found.values())
    assert scorecard(tmp_path / "b.xlsx", demo_case, HOUSE).read_bytes() == (tmp_path / "a.xlsx").read_bytes()


def test_head_and_foot_fit_into_what_excel_allows(tmp_path: Path) -> None:
    theme = replace(HOUSE, header="&" * 80, footer="&" * 80)
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = Page(book, Look(book, theme), "&" * 31, "en", "W" * 47)
        page.finish(freeze=(1, 1), repeat=(0, 0), footer="&" * 80)
    text = parts(tmp_path / "a.xlsx")["xl/worksheets/sheet1.xml"]
    for edge in re.findall(r"<odd(?:Header|Footer)>(.*?)</odd", text, re.DOTALL):
        shown = edge.replace("&amp;", "&")
        assert len(shown) <= 255
        assert len(re.findall(r"&+", shown)[0]) % 2 == 1  # a code, then pairs


def test_the_page_wears_the_theme_and_fetches_nothing(demo_case: Case) -> None:
    page = comparison_page(demo_case.comparison, demo_case.plan, "fr", None, HOUSE)
    outline = Outline(page)
    assert outline.tags.count("img") == 1
    sources = [value or "" for name, value in outline.attributes if name == "src"]
    assert base64.b64decode(sources[0].removeprefix("data:image/png;base64,")) == LOGO.content
    assert "img-src data:" in page
    assert "--accent:#5B2C83" in page
    assert 'font-family:"Georgia"' in page
    assert "Achats &amp; SI" in page
    assert "Diffusion restreinte" in outline.words
    assert "url(http" not in page


@pytest.mark.parametrize("command", [["scorecard"], ["compare", "--html", "page.html"]])
def test_commands_use_the_theme_of_the_folder_or_say_what_is_wrong(
    tmp_path: Path, demo_case: Case, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    import shutil

    folder = tmp_path / "evaluation"
    shutil.copytree(demo_case.folder, folder)
    monkeypatch.chdir(tmp_path)
    name, *options = command
    (folder / "theme.toml").write_text('[colours]\naccent = "#FFCC00"\n')
    found = run(name, str(folder), *options, "--lang", "en")
    assert found.exit_code == 0
    assert "warning[theme-contrast]" in found.output
    (folder / "theme.toml").write_text('[colors]\naccent = "#FFCC00"\n[fonts]\nbody = 3\n')
    for words in ([name, str(folder), *options], ["check", str(folder)]):
        wrong = run(*words, "--lang", "en")
        assert wrong.exit_code == 2
        assert "did you mean colours?" in wrong.output
        assert "fonts.body cannot be used as written" in wrong.output
    assert run("compare", str(folder)).exit_code == 0  # the terminal wears no theme

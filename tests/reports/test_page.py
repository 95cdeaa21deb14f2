"""The web page: whole in itself, every word of a vendor text, every element closed."""

from __future__ import annotations

import re
import shutil
import subprocess
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest

from contracteval.analysis.options import Options
from contracteval.analysis.sections import analyse
from contracteval.analysis.study import Study
from contracteval.case import Case
from contracteval.evaluation.evaluate import compare
from contracteval.reports.analysis_words.voice import Voice
from contracteval.reports.analysis_words.weights import sentences
from contracteval.reports.to_page import comparison_page
from contracteval.reports.to_page.pictures import Point, Span, quadrant, spans
from contracteval.text import LANGUAGES, Language
from tests.reports.test_hostile import HOSTILE, dossier_of
from tests.reports.tiny_lot import bid, lot, tiny_plan, usual
from tests.reports.workbooks import plan_of

VOID = {"meta", "br", "img", "link", "input"}


class Outline(HTMLParser):
    """Collects elements and text, and fails where one is closed that is not open."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words += data


def checked(page: str) -> Outline:
    outline = Outline(page)
    names = {name for name, _ in outline.attributes}
    assert not {"script", "link", "img", "iframe", "a", "form", "object"} & set(outline.tags)
    assert not {"href", "src", "srcset", "style", "xlink:href"} & names
    assert not any(name.startswith("on") for name in names)
    assert re.findall(r"url\((?!#)|@import", page) == []
    return outline


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_the_demo_says_what_the_comparison_says(demo_case: Case, lang: Language) -> None:
    outline = checked(comparison_page(demo_case.comparison, demo_case.plan, lang))
    assert ("lang", lang) in outline.attributes
    assert outline.tags.count("svg") == outline.tags.count("title") - 1
    for result in demo_case.comparison.bids:
        assert result.vendor in outline.words
        for item in result.missing:
            assert item.question.to(lang) in outline.words


def test_a_missing_answer_is_hatched_and_written_as_an_interval() -> None:
    plan = tiny_plan()
    known = comparison_page(compare(plan, usual()), plan, "en")
    gaps = comparison_page(compare(plan, lot(bid("ada", None, "2"))), plan, "en")
    assert 'class="open"' not in known
    assert 'class="open"' in gaps


@pytest.mark.parametrize(
    "words", [*HOSTILE, "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</title></style>"]
)
def test_what_a_vendor_writes_stays_text(words: str) -> None:
    plan = plan_of("tie")
    page = comparison_page(compare(plan, dossier_of(words)), plan, "fr")
    plain = Outline(comparison_page(compare(plan, dossier_of("plain")), plan, "fr"))
    assert checked(page).tags == plain.tags
    page.encode("utf-8")


def test_bids_stand_in_the_quadrant_where_their_two_scores_put_them() -> None:
    points = [Point("<Low>", Fraction(0), Fraction(0)), Point("High", Fraction(100), Fraction(100))]
    drawn = quadrant("Both", "Calm & order", "Evolution", points, Fraction(50))
    outline = checked(drawn)
    low, high = re.findall(r'<circle cx="([\d.]+)" cy="([\d.]+)"', drawn)
    assert float(low[0]) < float(high[0])
    assert float(low[1]) > float(high[1])  # SVG counts downwards
    assert "<Low>" in outline.words
    assert drawn.count('class="part"') == 2
    assert quadrant("Both", "x", "y", points, None).count('class="part"') == 0


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_says_how_firm_the_result_is_and_where_its_criteria_come_from(demo_case: Case, lang: Language) -> None:
    plan, study = demo_case.plan, demo_case.study
    analyses = analyse(study, Options(), ("weights", "missing", "elimination"))
    page = comparison_page(demo_case.comparison, plan, lang, analyses)
    outline = checked(page)
    assert outline.tags.count("svg") == outline.tags.count("title") - 1
    voice = Voice(lang, demo_case.comparison, plan)
    assert analyses.weights is not None
    for sentence in sentences(analyses.weights, voice):
        assert sentence in outline.words
    assert page.count('class="now"') == len(analyses.weights.levels[0].components)
    for leaf, _, _ in plan.leaves():
        assert leaf.criterion.asks.to(lang) in outline.words
        for source in leaf.criterion.sources:
            assert source.idea.to(lang) in outline.words


def test_a_span_reaches_from_end_to_end_and_marks_the_present_value() -> None:
    drawn = spans("Weights", [Span("A", Fraction(0), Fraction(1, 5), Fraction(1), "always")])
    ends = re.search(r'class="open" x="([\d.]+)"[^>]*width="([\d.]+)"', drawn)
    marks = re.findall(r'class="(?:rule|now)" x1="([\d.]+)"', drawn)
    assert ends is not None
    left, width = float(ends[1]), float(ends[2])
    assert (left, left + width) == (float(marks[0]), float(marks[4]))
    assert float(marks[5]) == pytest.approx(left + width / 5, abs=0.1)


def test_what_to_ask_first_is_numbered() -> None:
    plan, dossier = tiny_plan(), lot(bid("ada", None, "2"))
    comparison = compare(plan, dossier)
    analyses = analyse(Study(plan, dossier, comparison), Options(), ("missing",))
    assert analyses.missing is not None
    assert checked(comparison_page(comparison, plan, "en", analyses)).tags.count("ol") == 1


@pytest.mark.skipif(shutil.which("chromium") is None, reason="needs Chromium")
def test_a_browser_opens_it_without_a_complaint(demo_case: Case, tmp_path: Path) -> None:
    file = tmp_path / "page.html"
    file.write_text(comparison_page(demo_case.comparison, demo_case.plan, "fr"), encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    command = ["chromium", *options, f"--user-data-dir={tmp_path / 'profile'}", "--enable-logging=stderr", "--dump-dom"]
    done = subprocess.run([*command, file.as_uri()], capture_output=True, text=True, timeout=60, check=True)
    assert "CONSOLE" not in done.stderr
    assert done.stdout.count("<svg") == file.read_text(encoding="utf-8").count("<svg")

"""The book of the rules: complete, linked, escaped, in both languages; and the sheets and charts it is made of."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

from contracteval.cli.rules.worked import worked_demo
from contracteval.reports.rule_sheet import KINDS, Chart, RuleSheet, rule_sheets
from contracteval.reports.to_book import book_of, to_html, to_markdown
from contracteval.reports.to_book.chart import svg_of
from contracteval.reports.to_book.content import sheets_of
from contracteval.reports.to_terminal.page import Page
from contracteval.reports.to_terminal.rule import chart_lines, rule_text
from contracteval.rules.rulebook import Rulebook
from contracteval.rules.to_rulebook import load_rulebook
from contracteval.text import LANGUAGES, Language

XHTML = "{http://www.w3.org/1999/xhtml}"
EVERYTHING = Path(__file__).parent.parent / "rules" / "good"
HOSTILE = """
[ruleset]
id = "hostile"
version = "<b>"
title = { en = "</style><script>alert(1)</script>", fr = "R&D \\"x\\"" }
[measure.sly]
title = { en = "[a](javascript:b) | *c*", fr = "<i>" }
formula = "price / 2"
[group."\\" onclick=\\"x"]
title = { en = "group", fr = "groupe" }
members = { fair_price_band = 1 }
"""


@cache
def rulebook() -> Rulebook:
    return load_rulebook()


@cache
def html(lang: Language) -> str:
    return to_html(book_of(rulebook(), lang, worked_demo(rulebook())))


def tree(text: str) -> ET.Element:
    return ET.fromstring(text.replace("<!DOCTYPE html>", ""))


def ids_of(book: Rulebook) -> set[tuple[str, str]]:
    """Every id of a rulebook with its kind."""
    measures = [id_ for id_, step in book.steps.items() if step.kind in ("measure", "counted")]
    families = {
        "criterion": book.criteria, "gate": book.gates, "flag": book.flags, "diagnostic": book.diagnostics,
        "claim": book.claims, "group": book.groups, "profile": book.profiles, "parameter": book.parameters,
        "fact": book.facts, "table": book.tables, "measure": measures,
    }  # fmt: skip
    assert set(families) == set(KINDS)
    return {(kind, id_) for kind, ids in families.items() for id_ in ids}


def sheet_of(id_: str, lang: Language = "en", kind: str | None = None) -> RuleSheet:
    return next(s for s in rule_sheets(rulebook(), id_, lang, worked_demo(rulebook())) if kind in (None, s.kind))


def note(sheet: RuleSheet, role: str) -> str:
    return next(note.text for note in sheet.notes if note.role == role)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_id_stands_in_the_book_exactly_once(lang: Language) -> None:
    book = book_of(rulebook(), lang)
    told = [(sheet.kind, sheet.id) for sheet in sheets_of(book.chapters)]
    assert len(told) == len(set(told))
    assert set(told) == ids_of(rulebook())
    anchors = [element.get("id") for element in tree(html(lang)).iter() if element.get("id")]
    assert len(anchors) == len(set(anchors))
    assert {f"{kind}-{id_}" for kind, id_ in told} <= set(anchors)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_links_lead_somewhere_inside_the_page(lang: Language) -> None:
    page = tree(html(lang))
    anchors = {element.get("id") for element in page.iter()}
    targets = [link.get("href") or "" for link in page.iter(f"{XHTML}a")]
    assert len(targets) > len(rulebook().facts)
    assert [target for target in targets if target.removeprefix("#") not in anchors] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_needs_no_network_and_no_script(lang: Language) -> None:
    page = tree(html(lang))
    assert not [e for e in page.iter() if e.tag.removeprefix(XHTML) in ("script", "link", "img", "iframe", "object")]
    assert "url(" not in html(lang)
    assert "@import" not in html(lang)
    assert [e.get("src") for e in page.iter() if e.get("src")] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_nothing_is_left_unfilled(lang: Language) -> None:
    body = tree(html(lang)).find(f"{XHTML}body")
    assert body is not None
    said = " ".join(body.itertext())
    assert not re.search(r"[{}]|\bNone\b|Text\(|Fraction\(", said)
    empty = [e for e in body.iter(f"{XHTML}dd") if not "".join(e.itertext()).strip()]
    assert empty == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_criterion_has_a_chart_and_each_rule_stands_in_the_indexes(lang: Language) -> None:
    page = tree(html(lang))
    assert len([e for e in page.iter() if e.get("class") == "chart"]) == len(rulebook().criteria)
    linked: dict[str, set[str]] = {}
    for section in page.iter(f"{XHTML}section"):
        if section.get("class") == "chapter":
            linked[section.get("id") or ""] = {(a.get("href") or "")[1:] for a in section.iter(f"{XHTML}a")}
    rules = {f"{kind}-{id_}" for kind, id_ in ids_of(rulebook()) if kind in ("criterion", "gate", "flag", "diagnostic")}
    assert rules <= linked["stages"]
    sourced = {f"criterion-{id_}" for id_ in rulebook().criteria}  # each of them must name a source
    assert sourced <= linked["articles"]


def test_the_title_page_names_every_ruleset_with_its_version() -> None:
    rows = book_of(rulebook(), "fr").rulesets
    assert [(id_, version) for _, id_, version, _ in rows] == [(item.id, item.version) for item in rulebook().rulesets]
    assert all(held for *_, held in rows)


def test_questions_stand_under_who_answers_them() -> None:
    chapter = next(c for c in book_of(rulebook(), "en").chapters if c.anchor == "answers")
    for section in chapter.sections:
        giver = section.anchor.removeprefix("answers-")
        asked = {sheet.id for sheet in section.sheets}
        facts = {id_ for id_, fact in rulebook().facts.items() if fact.by == giver}
        assert asked == facts | {id_ for id_, table in rulebook().tables.items() if table.by == giver}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_markdown_says_the_same_and_its_links_resolve(lang: Language) -> None:
    text = to_markdown(book_of(rulebook(), lang))
    anchors = re.findall(r'<a id="([^"]+)"></a>', text)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= set(anchors)
    assert {f"{kind}-{id_}" for kind, id_ in ids_of(rulebook())} <= set(anchors)
    assert "****" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_ruleset_says_is_text_and_never_markup(tmp_path: Path, lang: Language) -> None:
    (tmp_path / "hostile").mkdir()
    (tmp_path / "hostile" / "ruleset.toml").write_text(HOSTILE, encoding="utf-8")
    book = book_of(load_rulebook(["hostile", "fair_price"], [tmp_path]), lang)
    page = tree(to_html(book))
    assert not list(page.iter(f"{XHTML}script"))
    assert len(list(page.iter(f"{XHTML}style"))) == 1
    assert not [element for element in page.iter() if element.get("onclick")]
    assert 'group-.22.20onclick.3d.22x"' in to_html(book)
    assert "[a](javascript" not in to_markdown(book)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_of_the_language_can_be_told(lang: Language) -> None:
    everything = load_rulebook(["everything"], [EVERYTHING])
    page = tree(to_html(book_of(everything, lang)))
    assert {e.get("class") for e in page.iter(f"{XHTML}article")} >= set(KINDS) - {"claim"}


def test_a_computed_column_is_told_with_the_labels_of_its_table() -> None:
    (sheet,) = rule_sheets(load_rulebook(["everything"], [EVERYTHING]), "hazard", "en")
    assert "expected = p × loss" in [note.text for note in sheet.notes]


def test_the_demo_puts_numbers_into_the_formula() -> None:
    assert (
        note(sheet_of("value_fundability", kind="criterion"), "demo")
        == "(10.2 − 8.8 − 5% × 10.2) ÷ 0.6 = 1.4833 → 100\u00a0points (Artisan)"
    )
    assert note(sheet_of("value_fundability", "fr", "flag"), "demo") == "1,4833 < 0 → non levée (Artisan)"
    assert note(sheet_of("client_readiness", kind="gate"), "demo").endswith("≥ 2 → passed (Artisan)")


def test_a_rule_that_the_demo_does_not_reach_says_nothing_of_it() -> None:
    assert not [note for note in sheet_of("change_friction").notes if note.role == "demo"]
    assert not [note for s in rule_sheets(rulebook(), "price", "en") for note in s.notes if note.role == "demo"]


def test_a_chart_is_flat_beyond_its_ends_and_names_its_values() -> None:
    chart = Chart(((Fraction(0), Fraction(100)), (Fraction(60), Fraction(0))), ("10 days", "60 days"))
    assert chart_lines(chart, Page()) == [
        "100 │██████▇▆▅▄▃▂▁",
        "    │█████████████▇▆▅▄▃▂▁",
        " 50 │█████████████████████▇▆▅▄▃▂▁",
        "    │████████████████████████████▇▆▅▄▃▂▁",
        "  0 └─────┴─────────────────────────────┴─────",
        "       10 days                       60 days",
    ]
    assert chart_lines(chart, Page(encoding="ascii"))[4:] == [
        "  0 +-----+-----------------------------+-----",
        "       10 days                       60 days",
    ]
    drawn = ET.fromstring(svg_of(chart, "a & b"))
    assert [e.text for e in drawn.iter("text")] == ["0", "50", "100", "10 days", "60 days"]


def test_labels_of_a_chart_never_run_into_each_other() -> None:
    points = tuple((Fraction(at), Fraction(score)) for at, score in ((0, 0), (1, 10), (2, 20), (100, 100)))
    chart = Chart(points, ("0 M€/yr", "1 M€/yr", "2 M€/yr", "100 M€/yr"))
    assert chart_lines(chart, Page())[-1].split("  ")[-1].strip() == "100 M€/yr"
    assert "1 M€/yr2" not in chart_lines(chart, Page())[-1]
    assert [e.text for e in ET.fromstring(svg_of(chart, "x")).iter("text")][3:] == ["0 M€/yr", "100 M€/yr"]


@pytest.mark.parametrize(("lang", "encoding"), [("en", "ascii"), ("fr", "cp1252")])
def test_every_sheet_fits_any_terminal(lang: Language, encoding: str) -> None:
    text = rule_text(sheets_of(book_of(rulebook(), lang).chapters), lang, 80, False, encoding)
    text.encode(encoding)
    assert max(map(len, text.splitlines())) <= 80
    assert "…" not in text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_articles_are_cited_by_title_and_tabled_in_order(lang: Language) -> None:
    chapter = next(c for c in book_of(rulebook(), lang).chapters if c.anchor == "articles")
    told = [section for section in chapter.sections if section.anchor.startswith("article-")]
    assert [section.anchor for section in told] == [f"article-{id_}" for id_ in rulebook().articles]
    assert all(section.about for section in told)
    for section, known in zip(told, rulebook().articles.values(), strict=True):
        assert known.title.to(lang) in section.title
    source = note(sheet_of("partnership_stage", lang), "source")
    assert rulebook().articles["it_partnership"].title.to(lang) in source
    assert "it_partnership" not in source


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_computed_option_is_told_with_its_label(lang: Language) -> None:
    for step in rulebook().steps.values():
        for option in step.options:
            sheet = sheet_of(step.id, lang)
            assert f"{option.label.to(lang)} ({option.id})" in note(sheet, "options")
            assert option.label.to(lang) in note(sheet, "words")


def test_a_profile_that_follows_from_the_relationship_says_what_it_mixes() -> None:
    sheet = sheet_of("by_relationship", kind="profile")
    assert "buyer’s facts" in note(sheet, "mix")
    assert [n.text for n in sheet.notes if n.role == "members"] == [
        "Client: a service bought – Share judged as a client",
        "Collaborator: an expertise paid – Share judged as a collaborator",
        "Partner: value both ways – Share judged as a partner",
    ]

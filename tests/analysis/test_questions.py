"""Questions and letters: what a vendor may read holds no figure, no threshold and no word of another vendor."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from contracteval.analysis.options import Options
from contracteval.analysis.questions import analyse, flag_matters
from contracteval.analysis.study import Study
from contracteval.case import Case
from contracteval.cli import main
from contracteval.data import data_folder
from contracteval.evaluation.cases import plan_of
from contracteval.evaluation.evaluate import compare
from contracteval.evaluation.explain import explain
from contracteval.model.bid import Answer, Answers, Bid, Dossier
from contracteval.model.fact import Grade
from contracteval.model.result import Verdict
from contracteval.reports.to_letters import internal_reasons, question_letter, reasons_letter
from contracteval.reports.to_terminal import comparison_text, explanation_text
from contracteval.rules.from_toml import list_rulesets
from contracteval.rules.to_rulebook import load_rulebook
from contracteval.text import LANGUAGES, Language
from tests.evaluation.test_price_formulas import case

CASE = Case(data_folder("templates") / "demo")
PLAN = replace(CASE.plan, settings=replace(CASE.plan.settings, title="Consultation"))
FACTS = {id_: spec for id_, spec in CASE.plan.needs().facts.items() if spec.by != "panel"}
NAMES = ("Arbre", "Buisson", "Chardon")


def _study(bids: dict[str, Answers], brief: Answers) -> Study:
    dossier = Dossier(brief, tuple(Bid(name.lower(), name, answers) for name, answers in bids.items()))
    return Study(PLAN, dossier, compare(PLAN, dossier))


@st.composite
def lots(draw: st.DrawFn) -> Study:
    """Draw an evaluation like the demo, every number of it moved a little, with answers missing and promises unsigned."""

    def moved(answers: Answers) -> Answers:
        made = {}
        for id_, answer in answers.facts.items():
            value = answer.value
            if isinstance(value, Fraction) and id_ in FACTS and FACTS[id_].is_numeric:
                value = value * Fraction(draw(st.integers(901, 1099)), 1000)
                value = value if value in FACTS[id_].range else answer.value
            elif isinstance(value, bool):
                value = draw(st.booleans())
            grade = draw(st.sampled_from([Grade.CONTRACTED, Grade.CONTRACTED, Grade.PROPOSED]))
            made[id_] = replace(answer, value=value, grade=grade)
        for id_ in draw(st.lists(st.sampled_from(sorted(made)), max_size=1)):
            del made[id_]
        return Answers(made)

    own = {name: moved(bid.answers) for name, bid in zip(NAMES, CASE.dossier.bids, strict=True)}
    return _study(own, moved(CASE.dossier.brief))


@settings(max_examples=5, deadline=None)
@given(lots())
def test_no_letter_holds_a_figure_or_the_name_of_another_vendor(study: Study) -> None:
    for found in analyse(study, Options()).bids:
        bid = study.results[found.bid]
        for lang in LANGUAGES:
            for letter in (
                question_letter(found, bid, PLAN, lang),
                reasons_letter(bid, study.comparison, PLAN, lang),
            ):
                assert not re.search(r"\d", letter), letter
                assert not [name for name in NAMES if name != bid.vendor and name.lower() in letter.lower()]


LEAK = re.compile(
    r"\d|%|\b(half|halves|quarters? (of|below|above)|fifths?|tenths?|hundredths?|thirds? (of|below|above)|per cent|percent"
    r"|(two|three|four|five|six|seven) bids|moitié|demi\w*|quarts?|cinquièmes?|dixièmes?|centièmes?|(deux|un) tiers"
    r"|(deux|trois|quatre|cinq|six|sept) offres)\b",
    re.IGNORECASE,
)
"""A figure, a fraction in words, a number of bids: what a vendor may not learn from a rule."""
SHIPPED = load_rulebook(list_rulesets())


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_a_shipped_rule_says_to_a_vendor_tells_no_threshold(lang: Language) -> None:
    plan = plan_of(SHIPPED)
    flags = [text for flag in SHIPPED.flags.values() for text in (flag.question, flag_matters(plan, flag))]
    tests = [flag.title for flag in SHIPPED.flags.values() if flag.threshold is not None]
    gates = [text for gate in SHIPPED.gates.values() for text in (gate.title, gate.why)]
    assert len(flags) > 80
    assert [text.to(lang) for text in (*flags, *tests, *gates) if LEAK.search(text.to(lang))] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_all_tests_of_low_prices_ask_one_question_and_are_named_in_it(tmp_path: Path, lang: Language) -> None:
    prices = {"a": 100.0, "b": 95.0, "c": 90.0, "d": 60.0, "e": 130.0}
    case(tmp_path, {id_: (price, 50.0) for id_, price in prices.items()})
    tests = [id_ for id_ in list_rulesets() if id_.startswith("low_price_")]
    named = ", ".join(f'"{id_}"' for id_ in ("price_formulas", *tests))
    settings = (tmp_path / "evaluation.toml").read_text(encoding="utf-8").replace('"price_formulas"', named, 1)
    (tmp_path / "evaluation.toml").write_text(settings, encoding="utf-8")
    made = Case(tmp_path)
    found = next(item for item in analyse(made.study, Options()).bids if item.bid == "d")
    letter = question_letter(found, made.study.results["d"], made.plan, lang)
    assert not LEAK.search(letter), letter
    assert letter.count("?") == 1
    titles = [flag.title.to(lang) for flag in made.plan.flags if flag.threshold is not None]
    assert len(titles) == 7
    assert [title for title in titles if title.lower() not in letter.lower()] == []


def test_a_flag_on_the_buyer_s_estimate_is_asked_about_without_a_word_of_it() -> None:
    found = next(item for item in analyse(CASE.study, Options()).bids if item.bid == "cacahuete")
    letter = question_letter(found, CASE.study.results["cacahuete"], PLAN, "en")
    assert "Your price looks low" in letter
    assert "estimate" not in letter
    assert "should-cost" not in letter


BAR = '[[admission]]\non = "quality"\n'


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_bid_stopped_by_a_bar_is_told_which_and_its_unopened_price_is_not_judged(
    tmp_path: Path, lang: Language
) -> None:
    bids = {"a": (100.0, 90.0), "b": (90.0, 70.0), "c": (80.0, 70.0)}
    made = case(tmp_path, bids, more=BAR + 'top = 2\nties = "excluded"\n')
    bid = made.study.results["b"]
    letter, note = (write(bid, made.comparison, made.plan, lang) for write in (reasons_letter, internal_reasons))
    titles = {id_: made.plan.title_of(id_).to(lang) for id_ in ("quality", "price_lowest_ratio")}
    assert ("## Conditions not met" if lang == "en" else "## Conditions non remplies") in letter
    assert f"- **{titles['quality']}.**" in letter
    assert titles["price_lowest_ratio"] not in letter
    assert not re.search(r"\d", letter), letter
    assert f"| {titles['price_lowest_ratio']} | – |" in note


def test_the_note_inside_holds_a_minimum_and_the_score_below_it(tmp_path: Path) -> None:
    made = case(tmp_path, {"a": (100.0, 90.0), "b": (90.0, 30.0)}, more=BAR + "minimum = 60\n")
    bid = made.study.results["b"]
    assert "at least 60.** This bid: 30.0." in internal_reasons(bid, made.comparison, made.plan, "en")
    assert not re.search(r"\d", reasons_letter(bid, made.comparison, made.plan, "en"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_bid_excluded_for_its_price_reads_the_legal_basis_and_no_praise_of_its_price(
    tmp_path: Path, lang: Language
) -> None:
    bids = {"a": (100.0, 50.0), "b": (95.0, 50.0), "d": (40.0, 80.0)}
    made = case(tmp_path, bids)
    settings = (tmp_path / "evaluation.toml").read_text(encoding="utf-8")
    settings = settings.replace('["price_formulas"]', '["price_formulas", "low_price_pl"]')
    basis = "CCP L2152-6"
    settings += f'[exclusions]\nlow_price_polish = "{basis}"\n'
    (tmp_path / "evaluation.toml").write_text(settings, encoding="utf-8")
    made = Case(tmp_path)
    bid = made.study.results["d"]
    letter = reasons_letter(bid, made.comparison, made.plan, lang)
    assert basis in letter
    assert made.plan.title_of("price_lowest_ratio").to(lang) not in letter
    assert made.plan.title_of("quality").to(lang) in letter
    assert f"({basis})" in comparison_text(made.comparison, made.plan, lang=lang)
    told = explanation_text(explain(made.plan, made.dossier, "d"), made.plan, lang)
    assert f"({basis})" in told.splitlines()[0]


def test_a_missing_answer_is_asked_with_the_answer_that_would_put_the_bid_first_or_lift_its_verdict() -> None:
    own = {id_: answer for id_, answer in CASE.study.answers("artisan").facts.items() if id_ != "gain_share"}
    study = _study({"Arbre": Answers(own)}, Answers())
    (found,) = analyse(study, Options()).bids
    asked = next(item for item in found.vendor if item.id == "gain_share")
    assert asked.kind == "missing"
    assert asked.worth > 0
    verdicts = {turn.verdict: turn.move.after for turn in asked.turns if turn.goal == "verdict"}
    assert verdicts[Verdict.AWARD_WITH_CONDITIONS] == Fraction("0.175")


def test_a_flag_is_asked_about_with_the_move_that_ends_it() -> None:
    found = next(item for item in analyse(CASE.study, Options()).bids if item.bid == "cacahuete")
    asked = next(item for item in found.vendor if item.id == "underpricing")
    assert asked.urgent
    assert [(turn.move.fact, turn.move.after) for turn in asked.turns] == [("price", Fraction("8.8"))]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hostile_names_stay_plain_text_in_a_letter(lang: str) -> None:
    bid = replace(CASE.study.results["artisan"], vendor="[Arbre](http://x) <b>\n# Titre")
    letter = reasons_letter(bid, CASE.comparison, PLAN, lang)  # type: ignore[arg-type]
    assert "\n# Titre" not in letter
    assert "\\[Arbre\\]" in letter
    assert "<b>" not in letter.replace("\\<b", "")


def test_letters_are_written_together_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "letters"
    demo = str(data_folder("templates") / "demo")
    run = CliRunner().invoke(main, ["questions", demo, "-o", str(target), "--lang", "en", "--bid", "bataillon"])
    assert run.exit_code == 0, run.output
    names = sorted(path.relative_to(target).as_posix() for path in target.rglob("*.md"))
    assert names == ["bataillon-questions.md", "bataillon-reasons.md", "internal/bataillon.md"]
    assert "do not send" in (target / "internal" / "bataillon.md").read_text(encoding="utf-8")
    again = CliRunner().invoke(main, ["questions", demo, "-o", str(target)])
    assert again.exit_code == 2
    unknown = CliRunner().invoke(main, ["questions", demo, "--bid", "nobody"])
    assert unknown.exit_code == 2


def _lot(kind: str) -> Study:
    """Build the awkward lots that every analysis must have words for."""
    artisan = CASE.study.answers("artisan").facts
    if kind == "one":
        return _study({"Arbre": Answers(artisan)}, Answers())
    if kind == "none":
        return _study({}, CASE.dossier.brief)
    if kind == "identical":
        return _study({"Arbre": Answers(artisan), "Buisson": Answers(artisan)}, Answers())
    if kind == "rejected":
        harsh = {**artisan, "risk_appetite": Answer(Fraction(0), Grade.ASSERTED)}
        return _study({"Arbre": Answers(harsh), "Buisson": Answers(harsh)}, Answers())
    if kind == "unanswered":
        left = {id_: answer for id_, answer in artisan.items() if id_ not in ("control_cost", "price")}
        return _study({"Arbre": Answers(left), "Buisson": Answers(left)}, Answers())
    if kind == "silent":
        return _study({"Arbre": Answers(), "Buisson": Answers(artisan)}, Answers())
    groups = tuple(
        replace(group, weight=Fraction(int(i == 0))) for i, group in enumerate(PLAN.groups)
    )  # all weights zero but one
    plan = replace(PLAN, groups=groups)
    dossier = CASE.dossier
    return Study(plan, dossier, compare(plan, dossier))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", ["none", "one", "identical", "rejected", "unanswered", "silent", "zero weights"])
def test_awkward_lots_have_words_in_every_section(kind: str, lang: str) -> None:
    from contracteval.analysis.sections import analyse as analyse_all
    from contracteval.reports.analyses_json import analyses_to_dict
    from contracteval.reports.to_terminal import analyses_text

    study = _lot(kind)
    found = analyse_all(study, Options(), ["levers", "commitment", "questions"])
    text = analyses_text(found, study.comparison, study.plan, lang)  # type: ignore[arg-type]
    assert len(text.splitlines()) > 4
    assert "None" not in text
    sections = analyses_to_dict(found, study.plan, lang)["sections"]  # type: ignore[arg-type]
    assert len(sections["levers"]["bids"]) == len(study.results)

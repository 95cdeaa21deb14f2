"""The section on low prices: every named test at once, those that judge and those that are only shown."""

from __future__ import annotations

import math
from fractions import Fraction
from pathlib import Path

from contracteval.analysis.low_prices import analyse
from contracteval.analysis.options import Options
from contracteval.case import Case
from contracteval.data import data_folder
from contracteval.evaluation.explain import explain
from contracteval.model.analysis.low_prices import LowPrices
from contracteval.reports.analysis_words.low_prices import limits_of_the_tests, sentences
from contracteval.reports.analysis_words.voice import Voice
from contracteval.reports.to_terminal import comparison_text, explanation_text
from contracteval.text import Language
from tests.evaluation.test_price_formulas import case

LOT = {"a": (100.0, 50.0), "b": (95.0, 50.0), "c": (90.0, 50.0), "d": (60.0, 50.0), "e": (130.0, 50.0)}


def section(made: Case) -> LowPrices:
    return analyse(made.study, Options())


def test_all_tests_are_shown_and_none_judges_where_the_buyer_names_no_ruleset_of_them(tmp_path: Path) -> None:
    found = section(case(tmp_path, LOT))
    assert {test.id: test.raised for test in found.tests if test.id != "low_price_wing_cut"} == {
        test.id: ("d",) for test in found.tests if test.id != "low_price_wing_cut"
    }
    assert len(found.tests) == 7
    assert not any(test.judges for test in found.tests)
    wing = next(test for test in found.tests if test.id == "low_price_wing_cut")
    assert sorted(wing.raised) == ["c", "d"]
    assert {item.limit for item in wing.bids} == {Fraction(90)}


def test_what_judges_comes_first_and_what_cannot_tell_says_why() -> None:
    found = section(Case(data_folder("templates") / "demo"))
    assert (found.tests[0].id, found.tests[0].judges, found.tests[0].raised) == ("underpricing", True, ("cacahuete",))
    silent = {test.id for test in found.tests if test.cannot is not None}
    assert silent == {"low_price_belgian", "low_price_wing_cut"}
    assert math.isclose(math.sqrt(found.farthest_squared or 0), 2 / math.sqrt(3))


def test_a_bid_that_is_out_before_prices_are_opened_is_not_counted(tmp_path: Path) -> None:
    bids = {**LOT, "d": (60.0, 10.0)}
    found = section(case(tmp_path, bids, more='[[admission]]\non = "quality"\nminimum = 40\n'))
    assert found.counted == 4
    assert all(item.bid != "d" for test in found.tests for item in test.bids)


def test_one_bid_without_a_price_leaves_the_tests_open(tmp_path: Path) -> None:
    made = case(tmp_path, {"a": (100.0, 50.0)})
    (tmp_path / "bids" / "a.json").write_text('{"vendor": "a", "facts": {}}', encoding="utf-8")
    assert all(test.cannot is not None for test in section(made).tests)


def said(made: Case, lang: Language) -> str:
    found, voice = section(made), Voice(lang, made.comparison, made.plan)
    return " ".join([*sentences(found, voice), limits_of_the_tests(found, voice)])


def test_a_bid_is_named_by_so_many_of_the_tests_that_can_tell(tmp_path: Path) -> None:
    """Of seven tests five can tell with three bids; one of them names the price of 87."""
    made = case(tmp_path, {"a": (87.0, 50.0), "b": (100.0, 50.0), "c": (100.0, 50.0)})
    assert "a is named by one of the 5 tests that can tell here" in said(made, "en")
    assert "a est désignée par un des 5 tests qui peuvent se prononcer ici" in said(made, "fr")
    assert "1,155 écart type" in said(made, "fr")
    assert "écarts types\u00a0" not in said(made, "fr").replace("deux écarts types", "")


def test_the_limit_is_the_price_below_which_the_test_names_the_bid(tmp_path: Path) -> None:
    """Slovak prices of 87, 100 and 100: 90 by the second lowest, 85 by the mean, and both are needed."""
    found = section(case(tmp_path, {"a": (87.0, 50.0), "b": (100.0, 50.0), "c": (100.0, 50.0)}))
    slovak = next(test for test in found.tests if test.id == "low_price_slovak")
    assert ({item.limit for item in slovak.bids}, slovak.raised) == ({Fraction(85)}, ())


def test_a_named_test_that_can_tell_nothing_is_said_beside_the_comparison(tmp_path: Path) -> None:
    """The Belgian rule is covered for four to six bids: with three, the reader of the ranking has to know."""
    case(tmp_path, {"a": (87.0, 50.0), "b": (100.0, 50.0), "c": (100.0, 50.0)})
    settings = (tmp_path / "evaluation.toml").read_text(encoding="utf-8")
    named = settings.replace('["price_formulas"]', '["price_formulas", "low_price_be"]')
    (tmp_path / "evaluation.toml").write_text(named, encoding="utf-8")
    made = Case(tmp_path)
    reason = "the rule is covered for four to six bids"
    assert f"Low price by the Belgian rule: can tell nothing here ({reason})." in comparison_text(
        made.comparison, made.plan, width=200
    )
    assert reason in explanation_text(explain(made.plan, made.dossier, "a"), made.plan, width=200)


def test_a_price_that_was_not_opened_is_shown_without_marks_or_flags(tmp_path: Path) -> None:
    made = case(tmp_path, {"a": (100.0, 40.0), "b": (20.0, 30.0)}, more='[[admission]]\non = "quality"\nminimum = 60\n')
    assert not any(bid.opened for bid in made.comparison.bids)
    rows = [line.split() for line in comparison_text(made.comparison, made.plan, width=200).splitlines()]
    assert ["–", "a", "reject", "–", "–", "40.0", "–"] in rows
    assert "Out before prices were opened: a and b." in comparison_text(made.comparison, made.plan, width=200)
    assert "Lowest price to price: –" in explanation_text(explain(made.plan, made.dossier, "a"), made.plan, width=200)


def test_below_two_bids_nothing_is_said_of_deviations(tmp_path: Path) -> None:
    one = said(case(tmp_path / "one", {"a": (70.0, 50.0)}), "fr")
    assert "écart" not in one
    assert "Un test demande une explication" in one


def test_when_all_bids_are_out_before_prices_that_is_the_reason(tmp_path: Path) -> None:
    made = case(tmp_path, LOT, more='[[admission]]\non = "quality"\nminimum = 60\n')
    reasons = {test.cannot.en for test in section(made).tests if test.cannot is not None}
    assert reasons == {"every bid was out before the prices were opened"}
    assert "standard deviation" not in said(made, "en")

"""Rulesets that load: ours, and one that uses every word of the language."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from contracteval.evaluation.cases import case_problems
from contracteval.evaluation.evaluate import compare
from contracteval.evaluation.sanity.check import check_rulesets
from contracteval.model.bid import Answer, Answers, Bid, Dossier
from contracteval.model.fact import Grade
from contracteval.model.settings import Settings
from contracteval.rules.from_toml import list_rulesets
from contracteval.rules.plan import Plan
from contracteval.rules.rulebook import Rulebook
from contracteval.rules.to_plan import to_plan
from contracteval.rules.to_rulebook import load_rulebook

GOOD = Path(__file__).parent / "good"


@pytest.fixture(scope="module")
def everything() -> Rulebook:
    return load_rulebook(["everything"], [GOOD])


def plan_at(rulebook: Rulebook, stage: str = "proposal", day: date = date(2026, 11, 20)) -> Plan:
    return to_plan(rulebook, Settings("t", day, stage))


def number(value: int | str) -> Answer:
    return Answer(Fraction(value), Grade.CONTRACTED)


@pytest.mark.parametrize("ruleset", sorted(set(list_rulesets()) - {"vocabulary"}))
def test_each_of_our_rulesets_loads_alone_and_its_cases_pass(ruleset: str) -> None:
    book = load_rulebook([ruleset])
    count, problems = case_problems(book)
    assert problems == []
    # one that only holds what others share (measures) has no rule, and so no case
    assert (count > 0) == any((book.criteria, book.gates, book.flags, book.diagnostics))


def test_every_criterion_gate_and_flag_of_ours_has_two_cases() -> None:
    rulebook = load_rulebook()
    rules = [*rulebook.criteria.values(), *rulebook.gates.values(), *rulebook.flags.values()]
    assert [rule.id for rule in rules if len(rule.cases) < 2] == []


def test_cases_over_tables_choices_and_alternatives_pass(everything: Rulebook) -> None:
    count, problems = case_problems(everything)
    assert problems == []
    assert count == 11


@pytest.mark.parametrize("ruleset", sorted(path.name for path in GOOD.iterdir()))
def test_what_is_sane_passes_every_check(ruleset: str) -> None:
    assert check_rulesets([ruleset], [GOOD]).problems == ()


def test_all_of_ours_pass_every_check() -> None:
    checked = check_rulesets()
    assert checked.problems == ()
    assert checked.cases > 700


def test_our_criteria_declare_directions() -> None:
    declared = [id_ for id_, criterion in load_rulebook().criteria.items() if criterion.directions]
    assert len(declared) > 40
    assert {"value_fundability", "control_to_error_ratio", "transformation_capacity"} <= set(declared)


def test_parameters_have_the_value_of_the_evaluation_date(everything: Rulebook) -> None:
    assert plan_at(everything).parameters["days_per_month"] == Fraction("30.4375")
    assert plan_at(everything, day=date(2025, 1, 1)).parameters["days_per_month"] == 30


def test_a_criterion_of_a_later_stage_is_not_applicable_and_shares_its_weight(everything: Rulebook) -> None:
    plan = plan_at(everything)
    assert [criterion.id for criterion in plan.not_applicable] == ["later"]
    assert plan_at(everything, "delivery").not_applicable == ()
    answers = Answers({"tier": Answer("gold", Grade.CONTRACTED)}, {"hazard": ()})
    bid = compare(plan, Dossier(Answers(), (Bid("a", "A", answers),))).bids[0]
    assert bid.score.value == 100
    assert [item.score.status for item in bid.criteria if item.id == "later"] == ["not_applicable"]


def test_tables_measures_and_the_lot(everything: Rulebook) -> None:
    plan = plan_at(everything)
    row = {"p": number("1/2"), "loss": number(4), "covered": Answer(True, Grade.CONTRACTED)}
    other = {"p": number("1/4"), "loss": number(8), "covered": Answer(False, Grade.CONTRACTED)}
    facts = {
        "fee": number(3),
        "tier": Answer("silver", Grade.CONTRACTED),
        "start_date": Answer(date(2026, 1, 1), Grade.CONTRACTED),
        "end_date": Answer(date(2026, 7, 2), Grade.CONTRACTED),
        "saving_share": number("1/10"),
    }
    one = Bid("a", "A", Answers(facts, {"hazard": (row, other)}))
    two = Bid("b", "B", Answers({"fee": number(9)}))
    result = next(
        bid for bid in compare(plan, Dossier(Answers({"bidders": number(3)}), (one, two))).bids if bid.id == "a"
    )
    values = {id_: measure.value for id_, measure in result.measures.items()}
    assert values["exposure"] == 4
    assert values["uncovered"] == 2
    assert values["covered_share"] == Fraction(1, 2)
    assert values["saving"] == Fraction(3, 10)
    assert result.measures["saving"].alternative == 1
    assert values["months"] == Fraction(182) / Fraction("30.4375")
    assert values["curse"] == Fraction("0.8462843753")
    assert values["lot_share"] == Fraction(1, 4)
    assert values["long_tail"] == Fraction(4, 3)
    assert result.groups[0].score.value == Fraction("92.8317766722556")
    curse_of_two = compare(plan, Dossier(Answers({"bidders": number(5)}), (one,))).bids[0].measures["curse"]
    assert curse_of_two.status == "undefined"


def test_an_unanswered_table_is_unknown_and_bounded(everything: Rulebook) -> None:
    answers = Answers({"tier": Answer("gold", Grade.CONTRACTED)})
    bid = compare(plan_at(everything), Dossier(Answers(), (Bid("a", "A", answers),))).bids[0]
    coverage = next(item for item in bid.criteria if item.id == "coverage")
    assert coverage.score.status == "unknown"
    assert (coverage.score.low, coverage.score.high) == (0, 100)
    assert [missing.fact for missing in bid.missing] == ["hazard"]
    assert next(gate.passed for gate in bid.gates) is None

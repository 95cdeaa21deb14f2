"""The explanation of a bid: from each rule down to the cells."""

from __future__ import annotations

from fractions import Fraction

import pytest

from contracteval.errors import InputError
from contracteval.evaluation.explain import explain, known_rules
from contracteval.formula.expression import Aggregate
from contracteval.model.explanation import (
    CriterionExplanation,
    FactExplanation,
    FlagExplanation,
    GateExplanation,
    MeasureExplanation,
    ParameterExplanation,
    TableExplanation,
)
from tests.reports.tiny_lot import bid, lot, tiny_plan, usual


def criterion(id_: str = "cheapness", bid_id: str = "ada") -> CriterionExplanation:
    (rule,) = explain(tiny_plan(), usual(), bid_id, id_).rules
    assert isinstance(rule, CriterionExplanation)
    return rule


def test_a_whole_bid_is_explained_by_its_criteria_gates_and_flags() -> None:
    rules = explain(tiny_plan(), usual(), "ada").rules
    assert [rule.id for rule in rules] == ["cheapness", "people", "loss_limit", "dearer"]


def test_a_criterion_says_what_it_adds_to_the_total() -> None:
    found = criterion()
    assert (found.score.value, found.rule.share, found.contribution) == (Fraction(50), Fraction(1, 2), Fraction(25))
    assert found.measure.value == Fraction(1, 10)


def test_a_criterion_rests_on_measures_and_answers() -> None:
    saving, own_cost = criterion().measure.inputs
    assert isinstance(saving, MeasureExplanation)
    assert isinstance(own_cost, FactExplanation)
    assert (saving.id, saving.value, own_cost.answer and own_cost.answer.value) == ("saving", 1, 10)
    quote = saving.inputs[1]
    assert isinstance(quote, FactExplanation)
    assert quote.answer is not None
    assert str(quote.answer.places[0]) == "ada.xlsx › Offer!C4"


def test_a_measure_that_rules_share_is_one_object() -> None:
    cheapness, _, _, dearer = explain(tiny_plan(), usual(), "bob").rules
    assert isinstance(cheapness, CriterionExplanation)
    assert isinstance(dearer, FlagExplanation)
    assert cheapness.measure.inputs[0] is dearer.measure.inputs[0]


def test_each_input_is_listed_once() -> None:
    ids = [item.id for item in explain(tiny_plan(), usual(), "bob").inputs()]
    assert ids == ["cheapness", "saving", "own_cost", "quote", "people", "staff", "gate:loss_limit", "hazard",
                   "most_loss", "flag:dearer"]  # fmt: skip


def test_a_gate_shows_its_table_its_sum_and_its_parameter() -> None:
    (gate,) = explain(tiny_plan(), usual(), "ada", "loss_limit").rules
    assert isinstance(gate, GateExplanation)
    table, parameter = gate.measure.inputs
    assert isinstance(table, TableExplanation)
    assert isinstance(parameter, ParameterExplanation)
    assert [row["expected"] for row in table.rows] == [1, Fraction(1, 10)]
    assert (parameter.value, parameter.status, parameter.overridden) == (2, "guess", False)
    ((node, total),) = gate.measure.numbers.items()
    assert isinstance(node, Aggregate)
    assert total == Fraction(11, 10)


def test_a_missing_answer_leaves_bounds_and_the_question() -> None:
    (rule,) = explain(tiny_plan(), lot(bid("ada", None, "2")), "ada", "cheapness").rules
    assert isinstance(rule, CriterionExplanation)
    assert (rule.measure.status, rule.contribution) == ("unknown", None)
    assert (rule.measure.low, rule.measure.high) == (Fraction(-1), Fraction(1))
    saving = rule.measure.inputs[0]
    assert isinstance(saving, MeasureExplanation)
    quote = saving.inputs[1]
    assert isinstance(quote, FactExplanation)
    assert quote.is_missing


@pytest.mark.parametrize("asked", ["cheapness", "money", "loss_limit", "dearer", "saving"])
def test_everything_known_can_be_asked_for(asked: str) -> None:
    assert asked in known_rules(tiny_plan())
    assert explain(tiny_plan(), usual(), "ada", asked).rules


def test_a_group_is_explained_by_its_criteria() -> None:
    assert [rule.id for rule in explain(tiny_plan(), usual(), "ada", "money").rules] == ["cheapness"]


def test_unknown_ids_are_all_told_with_what_was_probably_meant() -> None:
    with pytest.raises(InputError) as caught:
        explain(tiny_plan(), usual(), "adda", "cheapnes")
    told = [(problem.kind, problem.next.en if problem.next else None) for problem in caught.value.problems]
    assert told == [("bid-unknown", "did you mean ada?"), ("rule-unknown", "did you mean cheapness?")]

"""What is not contracted is listed: no point of difference between face value and commitment value without a reason."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from contracteval.analysis.commitment import analyse
from contracteval.analysis.options import Options
from contracteval.analysis.study import Study
from contracteval.case import Case
from contracteval.data import data_folder
from contracteval.evaluation.evaluate import compare
from contracteval.evaluation.judge import conditions_of, is_promise
from contracteval.model.bid import Answer, Answers, Bid, Dossier
from contracteval.model.fact import FactSpec, Grade, Needs, TableSpec
from contracteval.text import Text

CASE = Case(data_folder("templates") / "demo")
ARTISAN = CASE.study.answers("artisan")
DECIDING = CASE.plan.deciding_facts()
VENDOR = [id_ for id_ in CASE.plan.needs().facts if id_ in DECIDING and is_promise(CASE.plan.rulebook.facts[id_])]


def _study(grades: dict[str, Grade]) -> Study:
    facts = {id_: replace(answer, grade=grades.get(id_, answer.grade)) for id_, answer in ARTISAN.facts.items()}
    dossier = Dossier(Answers(), (Bid("one", "One", Answers(facts)), Bid("two", "Two", ARTISAN)))
    return Study(CASE.plan, dossier, compare(CASE.plan, dossier))


@settings(max_examples=8, deadline=None)
@given(st.dictionaries(st.sampled_from(VENDOR), st.sampled_from(list(Grade)[1:]), max_size=2))
def test_every_promise_that_is_not_contracted_is_listed_and_no_difference_comes_from_nowhere(
    grades: dict[str, Grade],
) -> None:
    study = _study(grades)
    found = next(item for item in analyse(study, Options()).bids if item.bid == "one")
    listed = {item.fact for item in found.promises if "clause" in item.lacks}
    assert {id_ for id_, grade in grades.items() if grade < Grade.CONTRACTED} <= listed
    assert found.value <= (found.face.low or 0)
    if found.value < (found.face.low or 0):
        assert listed


def test_the_first_place_changes_hands_where_the_better_bid_only_promises() -> None:
    study = _study({"gain_share": Grade.PROPOSED})
    result = analyse(study, Options())
    assert result.turns
    assert [(item.bid, item.value_rank) for item in result.bids if item.value_rank == 1] == [("two", 1)]


def test_cells_of_a_table_that_are_not_contracted_are_conditions_row_by_row() -> None:
    label = Text.same("t")
    columns = {
        "name": FactSpec("name", "text", Text.same("name"), label),
        "loss": FactSpec("loss", "money", Text.same("loss"), label, by="buyer"),
    }
    known = Needs({}, {"risk": TableSpec("risk", Text.same("risks"), label, columns)})
    money = Answer(Fraction(1), Grade.ASSERTED)
    rows = (
        {"name": Answer("a", Grade.PROPOSED), "loss": money},
        {"name": Answer("b", Grade.CONTRACTED), "loss": money},
        {"name": Answer(None), "loss": money},
        {"name": Answer("d", Grade.ASSERTED)},
    )
    found = conditions_of(Answers({}, {"risk": rows}), known, frozenset({"risk"}))
    assert [(item.fact, item.row, item.grade) for item in found] == [("risk", 1, "proposed"), ("risk", 4, "asserted")]
    assert found[0].label.en == "risks, row 1 (name)"
    assert conditions_of(Answers({}, {"risk": rows}), known, frozenset()) == ()

"""Price by year: what stands in the years comes to what the rules give, live, and unknown flows are unknown."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from contracteval.model.bid import Answer, Answers, Bid, Dossier
from contracteval.model.settings import Settings
from contracteval.reports.to_workbook.schedule import Schedule
from contracteval.rules.plan import Plan
from contracteval.rules.to_plan import to_plan
from contracteval.rules.to_rulebook import load_rulebook
from tests.calculators import cached, differences, formula_places, recalculate_ironcalc
from tests.reports.test_tables import place
from tests.reports.workbooks import Written

F = Fraction
TITLE = "Price by year"
ALONE = {
    "transition_cost": F("0.5"), "exit_probability": F("0.1"), "exit_cost": F(2),
    "risk_exposure": F("0.5"),
}  # fmt: skip
BRIEF = Answers({"contract_years": Answer(F(2)), "selection_cost": Answer(F("0.1"))})
# The published case of the rule: at 8 %, 1 now, then 4 - 2 and 5 - 3, less 0.5 of transition.
FLOWS = ((0, "1", "0"), (1, "2", "4"), (2, "3", "5"))
NET_PRESENT_VALUE = 2.06652949245542


def row(year: int | None, cost: str | None, benefit: str) -> Mapping[str, Answer]:
    return {
        "year": Answer(None if year is None else F(year)),
        "cost": Answer(None if cost is None else F(cost)),
        "benefit": Answer(F(benefit)),
    }


def bid(id_: str, *flows: Any) -> Bid:
    return Bid(
        id_,
        id_.title(),
        Answers({id_: Answer(v) for id_, v in ALONE.items()}, {"cash_flow": tuple(row(*f) for f in flows)}),
    )


@pytest.fixture(scope="module")
def plan() -> Plan:
    settings = Settings("Years", date(2026, 11, 20), rulesets=("partner", "fair_price", "profiles"), profile="client")
    return to_plan(load_rulebook(settings.rulesets), settings)


@pytest.fixture(scope="module")
def written(plan: Plan, tmp_path_factory: pytest.TempPathFactory) -> Written:
    bids = (bid("ada", *FLOWS), bid("bob", (1, "2", "1"), (1, "1", "1"), (3, None, "2")), bid("cy", (None, "1", "1")))
    return Written(tmp_path_factory.mktemp("years") / "x.xlsx", plan, Dossier(BRIEF, bids))


def column_of(written: Written, bid_id: str) -> str:
    return "DEF"[[entry.result.id for entry in written.content.entries].index(bid_id)]


def years_of(written: Written, values: Mapping[tuple[str, str], Any], bid_id: str, id_: str) -> list[Any]:
    part, column = Schedule(written.content).part(id_), column_of(written, bid_id)
    return [values.get((TITLE, f"{column}{r + 1}")) for r in range(part.first, part.last + 1)]


def test_the_calculator_agrees_with_what_is_stored(written: Written, tmp_path: Path) -> None:
    live, stored = recalculate_ironcalc(written.path, tmp_path), cached(written.path)
    assert differences(stored, live, formula_places(written.path)) == []
    assert live["Checks", "B3"] == "All checks pass"


def test_the_published_case_year_by_year(written: Written) -> None:
    stored = cached(written.path)
    assert years_of(written, stored, "ada", "cost") == [1, 2, 3, 0, 0, 0]
    to_date = years_of(written, stored, "ada", "net_present_value")
    assert to_date[0] == pytest.approx(-1.5)
    assert to_date[1] == pytest.approx(-1.5 + 2 / 1.08)
    assert to_date[2:] == pytest.approx([NET_PRESENT_VALUE] * 4)


def test_an_unknown_flow_is_unknown_not_zero(written: Written) -> None:
    stored = cached(written.path)
    assert years_of(written, stored, "bob", "cost") == ["unknown"] * 6
    assert years_of(written, stored, "bob", "benefit") == [0, 2, 0, 2, 0, 0]
    assert years_of(written, stored, "bob", "net_present_value") == ["unknown"] * 6
    assert years_of(written, stored, "cy", "benefit") == ["unknown"] * 6


def test_an_edited_flow_moves_its_year_and_the_rule(plan: Plan, written: Written, tmp_path: Path) -> None:
    """A cell of the table changes; a row is added in a year that had none."""
    edits = {
        place(written, "ada", "cash_flow", 1, "benefit"): 6,
        place(written, "ada", "cash_flow", 3, "year"): 4,
        place(written, "ada", "cash_flow", 3, "cost"): 1,
        place(written, "ada", "cash_flow", 3, "benefit"): 3,
    }
    live = recalculate_ironcalc(written.path, tmp_path, edits)
    assert years_of(written, live, "ada", "benefit") == [0, 6, 5, 0, 3, 0]
    other = Written(
        tmp_path / "y.xlsx",
        plan,
        Dossier(BRIEF, (bid("ada", (0, "1", "0"), (1, "2", "6"), (2, "3", "5"), (4, "1", "3")),)),
    )
    expected = other.comparison.bids[0].measures["net_present_value"].value
    assert isinstance(expected, Fraction)
    assert years_of(written, live, "ada", "net_present_value")[-1] == pytest.approx(float(expected), rel=1e-12)
    assert live["Checks", "B3"] != "A check fails: see Checks"


def test_a_year_beyond_those_shown_fails_a_check(written: Written, tmp_path: Path) -> None:
    edits = {
        place(written, "ada", "cash_flow", 3, name): value
        for name, value in (("year", 20), ("cost", 1), ("benefit", 3))
    }
    assert recalculate_ironcalc(written.path, tmp_path, edits)["Checks", "B3"] == "A check fails: see Checks"

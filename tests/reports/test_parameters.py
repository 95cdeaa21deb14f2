"""Parameters and weights in the scorecard: who set what, what the rules say, and the switch of profiles."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from contracteval.case import Case
from contracteval.evaluation.evaluate import compare
from contracteval.intake.from_settings import read_settings
from contracteval.model.bid import Answers, Dossier
from contracteval.model.settings import Settings
from contracteval.rules.plan import Plan
from contracteval.rules.to_plan import to_plan
from contracteval.rules.to_rulebook import load_rulebook
from contracteval.rules.weight_sets import weight_sets
from tests.calculators import IronBook, cached, recalculate_ironcalc
from tests.reports.workbooks import RULESETS, Written, bid, unlike

F = Fraction
TITLE = "Parameters and weights"
CHOICE = (TITLE, "A4")


def views(profile: str, **weights: str) -> Plan:
    settings = Settings("Views", date(2026, 11, 20), rulesets=("views",), profile=profile, weights=weights)
    return to_plan(load_rulebook(["views"], [RULESETS]), settings)


def two_bids() -> Dossier:
    return Dossier(
        Answers(), (bid("x", {"a": F(90), "b": F(20), "c": F(40)}), bid("y", {"a": F(10), "b": F(95), "c": None}))
    )


# --- who set what


def rows(written: Written) -> dict[str, tuple[Any, ...]]:
    """Return value used, value in the rules and who set it, by label."""
    stored = cached(written.path)
    found: dict[str, tuple[Any, ...]] = {}
    for row in range(8, 200):
        label = stored.get((TITLE, f"A{row}"))
        if label is not None and stored.get((TITLE, f"C{row}")) is not None:
            found.setdefault(label, tuple(stored.get((TITLE, f"{column}{row}")) for column in "CIJ"))
    return found


def test_what_the_buyer_set_stands_beside_what_the_rules_say(demo_case: Case, tmp_path: Path) -> None:
    settings = replace(
        demo_case.settings, parameters={"least_readiness": "1"}, weights={"sharing": "30", "control": "10"}
    )
    written = Written(tmp_path / "x.xlsx", to_plan(demo_case.rulebook, settings), demo_case.dossier)
    found = rows(written)
    assert found["Least readiness for a transformation"] == (1, 2, "evaluation.toml › parameters.least_readiness")
    labels = {member.id: member.title.en for member in written.content.layout.sections[0].members}
    sharing, control, transformation = (found[labels[id_]] for id_ in ("sharing", "control", "transformation"))
    assert sharing == (0.3, 0.2, "evaluation.toml › weights.sharing")
    assert control == (0.1, 0.2, "evaluation.toml › weights.control")
    assert transformation == (0.2, 0.2, "profile five_criteria")


def test_weights_from_an_order_say_so(tmp_path: Path) -> None:
    (tmp_path / "evaluation.toml").write_text('title = "x"\ndate = 2026-11-20\nweighting.order = ["left", "right"]\n')
    settings = replace(read_settings(tmp_path), rulesets=("views",), profile="even")
    written = Written(tmp_path / "x.xlsx", to_plan(load_rulebook(["views"], [RULESETS]), settings), two_bids())
    assert rows(written)["Left"] == (0.75, 0.5, "evaluation.toml › weighting.order")


# --- the switch of profiles


def test_only_profiles_that_judge_the_same_can_be_chosen() -> None:
    assert [found.profile.id for found in weight_sets(views("even"))] == ["even", "leaning"]
    assert [found.profile.id for found in weight_sets(views("one_sided"))] == ["one_sided"]
    own = weight_sets(views("even", left="30", right="70"))
    assert [found.profile.id for found in own] == ["even", "even", "leaning"]
    assert [dict(found.weights)["left"] for found in own] == [F(3, 10), F(1, 2), F(4, 5)]


@pytest.mark.parametrize("own", [{}, {"left": "30", "right": "70"}])
def test_a_chosen_profile_gives_what_the_engine_gives(own: dict[str, str], tmp_path: Path) -> None:
    plan = views("even", **own)
    written = Written(tmp_path / "x.xlsx", plan, two_bids())
    stored, book = cached(written.path), IronBook(written.path, tmp_path)
    listed = [value for column in "OPQ" if (value := stored.get((TITLE, f"{column}7"))) is not None]
    assert len(listed) == len(weight_sets(plan)) == 2 + bool(own)
    turned = set()
    for title, found in zip(listed, weight_sets(plan), strict=True):
        book.set(CHOICE, title)
        weights = {id_: str(weight) for id_, weight in found.weights.items()}
        expected = compare(to_plan(plan.rulebook, replace(plan.settings, weights=weights)), two_bids())
        values = written.read(book.values())
        told = {result.id: result for result in expected.bids}
        for id_, read in values.items():
            score = told[id_].score
            assert unlike(read["low"], float(score.low or 0)) == []
            assert unlike(read["high"], float(score.high or 0)) == []
            assert unlike(read["rank"], str(told[id_].rank or "1–2")) == []
        turned.add(tuple(result.id for result in expected.bids))
    assert (len(turned) == 2) == bool(own)  # the right side counting more turns the order


def test_a_weight_of_the_chosen_profile_may_be_changed(tmp_path: Path) -> None:
    written = Written(tmp_path / "x.xlsx", views("even"), two_bids())
    edits: dict[tuple[str, str], object] = {CHOICE: "Leaning", (TITLE, "P8"): 1, (TITLE, "P9"): 0}
    values = written.read(recalculate_ironcalc(written.path, tmp_path, edits))
    assert values["x"]["score"] == 90


def test_without_another_profile_there_is_no_switch(tmp_path: Path) -> None:
    stored = cached(Written(tmp_path / "x.xlsx", views("one_sided"), two_bids()).path)
    assert CHOICE not in stored

"""The type of relationship comes first: from the buyer's facts, once per evaluation, and it selects the profile."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from contracteval.case import Case
from contracteval.data import data_folder
from contracteval.reports.relationship import relationship_text, relationship_to_dict
from contracteval.rules.to_rulebook import load_rulebook

TYPES: Mapping[str, dict[str, Any]] = {
    "client": {"payment_flow": "one_way", "supplier_is_expert": True, "client_is_expert": False},
    "collaborator": {"payment_flow": "one_way", "supplier_is_expert": True, "client_is_expert": True},
    "partner": {"payment_flow": "two_way", "hierarchy": False},
}
MIXED = {"payment_flow": "mixed", "supplier_is_expert": True, "client_is_expert": True}
CaseOf = Callable[..., Case]


@pytest.fixture
def case_of(tmp_path: Path) -> CaseOf:
    """Return a maker of evaluations: the demo with more answers in its brief and without its profile."""

    def make(
        facts: Mapping[str, Any], flows: list[dict[str, Any]] | None = None, settings: str = "", **named: Any
    ) -> Case:
        folder = tmp_path / "evaluation"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(data_folder("templates") / "demo", folder)
        brief = json.loads((folder / "brief.json").read_text(encoding="utf-8"))
        brief["facts"] |= {id_: {"value": value} for id_, value in facts.items()}
        brief["tables"] = brief.get("tables", {}) | ({} if flows is None else {"exchange_flow": flows})
        (folder / "brief.json").write_text(json.dumps(brief), encoding="utf-8")
        text = (folder / "evaluation.toml").read_text(encoding="utf-8")
        kept = [line for line in text.splitlines() if not line.startswith("profile")]
        (folder / "evaluation.toml").write_text("\n".join((*kept, settings)), encoding="utf-8")
        return Case(folder, **named)

    return make


@pytest.mark.parametrize("settings", ["", 'profile = "by_relationship"'])
@pytest.mark.parametrize("kind", TYPES)
def test_the_type_selects_the_profile_of_its_name(case_of: CaseOf, kind: str, settings: str) -> None:
    case = case_of(TYPES[kind], settings=settings)
    assert case.plan.profile.id == kind
    assert relationship_to_dict(case.plan) == {
        "type": kind,
        "shares": dict.fromkeys(TYPES, 0.0) | {kind: 1.0},
        "missing": [],
        "selects": True,
        "fallback": None,
    }
    assert [finding.kind for finding in case.dossier.findings] == []


def test_a_hybrid_weighs_each_exchange_by_its_own_type(case_of: CaseOf) -> None:
    flows = [
        {"flow": name, "supplier_role": role} for name, role in zip("abcd", ("partner", *["supplier"] * 3), strict=True)
    ]
    plan = case_of(MIXED, flows).plan
    book, quarter = load_rulebook(), Fraction(1, 4)
    expected = {id_: weight * quarter for id_, weight in book.profiles["partner"].weights.items()}
    for id_, weight in book.profiles["collaborator"].weights.items():
        expected[id_] = expected.get(id_, Fraction(0)) + weight * (1 - quarter)
    assert plan.profile.weights == expected
    assert sum(expected.values()) == 1
    assert relationship_text(plan, "en") == "Relationship, from the brief: hybrid (75% collaborator, 25% partner)"
    assert relationship_text(plan, "fr").endswith("hybride (75\u00a0% collaborateur, 25\u00a0% partenaire)")


@pytest.mark.parametrize("flows", [None, []])
def test_a_hybrid_without_listed_exchanges_takes_the_share_of_a_parameter(
    case_of: CaseOf, flows: list[Any] | None
) -> None:
    half = case_of(MIXED | {"client_is_expert": False}, flows).relationship
    assert half is not None
    assert half.shares == {"client": Fraction(1, 2), "collaborator": 0, "partner": Fraction(1, 2)}
    third = case_of(MIXED, flows, '[parameters]\nhybrid_partner_share = "1/3"').relationship
    assert third is not None
    assert third.shares == {"client": 0, "collaborator": Fraction(2, 3), "partner": Fraction(1, 3)}


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        ({}, ("payment_flow", "supplier_is_expert", "client_is_expert", "hierarchy")),
        ({"payment_flow": "one_way", "client_is_expert": True}, ("supplier_is_expert",)),
        ({"payment_flow": "two_way"}, ("hierarchy",)),
        ({"payment_flow": "mixed"}, ("supplier_is_expert", "client_is_expert")),
    ],
)
def test_an_unknown_type_falls_back_and_says_so(
    case_of: CaseOf, facts: dict[str, Any], missing: tuple[str, ...]
) -> None:
    case = case_of(facts)
    assert case.plan.profile.id == "five_criteria"
    assert case.relationship is not None
    assert case.relationship.missing == missing
    (finding,) = case.dossier.findings
    assert (finding.kind, finding.severity, finding.fact) == ("relationship-unknown", "warning", missing[0])
    labels = {**case.rulebook.facts}
    assert finding.next is not None
    assert all(labels[id_].label.fr in finding.next.fr for id_ in missing)
    assert "Five criteria" in relationship_text(case.plan, "en")
    told = relationship_to_dict(case.plan)
    assert told is not None
    assert told["fallback"] == "five_criteria"


def test_the_fallback_scores_what_the_default_profile_scores(case_of: CaseOf, demo_case: Case) -> None:
    fallen = case_of({}).comparison
    assert [(bid.id, bid.score, bid.verdict) for bid in fallen.bids] == [
        (bid.id, bid.score, bid.verdict) for bid in demo_case.comparison.bids
    ]


def test_a_profile_that_is_named_stands_and_a_contradiction_is_a_finding(case_of: CaseOf) -> None:
    case = case_of(TYPES["partner"], settings='profile = "client"')
    assert case.plan.profile.id == "client"
    assert [finding.kind for finding in case.dossier.findings] == ["relationship-differs"]
    assert "partner (the profile “Client: a service bought” was named)" in relationship_text(case.plan, "en")


def test_the_five_criteria_ask_nothing_of_the_relationship(demo_case: Case) -> None:
    assert demo_case.relationship is None
    assert relationship_text(demo_case.plan, "en") == ""
    assert "payment_flow" not in demo_case.plan.needs().facts


def test_choosing_by_relationship_asks_for_the_answers_that_decide_it(case_of: CaseOf) -> None:
    needs = case_of({}).plan.needs()
    assert {"payment_flow", "supplier_is_expert", "client_is_expert", "hierarchy"} <= needs.facts.keys()
    assert needs.tables["exchange_flow"].per == "evaluation"


def test_the_type_is_the_same_for_every_bid(case_of: CaseOf) -> None:
    found = [bid.measures["relationship_type"].value for bid in case_of(TYPES["partner"]).comparison.bids]
    assert found == ["partner"] * 3

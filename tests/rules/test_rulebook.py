"""The whole rulebook: every row of the catalogue is there as it says, and no two texts say nearly the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest

from contracteval.case import Case
from contracteval.data import data_folder
from contracteval.model.settings import STAGES, Settings
from contracteval.rules.plan import stage_reached
from contracteval.rules.rulebook import Group, Rulebook
from contracteval.rules.to_plan import to_plan
from contracteval.rules.to_rulebook import load_rulebook
from contracteval.text import Language, Text

CATALOGUE = [
    line.split() for line in (Path(__file__).parent / "catalogue.txt").read_text(encoding="utf-8").splitlines()
]
LARGEST_SHARE = 0.8


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


def test_the_catalogue_has_149_ids() -> None:
    assert len({id_ for _, _, id_, _, _ in CATALOGUE}) == 149


def test_every_id_of_the_catalogue_is_in_its_ruleset_with_its_kind(rulebook: Rulebook) -> None:
    families = {
        "criterion": rulebook.criteria,
        "gate": rulebook.gates,
        "flag": rulebook.flags,
        "diagnostic": rulebook.diagnostics,
    }
    missing = [
        (ruleset, kind, id_)
        for ruleset, kind, id_, _, _ in CATALOGUE
        if id_ not in families[kind] or families[kind][id_].ruleset != ruleset
    ]
    assert missing == []


def families_of(book: Rulebook) -> Mapping[str, Mapping[str, Any]]:
    return {"criterion": book.criteria, "gate": book.gates, "flag": book.flags, "diagnostic": book.diagnostics}


def test_every_rule_of_the_catalogue_cites_its_article_by_title(rulebook: Rulebook) -> None:
    rules = families_of(rulebook)
    assert [
        id_ for _, kind, id_, article, _ in CATALOGUE if article not in {s.article for s in rules[kind][id_].sources}
    ] == []
    cited = {s.article for family in rules.values() for rule in family.values() for s in rule.sources}
    assert cited - {None} == rulebook.articles.keys()


def test_every_rule_has_the_stages_of_the_catalogue_or_a_line_in_the_changelog(rulebook: Rulebook) -> None:
    changelog = (data_folder("rulesets") / "CHANGELOG.md").read_text(encoding="utf-8")
    table = changelog.partition("Rows judged at other stages")[2]
    said = dict(re.findall(r"^\| `(\w+)` \| [a-z, ]+ \| ([a-z, ]+) \|$", table, re.MULTILINE))
    rules = families_of(rulebook)
    here = {
        id_: (frozenset(rules[kind][id_].stages), frozenset(stages.split(","))) for _, kind, id_, _, stages in CATALOGUE
    }
    deviating = {id_: sorted(ours) for id_, (ours, theirs) in here.items() if ours != theirs}
    assert deviating == {id_: sorted(stages.split(", ")) for id_, stages in said.items()}


@pytest.mark.parametrize("stage", STAGES)
def test_what_belongs_to_a_later_stage_does_not_apply_rather_than_being_unknown(rulebook: Rulebook, stage: str) -> None:
    """Over every rule of the catalogue at once: what cannot be known yet is neither missing nor open."""
    everything = Group(
        "all", "", Text.same(""), "mean", dict.fromkeys(rulebook.criteria, Fraction(1, len(rulebook.criteria)))
    )
    profile = replace(rulebook.profiles["partner"], id="all", weights={"all": Fraction(1)})
    book = replace(rulebook, groups={"all": everything}, profiles={"all": profile})
    plan = to_plan(book, Settings("", date(2026, 11, 25), stage=stage, profile="all"))
    later = {id_ for id_, rule in book.criteria.items() if not stage_reached(rule.stages, stage)}
    assert {rule.id for rule in plan.not_applicable} == later
    assert {leaf.criterion.id for leaf, _, _ in plan.leaves()} == book.criteria.keys() - later
    assert sum(share for _, _, share in plan.leaves()) == 1
    order = STAGES.index(stage)
    for kind, rules in (("gate", plan.gates), ("flag", plan.flags)):
        judged = {rule.id for rule in rules}
        expected = {
            rule.id
            for rule in families_of(book)[kind].values()
            if "buyer" in rule.stages or any(STAGES.index(s) <= order for s in rule.stages if s in STAGES)
        }
        assert judged == expected
    asked = plan.deciding_facts()
    assert not {id_ for rule in later for id_ in book.needs_of(rule)} & asked - {
        id_
        for step in (
            *(leaf.criterion.id for leaf, _, _ in plan.leaves()),
            *(f"gate:{g.id}" for g in plan.gates),
            *(f"flag:{f.id}" for f in plan.flags),
        )
        for id_ in book.needs_of(step)
    }


def test_the_proposal_leaves_the_criteria_of_delivery_aside(demo_case: Case) -> None:
    case = Case(demo_case.folder, profile="partner", stage="proposal")
    bid = case.comparison.bids[0]
    found = {result.id: result.score.status for result in bid.criteria}
    assert found["promise_realisation"] == found["idea_resilience"] == "not_applicable"
    missing = {item.fact for item in bid.missing}
    assert missing.isdisjoint(
        case.rulebook.needs_of("promise_realisation") - {"promise"} - case.rulebook.parameters.keys()
    )


def words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_two_reasons_or_anchors_share_most_of_their_words(rulebook: Rulebook, lang: Language) -> None:
    reasons = {
        f"{kind} {rule.id}": words(rule.why.to(lang))
        for kind, rules in families_of(rulebook).items()
        for rule in rules.values()
    }
    anchors = {
        f"{fact.id} {level}": words(anchor.to(lang))
        for fact in rulebook.facts.values()
        for level, anchor in enumerate(fact.anchors)
    }
    alike = [
        (one, other)
        for texts in (reasons, anchors)
        for one, other in combinations(texts, 2)
        if len(texts[one] & texts[other]) > LARGEST_SHARE * min(len(texts[one]), len(texts[other]))
    ]
    assert alike == []


def test_every_level_has_five_anchors(rulebook: Rulebook) -> None:
    assert [fact.id for fact in rulebook.facts.values() if fact.type == "level" and len(fact.anchors) != 5] == []

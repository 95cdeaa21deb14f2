"""The whole rulebook: every id of the catalogue is there, and no two texts say nearly the same."""

from __future__ import annotations

import re
from itertools import combinations
from pathlib import Path

import pytest

from contracteval.rules.rulebook import Rulebook
from contracteval.rules.to_rulebook import load_rulebook
from contracteval.text import Language

CATALOGUE = [
    line.split() for line in (Path(__file__).parent / "catalogue.txt").read_text(encoding="utf-8").splitlines()
]
LARGEST_SHARE = 0.8


@pytest.fixture(scope="module")
def rulebook() -> Rulebook:
    return load_rulebook()


def test_the_catalogue_has_149_ids() -> None:
    assert len({id_ for _, _, id_ in CATALOGUE}) == 149


def test_every_id_of_the_catalogue_is_in_its_ruleset_with_its_kind(rulebook: Rulebook) -> None:
    families = {
        "criterion": rulebook.criteria,
        "gate": rulebook.gates,
        "flag": rulebook.flags,
        "diagnostic": rulebook.diagnostics,
    }
    missing = [
        (ruleset, kind, id_)
        for ruleset, kind, id_ in CATALOGUE
        if id_ not in families[kind] or families[kind][id_].ruleset != ruleset
    ]
    assert missing == []


def words(text: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", text.casefold()))


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_no_two_reasons_or_anchors_share_most_of_their_words(rulebook: Rulebook, lang: Language) -> None:
    reasons = {f"criterion {rule.id}": words(rule.why.to(lang)) for rule in rulebook.criteria.values()}
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

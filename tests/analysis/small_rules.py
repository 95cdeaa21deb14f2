"""Small rulesets written for one test: facts, criteria, and evaluations of random bids under them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from contracteval.analysis.study import Study
from contracteval.case import Case
from contracteval.evaluation.evaluate import compare
from contracteval.model.bid import Answer, Answers, Bid, Dossier
from contracteval.model.fact import Grade
from contracteval.rules.plan import Plan

BOTH = '{ en = "T", fr = "T" }'
ABOUT = (
    f"title = {BOTH}\nwhy = {BOTH}\nsource = [{{ reference = 'r', idea = {BOTH} }}]\n"
    "since = '1.0'\nstage = ['proposal']\n"
)
SCALE = "scale = [[0, 0], [1, 100]]"


def mark(id_: str) -> str:
    """Write a fact that a vendor gives from 0 to 100."""
    return f"[fact.{id_}]\ntype = 'number'\nat_least = 0\nat_most = 100\nlabel = {BOTH}\nquestion = {BOTH}\n"


def criterion(id_: str, measure: str, more: str = "") -> str:
    """Write a criterion that earns the full mark at 1, and nothing where its measure is undefined."""
    undefined = f"undefined = {{ score = 0, why = {BOTH} }}\n"
    return f"[criterion.{id_}]\n{ABOUT}asks = {BOTH}\nmeasure = '{measure}'\n{SCALE}\n{undefined}{more}"


def group(id_: str, members: Mapping[str, int]) -> str:
    """Write a group."""
    inside = ", ".join(f"{member} = {weight}" for member, weight in members.items())
    return f"[group.{id_}]\ntitle = {BOTH}\nmembers = {{ {inside} }}\n"


def made_case(folder: Path, rules: str, weights: Mapping[str, int], facts: Mapping[str, Any]) -> Case:
    """Write a ruleset with one profile, and an evaluation of one bid under it."""
    (folder / "rules" / "small").mkdir(parents=True)
    inside = ", ".join(f"{id_} = {weight}" for id_, weight in weights.items())
    head = f"[ruleset]\nid = 'small'\nversion = '1.0'\ntitle = {BOTH}\n"
    profile = f"[profile.small]\ntitle = {BOTH}\nweights = {{ {inside} }}\ndefault = true\n"
    (folder / "rules" / "small" / "ruleset.toml").write_text(head + rules + profile, encoding="utf-8")
    (folder / "bids").mkdir()
    (folder / "bids" / "a.json").write_text(json.dumps({"vendor": "A", "facts": dict(facts)}), encoding="utf-8")
    (folder / "brief.json").write_text(json.dumps({"facts": {}}), encoding="utf-8")
    (folder / "evaluation.toml").write_text('title = "T"\ndate = 2026-11-20\nrulesets = ["small"]\n', encoding="utf-8")
    return Case(folder, rules=[folder / "rules"])


def made_study(plan: Plan, bids: Mapping[str, Mapping[str, Any]]) -> Study:
    """Evaluate bids whose answers all stand in the contract."""
    answers = {
        id_: Answers({fact: Answer(value, Grade.CONTRACTED) for fact, value in facts.items()})
        for id_, facts in bids.items()
    }
    dossier = Dossier(Answers(), tuple(Bid(id_, id_, own) for id_, own in answers.items()))
    return Study(plan, dossier, compare(plan, dossier))

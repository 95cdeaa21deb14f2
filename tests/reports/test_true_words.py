"""Sentences at the edges, where a phrase that is right elsewhere would be untrue: level bids, no gap, one of a kind."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from contracteval.cli import main

TINY = str(Path(__file__).parent / "tiny")
Told = Callable[..., str]
Make = Callable[..., Told]


def flat(text: str) -> str:
    return " ".join(text.replace("\u00a0", " ").split())


def level(value: int) -> dict[str, Any]:
    return {"value": value, "grade": "contracted", "clause": "7"}


def price(value: str) -> dict[str, Any]:
    return {"value": value, "unit": "M€/yr", "grade": "contracted", "clause": "2"}


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return what writes an evaluation folder, and returns what runs a command on it and gives what it prints."""

    def made(
        settings: str, bids: Mapping[str, Mapping[str, Any]], brief: Mapping[str, Any], rules: str | None = None
    ) -> Told:
        (tmp_path / "bids").mkdir()
        (tmp_path / "evaluation.toml").write_text(f'title = "T"\ndate = 2026-11-20\n{settings}', encoding="utf-8")
        (tmp_path / "brief.json").write_text(json.dumps(brief), encoding="utf-8")
        for id_, facts in bids.items():
            text = json.dumps({"vendor": id_.title(), "facts": facts})
            (tmp_path / "bids" / f"{id_}.json").write_text(text, encoding="utf-8")

        def told(command: str, *options: str, lang: str = "en") -> str:
            more = [] if rules is None else ["--rules", rules]
            runner = CliRunner(env={"LC_ALL": "C.UTF-8", "COLUMNS": "200"})
            return flat(runner.invoke(main, [command, str(tmp_path), "--lang", lang, *more, *options]).output)

        return told

    return made


@pytest.fixture
def tiny(make: Make) -> Callable[..., Told]:
    """Return what makes a folder under the tiny rules, from prices and levels of staff."""

    def made(bids: Mapping[str, Mapping[str, Any]], settings: str = "") -> Told:
        rules = f'rulesets = ["tiny"]\nprofile = "even"\n{settings}'
        return make(rules, bids, {"facts": {"own_cost": {"value": "10", "unit": "M€/yr"}}, "bids": {}}, TINY)

    return made


# --- first: alone or sharing the place


def test_a_rival_that_can_at_best_draw_level_is_said_so_everywhere(tiny: Callable[..., Told]) -> None:
    told = tiny({"ada": {"quote": price("9"), "staff": level(4)}, "bob": {"quote": price("9")}})
    assert "Ada comes first, but missing answers could still let Bob draw level." in told("compare")
    found = told("analyse")
    assert "Ada stays first whatever the weights; Bob can at best draw level." in found
    assert "Bob can at best draw level with these weights, if its missing answers are good" in found
    assert "First place, alone or shared, over all possible weightings: Ada in 100% of them, Bob in 0% to 100%" in found
    assert "Ada is first whatever the missing answers are; Bob can at best draw level." in found
    french = told("analyse", lang="fr")
    assert "Ada reste en tête quels que soient les poids ; Bob peut au mieux l’égaler." in french
    assert "Ada est en tête quelles que soient les réponses manquantes ; Bob peut au mieux l’égaler." in french

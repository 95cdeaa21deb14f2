"""Rulesets that must not load. Each file of ``bad/`` says in its first lines which problems it has and where,
and what the message shows."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from contracteval.errors import Place
from contracteval.evaluation.sanity.check import check_rulesets

BAD = sorted((Path(__file__).parent / "bad").glob("*.toml"))
HEADER = """
[ruleset]
id = "bad"
version = "1.0"
vocabulary = ["price", "incentive", "risk", "control", "transformation"]
title = { en = "Bad", fr = "Mauvais" }
"""
SAYS = re.compile(r"^# says: (.+)$", re.MULTILINE)
DEEP = (
    "unused", "source-missing", "scale-unreached", "condition-constant", "branch-unreached", "gates-exclude",
    "direction-refuted", "direction-unproved", "undefined", "undefined-never",
)  # fmt: skip
EXPECT = re.compile(r"^# expect: (\S+) at (\S+)(?: next (.+))?$", re.MULTILINE)


def test_there_are_bad_rulesets() -> None:
    assert len(BAD) > 20


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_each_problem_is_found_at_its_key(path: Path, tmp_path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    folder = tmp_path / "bad"
    folder.mkdir()
    (folder / "ruleset.toml").write_text(HEADER if "[ruleset]" not in text else "", encoding="utf-8")
    (folder / "rules.toml").write_text(text, encoding="utf-8")
    problems = check_rulesets(["bad"], [tmp_path]).problems
    found = [
        (problem.kind, place.key or "", problem.next.en if problem.next else "")
        for problem in problems
        for place in problem.places or (Place(""),)
    ]
    expected = EXPECT.findall(text)
    assert expected
    for kind, key, hint in expected:
        matching = [entry for entry in found if entry[0] == kind and entry[1] == (key if key != "file" else "")]
        assert matching, f"{kind} at {key} not in {found}"
        assert not hint or any(hint in entry[2] for entry in matching), found
    assert all(problem.message.fr for problem in problems)
    assert not [problem for problem in problems if problem.kind in DEEP and problem.message.fr == problem.message.en]
    for said in SAYS.findall(text):
        assert any(said.replace("\u00a0", " ") in problem.message.en for problem in problems), problems
    assert {entry[0] for entry in found} == {kind for kind, _, _ in expected}, found

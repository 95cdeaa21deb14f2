"""Claims of closed forms: ours hold, and a wrong sign, a wrong kind or a wrong factor is found with an example."""

from __future__ import annotations

from pathlib import Path

import pytest

from contracteval.rules.prove import unproved
from contracteval.rules.to_rulebook import load_rulebook

GOOD = Path(__file__).parent / "good"


def test_our_claims_are_proved() -> None:
    rulebook = load_rulebook()
    assert rulebook.claims
    assert unproved(rulebook) == []


def test_the_optimum_of_control_is_proved() -> None:
    """c* = ln(kΔE/(1+ρ))/k minimises (1+ρ)c + ΔE·exp(−kc): domain model, section 2a."""
    assert unproved(load_rulebook(["claims"], [GOOD])) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('* avoidable / (1 + rigid)) / efficiency"\ntitle', '* avoidable * (1 + rigid)) / efficiency"\ntitle'),
        ('says = "minimises"', 'says = "maximises"'),
        ("(1 + rigid) * (1 + ln", "(1 + rigid) * (2 + ln"),
        ("exp(0 - efficiency * spend)", "exp(efficiency * spend)"),
    ],
)
def test_a_false_claim_is_refuted(tmp_path: Path, old: str, new: str) -> None:
    text = (GOOD / "claims" / "ruleset.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "ruleset.toml").write_text(text.replace(old, new), encoding="utf-8")
    problems = unproved(load_rulebook(["claims"], [tmp_path]))
    assert problems
    assert all(problem.kind == "claim-unproved" for problem in problems)

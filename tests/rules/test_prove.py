"""Claims of closed forms: ours hold, and a wrong sign, a wrong kind or a wrong factor is found with an example."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from contracteval.data import data_folder
from contracteval.rules.from_toml import read_rulesets
from contracteval.rules.prove import unproved
from contracteval.rules.to_rulebook import load_rulebook, to_rulebook

GOOD = Path(__file__).parent / "good"


def test_our_claims_are_proved() -> None:
    rulebook = load_rulebook()
    assert {"turning_point_costs_least", "calibration_meets_the_second_year", "expected_price_is_the_mean"} <= set(
        rulebook.claims
    )
    assert {"right_to_leave_is_an_expected_gain", "best_slope_of_pay", "reference_share_is_best"} <= set(
        rulebook.claims
    )
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


@pytest.mark.parametrize(
    ("ruleset", "file", "old", "new"),
    [
        ("contract", "more/economics_option_to_leave.toml", "option_saving_deviation * normal_pdf", "normal_pdf"),
        ("incentive", "more/economics_cost_sharing.toml", "* (1 - normal_cdf(", "* (2 - normal_cdf("),
        ("incentive", "more/kpi_congruence.toml", "max(0, sum(kpi.value_slope * kpi.pay_slope))**2 / ", "max(0, sum(kpi.value_slope * kpi.pay_slope)) / "),
        ("incentive", "more/economics_inertia.toml", "1 - client_hurdle / outcome_value", "client_hurdle / outcome_value"),
        ("control", "more/economics_control_cost.toml", "/ (second_control_cost - first_control_cost)", "/ (second_control_cost + first_control_cost)"),
        ("fair_price", "measures.toml", "should_cost / (1 - minimum_margin)", "should_cost * (1 + minimum_margin)"),
    ],
)  # fmt: skip
def test_a_fault_in_our_closed_forms_is_refuted(tmp_path: Path, ruleset: str, file: str, old: str, new: str) -> None:
    shutil.copytree(data_folder("rulesets") / ruleset, tmp_path / ruleset)
    path = tmp_path / ruleset / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    raw = read_rulesets([ruleset], [tmp_path])
    assert unproved(to_rulebook(raw)[0])

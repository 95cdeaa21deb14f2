"""Claims of closed forms: ours hold, and what is false is refuted with numbers from the ranges of the facts.

The model of control is that of the domain, section 2a: c* = max(0, ln(kΔE/(1+ρ))/k) minimises (1+ρ)c + ΔE·exp(−kc).
"""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner

from contracteval.cli import main
from contracteval.data import data_folder
from contracteval.evaluation.cases import plan_of
from contracteval.evaluation.engine import Engine
from contracteval.evaluation.proof.examples import find_example
from contracteval.evaluation.proof.prove import Proof, prove
from contracteval.formula import expression as x
from contracteval.rules.from_toml import read_rulesets
from contracteval.rules.rulebook import Claim, Rulebook
from contracteval.rules.to_rulebook import load_rulebook, to_rulebook

GOOD = Path(__file__).parent / "good"
RULEBOOK = load_rulebook()
ENGINE = Engine(plan_of(RULEBOOK))


@pytest.mark.parametrize("claim", RULEBOOK.claims)
def test_our_claims_are_proved(claim: str) -> None:
    (proof,) = prove(RULEBOOK, [claim])
    assert proof.problem is None
    assert proof.cases > 0


def test_the_economics_have_their_claims() -> None:
    wanted = {
        "optimum_costs_least", "efficiency_explains_the_fall", "avoidable_errors_explain_the_first_year",
        "expected_price_is_the_mean", "right_to_leave_is_an_expected_gain", "break_even_leaves_no_profit",
        "agreement_zone_holds_what_is_left", "funded_once", "symmetry_where_bonus_equals_risk",
        "best_slope_of_pay", "reference_share_is_best", "marginal_saving_is_the_slope", "right_to_leave_follows_the_saving",
        "right_to_leave_gains_by_doubt", "right_to_leave_where_the_saving_just_covers",
    }  # fmt: skip
    assert wanted <= set(RULEBOOK.claims)


def times(node: x.Node, factor: str) -> x.Node:
    return x.Binary("*", node, x.Number(Fraction(factor)))


MUTATIONS = {
    "a tenth more": lambda node: times(node, "1.1"),
    "1.1 more": lambda node: x.Binary("+", node, x.Number(Fraction("1.1"))),
    "the other sign": lambda node: x.Negative(node),
}


@pytest.mark.parametrize("claim", RULEBOOK.claims)
@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_closed_form_a_little_off_is_refuted_with_numbers(claim: str, mutation: str) -> None:
    ours = RULEBOOK.claims[claim]
    wrong = replace(ours.closed_form, node=MUTATIONS[mutation](ours.closed_form.node))
    found = find_example(ENGINE, replace(ours, closed_form=wrong))
    if (claim, mutation) == ("symmetry_where_bonus_equals_risk", "the other sign"):
        assert found is None  # the model divides by zero there: nothing to show, and nothing is proved
        claims = {claim: replace(ours, closed_form=wrong)}
        (proof,) = prove(replace(RULEBOOK, claims=claims))
        assert proof.problem is not None
    else:
        assert found is not None


def test_the_claims_of_the_small_model_are_proved() -> None:
    assert [proof.problem for proof in prove(load_rulebook(["claims"], [GOOD]))] == [None, None]


def changed(tmp_path: Path, old: str, new: str) -> Rulebook:
    text = (GOOD / "claims" / "ruleset.toml").read_text(encoding="utf-8")
    assert old in text
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "ruleset.toml").write_text(text.replace(old, new), encoding="utf-8")
    return load_rulebook(["claims"], [tmp_path])


def message(rulebook: Rulebook) -> str:
    (problem,) = [proof.problem for proof in prove(rulebook) if proof.problem is not None]
    assert problem.kind == "claim-unproved"
    return problem.message.en


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ('says = "minimises"', 'says = "maximises"', "the model comes to"),
        ("* (1 + ln(efficiency * avoidable / (1 + rigid)))", "* (2 + ln(efficiency * avoidable / (1 + rigid)))", "the closed form to"),
        # the branch where control does not pay
        ("> 1 + rigid else avoidable", "> 1 + rigid else 0 - avoidable", "the closed form to"),
        ("> 1 + rigid else avoidable", "> 2 + rigid else avoidable", "the closed form to"),
    ],
)  # fmt: skip
def test_a_false_claim_is_refuted_with_numbers(tmp_path: Path, old: str, new: str, shown: str) -> None:
    found = message(changed(tmp_path, old, new))
    assert shown in found
    assert "efficiency = " in found


def test_an_optimum_keeps_to_its_range(tmp_path: Path) -> None:
    found = message(
        changed(
            tmp_path, 'closed_form = "optimum"', 'closed_form = "ln(efficiency * avoidable / (1 + rigid)) / efficiency"'
        )
    )
    assert "which is out of its range" in found


def claimed(
    tmp_path: Path, model: str, closed_form: str, more: str = "", measure: str = "", says: str = "equals"
) -> Proof:
    """Judge one claim; x and y are any numbers, rigid at least 0, share at most 1 too, spend and avoidable are money."""
    text = (GOOD / "claims" / "ruleset.toml").read_text(encoding="utf-8")
    at = text.index("[profile.p]")
    text = text[:at] + (
        '[claim.tried]\ntitle = { en = "tried", fr = "essai" }\n'
        f'says = "{says}"\nmodel = "{model}"\nclosed_form = "{closed_form}"\n{more}\n{measure}\n' + text[at:]
    )
    named = 'label = { en = "x", fr = "x" }, question = { en = "x", fr = "x" }'
    facts = {"x": 'type = "number"', "y": 'type = "number"', "share": 'type = "ratio", at_least = 0, at_most = "100 %"'}
    text = text.replace("[fact]\n", "\n".join(["[fact]", *(f"{k} = {{ {v}, {named} }}" for k, v in facts.items()), ""]))
    column = '{ type = "number", label = { en = "c", fr = "c" } }'
    for table in ("t", "u"):
        text += f'\n[table.{table}]\nby = "buyer"\ncolumns = {{ a = {column} }}\n' + named.replace(" }, q", " }\nq")
    (tmp_path / "claims").mkdir()
    (tmp_path / "claims" / "ruleset.toml").write_text(text, encoding="utf-8")
    (proof,) = prove(load_rulebook(["claims"], [tmp_path]), ["tried"])
    return proof


@pytest.mark.parametrize(
    ("model", "closed_form", "condition"),
    [
        ("rigid / rigid", "1", "rigid ≠ 0"),
        ("2 * ln(x)", "ln(x**2)", "x > 0"),
        ("ln(x**2)", "2 * ln(abs(x))", "x**2 > 0"),
        ("sqrt(x)**2", "x", "x ≥ 0"),
    ],
)
def test_the_conditions_of_a_proof_are_said(tmp_path: Path, model: str, closed_form: str, condition: str) -> None:
    proof = claimed(tmp_path, model, closed_form)
    assert proof.problem is None
    assert condition in [item.en for item in proof.conditions]


@pytest.mark.parametrize(
    ("model", "closed_form", "more", "measure"),
    [
        # 0 belongs to the range of what is at least 0
        ("1 if rigid > 0 else 0", "1", "", ""),
        ("abs(x)", "x", "", ""),
        ("sqrt(x**2)", "x", "", ""),
        ("max(x, rigid)", "x", "", ""),
        # what is taken as it stands has the sign of its own formula, and no other
        ("abs(gap)", "gap", 'takes = ["gap"]', '[measure.gap]\nformula = "spend - avoidable"\ntitle = { en = "g", fr = "g" }\n'),
    ],
)  # fmt: skip
def test_nothing_is_taken_to_be_above_zero(
    tmp_path: Path, model: str, closed_form: str, more: str, measure: str
) -> None:
    proof = claimed(tmp_path, model, closed_form, more, measure)
    assert proof.problem is not None
    assert "the model comes to" in proof.problem.message.en


@pytest.mark.parametrize(
    ("model", "closed_form"),
    [("ln(x**2)", "2 * ln(x)"), ("1", "rigid / rigid"), ("x", "x if rigid > 0 else x / rigid")],
)
@pytest.mark.parametrize("with_numbers", [True, False])
def test_a_closed_form_has_a_value_wherever_its_model_has_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, model: str, closed_form: str, with_numbers: bool
) -> None:
    if not with_numbers:
        monkeypatch.setattr("contracteval.evaluation.proof.prove.find_example", lambda engine, claim: None)
    proof = claimed(tmp_path, model, closed_form)
    assert proof.problem is not None
    assert ("has no value" if with_numbers else "not shown to have a value") in proof.problem.message.en


@pytest.mark.parametrize(
    ("says", "model", "closed_form"),
    [
        # sums of other rows, or over another table, are other numbers
        ("equals", "sum(t.a, where=t.a > 0)", "sum(t.a, where=t.a > 1)"),
        ("equals", "count(t)", "count(u)"),
        # of two flat points one is least and the other greatest; least at 0 is neither
        ("minimises", "share**3 - 3 * (y - x)**2 * share if y >= x else 0", "0 * share"),
        ("expects", "min(x**2, y)", "y"),
        ("minimises", "(share - rigid)**2", "share"),
    ],
)
def test_the_proof_alone_does_not_fall_for_what_numbers_would_refute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, says: str, model: str, closed_form: str
) -> None:
    monkeypatch.setattr("contracteval.evaluation.proof.prove.find_example", lambda engine, claim: None)
    assert claimed(tmp_path, model, closed_form, OVER[says], says=says).problem is not None


OVER = {
    "equals": "",
    "minimises": 'over = "share"',
    "maximises": 'over = "share"',
    "expects": 'over = "x"\ndeviation = "rigid"',
    "differentiates": 'over = "x"',
}


@pytest.mark.parametrize(
    ("says", "model", "closed_form", "false"),
    [
        ("minimises", "(share - rigid)**2", "min(1, rigid)", "rigid"),
        ("minimises", "(share - x)**2", "clamp(x, 0, 1)", "min(1, x)"),
        ("maximises", "share * x", "1 if x >= 0 else 0", "1"),
    ],
)
def test_an_optimum_may_lie_at_either_end_of_its_range(
    tmp_path: Path, says: str, model: str, closed_form: str, false: str
) -> None:
    (tmp_path / "true").mkdir()
    (tmp_path / "false").mkdir()
    assert claimed(tmp_path / "true", model, closed_form, OVER[says], says=says).problem is None
    problem = claimed(tmp_path / "false", model, false, OVER[says], says=says).problem
    assert problem is not None
    assert "share = " in problem.message.en


def test_a_slope_is_proved_or_refuted_with_numbers(tmp_path: Path) -> None:
    (tmp_path / "true").mkdir()
    (tmp_path / "false").mkdir()
    model, slope = "x**3 + exp(y * x)", "3 * x**2 + y * exp(y * x)"
    assert claimed(tmp_path / "true", model, slope, OVER["differentiates"], says="differentiates").problem is None
    proof = claimed(
        tmp_path / "false", model, slope.replace("+ y *", "+"), OVER["differentiates"], says="differentiates"
    )
    assert proof.problem is not None
    assert "the slope of the model comes to" in proof.problem.message.en


@pytest.mark.parametrize("model", ["x**2 if x == 1 else x", "x if x == y else x**2 / x"])
def test_no_slope_is_proved_where_the_variable_is_a_single_number(tmp_path: Path, model: str) -> None:
    problem = claimed(tmp_path, model, "1", OVER["differentiates"], says="differentiates").problem
    assert problem is not None
    assert "where x is a single number" in problem.message.en


def test_a_model_that_is_always_zero_has_no_root_to_claim(tmp_path: Path) -> None:
    problem = claimed(tmp_path, "0 * x", "5", 'over = "x"', says="solves").problem
    assert problem is not None
    assert "to 0 at x = 5, and to 0 at 6" in problem.message.en


def test_what_is_not_refuted_is_not_proved_for_that(tmp_path: Path) -> None:
    """No made-up answer lies between 1000 and 1001, and the proof does not fall for it."""
    proof = claimed(tmp_path, "1 if rigid > 1000.5 and rigid < 1000.6 else 0", "0")
    assert proof.problem is not None
    assert "differ" in proof.problem.message.en


@pytest.mark.parametrize(
    ("ruleset", "file", "old", "new"),
    [
        ("contract", "more/economics_option_to_leave.toml", "option_saving_deviation * normal_pdf", "normal_pdf"),
        ("contract", "more/economics_option_to_leave.toml", "else max(0, option_saving - switching_cost)", "else max(0, option_saving + switching_cost)"),
        ("contract", "more/economics_option_to_leave.toml", "else max(0, option_saving - switching_cost)", "else option_saving - switching_cost"),
        ("incentive", "more/economics_cost_sharing.toml", "* (1 - normal_cdf(", "* (2 - normal_cdf("),
        ("incentive", "more/economics_cost_sharing.toml", "else min(ceiling_price, target_price + buyer", "else min(ceiling_price, target_price - buyer"),
        ("incentive", "more/economics_cost_sharing.toml", "buyer_cost_share < 1 else ceiling_price", "buyer_cost_share < 1 else target_cost"),
        ("incentive", "more/kpi_congruence.toml", "max(0, sum(kpi.value_slope * kpi.pay_slope))**2 / ", "max(0, sum(kpi.value_slope * kpi.pay_slope)) / "),
        ("incentive", "more/kpi_congruence.toml", "max(0, sum(kpi.value_slope * kpi.pay_slope))**2 / ", "sum(kpi.value_slope * kpi.pay_slope)**2 / "),
        ("incentive", "more/economics_inertia.toml", "1 - client_hurdle / outcome_value", "client_hurdle / outcome_value"),
        ("control", "more/economics_control_cost.toml", "/ (second_control_cost - first_control_cost)", "/ (second_control_cost + first_control_cost)"),
        ("control", "more/economics_control_cost.toml", "control_turning_point if control_structure_pays else 0", "control_turning_point"),
        ("control", "more/economics_control_cost.toml", "control_turning_point if control_structure_pays else 0", "max(0, control_turning_point)"),
        ("fair_price", "measures.toml", "should_cost / (1 - minimum_margin)", "should_cost * (1 + minimum_margin)"),
    ],
)  # fmt: skip
def test_a_fault_in_our_closed_forms_is_refuted_with_numbers(
    tmp_path: Path, ruleset: str, file: str, old: str, new: str
) -> None:
    shutil.copytree(data_folder("rulesets") / ruleset, tmp_path / ruleset)
    path = tmp_path / ruleset / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    rulebook = to_rulebook(read_rulesets([ruleset], [tmp_path]))[0]
    engine = Engine(plan_of(rulebook))
    assert any(find_example(engine, claim) is not None for claim in claims_of(rulebook, ruleset))


def claims_of(rulebook: Rulebook, ruleset: str) -> list[Claim]:
    return [claim for claim in rulebook.claims.values() if claim.ruleset == ruleset]


def test_the_command_lists_what_is_proved_before_what_is_not(tmp_path: Path) -> None:
    changed(tmp_path, "> 1 + rigid else avoidable", "> 1 + rigid else 0 - avoidable")
    runner = CliRunner(env={"COLUMNS": "100"})
    found = runner.invoke(main, ["rules", "prove", "claims", "--rules", str(tmp_path), "--lang", "en"])
    assert found.exit_code == 2
    assert "proved  claims.optimal: optimal spend" in found.stdout
    assert "1 claim proved." in found.stdout
    assert "claim-unproved" in found.stderr
    told = runner.invoke(main, ["rules", "prove", "claims", "--rules", str(tmp_path), "--json"])
    assert [claim["proved"] for claim in json.loads(told.stdout)["claims"]] == [True, False]


def test_help_names_every_kind_of_claim() -> None:
    text = CliRunner().invoke(main, ["rules", "prove", "--help"]).output
    assert all(word in text for word in ("minimises", "maximises", "solves", "equals", "expects", "differentiates"))

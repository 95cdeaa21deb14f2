"""The economics of the rulebook: published and derived figures to 1e-9, and what must hold for all inputs."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from contracteval.evaluation.cases import plan_of
from contracteval.evaluation.engine import Engine
from contracteval.model.bid import Answers
from contracteval.model.value import Undefined, Unknown
from contracteval.rules.to_rulebook import load_rulebook

RULEBOOK = load_rulebook()
ENGINE = Engine(plan_of(RULEBOOK))
CLOSE = 1e-9
F = Fraction


def outcome(step: str, given_: Mapping[str, Any], **tables: list[dict[str, Any]]) -> Any:
    """Run a step over facts, parameters and steps given in their own units, and over the rows of tables."""
    env = ENGINE.start(Answers())
    rows = {id_: [_complete(id_, row) for row in table] for id_, table in tables.items()}
    for name, value in {**given_, **rows}.items():
        env[name], env[f"given({name})"] = (
            F(value) if isinstance(value, str | int) and value is not True else value,
            True,
        )
    return ENGINE.narrowed([step]).run(env).env[step]


def _complete(table: str, row: dict[str, Any]) -> dict[str, Any]:
    columns = RULEBOOK.tables[table].columns
    return {name: row.get(name, Unknown(frozenset({table}))) for name in columns}


def number(step: str, given_: Mapping[str, Any], **tables: list[dict[str, Any]]) -> Fraction:
    found = outcome(step, given_, **tables)
    assert isinstance(found, Fraction), found
    return found


def amounts(low: int = 0, high: int = 40) -> st.SearchStrategy[Fraction]:
    return st.integers(low * 4, high * 4).map(lambda n: F(n, 4))


CONTROL = {
    "first_control_cost": "0.2", "first_error_cost": "3", "second_control_cost": "0.9", "second_error_cost": "1.6",
    "irreducible_errors": "0.4", "control_fixed_cost": "0",
}  # fmt: skip
SHARING = {
    "target_cost": "10", "target_profit": "1", "buyer_cost_share": "0.5", "ceiling_price": "12",
    "expected_actual_cost": "10.6", "actual_cost_deviation": "1.2",
}  # fmt: skip


# --- (a) control: calibration from two points, optimum, least total cost


def test_calibration_from_two_observed_points() -> None:
    assert float(number("control_calibration", CONTROL)) == pytest.approx(1.104556983190688, rel=CLOSE)
    assert float(number("avoidable_errors", CONTROL)) == pytest.approx(3.2427535878679077, rel=CLOSE)


@pytest.mark.parametrize(
    ("rigidity", "optimum", "least", "total", "ratio"),
    [
        ("0", 1.1550940290742957, 2.460434373862431, 2.490764077889022, 1.212022540815984),
        ("0.25", 0.9530731693902402, 2.7230168927229697, 2.840764077889022, 1.468932339051886),
        ("0.5", 0.7880101083000917, 2.94002567963234, 3.1907640778890216, 1.77662695599185),
        ("1", 0.5275599216372311, 3.2658005328507325, 3.890764077889022, 2.653726984520044),
    ],
)
def test_optimum_of_control_and_what_1_4_costs(
    rigidity: str, optimum: float, least: float, total: float, ratio: float
) -> None:
    facts = CONTROL | {"control_rigidity": rigidity, "control_cost": "1.4"}
    assert float(number("control_optimum", facts)) == pytest.approx(optimum, rel=CLOSE)
    assert float(number("control_least_cost", facts)) == pytest.approx(least, rel=CLOSE)
    assert float(number("control_total_cost", facts)) == pytest.approx(total, rel=CLOSE)
    assert float(number("over_control_ratio", facts)) == pytest.approx(ratio, rel=CLOSE)
    assert float(number("control_marginal_saving", facts)) == pytest.approx(0.7629882859695957, rel=CLOSE)
    assert float(number("control_waste", facts)) == pytest.approx(total - least, abs=CLOSE)


@settings(max_examples=40)
@given(amounts(), amounts(0, 3), amounts(1, 4), amounts(1, 10), amounts(0, 2))
def test_no_cost_of_control_beats_the_optimum(
    spent: Fraction, rigidity: Fraction, efficiency: Fraction, avoidable: Fraction, structure: Fraction
) -> None:
    facts = {
        "control_efficiency": efficiency, "avoidable_errors": avoidable, "control_rigidity": rigidity,
        "control_fixed_cost": structure, "irreducible_errors": "0.4", "control_cost": spent,
    }  # fmt: skip
    assert number("control_least_cost", facts) <= number("control_total_cost", facts) + F(CLOSE)


def test_control_that_changes_nothing_has_no_calibration() -> None:
    assert isinstance(outcome("control_calibration", CONTROL | {"second_error_cost": "3"}), Undefined)


# --- (b) gain and pain


def test_point_of_total_assumption_break_even_and_expected_price() -> None:
    assert number("total_assumption_point", SHARING) == 12
    assert number("supplier_break_even", SHARING) == 12
    assert number("shared_profit", SHARING | {"actual_cost": "12"}) == 0
    assert float(number("expected_price", SHARING)) == pytest.approx(11.263971541869632, rel=CLOSE)


@settings(max_examples=60)
@given(amounts(1, 20), amounts(0, 4), st.integers(1, 10), amounts(0, 10), amounts(0, 40), amounts(0, 40))
def test_price_is_continuous_below_its_ceiling_and_profit_never_rises_with_cost(
    target: Fraction, profit: Fraction, tenths: int, room: Fraction, one: Fraction, other: Fraction
) -> None:
    share = F(tenths, 10)
    terms = {
        "target_cost": target, "target_profit": profit, "buyer_cost_share": share,
        "ceiling_price": target + profit + room,
    }  # fmt: skip
    low, high = sorted((one, other))

    def at(step: str, cost: Fraction) -> Fraction:
        return number(step, terms | {"actual_cost": cost})

    assert at("shared_price", high) <= terms["ceiling_price"]
    assert at("shared_profit", high) <= at("shared_profit", low)
    assert 0 <= at("shared_price", high) - at("shared_price", low) <= share * (high - low)  # no jump anywhere
    assumed = number("total_assumption_point", terms)
    assert at("shared_price", assumed) == terms["ceiling_price"]
    step = F(1, 8)
    assert at("shared_profit", assumed) - at("shared_profit", assumed + step) == step
    assert at("shared_profit", assumed - step) - at("shared_profit", assumed) == (1 - share) * step


def test_bands_share_a_saving_piece_by_piece() -> None:
    bands = [
        {"low": F(0), "high": F(1, 10), "supplier_share": F(1, 2)},
        {"low": F(1, 10), "high": F(1), "supplier_share": F(1, 4)},
    ]
    found = number("banded_share", {"target_price": "10", "outturn_cost": "8"}, share_band=bands)
    assert found == F(1, 2) * 1 + F(1, 4) * 1


# --- (c) incentives


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(-5, 5), st.integers(-5, 5)), min_size=1, max_size=4),
    st.integers(1, 9),
    st.integers(1, 9),
)
def test_congruence_is_a_share_that_no_scaling_changes(slopes: list[tuple[int, int]], f: int, g: int) -> None:
    assume(any(a for a, _ in slopes) and any(b for _, b in slopes))

    def congruence(by_value: int, by_pay: int) -> Fraction:
        rows = [{"value_slope": F(a * by_value), "pay_slope": F(b * by_pay)} for a, b in slopes]
        return number("kpi_congruence", {}, kpi=rows)

    assert congruence(1, 1) == congruence(f, g)
    assert 0 <= congruence(1, 1) <= 1


@settings(max_examples=60)
@given(st.integers(0, 10), st.integers(0, 10), st.integers(0, 10), amounts(0, 20), amounts(0, 4), st.integers(0, 10))
def test_the_incentive_index_is_a_share(
    gain: int, low: int, high: int, value: Fraction, cap: Fraction, risk: int
) -> None:
    facts = {
        "gain_share_counted": F(gain, 10), "bonus_cap_counted": cap, "gain_share": F(gain, 10), "bonus_cap": cap,
        "outcome_value": value, "attainment_p10": F(min(low, high), 10), "attainment_p90": F(max(low, high), 10),
        "technical_swing": F(2, 5), "at_risk_share": F(risk, 100), "price": F(10),
    }  # fmt: skip
    found = outcome("outcome_incentive_index", facts)
    assert isinstance(found, Undefined) or 0 <= found <= 1


def test_reference_share_and_risk_premium() -> None:
    facts = {
        "supplier_risk_aversion": "2",
        "effort_cost_growth": "0.5",
        "outcome_deviation": "1",
        "gain_share": "0.5",
        "gain_share_counted": "0.5",
    }
    assert number("reference_share", facts) == F(1, 2)
    assert number("incentive_risk_premium", facts) == F(1, 4)


@settings(max_examples=40)
@given(amounts(0, 4), st.integers(0, 10), amounts(0, 4), amounts(1, 10))
def test_the_rent_ends_exactly_at_the_least_gain_share(
    invested: Fraction, tenths: int, lost: Fraction, value: Fraction
) -> None:
    facts = {
        "promised_investment": invested, "cannibalised_margin": F(tenths, 10), "cannibalised_revenue": lost,
        "outcome_value": value,
    }  # fmt: skip
    least = number("gain_share_floor", facts)
    rent = {
        share: number("status_quo_rent", facts | {"gain_share": share, "gain_share_counted": share})
        for share in (least, least / 2)
    }
    assert rent[least] == 0
    assert rent[least / 2] >= 0


# --- (d) fair price


@pytest.mark.parametrize(
    ("bids", "constant"),
    [
        (2, 0.5641895835477636), (3, 0.8462843753216429), (4, 1.0293753730039812), (5, 1.16296447364053),
        (6, 1.2672063606114847), (7, 1.3521783756069121), (8, 1.423600306045281), (9, 1.485013162209247),
        (10, 1.538752730835183),
    ],
)  # fmt: skip
def test_constants_of_the_winners_curse(bids: int, constant: float) -> None:
    facts = {"number_of_bids": bids, "estimate_error": "0.1", "should_cost": "10"}
    assert float(number("winners_curse_cost", facts)) == pytest.approx(constant, rel=CLOSE)


def test_more_bids_deepen_the_winners_curse() -> None:
    (constants,) = RULEBOOK.parameters["winners_curse"].values.values()
    assert isinstance(constants, Mapping)
    found = [constants[key] for key in sorted(constants)]
    assert found == sorted(found)


# --- (e) uncertainty and flexibility


@pytest.mark.parametrize(("cost", "value"), [("1", 0.1295360103159498), ("4", 1.0165436937147632e-06)])
def test_value_of_an_option_to_leave(cost: str, value: float) -> None:
    facts = {
        "option_saving": "0.5",
        "option_saving_deviation": "0.8",
        "switching_cost": cost,
        "option_year": "0",
        "discount_rate": "0.08",
    }
    assert float(number("option_to_leave", facts)) == pytest.approx(value, rel=CLOSE)


@settings(max_examples=40)
@given(amounts(-4, 4), amounts(0, 4), amounts(0, 4), amounts(0, 4), st.integers(0, 5))
def test_an_option_is_worth_at_least_its_use_now_and_more_the_less_is_certain(
    saving: Fraction, cost: Fraction, one: Fraction, other: Fraction, year: int
) -> None:
    terms = {"option_saving": saving, "switching_cost": cost, "option_year": F(year), "discount_rate": F(8, 100)}
    low, high = sorted((one, other))
    certain = number("option_to_leave", terms | {"option_saving_deviation": F(0)})
    less = number("option_to_leave", terms | {"option_saving_deviation": low})
    more = number("option_to_leave", terms | {"option_saving_deviation": high})
    assert certain <= less + F(CLOSE)
    assert less <= more + F(CLOSE)
    assert float(certain) == pytest.approx(max(0.0, float(saving - cost)) / 1.08**year, rel=CLOSE, abs=CLOSE)


def test_risk_returns_when_the_supplier_defaults() -> None:
    risks = [{"p": F(1, 5), "loss": F(10), "transferred": F(6)}, {"p": F(1, 2), "loss": F(2), "transferred": F(3)}]
    facts = {"supplier_default_probability": "0.1"}
    assert number("total_risk_exposure", {}, risk=risks) == 3
    assert number("returning_risk", facts, risk=risks) == F(1, 10) * (F(6, 5) + 1)
    assert number("client_exposure", facts, risk=risks) == F(4, 5) + F(1, 10) * (F(6, 5) + 1)


# --- relations and stages


@settings(max_examples=40)
@given(amounts(0, 10), amounts(0, 10))
def test_equity_is_the_same_from_either_side(one: Fraction, other: Fraction) -> None:
    def equity(buyer: Fraction, supplier: Fraction) -> Any:
        return outcome(
            "exchange_equity",
            {
                "value_received_by_client": buyer,
                "value_received_by_buyer": buyer,
                "value_received_by_supplier": supplier,
            },
        )

    there, back = equity(one, other), equity(other, one)
    assert there == back
    assert isinstance(there, Undefined) or 0 <= there <= 1


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(1, 4), st.booleans(), st.booleans()), max_size=8), st.integers(0, 7),
    st.integers(1, 4), st.integers(1, 4), st.integers(1, 4),
)  # fmt: skip
def test_meeting_one_more_criterion_never_lowers_the_stage(
    criteria: list[tuple[int, bool, bool]], chosen: int, client: int, supplier: int, jointly: int
) -> None:
    assume(criteria)
    rows = [{"stage": F(stage), "met_by_client": c, "met_by_supplier": s} for stage, c, s in criteria]
    facts = {"maturity_stage_client": client, "maturity_stage_supplier": supplier, "joint_stage": jointly}
    before = number("partnership_stage", facts, stage_criterion=[dict(row) for row in rows])
    rows[chosen % len(rows)] |= {"met_by_client": True, "met_by_supplier": True}
    after = number("partnership_stage", facts, stage_criterion=rows)
    assert before <= after <= min(client, supplier, jointly)
    for party in facts:
        assert number("partnership_stage", facts | {party: min(4, facts[party] + 1)}, stage_criterion=rows) >= after

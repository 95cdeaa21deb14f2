"""A number that decides something is a parameter with a source and a status; what stands bare in a formula is structure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction

import pytest

from contracteval.formula import expression as x
from contracteval.formula.from_text import from_text
from contracteval.rules.rulebook import Rulebook, Step
from contracteval.rules.to_rulebook import load_rulebook

PLAIN = {Fraction(0), Fraction(1)}
SQUARE = x.Number(Fraction(2))

# What a bare number may be, and the rules in which it is that. Nothing here can be chosen otherwise by a buyer.
TERMS_OF_A_MEAN: Mapping[str, str] = {
    "adaptability": "4", "autonomy_scope": "2", "change_support": "3", "client_basics_met": "3", "contract_spirit": "7",
    "evidence_triangulation": "3", "evolution": "2", "flexibility": "3", "manager_rituals": "6",
    "relational_constants": "2", "service_attributes": "4", "stakeholder_coverage": "4", "three_level_win": "3",
    "tranquility": "2", "transformation_capacity": "5", "trust": "3", "usage_benefit_meaning": "3",
}  # fmt: skip
OPTIONS_OF_A_CHOICE: Mapping[str, str] = {"action_type_balance": "4", "horizon_coverage": "3"}
ENDS_OF_A_SCALE_OF_ANSWERS: Mapping[str, str] = {
    "advice_duty": "4", "evolution": "25", "price_utility_index": "100", "price_value_for_money": "100",
    "quality_adjusted_price": "100", "quality_marked": "100", "reverse_satisfaction": "4",
    "supplier_team_satisfaction": "100 200", "tranquility": "25", "trust": "4", "trust_frame": "4",
}  # fmt: skip
UNITS: Mapping[str, str] = {  # points in a whole, months in a quarter, bits for natural logarithms
    "kpi": "100", "comfort_trap": "3", "idea_rate": "3", "kpi_information": "2",
}  # fmt: skip
NUMBERS_OF_STAGES: Mapping[str, str] = {
    "realistic_months": "3", "stable_stage_client": "1 2 3 4", "stable_stage_supplier": "1 2 3 4",
}  # fmt: skip
A_WHOLE_SHARE_OR_THE_FIRST_YEAR: Mapping[str, str] = {
    "collaborator_share": "1", "discounted_years": "1", "kpi_information": "1", "supplier_break_even": "1",
}  # fmt: skip
MATHEMATICS: Mapping[str, str] = {  # half of a variance; fewer than three numbers never lie a deviation apart
    "incentive_risk_premium": "2", "price_deviation": "3", "squared_deviations": "3",
}  # fmt: skip
THE_PUBLISHED_FORM_OF_A_RULE: Mapping[str, str] = {  # how many bids are counted, left out or averaged
    "art_85_three_mean": "2 3", "art_85_threshold": "1 2 3", "belgian_threshold": "2", "high_edge": "1 2",
    "low_edge": "1 2", "next_price": "2", "price_one_sided": "2",
    "three_lowest_mean": "2 3",
}  # fmt: skip
STRUCTURE = (
    TERMS_OF_A_MEAN, OPTIONS_OF_A_CHOICE, ENDS_OF_A_SCALE_OF_ANSWERS, UNITS, NUMBERS_OF_STAGES,
    A_WHOLE_SHARE_OR_THE_FIRST_YEAR, MATHEMATICS, THE_PUBLISHED_FORM_OF_A_RULE,
)  # fmt: skip


def bare_numbers(node: x.Node) -> Iterator[Fraction]:
    """Yield the numbers of a formula that may decide something: none of 0, of 1 outside a comparison, of a square."""
    for part in x.walk(node):
        if isinstance(part, x.Binary) and part.operator == "**" and part.right == SQUARE:
            continue
        for child in x.children(part):
            if isinstance(child, x.Number) and (child.value not in PLAIN or _is_threshold(part, child)):
                yield child.value


def _is_threshold(part: x.Node, number: x.Number) -> bool:
    return isinstance(part, x.Compare) and number.value != 0


def numbers_of(step: Step) -> set[Fraction]:
    formulas = [*step.formulas, *step.columns.values(), *([step.only_if] if step.only_if else [])]
    return {number for formula in formulas for number in bare_numbers(formula.node)}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1 - margin", []),
        ("deviation ** 2 + count(idea) / 3", ["3"]),
        ("penalty_to_margin > 1", ["1"]),
        ("severity >= 0", []),
        ("max(1.3, ratio)", ["1.3"]),
    ],
)
def test_a_threshold_is_told_from_structure(text: str, found: list[str]) -> None:
    assert list(bare_numbers(from_text(text, "x.toml", "x"))) == [Fraction(number) for number in found]


def test_every_number_that_decides_something_is_a_parameter() -> None:
    book: Rulebook = load_rulebook()
    allowed: dict[str, set[Fraction]] = defaultdict(set)
    for reason in STRUCTURE:
        for id_, numbers in reason.items():
            allowed[id_] |= {Fraction(number) for number in numbers.split()}
    found: dict[str, set[Fraction]] = defaultdict(set)
    for id_, step in book.steps.items():  # a flag's condition and its measure share an id
        found[id_.rpartition(":")[2]] |= numbers_of(step)
    assert {id_: numbers for id_, numbers in found.items() if numbers} == dict(allowed)

"""Every rule has worked cases, and one of them stands where the rule bends: at a kink of its scale, on its threshold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from contracteval.evaluation.cases import env_of_case, plan_of
from contracteval.evaluation.engine import Engine
from contracteval.formula import expression as x
from contracteval.formula.to_exact import Context, to_exact
from contracteval.model.value import Undefined, Unknown
from contracteval.rules.rulebook import Case, Rulebook
from contracteval.rules.to_rulebook import load_rulebook

BENDS = ("min", "max", "abs", "clamp")


RULEBOOK: Rulebook = load_rulebook()
ENGINE = Engine(plan_of(RULEBOOK))
CONTEXT = Context(frozenset(id_ for id_, step in RULEBOOK.steps.items() if not step.type.exact), RULEBOOK.orders)
STEPS = {"criterion": "{}", "gate": "gate:{}", "flag": "flag:{}", "diagnostic": "{}"}
RULES = [
    (word, rule)
    for word, rules in (
        ("criterion", RULEBOOK.criteria), ("gate", RULEBOOK.gates), ("flag", RULEBOOK.flags),
        ("diagnostic", {id_: rule for id_, rule in RULEBOOK.diagnostics.items() if rule.has_measure}),
    )
    for rule in rules.values()
]  # fmt: skip


def env_of(word: str, id_: str, case: Case) -> dict[str, Any]:
    return env_of_case(ENGINE, word, id_, case)


def outer(node: x.Node) -> Iterator[x.Node]:
    """Yield a formula's nodes that have a value of their own: what runs over rows is left out."""
    yield node
    if not isinstance(node, x.Aggregate):
        for child in x.children(node):
            yield from outer(child)


def nodes_of(step_id: str) -> list[x.Node]:
    """The nodes of a step; where a condition only names other steps, those of the steps that it names."""
    step = RULEBOOK.steps[step_id]
    nodes = [node for formula in step.formulas for node in outer(formula.node)]
    if ":" not in step_id or any(is_bend(node) for node in nodes):
        return nodes
    named = [id_ for id_ in RULEBOOK.mentions[step_id] if id_ in RULEBOOK.steps]
    return [*nodes, *(node for id_ in named for node in nodes_of(id_))]


def value(node: x.Node, env: dict[str, Any]) -> Any:
    return to_exact(node, CONTEXT)(env)


def meets(node: x.Node, env: dict[str, Any]) -> bool:
    """Say whether the two sides of a comparison, or two arguments of a bend, are equal numbers."""
    sides = [node.left, node.right] if isinstance(node, x.Compare) else list(node.arguments)  # type: ignore[attr-defined]
    found = [value(side, env) for side in sides]
    known = [item for item in found if not isinstance(item, Unknown | Undefined | str | bool)]
    return any(known[i] == known[j] for i in range(len(known)) for j in range(i))


def is_bend(node: x.Node) -> bool:
    return (isinstance(node, x.Compare) and not isinstance(node.right, x.Choice)) or (
        isinstance(node, x.Call) and node.function in BENDS
    )


def test_every_rule_has_two_worked_cases() -> None:
    assert [rule.id for _, rule in RULES if len(rule.cases) < 2] == []


@pytest.mark.parametrize("id_", RULEBOOK.criteria)
def test_a_case_of_each_criterion_stands_on_a_point_of_its_scale(id_: str) -> None:
    rule = RULEBOOK.criteria[id_]
    found = [env_of("criterion", id_, case)[id_] for case in rule.cases]
    assert {at for at, _ in rule.scale} & {item for item in found if not isinstance(item, Unknown | Undefined)}


@pytest.mark.parametrize(
    ("word", "rule"),
    [item for item in RULES if item[0] in ("gate", "flag")],
    ids=lambda item: getattr(item, "id", item),
)
def test_the_condition_of_each_gate_and_flag_turns_out_both_ways(word: str, rule: Any) -> None:
    key = "passed" if word == "gate" else "raised"
    assert {case.expected.get(key) for case in rule.cases} >= {True, False}


@pytest.mark.parametrize(
    ("word", "rule"), [item for item in RULES if item[0] != "criterion"], ids=lambda item: getattr(item, "id", item)
)
def test_a_case_of_each_threshold_stands_exactly_on_it(word: str, rule: Any) -> None:
    """Where the formulas compare or bend numbers, a case makes both sides equal; a yes/no needs both its answers."""
    bends = [node for node in nodes_of(STEPS[word].format(rule.id)) if is_bend(node)]
    envs = [env_of(word, rule.id, case) for case in rule.cases]
    assert not bends or any(meets(node, env) for node in bends for env in envs)

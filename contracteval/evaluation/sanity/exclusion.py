"""Gates that no bid can pass together."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from contracteval.errors import Place, Problem
from contracteval.evaluation.cases import given_answers
from contracteval.evaluation.enclose import Encloser
from contracteval.evaluation.engine import Engine
from contracteval.evaluation.sanity.trials import Goal, Trials, search
from contracteval.formula import expression as x
from contracteval.formula.span import Options
from contracteval.formula.splitting import proved_never
from contracteval.rules.rulebook import Gate, Rulebook
from contracteval.text import Text

_BUDGET = 400
_TRIALS = 300
_Linear = dict[x.Node | None, Fraction]


def exclusion_problems(engine: Engine, encloser: Encloser, only: Collection[str] | None = None) -> list[Problem]:
    """Find pairs of gates that rest on common facts and are proved never to pass together."""
    book = engine.plan.rulebook
    gates = [gate for gate in book.gates.values() if only is None or _step(gate) in only]
    pairs = combinations(gates, 2)
    return [_problem(a, b, book) for a, b in pairs if _common(a, b, book) and _exclude(a, b, engine, encloser)]


def _common(a: Gate, b: Gate, book: Rulebook) -> bool:
    asked = {*book.facts, *book.tables}
    return bool(book.needs_of(_step(a)) & book.needs_of(_step(b)) & asked)


def _step(gate: Gate) -> str:
    return f"gate:{gate.id}"


def _exclude(a: Gate, b: Gate, engine: Engine, encloser: Encloser) -> bool:
    book = engine.plan.rulebook
    steps = [_step(a), _step(b)]
    nodes = [book.steps[step].formulas[0].node for step in steps]
    if _contradict(*nodes):
        return True
    goal = Goal("both", lambda env: sum(env[step] is not True for step in steps))
    seeds = [
        {**given_answers(book, one), **given_answers(book, other)}
        for one in _passing(a)
        for other in _passing(b)
    ]  # fmt: skip
    found, _ = search(Trials(engine, steps), [goal], seeds, _TRIALS)
    return not found and _proved(steps, encloser)


def _passing(gate: Gate) -> Sequence[Any]:
    return [case for case in gate.cases if case.expected.get("passed") is True]


def _proved(steps: Sequence[str], encloser: Encloser) -> bool:
    enclose, box = encloser.over(steps)

    def possible(candidate: Any) -> bool:
        env: Mapping[str, Any] = enclose(candidate)
        return all(not isinstance(env[step], Options) or True in env[step].values for step in steps)

    return proved_never(possible, box, _BUDGET)


def _contradict(a: x.Node, b: x.Node) -> bool:
    """Say whether two conditions contain inequalities whose sum is false, such as ``p <= q`` and ``p > q``."""
    return any(_false_sum(one, other) for one in _demands(a) for other in _demands(b))


def _demands(node: x.Node) -> Iterator[tuple[_Linear, bool]]:
    """Yield the inequalities that a condition demands, as a sum that must be at least 0, or above it."""
    if isinstance(node, x.Both):
        for operand in node.operands:
            yield from _demands(operand)
    elif isinstance(node, x.Compare) and node.operator in ("<", "<=", ">", ">=", "=="):
        sides = _linear(node.left), _linear(node.right)
        if node.operator in ("<", "<=", "=="):
            yield _sum(sides[1], sides[0], -1), node.operator == "<"
        if node.operator in (">", ">=", "=="):
            yield _sum(sides[0], sides[1], -1), node.operator == ">"


def _false_sum(one: tuple[_Linear, bool], other: tuple[_Linear, bool]) -> bool:
    total = _sum(one[0], other[0], 1)
    constant = total.pop(None, Fraction(0))
    if any(total.values()):
        return False
    return constant < 0 or (constant == 0 and (one[1] or other[1]))


def _linear(node: x.Node) -> _Linear:
    """Write a formula as a sum of multiples; what is not a sum stands for itself."""
    if isinstance(node, x.Number):
        return {None: node.value}
    if isinstance(node, x.Negative):
        return _sum({}, _linear(node.operand), -1)
    if isinstance(node, x.Binary) and node.operator in ("+", "-"):
        return _sum(_linear(node.left), _linear(node.right), 1 if node.operator == "+" else -1)
    if isinstance(node, x.Binary) and node.operator == "*":
        for factor, rest in ((node.left, node.right), (node.right, node.left)):
            if isinstance(factor, x.Number):
                return _sum({}, _linear(rest), factor.value)
    return {node: Fraction(1)}


def _sum(a: _Linear, b: _Linear, times: Fraction | int) -> _Linear:
    return {key: a.get(key, Fraction(0)) + times * b.get(key, Fraction(0)) for key in {**a, **b}}


def _problem(a: Gate, b: Gate, book: Rulebook) -> Problem:
    formulas = [book.steps[_step(gate)].formulas[0] for gate in (a, b)]
    places = tuple(Place(formula.place.file, key=formula.place.key) for formula in formulas)
    text = Text(
        f"no bid can pass both gates: {formulas[0].text} and {formulas[1].text} exclude each other",
        f"aucune offre ne peut franchir les deux barrières\u00a0: {formulas[0].text} et {formulas[1].text} s’excluent",
    )
    hint = Text("correct one of the two conditions", "corrigez l’une des deux conditions")
    return Problem("gates-exclude", text, places, next=hint)

"""Numbers that refute a claim: made-up answers, the ends of ranges among them, put to the engine."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from contracteval.evaluation.cases import given_answers
from contracteval.evaluation.engine import Engine
from contracteval.evaluation.sanity.trials import Trial, Trials, candidates
from contracteval.formula import expression as x
from contracteval.formula.to_exact import to_exact
from contracteval.model.record import dataclass
from contracteval.model.value import Undefined
from contracteval.rules.rulebook import Claim, Formula, Rulebook

_DRAWS, _DRAWS_OF_MEANS = 160, 24
_TOLERANCE = Fraction(1, 10**9)
_MEAN_TOLERANCE = Fraction(1, 200)
_STEP, _SLOPE_TOLERANCE, _CUT = Fraction(1, 10**6), Fraction(1, 10**4), 10**300
_NODES, _DEVIATIONS = 160, 8


@dataclass(frozen=True, slots=True)
class Example:
    """Answers for which a claim fails, with what the model and the closed form come to.

    For an optimum, ``at`` is a value of its variable at which the model is better, and ``model_there`` what it comes to.
    """

    answers: Trial
    model: Any
    closed_form: Any
    at: Any = None
    model_there: Any = None


def find_example(engine: Engine, claim: Claim) -> Example | None:
    """Look for answers that refute a claim, always the same ones; None where none of them does."""
    bench = _Bench(engine, claim)
    judges = {"equals": bench.equals, "solves": bench.solves, "expects": bench.expects, "differentiates": bench.slope}
    judge = judges.get(claim.says, bench.is_best)
    found = next((found for answers in bench.draws() if (found := judge(answers)) is not None), None)
    return next(iter(bench.flat), None) if found is None and not bench.tells else found


class _Bench:
    """A claim's two formulas, compiled, and the answers to try them on."""

    def __init__(self, engine: Engine, claim: Claim) -> None:
        self.claim = claim
        book = self.book = engine.plan.rulebook
        mentioned = claim.model.names | claim.closed_form.names
        mentioned |= {name for name in (claim.over, claim.mean, claim.deviation) if name is not None}
        self.steps = sorted(book.steps.keys() & mentioned)
        self.trials = Trials(engine, sorted(mentioned - claim.variables.keys()), seed=claim.id)
        self.over = claim.over or ""
        spec = claim.variables.get(self.over) or book.facts.get(self.over)
        self.values = [] if spec is None else candidates(spec, self.trials.pool)
        self.range = None if spec is None else spec.range
        self.model, self.closed = (
            to_exact(formula.node, engine.context) for formula in (claim.model, claim.closed_form)
        )
        self.terms = [to_exact(node, engine.context) for node in _terms(claim.model, book)]
        self.worked: list[Trial] = []
        self.flat: list[Example] = []  # where a model is 0 beside its root too: where it always is, it tells nothing
        self.tells = False

    def closed_form(self, answers: Trial, env: dict[str, Any]) -> Fraction | None:
        """Return what the closed form comes to, None where it is undefined; answers that work are kept."""
        found = self.closed(env)
        if not isinstance(found, Fraction):
            return None
        self.worked.append(answers)
        return found

    def draws(self) -> Iterator[Trial]:
        """Yield the answers of worked cases, completed; the ends of ranges; then others, half of them near what worked."""
        for step in self.steps:
            rules = (self.book.steps.get(step), self.book.diagnostics.get(step), self.book.criteria.get(step))
            for case in (case for rule in rules if rule is not None for case in rule.cases):
                yield self.trials.completed(given_answers(self.book, case))
        draws = _DRAWS_OF_MEANS if self.claim.says == "expects" else _DRAWS
        for i in range(draws):
            yield (
                self.trials.changed(self.worked[i % len(self.worked)]) if self.worked and i % 2 else self.trials.fresh()
            )
        for id_ in self.trials.facts:
            spec = self.book.facts[id_]
            for end in (spec.range.low, spec.range.high) if spec.is_numeric else ():
                if end is not None and end in spec.range:
                    yield from ({**base, id_: end} for base in (*self.worked[:4], self.trials.fresh()))

    def run(self, answers: Trial, **put: Any) -> dict[str, Any]:
        """Return what every step comes to; what a gate would set to zero counts in full."""
        counted = {
            step.id: answers.get(step.id.removesuffix("_counted"))
            for step in self.book.steps.values()
            if step.kind == "counted" and answers.get(step.id.removesuffix("_counted")) is not None
        }
        if self.over in put:
            counted |= {f"{self.over}_counted": put[self.over]} if f"{self.over}_counted" in counted else {}
        return self.trials.run({**answers, **counted, **put})

    def moved(self, answers: Trial, env: dict[str, Any], value: Fraction) -> Any:
        """Return what the model comes to where the claim's variable has another value; what it takes stands still."""
        there = self.run(answers, **{self.over: value}, **{id_: env[id_] for id_ in self.claim.takes})
        return self.model(there)

    def size(self, env: dict[str, Any]) -> Fraction:
        """Return how large the terms of the model are: what a difference is held against."""
        sizes = [abs(value) for term in self.terms if isinstance(value := term(env), Fraction)]
        return max([*sizes, Fraction(0)]) or Fraction(1)

    def equals(self, answers: Trial) -> Example | None:
        env = self.run(answers)
        model, closed = self.model(env), self.closed_form(answers, env)
        if not isinstance(model, Fraction):
            return None
        if closed is None:
            missing = self.closed(env)
            return Example(answers, model, missing) if isinstance(missing, Undefined) else None
        return Example(answers, model, closed) if abs(model - closed) > _TOLERANCE * self.size(env) else None

    def solves(self, answers: Trial) -> Example | None:
        env = self.run(answers)
        closed = self.closed_form(answers, env)
        if closed is None:
            return None
        model = self.moved(answers, env, closed)
        there = self.run(answers, **{self.over: closed})
        if not isinstance(model, Fraction):
            return None
        if abs(model) > _TOLERANCE * max(self.size(there), abs(closed)):
            return Example(answers, model, closed)
        if self.moved(answers, env, closed + 1) == 0:
            self.flat.append(Example(answers, model, closed, closed + 1, model))
        else:
            self.tells = True
        return None

    def expects(self, answers: Trial) -> Example | None:
        """Take the mean by Simpson's rule, close enough to tell a wrong form from a right one."""
        env = self.run(answers)
        closed = self.closed_form(answers, env)
        mean, deviation = env.get(self.claim.mean or self.over), env.get(self.claim.deviation or "")
        if closed is None or not isinstance(mean, Fraction) or not isinstance(deviation, Fraction):
            return None
        total = Fraction(0)
        for i in range(-_NODES // 2, _NODES // 2 + 1):
            z = Fraction(2 * _DEVIATIONS * i, _NODES)
            value = self.moved(answers, env, mean + deviation * z)
            if not isinstance(value, Fraction):
                return None
            weight = 1 if abs(i) == _NODES // 2 else 4 if i % 2 else 2
            total += weight * value * Fraction(math.exp(-(float(z) ** 2) / 2))
            if deviation == 0:
                total = value
                break
        else:
            total *= Fraction(2 * _DEVIATIONS, 3 * _NODES) / Fraction(math.sqrt(2 * math.pi))
        return (
            Example(answers, total, closed)
            if abs(total - closed) > _MEAN_TOLERANCE * (self.size(env) + deviation)
            else None
        )

    def slope(self, answers: Trial) -> Example | None:
        """Take the slope between two neighbours; at a kink, where the two sides differ, there is none."""
        env = self.run(answers)
        closed, at = self.closed_form(answers, env), answers.get(self.over)
        if closed is None or not isinstance(at, Fraction):
            return None
        step = max(abs(at), Fraction(1)) * _STEP
        before, here, after = (self.moved(answers, env, at + side * step) for side in (-1, 0, 1))
        # Beyond this an exponential is cut, and has no slope to be told.
        if not all(isinstance(value, Fraction) and abs(value) < _CUT for value in (before, here, after)):
            return None
        size = max(abs(here) / max(abs(at), Fraction(1)), abs(closed), abs(after - here) / step, _STEP)
        if abs(after - 2 * here + before) / step > _SLOPE_TOLERANCE * size:
            return None
        found = (after - before) / (2 * step)
        return Example(answers, found, closed) if abs(found - closed) > _SLOPE_TOLERANCE * size else None

    def is_best(self, answers: Trial) -> Example | None:
        env = self.run(answers)
        closed = self.closed_form(answers, env)
        if closed is None:
            return None
        side = 1 if self.claim.says == "minimises" else -1
        best = self.moved(answers, env, closed)
        if self.range is not None and closed not in self.range:
            return Example(answers, best, closed)
        if not isinstance(best, Fraction):
            return None
        near = [
            closed * factor for factor in (Fraction(9, 10), Fraction(99, 100), Fraction(101, 100), Fraction(11, 10))
        ]
        for value in (*near, *self.values):
            if self.range is not None and value not in self.range:
                continue
            other = self.moved(answers, env, value)
            if isinstance(other, Fraction) and side * (best - other) > _TOLERANCE * max(abs(best), abs(other)):
                return Example(answers, best, closed, value, other)
        return None


def _terms(formula: Formula, book: Rulebook) -> Iterator[x.Node]:
    """Yield what a formula adds and subtracts, through measures."""
    waiting = [formula.node]
    while waiting:
        node = waiting.pop()
        step = book.steps.get(node.id) if isinstance(node, x.Name) else None
        if isinstance(node, x.Binary) and node.operator in "+-":
            waiting += [node.left, node.right]
        elif step is not None and len(step.formulas) == 1:
            waiting.append(step.formulas[0].node)
        else:
            yield node

"""Claims proved with sympy: that a closed form really is the optimum or root that it claims to be.

Run by ``rules prove`` and in the tests, never when scoring.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

import sympy

from contracteval.errors import Problem
from contracteval.formula import expression as x
from contracteval.formula.to_sympy import UnprovableError, to_sympy
from contracteval.rules.rulebook import Claim, Rulebook
from contracteval.text import Text


def unproved(rulebook: Rulebook, only: Collection[str] | None = None) -> list[Problem]:
    """Return the claims that do not hold or cannot be proved, each with numbers that show it where there are any."""
    problems = []
    for claim in (claim for claim in rulebook.claims.values() if only is None or claim.id in only):
        found = _prove(claim, rulebook)
        if found is not None:
            problems.append(_problem(claim, found))
    return problems


def _problem(claim: Claim, why: Text) -> Problem:
    text = Text(f"{claim.title.en}: {why.en}", f"{claim.title.fr}\u00a0: {why.fr}")
    return Problem("claim-unproved", text, (claim.closed_form.place,), got=claim.closed_form.text)


def _prove(claim: Claim, rulebook: Rulebook) -> Text | None:
    symbols = _Symbols(rulebook, claim.takes)
    try:
        model, closed = symbols.read(claim.model.node), symbols.read(claim.closed_form.node)
    except UnprovableError as error:
        return Text(f"{error} has no form that can be proved", f"{error} n’a pas de forme démontrable")
    if claim.says == "equals":
        return _zero(model - closed, "the two differ", "les deux diffèrent")
    over = symbols.symbol(claim.over or "")
    if claim.says == "solves":
        return _zero(model.subs(over, closed), "the model is not 0 there", "le modèle n’y vaut pas 0")
    if claim.says == "expects":
        mean, deviation = symbols.symbol(claim.mean or claim.over or ""), symbols.symbol(claim.deviation or "")
        expected = _mean_of(model, over, mean, deviation)
        if expected is None:
            return Text(
                "a mean is taken of one minimum or maximum", "l’espérance se prend d’un seul minimum ou maximum"
            )
        return _zero(expected - closed, "the mean is another", "l’espérance est autre")
    slope = _zero(sympy.diff(model, over).subs(over, closed), "the slope is not 0 there", "la pente n’y est pas nulle")
    if slope is not None:
        return slope
    bend = sympy.simplify(sympy.diff(model, over, 2))
    if bend.is_positive if claim.says == "minimises" else bend.is_negative:
        return None
    return Text(
        f"the second derivative {bend} has no proved sign", f"le signe de la dérivée seconde {bend} n’est pas démontré"
    )


def _mean_of(model: Any, over: Any, mean: Any, deviation: Any) -> Any:
    """Integrate a model that bends once, in a minimum or a maximum of two lines, over a normal variable."""
    t, bends = sympy.Dummy("t", real=True), list(model.atoms(sympy.Min, sympy.Max))
    if len(bends) != 1 or len(bends[0].args) != 2:
        return None
    one, other = (argument.subs(over, mean + deviation * t) for argument in bends[0].args)
    slope = sympy.simplify(sympy.diff(one - other, t))
    if not (slope.is_positive or slope.is_negative):
        return None
    below, above = (one, other) if bool(slope.is_positive) == isinstance(bends[0], sympy.Min) else (other, one)
    knee, density = sympy.solve(one - other, t)[0], sympy.exp(-(t**2) / 2) / sympy.sqrt(2 * sympy.pi)
    a, b, k = sympy.symbols("a b k", real=True)
    halves = [(below, (t, -sympy.oo, k)), (above, (t, k, sympy.oo))]
    total = sympy.Integer(0)
    for line, limits in halves:
        integral = sympy.integrate(a * density, limits) + sympy.integrate(b * t * density, limits)
        total += integral.subs({a: line.subs(t, 0), b: sympy.diff(line, t), k: knee})
    return model.subs(bends[0], total).subs(over, mean)


class _Symbols:
    """Symbols for facts, parameters and sums over tables; measures are written out down to these.

    A sum over a table is taken to be above 0: sums of squares are, and where pay turns away from value its share is 0.
    """

    def __init__(self, rulebook: Rulebook, takes: frozenset[str]) -> None:
        self.rulebook = rulebook
        self.takes = takes
        self.known: dict[Any, Any] = {}

    def symbol(self, id_: str) -> Any:
        """Return the symbol of a fact or parameter, positive where its range says so."""
        if id_ not in self.known:
            fact = self.rulebook.facts.get(id_)
            positive = fact is not None and fact.range.low is not None and fact.range.low >= 0
            self.known[id_] = sympy.Symbol(id_, positive=True) if positive else sympy.Symbol(id_, real=True)
        return self.known[id_]

    def read(self, node: x.Node) -> Any:
        """Return the sympy form of a formula with its measures written out."""
        sums = {item for item in x.walk(node) if isinstance(item, x.Aggregate)}
        for item in sums - self.known.keys():
            self.known[item] = sympy.Symbol(f"{item.function}_{len(self.known)}", positive=True)
        names = {item.id for item in x.walk(node) if isinstance(item, x.Name)}
        return to_sympy(node, {id_: self._meaning(id_) for id_ in names} | {item: self.known[item] for item in sums})

    def _meaning(self, id_: str) -> Any:
        step = self.rulebook.steps.get(id_)
        if id_ in self.takes:
            return self.known.setdefault(id_, sympy.Symbol(id_, positive=True))
        if step is None:
            return self.symbol(id_)
        if step.kind == "counted":
            return self.symbol(id_.removesuffix("_counted"))
        if not step.formulas:
            raise UnprovableError(id_)
        return self.read(step.formulas[0].node)


# One of these brings every true claim down to 0. Logarithms are those of numbers above 0: rules say so in ``only_if``.
_SIMPLER: tuple[Callable[[Any], Any], ...] = (
    lambda form: sympy.simplify(sympy.expand_log(sympy.simplify(form), force=True)),
    lambda form: sympy.simplify(sympy.powsimp(sympy.expand_log(form, force=True), force=True)),
    lambda form: sympy.simplify(sympy.expand(form.rewrite(sympy.erf))),
)


def _zero(difference: Any, en: str, fr: str) -> Text | None:
    """Return nothing when an expression is identically 0, else an example in which it is not."""
    if any(simpler(difference) == 0 for simpler in _SIMPLER):
        return None
    simple = _SIMPLER[0](difference)
    names = sorted(simple.free_symbols, key=str)
    witness = {name: sympy.Rational(2 * i + 3, i + 2) for i, name in enumerate(names)}
    value = simple.subs(witness).evalf(15)
    given = ", ".join(f"{name} = {number}" for name, number in witness.items())
    return Text(f"{en} ({given}: {value})", f"{fr} ({given}\u00a0: {value})")

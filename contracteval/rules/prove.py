"""Claims proved with sympy: that a closed form really is the optimum or root that it claims to be.

Run by ``rules prove`` and in the tests, never when scoring.
"""

from __future__ import annotations

from collections.abc import Collection
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
    symbols = _Symbols(rulebook)
    try:
        model, closed = symbols.read(claim.model.node), symbols.read(claim.closed_form.node)
    except UnprovableError as error:
        return Text(f"{error} has no form that can be proved", f"{error} n’a pas de forme démontrable")
    if claim.says == "equals":
        return _zero(model - closed, "the two differ", "les deux diffèrent")
    over = symbols.symbol(claim.over or "")
    if claim.says == "solves":
        return _zero(model.subs(over, closed), "the model is not 0 there", "le modèle n’y vaut pas 0")
    slope = _zero(sympy.diff(model, over).subs(over, closed), "the slope is not 0 there", "la pente n’y est pas nulle")
    if slope is not None:
        return slope
    bend = sympy.simplify(sympy.diff(model, over, 2))
    if bend.is_positive if claim.says == "minimises" else bend.is_negative:
        return None
    return Text(
        f"the second derivative {bend} has no proved sign", f"le signe de la dérivée seconde {bend} n’est pas démontré"
    )


class _Symbols:
    """Symbols for facts and parameters; measures are written out down to these."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.known: dict[str, Any] = {}

    def symbol(self, id_: str) -> Any:
        """Return the symbol of a fact or parameter, positive where its range says so."""
        if id_ not in self.known:
            fact = self.rulebook.facts.get(id_)
            positive = fact is not None and fact.range.low is not None and fact.range.low >= 0
            self.known[id_] = sympy.Symbol(id_, positive=True) if positive else sympy.Symbol(id_, real=True)
        return self.known[id_]

    def read(self, node: x.Node) -> Any:
        """Return the sympy form of a formula with its measures written out."""
        return to_sympy(node, {id_: self._meaning(id_) for id_ in x.names(node)})

    def _meaning(self, id_: str) -> Any:
        step = self.rulebook.steps.get(id_)
        if step is None:
            return self.symbol(id_)
        if step.kind == "counted":
            return self.symbol(id_.removesuffix("_counted"))
        if not step.formulas:
            raise UnprovableError(id_)
        return self.read(step.formulas[0].node)


def _zero(difference: Any, en: str, fr: str) -> Text | None:
    """Return nothing when an expression is identically 0, else an example in which it is not."""
    simple = sympy.simplify(sympy.expand_log(sympy.simplify(difference), force=True))
    if simple == 0:
        return None
    names = sorted(simple.free_symbols, key=str)
    witness = {name: sympy.Rational(2 * i + 3, i + 2) for i, name in enumerate(names)}
    value = simple.subs(witness).evalf(15)
    given = ", ".join(f"{name} = {number}" for name, number in witness.items())
    return Text(f"{en} ({given}: {value})", f"{fr} ({given}\u00a0: {value})")

"""Whether a closed form is where a model is least or greatest, over all that its variable may be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import sympy

from contracteval.evaluation.proof.case import Writer, rational, shown
from contracteval.evaluation.proof.known import NOT_BELOW, Known, negated
from contracteval.rules.rulebook import Claim
from contracteval.text import Text

_ZERO = sympy.Integer(0)


def is_optimum(claim: Claim, writer: Writer) -> Text | None:
    """Prove that nothing in the range of ``over`` does better than the closed form, which lies in that range itself.

    Where the model has choices, each case is one piece of the range. On a piece the model must bend one way only; its
    best value there is at the flat point or at an end.
    """
    over = claim.over or ""
    side = 1 if claim.says == "minimises" else -1
    closed = writer.read(claim.closed_form.node)
    outside = _outside(claim, closed, writer)
    if outside is not None:
        return outside
    writer.put(over, closed)
    best = side * writer.read(claim.model.node)
    symbol = writer.fresh(over)
    model = side * writer.read(claim.model.node)
    place = writer.known.apply(symbol)
    return _on_piece(model, place, best, writer)


def _outside(claim: Claim, closed: Any, writer: Writer) -> Text | None:
    range_ = writer.range_of(claim.over or "")
    for end, towards, en, fr in (
        (range_.low, 1, "the least", "la plus petite"),
        (range_.high, -1, "the greatest", "la plus grande"),
    ):
        if end is not None and not writer.known.sign(towards * (closed - rational(end))) <= NOT_BELOW:
            return Text(
                f"the closed form is not shown to keep to {en} value that {claim.over} may have",
                f"rien ne montre que la forme close respecte {fr} valeur possible de {claim.over}",
            )
    return None


def _on_piece(model: Any, place: Any, best: Any, writer: Writer) -> Text | None:
    # Whichever of the symbols that are left is moved, the least value found must do for all values of the others.
    free = sorted((symbol for symbol in place.free_symbols if symbol in model.free_symbols), key=str)
    if len(free) == 0:
        return _no_better(model, best, writer)
    variable, known = free[0], writer.known
    slope = sympy.diff(model, variable)
    bend = known.sign(sympy.diff(slope, variable))
    if not bend <= NOT_BELOW:
        return Text(
            f"the second derivative {shown(sympy.diff(slope, variable))} has no proved sign",
            f"le signe de la dérivée seconde {shown(sympy.diff(slope, variable))} n’est pas démontré",
        )
    low = _ZERO if variable.is_nonnegative else None
    if low is not None and writer.truth(">=", sympy.limit(slope, variable, 0, "+"), _ZERO):
        return _no_better(model.subs(variable, low), best, writer)
    for high in _upper_ends(variable, known):
        if writer.truth("<=", slope.subs(variable, high), _ZERO):
            return _no_better(model.subs(variable, high), best, writer)
    flat = sympy.solve(slope, variable)
    if not flat:
        return Text("the slope is nowhere 0", "la pente n’est nulle nulle part")
    # The flat point is one of the solutions, and nothing says which: none of them may be better.
    shown_better = (_no_better(model.subs(variable, point), best, writer) for point in flat)
    return next((why for why in shown_better if why is not None), None)


def _upper_ends(variable: Any, known: Known) -> Iterator[Any]:
    """Yield what a variable is known not to exceed."""
    for form, signs in list(known.signs):
        rise = sympy.diff(form, variable)
        side = -1 if signs <= NOT_BELOW else 1 if negated(signs) <= NOT_BELOW else 0
        if rise.is_number and rise * side > 0:
            yield sympy.expand(variable - form / rise)


def _no_better(reached: Any, best: Any, writer: Writer) -> Text | None:
    gap = writer.known.apply(reached - best)
    if writer.known.is_zero(gap) or writer.known.sign(gap) <= NOT_BELOW:
        return None
    form = shown(sympy.simplify(gap))
    return Text(f"elsewhere the model may be better by {form}", f"ailleurs, le modèle peut faire mieux de {form}")

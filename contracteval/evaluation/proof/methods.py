"""How each kind of claim is proved in one case. A method returns nothing where the claim holds, else what is not shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import sympy

from contracteval.evaluation.proof.case import UndefinedError, Writer, shown
from contracteval.evaluation.proof.known import VacuousError
from contracteval.evaluation.proof.optimum import is_optimum
from contracteval.rules.rulebook import Claim
from contracteval.text import Text

Method = Callable[[Claim, Writer], Text | None]
_ZERO = sympy.Integer(0)


def _equals(claim: Claim, writer: Writer) -> Text | None:
    """Wherever the model has a value the closed form must have it too; where it has none, nothing is claimed."""
    try:
        model = writer.read(claim.model.node)
    except UndefinedError as error:
        raise VacuousError from error
    try:
        closed = writer.read_certain(claim.closed_form.node)
    except UndefinedError as error:
        return Text(
            f"the closed form is not shown to have a value where the model has one: it needs {error.needs.en}",
            f"rien ne montre que la forme close ait une valeur où le modèle en a une\u00a0: il faut {error.needs.fr}",
        )
    return _same(model, closed, writer, "the two differ by {}", "les deux diffèrent de {}")


def _solves(claim: Claim, writer: Writer) -> Text | None:
    writer.put(claim.over or "", writer.read(claim.closed_form.node))
    model = writer.read(claim.model.node)
    return _same(model, _ZERO, writer, "the model comes to {} there", "le modèle y vaut {}")


def _differentiates(claim: Claim, writer: Writer) -> Text | None:
    """The slope is taken before anything learned is put in: what is learned may tie the other symbols to this one."""
    over = claim.over or ""
    symbol = writer.fresh(over)
    slope = sympy.diff(writer.visit(claim.model.node), symbol)
    closed = writer.read(claim.closed_form.node)
    left = {_origin(item) for item in writer.known.apply(symbol).free_symbols}
    if not left or any(left & {_origin(item) for item in form.free_symbols} for form in writer.known.equations):
        return Text(
            f"the model is not shown to have a slope where {over} is a single number",
            f"rien ne montre que le modèle ait une pente là où {over} est un nombre isolé",
        )
    return _same(slope, closed, writer, "the slope differs by {}", "la pente diffère de {}")


def _origin(symbol: Any) -> str:
    """Name what a symbol first stood for, before what was learned of it was put into another."""
    return str(symbol).partition("′")[0]


def _expects(claim: Claim, writer: Writer) -> Text | None:
    """The mean of a model that bends at most once, in a minimum or a maximum of two lines, over a normal variable."""
    over = claim.over or ""
    mean, deviation = writer.symbol(claim.mean or over), writer.symbol(claim.deviation or "")
    spread = writer.truth(">", deviation, _ZERO)
    writer.free = sympy.Symbol("standard normal", real=True)
    closed = writer.read(claim.closed_form.node)
    writer.put(over, mean + deviation * writer.free if spread else mean)
    expected = _mean(writer.read(claim.model.node), writer)
    if expected is None:
        return Text("a mean is taken of one minimum or maximum", "l’espérance se prend d’un seul minimum ou maximum")
    return _same(expected, closed, writer, "the mean differs by {}", "l’espérance diffère de {}")


def _mean(model: Any, writer: Writer) -> Any:
    """Integrate over a standard normal variable; None where the model is not one line, or one bend and a factor."""
    t, bends = writer.free, list(model.atoms(sympy.Min, sympy.Max))
    if not bends:
        return model.subs(t, 0) if sympy.diff(model, t, 2) == 0 else None
    bend = sympy.Dummy("bend")
    around = model.subs(bends[0], bend)
    if len(bends) != 1 or len(bends[0].args) != 2 or t in around.free_symbols or sympy.diff(around, bend, 2) != 0:
        return None
    one, other = bends[0].args
    if any(sympy.diff(line, t, 2) != 0 for line in (one, other)):
        return None
    rises = writer.truth(">", sympy.diff(one - other, t), _ZERO)
    below, above = (one, other) if rises == isinstance(bends[0], sympy.Min) else (other, one)
    a, b, knee = sympy.symbols("a b knee", real=True)
    total = _ZERO
    for line, limits in ((below, (t, -sympy.oo, knee)), (above, (t, knee, sympy.oo))):
        integral = sympy.integrate(a * _density(t), limits) + sympy.integrate(b * t * _density(t), limits)
        total += integral.subs({a: line.subs(t, 0), b: sympy.diff(line, t)})
    return around.subs(bend, total.subs(knee, sympy.solve(one - other, t)[0]))


def _density(t: Any) -> Any:
    return sympy.exp(-(t**2) / 2) / sympy.sqrt(2 * sympy.pi)


def _same(one: Any, other: Any, writer: Writer, en: str, fr: str) -> Text | None:
    difference = writer.known.apply(one - other)
    if writer.known.is_zero(difference):
        return None
    form = shown(sympy.simplify(difference))
    return Text(en.format(form), fr.format(form))


METHODS: Mapping[str, Method] = {
    "equals": _equals,
    "solves": _solves,
    "expects": _expects,
    "differentiates": _differentiates,
    "minimises": is_optimum,
    "maximises": is_optimum,
}

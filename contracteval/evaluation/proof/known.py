"""What is known of the symbols of one case: signs of expressions, from ranges, conditions and what was decided.

A sign is the set of those possible: ``{1}`` is above 0, ``{0, 1}`` not below it. Nothing is assumed beyond what was
learned, so that a sign that cannot be shown stays open.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sympy

Signs = frozenset[int]
ANY: Signs = frozenset({-1, 0, 1})
ABOVE: Signs = frozenset({1})
NOT_BELOW: Signs = frozenset({0, 1})
ZERO: Signs = frozenset({0})
_BELOW: Signs = frozenset({-1})
_NOT_ABOVE: Signs = frozenset({-1, 0})
_MOST_DEPTH = 4
_OF_ROOT: dict[Signs, Signs] = {ABOVE: ANY - ZERO, ANY - ZERO: ANY - ZERO, ZERO: ZERO}
"""What a number is where an even power of it has these signs."""


class VacuousError(Exception):
    """What was learned contradicts itself: the case never happens."""


class Known:
    """Signs learned so far. An equation, or a bound on one symbol, is put into the symbol itself.

    ``memory`` is shared by the cases of a claim, which begin alike.
    """

    def __init__(self, memory: dict[Any, Any]) -> None:
        self.signs: list[tuple[Any, Signs]] = []
        self.swaps: list[tuple[Any, Any]] = []
        self.equations: list[Any] = []
        self.memory = memory

    def apply(self, form: Any) -> Any:
        """Write an expression in the symbols that what was learned left over."""
        for old, new in self.swaps:
            form = form.subs(old, new)
        return form

    def learn(self, form: Any, signs: Signs) -> None:
        """Take it that an expression has one of these signs."""
        form = self.apply(form)
        left = self.sign(form) & signs
        if not left:
            raise VacuousError
        form, left = _bare(form, left, self)
        if left == ZERO:
            self.equations.append(form)
        if left == ANY or not form.free_symbols:
            return
        swap = _swap(form, left, len(self.swaps))
        if swap is None:
            self.signs.append((form, left))
            return
        self.swaps.append(swap)
        kept, self.signs = self.signs, []
        for item, old in kept:
            self.learn(item, old)

    def sign(self, form: Any, depth: int = 0) -> Signs:
        """Return the signs that an expression may have."""
        form = self.apply(form)
        key = (form, depth, tuple(self.signs))
        if key not in self.memory:
            self.memory[key] = self._sign(form, depth)
        found: Signs = self.memory[key]
        return found

    def _sign(self, form: Any, depth: int) -> Signs:
        found = _assumed(form)
        if len(found) == 1 or depth > _MOST_DEPTH:
            return found
        for way in (_of_product, _of_logarithm, _of_known, _of_sum, _of_exponential):
            found &= way(form, self, depth)
            if len(found) == 1:
                break
        return found

    def is_zero(self, form: Any) -> bool:
        """Say whether an expression is shown to be 0 throughout the case."""
        form = self.apply(form)
        if form not in self.memory:
            self.memory[form] = any(simpler(form) == 0 for simpler in _SIMPLER)
        return bool(self.memory[form])


_SIMPLER: tuple[Callable[[Any], Any], ...] = (
    sympy.simplify,
    lambda form: sympy.simplify(sympy.expand_log(sympy.simplify(form))),
    lambda form: sympy.simplify(sympy.powsimp(sympy.expand_log(form))),
    lambda form: sympy.simplify(sympy.expand(form.rewrite(sympy.erf))),
)


def _assumed(form: Any) -> Signs:
    """Read the sign that sympy follows from the symbols alone."""
    if form.is_zero:
        return ZERO
    if form.is_positive:
        return ABOVE
    if form.is_negative:
        return _BELOW
    found = ANY
    if form.is_nonnegative:
        found = NOT_BELOW
    elif form.is_nonpositive:
        found = _NOT_ABOVE
    return found - ZERO if form.is_nonzero else found


def times(one: Signs, other: Signs) -> Signs:
    """Return the signs of a product."""
    return frozenset(a * b for a in one for b in other)


def negated(signs: Signs) -> Signs:
    """Return the signs of the negative."""
    return frozenset(-sign for sign in signs)


def _of_product(form: Any, known: Known, depth: int) -> Signs:
    form = _factored(form)
    if isinstance(form, sympy.Pow) and form.exp.is_integer:
        base = known.sign(form.base, depth + 1)
        return times(base, base) if form.exp.is_even else base
    if not isinstance(form, sympy.Mul):
        return ANY
    found = ABOVE
    for factor in form.args:
        found = times(found, known.sign(factor, depth + 1))
    return found


def _factored(form: Any) -> Any:
    """Write as a product; sympy would split a logarithm of a quotient in two, which loses its sign."""
    kept = {logarithm: sympy.Dummy(real=True) for logarithm in form.atoms(sympy.log)}
    return sympy.factor(sympy.together(form.subs(kept))).subs({dummy: item for item, dummy in kept.items()})


def _of_known(form: Any, known: Known, _: int) -> Signs:
    """Compare with what was learned: a multiple of it, or it and something of the same sign."""
    found, form = ANY, sympy.expand_log(form)
    for learned, signs in known.signs:
        if not learned.free_symbols & form.free_symbols:
            continue
        item = sympy.expand_log(learned)
        found &= times(_assumed(sympy.cancel(form / item)), signs)
        for side in (1, -1) if isinstance(form, sympy.Add) else ():
            towards = signs if side == 1 else negated(signs)
            rest = _assumed(sympy.expand(form - side * item))
            if towards <= NOT_BELOW and rest <= NOT_BELOW:
                found &= ABOVE if ABOVE in (towards, rest) else NOT_BELOW
            if towards <= _NOT_ABOVE and rest <= _NOT_ABOVE:
                found &= _BELOW if _BELOW in (towards, rest) else _NOT_ABOVE
    return found


def _of_logarithm(form: Any, known: Known, depth: int) -> Signs:
    """A logarithm has the sign of what its argument exceeds 1 by."""
    if not isinstance(form, sympy.log):
        return ANY
    return known.sign(sympy.together(form.args[0] - 1), depth + 1)


def _of_sum(form: Any, known: Known, depth: int) -> Signs:
    """Terms of one sign have a sum of that sign."""
    form = sympy.expand(form)
    if not isinstance(form, sympy.Add):
        return ANY
    signs = [known.sign(term, depth + 2) for term in form.args]
    if all(item <= NOT_BELOW for item in signs):
        return ABOVE if ABOVE in signs else NOT_BELOW
    if all(item <= _NOT_ABOVE for item in signs):
        return _BELOW if _BELOW in signs else _NOT_ABOVE
    return ANY


def _of_exponential(form: Any, known: Known, depth: int) -> Signs:
    """Write the exponential of what is not below 0 as 1 plus something not below 0."""
    powers = [item for item in form.atoms(sympy.exp) if item.args[0].free_symbols]
    if not powers or depth:
        return ANY
    power = powers[0].args[0]
    signs = known.sign(power, depth + 1)
    side = 1 if signs <= NOT_BELOW else -1 if signs <= _NOT_ABOVE else 0
    if not side:
        return ANY
    more = sympy.Dummy("more", positive=True) if 0 not in signs else sympy.Dummy("more", nonnegative=True)
    swapped = form.subs(sympy.exp(power), (1 + more) ** side).subs(sympy.exp(-power), (1 + more) ** -side)
    return known.sign(swapped, depth + 1)


def _bare(form: Any, signs: Signs, known: Known) -> tuple[Any, Signs]:
    """Take away factors whose sign is known, powers, and the logarithm around what is above or below 1."""
    form = _factored(form)
    while True:
        factors = form.args if isinstance(form, sympy.Mul) else (form,)
        open_ = []
        for factor in factors:
            of_factor = known.sign(factor)
            if len(of_factor) == 1 and 0 not in of_factor:
                signs = times(signs, of_factor)
            else:
                open_.append(factor)
        form = sympy.Mul(*open_)
        if isinstance(form, sympy.Pow) and form.exp.is_Integer and form.exp > 0 and signs in _OF_ROOT:
            form, signs = form.base, signs if form.exp.is_odd else _OF_ROOT[signs]
        elif isinstance(form, sympy.log):
            form = _factored(form.args[0] - 1)
        else:
            return form, signs


def _swap(form: Any, signs: Signs, count: int) -> tuple[Any, Any] | None:
    """Return a symbol and what takes its place, where that says all that was learned and all that was known of it."""
    if signs not in (ABOVE, NOT_BELOW, ZERO, _BELOW, _NOT_ABOVE):
        return None
    for symbol in sorted(form.free_symbols, key=str):
        slope = sympy.diff(form, symbol)
        if slope not in (1, -1):
            continue
        rest = sympy.expand(symbol - form / slope)
        towards = signs if slope == 1 else negated(signs)
        if towards == ZERO and _implies(_assumed(rest), symbol):
            return symbol, rest
        if towards == ABOVE and (_assumed(symbol) == ANY or (rest.is_nonnegative and _implies(ABOVE, symbol))):
            return symbol, rest + sympy.Symbol(f"{symbol}′{count}", positive=True)
        if towards == NOT_BELOW and _implies(_assumed(rest), symbol):
            return symbol, rest + sympy.Symbol(f"{symbol}′{count}", nonnegative=True)
        if towards in (_BELOW, _NOT_ABOVE) and _assumed(symbol) == ANY:
            sign = {"positive": True} if towards == _BELOW else {"nonnegative": True}
            return symbol, rest - sympy.Symbol(f"{symbol}′{count}", **sign)
    return None


def _implies(signs: Signs, symbol: Any) -> bool:
    """Say whether a value of these signs has all the signs that are assumed of a symbol."""
    return signs <= _assumed(symbol)

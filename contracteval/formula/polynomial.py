"""Polynomials of one variable with integer coefficients: arithmetic, sign beside zero, and their positive roots.

A polynomial is the tuple of its coefficients, the constant first, without trailing zeros; ``()`` is zero. Integers cost
a tenth of fractions, and where only signs and roots matter any polynomial can be multiplied until it has them.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from math import gcd, isqrt

from contracteval.model.record import dataclass

Poly = tuple[int, ...]
ZERO = Fraction(0)
# A root that is no fraction is enclosed this closely; decisions beside it are certified at the end that is chosen.
_NARROW = Fraction(1, 10**30)
_BITS = 100


@dataclass(frozen=True, slots=True)
class Root:
    """Where a polynomial is zero: exactly where both ends agree, else somewhere between them."""

    low: Fraction
    high: Fraction

    @property
    def is_exact(self) -> bool:
        """Say whether the root is known as a fraction."""
        return self.low == self.high


def trim(coefficients: list[int]) -> Poly:
    """Return the polynomial without trailing zeros."""
    while coefficients and not coefficients[-1]:
        coefficients.pop()
    return tuple(coefficients)


def add(a: Poly, b: Poly) -> Poly:
    """Add two polynomials."""
    long, short = (a, b) if len(a) >= len(b) else (b, a)
    return trim([c + (short[i] if i < len(short) else 0) for i, c in enumerate(long)])


def scale(a: Poly, factor: int) -> Poly:
    """Multiply a polynomial by a number."""
    return tuple(c * factor for c in a) if factor else ()


def multiply(a: Poly, b: Poly) -> Poly:
    """Multiply two polynomials."""
    made = [0] * (len(a) + len(b) - 1 if a and b else 0)
    for i, c in enumerate(a):
        for j, d in enumerate(b):
            made[i + j] += c * d
    return trim(made)


def divided(a: Poly, b: Poly) -> Poly:
    """Return the quotient of a division that leaves no rest; the coefficients of ``b`` share no divisor."""
    rest, quotient = list(a), [0] * (len(a) - len(b) + 1)
    for shift in range(len(a) - len(b), -1, -1):
        quotient[shift] = factor = rest[shift + len(b) - 1] // b[-1]
        for i, c in enumerate(b):
            rest[shift + i] -= factor * c
    return tuple(quotient)


def common(a: Poly, b: Poly) -> Poly:
    """Return the greatest common divisor, its coefficients without a divisor of their own."""
    while b:
        a, b = b, primitive(_rest(a, b))
    return primitive(a)


def primitive(a: Poly) -> Poly:
    """Return a polynomial without the divisor that its coefficients share."""
    shared = gcd(*a)
    return tuple(c // shared for c in a) if shared > 1 else a


def _rest(a: Poly, b: Poly) -> Poly:
    """Return a multiple of the rest of a division."""
    rest = list(a)
    while len(rest) >= len(b):
        lead, shift = rest[-1], len(rest) - len(b)
        rest = [c * b[-1] - (lead * b[i - shift] if i >= shift else 0) for i, c in enumerate(rest)]
        rest = [*trim(rest)]
    return tuple(rest)


def at_ratio(a: Poly, n: int, d: int) -> int:
    """Return the value at ``n / d`` times ``d`` to the power of the degree."""
    value, power = 0, 1
    for c in reversed(a):
        value = value * n + c * power
        power *= d
    return value


def derivative(a: Poly) -> Poly:
    """Return the derivative."""
    return tuple(c * power for power, c in enumerate(a) if power)


def sign_beyond_zero(a: Poly) -> int:
    """Return the sign just above zero: that of the first coefficient that is not zero."""
    first = next((c for c in a if c), 0)
    return (first > 0) - (first < 0)


def first_root(a: Poly, limit: Fraction | None) -> Root | None:
    """Return the least root above zero and below ``limit`` (None: no limit) at which the polynomial changes sign or touches zero."""
    start = next((i for i, c in enumerate(a) if c), len(a))
    a = a[start:]
    signs = [c > 0 for c in a if c]
    changes = sum(sign != after for sign, after in pairwise(signs))
    if not changes:  # Descartes: no change of sign, no positive root
        return None
    if (
        changes == 1 and limit is not None and _sign_at(a, limit) * a[0] >= 0
    ):  # one root, and it is not before the limit
        return None
    root = _linear(a) if len(a) == 2 else _quadratic(a) if len(a) == 3 else _isolated(a, limit)
    if root is None or root.low <= 0 or (limit is not None and root.high >= limit):
        return None
    return root


def _linear(a: Poly) -> Root:
    root = Fraction(-a[0], a[1])
    return Root(root, root)


def _sign_at(a: Poly, x: Fraction) -> int:
    value = at_ratio(a, x.numerator, x.denominator)
    return (value > 0) - (value < 0)


def _quadratic(a: Poly) -> Root | None:
    c, b, q = a
    square = b * b - 4 * q * c
    if square < 0:
        return None
    low, high = _square_root(square)
    halves = [sorted((-b + sign * s) / (2 * q) for s in (low, high)) for sign in (-1, 1)]
    return min((Root(*ends) for ends in halves if ends[0] > 0), key=lambda root: root.low, default=None)


def _square_root(square: int) -> tuple[Fraction, Fraction]:
    """Enclose a square root: exact where it is whole."""
    root = isqrt(square)
    if root * root == square:
        return Fraction(root), Fraction(root)
    finer = isqrt(square << 2 * _BITS)
    return Fraction(finer, 1 << _BITS), Fraction(finer + 1, 1 << _BITS)


def _isolated(a: Poly, limit: Fraction | None) -> Root | None:
    """Let sympy isolate the least positive root of a polynomial of degree 3 or more."""
    import sympy

    x = sympy.Symbol("x")
    narrow = sympy.Rational(_NARROW.numerator, _NARROW.denominator)
    sup = None if limit is None else sympy.Rational(limit.numerator, limit.denominator)
    found = sympy.Poly(list(reversed(a)), x, domain="ZZ").intervals(eps=narrow, inf=0, sup=sup)
    for (low, high), _ in found:
        ends = Fraction(int(low.p), int(low.q)), Fraction(int(high.p), int(high.q))
        if ends[1] > 0:
            simple = simplest_between(*ends)
            return Root(simple, simple) if _sign_at(a, simple) == 0 else Root(*ends)
    return None


def simplest_between(low: Fraction, high: Fraction) -> Fraction:
    """Return the fraction of the least denominator in a closed interval.

    >>> simplest_between(Fraction(314, 100), Fraction(315, 100))
    Fraction(22, 7)
    """
    if low > high:
        low, high = high, low
    if low <= 0 <= high:
        return ZERO
    if high < 0:
        return -simplest_between(-high, -low)
    whole = low.numerator // low.denominator
    if low == whole:
        return Fraction(whole)
    if whole + 1 <= high:
        return Fraction(whole + 1)
    return whole + 1 / simplest_between(1 / (high - whole), 1 / (low - whole))


def shifted(a: Poly, by: Fraction) -> Poly:
    """Return a positive multiple of the polynomial with its variable counted from ``by`` on.

    It is multiplied by the denominator of ``by`` to the power of its degree.
    """
    made: Poly = ()
    power = 1
    for c in reversed(a):
        made = add(multiply(made, (by.numerator, by.denominator)), trim([c * power]))
        power *= by.denominator
    return made

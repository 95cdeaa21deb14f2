"""Quotients of polynomials: what a formula is of one fact as long as no kink, step or gap is met."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from contracteval.formula import polynomial as p
from contracteval.formula.polynomial import Poly
from contracteval.model.record import dataclass


@dataclass(frozen=True, slots=True)
class Rational:
    """``top / bottom`` in lowest terms; never a constant, which stays a ``Fraction``."""

    top: Poly
    bottom: Poly


Moving = Fraction | Rational


def variable(start: Fraction, slope: Fraction) -> Rational:
    """Return the function ``start + slope * t``."""
    common = math.lcm(start.denominator, slope.denominator)
    return Rational((int(start * common), int(slope * common)), (common,))


def quotient(top: Poly, bottom: Poly) -> Moving:
    """Return ``top / bottom`` in lowest terms; ``bottom`` is not zero."""
    if not top:
        return Fraction(0)
    if len(bottom) > 1 and not (len(bottom) == 2 and p.at_ratio(top, -bottom[0], bottom[1])):
        shared = p.common(top, bottom)
        if len(shared) > 1:
            top, bottom = p.divided(top, shared), p.divided(bottom, shared)
    return Fraction(top[0], bottom[0]) if len(top) == len(bottom) == 1 else _reduced(top, bottom)


def _reduced(top: Poly, bottom: Poly) -> Rational:
    """Take out the number that all coefficients share, so that they stay short."""
    shared = math.gcd(*top, *bottom)
    if shared == 1:
        return Rational(top, bottom)
    return Rational(tuple(c // shared for c in top), tuple(c // shared for c in bottom))


def parts(value: Moving) -> tuple[Poly, Poly]:
    """Return top and bottom of a value, constant or not."""
    if isinstance(value, Rational):
        return value.top, value.bottom
    return ((value.numerator,) if value else ()), (value.denominator,)


def plus(a: Moving, b: Moving) -> Moving:
    """Add."""
    if not isinstance(a, Rational):
        return _raised(b, a) if isinstance(b, Rational) else a + b
    if not isinstance(b, Rational):
        return _raised(a, b)
    if a.bottom == b.bottom:
        return quotient(p.add(a.top, b.top), a.bottom)
    return quotient(p.add(p.multiply(a.top, b.bottom), p.multiply(b.top, a.bottom)), p.multiply(a.bottom, b.bottom))


def times(a: Moving, b: Moving) -> Moving:
    """Multiply."""
    if not isinstance(a, Rational):
        return _scaled(b, a) if isinstance(b, Rational) else a * b
    if not isinstance(b, Rational):
        return _scaled(a, b)
    return quotient(p.multiply(a.top, b.top), p.multiply(a.bottom, b.bottom))


def _raised(moving: Rational, constant: Fraction) -> Moving:
    if not constant:
        return moving
    n, d = constant.numerator, constant.denominator
    return _reduced(p.add(p.scale(moving.top, d), p.scale(moving.bottom, n)), p.scale(moving.bottom, d))


def _scaled(moving: Rational, factor: Fraction) -> Moving:
    if not factor:
        return factor
    return _reduced(p.scale(moving.top, factor.numerator), p.scale(moving.bottom, factor.denominator))


def minus(a: Moving, b: Moving) -> Moving:
    """Subtract."""
    return plus(a, Rational(p.scale(b.top, -1), b.bottom) if isinstance(b, Rational) else -b)


def over(a: Moving, b: Moving) -> Moving:
    """Divide; ``b`` is not zero everywhere."""
    (at, ab), (bt, bb) = parts(a), parts(b)
    return quotient(p.multiply(at, bb), p.multiply(ab, bt))


def value_at(value: Moving, t: Fraction) -> Fraction:
    """Return the value at a point where it is defined."""
    if not isinstance(value, Rational):
        return value
    n, d, more = t.numerator, t.denominator, len(value.bottom) - len(value.top)
    top, bottom = p.at_ratio(value.top, n, d), p.at_ratio(value.bottom, n, d)
    return Fraction(top * d**more, bottom) if more >= 0 else Fraction(top, bottom * d**-more)


def sign_beyond_zero(value: Moving) -> int:
    """Return the sign just above ``t = 0``."""
    top, bottom = parts(value)
    return p.sign_beyond_zero(top) * p.sign_beyond_zero(bottom)


def shifted(value: Rational, by: Fraction) -> Rational:
    """Return the same function with its variable counted from ``by`` on."""
    if not by:
        return value
    more = len(value.bottom) - len(value.top)  # ``p.shifted`` multiplies by a power of the denominator
    top, bottom = p.shifted(value.top, by), p.shifted(value.bottom, by)
    scale = by.denominator ** abs(more)
    return _reduced(p.scale(top, scale if more > 0 else 1), p.scale(bottom, scale if more < 0 else 1))


def slope(value: Rational) -> Poly:
    """Return a polynomial that has everywhere the sign of the function's slope."""
    rising = p.multiply(p.derivative(value.top), value.bottom)
    return p.add(rising, p.scale(p.multiply(value.top, p.derivative(value.bottom)), -1))


def rough(value: Moving) -> Callable[[float], float]:
    """Return the function in floating point; not a number where it has no value."""
    top, bottom = parts(value)
    size = max(map(abs, (*top, *bottom)))  # of any length: a quotient of integers is a float where one is not
    rough_top, rough_bottom = ([c / size for c in reversed(part)] for part in (top, bottom))

    def quotient_at(t: float) -> float:
        above = below = 0.0
        for c in rough_top:
            above = above * t + c
        for c in rough_bottom:
            below = below * t + c
        return above / below if below else math.nan

    return quotient_at


def limit(value: Moving) -> Fraction | None:
    """Return what the function comes near to far out; None where it grows without end."""
    top, bottom = parts(value)
    if len(top) > len(bottom):
        return None
    return Fraction(top[-1], bottom[-1]) if len(top) == len(bottom) else Fraction(0)

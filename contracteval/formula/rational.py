"""Quotients of polynomials: what a formula is of one fact as long as no kink, step or gap is met."""

from __future__ import annotations

import math
from collections.abc import Callable
from fractions import Fraction

from contracteval.formula import polynomial as p
from contracteval.formula.polynomial import Poly
from contracteval.model.record import dataclass

ONE: Poly = (Fraction(1),)


@dataclass(frozen=True, slots=True)
class Rational:
    """``top / bottom`` in lowest terms; never a constant, which stays a ``Fraction``."""

    top: Poly
    bottom: Poly


Moving = Fraction | Rational


def variable(start: Fraction, slope: Fraction) -> Rational:
    """Return the function ``start + slope * t``."""
    return Rational((start, slope), ONE)


def quotient(top: Poly, bottom: Poly) -> Moving:
    """Return ``top / bottom`` in lowest terms; ``bottom`` is not zero."""
    if len(bottom) > 1 and top and not (len(bottom) == 2 and p.at(top, -bottom[0] / bottom[1])):
        shared = p.common(top, bottom)
        if len(shared) > 1:
            top, bottom = p.divided(top, shared)[0], p.divided(bottom, shared)[0]
    if len(bottom) == 1:
        top, bottom = p.scale(top, 1 / bottom[0]), ONE
    if not top or len(top) == len(bottom) == 1:
        return top[0] if top else Fraction(0)
    return Rational(top, bottom)


def parts(value: Moving) -> tuple[Poly, Poly]:
    """Return top and bottom of a value, constant or not."""
    if isinstance(value, Rational):
        return value.top, value.bottom
    return ((value,) if value else ()), ONE


def plus(a: Moving, b: Moving) -> Moving:
    """Add."""
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a + b
    if isinstance(a, Fraction) or isinstance(b, Fraction):
        constant, moving = (a, b) if isinstance(a, Fraction) else (b, a)
        return _raised(moving, constant)  # type: ignore[arg-type]
    (at, ab), (bt, bb) = parts(a), parts(b)
    if len(ab) == len(bb) == 1:
        return _polynomial(p.add(at, bt))
    if ab == bb:
        return quotient(p.add(at, bt), ab)
    return quotient(p.add(p.multiply(at, bb), p.multiply(bt, ab)), p.multiply(ab, bb))


def times(a: Moving, b: Moving) -> Moving:
    """Multiply."""
    if isinstance(a, Fraction) and isinstance(b, Fraction):
        return a * b
    if isinstance(a, Fraction) or isinstance(b, Fraction):
        factor, moving = (a, b) if isinstance(a, Fraction) else (b, a)
        return _scaled(moving, factor)  # type: ignore[arg-type]
    (at, ab), (bt, bb) = parts(a), parts(b)
    if len(ab) == len(bb) == 1:
        return _polynomial(p.multiply(at, bt))
    return quotient(p.multiply(at, bt), p.multiply(ab, bb))


def _raised(moving: Rational, constant: Fraction) -> Moving:
    return Rational(p.add(moving.top, p.scale(moving.bottom, constant)), moving.bottom) if constant else moving


def _scaled(moving: Rational, factor: Fraction) -> Moving:
    return Rational(p.scale(moving.top, factor), moving.bottom) if factor else factor


def _polynomial(top: Poly) -> Moving:
    if len(top) > 1:
        return Rational(top, ONE)
    return top[0] if top else Fraction(0)


def minus(a: Moving, b: Moving) -> Moving:
    """Subtract."""
    return plus(a, times(Fraction(-1), b))


def over(a: Moving, b: Moving) -> Moving:
    """Divide; ``b`` is not zero everywhere."""
    (at, ab), (bt, bb) = parts(a), parts(b)
    return quotient(p.multiply(at, bb), p.multiply(ab, bt))


def value_at(value: Moving, t: Fraction) -> Fraction:
    """Return the value at a point where it is defined."""
    top, bottom = parts(value)
    return p.at(top, t) / p.at(bottom, t)


def sign_beyond_zero(value: Moving) -> int:
    """Return the sign just above ``t = 0``."""
    top, bottom = parts(value)
    return p.sign_beyond_zero(top) * p.sign_beyond_zero(bottom)


def shifted(value: Rational, by: Fraction) -> Rational:
    """Return the same function with its variable counted from ``by`` on."""
    return Rational(p.shifted(value.top, by), p.shifted(value.bottom, by)) if by else value


def slope(value: Rational) -> Poly:
    """Return a polynomial that has everywhere the sign of the function's slope."""
    rising = p.multiply(p.derivative(value.top), value.bottom)
    return p.add(rising, p.scale(p.multiply(value.top, p.derivative(value.bottom)), Fraction(-1)))


def rough(value: Moving) -> Callable[[float], float]:
    """Return the function in floating point; not a number where it has no value."""
    if isinstance(value, Fraction):
        constant = _float(value)
        return lambda t: constant
    top, bottom = ([_float(c) for c in reversed(part)] for part in (value.top, value.bottom))

    def quotient_at(t: float) -> float:
        above = below = 0.0
        for c in top:
            above = above * t + c
        for c in bottom:
            below = below * t + c
        return above / below if below else math.nan

    return quotient_at


def limit(value: Moving) -> Fraction | None:
    """Return what the function comes near to far out; None where it grows without end."""
    top, bottom = parts(value)
    if len(top) > len(bottom):
        return None
    return top[-1] / bottom[-1] if len(top) == len(bottom) else Fraction(0)


def _float(value: Fraction) -> float:
    try:
        return float(value)
    except OverflowError:
        return math.copysign(math.inf, value)

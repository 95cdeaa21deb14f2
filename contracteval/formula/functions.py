"""Functions that leave the rationals, correctly rounded; the one place that imports mpmath."""

from __future__ import annotations

from fractions import Fraction

SIGNIFICANT_DIGITS = 15
_WORKING_DIGITS = 50
_MAX_EXPONENT = 2000

TRANSCENDENTAL = frozenset({"exp", "ln", "sqrt", "normal_cdf", "normal_pdf"})


def round_significant(value: Fraction, digits: int = SIGNIFICANT_DIGITS) -> Fraction:
    """Round half to even at a number of significant digits, as ``format(x, '.15g')`` does.

    >>> round_significant(Fraction(2, 3), 3)
    Fraction(667, 1000)
    """
    if value == 0:
        return value
    magnitude = len(str(abs(value.numerator))) - len(str(value.denominator))
    if abs(value) < Fraction(10) ** magnitude:
        magnitude -= 1
    step = Fraction(10) ** (magnitude - digits + 1)
    return round(value / step) * step


def transcendental(function: str, argument: Fraction) -> Fraction:
    """Evaluate exp, ln, sqrt, normal_cdf or normal_pdf to some 50 digits.

    The caller has checked the domain (ln above 0, sqrt from 0). Results beyond ``exp(±2000)`` are cut there,
    which keeps memory bounded; a spreadsheet overflows at ``exp(709)``.
    """
    if function == "sqrt":
        exact_root = _rational_root(argument)
        if exact_root is not None:
            return exact_root
    import mpmath

    with mpmath.workdps(_WORKING_DIGITS):
        if function == "exp":
            argument = max(min(argument, Fraction(_MAX_EXPONENT)), Fraction(-_MAX_EXPONENT))
        elif function.startswith("normal"):
            argument = max(min(argument, Fraction(40)), Fraction(-40))
        x = mpmath.mpf(argument.numerator) / argument.denominator
        made = {
            "exp": mpmath.exp,
            "ln": mpmath.log,
            "sqrt": mpmath.sqrt,
            "normal_cdf": mpmath.ncdf,
            "normal_pdf": mpmath.npdf,
        }[function](x)
        sign, mantissa, exponent, _ = made._mpf_
    result = Fraction(int(mantissa)) * Fraction(2) ** int(exponent)
    return -result if sign else result


def _rational_root(value: Fraction) -> Fraction | None:
    import math

    top, bottom = math.isqrt(value.numerator), math.isqrt(value.denominator)
    return Fraction(top, bottom) if top * top == value.numerator and bottom * bottom == value.denominator else None

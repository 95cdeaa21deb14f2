"""Units of measure: what may be added, what a ratio cancels, how a vendor writes them."""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from functools import lru_cache

from contracteval.model.record import dataclass

CURRENCIES = {"€": "EUR", "$": "USD", "£": "GBP", "EUR": "EUR", "USD": "USD", "GBP": "GBP", "CHF": "CHF", "CAD": "CAD"}
CURRENCIES |= {"EURO": "EUR", "EUROS": "EUR"}
_PREFIXES = {"": 1, "k": 10**3, "K": 10**3, "M": 10**6, "Md": 10**9, "bn": 10**9, "G": 10**9}

# name: (dimension, size in the dimension's base unit). A year is 12 months by definition; a day is apart,
# because months and days convert only through a parameter.
_SIMPLE: dict[str, tuple[str | None, Fraction]] = {
    "1": (None, Fraction(1)),
    "%": (None, Fraction(1)),
    "point": (None, Fraction(1)),
    "count": (None, Fraction(1)),
    "yr": ("yr", Fraction(1)),
    "quarter": ("yr", Fraction(1, 4)),
    "month": ("yr", Fraction(1, 12)),
    "week": ("day", Fraction(7)),
    "day": ("day", Fraction(1)),
    "hour": ("hour", Fraction(1)),
    "FTE": ("FTE", Fraction(1)),
    "page": ("page", Fraction(1)),
}
_SYNONYMS = {
    "yr": "year years yrs y an ans annee annees annum annuel annual a",
    "quarter": "quarters trimestre trimestres",
    "month": "months mois mo",
    "week": "weeks semaine semaines",
    "day": "days jour jours j d",
    "hour": "hours heure heures h",
    "FTE": "fte etp",
    "page": "pages",
    "point": "points pt pts",
}
_NAMES = {name: name for name in _SIMPLE} | {
    synonym: name for name, words in _SYNONYMS.items() for synonym in words.split()
}
_MILLIONS = re.compile(
    r"^(milliers?|millions?|milliards?|billions?|thousands?)(?:\s+(?:d['’]|de\s+|of\s+)?(.+))?$", re.IGNORECASE
)
_WORD_PREFIX = {"millier": "k", "thousand": "k", "million": "M", "milliard": "Md", "billion": "Md"}


@dataclass(frozen=True, slots=True)
class Unit:
    """A product of powers of dimensions with a size.

    ``scale`` is the size of one unit in base units (``M€/yr`` is 1,000,000), ``powers`` the exponent of each
    dimension, ``currency`` the one that a vendor named, if any; ``text`` is how it was written.
    """

    scale: Fraction
    powers: tuple[tuple[str, int], ...]
    text: str = "1"
    currency: str | None = None

    @property
    def is_money(self) -> bool:
        """Say whether money takes part."""
        return any(name == "money" for name, _ in self.powers)

    def same_as(self, other: Unit) -> bool:
        """Say whether numbers in both may be added as they stand: same dimensions and same size."""
        return self.powers == other.powers and self.scale == other.scale

    def __mul__(self, other: Unit) -> Unit:
        return _combine(self, other, 1)

    def __truediv__(self, other: Unit) -> Unit:
        return _combine(self, other, -1)

    def __pow__(self, exponent: int) -> Unit:
        powers = tuple((name, power * exponent) for name, power in self.powers if power * exponent)
        return Unit(self.scale**exponent, powers, f"({self.text})^{exponent}")

    def __str__(self) -> str:
        return self.text


ONE = Unit(Fraction(1), ())
PERCENT = Unit(Fraction(1), (), "%")


def _combine(left: Unit, right: Unit, sign: int) -> Unit:
    powers = dict(left.powers)
    for name, power in right.powers:
        powers[name] = powers.get(name, 0) + sign * power
    kept = tuple(sorted((name, power) for name, power in powers.items() if power))
    scale = left.scale * right.scale**sign
    if not kept and scale == 1:
        return ONE
    if right.text in ("1", "%"):
        text = left.text
    elif left.text in ("1", "%"):
        text = right.text if sign > 0 else f"1/{right.text}"
    else:
        text = f"{left.text}{'·' if sign > 0 else '/'}{right.text}"
    return _named(Unit(scale, kept, text, left.currency or right.currency))


def _named(unit: Unit) -> Unit:
    """Give a compound unit the name that people use for it, when it has one."""
    for name in ("M€/yr", "M€", "k€/yr", "k€", "€/yr", "€", "yr", "month", "day"):
        known = parse_unit(name)
        if known is not None and known.same_as(unit):
            return Unit(unit.scale, unit.powers, name, unit.currency)
    return unit


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFKD", word)
    return "".join(c for c in decomposed if not unicodedata.combining(c)).strip().rstrip(".").lower()


def _atom(word: str) -> Unit | None:
    word = word.strip()
    name = _NAMES.get(word) or _NAMES.get(_plain(word))
    if name is not None:
        dimension, size = _SIMPLE[name]
        return Unit(size, ((dimension, 1),) if dimension else (), name)
    spoken = _MILLIONS.match(word)
    if spoken:
        prefix = _WORD_PREFIX[spoken[1].lower().rstrip("s")]
        word = prefix + (spoken[2] or "")
        if not spoken[2]:
            return None
    for symbol in sorted(CURRENCIES, key=len, reverse=True):
        if symbol not in word.upper():
            continue  # "1 GB p" is no amount in GBP
        for candidate in (word, word.replace(" ", "")):
            if candidate.upper().endswith(symbol):
                prefix = candidate[: -len(symbol)].strip()
            elif candidate.upper().startswith(symbol):
                prefix = candidate[len(symbol) :].strip()
            else:
                continue
            if prefix in _PREFIXES:
                code = CURRENCIES[symbol]
                sign = next(s for s, c in CURRENCIES.items() if c == code)
                return Unit(Fraction(_PREFIXES[prefix]), (("money", 1),), prefix.replace("K", "k") + sign, code)
    return None


@lru_cache(maxsize=512)
def parse_unit(text: str) -> Unit | None:
    """Read a unit such as ``M€/yr``, ``k€ par an``, ``%``, ``mois`` or ``FTE``; None when it is not one."""
    clean = re.sub(r"[\s\u00a0\u202f]+", " ", text).strip()
    if not clean or len(clean) > 60:
        return None
    parts = re.split(r"\s*/\s*|\s+(?:par|per)\s+", clean)
    result: Unit | None = None
    for i, part in enumerate(parts):
        unit = ONE if part == "1" else _atom(part)
        if unit is None:
            return None
        if result is None:
            result = unit
        else:
            combined = dict(result.powers)
            for name, power in unit.powers:
                combined[name] = combined.get(name, 0) - power
            powers = tuple(sorted((name, power) for name, power in combined.items() if power))
            result = Unit(result.scale / unit.scale, powers, f"{result.text}/{unit.text}", result.currency)
        if i > 2:
            return None
    return result


_FRENCH = {
    "yr": "an",
    "month": "mois",
    "day": "jour",
    "week": "semaine",
    "quarter": "trimestre",
    "hour": "heure",
    "FTE": "ETP",
}


def unit_label(unit: Unit, lang: str, currency: str = "EUR") -> str:
    """Write a unit for a reader: ``M€/yr`` or ``M€/an``, in the currency of the evaluation; empty for plain numbers."""
    if unit.text in ("1", "count"):
        return ""
    sign = next((s for s, code in CURRENCIES.items() if code == currency), currency)
    text = unit.text.replace("€", sign)
    if lang == "fr":
        text = re.sub(r"[A-Za-z]+", lambda m: _FRENCH.get(m[0], m[0]), text)
    return text

"""What a header says of the numbers below it: unit, currency, period, HT or TTC, and what the column is for."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from contracteval.intake.names import fold
from contracteval.model.record import dataclass
from contracteval.model.table import JOINT

Kind = Literal["money", "percent", "duration", "number", "date", "text"]
Role = Literal[
    "code", "quantity", "unit price", "amount", "discount", "tax rate", "tax", "unit", "period", "weight", "total"
]


@dataclass(frozen=True, slots=True)
class Hint:
    """What a text says of numbers: None where it says nothing. ``period`` may be ``once``."""

    kind: Kind | None = None
    unit: str | None = None
    period: str | None = None
    taxed: bool | None = None
    role: Role | None = None

    def over(self, other: Hint) -> Hint:
        """Complete this hint with a weaker one."""
        return Hint(
            self.kind or other.kind,
            self.unit or (other.unit if self.kind in (None, other.kind) else None),
            self.period or other.period,
            self.taxed if self.taxed is not None else other.taxed,
            self.role or other.role,
        )


def _any(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w])(?:{words})(?![\w])")


_CURRENCY = re.compile(
    r"(?<![a-z0-9])(?P<thousands>milliers?\s+(?:d'|de\s+)?|thousands?\s+(?:of\s+)?|in\s+thousand\s+|millions?\s+(?:d'|de\s+|of\s+)?|k|m|md)?\s?"
    r"(?P<sign>[€$£]|eur(?:os?)?\b|usd\b|us\s?\$|dollars?\b|gbp\b|pounds?\b|chf\b|cad\b)"
)
_SIGNS = {"e": "€", "€": "€", "$": "$", "u": "$", "d": "$", "£": "£", "g": "£", "p": "£"}
_PERIODS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("month", _any(r"(?:/|par|per|pro|al|a)\s?(?:mois|month|mo|monat|mes|mese)|mensuel(?:le)?s?|monthly|monatlich\w*|mensual|mensile|p\.?\s?m\.")),
    ("yr", _any(r"(?:/|par|per|pro|all'|al)\s?(?:an|annee|year|yr|jahr|ano|anno)|annuel(?:le)?s?|annual(?:ly)?|yearly|jahrlich\w*|anual|annuo|annuale|p\.\s?a\.")),
    ("quarter", _any(r"(?:/|par|per|pro)\s?(?:trimestre|quarter|quartal)|trimestriel(?:le)?s?|quarterly")),
    ("day", _any(r"(?:/|par|per|pro|al)\s?(?:jour|j|day|d|tag|dia|giorno)|journalier|tjm|daily|tagessatz|giornaliero|diario")),
    ("hour", _any(r"(?:/|par|per|pro|por|all')\s?(?:h|heure|hour|hr|stunde|hora|ora)|horaires?|hourly|stundensatz|orario")),
    ("once", _any(r"one[ -]?(?:off|time|shot)|ponctuel(?:le)?s?|non[ -]recurr\w+|une fois|uniques?|definitif|set[ -]?up|mise en service|einmalig\w*|una tantum|unico")),
)  # fmt: skip
_EXCLUDED = _any(
    r"h\.?\s?t\.?|hors\s+taxes?|hors\s+tva|excl\w*\.?\s+(?:of\s+)?(?:vat|tax\w*|tva|gst)|ex\.?\s+vat|netto|sin iva|senza iva|iva escl\w*|ohne mwst|zzgl\.? mwst|before tax"
)
_INCLUDED = _any(
    r"t\.?\s?t\.?\s?c\.?|toutes\s+taxes|tva\s+(?:incl\w*|comprise)|incl\w*\.?\s+(?:of\s+)?(?:vat|tax\w*|tva|gst)|brutto|con iva|iva incl\w*|inkl\.?\s+mwst|after tax"
)
_PERCENT = _any(r"pou?r?centages?|percent(?:age)?|prozent\w*|porcentaje|percentuale")
_DURATIONS = (
    ("hour", _any(r"heures?|hours?|hrs?|stunden|horas|ore|\(h\)|en h")),
    ("day", _any(r"jours?(?:[ -]hommes?)?|days?|tage|dias|giorni|\(j\)|j/h|jh|man[ -]?days?")),
    ("month", _any(r"mois|months?|monate|meses|mesi")),
    ("yr", _any(r"ans|annees|years?|jahre|anos|anni")),
    ("minute", _any(r"minutes?|minuten|min\.")),
    ("ms", _any(r"millisecondes?|milliseconds?|ms")),
)
_ROLES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    ("unit", re.compile(r"^(?:unite?s?|u\.?|um|u\.m\.|uom|unit of (?:issue|measure).*|einheit|me|unidad|ud\.?|unita(?: di misura)?|unite de mesure|uoi)$")),
    ("code", re.compile(r"^(?:n[°ºo]?\.?|nr\.?|num\.?|#|ref\.?|id|code|codice|codigo|item|pos\.?|position|poste|lot|art\.?|article|sin\b.*|partida|sku|ref_id|reference|lfd\.? ?nr\.?|line|ligne)(?:\s+(?:n[°ºo]|no|number|de prix|prix|code|du? \w+|d'\w+))?\.?$|^n[°º]|^(?:code|numero|ref)\b.{0,20}$|.*\bpart (?:no|number)\b.*|.*\bsin\b.*")),
    ("tax rate", _any(r"(?:taux|rate|satz)\s+(?:de\s+|of\s+)?(?:tva|vat|tax)|(?:tva|vat|iva|mwst|ust)\s*(?:\(?\s*%\s*\)?|rate|satz)|%\s*(?:tva|vat|iva|mwst)")),
    ("tax", re.compile(r"^(?:montant\s+(?:de\s+)?(?:la\s+)?)?(?:t\.?v\.?a\.?|vat|iva|mwst\.?|ust\.?)(?:\s+amount)?(?:\s*\(?[€$£]\)?)?$")),
    ("discount", _any(r"remises?|rabais|discounts?|rabatt|descuento|sconto|ribasso|nachlass")),
    ("weight", _any(r"ponderations?|poids|weights?|weighting|gewicht|gewichtung|faktorgewichtung|peso|coef\w*")),
    ("unit price", _any(
        r"p\.?\s?u\.?(?:\s?h\.?t\.?)?|prix\s+(?:[\w.]+\s+){0,2}unit\w*|prix\s+unit\w*|unit(?:ary)?\s+(?:[\w.]+\s+)?(?:price|cost|rate)s?"
        r"|(?:price|cost)\s+(?:per|by|/)\s+unit|einzelpreis|einheitspreis|stuckpreis|ep|precio\s+unit\w*|prezzo\s+unit\w*|cout\s+unit\w*|tarif\w*"
        r"|rates?|taux\s+(?:horaire|journalier)|tjm|stundensatz|tagessatz|list price|prix de base")),
    ("quantity", _any(r"q(?:uan)?ti?te?s?|qt[eya]s?|quantit\w*|menge|anzahl|cantidad|cant\.?|nombre(?:\s+d\w*)?|nb\.?|number of \w+|no\. of \w+|volumes?|stuck(?:zahl)?|units")),
    ("total", _any(r"totaux|total\w*|gesamt\w*|summe|sum")),
    ("amount", _any(r"montants?|amounts?|betrag|importe?|importo|prix|prices?|preis\w*|precio|prezzo|couts?|costs?|kosten|coste|costo|gp")),
    ("period", _any(r"periodicite|frequen\w+|recurren\w+|facturation|billing|one[ -]off\s*/\s*recurring")),
)  # fmt: skip
_MONEY_ROLES = frozenset({"unit price", "amount", "tax"})
_KINDS_OF_ROLES: dict[Role | None, Kind] = {"quantity": "number", "weight": "number", "code": "text", "unit": "text"}
_HEADER_TOO_LONG = 400
_BRACKETS = re.compile(r"\([^()]*\)?")


@lru_cache(maxsize=4096)
def hint_of(text: str) -> Hint:
    """Read a header, a unit, a title or a label for what it says of numbers; periods and units only where it names them.

    Of joined headers the last says most; what stands in brackets only completes the rest: ``PRICE (excluding 0.75 % fee)``.
    """
    made = Hint()
    for part in reversed(text[:_HEADER_TOO_LONG].split(JOINT)):
        brackets = _hint(fold(" ".join(_BRACKETS.findall(part)).strip("()")))
        outside = _hint(fold(_BRACKETS.sub(" ", part)))
        if outside.role == "tax" and brackets.kind == "percent":  # "TVA (%)" is a rate, "TVA (€)" an amount
            outside = Hint("percent", "%", role="tax rate")
        made = made.over(outside).over(brackets)
    return made


def _hint(words: str) -> Hint:
    if not words:
        return Hint()
    role = next((role for role, pattern in _ROLES if pattern.search(words)), None)
    period = next((name for name, pattern in _PERIODS if pattern.search(words)), None)
    taxed = True if _INCLUDED.search(words) else False if _EXCLUDED.search(words) else None
    money = _money(words)
    if "%" in words or _PERCENT.search(words) or role == "tax rate":
        return Hint("percent", "%", period, taxed, role)
    if money is not None:
        return Hint("money", money, period, taxed, role)
    if role in _MONEY_ROLES or (role == "total" and taxed is not None):
        return Hint("money", None, period, taxed, role)
    if role is None or role in ("quantity", "total"):
        duration = next((name for name, pattern in _DURATIONS if pattern.search(words)), None)
        if duration is not None and period is None:
            return Hint("duration", duration, None, taxed, role)
    if _RATE.fullmatch(words.removeprefix("en ").strip()):
        return Hint("number", words.removeprefix("en ").strip(), None, taxed, role)
    return Hint(_KINDS_OF_ROLES.get(role), None, period, taxed, role)


_RATE = re.compile(r"(?:[kmg]?[bo]?|kwh|m2|m3|ml|kg|t|km|u|units?|points?)(?:/(?:s|h|min|m2|m3|kg|t))?")


def _money(words: str) -> str | None:
    found = _CURRENCY.search(words)
    if found is None:
        return None
    sign = found["sign"]
    currency = "CHF" if sign == "chf" else "CA$" if sign == "cad" else _SIGNS[sign[0]]
    size = (found["thousands"] or "").strip()
    prefix = "" if not size else "k" if size[0] in "kti" or size.startswith("millier") else "M"
    return prefix + currency

"""Numbers with their units, brought to the unit that was asked for: scale, period, currency, tax, range."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from math import isfinite

from contracteval.errors import Severity
from contracteval.intake.names import quoted
from contracteval.intake.words import is_not_offered
from contracteval.model.fact import HIGHEST_LEVEL, FactSpec, Range
from contracteval.model.quantity import Quantity, QuantityError, exact, parse_quantity
from contracteval.model.settings import Settings
from contracteval.model.unit import Unit, parse_unit, unit_label
from contracteval.text import NO_BREAK_SPACE, Language, Text, each, format_exact

Number = int | float | Decimal

_LARGEST_EXPONENT = 30
_LEVELS = Range(Fraction(0), Fraction(HIGHEST_LEVEL))


class Refused(Exception):
    """A value that cannot be used: the kind of finding, what is wrong, and what to write instead."""

    def __init__(self, kind: str, message: Text, next_step: Text | None = None, severity: Severity = "error") -> None:
        self.kind = kind
        self.message = message
        self.next_step = next_step
        self.severity = severity
        super().__init__(message.en)


def subject(spec: FactSpec) -> Text:
    """Name a fact at the head of a message: ``annual price`` in English, ``Prix annuel :`` in French."""
    label = spec.label.en
    lowered = label[:1].lower() + label[1:] if label[1:2].islower() else label
    return Text(lowered, f"{spec.label.fr}{NO_BREAK_SPACE}:")


def range_of(spec: FactSpec) -> Range:
    """Return which numbers a fact may have; a level goes from 0 to 4 whatever is declared."""
    return _LEVELS if spec.type == "level" else spec.range


def asked_unit(spec: FactSpec, lang: Language, currency: str) -> str:
    """Write the unit in which a fact is asked; empty for a plain number and for what is not a number."""
    if not spec.is_numeric or spec.type == "level":
        return ""
    return "%" if spec.type == "ratio" else unit_label(spec.unit, lang, currency)


def read_amount(raw: Number | str, spec: FactSpec, settings: Settings, beside: str | None = None) -> Fraction:
    """Read a number in the unit of ``spec``. ``beside`` is the unit that stands next to it, used when it names none.

    A period that was left out is the declared one. Raises ``Refused``.
    """
    quantity = _with_unit_beside(_quantity(raw, spec, settings), beside, spec)
    if quantity.tax_included:
        raise Refused(
            "tax-included",
            Text(
                f"{subject(spec).en} is given with tax included",
                f"{subject(spec).fr} le montant est donné toutes taxes comprises",
            ),
            Text("write the amount excluding tax", "écrivez le montant hors taxes"),
        )
    value = quantity.value if quantity.unit is None else _convert(quantity.value, quantity.unit, spec, settings)
    _check(value, spec, settings.currency)
    return value


def _quantity(raw: Number | str, spec: FactSpec, settings: Settings) -> Quantity:
    if not isinstance(raw, str):
        return Quantity(_finite(raw, spec, settings))
    try:
        return parse_quantity(raw)
    except QuantityError as error:
        if error.reason == "not-a-number" and is_not_offered(raw):
            raise not_offered(spec) from error
        raise unreadable(error.reason, raw, spec, settings) from error


def _finite(raw: Number, spec: FactSpec, settings: Settings) -> Fraction:
    decimal = raw if isinstance(raw, Decimal) else Decimal(raw) if isfinite(raw) else Decimal("NaN")
    if not decimal.is_finite() or (decimal and abs(decimal.adjusted()) > _LARGEST_EXPONENT):
        raise unreadable("not-a-number", str(raw), spec, settings)
    return exact(raw) if isinstance(raw, float) else Fraction(decimal)


def not_offered(spec: FactSpec) -> Refused:
    """Make the finding for a vendor that says it does not offer this: unknown, never zero."""
    message = Text(f"{subject(spec).en} is not offered", f"{subject(spec).fr} non proposé")
    return Refused("not-offered", message, severity="info")


def unreadable(reason: str, raw: str, spec: FactSpec, settings: Settings) -> Refused:
    """Make the finding for something that is not one number: ``not-a-number``, ``ambiguous-number``, ``unknown-unit``."""
    name, said = subject(spec), quoted(raw)
    messages = {
        "ambiguous-number": Text(
            f"{name.en}: {said.en} reads differently in English and in French",
            f"{name.fr} {said.fr} se lit différemment en français et en anglais",
        ),
        "unknown-unit": Text(
            f"{name.en}: the unit of {said.en} is not known", f"{name.fr} l’unité de {said.fr} est inconnue"
        ),
        "not-a-number": Text(f"{name.en}: {said.en} is not a number", f"{name.fr} {said.fr} n’est pas un nombre"),
    }
    return Refused(reason, messages[reason], _what_to_write(spec, settings.currency))


def _what_to_write(spec: FactSpec, currency: str) -> Text:
    def example(lang: Language) -> str:
        number = (
            "3"
            if spec.whole or spec.type in ("level", "count")
            else "15"
            if spec.type == "ratio"
            else "10,2"
            if lang == "fr"
            else "10.2"
        )
        unit = asked_unit(spec, lang, currency)
        return f"{number}{NO_BREAK_SPACE}{unit}" if unit else number

    shown = each(lambda lang: str(quoted(example(lang)).to(lang)))
    return Text(
        f"write one number, such as {shown.en}, or “not offered”",
        f"écrivez un seul nombre, par exemple {shown.fr}, ou {quoted('non proposé').fr}",
    )


def _with_unit_beside(quantity: Quantity, beside: str | None, spec: FactSpec) -> Quantity:
    if beside is None or beside.strip() in ("", "1", "-", "–", "—"):
        return quantity
    try:
        one = parse_quantity(f"1 {beside}")
    except QuantityError as error:
        said = quoted(beside)
        raise Refused(
            "unknown-unit",
            Text(
                f"{subject(spec).en}: the unit {said.en} is not known",
                f"{subject(spec).fr} l’unité {said.fr} est inconnue",
            ),
        ) from error
    tax = one.tax_included if quantity.tax_included is None else quantity.tax_included
    if quantity.unit is None:
        return Quantity(quantity.value * one.value, one.unit, tax)
    return replace(
        quantity, unit=quantity.unit if one.unit is None else _with_period(quantity.unit, one.unit), tax_included=tax
    )


def _with_period(written: Unit, declared: Unit) -> Unit:
    """Complete a plain amount of money with the declared period: ``850 k€`` where ``M€/yr`` is asked."""
    powers = dict(declared.powers)
    if written.powers != (("money", 1),) or powers.pop("money", 0) != 1 or not powers:
        return written
    numerator = parse_unit(declared.text.split("/")[0])
    if numerator is None:
        return written
    return Unit(written.scale * declared.scale / numerator.scale, declared.powers, written.text, written.currency)


def _convert(value: Fraction, written: Unit, spec: FactSpec, settings: Settings) -> Fraction:
    unit = _with_period(written, spec.unit)
    if unit.powers != spec.unit.powers:
        raise _mismatch(written, spec, settings.currency)
    value = value * unit.scale / spec.unit.scale
    currency = unit.currency or settings.currency
    if not unit.is_money or currency == settings.currency:
        return value
    rate = settings.rates.get(currency)
    if rate is None:
        raise _no_rate(currency, spec, settings)
    return value * rate ** dict(unit.powers)["money"]


def _mismatch(written: Unit, spec: FactSpec, currency: str) -> Refused:
    def sentence(lang: Language) -> str:
        asked = asked_unit(spec, lang, currency)
        given = unit_label(written, lang, written.currency or currency)
        name = subject(spec).to(lang)
        if lang == "fr":
            return f"{name} demandé {'en ' + asked if asked else 'sans unité'}, donné en {given}"
        return f"{name} is asked {'in ' + asked if asked else 'as a plain number'} and given in {given}"

    return Refused("unit-mismatch", each(sentence), _what_to_write(spec, currency))


def _no_rate(currency: str, spec: FactSpec, settings: Settings) -> Refused:
    name = subject(spec)
    line = f'rates.{currency} = "…"'
    return Refused(
        "no-exchange-rate",
        Text(
            f"{name.en} is in {currency} and there is no rate to {settings.currency}",
            f"{name.fr} montant en {currency}, sans taux de change vers {settings.currency}",
        ),
        Text(f"add {line} to {settings.file}", f"ajoutez {line} dans {settings.file}"),
    )


def _check(value: Fraction, spec: FactSpec, currency: str) -> None:
    name = subject(spec)
    if value not in range_of(spec):
        words = range_words(spec, currency)
        raise Refused(
            "fact-out-of-range",
            Text(f"{name.en} must be {words.en}", f"{name.fr} la valeur doit être {words.fr}"),
            _percent_hint(spec) if spec.type == "ratio" and value > 1 else _correct_it(),
        )
    if (spec.whole or spec.type == "level") and value.denominator != 1:
        raise Refused(
            "not-whole",
            Text(f"{name.en} must be a whole number", f"{name.fr} la valeur doit être un nombre entier"),
            _correct_it(),
        )


def _correct_it() -> Text:
    return Text(
        "correct the value, or write “not offered”", f"corrigez la valeur, ou écrivez {quoted('non proposé').fr}"
    )


def _percent_hint(spec: FactSpec) -> Text:
    written = f"15{NO_BREAK_SPACE}%"
    return Text(
        f"write a percentage with its sign: {written}", f"écrivez un pourcentage avec son signe\u00a0: {written}"
    )


def range_words(spec: FactSpec, currency: str) -> Text:
    """Say which numbers are possible: ``above 0``, ``between 0 % and 100 %``; empty when all are."""
    limits = range_of(spec)
    low = None if limits.low is None else _bound(limits.low, spec, currency)
    high = None if limits.high is None else _bound(limits.high, spec, currency)
    if low is not None and high is not None and not limits.low_open and not limits.high_open:
        return Text(f"between {low.en} and {high.en}", f"comprise entre {low.fr} et {high.fr}")
    words = []
    if low is not None:
        en, fr = ("above", "supérieure à") if limits.low_open else ("at least", "supérieure ou égale à")
        words.append(Text(f"{en} {low.en}", f"{fr} {low.fr}"))
    if high is not None:
        en, fr = ("below", "inférieure à") if limits.high_open else ("at most", "inférieure ou égale à")
        words.append(Text(f"{en} {high.en}", f"{fr} {high.fr}"))
    return Text(" and ".join(t.en for t in words), " et ".join(t.fr for t in words))


def _bound(value: Fraction, spec: FactSpec, currency: str) -> Text:
    def write(lang: Language) -> str:
        if spec.type == "ratio":
            return f"{format_exact(value * 100, lang)}{NO_BREAK_SPACE}%"
        unit = unit_label(spec.unit, lang, currency) if value else ""
        return format_exact(value, lang) + (NO_BREAK_SPACE + unit if unit else "")

    return each(write)

"""evaluation.toml: title, date, stage, currency, rates, rulesets, profile, weights and parameters."""

# No ``from __future__ import annotations`` here: those of the shape are read as they stand.
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NoReturn

from contracteval.errors import InputError, Place, Problem
from contracteval.intake.documents import load_toml
from contracteval.intake.names import KEY, shown, unknown_name
from contracteval.model.quantity import QuantityError, parse_number
from contracteval.model.settings import Settings
from contracteval.model.shape import Fault, Parsed, Refused, Shape, read_shape
from contracteval.model.unit import CURRENCIES
from contracteval.text import Text

FILE = "evaluation.toml"
_CODES = sorted(set(CURRENCIES.values()))


_NONE: Final[dict[str, Any]] = {}


def _refuse(value: object) -> NoReturn:
    raise Refused(Text.same(str(value)))


def _as_date(value: object) -> date:
    """Take a date with or without quotes, but no time of day."""
    if isinstance(value, str):
        try:
            return date.fromisoformat(value)
        except ValueError:
            _refuse(value)
    if not isinstance(value, date) or isinstance(value, datetime):
        _refuse(value)
    return value


def _as_currency(value: object) -> str:
    if not isinstance(value, str) or value not in CURRENCIES:
        _refuse(value)
    return CURRENCIES[value]


def _as_text(value: object) -> str:
    """Keep a number as the text that was written: ``0.1`` must stay a tenth."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        _refuse(value)
    if isinstance(value, Decimal) and not value.is_finite():
        _refuse(value)
    return str(value)


def _as_rate(value: object) -> Fraction:
    try:
        rate = parse_number(_as_text(value), plain=True)
    except QuantityError:
        _refuse(value)
    if rate <= 0:
        _refuse(value)
    return rate


_Written = Annotated[str, Parsed(_as_text)]
_Currency = Annotated[str, Parsed(_as_currency)]


class _Keys(Shape):
    """The keys of evaluation.toml and the types of their values."""

    title: str
    date: Annotated[date, Parsed(_as_date)]
    stage: Literal["proposal", "contract", "delivery"] = "proposal"
    currency: _Currency = "EUR"
    rates: dict[_Currency, Annotated[Fraction, Parsed(_as_rate)]] = _NONE
    rulesets: tuple[str, ...] = ()
    profile: str | None = None
    weights: dict[str, _Written] = _NONE
    parameters: dict[str, _Written] = _NONE


_EXPECTED = {
    "title": Text(
        'write a title, such as title = "IT outsourcing 2027"',
        'écrivez un titre, par exemple title = "Infogérance 2027"',
    ),
    "date": Text(
        "write a date without quotes: date = 2026-11-20", "écrivez une date sans guillemets\u00a0: date = 2026-11-20"
    ),
    "stage": Text("write proposal, contract or delivery", "écrivez proposal, contract ou delivery"),
    "currency": Text(f"write one of {', '.join(_CODES)}", f"écrivez l’un des codes {', '.join(_CODES)}"),
    "rates": Text(
        'write a positive number for a known currency: rates.USD = "0.92"',
        'écrivez un nombre positif pour une devise connue\u00a0: rates.USD = "0.92"',
    ),
    "rulesets": Text(
        'write a list of names: rulesets = ["fair_price"]', 'écrivez une liste de noms\u00a0: rulesets = ["fair_price"]'
    ),
    "profile": Text("write the name of one profile", "écrivez le nom d’un profil"),
    "weights": Text('write a number or a fraction: "1/6"', 'écrivez un nombre ou une fraction\u00a0: "1/6"'),
    "parameters": Text('write a number with its unit: "5 %"', 'écrivez un nombre et son unité\u00a0: "5 %"'),
}


def read_settings(folder: Path) -> Settings:
    """Read ``evaluation.toml`` of an evaluation folder. Raises ``InputError`` with every problem of the file."""
    path = folder / FILE
    if not path.is_file():
        raise InputError([_missing(folder)])
    keys, faults = read_shape(_Keys, load_toml(path, FILE))
    if keys is None:
        raise InputError([_problem(fault) for fault in faults])
    return Settings(
        title=keys.title,
        date=keys.date,
        stage=keys.stage,
        currency=keys.currency,
        rates=keys.rates,
        rulesets=keys.rulesets,
        profile=keys.profile,
        weights=keys.weights,
        parameters=keys.parameters,
        file=FILE,
    )


def _missing(folder: Path) -> Problem:
    if not folder.is_dir():
        message = Text(f"there is no folder {folder}", f"le dossier {folder} n’existe pas")
    else:
        message = Text(f"{FILE} is missing", f"{FILE} est absent")
    return Problem(
        "settings-missing",
        message,
        (Place(str(folder / FILE)),),
        next=Text(
            "contracteval new DIR makes an evaluation folder", "contracteval new DOSSIER crée un dossier d’évaluation"
        ),
    )


def _problem(fault: Fault) -> Problem:
    """Name the key, and what to write instead."""
    path = fault.path
    place = Place(FILE, key=".".join(path))
    if fault.kind == "unknown":
        return unknown_name("settings-key-unknown", KEY, path[-1], fault.known, place)
    if fault.kind == "missing":
        message = Text(f"{path[0]} is missing", f"{path[0]} est absent")
        return Problem("settings-value", message, (place,), next=_EXPECTED[path[0]])
    message = Text(f"{place.key} cannot be used as written", f"{place.key} n’est pas utilisable tel quel")
    return Problem("settings-value", message, (place,), got=shown(str(fault.got)), next=_EXPECTED[path[0]])

"""evaluation.toml: title, date, stage, currency, rates, rulesets, profile, weights and parameters."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError
from pydantic_core import ErrorDetails

from contracteval.errors import InputError, Place, Problem
from contracteval.intake.documents import load_toml
from contracteval.intake.names import KEY, shown, unknown_name
from contracteval.model.quantity import QuantityError, parse_number
from contracteval.model.settings import Settings
from contracteval.model.unit import CURRENCIES
from contracteval.text import Text

FILE = "evaluation.toml"
_CODES = sorted(set(CURRENCIES.values()))


def _as_date(value: object) -> object:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _as_currency(value: object) -> object:
    if not isinstance(value, str) or value not in CURRENCIES:
        raise ValueError
    return CURRENCIES[value]


def _as_text(value: object) -> object:
    """Keep a number as the text that was written: ``0.1`` must stay a tenth."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        raise ValueError  # noqa: TRY004 pydantic turns only ValueError into a validation error
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError
    return str(value)


def _as_rate(value: object) -> object:
    try:
        rate = parse_number(str(_as_text(value)), plain=True)
    except QuantityError as error:
        raise ValueError from error
    if rate <= 0:
        raise ValueError
    return rate


_Written = Annotated[str, BeforeValidator(_as_text)]


class _Shape(BaseModel):
    """The keys of evaluation.toml and the types of their values."""

    model_config = ConfigDict(extra="forbid", strict=True, arbitrary_types_allowed=True)

    title: str
    date: Annotated[date, BeforeValidator(_as_date)]
    stage: Literal["proposal", "contract", "delivery"] = "proposal"
    currency: Annotated[str, BeforeValidator(_as_currency)] = "EUR"
    rates: dict[Annotated[str, BeforeValidator(_as_currency)], Annotated[Fraction, BeforeValidator(_as_rate)]] = {}
    rulesets: list[str] = []
    profile: str | None = None
    weights: dict[str, _Written] = {}
    parameters: dict[str, _Written] = {}


_EXPECTED = {
    "title": Text(
        'write a title, such as title = "IT outsourcing 2027"',
        'écrivez un titre, par exemple title = "Infogérance 2027"',
    ),
    "date": Text(
        "write a date without quotes: date = 2026-11-20", "écrivez une date sans guillemets\u00a0: date = 2026-11-20"
    ),
    "stage": Text("write proposal, contract or delivery", "écrivez proposal, contract ou delivery"),
    "currency": Text(f"write one of {', '.join(_CODES)}", f"écrivez l'un des codes {', '.join(_CODES)}"),
    "rates": Text(
        'write a positive number for a known currency: rates.USD = "0.92"',
        'écrivez un nombre positif pour une devise connue\u00a0: rates.USD = "0.92"',
    ),
    "rulesets": Text(
        'write a list of names: rulesets = ["fair_price"]', 'écrivez une liste de noms\u00a0: rulesets = ["fair_price"]'
    ),
    "profile": Text("write the name of one profile", "écrivez le nom d'un profil"),
    "weights": Text('write a number or a fraction: "1/6"', 'écrivez un nombre ou une fraction\u00a0: "1/6"'),
    "parameters": Text('write a number with its unit: "5 %"', 'écrivez un nombre et son unité\u00a0: "5 %"'),
}


def read_settings(folder: Path) -> Settings:
    """Read ``evaluation.toml`` of an evaluation folder. Raises ``InputError`` with every problem of the file."""
    path = folder / FILE
    if not path.is_file():
        raise InputError([_missing(folder)])
    data = load_toml(path, FILE)
    try:
        shape = _Shape.model_validate(data)
    except ValidationError as error:
        raise InputError([_problem(e) for e in error.errors()]) from error
    return Settings(
        title=shape.title,
        date=shape.date,
        stage=shape.stage,
        currency=shape.currency,
        rates=shape.rates,
        rulesets=tuple(shape.rulesets),
        profile=shape.profile,
        weights=shape.weights,
        parameters=shape.parameters,
        file=FILE,
    )


def _missing(folder: Path) -> Problem:
    if not folder.is_dir():
        message = Text(f"there is no folder {folder}", f"le dossier {folder} n'existe pas")
    else:
        message = Text(f"{FILE} is missing", f"{FILE} est absent")
    return Problem(
        "settings-missing",
        message,
        (Place(str(folder / FILE)),),
        next=Text(
            "contracteval new DIR makes an evaluation folder", "contracteval new DOSSIER crée un dossier d'évaluation"
        ),
    )


def _problem(error: ErrorDetails) -> Problem:
    """Turn one error of pydantic into ours, with the key path and what to write instead."""
    kind = error["type"]
    path = [str(part) for part in error["loc"] if part != "[key]"]
    place = Place(FILE, key=".".join(path))
    if kind == "extra_forbidden":
        return unknown_name("settings-key-unknown", KEY, path[-1], _Shape.model_fields, place)
    if kind == "missing":
        message = Text(f"{path[0]} is missing", f"{path[0]} est absent")
        return Problem("settings-value", message, (place,), next=_EXPECTED[path[0]])
    message = Text(f"{place.key} cannot be used as written", f"{place.key} n'est pas utilisable tel quel")
    return Problem("settings-value", message, (place,), got=shown(str(error["input"])), next=_EXPECTED[path[0]])

"""evaluation.toml: title, date, stage, currency, rates, rulesets, profile, weights and parameters."""

# No ``from __future__ import annotations`` here: those of the shape are read as they stand.
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any, Final, Literal, NamedTuple, NoReturn

from contracteval.errors import InputError, Place, Problem
from contracteval.intake.documents import load_toml
from contracteval.intake.names import KEY, shown, unknown_name
from contracteval.intake.weighting import rank_order_centroid, swing_weights
from contracteval.model.quantity import QuantityError, parse_amount, parse_number
from contracteval.model.settings import EXACT, Admission, Rounding, Settings
from contracteval.model.shape import Fault, Parsed, Refused, Shape, read_shape
from contracteval.model.unit import CURRENCIES, ONE
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


def _as_score(value: object) -> Fraction:
    """Take a score from 0 to 100, written as a number or a fraction."""
    try:
        score = parse_number(_as_text(value), plain=True)
    except QuantityError:
        _refuse(value)
    if not 0 <= score <= 100:
        _refuse(value)
    return score


def _as_count(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        _refuse(value)
    return value


def _as_digits(value: object) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10:
        _refuse(value)
    return value


class _Range(NamedTuple):
    """A least and a greatest weight as shares, and how they are written: ``15 %``, of 100 (``15``) or as shares (``0.15``)."""

    ends: tuple[Fraction, Fraction]
    written: Literal["%", "of 100", "share"]


def _as_range(value: object) -> _Range:
    if not isinstance(value, list) or len(value) != 2:
        _refuse(value)
    texts = [_as_text(end) for end in value]
    try:
        low, high = (parse_amount(text, ONE) for text in texts)
    except QuantityError:
        _refuse(value)
    with_sign = ["%" in text for text in texts]
    if any(with_sign) and not all(with_sign) and 0 not in (low, high):
        raise Refused(_MIXED_ENDS)
    scale = 100 if high > 1 and not any(with_sign) else 1
    if not 0 <= low <= high <= scale:
        _refuse(value)
    return _Range((low / scale, high / scale), "%" if any(with_sign) else "of 100" if scale == 100 else "share")


_MIXED_ENDS = Text(
    "one end has a % sign and the other has none: write both in the same way",
    "une borne porte le signe % et l’autre non\u00a0: écrivez les deux de la même façon",
)


def _as_order(value: object) -> tuple[tuple[str, ...], ...]:
    """Take names from the most to the least important; those in a list of their own are equally important."""
    if not isinstance(value, list) or not value:
        _refuse(value)
    blocks = [item if isinstance(item, list) else [item] for item in value]
    names = [name for block in blocks for name in block]
    if not all(isinstance(name, str) for name in names) or len(set(names)) < len(names) or [] in blocks:
        _refuse(value)
    return tuple(tuple(block) for block in blocks)


def _as_points(value: object) -> Fraction:
    try:
        points = parse_number(_as_text(value), plain=True)
    except QuantityError:
        _refuse(value)
    if points < 0:
        _refuse(value)
    return points


def _as_share(value: object) -> Fraction:
    """Take a share of a scale, above 0 and at most all of it."""
    try:
        share = parse_amount(_as_text(value), ONE)
    except QuantityError:
        _refuse(value)
    if not 0 < share <= 1:
        _refuse(value)
    return share


def _as_basis(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        _refuse(value)
    return value.strip()


_Written = Annotated[str, Parsed(_as_text)]
_Currency = Annotated[str, Parsed(_as_currency)]


class _Admission(Shape):
    """A bar on the score of a criterion or group: a minimum, or how many of the best go on."""

    on: str
    minimum: Annotated[Fraction, Parsed(_as_score)] | None = None
    top: Annotated[int, Parsed(_as_count)] | None = None
    ties: Literal["included", "excluded"] = "included"


class _Panel(Shape):
    spread: Annotated[Fraction, Parsed(_as_share)] | None = None


class _Rounding(Shape):
    scores: Annotated[int, Parsed(_as_digits)] | None = None
    total: Annotated[int, Parsed(_as_digits)] | None = None


class _Weighting(Shape):
    """Weights from an order of importance, or from what each swing from worst to best is worth."""

    order: Annotated[tuple[tuple[str, ...], ...], Parsed(_as_order)] | None = None
    swing: dict[str, Annotated[Fraction, Parsed(_as_points)]] | None = None


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
    weighting: _Weighting | None = None
    weight_ranges: dict[str, Annotated[_Range, Parsed(_as_range)]] = _NONE
    parameters: dict[str, _Written] = _NONE
    admission: tuple[_Admission, ...] = ()
    rounding: _Rounding | None = None
    panel: _Panel | None = None
    exclusions: dict[str, Annotated[str, Parsed(_as_basis)]] = _NONE


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
    "weighting": Text(
        'write weighting.order = ["most important", "next", …] or weighting.swing = { group = 100, … }, without [weights]',
        'écrivez weighting.order = ["le plus important", "le suivant", …] ou weighting.swing = { groupe = 100, … }, sans [weights]',
    ),
    "weight_ranges": Text(
        'write the least and the greatest weight: weight_ranges.sharing = ["15 %", "30 %"]',
        'écrivez le poids le plus faible et le plus fort\u00a0: weight_ranges.sharing = ["15 %", "30 %"]',
    ),
    "parameters": Text('write a number with its unit: "5 %"', 'écrivez un nombre et son unité\u00a0: "5 %"'),
    "admission": Text(
        'write [[admission]] with on = "a criterion or group" and either minimum = 60 or top = 3 (ties = "included" or "excluded")',
        'écrivez [[admission]] avec on = "un critère ou un groupe" et soit minimum = 60, soit top = 3 (ties = "included" ou "excluded")',
    ),
    "rounding": Text(
        "write digits after the point, 0 to 10: rounding.scores = 2, rounding.total = 2",
        "écrivez des chiffres après la virgule, de 0 à 10\u00a0: rounding.scores = 2, rounding.total = 2",
    ),
    "panel": Text(
        'write a share of the scale: panel.spread = "40 %"',
        'écrivez une part de l’échelle\u00a0: panel.spread = "40 %"',
    ),
    "exclusions": Text(
        'write the legal basis for each flag that excludes by itself: exclusions.low_price_wing_cut = "art. …"',
        'écrivez la base légale de chaque alerte qui exclut d’elle-même\u00a0: exclusions.low_price_wing_cut = "art. …"',
    ),
}


def read_settings(folder: Path) -> Settings:
    """Read ``evaluation.toml`` of an evaluation folder. Raises ``InputError`` with every problem of the file."""
    path = folder / FILE
    if not path.is_file():
        raise InputError([_missing(folder)])
    keys, faults = read_shape(_Keys, load_toml(path, FILE))
    if keys is None:
        raise InputError([_problem(fault) for fault in faults])
    problems = [_one_bar(i) for i, item in enumerate(keys.admission) if (item.minimum is None) == (item.top is None)]
    weights, wrong = _weights(keys)
    problems += [*wrong, *_two_scales(keys.weight_ranges)]
    if problems:
        raise InputError(problems)
    return Settings(
        title=keys.title,
        date=keys.date,
        stage=keys.stage,
        currency=keys.currency,
        rates=keys.rates,
        rulesets=keys.rulesets,
        profile=keys.profile,
        weights=weights,
        weights_key=_weights_key(keys),
        weight_ranges={id_: found.ends for id_, found in keys.weight_ranges.items()},
        parameters=keys.parameters,
        admissions=tuple(Admission(item.on, item.minimum, item.top, item.ties) for item in keys.admission),
        rounding=EXACT if keys.rounding is None else Rounding(keys.rounding.scores, keys.rounding.total),
        exclusions=keys.exclusions,
        panel_spread=None if keys.panel is None else keys.panel.spread,
        file=FILE,
    )


def _weights_key(keys: _Keys) -> str:
    """Return the key under which the weights were set."""
    if keys.weighting is None:
        return "weights"
    return "weighting.swing" if keys.weighting.order is None else "weighting.order"


def _weights(keys: _Keys) -> tuple[dict[str, str], list[Problem]]:
    """Return the weights as written, or made from an order or from swings: one way only, and some swing is worth something."""
    way = keys.weighting
    if way is None:
        return keys.weights, []
    given = [bool(keys.weights), way.order is not None, way.swing is not None]
    if given.count(True) != 1 or (way.swing is not None and not any(way.swing.values())):
        message = Text(
            "the weights are set in one way, and not all of them 0",
            "les poids se fixent d’une seule façon, et pas tous à 0",
        )
        return {}, [Problem("settings-value", message, (Place(FILE, key="weighting"),), next=_EXPECTED["weighting"])]
    made = rank_order_centroid(way.order) if way.order is not None else swing_weights(way.swing or {})
    return {id_: str(weight) for id_, weight in made.items()}, []


def _two_scales(ranges: Mapping[str, _Range]) -> list[Problem]:
    """Ranges up to 1 beside ranges up to 100 leave open what 1 is; an end of 0 is the same in both."""
    of_100 = [id_ for id_, found in ranges.items() if found.written == "of 100"]
    shares = [id_ for id_, found in ranges.items() if found.written == "share" and found.ends[1]]
    if not of_100 or not shares:
        return []
    one, other = shares[0], of_100[0]
    message = Text(
        f"{one} is written as a share of 1, {other} as a number of 100: it is not clear what 1 means",
        f"{one} est écrit en part de 1, {other} en points sur 100\u00a0: on ne sait pas ce que vaut 1",
    )
    places = tuple(Place(FILE, key=f"weight_ranges.{id_}") for id_ in (one, other))
    return [Problem("settings-value", message, places, next=_EXPECTED["weight_ranges"])]


def _one_bar(index: int) -> Problem:
    """An admission has a minimum or a number of places, not both and not neither."""
    return Problem(
        "settings-value",
        Text("an admission has either minimum or top", "une admission porte soit minimum, soit top"),
        (Place(FILE, key=f"admission.{index}"),),
        next=_EXPECTED["admission"],
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
        message = Text(f"{place.key} is missing", f"{place.key} est absent")
        return Problem("settings-value", message, (place,), next=_EXPECTED[path[0]])
    message = Text(f"{place.key} cannot be used as written", f"{place.key} n’est pas utilisable tel quel")
    if fault.message is _MIXED_ENDS:
        message = fault.message
    return Problem("settings-value", message, (place,), got=shown(str(fault.got)), next=_EXPECTED[path[0]])

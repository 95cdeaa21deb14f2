"""The parts of an evaluation that a seal fixes: settings, rules, what the brief says, who is on the panel.

Each part is hashed as it was understood, not as it is written: a comment, another line ending, another order of keys or
``0.20`` for ``0.2`` change nothing. The title of the evaluation decides nothing and is no part of it.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any

from contracteval.model.bid import Answer, Row
from contracteval.model.fact import Value
from contracteval.model.panel import Panel
from contracteval.model.quantity import QuantityError, parse_amount
from contracteval.model.settings import Admission, Settings
from contracteval.model.unit import ONE

_PLAIN = re.compile(r"[\d\s.,/%+\-\u2212]+")
Said = tuple[str | None, str, Answer | tuple[Row, ...]]
"""A bid or none, a fact or table, and what the brief says of it."""


def settings_parts(settings: Settings) -> dict[str, str]:
    """Return the parts that stand in evaluation.toml, named as their keys."""
    values: dict[str, Any] = {
        "date": settings.date,
        "stage": settings.stage,
        "currency": settings.currency,
        "profile": settings.profile,
        "rulesets": sorted(settings.rulesets),
        "admission": [_admission(item) for item in settings.admissions],
        "rounding": [settings.rounding.scores, settings.rounding.total],
        "panel.spread": settings.spread_limit,
    }
    values |= {f"rates.{id_}": rate for id_, rate in settings.rates.items()}
    values |= {f"weights.{id_}": _number(text) for id_, text in settings.weights.items()}
    values |= {f"weight_ranges.{id_}": list(ends) for id_, ends in settings.weight_ranges.items()}
    values |= {f"parameters.{id_}": _number(text) for id_, text in settings.parameters.items()}
    values |= {f"exclusions.{id_}": basis for id_, basis in settings.exclusions.items()}
    return {part: _hash(value) for part, value in values.items()}


def rules_parts(rulesets: Mapping[str, str]) -> dict[str, str]:
    """Return the parts of the rules: each ruleset is sealed by the hash of its files."""
    return {f"rules.{id_}": sha256 for id_, sha256 in rulesets.items()}


def brief_parts(said: Iterable[Said]) -> dict[str, str]:
    """Return the parts of the brief: ``brief.FACT`` of the evaluation, ``estimates.BID.FACT`` about one bid.

    A blank answer is no part. What is given twice counts with both values.
    """
    values: defaultdict[str, list[Any]] = defaultdict(list)
    for bid, id_, answer in said:
        value = answer.value if isinstance(answer, Answer) else [_row(row) for row in answer]
        if value is not None:
            values[f"brief.{id_}" if bid is None else f"estimates.{bid}.{id_}"].append(value)
    return {part: _hash(found) for part, found in values.items()}


def panel_parts(panel: Panel | None) -> dict[str, str]:
    """Return the parts of the panel: who judges, for each role."""
    names: defaultdict[str, list[str]] = defaultdict(list)
    for sheet in panel.sheets if panel is not None else ():
        names[f"panel.{sheet.role or 'other'}"].append(sheet.name)
    return {part: _hash(sorted(found)) for part, found in names.items()}


def _admission(bar: Admission) -> list[Any]:
    return [bar.on, bar.minimum, bar.top, bar.ties]


def _row(row: Row) -> dict[str, Value]:
    return {column: cell.value for column, cell in row.items() if cell.value is not None}


def _number(text: str) -> Fraction | str:
    """Read a plain number or a percentage, so that how it is written does not matter; anything else stays text."""
    try:
        return parse_amount(text, ONE) if _PLAIN.fullmatch(text) else text.strip()
    except QuantityError:
        return text.strip()


def _hash(value: Any) -> str:
    """Return the SHA-256 of a value as JSON with sorted keys, where numbers and dates say what they are."""
    text = json.dumps(_typed(value), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _typed(value: Any) -> Any:
    if isinstance(value, Fraction):
        return {"number": str(value)}
    if isinstance(value, date):
        return {"date": value.isoformat()}
    if isinstance(value, dict):
        return {"row": {key: _typed(item) for key, item in value.items()}}
    return [_typed(item) for item in value] if isinstance(value, list) else value

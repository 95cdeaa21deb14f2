"""A bid or the buyer's brief as JSON.

A bid: ``{"vendor": "…", "facts": {"price": {"value": 10.2, "unit": "M€/yr", "grade": "contracted"}}, "tables": {…}}``.
The brief: ``{"facts": {…}, "tables": {…}, "bids": {"acme": {"facts": {…}, "tables": {…}}}}``.
A fact is a bare value or an object; ``null`` is unknown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from contracteval.errors import InputError, Place, Problem
from contracteval.intake.documents import load_json
from contracteval.intake.names import COLUMN, KEY, TABLE, shown, unknown_name
from contracteval.intake.reading import Given, GivenTable, Reading, column_of
from contracteval.model.bid import Answer, Row
from contracteval.model.fact import FactSpec, TableSpec
from contracteval.text import Text

_BID_KEYS = ("vendor", "facts", "tables")
_BRIEF_KEYS = ("facts", "tables", "bids")
_ANSWER_KEYS = ("value", "unit", "grade", "clause", "file", "sheet", "cell", "note")


def read_bid_json(path: Path, reading: Reading) -> None:
    """Read a bid; everything found goes into ``reading``."""
    data = _load(path, reading)
    _check_keys(data, _BID_KEYS, "", reading)
    vendor = data.get("vendor")
    if isinstance(vendor, str) and vendor.strip():
        reading.vendor = vendor.strip()
    elif vendor is not None:
        _wrong_shape(
            Text("the vendor's name must be a text", "le nom du prestataire doit être un texte"),
            "vendor",
            vendor,
            reading,
        )
    _read_answers(data, "", None, reading)


def read_brief_json(path: Path, reading: Reading) -> None:
    """Read the buyer's brief; everything found goes into ``reading``."""
    data = _load(path, reading)
    _check_keys(data, _BRIEF_KEYS, "", reading)
    _read_answers(data, "", None, reading)
    for bid, part in _object(data, "bids", "", reading).items():
        key = f"bids.{bid}"
        reading.bids[bid] = Place(reading.file, key=key)
        if isinstance(part, dict):
            _check_keys(part, ("facts", "tables"), f"{key}.", reading)
            _read_answers(part, f"{key}.", bid, reading)
        else:
            _wrong_shape(_NOT_AN_OBJECT, key, part, reading)


_NOT_AN_OBJECT = Text("an object { … } is expected here", "un objet { … } est attendu ici")
_NOT_ROWS = Text("a list of rows [ { … } ] is expected here", "une liste de lignes [ { … } ] est attendue ici")
_NOT_A_VALUE = Text("one value is expected here", "une seule valeur est attendue ici")


def _load(path: Path, reading: Reading) -> Mapping[str, object]:
    try:
        return load_json(path, reading.file)
    except InputError as error:
        reading.problems += error.problems
        return {}


def _read_answers(data: Mapping[str, object], prefix: str, bid: str | None, reading: Reading) -> None:
    for name, item in _object(data, "facts", prefix, reading).items():
        key = f"{prefix}facts.{name}"
        spec = reading.needs.facts.get(name)
        if spec is None:
            reading.unknown_fact(name, Place(reading.file, key=key))
        elif (answer := _read_answer(item, spec, key, bid, reading)) is not None:
            reading.given.append(Given(name, answer, bid))
    for name, rows in _object(data, "tables", prefix, reading).items():
        key = f"{prefix}tables.{name}"
        table = reading.needs.tables.get(name)
        if table is None:
            place = Place(reading.file, key=key)
            reading.problems.append(unknown_name("table-unknown", TABLE, name, reading.needs.tables, place))
        elif rows is not None:
            _read_table(rows, table, key, bid, reading)


def _read_table(rows: object, table: TableSpec, key: str, bid: str | None, reading: Reading) -> None:
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        _wrong_shape(_NOT_ROWS, key, rows, reading)
        return
    read = tuple(_read_row(row, table, f"{key}[{i}]", bid, reading) for i, row in enumerate(rows))
    reading.tables.append(GivenTable(table.id, read, Place(reading.file, key=key, label=table.label), bid))


def _read_row(row: Mapping[str, object], table: TableSpec, key: str, bid: str | None, reading: Reading) -> Row:
    answers = {}
    for name, item in row.items():
        spec = column_of(table, name)
        if spec is None:
            place = Place(reading.file, key=f"{key}.{name}")
            reading.problems.append(unknown_name("column-unknown", COLUMN, name, table.columns, place))
        elif (answer := _read_answer(item, spec, f"{key}.{name}", bid, reading)) is not None:
            answers[name] = answer
    return answers


def _read_answer(item: object, spec: FactSpec, key: str, bid: str | None, reading: Reading) -> Answer | None:
    """Read a bare value or an object with ``value`` and what belongs to it; None when its structure is wrong."""
    parts = item if isinstance(item, dict) else {"value": item}
    _check_keys(parts, _ANSWER_KEYS, f"{key}.", reading)
    texts = {name: text for name in _ANSWER_KEYS[1:] if isinstance(text := parts.get(name), str)}
    wrong = [name for name in _ANSWER_KEYS[1:] if name not in texts and parts.get(name) is not None]
    for name in wrong:
        _wrong_shape(Text("a text is expected here", "un texte est attendu ici"), f"{key}.{name}", parts[name], reading)
    raw = parts.get("value")
    if not _is_value(raw, spec):
        _wrong_shape(_NOT_A_VALUE, key, raw, reading)
    elif not wrong:
        cell = texts.get("cell")
        file = texts.get("file", reading.file)
        place = Place(file, texts.get("sheet"), cell, spec.label, None if cell else key)
        grade = reading.grade(texts.get("grade"), spec, place)
        clause = texts.get("clause")
        return reading.answer(spec, raw, place, unit=texts.get("unit"), grade=grade, clause=clause, bid=bid)
    return None


def _is_value(raw: object, spec: FactSpec) -> bool:
    if isinstance(raw, list):
        return spec.type == "choices" and all(isinstance(item, str) for item in raw)
    return not isinstance(raw, dict)


def _object(data: Mapping[str, object], key: str, prefix: str, reading: Reading) -> Mapping[str, object]:
    value = data.get(key, {})
    if isinstance(value, dict):
        return value
    _wrong_shape(_NOT_AN_OBJECT, prefix + key, value, reading)
    return {}


def _check_keys(data: Mapping[str, object], known: Iterable[str], prefix: str, reading: Reading) -> None:
    names = tuple(known)
    for key in data:
        if key not in names:
            place = Place(reading.file, key=f"{prefix}{key}")
            reading.problems.append(unknown_name("key-unknown", KEY, key, names, place))


def _wrong_shape(message: Text, key: str, got: object, reading: Reading) -> None:
    reading.problems.append(Problem("shape-wrong", message, (Place(reading.file, key=key),), got=shown(str(got))))

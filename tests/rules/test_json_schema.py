"""The JSON Schema of ruleset files: it says of every file what the reader of shapes says."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from contracteval.data import data_folder
from contracteval.model.shape import read_shape
from contracteval.rules.shape import FileShape
from contracteval.rules.to_json_schema import DIALECT, to_json_schema

SCHEMA = to_json_schema()
SHIPPED = sorted(data_folder("rulesets").rglob("*.toml"))
TESTED = sorted(Path(__file__).parent.glob("*/**/*.toml"))
TYPES: dict[str, Any] = {"object": dict, "array": list, "string": str, "boolean": bool, "number": int | float | Decimal}
SAID = frozenset({"$schema", "$defs", "title", "description", "default", "format"})


def valid(value: Any, schema: dict[str, Any]) -> bool:
    """Validate with the keywords that our schema uses; any other is a mistake in the schema."""
    checks: dict[str, Callable[[Any], bool]] = {
        "$ref": lambda to: valid(value, SCHEMA["$defs"][to.removeprefix("#/$defs/")]),
        "type": lambda kinds: any(has_type(value, kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)),
        "enum": lambda words: value in words,
        "anyOf": lambda options: any(valid(value, option) for option in options),
        "required": lambda keys: set(keys) <= set(value),
        "properties": lambda known: all(valid(value[key], known[key]) for key in set(known) & set(value)),
        "additionalProperties": lambda rest: others_are_valid(value, schema, rest),
        "items": lambda rest: items_are_valid(value[len(schema.get("prefixItems", ())) :], rest),
        "prefixItems": lambda each: all(valid(item, one) for item, one in zip(value, each, strict=False)),
        "minItems": lambda least: len(value) >= least,
        "maxItems": lambda most: len(value) <= most,
    }
    ordered = sorted(schema, key=lambda key: key != "type")  # the others take the type for granted
    return all(checks[key](schema[key]) for key in ordered if key not in SAID)


def has_type(value: Any, kind: str) -> bool:
    return isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def others_are_valid(value: dict[str, Any], schema: dict[str, Any], rest: Any) -> bool:
    others = [item for key, item in value.items() if key not in schema.get("properties", {})]
    return not (others and rest is False) and (isinstance(rest, bool) or all(valid(item, rest) for item in others))


def items_are_valid(items: list[Any], rest: Any) -> bool:
    return not items if rest is False else all(valid(item, rest) for item in items)


def as_json(value: Any) -> Any:
    """An editor hands dates over as text."""
    if isinstance(value, dict):
        return {key: as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [as_json(item) for item in value]
    return value.isoformat() if isinstance(value, date) else value


def read(path: Path) -> dict[str, Any] | None:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
    except tomllib.TOMLDecodeError:
        return None


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_every_shipped_file_is_valid(path: Path) -> None:
    assert valid(as_json(read(path)), SCHEMA)


@pytest.mark.parametrize("path", TESTED, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_the_schema_refuses_what_the_shapes_refuse(path: Path) -> None:
    data = read(path)
    if data is None:
        return
    faults = read_shape(FileShape, data)[1]
    # a date in quotes is the one thing that JSON cannot tell from a date
    assert valid(as_json(data), SCHEMA) == (not faults), faults


def test_some_bad_files_are_refused_and_some_good_ones_are_not() -> None:
    data = [as_json(read(path)) for path in TESTED if read(path) is not None]
    assert {valid(item, SCHEMA) for item in data} == {True, False}
    misspelt = as_json(read(Path(__file__).parent / "bad" / "key_misspelt.toml"))
    assert not valid(misspelt, SCHEMA)


def test_every_key_of_every_word_is_known_to_the_schema() -> None:
    assert SCHEMA["$schema"] == DIALECT
    assert set(SCHEMA["properties"]) == set(FileShape.__annotations__)
    criterion = SCHEMA["$defs"]["criterion"]
    assert criterion["additionalProperties"] is False
    assert {"else", "measure", "scale"} <= set(criterion["properties"])
    assert "otherwise" not in criterion["properties"]
    assert "measure" in criterion["required"]
    assert "unit" not in criterion["required"]
    assert SCHEMA["$defs"]["parameter"]["properties"]["status"]["enum"] == ["sourced", "derived", "guess"]
    assert SCHEMA["$defs"]["fact"]["properties"]["above"] == {"anyOf": [{"type": "number"}, {"type": "string"}]}


@pytest.mark.parametrize("lang", ["en", "fr"])
def test_the_example_of_a_new_ruleset_is_valid(lang: str) -> None:
    assert valid(as_json(read(data_folder("templates") / f"ruleset.{lang}.toml")), SCHEMA)

"""Data from a TOML file to objects of a declared shape: every fault at once, each with its key path.

A shape is a class whose annotations are the keys that a table of the file may have; a class attribute is the default
of a key that may be left out. Only the types that the files use are read, none of them converted.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, TypeVar, Union, cast, get_args, get_origin

from contracteval.text import Text

Path = tuple[str, ...]
_S = TypeVar("_S", bound="Shape")


class Shape:
    """Base of all shapes. ``spelling`` gives the key in the file where it is a word of Python, such as ``else``."""

    spelling: ClassVar[Mapping[str, str]] = {}


class Refused(ValueError):
    """What a ``Parsed`` function raises: what the value should have been."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


class Parsed(NamedTuple):
    """Metadata of ``Annotated``: the function that makes the value, instead of a check of its type."""

    parse: Callable[[Any], Any]


class AtLeast(NamedTuple):
    """Metadata of ``Annotated``: how many items a list must have."""

    least: int


class Fault(NamedTuple):
    """One thing wrong. ``known`` are the keys that are allowed where one is unknown."""

    kind: Literal["unknown", "missing", "value"]
    path: Path
    message: Text
    got: Any = None
    known: tuple[str, ...] = ()


_Read = Callable[[Any, Path, list[Fault]], Any]

# A bool is an int and a datetime a date in Python; in a file they are not.
_PLAIN: Mapping[Any, tuple[Callable[[Any], bool], Text]] = {
    str: (lambda value: isinstance(value, str), Text("write a text in quotes", "écrivez un texte entre guillemets")),
    bool: (lambda value: isinstance(value, bool), Text("write true or false", "écrivez true ou false")),
    date: (
        lambda value: isinstance(value, date) and not isinstance(value, datetime),
        Text("write a date without quotes, as 2026-01-31", "écrivez une date sans guillemets, comme 2026-01-31"),
    ),
}
_LIST = Text("write a list: […]", "écrivez une liste\u00a0: […]")
_TABLE = Text("write a table: { … }", "écrivez une table\u00a0: { … }")


def read_shape(shape: type[_S], data: Any) -> tuple[_S | None, list[Fault]]:
    """Read a table of a file; there is no object when there is a fault."""
    faults: list[Fault] = []
    kind: Any = shape
    made = _reader(kind)(data, (), faults)
    return (None, faults) if faults else (cast("_S", made), faults)


@cache
def _reader(kind: Any) -> _Read:
    if isinstance(kind, type) and issubclass(kind, Shape):
        return _shape(kind)
    if kind in _PLAIN:
        return _plain(*_PLAIN[kind])
    if kind is Any:
        return lambda value, path, faults: value
    return _MAKERS[get_origin(kind)](kind)


def _plain(fits: Callable[[Any], bool], message: Text) -> _Read:
    def read(value: Any, path: Path, faults: list[Fault]) -> Any:
        if not fits(value):
            faults.append(Fault("value", path, message, value))
        return value

    return read


def _shape(shape: type[Shape]) -> _Read:
    keys = {shape.spelling.get(name, name): name for name in shape.__annotations__}
    needed = frozenset(key for key, name in keys.items() if not hasattr(shape, name))
    readers: dict[str, _Read] = {}  # each made when first used: few words of the language occur in most files

    def reader(key: str) -> _Read:
        found = readers.get(key)
        if found is None:
            found = readers[key] = _reader(shape.__annotations__[keys[key]])
        return found

    def read(value: Any, path: Path, faults: list[Fault]) -> Any:
        if not isinstance(value, dict):
            faults.append(Fault("value", path, _TABLE, value))
            return None
        made = shape()
        values = made.__dict__
        before = len(faults)
        if needed <= value.keys() <= keys.keys():  # the usual case: only what is there is looked at
            for key, item in value.items():
                values[keys[key]] = reader(key)(item, (*path, key), faults)
            if len(faults) == before:
                return made
            del faults[before:]  # said again below, in the order of the shape
        for key, name in keys.items():
            if key in value:
                values[name] = reader(key)(value[key], (*path, key), faults)
            elif key in needed:
                message = Text(f"the key {key} is missing", f"la clé {key} manque")
                faults.append(Fault("missing", (*path, key), message))
        for key in [key for key in value if key not in keys]:
            message = Text(f"unknown key {key}", f"clé inconnue {key}")
            faults.append(Fault("unknown", (*path, key), message, value[key], tuple(keys)))
        return made

    return read


def _literal(kind: Any) -> _Read:
    words = get_args(kind)
    message = Text(f"write {_one_of(words, 'or')}", f"écrivez {_one_of(words, 'ou')}")
    return _plain(lambda value: isinstance(value, str) and value in words, message)


def _one_of(words: tuple[str, ...], joint: str) -> str:
    return f"{', '.join(words[:-1])} {joint} {words[-1]}" if len(words) > 1 else words[0]


def _annotated(kind: Any) -> _Read:
    inner, rule = get_args(kind)[:2]
    if isinstance(rule, Parsed):
        return _parsed(rule.parse)
    read_inner, least = _reader(inner), rule.least
    message = Text(f"write at least {least}", f"écrivez-en au moins {least}")

    def read(value: Any, path: Path, faults: list[Fault]) -> Any:
        if isinstance(value, list) and len(value) < least:
            faults.append(Fault("value", path, message, value))
        return read_inner(value, path, faults)

    return read


def _parsed(parse: Callable[[Any], Any]) -> _Read:
    def read(value: Any, path: Path, faults: list[Fault]) -> Any:
        try:
            return parse(value)
        except Refused as error:
            faults.append(Fault("value", path, error.message, value))
            return None

    return read


def _dict(kind: Any) -> _Read:
    read_key, read_value = (_reader(part) for part in get_args(kind))

    def read(value: Any, path: Path, faults: list[Fault]) -> Any:
        if not isinstance(value, dict):
            faults.append(Fault("value", path, _TABLE, value))
            return {}
        return {
            read_key(key, (*path, key), faults): read_value(item, (*path, key), faults) for key, item in value.items()
        }

    return read


def _tuple(kind: Any) -> _Read:
    """Read a list of one type (``tuple[str, ...]``), or one item of each type (``tuple[str, str]``)."""
    parts = get_args(kind)
    readers = [_reader(part) for part in parts if part is not Ellipsis]
    count = None if Ellipsis in parts else len(parts)
    message = Text(f"write a list of {count}", f"écrivez une liste de {count}")

    def read(value: Any, path: Path, faults: list[Fault]) -> Any:
        if not isinstance(value, list):
            faults.append(Fault("value", path, _LIST, value))
            return ()
        if count is not None and len(value) != count:
            faults.append(Fault("value", path, message, value))
            return ()
        turns = readers * (1 if count is not None else len(value))
        return tuple(
            turn(item, (*path, str(i)), faults) for i, (turn, item) in enumerate(zip(turns, value, strict=True))
        )

    return read


def _union(kind: Any) -> _Read:
    """Read the first type that fits; a file has no null, so ``None`` only says that the key may be left out."""
    readers = [_reader(part) for part in get_args(kind) if part is not types.NoneType]
    if len(readers) == 1:
        return readers[0]

    def read(value: Any, path: Path, faults: list[Fault]) -> Any:
        attempts: list[list[Fault]] = []
        for reader in readers:
            found: list[Fault] = []
            made = reader(value, path, found)
            if not found:
                return made
            attempts.append(found)
        # the type that was meant is the one that fitted furthest down
        faults += max(attempts, key=lambda found: max(len(fault.path) for fault in found))
        return None

    return read


_MAKERS: Mapping[Any, Callable[[Any], _Read]] = {
    Literal: _literal, Annotated: _annotated, dict: _dict, tuple: _tuple, Union: _union, types.UnionType: _union,
}  # fmt: skip

"""The shape of ruleset files as JSON Schema, so that an editor completes and checks them."""

from __future__ import annotations

import inspect
import types
from datetime import date
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from contracteval.model.shape import AtLeast, Parsed, Shape
from contracteval.rules import shape

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PLAIN: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    bool: {"type": "boolean"},
    date: {"type": "string", "format": "date"},
    Any: {},
}


def to_json_schema() -> dict[str, Any]:
    """Return the schema of one ruleset file (draft 2020-12), made from the shapes that read it."""
    known: dict[str, dict[str, Any]] = {}
    whole = _object(shape.FileShape, known)
    return {
        "$schema": DIALECT,
        "title": "contracteval ruleset",
        **whole,
        "$defs": dict(sorted(known.items())),
    }


def _schema(kind: Any, known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the schema of one annotation; shapes stand once, under ``$defs``."""
    if kind in _PLAIN:
        return dict(_PLAIN[kind])
    if isinstance(kind, type) and issubclass(kind, Shape):
        name = _name(kind)
        if name not in known:
            known[name] = {}  # a shape that holds itself finds its name taken
            known[name] = _object(kind, known)
        return {"$ref": f"#/$defs/{name}"}
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"enum": list(parts)}
    if origin is Annotated:
        return _annotated(parts, known)
    if origin is dict:
        return {"type": "object", "additionalProperties": _schema(parts[1], known)}
    if origin is tuple:
        return _tuple(parts, known)
    if origin in (Union, types.UnionType):
        return _union(parts, known)
    raise TypeError(f"no JSON Schema for {kind!r}")


def _object(kind: type[Shape], known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    keys = {kind.spelling.get(name, name): name for name in kind.__annotations__}
    made: dict[str, Any] = {"type": "object", "additionalProperties": False}
    about = kind.__dict__.get("__doc__")
    if about:
        made["description"] = inspect.cleandoc(about)
    made["properties"] = {key: _property(kind, name, known) for key, name in keys.items()}
    required = [key for key, name in keys.items() if not hasattr(kind, name)]
    return {**made, "required": required} if required else made


def _property(kind: type[Shape], name: str, known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the schema of a key, with its default where that is a plain word."""
    made = _schema(kind.__annotations__[name], known)
    default = getattr(kind, name, None)
    return {**made, "default": default} if isinstance(default, str | bool) else made


def _annotated(parts: tuple[Any, ...], known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    inner, rule = parts[:2]
    if isinstance(rule, AtLeast):
        return {**_schema(inner, known), "minItems": rule.least}
    if isinstance(rule, Parsed):  # amounts are the one thing that is parsed: a number, or a text such as "5 %"
        return {"type": ["number", "string"]}
    raise TypeError(f"no JSON Schema for {rule!r}")


def _tuple(parts: tuple[Any, ...], known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    if parts[-1] is Ellipsis:
        return {"type": "array", "items": _schema(parts[0], known)}
    count = len(parts)
    items = [_schema(part, known) for part in parts]
    return {"type": "array", "prefixItems": items, "items": False, "minItems": count, "maxItems": count}


def _union(parts: tuple[Any, ...], known: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A file has no null: None only says that the key may be left out."""
    options = [_schema(part, known) for part in parts if part is not types.NoneType]
    return options[0] if len(options) == 1 else {"anyOf": options}


def _name(kind: type[Shape]) -> str:
    return kind.__name__.removesuffix("Shape").lower()

"""The shape of ruleset files as JSON Schema, so that an editor completes and checks them.

The shapes become pydantic models here, and pydantic writes the schema; it is imported for nothing else.
"""

from __future__ import annotations

import inspect
import types
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field, create_model
from pydantic.json_schema import GenerateJsonSchema

from contracteval.model.shape import AtLeast, Parsed, Shape
from contracteval.rules import shape

DIALECT = "https://json-schema.org/draft/2020-12/schema"


class _Untitled(GenerateJsonSchema):
    """Keys are their own titles."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        return False


def to_json_schema() -> dict[str, Any]:
    """Return the schema of one ruleset file (draft 2020-12), made from the shapes that read it."""
    made = _model(shape.FileShape, {}).model_json_schema(schema_generator=_Untitled)
    return {"$schema": DIALECT, **made, "title": "contracteval ruleset"}


def _model(kind: type[Shape], known: dict[type[Shape], type[BaseModel]]) -> type[BaseModel]:
    """Return the model of a shape; each is made once."""
    if kind not in known:
        fields: dict[str, Any] = {}
        for name, annotation in kind.__annotations__.items():
            fields[name] = (_type(annotation, known), _field(kind, name))
        about = kind.__dict__.get("__doc__")
        known[kind] = create_model(
            kind.__name__.removesuffix("Shape").lower(),
            __config__=ConfigDict(extra="forbid"),
            __doc__=inspect.cleandoc(about) if about else None,
            **fields,
        )
    return known[kind]


def _field(kind: type[Shape], name: str) -> Any:
    """Return how a key is spelled and whether it may be left out; a plain word shows as its default."""
    spelling = kind.spelling.get(name)
    if not hasattr(kind, name):
        return Field(alias=spelling)
    default = getattr(kind, name)
    if isinstance(default, str | bool):
        return Field(default=default, alias=spelling)
    return Field(default_factory=lambda: default, alias=spelling)


def _type(annotation: Any, known: dict[type[Shape], type[BaseModel]]) -> Any:
    """Return an annotation with models for shapes; a file has no null, so None only says that a key may be left out."""
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        return _model(annotation, known)
    origin, parts = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        inner, rule = parts[:2]
        if isinstance(rule, Parsed):  # amounts are the one thing that is parsed: a number, or a text such as "5 %"
            return float | str
        assert isinstance(rule, AtLeast)
        return Annotated[_type(inner, known), Field(min_length=rule.least)]
    if origin in (Union, types.UnionType):
        return Union[tuple(_type(part, known) for part in parts if part is not types.NoneType)]  # noqa: UP007
    if origin in (tuple, dict):
        return origin[tuple(part if part is Ellipsis else _type(part, known) for part in parts)]
    return annotation

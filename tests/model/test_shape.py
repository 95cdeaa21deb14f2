"""Shapes: what is declared is read, and every fault comes at once, in both languages, with its path."""

from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal

import pytest

from contracteval.model.shape import AtLeast, Parsed, Refused, Shape, read_shape
from contracteval.text import Text


def even(value: Any) -> int:
    if not isinstance(value, int) or value % 2:
        raise Refused(Text("write an even number", "écrivez un nombre pair"))
    return int(value)


class Inner(Shape):
    name: str
    yes: bool = False


class Outer(Shape):
    spelling = {"otherwise": "else"}

    inner: Inner
    day: date | None = None
    kind: Literal["a", "b"] = "a"
    otherwise: tuple[str, ...] = ()
    pair: tuple[str, Annotated[int, Parsed(even)]] | None = None
    many: Annotated[tuple[Inner, ...], AtLeast(1)] | None = None
    either: Annotated[int, Parsed(even)] | dict[str, bool] | None = None
    free: dict[str, Any] = {}


def faults(**keys: Any) -> list[tuple[str, str]]:
    made, found = read_shape(Outer, {"inner": {"name": "x"}} | keys)
    assert (made is None) == bool(found)
    assert all(fault.message.en and fault.message.fr and fault.message.en != fault.message.fr for fault in found)
    return [(fault.kind, ".".join(fault.path)) for fault in found]


def test_what_is_declared_is_read():
    data = {
        "inner": {"name": "x"},
        "else": ["p", "q"],
        "pair": ["z", 4],
        "either": {"k": True},
        "many": [{"name": "y", "yes": True}],
    }
    made, found = read_shape(Outer, data)
    assert found == []
    assert made is not None
    assert (made.inner.name, made.inner.yes, made.otherwise, made.pair, made.either, made.kind, made.day) == (
        "x", False, ("p", "q"), ("z", 4), {"k": True}, "a", None,
    )  # fmt: skip
    assert made.many is not None
    assert made.many[0].yes


def test_all_faults_come_at_once_in_the_order_of_the_shape():
    assert faults(innner=1, kind="c", day="2026-01-01", inner={"yes": 1}) == [
        ("missing", "inner.name"), ("value", "inner.yes"), ("value", "day"), ("value", "kind"), ("unknown", "innner"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "value", "path"),
    [
        ("day", datetime(2026, 1, 1, tzinfo=UTC), "day"),
        ("inner", [], "inner"),
        ("else", "p", "else"),
        ("else", ["p", 1], "else.1"),
        ("pair", ["z"], "pair"),
        ("pair", ["z", 3], "pair.1"),
        ("many", [], "many"),
        ("many", [{"name": 1}], "many.0.name"),
        ("either", 3, "either"),
        ("either", {"k": 1}, "either.k"),
        ("free", 1, "free"),
    ],
)
def test_a_value_of_another_type_is_a_fault_at_its_place(key, value, path):
    assert faults(**{key: value}) == [("value", path)]


def test_an_unknown_key_comes_with_those_that_are_known():
    _, found = read_shape(Inner, {"name": "x", "nmae": "y"})
    assert found[0].known == ("name", "yes")

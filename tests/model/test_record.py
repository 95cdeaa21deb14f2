"""Value classes behave like the standard library's frozen dataclasses with slots."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, field

import pytest

from contracteval.model.record import dataclass


@dataclass(frozen=True, slots=True)
class Base:
    at: int = field(default=0, compare=False, kw_only=True)


@dataclass(frozen=True, slots=True)
class Point(Base):
    x: int
    names: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Single:
    x: int


@dataclass(frozen=True, slots=True)
class Other:
    x: int


def test_fields_defaults_and_keywords_are_those_of_a_dataclass():
    assert [f.name for f in dataclasses.fields(Point)] == ["at", "x", "names"]
    assert Point(1).names is not Point(1).names
    assert Point(1, ["a"], at=3).at == 3
    with pytest.raises(TypeError):
        Point(1, [], 3)
    with pytest.raises(TypeError):
        Point()


def test_equality_and_hash_are_of_the_class_and_of_what_is_compared():
    assert Point(1, at=1) == Point(1, at=2)
    assert Point(1) != Point(2)
    assert Single(1) != Other(1)
    assert len({Single(1), Single(1), Other(1)}) == 2


def test_nothing_can_be_changed():
    point = Point(1)
    with pytest.raises(FrozenInstanceError):
        point.x = 2
    with pytest.raises(FrozenInstanceError):
        del point.x
    assert not hasattr(point, "__dict__")


def test_copies_and_prints():
    point = Point(1, ["a"], at=3)
    assert dataclasses.replace(point, x=2) == Point(2, ["a"])
    for copied in (copy.deepcopy(point), pickle.loads(pickle.dumps(point))):
        assert repr(copied) == repr(point) == "Point(at=3, x=1, names=['a'])"
    match Point(5):
        case Point(x):
            assert x == 5

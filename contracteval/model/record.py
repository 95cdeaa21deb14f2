"""``dataclass(frozen=True, slots=True)`` of the standard library, cheaper to make and to fill.

The standard decorator compiles six functions for each class, half a millisecond; every command imports a hundred.
Here one is compiled, ``__init__``, and all classes share the others. ``fields`` and ``replace`` work as ever, and type
checkers see the standard decorator.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    import dataclasses
    from operator import attrgetter

    class _Shared:
        """The methods that all value classes have in common."""

        def __eq__(self, other):
            if self is other:
                return True
            return self._compared == other._compared if type(self) is type(other) else NotImplemented

        def __hash__(self):
            return hash(self._compared)

        def __repr__(self):
            shown = ", ".join(f"{f.name}={getattr(self, f.name)!r}" for f in dataclasses.fields(self) if f.repr)
            return f"{type(self).__qualname__}({shown})"

        def __setattr__(self, name, value):
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")

        def __delattr__(self, name):
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")

        def __getstate__(self):
            return [getattr(self, f.name) for f in dataclasses.fields(self)]

        def __setstate__(self, state):
            for f, value in zip(dataclasses.fields(self), state, strict=True):
                object.__setattr__(self, f.name, value)

    def dataclass(*, frozen, slots):
        """Make a value class; only frozen classes with slots are made."""
        assert frozen
        assert slots
        return _made

    def _made(cls):
        made = dataclasses.dataclass(init=False, repr=False, eq=False, match_args=False, slots=True)(cls)
        fields = dataclasses.fields(made)
        compared = tuple(f.name for f in fields if f.compare)
        # attrgetter gives a tuple for two names and more, which is what hash and == need of one and none too
        made._compared = property(attrgetter(*compared) if len(compared) > 1 else _few(compared))
        made.__match_args__ = tuple(f.name for f in fields if not f.kw_only)
        made.__init__ = _initialiser(made, fields)
        for name, function in vars(_Shared).items():
            if callable(function) and name not in cls.__dict__:
                setattr(made, name, function)
        return made

    def _few(names):
        return lambda self: tuple(getattr(self, name) for name in names)

    def _initialiser(cls, fields):
        """Compile ``__init__``; it fills the slots through their descriptors, because ``setattr`` is refused."""
        scope, given, named, body = {"_absent": dataclasses.MISSING}, [], [], []
        for f in fields:
            name = f.name
            scope[f"_set_{name}"] = getattr(cls, name).__set__
            parameter, value = name, name
            if f.default is not dataclasses.MISSING:
                scope[f"_default_{name}"] = f.default
                parameter = f"{name}=_default_{name}"
            elif f.default_factory is not dataclasses.MISSING:
                scope[f"_make_{name}"] = f.default_factory
                parameter = f"{name}=_absent"
                value = f"_make_{name}() if {name} is _absent else {name}"
            (named if f.kw_only else given).append(parameter)
            body.append(f" _set_{name}(self, {value})")
        parameters = ", ".join(["self", *given, *(["*", *named] if named else [])])
        exec(f"def __init__({parameters}):\n" + "\n".join(body or [" pass"]), scope)  # noqa: S102 as dataclasses do
        made = scope["__init__"]
        made.__qualname__ = f"{cls.__qualname__}.__init__"
        made.__annotations__ = {f.name: f.type for f in fields} | {"return": None}
        return made

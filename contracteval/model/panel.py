"""What each evaluator of the panel said, before anybody makes a consensus of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from contracteval.errors import Place
from contracteval.model.fact import Value
from contracteval.model.record import dataclass
from contracteval.text import Text

Role = Literal["it", "business", "procurement", "finance"]

ROLES: Mapping[Role, Text] = dict(
    zip(
        get_args(Role),
        (Text("IT", "DSI"), Text("business", "métier"), Text("procurement", "achats"), Text("finance", "finance")),
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Opinion:
    """One evaluator's value for one fact of one bid; ``value`` None means that it was left blank or cannot be read."""

    bid: str
    fact: str
    value: Value | None
    comment: str | None
    place: Place
    raw: str | None = None


@dataclass(frozen=True, slots=True)
class ScoreSheet:
    """The sheet of one evaluator. ``id`` is the stem of its file; ``role`` None means that none of the four is named."""

    id: str
    name: str
    role: Role | None
    opinions: tuple[Opinion, ...]
    file: str

"""What each evaluator of the panel said, before anybody makes a consensus of it."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
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


@dataclass(frozen=True, slots=True)
class Mark:
    """One evaluator's mark. ``place`` names the role, not the person, because it goes into reports; ``file`` is the sheet's."""

    name: str
    file: str
    role: Role | None
    value: Value
    comment: str | None
    place: Place


@dataclass(frozen=True, slots=True)
class Settlement:
    """What the panel wrote down after talking: the value (None when it cannot be read), who wrote it, and why."""

    value: Value | None
    by: str
    why: str
    place: Place
    raw: str


@dataclass(frozen=True, slots=True)
class Agreement:
    """What the panel comes to on one fact of one bid.

    ``marks`` are the originals; ``initial`` is the mean of numbers, or the value that all gave, None where they differ.
    ``spread`` is the largest less the smallest mark as a share of the scale, or of the largest mark where the scale has
    no two ends (``on_scale`` false); None without numbers. ``value`` counts: the settled one, else the initial one.
    """

    bid: str
    fact: str
    label: Text
    marks: tuple[Mark, ...]
    initial: Value | None
    spread: Fraction | None
    wide: bool
    on_scale: bool
    settled: Settlement | None = None

    @property
    def value(self) -> Value | None:
        """The value that counts; None while marks that have no mean differ."""
        return self.initial if self.settled is None else self.settled.value

    @property
    def change(self) -> Fraction | None:
        """By how much what was settled differs from the mean; None where either is no number."""
        settled = None if self.settled is None else self.settled.value
        if isinstance(settled, Fraction) and isinstance(self.initial, Fraction):
            return settled - self.initial
        return None

    @property
    def roles(self) -> frozenset[Role]:
        """The roles that gave a mark."""
        return frozenset(mark.role for mark in self.marks if mark.role is not None)


@dataclass(frozen=True, slots=True)
class Panel:
    """All that the panel said: its sheets, what they come to, and the share of a scale above which a spread is wide.

    ``limit_set`` says that the buyer set that share; else it is the project's own.
    """

    sheets: tuple[ScoreSheet, ...]
    agreements: tuple[Agreement, ...]
    limit: Fraction
    limit_set: bool = False

    def number_of(self, file: str) -> int | None:
        """Return the number of a sheet among those of its role; None when it is the only one."""
        role = next(sheet.role for sheet in self.sheets if sheet.file == file)
        files = [sheet.file for sheet in self.sheets if sheet.role == role]
        return None if len(files) == 1 else files.index(file) + 1

    @property
    def blank(self) -> tuple[ScoreSheet, ...]:
        """The sheets that hold no mark: nobody has spoken there yet."""
        marked = {mark.file for item in self.agreements for mark in item.marks}
        return tuple(sheet for sheet in self.sheets if sheet.file not in marked)

    @property
    def missing_roles(self) -> tuple[Role, ...]:
        """The roles of a complete panel for which nobody gave a mark: a sheet left blank speaks for no one."""
        present = frozenset[Role]().union(*(item.roles for item in self.agreements))
        return tuple(role for role in ROLES if role not in present)

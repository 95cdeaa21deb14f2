"""A company's own workbook to be filled: which cells its names point at, and where their markup stands, in bytes."""

from __future__ import annotations

from contracteval.errors import Place, Problem
from contracteval.model.record import dataclass

PREFIX = "ce."
"""Names that begin with this are ours."""


@dataclass(frozen=True, slots=True)
class Edit:
    """The bytes from ``start`` to ``end`` of a part are to be replaced by ``new``."""

    start: int
    end: int
    new: bytes = b""


@dataclass(frozen=True, slots=True)
class Hole:
    """Where the markup of one cell goes: in place of some bytes, between ``before`` and ``after``.

    ``style`` is the number of the cell's style, as the template writes it; ``shows_dates`` says what it shows numbers
    as. ``row`` and ``column`` count from 1.
    """

    row: int
    column: int
    start: int
    end: int
    before: bytes = b""
    after: bytes = b""
    style: str | None = None
    shows_dates: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One part of the file that changes; ``member`` is its name in the zip, ``prefix`` that of its elements.

    ``edits`` are made whatever is filled in: calculated values that would be stale are taken out.
    """

    member: str
    content: bytes
    prefix: bytes = b""
    holes: tuple[Hole, ...] = ()
    edits: tuple[Edit, ...] = ()


@dataclass(frozen=True, slots=True)
class NamedCells:
    """A name of ours and its cells in reading order, as (row, column); ``part`` is the member that holds them."""

    name: str
    part: str
    place: Place
    cells: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class HouseTemplate:
    """A template, read. ``problems`` are the names that cannot be filled; ``content`` is the file as it is."""

    file: str
    content: bytes
    names: tuple[NamedCells, ...]
    parts: tuple[Part, ...]
    from_1904: bool
    problems: tuple[Problem, ...] = ()

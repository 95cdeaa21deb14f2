"""How much of one file is read."""

from __future__ import annotations

from contracteval.model.record import dataclass

MAX_ROWS = 100_000
MAX_COLUMNS = 500
MAX_CELLS = 1_200_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a file may be. Beyond these it is refused; beyond ``MAX_ROWS`` and the like it is cut, and said so.

    ``packed`` and ``unpacked`` are bytes; ``ratio`` says how far a part larger than ``ratio_applies_from`` may be
    compressed. ``tags`` bound the time that parsing takes (a million cells have four million, six where all are formulas), ``letters`` the memory that
    texts take.
    """

    packed: int = 100_000_000
    unpacked: int = 200_000_000
    ratio: int = 100
    ratio_applies_from: int = 1_000_000
    parts: int = 5_000
    tags: int = 5_000_000
    token: int = 2_000_000
    letters: int = 30_000_000


LIMITS = Limits()


class Refusal(Exception):
    """A reader will not, or cannot, read this file: ``kind`` is a key of the door's sentences, ``got`` what was met."""

    def __init__(self, kind: str, got: str | None = None, sheet: str | None = None, cell: str | None = None) -> None:
        super().__init__(kind)
        self.kind = kind
        self.got = got
        self.sheet = sheet
        self.cell = cell

    def at(self, *, sheet: str | None = None, cell: str | None = None) -> Refusal:
        """Return the same refusal with its place."""
        return Refusal(self.kind, self.got, self.sheet or sheet, self.cell or cell)

"""A seal: what an evaluation judges by, fixed by hash before bids are opened, and what was changed since.

What is sealed is cut into parts, each with a name (``weights.sharing``, ``brief.should_cost``, ``rules.control``) and
the SHA-256 of its value. Parts are made by ``contracteval.model.sealed_parts``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Literal

from contracteval.model.record import dataclass

# Letters that cannot be taken for one another when read aloud or typed: no I, L, O, U.
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_GROUPS, _GROUP, _BITS = 6, 4, 5
LATER = ("estimates.", "panel.")
"""Parts that come to be once bids are there: those that were not sealed count as later, not as changed."""

SealStatus = Literal["unsealed", "sealed", "changed"]


def fingerprint_of(parts: Mapping[str, str]) -> str:
    """Return the short form of the hash over all parts: six groups of four letters and digits.

    It holds 120 bits, because who seals chooses what is sealed: with 64, two evaluations that share a fingerprint could be
    searched for in minutes.

    >>> fingerprint_of({})
    '8G9P-Z8TN-PDKR-M4A6-NMBF-FT34'
    """
    digest = hashlib.sha256(json.dumps(dict(parts), sort_keys=True, separators=(",", ":")).encode()).digest()
    number = int.from_bytes(digest, "big") >> (8 * len(digest) - _BITS * _GROUPS * _GROUP)
    letters = ""
    for _ in range(_GROUPS * _GROUP):
        number, rest = divmod(number, len(_ALPHABET))
        letters = _ALPHABET[rest] + letters
    return "-".join(letters[i : i + _GROUP] for i in range(0, len(letters), _GROUP))


@dataclass(frozen=True, slots=True)
class Seal:
    """What was sealed, when (UTC), and by which version of this program; ``bids`` are the ids of those already there."""

    sealed_at: datetime
    version: str
    parts: Mapping[str, str]
    bids: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """The short form to be recorded elsewhere: whoever can write the seal could write another one."""
        return fingerprint_of(self.parts)


@dataclass(frozen=True, slots=True)
class Change:
    """A part that is not as it was sealed; None: it was not there then, or is not there now."""

    part: str
    sealed: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class SealState:
    """Whether an evaluation is sealed, and what it is judged by now; ``earlier`` are the seals that the last one replaced."""

    seal: Seal | None = None
    now: Mapping[str, str] = field(default_factory=dict)
    earlier: tuple[Seal, ...] = ()

    @property
    def status(self) -> SealStatus:
        """Unsealed, sealed, or changed since."""
        if self.seal is None:
            return "unsealed"
        return "changed" if self.changes else "sealed"

    @property
    def fingerprint(self) -> str | None:
        """The fingerprint of the seal, None without one."""
        return None if self.seal is None else self.seal.fingerprint

    @property
    def fingerprint_now(self) -> str | None:
        """The fingerprint of what is judged by now, without what came later; the seal's own while nothing changed."""
        if self.seal is None:
            return None
        return fingerprint_of({part: value for part, value in self.now.items() if part not in self.later})

    @property
    def changes(self) -> tuple[Change, ...]:
        """The parts that differ from the seal, by name."""
        if self.seal is None:
            return ()
        sealed, later = self.seal.parts, self.later
        names = sorted(part for part in sealed.keys() | self.now.keys() if sealed.get(part) != self.now.get(part))
        return tuple(Change(part, sealed.get(part), self.now.get(part)) for part in names if part not in later)

    @property
    def later(self) -> tuple[str, ...]:
        """The buyer's estimates about bids, and the roles on the panel, that came after the seal."""
        if self.seal is None:
            return ()
        return tuple(sorted(part for part in self.now if part not in self.seal.parts and part.startswith(LATER)))


UNSEALED = SealState()

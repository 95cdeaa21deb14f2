"""What the analyses are asked for, with the defaults of the command line."""

from __future__ import annotations

from contracteval.model.record import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """Choices that several sections share."""

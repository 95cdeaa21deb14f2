"""What a report was made from."""

from __future__ import annotations

from contracteval.model.record import dataclass


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file of the evaluation folder, by its path inside (with ``/``), and the SHA-256 of its bytes."""

    path: str
    sha256: str

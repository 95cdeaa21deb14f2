"""What a report was made from."""

from __future__ import annotations

from collections.abc import Iterable

from contracteval.model.record import dataclass

_PANEL, _CONSENSUS = "panel/", "panel/consensus.toml"


@dataclass(frozen=True, slots=True)
class InputFile:
    """A file of the evaluation folder, by its path inside (with ``/``), and the SHA-256 of its bytes."""

    path: str
    sha256: str


def hashes(files: Iterable[InputFile], *, names: bool) -> dict[str, str]:
    """Return the hash of each file by its path; without ``names`` an evaluator's sheet, whose file names the person, is a number.

    The numbers follow the hashes, so that they tell nothing of the order of names.
    """
    named: list[InputFile] = []
    sheets: list[InputFile] = []
    for file in files:
        (sheets if file.path.startswith(_PANEL) and file.path != _CONSENSUS and not names else named).append(file)
    found = {file.path: file.sha256 for file in named}
    ordered = sorted(file.sha256 for file in sheets)
    return found | {f"{_PANEL} {number}": sha256 for number, sha256 in enumerate(ordered, 1)}

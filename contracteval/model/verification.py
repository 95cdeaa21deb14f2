"""What became of a scorecard after hand-over: each difference with its cell, and what they come to."""

from __future__ import annotations

from typing import Literal

from contracteval.errors import Place
from contracteval.model.handover import Handover
from contracteval.model.record import dataclass
from contracteval.text import Text

Kind = Literal["formula", "result", "content", "structure", "look", "input"]
KINDS: tuple[Kind, ...] = ("formula", "result", "content", "structure", "look", "input")
"""The worst first: a changed formula deceives whoever trusts the file, a changed input is what inputs are there for."""

Verdict = Literal[
    "genuine", "agrees-with-itself", "inputs-edited", "looks-changed", "structure-changed", "contents-edited",
    "results-differ", "formulas-edited", "other-evaluation",
]  # fmt: skip
Saving = Literal["identical", "repacked", "patched", "resaved"]
"""How the file relates to what is written now: the same bytes, the same parts, some parts changed, or saved anew."""

_VERDICTS: dict[Kind, Verdict] = {
    "formula": "formulas-edited", "result": "results-differ", "content": "contents-edited",
    "structure": "structure-changed", "look": "looks-changed", "input": "inputs-edited",
}  # fmt: skip
Shown = float | str | bool | None


@dataclass(frozen=True, slots=True)
class Deviation:
    """One difference. ``expected`` is what the evaluation gives, or what stood at hand-over; None is a blank cell.

    ``what`` says what is not in a cell: a sheet, a name, a look.
    """

    kind: Kind
    place: Place
    expected: Shown = None
    found: Shown = None
    what: Text | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A file or a ruleset whose hash the workbook carries, and that is another one now; None where it is not named."""

    name: str
    at_hand_over: str | None
    now: str | None


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """The fingerprint that the user recorded, and whether it stands in the workbook."""

    recorded: str
    found: bool


@dataclass(frozen=True, slots=True)
class Verification:
    """The whole finding about one file.

    ``folder`` is None where there was none to compare with: then ``deviations`` are disagreements of the file with
    itself. ``recorded`` is how the file says it was made; None where that was taken out. ``cells`` and ``formulas``
    count what was compared. ``titles`` are the evaluation's title in the file and in the folder. ``recalculated`` says
    whether the file was calculated anew from its own formulas; ``following`` counts the results that differ from
    hand-over only because something that they rest on was edited.
    """

    file: str
    folder: str | None
    recorded: Handover | None
    version: str
    saving: Saving
    program: str
    cells: int
    formulas: int
    deviations: tuple[Deviation, ...] = ()
    sources: tuple[Source, ...] = ()
    titles: tuple[str, str] | None = None
    fingerprint: Fingerprint | None = None
    recalculated: bool = False
    following: int = 0

    @property
    def verdicts(self) -> tuple[Verdict, ...]:
        """Everything that holds, the worst first."""
        if self.titles is not None:
            return ("other-evaluation", *self._found())
        fine: Verdict = "genuine" if self.folder is not None else "agrees-with-itself"
        return self._found() or (fine,)

    def _found(self) -> tuple[Verdict, ...]:
        kinds = {item.kind for item in self.deviations}
        return tuple(_VERDICTS[kind] for kind in KINDS if kind in kinds)

    @property
    def holds(self) -> bool:
        """Say whether nothing was found against the file."""
        fingerprint = self.fingerprint is None or self.fingerprint.found
        return not self.deviations and self.titles is None and fingerprint

    def of(self, kind: Kind) -> tuple[Deviation, ...]:
        """Return the differences of one kind."""
        return tuple(item for item in self.deviations if item.kind == kind)

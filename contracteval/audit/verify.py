"""The whole finding about one scorecard, with its evaluation beside it or alone."""

from __future__ import annotations

from dataclasses import replace

from contracteval import __version__
from contracteval.audit.alone import disagreements
from contracteval.audit.compare import compare, saving_of
from contracteval.audit.from_xlsx import snapshot_of
from contracteval.audit.recalculate import recalculate, strays
from contracteval.audit.settle import settle, stale
from contracteval.audit.snapshot import Snapshot
from contracteval.audit.sources import changed_sources, look_for
from contracteval.model.handover import Handover
from contracteval.model.verification import Kind, Verification

_CAUSES: tuple[Kind, ...] = ("formula", "input", "content")
"""What others may follow from."""


class Received:
    """A scorecard that came back: its name, its bytes, what is in them, and how it says it was made."""

    def __init__(self, file: str, content: bytes, snapshot: Snapshot) -> None:
        self.file, self.content, self.snapshot = file, content, snapshot
        self.recorded = Handover.from_properties(snapshot.properties)

    def against(self, content: bytes, folder: str) -> Verification:
        """Compare with what the evaluation gives now, cell by cell."""
        expected = snapshot_of(content, like=self.snapshot)
        saving = saving_of(expected, self.snapshot, identical=content == self.content)
        deviations = compare(expected, self.snapshot, self.file, saving)
        recalculated = recalculate(self.content) if any(item.kind in _CAUSES for item in deviations) else None
        following = 0
        if recalculated is not None:
            deviations, following = settle(deviations, strays(self.snapshot, recalculated))
        titles = (self.snapshot.title, expected.title)
        return replace(
            self._found(folder, expected),
            saving=saving,
            deviations=deviations,
            sources=changed_sources(expected, self.snapshot),
            titles=titles if titles[0] != titles[1] else None,
            recalculated=recalculated is not None,
            following=following,
        )

    def alone(self) -> Verification:
        """Ask the file whether it agrees with itself, and where it can be, whether it recalculates."""
        deviations = disagreements(self.snapshot, self.file)
        recalculated = recalculate(self.content)
        if recalculated is not None:
            told = {item.place for item in deviations}
            results = stale(self.snapshot, self.file, strays(self.snapshot, recalculated))
            deviations += tuple(item for item in results if item.place not in told)
        found = self._found(None, self.snapshot)
        return replace(found, deviations=deviations, recalculated=recalculated is not None)

    def _found(self, folder: str | None, counted: Snapshot) -> Verification:
        cells = [cell for sheet in counted.sheets.values() for cell in sheet.cells.values()]
        return Verification(
            self.file,
            folder,
            self.recorded,
            __version__,
            "resaved",
            self.snapshot.program,
            sum(not cell.is_blank for cell in cells),
            sum(cell.formula is not None for cell in cells),
        )

    def recorded_elsewhere(self, found: Verification, fingerprint: str | None) -> Verification:
        """Add whether the file carries the fingerprint that the user recorded."""
        if fingerprint is None:
            return found
        return replace(found, fingerprint=look_for(fingerprint, self.snapshot))

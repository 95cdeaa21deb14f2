"""The whole finding about one scorecard, with its evaluation beside it or alone."""

from __future__ import annotations

from dataclasses import replace

from contracteval import __version__
from contracteval.audit.alone import disagreements
from contracteval.audit.compare import compare, saving_of
from contracteval.audit.from_xlsx import snapshot_of
from contracteval.audit.snapshot import Snapshot
from contracteval.audit.sources import changed_sources, look_for
from contracteval.model.handover import Handover
from contracteval.model.verification import Verification


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
        titles = (self.snapshot.title, expected.title)
        return replace(
            self.alone(folder, expected=expected),
            saving=saving,
            deviations=deviations,
            sources=changed_sources(expected, self.snapshot),
            titles=titles if titles[0] != titles[1] else None,
        )

    def alone(self, folder: str | None = None, *, expected: Snapshot | None = None) -> Verification:
        """Ask the file whether it agrees with itself; ``expected`` is what is counted instead."""
        cells = [cell for sheet in (expected or self.snapshot).sheets.values() for cell in sheet.cells.values()]
        return Verification(
            self.file,
            folder,
            self.recorded,
            __version__,
            "repacked" if expected is not None else "resaved",
            self.snapshot.program,
            sum(not cell.is_blank for cell in cells),
            sum(cell.formula is not None for cell in cells),
            disagreements(self.snapshot, self.file) if expected is None else (),
        )

    def recorded_elsewhere(self, found: Verification, fingerprint: str | None) -> Verification:
        """Add whether the file carries the fingerprint that the user recorded."""
        if fingerprint is None:
            return found
        return replace(found, fingerprint=look_for(fingerprint, self.snapshot))

"""How a scorecard was made: what was asked for beside the folder, so that the same file can be written again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from contracteval import __version__
from contracteval.model.record import dataclass
from contracteval.text import LANGUAGES, Language

_PREFIX, _INPUT = "contracteval-", "sha256 "


@dataclass(frozen=True, slots=True)
class Handover:
    """The options of the run that wrote a workbook; ``profile`` and ``stage`` only where the command named them.

    ``inputs`` are the files of the evaluation folder that were read, by their path inside, with the SHA-256 of their bytes.
    ``dated`` is the moment (ISO 8601) that SOURCE_DATE_EPOCH gave to the document, None for the date of the evaluation.
    """

    lang: Language
    levers: bool = False
    profile: str | None = None
    stage: str | None = None
    names: bool = False
    version: str = __version__
    inputs: Mapping[str, str] = field(default_factory=dict)
    dated: str | None = None

    def to_properties(self) -> dict[str, str]:
        """Return the record as properties of the document."""
        options = {name: "yes" if getattr(self, name) else "no" for name in ("levers", "names")}
        found = {"version": self.version, "language": self.lang, **options}
        found |= {name: value for name in ("profile", "stage", "dated") if (value := getattr(self, name)) is not None}
        found |= {f"{_INPUT}{path}": sha256 for path, sha256 in self.inputs.items()}
        return {f"{_PREFIX}{name}": value for name, value in found.items()}

    @classmethod
    def from_properties(cls, properties: Mapping[str, str]) -> Handover | None:
        """Read the record back; None where a document carries none that can be understood."""
        found = {name.removeprefix(_PREFIX): value for name, value in properties.items() if name.startswith(_PREFIX)}
        lang = next((item for item in LANGUAGES if item == found.get("language")), None)
        if lang is None or "version" not in found:
            return None
        inputs = {name.removeprefix(_INPUT): value for name, value in found.items() if name.startswith(_INPUT)}
        levers, names = (found.get(name) == "yes" for name in ("levers", "names"))
        chosen = (found.get("profile"), found.get("stage"))
        return cls(lang, levers, *chosen, names, found["version"], inputs, found.get("dated"))

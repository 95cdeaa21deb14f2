"""The verification of a scorecard as JSON: every difference, none left out."""

from __future__ import annotations

from typing import Any

from contracteval.model.verification import Deviation, Verification
from contracteval.reports.verification_words import headline, statements
from contracteval.text import Language


def verification_to_dict(found: Verification, lang: Language) -> dict[str, Any]:
    """Return the finding; ``verdict`` is the worst of ``verdicts``, ``holds`` what the exit code says."""
    recorded, titles, fingerprint = found.recorded, found.titles, found.fingerprint
    return {
        "file": found.file,
        "folder": found.folder,
        "verdict": found.verdicts[0],
        "verdicts": list(found.verdicts),
        "holds": found.holds,
        "headline": headline(found, lang),
        "statements": list(statements(found, lang)),
        "saved": None if found.folder is None else found.saving,
        "program": found.program,
        "version": found.version,
        "made": None if recorded is None else {
            "version": recorded.version, "language": recorded.lang, "levers": recorded.levers,
            "profile": recorded.profile, "stage": recorded.stage, "names": recorded.names, "dated": recorded.dated,
        },
        "recalculated": found.recalculated,
        "following": found.following,
        "compared": {"cells": found.cells, "formulas": found.formulas},
        "titles": None if titles is None else {"file": titles[0], "folder": titles[1]},
        "sources": [{"name": item.name, "at_hand_over": item.at_hand_over, "now": item.now} for item in found.sources],
        "fingerprint": None if fingerprint is None else {"recorded": fingerprint.recorded, "found": fingerprint.found},
        "differences": [_difference(item, lang) for item in found.deviations],
    }  # fmt: skip


def _difference(item: Deviation, lang: Language) -> dict[str, Any]:
    place = item.place
    return {
        "kind": item.kind,
        "sheet": place.sheet,
        "cell": place.cell,
        "label": None if place.label is None else place.label.to(lang),
        "expected": item.expected,
        "found": item.found,
        "what": None if item.what is None else item.what.to(lang),
    }

"""Maps that are there already: one that fits a new workbook maps it by itself.

A map fits where the layout is the same, or where every place that it names is found. Nothing is remembered elsewhere:
the maps beside the other bids, those in ``maps/`` of the evaluation, and those that are named are all there is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from contracteval.errors import InputError, Problem
from contracteval.intake.book import Book
from contracteval.intake.documents import load_toml
from contracteval.intake.from_map import read_through
from contracteval.intake.reading import Reading
from contracteval.model.fact import Needs
from contracteval.model.proposal import Candidate, FactProposal
from contracteval.model.record import dataclass
from contracteval.model.settings import Settings

SUFFIX = ".map.toml"
_LOST = frozenset({"label-missing", "label-ambiguous", "header-missing", "header-ambiguous"})


@dataclass(frozen=True, slots=True)
class Fit:
    """A map that fits a workbook: its text, what it reads there, and what has moved or cannot be read."""

    path: Path
    text: str
    facts: tuple[FactProposal, ...]
    findings: tuple[Problem, ...]


def known_maps(places: Iterable[Path], but: Path) -> list[Path]:
    """Return the maps in some folders, or named themselves, without the one to be written."""
    found: dict[Path, None] = {}
    for place in places:
        for path in sorted(place.glob(f"*{SUFFIX}")) if place.is_dir() else [place]:
            if path.resolve() != but.resolve():
                found[path] = None
    return list(found)


def find_fit(
    paths: Iterable[Path], book: Book, layout: str, needs: Needs, settings: Settings
) -> tuple[Fit | None, list[Problem]]:
    """Return the map that fits a book best: the same layout first, then one whose every place is found.

    A map that cannot be read is a problem, and does not hide the others.
    """
    problems: list[Problem] = []
    fits: list[tuple[int, int, Fit]] = []
    for i, path in enumerate(paths):
        try:
            data = load_toml(path, path.name)
        except InputError as error:
            problems += error.problems
            continue
        reading = Reading(book.name, settings, needs)
        read_through(data, path.name, book, reading)
        lost = sum(finding.kind in _LOST for finding in reading.findings)
        same = data.get("layout") == layout
        if reading.problems or not (reading.given or reading.tables) or (lost and not same):
            continue
        facts = tuple(_read(given.fact, reading, data, needs) for given in reading.given)
        fit = Fit(path, path.read_text(encoding="utf-8-sig"), facts, tuple(reading.findings))
        fits.append((not same, lost, fit) if lost else (not same, i, fit))
    best = min(fits, key=lambda item: item[:2], default=None)
    return (None if best is None else best[2]), problems


def _read(fact: str, reading: Reading, data: Mapping[str, object], needs: Needs) -> FactProposal:
    """Show what a known map reads as the one candidate of its fact."""
    answer = next(given.answer for given in reading.given if given.fact == fact)
    place = answer.places[0]
    facts = data.get("facts")
    entry = facts.get(fact) if isinstance(facts, dict) else None
    said = {name: str(value) for name, value in entry.items()} if isinstance(entry, dict) else {}
    label = said.get("label", said.get("formula", ""))
    column, raw = said.get("column", ""), answer.raw or ""
    candidate = Candidate(
        place.sheet or "", place.cell or "", label, column, None, raw, None, False, answer.value is not None, 100
    )
    return FactProposal(needs.facts[fact], (candidate,), known=True)

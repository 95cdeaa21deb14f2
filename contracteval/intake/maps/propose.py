"""A map proposed for a workbook that nobody has mapped: which fact each answer is, by words, unit, type and place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from contracteval.errors import Place
from contracteval.intake.amounts import asked_unit
from contracteval.intake.book import Book, Cell
from contracteval.intake.layout.hints import hint_of
from contracteval.intake.maps.layout_print import layout_of
from contracteval.intake.maps.propose_tables import propose_tables
from contracteval.intake.maps.spots import Spot, spots, way_to
from contracteval.intake.names import fold, shown
from contracteval.intake.number_formats import currency_of_format
from contracteval.intake.values import read_value, written
from contracteval.model.fact import FactSpec, Needs
from contracteval.model.proposal import Candidate, FactProposal, MapProposal
from contracteval.model.settings import Settings
from contracteval.model.unit import parse_unit

_KEPT = 3
_TOTAL = "total"
_LOWEST = 50
_NEAR = 12
_SURELY_WRONG = 0.35
_SUPPOSED = 0.85
_HIDDEN = 0.8
_OTHER_PERIOD = 0.98
_OF_NO_FACT = frozenset({"tax rate", "tax", "discount", "code"})
_NO_AMOUNT = frozenset({"quantity", "unit price", "weight"})


def propose_map(book: Book, needs: Needs, settings: Settings) -> MapProposal:
    """Propose where a vendor's answers stand; one cell answers one fact, the likeliest."""
    found = spots(book)
    asked = [spec for spec in needs.facts.values() if spec.by == "vendor"]
    likely = {spec.id: _candidates(spec, found, settings) for spec in asked}
    chosen = _settle(likely)
    facts = [FactProposal(spec, tuple(_candidate(*item, spec, settings) for item in chosen[spec.id])) for spec in asked]
    proposed = tuple(sorted((f for f in facts if f.candidates), key=lambda f: -f.confidence))
    missing = tuple(fact.spec for fact in facts if not fact.candidates)
    return MapProposal(book.name, layout_of(book), proposed, propose_tables(book, needs, settings), missing)


_Likely = tuple[Spot, float]


def _candidates(spec: FactSpec, found: Sequence[Spot], settings: Settings) -> list[_Likely]:
    """Return the spots that may answer a fact with their confidence, best first."""
    alike = _likeness(spec, found)
    best = sorted(alike.items(), key=lambda item: (-item[1], item[0]))[:_NEAR]
    scored = [(found[i], likeness * _fit(found[i], spec, settings)) for i, likeness in best]
    return sorted((item for item in scored if item[1] >= _LOWEST), key=lambda item: -item[1])


def _likeness(spec: FactSpec, found: Sequence[Spot]) -> dict[int, float]:
    """Compare the names of a fact with the label of each spot, alone and with its header; 100 is the same words."""
    from rapidfuzz import fuzz, process

    names = {fold(text) for text in (*_labels(spec), *spec.synonyms)}
    labels = _gathered(fold(spot.label.text) for spot in found)
    joined = _gathered(f"{fold(spot.label.text)} {fold(spot.header)}".strip() for spot in found)
    labels.setdefault(_TOTAL, []).extend(i for i, spot in enumerate(found) if spot.total)
    best: dict[int, float] = {}

    def note(places: Iterable[int], score: float) -> None:
        for i in places:
            best[i] = max(best.get(i, 0), score)

    for query in sorted(names | {fold(spec.question.en), fold(spec.question.fr)}):
        for choices, weight in ((labels, 1.0), (joined, 0.97)):
            texts = list(choices)
            for text, score, _ in process.extract(
                query, texts, scorer=fuzz.token_sort_ratio, score_cutoff=_LOWEST, limit=_NEAR
            ):
                note(choices[text], weight * score)
    for query in sorted(
        names
    ):  # a name of two words and more inside a longer label, as “Total HT” in “Total HT du lot 2”
        longer = [text for text in labels if 1 < len(query.split()) <= len(text.split())]
        for text, score, _ in process.extract(query, longer, scorer=fuzz.token_set_ratio, score_cutoff=95, limit=_NEAR):
            note(labels[text], 0.8 * score)
    return best


def _gathered(texts: Iterable[str]) -> dict[str, list[int]]:
    """Return where each text stands; most labels repeat, once for each column."""
    gathered: dict[str, list[int]] = {}
    for i, text in enumerate(texts):
        gathered.setdefault(text, []).append(i)
    return gathered


def _labels(spec: FactSpec) -> Iterable[str]:
    yield from (spec.label.en, spec.label.fr, spec.id.replace("_", " "))


def _fit(spot: Spot, spec: FactSpec, settings: Settings) -> float:
    """Return how well the cell's value fits what is asked: 1 where it reads as it stands."""
    unit, supposed = _unit(spot, spec, settings)
    fit = 1.0 if _reads(spot.cell, spec, settings, unit) and not _contradicts(spot, spec) else _SURELY_WRONG
    if supposed:
        fit *= _SUPPOSED
    elif unit is not None and unit.partition("/")[2] != asked_unit(spec, "en", settings.currency).partition("/")[2]:
        fit *= _OTHER_PERIOD
    return fit if spot.sheet.visible and not spot.cell.hidden else fit * _HIDDEN


def _reads(cell: Cell, spec: FactSpec, settings: Settings, unit: str | None) -> bool:
    if cell.never_calculated or (spec.type == "text" and not isinstance(cell.value, str)):
        return False
    beside = None if unit == "%" and "%" in cell.number_format else unit
    value, _ = read_value(cell.value, spec, Place(""), settings, beside)
    return value is not None


def _contradicts(spot: Spot, spec: FactSpec) -> bool:
    """Say whether the header or the number format shows another kind of number than the fact asks for, or an amount with tax."""
    hint = hint_of(f"{spot.label.text} {spot.header}")
    form = spot.cell.number_format
    kinds = {hint.kind, "money" if currency_of_format(form) else None, "percent" if "%" in form else None} - {None}
    wanted = {"money": "money", "ratio": "percent", "duration": "duration"}.get(spec.type, "number")
    if hint.role in _OF_NO_FACT or (spec.type == "money" and (hint.taxed or hint.role in _NO_AMOUNT)):
        return True
    return bool(kinds) and wanted not in kinds and kinds & {"money", "percent", "duration"} != set()


def _unit(spot: Spot, spec: FactSpec, settings: Settings) -> tuple[str | None, bool]:
    """Return the unit to write in the map, None where the cell needs none; True where the sheet does not say it.

    An amount that comes without a period is supposed to be for the period that is asked.
    """
    cell = spot.cell
    if not spec.is_numeric or isinstance(cell.value, bool):
        return None, False
    hint = hint_of(f"{spot.label.text} {spot.header}")
    if spec.type == "ratio":
        if "%" in cell.number_format or isinstance(cell.value, str):
            return None, False
        share = isinstance(cell.value, int | float) and abs(cell.value) <= 1
        return (None if share else "%"), hint.kind != "percent"
    said = hint.unit or currency_of_format(cell.number_format)
    if not spec.unit.is_money:
        known = parse_unit(hint.unit) if hint.unit else None
        return (hint.unit if known is not None and known.powers == spec.unit.powers else None), False
    if isinstance(cell.value, str) and said is None:
        return None, False
    per = asked_unit(spec, "en", settings.currency).partition("/")[2]
    period = hint.period if hint.period not in (None, "once") else None
    supposed = said is None or (bool(per) and period is None)
    money = said or settings.currency
    return (f"{money}/{period or per}" if per and "/" not in money else money), supposed


def _settle(likely: dict[str, list[_Likely]]) -> dict[str, list[_Likely]]:
    """Give each cell to the fact that it answers most likely; the others keep it as a runner-up at most."""
    order = sorted(
        ((score, fact, spot) for fact, items in likely.items() for spot, score in items), key=lambda t: -t[0]
    )
    taken: dict[tuple[str, str], str] = {}
    first: dict[str, Spot] = {}
    for _, fact, spot in order:
        where = (spot.sheet.title, spot.cell.address)
        if fact not in first and where not in taken:
            first[fact] = spot
            taken[where] = fact
    settled = {}
    for fact, items in likely.items():
        best = [item for item in items if fact in first and item[0] is first[fact]]
        rest = [item for item in items if item not in best]
        settled[fact] = [*best, *rest][:_KEPT] if best else []
    return settled


def _candidate(spot: Spot, score: float, spec: FactSpec, settings: Settings) -> Candidate:
    unit, supposed = _unit(spot, spec, settings)
    column, after, only_address = way_to(spot)
    label = " ".join(spot.label.text.split())
    reads = _reads(spot.cell, spec, settings, unit)
    return Candidate(
        spot.sheet.title, spot.cell.address, label, column, after, shown(written(spot.cell.value) or ""), unit, supposed, reads,
        round(score), only_address,
    )  # fmt: skip

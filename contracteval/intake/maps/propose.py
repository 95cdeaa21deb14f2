"""A map proposed for a workbook that nobody has mapped: which fact each answer is, by words, unit, type and place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

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
from contracteval.model.record import dataclass
from contracteval.model.settings import Settings
from contracteval.model.unit import parse_unit

_KEPT = 3
_TOTAL = "total"
_WITHIN = 80
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
    texts = _Texts.of(found)
    asked = [spec for spec in needs.facts.values() if spec.by == "vendor"]
    likely = {spec.id: _candidates(spec, found, texts, settings) for spec in asked}
    chosen = _settle(likely)
    facts = [FactProposal(spec, tuple(_candidate(*item, spec, settings) for item in chosen[spec.id])) for spec in asked]
    proposed = tuple(sorted((f for f in facts if f.candidates), key=lambda f: -f.confidence))
    missing = tuple(fact.spec for fact in facts if not fact.candidates)
    return MapProposal(book.name, layout_of(book), proposed, propose_tables(book, needs, settings), missing)


_Likely = tuple[Spot, float]


def _candidates(spec: FactSpec, found: Sequence[Spot], texts: _Texts, settings: Settings) -> list[_Likely]:
    """Return the spots that may answer a fact with their confidence, best first."""
    alike = _likeness(spec, texts)
    best = sorted(alike.items(), key=lambda item: (-item[1], item[0]))[:_NEAR]
    scored = [(found[i], likeness * _fit(found[i], spec, settings)) for i, likeness in best]
    return sorted((item for item in scored if item[1] >= _LOWEST), key=lambda item: -item[1])


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts of all spots with where each stands, words in order of the alphabet: the order says little of a label."""

    labels: Mapping[str, Sequence[int]]
    joined: Mapping[str, Sequence[int]]

    @classmethod
    def of(cls, found: Sequence[Spot]) -> _Texts:
        """Gather the labels, alone and with their headers; a row that adds up is a total whatever it is called."""
        labels = _gathered(_sorted(spot.label.text) for spot in found)
        labels.setdefault(_TOTAL, []).extend(i for i, spot in enumerate(found) if spot.total)
        return cls(labels, _gathered(_sorted(f"{spot.label.text} {spot.header}") for spot in found))


def _likeness(spec: FactSpec, texts: _Texts) -> dict[int, float]:
    """Compare the names of a fact with the label of each spot, alone and with its header; 100 is the same words."""
    from rapidfuzz import fuzz, process

    names = {_sorted(text) for text in (*_labels(spec), *spec.synonyms)}
    best: dict[int, float] = {}
    for query in sorted(names | {_sorted(spec.question.en), _sorted(spec.question.fr)}):
        for choices, weight in ((texts.labels, 1.0), (texts.joined, 0.97)):
            hits = process.extract(query, choices.keys(), scorer=fuzz.ratio, score_cutoff=_LOWEST, limit=_NEAR)
            for text, score, _ in hits:
                _note(best, choices[text], weight * score)
    for words in sorted(name.split() for name in names):  # as “Total HT” in “Total HT du lot 2”
        for text in texts.labels if len(words) > 1 else ():
            if set(words) <= set(text.split()):
                _note(best, texts.labels[text], _WITHIN)
    return best


def _note(best: dict[int, float], places: Iterable[int], score: float) -> None:
    for i in places:
        best[i] = max(best.get(i, 0), score)


def _sorted(text: str) -> str:
    return " ".join(sorted(fold(text).split()))


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

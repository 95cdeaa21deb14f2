"""The panel's marks made one value: their mean, or what the panel wrote down after talking; the originals are kept.

``panel/consensus.toml`` holds what was settled, each with who wrote it and why:

    [[consensus]]
    bid = "acme"
    fact = "method_level"
    value = 3
    by = "panel of 12 March"
    why = "the references were called together"
"""

# No ``from __future__ import annotations`` here: those of the shapes are read as they stand.
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Annotated, Any

from contracteval.errors import InputError, Place, Problem
from contracteval.intake.documents import load_toml
from contracteval.intake.from_panel import read_panel
from contracteval.intake.names import BID, FACT, fold, unknown_name
from contracteval.intake.reading import PANEL_FOLDER, Given, PanelReading
from contracteval.intake.values import read_value
from contracteval.model.bid import Answer
from contracteval.model.fact import HIGHEST_LEVEL, FactSpec, Grade, Needs, Value
from contracteval.model.panel import Agreement, Mark, Panel, ScoreSheet, Settlement
from contracteval.model.settings import Settings
from contracteval.model.shape import Fault, Parsed, Refused, Shape, read_shape
from contracteval.text import Text

FILE = "consensus.toml"
Key = tuple[str, str]  # bid and fact


def read_consensus(folder: Path, settings: Settings, needs: Needs, bids: Sequence[str]) -> PanelReading:
    """Read the sheets and the consensus of an evaluation folder, and say what they come to for each bid and fact."""
    sheets, findings, problems = read_panel(folder / PANEL_FOLDER, settings, needs, bids)
    if not sheets:
        alone = [_without_marks()] if not problems and (folder / PANEL_FOLDER / FILE).is_file() else []
        return PanelReading(None, (), findings, (*problems, *alone))
    settled, unread, more = _settlements(folder / PANEL_FOLDER / FILE, settings, needs, bids)
    files = _public_files(sheets)
    findings = tuple(_without_names(problem, files) for problem in findings)
    marks, misplaced = _marks(sheets, files, needs)
    agreements = tuple(
        _agreement(key, marks.get(key, ()), settled.get(key), needs.facts[key[1]], settings)
        for key in dict.fromkeys((*marks, *settled))
    )
    panel = Panel(sheets, agreements, settings.spread_limit, settings.panel_spread is not None)
    given = (*(Given(item.fact, _answer(item), item.bid) for item in agreements), *_taking_part(panel, needs))
    blank = (_no_mark(sheet, files) for sheet in panel.blank)
    found = (*findings, *unread, *misplaced, *blank, *(problem for item in agreements for problem in _doubts(item)))
    return PanelReading(panel, given, found, (*problems, *_twice(sheets), *more))


def _public_files(sheets: Sequence[ScoreSheet]) -> dict[str, str]:
    """Return what reports call each sheet: the role and a number, because a file often bears the name of a person."""
    count: dict[str, int] = {}
    found = {}
    for sheet in sheets:
        role = sheet.role or "other"
        count[role] = count.get(role, 0) + 1
        found[sheet.file] = f"{PANEL_FOLDER}/{role} {count[role]}"
    return found


def _without_names(problem: Problem, files: Mapping[str, str]) -> Problem:
    return replace(problem, places=tuple(_public(place, files) for place in problem.places))


def _public(place: Place, files: Mapping[str, str]) -> Place:
    return replace(place, file=files.get(place.file, place.file))


def _marks(
    sheets: Sequence[ScoreSheet], files: Mapping[str, str], needs: Needs
) -> tuple[dict[Key, list[Mark]], list[Problem]]:
    """Return the marks that were given, by bid and fact; a blank is none, and what is not the panel's to say is told."""
    marks: dict[Key, list[Mark]] = {}
    misplaced: list[Problem] = []
    for sheet in sheets:
        for opinion in sheet.opinions:
            spec = needs.facts[opinion.fact]
            if opinion.value is None:
                continue
            place = _public(opinion.place, files)
            if spec.by != "panel" or spec.per != "bid":
                misplaced.append(_not_the_panels(spec, place, opinion.bid))
                continue
            mark = Mark(sheet.name, sheet.file, sheet.role, opinion.value, opinion.comment, place)
            marks.setdefault((opinion.bid, opinion.fact), []).append(mark)
    return marks, misplaced


def _agreement(
    key: Key, marks: Sequence[Mark], settled: Settlement | None, spec: FactSpec, settings: Settings
) -> Agreement:
    values = [mark.value for mark in marks]
    length = _length(spec)
    spread = _spread(values, length)
    wide = spread is not None and spread > settings.spread_limit
    return Agreement(*key, spec.label, tuple(marks), _initial(values, spec), spread, wide, length is not None, settled)


def _initial(values: Sequence[Value], spec: FactSpec) -> Value | None:
    """Return the exact mean of numbers (it may lie between two levels), or the one value that all gave."""
    numbers = [value for value in values if isinstance(value, Fraction)]
    if spec.is_numeric and numbers:
        return sum(numbers, Fraction(0)) / len(numbers)
    return values[0] if values and all(value == values[0] for value in values) else None


def _length(spec: FactSpec) -> Fraction | None:
    """Return how long the scale of a fact is; None where it has no two ends."""
    if spec.type == "level":
        return Fraction(HIGHEST_LEVEL)
    low, high = spec.range.low, spec.range.high
    return None if low is None or high is None or low == high else high - low


def _spread(values: Sequence[Value], length: Fraction | None) -> Fraction | None:
    """Return how far apart the marks lie as a share of the scale, or of the largest of them where it has no two ends."""
    numbers = [value for value in values if isinstance(value, Fraction)]
    whole = length or max(map(abs, numbers), default=Fraction(0))
    return (max(numbers) - min(numbers)) / whole if numbers and whole else None


def _answer(item: Agreement) -> Answer:
    """Return the value that counts as an answer whose places are those of every mark, and of what was settled."""
    places = tuple(mark.place for mark in item.marks)
    places = places if item.settled is None else (item.settled.place, *places)
    raw = " / ".join(_shown(mark.value) for mark in item.marks)
    return Answer(item.value, Grade.ASSERTED, places, raw if item.settled is None else item.settled.raw)


def _taking_part(panel: Panel, needs: Needs) -> Iterator[Given]:
    """Tell the rules which roles take part: those that gave a mark. Of the others nothing is known yet."""
    places: dict[str, list[Place]] = {}
    for item in panel.agreements:
        for mark in item.marks:
            places.setdefault(f"{mark.role}_takes_part", []).append(Place(mark.place.file))
    for fact, found in places.items():
        if fact in needs.facts:
            yield Given(fact, Answer(True, Grade.ASSERTED, tuple(dict.fromkeys(found)), "true"))


def _doubts(item: Agreement) -> Iterator[Problem]:
    if item.settled is not None or not (item.wide or item.initial is None):
        return
    got = " / ".join(_shown(mark.value) for mark in item.marks)
    said = (
        Text("the marks lie far apart; their mean counts until that is settled, unless the brief says otherwise", "les notes sont très écartées ; leur moyenne compte jusqu’à ce que ce soit tranché, sauf si le brief dit autre chose")
        if item.wide
        else Text("the evaluators differ, and there is no mean of such answers", "les évaluateurs divergent, et ces réponses n’ont pas de moyenne")
    )  # fmt: skip
    yield Problem(
        "panel-spread" if item.wide else "panel-split",
        Text(f"{item.label.en}: {said.en}", f"{item.label.fr}\u00a0: {said.fr.replace(' ;', chr(0xA0) + ';')}"),
        tuple(mark.place for mark in item.marks),
        got=got,
        next=Text(
            f"talk about it, then write value, by and why into {PANEL_FOLDER}/{FILE}",
            f"parlez-en, puis notez value, by et why dans {PANEL_FOLDER}/{FILE}",
        ),
        severity="warning",
        fact=item.fact,
        bid=item.bid,
    )


def _no_mark(sheet: ScoreSheet, files: Mapping[str, str]) -> Problem:
    return Problem(
        "panel-sheet-blank",
        Text("this evaluator’s sheet holds no mark", "cette fiche d’évaluateur ne porte aucune note"),
        (Place(files[sheet.file]),),
        next=Text(
            "ask the evaluator for the marks, or take the file out of panel/",
            "demandez les notes à l’évaluateur, ou retirez le fichier de panel/",
        ),
        severity="warning",
    )


def _twice(sheets: Sequence[ScoreSheet]) -> Iterator[Problem]:
    """Find evaluators with two sheets: nobody votes twice."""
    seen: dict[str, ScoreSheet] = {}
    for sheet in sheets:
        earlier = seen.setdefault(fold(sheet.name), sheet)
        if earlier is not sheet:
            text = Text("two sheets bear the name of one evaluator", "deux fiches portent le nom du même évaluateur")
            hint = Text("keep one of them, or correct the name", "n’en gardez qu’une, ou corrigez le nom")
            yield Problem("evaluator-twice", text, (Place(earlier.file), Place(sheet.file)), next=hint)


def _without_marks() -> Problem:
    return Problem(
        "consensus-without-marks",
        Text("there is a consensus, but no evaluator’s sheet", "il y a un consensus, mais aucune fiche d’évaluateur"),
        (Place(f"{PANEL_FOLDER}/{FILE}"),),
        next=Text(
            f"put the evaluators’ sheets beside it: {PANEL_FOLDER}/*.xlsx",
            f"déposez à côté les fiches des évaluateurs\u00a0: {PANEL_FOLDER}/*.xlsx",
        ),
    )


# --- what was settled


def _as_value(value: object) -> str | bool:
    if isinstance(value, bool):
        return value
    if not isinstance(value, str | int | Decimal):
        raise Refused(Text("write a value", "écrivez une valeur"))
    return str(value)


def _as_words(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Refused(Text("write a text in quotes", "écrivez un texte entre guillemets"))
    return value.strip()


_Words = Annotated[str, Parsed(_as_words)]


class _Entry(Shape):
    bid: _Words
    fact: _Words
    value: Annotated[Any, Parsed(_as_value)]
    by: _Words
    why: _Words


class _File(Shape):
    consensus: tuple[_Entry, ...] = ()


def _settlements(
    path: Path, settings: Settings, needs: Needs, bids: Sequence[str]
) -> tuple[dict[Key, Settlement], list[Problem], list[Problem]]:
    """Read what was settled, what of it cannot be read, and what is wrong with the file.

    Without who wrote it and why nothing is settled; a value that cannot be read leaves the fact unknown.
    """
    name = f"{PANEL_FOLDER}/{FILE}"
    if not path.is_file():
        return {}, [], []
    try:
        made, faults = read_shape(_File, load_toml(path, name))
    except InputError as error:
        return {}, [], list(error.problems)
    if made is None:
        return {}, [], [_fault(fault, name) for fault in faults]
    settled: dict[Key, Settlement] = {}
    unread: list[Problem] = []
    problems: list[Problem] = []
    for i, entry in enumerate(made.consensus):
        place = Place(name, key=f"consensus.{i}")
        spec = needs.facts.get(entry.fact)
        if entry.bid not in bids:
            problems.append(unknown_name("bid-unknown", BID, entry.bid, bids, place))
        elif spec is not None and spec.by != "panel":
            problems.append(_not_to_settle(spec, place))
        elif spec is None:
            asked = [id_ for id_, fact in needs.facts.items() if fact.by == "panel"]
            problems.append(unknown_name("fact-unknown", FACT, entry.fact, asked, place))
        elif (entry.bid, entry.fact) in settled:
            text = Text("this is settled twice", "ce point est tranché deux fois")
            problems.append(Problem("consensus-twice", text, (settled[entry.bid, entry.fact].place, place)))
        else:
            value, found = read_value(entry.value, spec, place, settings)
            unread += (replace(problem, fact=entry.fact, bid=entry.bid) for problem in found)
            settled[entry.bid, entry.fact] = Settlement(value, entry.by, entry.why, place, str(entry.value))
    return settled, unread, problems


def _fault(fault: Fault, name: str) -> Problem:
    place = Place(name, key=".".join(fault.path))
    hint = Text(
        "each [[consensus]] has bid, fact, value, by (who wrote it) and why",
        "chaque [[consensus]] porte bid, fact, value, by (qui l’a écrit) et why (pourquoi)",
    )
    return Problem("consensus-incomplete", fault.message, (place,), next=hint)


def _not_the_panels(spec: FactSpec, place: Place, bid: str) -> Problem:
    return Problem(
        "not-the-panels",
        Text(f"{spec.label.en}: not for the panel to say; left aside", f"{spec.label.fr}\u00a0: ce n’est pas au jury de le dire\u00a0; laissé de côté"),
        (place,),
        severity="warning",
        fact=spec.id,
        bid=bid,
    )  # fmt: skip


def _not_to_settle(spec: FactSpec, place: Place) -> Problem:
    return Problem(
        "not-the-panels",
        Text(
            f"{spec.label.en} ({spec.id}): not asked of the panel, so there is nothing to settle",
            f"{spec.label.fr} ({spec.id})\u00a0: le jury n’est pas interrogé là-dessus, il n’y a rien à trancher",
        ),
        (place,),
        next=Text(
            "correct the answer where it was given, and take this entry out",
            "corrigez la réponse là où elle a été donnée, et retirez cette entrée",
        ),
    )


def _shown(value: Value) -> str:
    if isinstance(value, Fraction):
        return f"{float(value):.6g}"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)

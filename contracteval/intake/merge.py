"""Several sources of one bid made into one: equal answers agree, different ones leave the fact unknown."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from contracteval.errors import Place, Problem
from contracteval.intake.reading import Given, GivenTable
from contracteval.model.bid import Answer, Answers, Row
from contracteval.model.fact import Needs, TableSpec
from contracteval.text import Text

_T = TypeVar("_T")


def merge(given: Iterable[Given], tables: Iterable[GivenTable], needs: Needs) -> tuple[Answers, list[Problem]]:
    """Merge what was given about one bid, or about the evaluation; return the answers and the contradictions."""
    findings: list[Problem] = []
    facts = {}
    for fact, items in _grouped(given, lambda item: item.fact).items():
        answers = [item.answer for item in items]
        # what was left blank in one place may be given in another
        said = [answer for answer in answers if answer.raw is not None] or answers[:1]
        facts[fact] = _joined(said)
        if any(answer.value != said[0].value for answer in said):
            facts[fact] = Answer(None, places=facts[fact].places, raw=_all_raw(said))
            findings.append(_given_twice(fact, needs.facts[fact].label, said))
    rows_of: dict[str, tuple[Row, ...]] = {}
    for table, sources in _grouped(tables, lambda item: item.table).items():
        versions, more = _apart(sources, needs.tables[table])
        if all(_values(version.rows) == _values(versions[0].rows) for version in versions):
            rows_of[table] = versions[0].rows
            for version in more:
                rows_of[table], lost = _completed(rows_of[table], version, needs.tables[table])
                findings += lost
        else:
            places = tuple(version.place for version in versions)
            findings.append(_twice(table, needs.tables[table].label, places, None))
    return Answers(facts, rows_of), findings


def _apart(versions: Sequence[GivenTable], table: TableSpec) -> tuple[Sequence[GivenTable], Sequence[GivenTable]]:
    """Tell the vendor's own rows from those in which the brief completes them with what the vendor does not know."""
    if table.by != "vendor":
        return versions, ()
    own = [version for version in versions if version.bid is None]
    return (own, [version for version in versions if version.bid is not None]) if own else (versions, ())


def _completed(rows: tuple[Row, ...], more: GivenTable, table: TableSpec) -> tuple[tuple[Row, ...], list[Problem]]:
    """Put into the vendor's rows what the brief says of them; a row is known by all that it repeats of the vendor's."""
    own = {name for name, column in table.columns.items() if column.by == "vendor"}
    made = list(rows)
    lost: list[Problem] = []
    for extra in more.rows:
        said = {name: answer for name, answer in extra.items() if name not in own and answer.raw is not None}
        key = {name: extra[name].value for name in own & extra.keys() if extra[name].value is not None}
        alike = [
            i for i, row in enumerate(rows) if key and all(name in row and row[name].value == key[name] for name in key)
        ]
        if said and len(alike) == 1:
            made[alike[0]] = {**made[alike[0]], **said}
        elif said:
            lost.append(_row_unknown(table, more, next(iter(said.values())), bool(alike)))
    return tuple(made), lost


def _row_unknown(table: TableSpec, more: GivenTable, answer: Answer, several: bool) -> Problem:
    """Say that a row of the brief completes no row of the vendor's, or more than one."""
    which = Text("several rows", "plusieurs lignes") if several else Text("no row", "aucune ligne")
    return Problem(
        "row-unknown",
        Text(
            f"{table.label.en}: this row of the brief matches {which.en} of the vendor’s, and is not used",
            f"{table.label.fr}\u00a0: cette ligne du brief correspond à {which.fr} du prestataire, et ne sert pas",
        ),
        answer.places or (more.place,),
        got=answer.raw,
        next=Text(
            "repeat in it what the vendor wrote: contracteval template brief --evaluation DIR does",
            "reprenez-y ce que le prestataire a écrit\u00a0: contracteval template brief --evaluation DOSSIER le fait",
        ),
        severity="warning",
        fact=table.id,
    )


def _grouped(items: Iterable[_T], key: Callable[[_T], str]) -> Mapping[str, list[_T]]:
    groups: dict[str, list[_T]] = {}
    for item in items:
        groups.setdefault(key(item), []).append(item)
    return groups


def _joined(answers: Sequence[Answer]) -> Answer:
    """Keep the best evidence of answers that agree, and all their places."""
    best = max(answers, key=lambda answer: answer.grade)
    clause = next((answer.clause for answer in answers if answer.clause), None)
    places = tuple(dict.fromkeys(place for answer in answers for place in answer.places))
    return Answer(best.value, best.grade, places, best.raw, clause)


def _values(rows: Iterable[Row]) -> list[dict[str, object]]:
    return [{name: answer.value for name, answer in row.items()} for row in rows]


def _all_raw(answers: Iterable[Answer]) -> str:
    return " / ".join(answer.raw or "" for answer in answers)[:200]


def _given_twice(fact: str, label: Text, answers: Sequence[Answer]) -> Problem:
    places = tuple(dict.fromkeys(place for answer in answers for place in answer.places))
    return _twice(fact, label, places, _all_raw(answers))


def _twice(name: str, label: Text, places: tuple[Place, ...], got: str | None) -> Problem:
    return Problem(
        "fact-given-twice",
        Text(
            f"{label.en} is given more than once, and not alike",
            f"{label.fr}\u00a0: donné plusieurs fois, avec des valeurs différentes",
        ),
        places,
        got=got,
        next=Text("keep the right one", "ne gardez que la bonne valeur"),
        fact=name,
    )

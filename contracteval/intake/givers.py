"""Who may say what: a vendor does not grade itself, and a fact about one bid does not stand for all."""

from __future__ import annotations

from contracteval.errors import Place, Problem
from contracteval.intake.reading import Given, GivenTable, Reading
from contracteval.model.bid import Row
from contracteval.model.fact import FactSpec, Giver, TableSpec
from contracteval.text import Text

_GIVERS: dict[Giver, Text] = {
    "vendor": Text("the vendor", "au prestataire"),
    "buyer": Text("the buyer", "à l’acheteur"),
    "panel": Text("the panel", "au jury"),
    "delivery": Text("the follow-up of delivery", "au suivi d’exécution"),
}


def keep_what_vendors_may_give(reading: Reading) -> list[Problem]:
    """Drop from a bid's file what is not the vendor's to say; return a finding for each."""
    facts = reading.needs.facts
    findings = [
        _wrong_giver(facts[given.fact], given.answer.places) for given in reading.given if _is_wrong(given, reading)
    ]
    reading.given = [given for given in reading.given if facts[given.fact].by == "vendor"]
    kept = []
    for given in reading.tables:
        table = reading.needs.tables[given.table]
        if table.by != "vendor":
            findings.append(_wrong_giver(table, (given.place,)))
            continue
        others = {name for name, column in table.columns.items() if column.by != "vendor"}
        findings += [
            _wrong_giver(table.columns[name], row[name].places)
            for row in given.rows
            for name in sorted(others & row.keys())
        ]
        kept.append(GivenTable(given.table, tuple(_without(row, others) for row in given.rows), given.place, given.bid))
    reading.tables = kept
    return findings


def misplaced(brief: Reading) -> list[Problem]:
    """Find what the brief says at the wrong level: about all bids instead of one, or the reverse."""
    said = [(brief.needs.facts[g.fact], g.bid, g.answer.places) for g in brief.given if g.answer.raw is not None]
    return [_misplaced(spec, places) for spec, bid, places in said if (spec.per == "bid") != (bid is not None)] + [
        _misplaced(spec, (t.place,))
        for t in brief.tables
        if ((spec := brief.needs.tables[t.table]).per == "bid") != (t.bid is not None)
    ]


def _is_wrong(given: Given, reading: Reading) -> bool:
    return reading.needs.facts[given.fact].by != "vendor" and given.answer.raw is not None


def _without(row: Row, names: set[str]) -> Row:
    return {name: answer for name, answer in row.items() if name not in names}


def _wrong_giver(spec: FactSpec | TableSpec, places: tuple[Place, ...]) -> Problem:
    giver = _GIVERS[spec.by]
    return Problem(
        "wrong-giver",
        Text(
            f"{spec.label.en} is for {giver.en} to say; the vendor's answer is ignored",
            f"{spec.label.fr}\u00a0: c’est {giver.fr} de répondre\u00a0; la réponse du prestataire est ignorée",
        ),
        places,
        next=Text("give it in the brief, under the bid", "donnez-la dans le brief, sous l’offre"),
        severity="warning",
        fact=spec.id,
    )


def _misplaced(spec: FactSpec | TableSpec, places: tuple[Place, ...]) -> Problem:
    if spec.per == "bid":
        message = Text(f"{spec.label.en} belongs to each bid", f"{spec.label.fr}\u00a0: se donne pour chaque offre")
        step = Text("give it in the brief under each bid", "donnez-la dans le brief sous chaque offre")
    else:
        message = Text(
            f"{spec.label.en} belongs to the whole evaluation", f"{spec.label.fr}\u00a0: vaut pour toute l’évaluation"
        )
        step = Text(
            "give it once, with the buyer’s own facts", "donnez-la une seule fois, avec les données de l’acheteur"
        )
    return Problem("fact-misplaced", message, places, next=step, fact=spec.id)

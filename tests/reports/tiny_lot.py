"""Two bids under the rules of ``tests/reports/tiny``, for tests of what people read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from contracteval.errors import Place, Problem
from contracteval.model.bid import Answer, Answers, Bid, Dossier
from contracteval.model.fact import Grade, Value
from contracteval.model.settings import Settings
from contracteval.rules.plan import Plan
from contracteval.rules.to_plan import to_plan
from contracteval.rules.to_rulebook import load_rulebook

SETTINGS = Settings("Tiny lot", date(2026, 11, 20))


@lru_cache
def tiny_plan() -> Plan:
    return to_plan(load_rulebook(["tiny"], [Path(__file__).parent / "tiny"]), SETTINGS)


def answer(value: Value | str | None, cell: str, grade: Grade = Grade.CONTRACTED, file: str = "ada.xlsx") -> Answer:
    made = Fraction(value) if isinstance(value, str) else value
    return Answer(made, grade, (Place(file, "Offer", cell),))


def bid(id_: str, quote: str | None, staff: str | None, loss: str = "2", staff_grade: Grade = Grade.CONTRACTED) -> Bid:
    file = f"{id_}.xlsx"
    facts = {"quote": answer(quote, "C4", file=file), "staff": answer(staff, "C5", staff_grade, file)}
    rows = (
        {"p": answer("0.5", "B3", file="brief.xlsx"), "loss": answer(loss, "C3", file="brief.xlsx")},
        {"p": answer("0.1", "B4", file="brief.xlsx"), "loss": answer("1", "C4", file="brief.xlsx")},
    )
    return Bid(id_, id_.capitalize(), Answers(facts, {"hazard": rows}), file)


def lot(*bids: Bid, findings: tuple[Problem, ...] = ()) -> Dossier:
    brief: Mapping[str, Answer] = {"own_cost": answer("10", "C2", file="brief.xlsx")}
    return Dossier(Answers(brief), bids, findings)


def usual() -> Dossier:
    """Ada is cheaper with half the staff; Bob costs more than today."""
    return lot(bid("ada", "9", "2"), bid("bob", "10.5", "1"))

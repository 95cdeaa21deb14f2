"""A small set of facts and tables that covers every type, and settings to read them with."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

from contracteval.model.fact import FactSpec, FactType, Giver, Needs, Option, Per, Range, TableSpec
from contracteval.model.settings import Settings
from contracteval.model.unit import ONE, Unit, parse_unit
from contracteval.text import Text

SETTINGS = Settings("Infogérance 2027", date(2026, 11, 20), rates={"USD": Fraction(92, 100)})
ZERO_TO_ONE = Range(Fraction(0), Fraction(1))
POSITIVE = Range(low=Fraction(0), low_open=True)


def unit(text: str) -> Unit:
    found = parse_unit(text)
    assert found is not None
    return found


def fact(
    name: str,
    kind: FactType,
    *,
    en: str = "",
    fr: str = "",
    of: Unit = ONE,
    limits: Range | None = None,
    by: Giver = "vendor",
    per: Per = "bid",
    whole: bool = False,
    options: tuple[Option, ...] = (),
    anchors: tuple[Text, ...] = (),
) -> FactSpec:
    label = Text(en or name.replace("_", " ").capitalize(), fr or name.replace("_", " ").capitalize())
    question = Text(f"{label.en}?", f"{label.fr}\u00a0?")
    limits = limits or Range()
    return FactSpec(name, kind, label, question, of, limits, by, per, whole=whole, options=options, anchors=anchors)


OPTIONS = (
    Option("fixed", Text("Fixed price", "Forfait")),
    Option("time", Text("Time and materials", "Régie")),
    Option("outcome", Text("Paid by outcome", "Au résultat")),
)
_FACTS = (
    fact("price", "money", en="Annual price", fr="Prix annuel", of=unit("M€/yr"), limits=POSITIVE),
    fact("transition_cost", "money", of=unit("M€")),
    fact("gain_share", "ratio", limits=ZERO_TO_ONE),
    fact("staff", "count", of=unit("FTE"), limits=Range(low=Fraction(0))),
    fact("sites", "count", whole=True),
    fact("notice", "duration", en="Notice period", fr="Préavis", of=unit("month")),
    fact("pricing_model", "choice", options=OPTIONS),
    fact("models_offered", "choices", options=OPTIONS),
    fact("open_book", "yes/no"),
    fact("start", "date"),
    fact("remarks", "text"),
    fact("roadmap", "level", by="panel", anchors=(Text("none", "aucune"), Text("drafted", "esquissée"))),
    fact("risk_exposure", "money", of=unit("M€/yr"), by="buyer"),
    fact("should_cost", "money", of=unit("M€/yr"), by="buyer", per="evaluation"),
    fact("change_is_goal", "yes/no", by="buyer", per="evaluation"),
)
_RISK = {
    "p": fact("p", "ratio", limits=ZERO_TO_ONE, by="buyer"),
    "loss": fact("loss", "money", of=unit("M€"), by="buyer"),
}
_PROMISE = {
    "what": fact("what", "text"),
    "value": fact("value", "money", of=unit("M€/yr")),
    "checked": fact("checked", "yes/no", by="buyer"),
}
_TABLES = (
    TableSpec("risk", Text("Risks", "Risques"), Text("Which risks?", "Quels risques\u00a0?"), _RISK, by="buyer"),
    TableSpec(
        "promise", Text("Promises", "Promesses"), Text("What is promised?", "Que promettez-vous\u00a0?"), _PROMISE
    ),
)
NEEDS = Needs({spec.id: spec for spec in _FACTS}, {table.id: table for table in _TABLES})

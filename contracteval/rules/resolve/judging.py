"""What judges a bid: criteria, gates, flags and diagnostics, with their sources and worked cases."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from contracteval.model.result import Verdict
from contracteval.model.unit import ONE
from contracteval.rules import rulebook as r
from contracteval.rules import shape
from contracteval.rules.from_toml import Entry
from contracteval.rules.resolve.building import Building
from contracteval.text import Text, suggestion

_EXPECTED = ("score", "value", "status", "raised", "passed", "verdict")
_ENDS = ("scores lie between 0 and 100", "les scores vont de 0 à 100")


def cases_of(b: Building, word: str, entry: Entry) -> tuple[r.Case, ...]:
    made = []
    for i, case in enumerate(entry.shape.case):
        expected = {name: value for name in _EXPECTED if (value := getattr(case, name)) is not None}
        place = entry.place(word, "case", str(i + 1))
        for name in case.given:
            if name not in b.facts and name not in b.parameters and name not in b.steps:
                hint = suggestion(name, [*b.facts, *b.parameters, *b.steps])
                b.problem("case-name", place, f"unknown name {name}", f"nom inconnu {name}", name, hint)
        made.append(r.Case(case.given, case.tables, expected, place))
    return tuple(made)


def criterion_of(b: Building, entry: Entry) -> r.Criterion:
    s: shape.CriterionShape = entry.shape
    return r.Criterion(
        entry.id, entry.ruleset, s.title.text(), s.asks.text(), s.why.text(), _sources(b, s.source), tuple(s.stage),
        _scale(b, entry), _undefined_score(b, entry), s.undefined.why.text() if s.undefined else None, s.since,
        cases_of(b, "criterion", entry), s.price_formula, _directions(b, entry),
    )  # fmt: skip


def _scale(b: Building, entry: Entry) -> tuple[tuple[Fraction, Fraction], ...]:
    """Read a scale: values of the measure that rise, each with a score from 0 to 100."""
    s: shape.CriterionShape = entry.shape
    place = entry.place("criterion", "scale")
    unit = ONE if s.unit is None else b.unit(s.unit, "number", place)
    scale = tuple((b.amount(value, unit, place), b.amount(score, ONE, place)) for value, score in s.scale)
    if any(before[0] >= after[0] for before, after in pairwise(scale)):
        b.problem("scale-order", place, "the scale's values must rise", "les valeurs de l’échelle doivent croître")
    if any(not 0 <= score <= 100 for _, score in scale):
        b.problem("scale-range", place, *_ENDS)
    return scale


def _undefined_score(b: Building, entry: Entry) -> Fraction | None:
    """Read the score that an undefined measure earns; None where a flag is raised in its place."""
    undefined: shape.UndefinedShape | None = entry.shape.undefined
    if undefined is None:
        return None
    place = entry.place("criterion", "undefined")
    if (undefined.score is None) == (undefined.flag is None):
        b.problem("undefined", place, "give either a score or a flag", "donnez un score ou une alerte, pas les deux")
    if undefined.flag is not None and undefined.flag not in b.raw.entries["flag"]:
        place = entry.place("criterion", "undefined", "flag")
        b.problem("undefined", place, "there is no such flag", "cette alerte n’existe pas", undefined.flag)
    if undefined.score is None:
        return None
    score = b.amount(undefined.score, ONE, place)
    if not 0 <= score <= 100:
        b.problem("scale-range", place, *_ENDS)
    return score


def _directions(b: Building, entry: Entry) -> dict[str, str]:
    """Check that a declared direction names a fact with a number."""
    for fact in entry.shape.direction:
        if fact not in b.facts or not b.facts[fact].is_numeric:
            hint = suggestion(fact, b.facts)
            place = entry.place("criterion", "direction", fact)
            b.problem("direction", place, "not a fact with a number", "ce n’est pas un fait chiffré", fact, hint)
    return dict(entry.shape.direction)


def gate_of(b: Building, entry: Entry) -> r.Gate:
    s: shape.GateShape = entry.shape
    if s.caps is None and not s.zeroes:
        b.problem(
            "gate-effect",
            entry.place("gate"),
            "a gate caps the verdict or zeroes facts",
            "une barrière plafonne le verdict ou annule des faits",
        )
    return r.Gate(
        entry.id, entry.ruleset, s.title.text(), _verdict(s.caps), tuple(s.zeroes), s.why.text(), tuple(s.stage),
        _sources(b, s.source), cases_of(b, "gate", entry),
    )  # fmt: skip


def flag_of(b: Building, entry: Entry) -> r.Flag:
    s: shape.FlagShape = entry.shape
    if s.measure is None and (s.only_if is not None or s.undefined_why is not None):
        b.problem(
            "flag-condition",
            entry.place("flag", "only_if"),
            "only_if and undefined_why belong to a measure, and this flag has none",
            "only_if et undefined_why se rapportent à une mesure, et cette alerte n’en a pas",
        )
    known = {*b.facts, *b.steps}
    if s.threshold is not None and s.threshold not in known:
        place, hint = entry.place("flag", "threshold"), suggestion(s.threshold, known)
        b.problem("threshold", place, "not a fact or measure", "ce n’est ni un fait ni une mesure", s.threshold, hint)
    return r.Flag(
        entry.id, entry.ruleset, s.title.text(), _verdict(s.caps), s.severity, s.why.text(), s.question.text(),
        s.undefined == "raised", s.undefined is not None, tuple(s.stage), _sources(b, s.source), cases_of(b, "flag", entry),
        s.threshold,
    )  # fmt: skip


def diagnostic_of(b: Building, entry: Entry) -> r.Diagnostic:
    s: shape.DiagnosticShape = entry.shape
    if (s.measure is None) == (s.analysis is None):
        b.problem(
            "diagnostic",
            entry.place("diagnostic"),
            "give either a measure or an analysis",
            "donnez une mesure ou une analyse, pas les deux",
        )
    return r.Diagnostic(
        entry.id, entry.ruleset, s.title.text(), s.why.text(), s.analysis, s.measure is not None, tuple(s.stage),
        _sources(b, s.source), cases_of(b, "diagnostic", entry),
    )  # fmt: skip


def _sources(b: Building, shapes: Sequence[shape.SourceShape]) -> tuple[r.Source, ...]:
    return tuple(r.Source(s.article, s.reference, s.idea.text(), _title_of(b, s.article)) for s in shapes)


def _title_of(b: Building, article: str | None) -> Text | None:
    entry = b.raw.entries["article"].get(article or "")
    return None if entry is None else entry.shape.title.text()


def _verdict(name: str | None) -> Verdict | None:
    return None if name is None else Verdict[name.upper()]

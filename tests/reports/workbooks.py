"""Reads a recalculated scorecard by what its cells mean, and makes evaluations to write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from contracteval.analysis.options import Options
from contracteval.analysis.sections import analyse
from contracteval.analysis.study import Study
from contracteval.evaluation.evaluate import compare
from contracteval.model.analyses import Analyses
from contracteval.model.bid import Answer, Answers, Bid, Dossier
from contracteval.model.fact import Grade, Value
from contracteval.model.result import BidResult, Comparison
from contracteval.model.settings import Settings
from contracteval.reports.to_workbook import write_scorecard
from contracteval.reports.to_workbook.content import Content, to_content
from contracteval.reports.to_workbook.words import STATUSES, verdicts
from contracteval.reports.wording import rank_text
from contracteval.rules.plan import Plan
from contracteval.rules.to_plan import to_plan
from contracteval.rules.to_rulebook import load_rulebook
from contracteval.text import Language
from tests.calculators import Values

RULESETS = Path(__file__).parent / "rulesets"


def plan_of(ruleset: str, **weights: str) -> Plan:
    """Bind one of the rulesets of these tests."""
    settings = Settings("Test", date(2026, 11, 20), rulesets=(ruleset,), weights=weights)
    return to_plan(load_rulebook([ruleset], [RULESETS]), settings)


def answers(values: Mapping[str, Value | None], grade: Grade = Grade.CONTRACTED) -> Answers:
    """Make answers of one grade."""
    return Answers({id_: Answer(value, grade) for id_, value in values.items()})


def bid(id_: str, values: Mapping[str, Value | None], grade: Grade = Grade.CONTRACTED) -> Bid:
    """Make a bid."""
    return Bid(id_, id_.title(), answers(values, grade))


def without(dossier: Dossier, bid_id: str, *facts: str) -> Dossier:
    """Leave out answers of one bid."""
    return replace(dossier, bids=tuple(_without(item, facts) if item.id == bid_id else item for item in dossier.bids))


def _without(item: Bid, facts: tuple[str, ...]) -> Bid:
    kept = {id_: answer for id_, answer in item.answers.facts.items() if id_ not in facts}
    return replace(item, answers=Answers(kept, item.answers.tables))


def with_value(dossier: Dossier, bid_id: str, fact: str, value: Value | None) -> Dossier:
    """Change one answer of one bid."""
    made = []
    for item in dossier.bids:
        facts = dict(item.answers.facts)
        if item.id == bid_id:
            facts[fact] = replace(facts[fact], value=value)
        made.append(replace(item, answers=Answers(facts, item.answers.tables)))
    return replace(dossier, bids=tuple(made))


class Written:
    """A scorecard on disk beside what the engine said."""

    def __init__(
        self,
        path: Path,
        plan: Plan,
        dossier: Dossier,
        lang: Language = "en",
        sections: Sequence[str] = (),
        *,
        names: bool = False,
    ) -> None:
        self.path, self.plan, self.dossier, self.lang = path, plan, dossier, lang
        self.comparison: Comparison = compare(plan, dossier)
        study = Study(plan, dossier, self.comparison)
        self.analyses: Analyses | None = analyse(study, Options(names=names), sections) if sections else None
        self.content: Content = to_content(plan, dossier, self.comparison, lang, self.analyses)
        write_scorecard(path, plan, dossier, self.comparison, lang, self.analyses)

    def input_cell(self, bid_id: str | None, fact: str) -> tuple[str, str]:
        """Return the place of an answer of a bid, or of the brief."""
        layout = self.content.layout
        if bid_id is None:
            return layout.titles["brief"], f"C{layout.brief_rows.facts[fact] + 1}"
        entry = next(entry for entry in self.content.entries if entry.result.id == bid_id)
        return entry.sheet, f"C{layout.bid_rows.facts[fact] + 1}"

    def weight_cell(self, group: str) -> tuple[str, str]:
        """Return the place of the weight of a top group."""
        top = self.content.layout.sections[0]
        row = (top.weights or 0) + [member.id for member in top.members].index(group)
        return self.content.layout.titles["parameters"], f"C{row + 1}"

    def read(self, values: Values) -> dict[str, dict[str, Any]]:
        """Return what the cells say of each bid: as the engine's results say it, see ``told``."""
        return {entry.result.id: self._read(values, entry.index) for entry in self.content.entries}

    def _read(self, values: Values, index: int) -> dict[str, Any]:
        layout, found = self.content.layout, {}
        titles = layout.titles
        row = 8 + index
        names = ["rank", "verdict", "why", "score", "low", "high"]
        for name, column in zip(names, "ACDEFG", strict=True):
            found[name] = values.get((titles["decision"], f"{column}{row}"))
        found["rank"] = _plain(found["rank"])
        for id_, at in layout.measures.steps.items():
            pair = [values.get((titles["measures"], f"{_column(3 + 2 * index + i)}{at + 1}")) for i in (0, 1)]
            found[f"measure {id_}"] = (_blank(pair[0]), pair[1])
        for section in layout.sections:
            for member, at in [
                *zip([m.id for m in section.members], range(section.first, section.result), strict=True)
            ]:
                found[f"score {section.group} {member}"] = self._score(values, index, at)
            found[f"group {section.group}"] = self._score(values, index, section.result)
        return found

    def _score(self, values: Values, index: int, row: int) -> tuple[Any, ...]:
        sheet = self.content.layout.titles["scorecard"]
        cells = [values.get((sheet, f"{_column(2 + 4 * index + part)}{row + 1}")) for part in range(4)]
        return tuple(_blank(cell) for cell in cells)

    def told(self) -> dict[str, dict[str, Any]]:
        """Return what the engine said, in the words of the workbook."""
        return {entry.result.id: self._told(entry.result, entry.index) for entry in self.content.entries}

    def _told(self, result: BidResult, index: int) -> dict[str, Any]:
        score = result.score
        entry = self.content.entries[index]
        found: dict[str, Any] = {
            "rank": rank_text(result),
            "verdict": verdicts(self.lang)[result.verdict],
            "why": result.why.to(self.lang),
            "score": _number(score.value),
            "low": _number(score.low),
            "high": _number(score.high),
        }
        for id_ in self.content.layout.measures.steps:
            outcome = entry.outcome(id_)
            labels = {o.id: o.label.to(self.lang) for o in self.plan.rulebook.steps[id_].options}
            value = labels.get(outcome.value, outcome.value) if isinstance(outcome.value, str) else outcome.value
            found[f"measure {id_}"] = (self._value(value), STATUSES[outcome.status].to(self.lang))
        for section in self.content.layout.sections:
            scores = [(f"score {section.group} {m.id}", entry.score(section, i)) for i, m in enumerate(section.members)]
            for name, item in [*scores, (f"group {section.group}", entry.score_of(section))]:
                status = STATUSES[item.status].to(self.lang)
                found[name] = (_number(item.value), status, _number(item.low), _number(item.high))
        return found

    def _value(self, value: Value | None) -> Any:
        if isinstance(value, bool):
            return {"en": ("no", "yes"), "fr": ("non", "oui")}[self.lang][value]
        if isinstance(value, date):
            return float((value - date(1899, 12, 30)).days)
        return _number(value) if isinstance(value, Fraction) else value


def _number(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _blank(value: Any) -> Any:
    return None if value == "" else value


def _plain(value: Any) -> str:
    return str(int(value)) if isinstance(value, int | float) else str(value)


def _column(index: int) -> str:
    from contracteval.reports.to_workbook.page import column_name

    return column_name(index)


def unlike(found: Any, expected: Any, where: str = "") -> list[str]:
    """List where two readings differ: numbers at 1e-12 relative to max(1, |x|), everything else exactly."""
    if isinstance(expected, dict):
        return [line for key in expected for line in unlike(found.get(key), expected[key], f"{where} › {key}")]
    if isinstance(expected, tuple):
        pairs = zip(found, expected, strict=True)
        return [line for i, (a, b) in enumerate(pairs) for line in unlike(a, b, f"{where}[{i}]")]
    if isinstance(expected, float) and isinstance(found, int | float):
        same = abs(found - expected) <= 1e-12 * max(1.0, abs(expected))
    else:
        same = _blank(found) == expected
    return [] if same else [f"{where}: found {found!r}, expected {expected!r}"]

"""What one file said, collected while it is read: answers, findings about values, problems of structure."""

from __future__ import annotations

import dataclasses
from dataclasses import field, replace

from contracteval.errors import Place, Problem
from contracteval.intake.names import FACT, GRADE, shown, unknown_name
from contracteval.intake.values import Raw, read_value, written
from contracteval.model.bid import Answer, Row
from contracteval.model.fact import FactSpec, Grade, Needs, TableSpec
from contracteval.model.panel import Panel
from contracteval.model.record import dataclass
from contracteval.model.settings import Settings


@dataclass(frozen=True, slots=True)
class Given:
    """One answer to one fact; ``bid`` is set where the buyer's brief speaks about a bid."""

    fact: str
    answer: Answer
    bid: str | None = None


@dataclass(frozen=True, slots=True)
class GivenTable:
    """The rows given for one table; no rows means that there are none."""

    table: str
    rows: tuple[Row, ...]
    place: Place
    bid: str | None = None


PANEL_FOLDER = "panel"


@dataclass(frozen=True, slots=True)
class PanelReading:
    """What the panel's folder holds, made one value for each bid and fact; ``panel`` is None where there is no sheet."""

    panel: Panel | None = None
    given: tuple[Given, ...] = ()
    findings: tuple[Problem, ...] = ()
    problems: tuple[Problem, ...] = ()


@dataclasses.dataclass(slots=True)
class Reading:
    """What one file said. ``problems`` refuse the file; ``findings`` only make a fact unknown."""

    file: str
    settings: Settings
    needs: Needs
    vendor: str | None = None
    given: list[Given] = field(default_factory=list)
    tables: list[GivenTable] = field(default_factory=list)
    bids: dict[str, Place] = field(default_factory=dict)
    findings: list[Problem] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def answer(
        self,
        spec: FactSpec,
        raw: Raw,
        place: Place,
        *,
        unit: str | None = None,
        grade: Grade = Grade.ASSERTED,
        clause: str | None = None,
        bid: str | None = None,
    ) -> Answer:
        """Read one value; what is wrong with it becomes a finding, and the answer unknown."""
        value, findings = read_value(raw, spec, place, self.settings, unit)
        self.findings += [replace(finding, bid=bid) for finding in findings]
        text = written(raw, unit)
        return Answer(value, grade if text is not None else Grade.NONE, (place,), text, clause)

    def unknown_fact(self, name: str, place: Place) -> None:
        """Record a fact id that nobody asks for: the file was made for other rules, or mistyped."""
        self.problems.append(unknown_name("fact-unknown", FACT, name, self.needs.facts, place))

    def grade(self, text: str | None, spec: FactSpec, place: Place) -> Grade:
        """Read an evidence grade; a bare answer is asserted, and so is one with a grade that cannot be read."""
        if text is None or not text.strip():
            return Grade.ASSERTED
        grade = Grade.named(text)
        if grade is None:
            self.findings.append(unknown_grade(text, place, spec.id))
            return Grade.ASSERTED
        return grade


def unknown_grade(text: str, place: Place, fact: str | None = None) -> Problem:
    """Say that an evidence grade is not one of the five."""
    problem = unknown_name("grade-unknown", GRADE, text, _grade_names(), place)
    return replace(problem, severity="warning", fact=fact, got=shown(text))


def _grade_names() -> list[str]:
    return [name for grade in Grade for name in (grade.label.en, grade.label.fr)]


def column_of(table: TableSpec, name: str) -> FactSpec | None:
    """Return a column of a table as a fact whose id names the table too, so that findings can be told apart."""
    column = table.columns.get(name)
    return None if column is None else replace(column, id=f"{table.id}.{name}")

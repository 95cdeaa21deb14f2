"""The shape of ruleset files: every word of the rule language, and nothing else."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from contracteval.text import Text


def _as_written(value: Any) -> str:
    """Numbers and text both arrive as text, so that no decimal passes through a double."""
    if isinstance(value, bool):
        raise ValueError("a number or a text, not true or false")
    if isinstance(value, int | Decimal):
        return str(value)
    if isinstance(value, str):
        return value
    raise ValueError('a number, or a text such as "5 %"')


Amount = Annotated[str, BeforeValidator(_as_written)]
VerdictCap = Literal["reject", "clarify", "negotiate", "award_with_conditions"]
Join = Literal["mean", "min", "geometric"]


class Shape(BaseModel):
    """Base of all words: unknown keys are errors."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class TextShape(Shape):
    """A sentence in both languages."""

    en: str
    fr: str

    def text(self) -> Text:
        return Text(self.en, self.fr)


class OptionShape(Shape):
    id: str
    label: TextShape


class FactShape(Shape):
    type: Literal[
        "money", "ratio", "count", "duration", "number", "choice", "choices", "level", "yes/no", "date", "text"
    ]
    unit: str | None = None
    above: Amount | None = None
    at_least: Amount | None = None
    below: Amount | None = None
    at_most: Amount | None = None
    whole: bool = False
    by: Literal["vendor", "buyer", "panel", "delivery"] = "vendor"
    per: Literal["evaluation", "bid"] = "bid"
    binding: bool = False
    options: list[OptionShape] = []
    ordered: bool = False
    anchors: list[TextShape] = []
    label: TextShape
    question: TextShape


class ColumnShape(Shape):
    """A column is typed like a fact; its giver defaults to the table's. A computed column has a formula instead."""

    type: (
        Literal["money", "ratio", "count", "duration", "number", "choice", "level", "yes/no", "date", "text"] | None
    ) = None
    unit: str | None = None
    above: Amount | None = None
    at_least: Amount | None = None
    below: Amount | None = None
    at_most: Amount | None = None
    whole: bool = False
    by: Literal["vendor", "buyer", "panel", "delivery"] | None = None
    options: list[OptionShape] = []
    ordered: bool = False
    formula: str | None = None
    label: TextShape | None = None


class TableShape(Shape):
    by: Literal["vendor", "buyer", "panel", "delivery"] = "vendor"
    per: Literal["evaluation", "bid"] = "bid"
    columns: dict[str, ColumnShape]
    label: TextShape
    question: TextShape


class ParameterShape(Shape):
    unit: str = "1"
    values: dict[str, Amount | dict[str, Amount]]
    status: Literal["sourced", "derived", "guess"]
    source: str
    checked: date
    label: TextShape


class MeasureShape(Shape):
    formula: str
    unit: str | None = None
    otherwise: list[str] = Field(default=[], alias="else")
    only_if: str | None = None
    undefined_why: TextShape | None = None
    title: TextShape
    relative: bool = False


class SourceShape(Shape):
    article: str | None = None
    reference: str | None = None
    idea: str


class UndefinedShape(Shape):
    score: Amount | None = None
    flag: str | None = None
    why: TextShape


class CaseShape(Shape):
    """A worked case: what is given, and what must come out."""

    given: dict[str, Any] = {}
    tables: dict[str, list[dict[str, Any]]] = {}
    score: Amount | None = None
    value: Amount | bool | None = None
    status: Literal["scored", "unknown", "undefined"] | None = None
    raised: bool | None = None
    passed: bool | None = None
    source: str | None = None


Stage = Literal["proposal", "contract", "delivery", "buyer"]


class CriterionShape(Shape):
    title: TextShape
    asks: TextShape
    why: TextShape
    source: list[SourceShape] = Field(min_length=1)
    stage: list[Stage] = Field(min_length=1)
    measure: str
    unit: str | None = None
    otherwise: list[str] = Field(default=[], alias="else")
    only_if: str | None = None
    undefined_why: TextShape | None = None
    scale: list[tuple[Amount, Amount]] = Field(min_length=2)
    undefined: UndefinedShape | None = None
    since: str
    relative: bool = False
    case: list[CaseShape] = []


class GateShape(Shape):
    title: TextShape
    require: str
    caps: VerdictCap | None = None
    zeroes: list[str] = []
    why: TextShape
    source: list[SourceShape] = []
    stage: list[Stage] = ["proposal"]
    since: str = "1.0"
    case: list[CaseShape] = []


class FlagShape(Shape):
    title: TextShape
    when: str
    measure: str | None = None
    unit: str | None = None
    only_if: str | None = None
    undefined_why: TextShape | None = None
    undefined: Literal["raised", "not_raised"] | None = None
    caps: VerdictCap | None = None
    severity: Literal["info", "warning", "critical"] = "warning"
    why: TextShape
    question: TextShape
    source: list[SourceShape] = []
    stage: list[Stage] = ["proposal"]
    since: str = "1.0"
    relative: bool = False
    case: list[CaseShape] = []


class DiagnosticShape(Shape):
    title: TextShape
    measure: str | None = None
    unit: str | None = None
    analysis: str | None = None
    why: TextShape
    source: list[SourceShape] = []
    stage: list[Stage] = ["proposal"]
    since: str = "1.0"
    relative: bool = False
    case: list[CaseShape] = []


class GroupShape(Shape):
    title: TextShape
    join: Join = "mean"
    members: dict[str, Amount]
    normalise: bool = False


class ProfileShape(Shape):
    title: TextShape
    weights: dict[str, Amount]
    normalise: bool = False
    default: bool = False


class HeaderShape(Shape):
    """What a ruleset says of itself: its version and the rulesets it borrows from."""

    id: str
    version: str
    title: TextShape
    needs: list[str] = []


class FileShape(Shape):
    """One ruleset file. A ruleset is all the files of its folder."""

    ruleset: HeaderShape | None = None
    fact: dict[str, FactShape] = {}
    table: dict[str, TableShape] = {}
    parameter: dict[str, ParameterShape] = {}
    measure: dict[str, MeasureShape] = {}
    criterion: dict[str, CriterionShape] = {}
    gate: dict[str, GateShape] = {}
    flag: dict[str, FlagShape] = {}
    diagnostic: dict[str, DiagnosticShape] = {}
    group: dict[str, GroupShape] = {}
    profile: dict[str, ProfileShape] = {}

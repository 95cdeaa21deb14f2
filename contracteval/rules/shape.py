"""The shape of ruleset files: every word of the rule language, and nothing else."""

# No ``from __future__ import annotations`` here: the annotations are the shape, and are read as they stand.
from datetime import date
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from contracteval.model.shape import AtLeast, Parsed, Refused, Shape
from contracteval.text import Text

_AMOUNT = Text('write a number, or a text such as "5 %"', 'écrivez un nombre, ou un texte tel que "5 %"')


def _as_written(value: Any) -> str:
    """Numbers and text both arrive as text, so that no decimal passes through a double."""
    if isinstance(value, bool) or not isinstance(value, int | Decimal | str):
        raise Refused(_AMOUNT)
    return str(value)


Amount = Annotated[str, Parsed(_as_written)]
VerdictCap = Literal["reject", "clarify", "negotiate", "award_with_conditions"]
Join = Literal["mean", "min", "geometric"]
NONE: Final[dict[str, Any]] = {}
OTHERWISE: Final = {"otherwise": "else"}


class TextShape(Shape):
    """A sentence in both languages."""

    en: str
    fr: str

    def text(self) -> Text:
        return Text(self.en, self.fr)


class OptionShape(Shape):
    id: str
    label: TextShape


class PaidByShape(Shape):
    """Who pays when a fact rises, and when it falls."""

    rise: Literal["vendor", "buyer"] = "vendor"
    fall: Literal["vendor", "buyer"] = "vendor"


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
    options: tuple[OptionShape, ...] = ()
    ordered: bool = False
    anchors: tuple[TextShape, ...] = ()
    paid_by: PaidByShape | None = None
    negotiable: bool = True
    synonyms: tuple[str, ...] = ()
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
    options: tuple[OptionShape, ...] = ()
    ordered: bool = False
    formula: str | None = None
    synonyms: tuple[str, ...] = ()
    label: TextShape | None = None


class TableShape(Shape):
    by: Literal["vendor", "buyer", "panel", "delivery"] = "vendor"
    per: Literal["evaluation", "bid"] = "bid"
    columns: dict[str, ColumnShape]
    label: TextShape
    question: TextShape


class ArticleShape(Shape):
    """An article that rules cite: its title as it stands, or its subject where it has none, and what it is about."""

    title: TextShape
    about: TextShape


class ParameterShape(Shape):
    unit: str = "1"
    values: dict[str, Amount | dict[str, Amount]]
    status: Literal["sourced", "derived", "guess"]
    source: str
    checked: date
    label: TextShape


class CaseShape(Shape):
    """A worked case: what is given, and what must come out. A group or a profile is given the scores of its members.

    ``verdict`` is the best one that a gate or a flag leaves.
    """

    given: dict[str, Any] = NONE
    tables: dict[str, tuple[dict[str, Any], ...]] = NONE
    score: Amount | None = None
    value: Amount | bool | None = None
    status: Literal["scored", "unknown", "undefined"] | None = None
    raised: bool | None = None
    passed: bool | None = None
    verdict: Literal["reject", "clarify", "negotiate", "award_with_conditions", "award"] | None = None
    source: str | None = None


class MeasureShape(Shape):
    spelling = OTHERWISE
    formula: str
    unit: str | None = None
    otherwise: tuple[str, ...] = ()
    only_if: str | None = None
    undefined_why: TextShape | None = None
    options: tuple[OptionShape, ...] = ()
    title: TextShape
    relative: bool = False
    case: tuple[CaseShape, ...] = ()


class SourceShape(Shape):
    article: str | None = None
    reference: str | None = None
    idea: TextShape


class UndefinedShape(Shape):
    score: Amount | None = None
    flag: str | None = None
    why: TextShape


Stage = Literal["proposal", "contract", "delivery", "buyer"]


class CriterionShape(Shape):
    """A measure on a scale. ``direction`` says which way a fact is better: with ``price = "lower"``, a higher price never
    raises the score; ``rules check`` proves it or shows two bids that refute it."""

    spelling = OTHERWISE
    title: TextShape
    asks: TextShape
    why: TextShape
    source: Annotated[tuple[SourceShape, ...], AtLeast(1)]
    stage: Annotated[tuple[Stage, ...], AtLeast(1)]
    measure: str
    unit: str | None = None
    otherwise: tuple[str, ...] = ()
    only_if: str | None = None
    undefined_why: TextShape | None = None
    scale: Annotated[tuple[tuple[Amount, Amount], ...], AtLeast(2)]
    direction: dict[str, Literal["lower", "higher"]] = NONE
    undefined: UndefinedShape | None = None
    since: str
    relative: bool = False
    price_formula: bool = False
    case: tuple[CaseShape, ...] = ()


class GateShape(Shape):
    title: TextShape
    require: str
    caps: VerdictCap | None = None
    zeroes: tuple[str, ...] = ()
    why: TextShape
    source: tuple[SourceShape, ...] = ()
    stage: tuple[Stage, ...] = ("proposal",)
    since: str = "1.0"
    case: tuple[CaseShape, ...] = ()


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
    threshold: str | None = None
    source: tuple[SourceShape, ...] = ()
    stage: tuple[Stage, ...] = ("proposal",)
    since: str = "1.0"
    relative: bool = False
    case: tuple[CaseShape, ...] = ()


class DiagnosticShape(Shape):
    title: TextShape
    measure: str | None = None
    unit: str | None = None
    options: tuple[OptionShape, ...] = ()
    analysis: str | None = None
    why: TextShape
    source: tuple[SourceShape, ...] = ()
    stage: tuple[Stage, ...] = ("proposal",)
    since: str = "1.0"
    relative: bool = False
    case: tuple[CaseShape, ...] = ()


class VariableShape(Shape):
    """A number of a claim's own, which is no fact: its unit, and the range over which the claim is made."""

    unit: str | None = None
    above: Amount | None = None
    at_least: Amount | None = None
    below: Amount | None = None
    at_most: Amount | None = None


class ClaimShape(Shape):
    """What a closed form claims about the model it comes from: proved by ``rules prove``, never at scoring time.

    A closed form that ``equals`` its model has a value wherever the model has one; one that ``differentiates`` it is its
    slope over ``over``.
    ``takes`` names measures that stand as they are while ``over`` moves. A closed form that ``expects`` is the mean of the
    model where ``over`` is normal, with the fact ``mean`` (without it ``over`` itself) and ``deviation``.
    """

    title: TextShape
    says: Literal["minimises", "maximises", "solves", "equals", "expects", "differentiates"]
    model: str
    over: str | None = None
    closed_form: str
    takes: tuple[str, ...] = ()
    mean: str | None = None
    deviation: str | None = None
    variables: dict[str, VariableShape] = NONE


class GroupShape(Shape):
    title: TextShape
    join: Join = "mean"
    members: dict[str, Amount]
    normalise: bool = False
    case: tuple[CaseShape, ...] = ()


class ProfileShape(Shape):
    """Weights of the top groups; it may also narrow which gates and flags judge and which measures are shown.

    A profile that mixes others has no weights of its own: ``mix`` gives each of them the share that a measure over the
    buyer's facts comes to, and ``shows_type`` names the choice that explains the mix. The default profile stands in
    while a share is unknown.
    """

    title: TextShape
    weights: dict[str, Amount] = NONE
    mix: dict[str, str] = NONE
    shows_type: str | None = None
    gates: tuple[str, ...] | None = None
    flags: tuple[str, ...] | None = None
    shows: tuple[str, ...] | None = None
    normalise: bool = False
    default: bool = False
    case: tuple[CaseShape, ...] = ()


class HeaderShape(Shape):
    """What a ruleset says of itself: its version, the rulesets it borrows from, and the parts of the vocabulary it names.

    A part is a file of the vocabulary without its number and ending; without the key all parts are read. The files
    below ``more/`` are read only where a profile does not narrow itself to the core; they name their parts apart. An
    ``optional`` ruleset is read only where an evaluation names it, or its profile.
    """

    id: str
    version: str
    title: TextShape
    needs: tuple[str, ...] = ()
    optional: bool = False
    vocabulary: tuple[str, ...] | None = None
    more_vocabulary: tuple[str, ...] = ()


class FileShape(Shape):
    """One ruleset file. A ruleset is all the files of its folder."""

    ruleset: HeaderShape | None = None
    article: dict[str, ArticleShape] = NONE
    fact: dict[str, FactShape] = NONE
    table: dict[str, TableShape] = NONE
    parameter: dict[str, ParameterShape] = NONE
    measure: dict[str, MeasureShape] = NONE
    criterion: dict[str, CriterionShape] = NONE
    gate: dict[str, GateShape] = NONE
    flag: dict[str, FlagShape] = NONE
    diagnostic: dict[str, DiagnosticShape] = NONE
    claim: dict[str, ClaimShape] = NONE
    group: dict[str, GroupShape] = NONE
    profile: dict[str, ProfileShape] = NONE

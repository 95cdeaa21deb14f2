"""What the sheets are written from: results, answers, and where everything stands in the workbook."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from contracteval.errors import Problem
from contracteval.model.analyses import Analyses
from contracteval.model.bid import Answer, Answers, Bid, Dossier
from contracteval.model.result import BidResult, Comparison, MeasureResult, Score
from contracteval.reports.analysis_words.voice import Voice
from contracteval.reports.to_workbook.layout import Layout, Section, lay_out
from contracteval.reports.to_workbook.page import clean
from contracteval.rules.check import whole_range
from contracteval.rules.plan import Plan
from contracteval.rules.rulebook import Step
from contracteval.rules.weight_sets import WeightSet, weight_sets
from contracteval.text import Language, Text

LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Entry:
    """One bid: what it said, what it earned, and where it stands; ``index`` counts from 0, best first."""

    index: int
    result: BidResult
    answers: Answers
    sheet: str
    tables: str
    rows: str

    @property
    def vendor(self) -> str:
        """Name to show, short enough to stand inside a sentence."""
        return clean(self.given_name, LONGEST_NAME)

    @property
    def given_name(self) -> str:
        """Name as it was given."""
        return self.result.vendor or self.result.id

    def answer(self, fact: str) -> Answer:
        """Return what was said of a fact; nothing is an unknown answer."""
        return self.answers.facts.get(fact, Answer(None))

    def score(self, section: Section, member: int) -> Score:
        """Return the score of a member of a group."""
        found = section.members[member]
        if found.group is not None:
            return self.result.groups[found.group].score
        return next(item.score for item in self.result.criteria if item.id == found.id)

    def score_of(self, section: Section) -> Score:
        """Return the score of a group, the total for the topmost."""
        return self.result.score if section.group is None else self.result.groups[section.group].score

    def outcome(self, step: str) -> MeasureResult:
        """Return what a step came to."""
        return self.result.measures.get(step) or self.result.outcomes[step]


@dataclass(frozen=True)
class Content:
    """Everything that the sheets share."""

    plan: Plan
    lang: Language
    entries: tuple[Entry, ...]
    brief: Answers
    layout: Layout
    voice: Voice
    findings: tuple[Problem, ...] = ()
    analyses: Analyses | None = None
    never: frozenset[str] = frozenset()

    def to(self, text: Text) -> str:
        """Return a text in the language of the workbook."""
        return text.to(self.lang)

    @cached_property
    def weight_sets(self) -> tuple[WeightSet, ...]:
        """The weights among which the workbook can change, those of this evaluation first."""
        return weight_sets(self.plan)

    @property
    def currency(self) -> str:
        """Currency of the evaluation."""
        return self.plan.settings.currency

    @property
    def footer(self) -> str:
        """What stands at the foot of every printed page."""
        return f"{self.plan.settings.title} – {self.plan.settings.date.isoformat()}"

    def footer_of(self, entry: Entry | None) -> str:
        """Return the foot of a page about one bid: its name stands there too."""
        return self.footer if entry is None else f"{entry.vendor} – {self.footer}"


def to_content(
    plan: Plan, dossier: Dossier, comparison: Comparison, lang: Language, analyses: Analyses | None = None
) -> Content:
    """Bring results and answers together, best bid first."""
    bids = {bid.id: bid for bid in dossier.bids}
    answers = [_merged(dossier.brief, bids[result.id]) for result in comparison.bids]
    given = (
        {id_: max(len(item.tables.get(id_, ())) for item in answers) for id_ in plan.needs().tables} if answers else {}
    )
    layout = lay_out(plan, [result.id for result in comparison.bids], lang, given)
    entries = tuple(
        Entry(i, result, answers[i], layout.inputs[i], layout.bid_tables[i], layout.rows[i])
        for i, result in enumerate(comparison.bids)
    )
    never = never_undefined(plan, layout.steps)
    voice = Voice(lang, comparison, plan)
    return Content(plan, lang, entries, dossier.brief, layout, voice, dossier.findings, analyses, never)


def _merged(brief: Answers, bid: Bid) -> Answers:
    return Answers({**brief.facts, **bid.answers.facts}, {**brief.tables, **bid.answers.tables})


def never_undefined(plan: Plan, steps: Mapping[str, Step]) -> frozenset[str]:
    """Return the steps that the ranges of their facts keep from ever being undefined; parameters may be edited."""
    book = plan.rulebook
    enclosed = whole_range(book)
    return frozenset(
        id_
        for id_ in steps
        if not enclosed[id_].undefined and not book.needs_of(id_) & (set(book.parameters) | set(book.tables))
    )

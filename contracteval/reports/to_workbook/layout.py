"""Where everything stands: rows are settled before anything is written, because sheets point at each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from contracteval.formula.expression import GradeOf, walk
from contracteval.model.fact import FactSpec
from contracteval.model.result import Verdict
from contracteval.reports.to_workbook.table_layout import TableLayout, lay_out_tables
from contracteval.reports.to_workbook.words import SHEETS
from contracteval.rules.plan import Branch, Leaf, Plan
from contracteval.rules.rulebook import Criterion, Step
from contracteval.text import Language, Text

FIRST_ROW: Final = 5
BLOCK_ORDER: Final = ("vendor", "buyer", "panel", "delivery")
_LONGEST_TITLE = 31


@dataclass(frozen=True, slots=True)
class Member:
    """A criterion or a group inside a group; ``group`` is the place of a group among the results."""

    id: str
    title: Text
    weight: Fraction
    group: int | None


@dataclass(frozen=True, slots=True)
class Section:
    """A group with its members; ``group`` is None for the total. ``row`` is its band on the Scorecard."""

    group: int | None
    title: Text
    join: str
    members: tuple[Member, ...]
    row: int
    weights: int | None
    id: str = ""

    @property
    def first(self) -> int:
        """Row of the first member."""
        return self.row + 1

    @property
    def last(self) -> int:
        """Row of the last member."""
        return self.row + len(self.members)

    @property
    def result(self) -> int:
        """Row of the score of the group."""
        return self.last + 1


@dataclass(frozen=True, slots=True)
class Capped:
    """A gate or flag that may cap the verdict."""

    id: str
    title: Text
    caps: Verdict
    is_gate: bool


@dataclass(frozen=True, slots=True)
class InputRows:
    """The rows of an input sheet: bands by giver, facts, and where they begin and end."""

    bands: Mapping[str, int]
    facts: Mapping[str, int]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class MeasureRows:
    """The rows of the Measures sheet, in the order of reading."""

    facts: Mapping[str, int]
    grades: Mapping[str, int]
    gathers: Mapping[str, int]
    steps: Mapping[str, int]
    changed: int
    bounds: Mapping[str, int]
    capped: tuple[Capped, ...]
    caps: int
    verdict: int
    reasons: int
    why: int
    bands: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class ParameterRows:
    """The rows of the Parameters sheet."""

    weights: tuple[int, int]
    parameters: Mapping[str, int]
    scales: Mapping[str, int]
    numbers: tuple[int, int]
    bands: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """Titles of the sheets and rows on each."""

    titles: Mapping[str, str]
    inputs: tuple[str, ...]
    bid_rows: InputRows
    brief_rows: InputRows
    sections: tuple[Section, ...]
    not_applicable: int
    ranking: int
    measures: MeasureRows
    parameters: ParameterRows
    gates: int
    flags: int
    steps: Mapping[str, Step]
    tables: TableLayout
    bid_tables: tuple[str, ...]
    rows: tuple[str, ...]


def lay_out(plan: Plan, bids: Sequence[str], lang: Language, given: Mapping[str, int] | None = None) -> Layout:
    """Settle the rows of every sheet; ``given`` says how many rows the longest answer to each table has."""
    titles = {id_: title.to(lang) for id_, title in SHEETS.items()}
    needs = plan.needs().facts
    sections, weights_end = _sections(plan)
    below = sections[-1].result + 2
    ranking = below + (len(plan.not_applicable) + 2 if plan.not_applicable else 0)
    gates = FIRST_ROW
    steps = live_steps(plan)
    tables = lay_out_tables(plan, steps, given or {}, len(bids))
    taken = {title.casefold() for title in titles.values()}
    inputs, bid_tables, rows = (_titles_per_bid(titles[id_], bids, taken) for id_ in ("inputs", "tables", "rows"))
    return Layout(
        titles,
        inputs,
        _input_rows({id_: spec for id_, spec in needs.items() if spec.per == "bid"}),
        _input_rows({id_: spec for id_, spec in needs.items() if spec.per == "evaluation"}),
        sections,
        below,
        ranking,
        _measure_rows(plan, steps, [gather.id for gather in tables.gathers if gather.helper.outer is None]),
        _parameter_rows(plan, steps, weights_end),
        gates,
        gates + len(plan.gates) + 2 + len(plan.settings.admissions),
        steps,
        tables,
        bid_tables,
        rows,
    )


def _titles_per_bid(word: str, bids: Sequence[str], taken: set[str]) -> tuple[str, ...]:
    """Name a sheet after each bid, short enough, possible and not taken yet."""
    found: list[str] = []
    for bid in bids:
        plain = "".join("_" if c in "[]:*?/\\'" or not c.isprintable() else c for c in bid)
        title, n = f"{word} {plain}"[:_LONGEST_TITLE], 2
        while title.casefold() in taken:
            tail = f" {n}"
            title, n = f"{word} {plain}"[: _LONGEST_TITLE - len(tail)] + tail, n + 1
        taken.add(title.casefold())
        found.append(title)
    return tuple(found)


def _input_rows(facts: Mapping[str, FactSpec]) -> InputRows:
    bands: dict[str, int] = {}
    rows: dict[str, int] = {}
    row = FIRST_ROW
    for giver in BLOCK_ORDER:
        given = [id_ for id_, spec in facts.items() if spec.by == giver]
        if given:
            bands[giver] = row
            rows |= {id_: row + 1 + i for i, id_ in enumerate(given)}
            row += len(given) + 1
    return InputRows(bands, rows, FIRST_ROW, max(row - 1, FIRST_ROW))


def _sections(plan: Plan) -> tuple[tuple[Section, ...], int]:
    """Return the groups as blocks, the total first and parents before members, and the row after the weights."""
    index = {id(branch): i for i, branch in enumerate(_branches(plan.groups))}
    total = Branch("", Text("Total", "Total"), "mean", Fraction(1), plan.groups)
    found: list[Section] = []
    row, weights = FIRST_ROW, FIRST_ROW + 1
    for branch in (total, *_branches(plan.groups)):
        members = tuple(_member(item, index) for item in branch.members)
        own = None if branch.join == "min" else weights + 1
        found.append(Section(index.get(id(branch)), branch.title, branch.join, members, row, own, branch.id))
        row += len(members) + 3
        weights += 0 if own is None else len(members) + 3
    return tuple(found), weights


def _branches(branches: Sequence[Branch | Leaf]) -> Iterator[Branch]:
    for branch in branches:
        if isinstance(branch, Branch):
            yield branch
            yield from _branches(branch.members)


def _member(item: Branch | Leaf, index: Mapping[int, int]) -> Member:
    if isinstance(item, Branch):
        return Member(item.id, item.title, item.weight, index[id(item)])
    return Member(item.criterion.id, item.criterion.title, item.weight, None)


def criteria_of(plan: Plan) -> dict[str, Criterion]:
    """Return the criteria in the tree, each once."""
    return {leaf.criterion.id: leaf.criterion for leaf, _, _ in plan.leaves()}


def live_steps(plan: Plan) -> dict[str, Step]:
    """Return the steps that rest only on what this evaluation asks for, in an order that needs only earlier ones."""
    needs = plan.needs()
    asked = {*needs.facts, *needs.tables, *plan.parameters}
    steps = {id_: step for id_, step in plan.rulebook.steps.items() if step.kind != "table"}
    return {id_: step for id_, step in steps.items() if plan.rulebook.needs_of(id_) <= asked}


def linked_facts(plan: Plan) -> dict[str, FactSpec]:
    """Return the facts that formulas may read: all but free text."""
    return {id_: spec for id_, spec in plan.needs().facts.items() if spec.type not in ("text", "choices")}


def _graded(plan: Plan, steps: Mapping[str, Step]) -> list[str]:
    formulas = [f for step in steps.values() for f in (*step.formulas, *([step.only_if] if step.only_if else []))]
    found = {node.id for formula in formulas for node in walk(formula.node) if isinstance(node, GradeOf)}
    return [id_ for id_ in plan.needs().facts if id_ in found]


def capped(plan: Plan) -> tuple[Capped, ...]:
    """Return the gates and flags that may cap the verdict, in the order in which they are judged."""
    gates = [Capped(gate.id, gate.title, gate.caps, True) for gate in plan.gates if gate.caps is not None]
    flags = [Capped(flag.id, flag.title, flag.caps, False) for flag in plan.flags if flag.caps is not None]
    return (*gates, *bars_of(plan), *flags)


def bars_of(plan: Plan) -> tuple[Capped, ...]:
    """Return the bars that the buyer set on scores, in the order in which they are judged."""
    return tuple(Capped(bar.id, plan.bar_title(bar), Verdict.REJECT, True) for bar in plan.settings.admissions)


def _measure_rows(plan: Plan, steps: Mapping[str, Step], gathers: Sequence[str]) -> MeasureRows:
    bands: dict[str, int] = {}
    bands["facts"] = row = FIRST_ROW
    facts = _run(linked_facts(plan), row + 1)
    grades = _run(_graded(plan, steps), row + 1 + len(facts))
    row = row + 2 + len(facts) + len(grades)
    gathered = _run(gathers, row + 1)
    if gathers:
        bands["gathers"] = row
        row += 2 + len(gathers)
    bands["steps"] = row
    own = _run(steps, row + 1)
    bands["bounds"] = row = row + 2 + len(own)
    bounds = _run(criteria_of(plan), row + 2)
    bands["verdict"] = verdict = row + 3 + len(bounds)
    caps = capped(plan)
    bands["why"] = reasons = verdict + 8 + len(caps)
    return MeasureRows(
        facts, grades, gathered, own, row + 1, bounds, caps, verdict + 1, verdict + 1 + len(caps), reasons + 1,
        reasons + 1 + len(caps), bands,
    )  # fmt: skip


def _run(ids: Iterator[str] | Sequence[str] | Mapping[str, object], first: int) -> dict[str, int]:
    return {id_: first + i for i, id_ in enumerate(ids)}


def _parameter_rows(plan: Plan, steps: Mapping[str, Step], weights_end: int) -> ParameterRows:
    bands = {"weights": FIRST_ROW, "parameters": weights_end}
    keyed = {id_: len(value) if isinstance(value, Mapping) else 1 for id_, value in plan.parameters.items()}
    rows: dict[str, int] = {}
    row = weights_end + 1
    for id_ in used_parameters(plan, steps):
        rows[id_] = row
        row += keyed[id_]
    bands["scales"] = row = row + 1
    scales: dict[str, int] = {}
    row += 1
    for id_, criterion in criteria_of(plan).items():
        scales[id_] = row
        row += len(criterion.scale) + 3
    last = max(row - 1, bands["parameters"] + 1)
    return ParameterRows((FIRST_ROW + 1, weights_end - 1), rows, scales, (bands["parameters"] + 1, last), bands)


def used_parameters(plan: Plan, steps: Mapping[str, Step]) -> list[str]:
    """Return the parameters on which something shown rests."""
    used = frozenset[str]().union(*(plan.rulebook.needs_of(id_) for id_ in steps))
    return [id_ for id_ in plan.parameters if id_ in used]

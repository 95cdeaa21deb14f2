"""Why a bid earned what it did: the tree from each rule down to cells and sources.

Everything about the rules alone is worked out once for all bids; for a bid only values are put beside it.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from contracteval.errors import InputError, Problem
from contracteval.evaluation.engine import Engine, Run
from contracteval.evaluation.evaluate import judge, merge
from contracteval.formula import expression as x
from contracteval.formula.to_exact import Context, Evaluate, to_exact
from contracteval.model.bid import Answers, Bid, Dossier
from contracteval.model.explanation import (
    CriterionExplanation,
    CriterionRule,
    Explanation,
    FactExplanation,
    FlagExplanation,
    GateExplanation,
    Input,
    MeasureExplanation,
    MeasureRule,
    ParameterExplanation,
    Reference,
    Rule,
    TableExplanation,
)
from contracteval.model.result import BidResult, MeasureResult, Status
from contracteval.model.unit import ONE
from contracteval.model.value import Outcome, Undefined, Unknown
from contracteval.rules.plan import Branch, Leaf, Plan
from contracteval.rules.rulebook import Formula, Source, Step
from contracteval.text import Text, suggestion

NOTHING = MeasureResult("", "unknown", None, None, None)


def explain(plan: Plan, dossier: Dossier, bid_id: str, criterion: str | None = None) -> Explanation:
    """Explain one bid, or only what one id is about: a criterion, group, gate, flag or measure.

    Raises ``InputError`` when there is no such bid or rule, with what was probably meant.
    """
    bids = {bid.id: bid for bid in dossier.bids}
    problems = [] if bid_id in bids else [unknown_id("bid", "offre", bid_id, bids)]
    known = known_rules(plan)
    if criterion is not None and criterion not in known:
        problems.append(unknown_id("rule", "règle", criterion, known))
    if problems:
        raise InputError(problems)
    engine = Engine(plan)
    merged = [(bid, merge(dossier.brief, bid.answers)) for bid in dossier.bids]
    results, lot = judge(engine, merged)
    (bid, answers), result = next(pair for pair in zip(merged, results, strict=True) if pair[0][0].id == bid_id)
    return Explainer(engine).explain(bid, answers, result, lot, criterion)


def known_rules(plan: Plan) -> tuple[str, ...]:
    """Return every id that can be explained: criteria, groups, gates, flags and measures of this evaluation."""
    groups = [branch.id for branch in _branches(plan.groups)]
    criteria = [leaf.criterion.id for leaf, _, _ in plan.leaves()]
    rules = [*(gate.id for gate in plan.gates), *(flag.id for flag in plan.flags)]
    steps = [id_ for id_, step in plan.rulebook.steps.items() if step.kind in ("measure", "flag", "diagnostic")]
    return tuple(dict.fromkeys((*criteria, *groups, *rules, *steps)))


class Explainer:
    """Explains bids under one plan. Make it once, explain many."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.plan = engine.plan
        self._recipes: dict[tuple[str, int], _Recipe] = {}

    def explain(
        self,
        bid: Bid,
        answers: Answers,
        result: BidResult,
        lot: Sequence[Mapping[str, Any]] = (),
        asked: str | None = None,
    ) -> Explanation:
        """Put the values of one bid beside the rules; ``result`` is what ``evaluate`` made of the same answers."""
        run = self.engine.run(self.engine.start(answers), lot)
        building = _Building(self, answers, run, result)
        return Explanation(result, tuple(building.rules() if asked is None else building.about(asked)), asked)

    def recipe(self, id_: str, alternative: int) -> _Recipe:
        """Return what a step needs and how its parts are computed, for one of its formulas."""
        found = self._recipes.get((id_, alternative))
        if found is None:
            step = self.plan.rulebook.steps[id_]
            found = self._recipes[id_, alternative] = _recipe(step, alternative, self.plan, self._context)
        return found

    @cached_property
    def _context(self) -> Context:
        steps = self.plan.rulebook.steps
        return Context(frozenset(i for i, step in steps.items() if not step.type.exact), self.plan.rulebook.orders)

    @cached_property
    def parameters(self) -> dict[str, ParameterExplanation]:
        """The parameters as they apply to every bid."""
        plan = self.plan
        return {
            id_: ParameterExplanation(
                id_, p.label, plan.parameters.get(id_), p.unit, p.status, p.source, p.checked, id_ in plan.overridden
            )
            for id_, p in plan.rulebook.parameters.items()
        }

    @cached_property
    def criteria(self) -> tuple[CriterionRule, ...]:
        """What each criterion of the plan asks and weighs, in the order of the groups."""
        joins = {id(leaf): path for leaf, path in _paths(self.plan.groups, ())}
        return tuple(
            CriterionRule(
                c.id, c.title, c.asks, c.why, c.scale, c.undefined_score, c.undefined_why, branch.id, branch.title,
                leaf.weight, share, joins[id(leaf)], references(c.sources),
            )
            for leaf, branch, share in self.plan.leaves()
            for c in (leaf.criterion,)
        )  # fmt: skip

    @cached_property
    def sources(self) -> dict[str, tuple[Reference, ...]]:
        """The sources of gates and flags, by the id of the step that is their condition."""
        plan = self.plan
        found = {f"gate:{gate.id}": references(gate.sources) for gate in plan.gates}
        return found | {f"flag:{flag.id}": references(flag.sources) for flag in plan.flags}


@dataclass(frozen=True, slots=True)
class _Recipe:
    """What is the same for every bid about one formula of a step."""

    rule: MeasureRule
    needs: tuple[str, ...]
    parts: tuple[tuple[x.Node, Evaluate], ...]


class _Building:
    """The tree of one bid; what rules share is built once."""

    def __init__(self, explainer: Explainer, answers: Answers, run: Run, result: BidResult) -> None:
        self.explainer = explainer
        self.plan = explainer.plan
        self.answers = answers
        self.run = run
        self.result = result
        self.made: dict[str, Input] = {}

    def rules(self) -> Iterator[Rule]:
        yield from self.criteria()
        yield from self.gates()
        yield from self.flags()

    def about(self, asked: str) -> Iterator[Rule]:
        """Yield the rules of one id; a criterion and a flag may bear the same."""
        branches = [branch for branch in _branches(self.plan.groups) if branch.id == asked]
        below = {leaf.criterion.id for leaf, _ in _paths(branches, ())}
        found = [rule for rule in self.rules() if rule.id == asked or (rule.id in below and _is_criterion(rule))]
        yield from found or [self.measure(asked)]

    def criteria(self) -> Iterator[CriterionExplanation]:
        scores = {(result.id, result.group): result.score for result in self.result.criteria}
        for rule in self.explainer.criteria:
            yield CriterionExplanation(rule, scores[rule.id, rule.group], self.measure(rule.id))

    def gates(self) -> Iterator[GateExplanation]:
        for result in self.result.gates:
            step = f"gate:{result.id}"
            yield GateExplanation(result, self.explainer.sources[step], self.measure(step))

    def flags(self) -> Iterator[FlagExplanation]:
        for result in self.result.flags:
            step = f"flag:{result.id}"
            yield FlagExplanation(result, self.explainer.sources[step], self.measure(step))

    def measure(self, id_: str) -> MeasureExplanation:
        found = self.made.get(id_)
        if isinstance(found, MeasureExplanation):
            return found
        env = self.run.env
        recipe = self.explainer.recipe(id_, self.run.alternatives.get(id_, 0))
        bounds = self.result.measures.get(id_, NOTHING)
        status, value, why = _state(env[id_])
        numbers: dict[Hashable, Outcome] = {node: part(env) for node, part in recipe.parts}
        made = self.made[id_] = MeasureExplanation(
            recipe.rule, status, value, bounds.low, bounds.high, why, tuple(self.inputs(recipe.needs)), numbers
        )
        return made

    def inputs(self, needs: Iterable[str]) -> Iterator[Input]:
        for id_ in needs:
            made = self.made.get(id_)
            if made is None:
                made = self.made[id_] = self.input(id_)
            yield made

    def input(self, id_: str) -> Input:
        book = self.plan.rulebook
        if id_ in book.facts:
            return FactExplanation(book.facts[id_], self.answers.facts.get(id_))
        if id_ in book.parameters:
            return self.explainer.parameters[id_]
        if id_ in book.tables:
            rows = self.run.env[id_]
            answers = self.answers.tables.get(id_)
            return TableExplanation(book.tables[id_], answers, () if answers is None else tuple(rows))
        return self.measure(id_)


def references(sources: Iterable[Source]) -> tuple[Reference, ...]:
    """Return the sources of a rule as the tree carries them."""
    return tuple(Reference(source.article, source.reference, source.idea, source.cited) for source in sources)


def _is_criterion(rule: Rule) -> bool:
    return isinstance(rule, CriterionExplanation)


def _state(outcome: Outcome) -> tuple[Status, Any, Text | None]:
    if isinstance(outcome, Unknown):
        return "unknown", None, None
    if isinstance(outcome, Undefined):
        return "undefined", None, outcome.why
    return "scored", outcome, None


def _recipe(step: Step, alternative: int, plan: Plan, context: Context) -> _Recipe:
    formula: Formula | None = step.formulas[alternative] if step.formulas else None
    nodes = [part.node for part in (formula, step.only_if) if part is not None]
    known = {*plan.rulebook.facts, *plan.rulebook.tables, *plan.rulebook.parameters, *plan.rulebook.steps}
    needs = [id_ for node in nodes for id_ in _named(node) if id_ in known]
    parts = {part: to_exact(part, context) for node in nodes for part in _parts(node)}
    rule = MeasureRule(
        step.id,
        step.kind,
        step.title,
        step.type.unit if step.type.kind == "number" else ONE,
        "" if formula is None else formula.text,
        None if formula is None else formula.node,
        None if step.only_if is None else step.only_if.node,
        alternative,
        len(step.formulas),
        None if formula is None else formula.place,
        step.options,
    )
    return _Recipe(rule, tuple(dict.fromkeys(needs)), tuple(parts.items()))


def _named(node: x.Node) -> Iterator[str]:
    """Yield the ids that a formula mentions, in reading order."""
    for item in x.walk(node):
        if isinstance(item, x.Name | x.Given | x.GradeOf | x.Keyed):
            yield item.id
        elif isinstance(item, x.Aggregate):
            yield item.table


def _parts(node: x.Node) -> Iterator[x.Node]:
    """Yield the parts that have a value of their own without being a name; nothing below an aggregate has one."""
    if isinstance(node, x.Aggregate | x.Keyed | x.Given | x.GradeOf):
        yield node
    else:
        for child in x.children(node):
            yield from _parts(child)


def _branches(groups: Iterable[Branch]) -> Iterator[Branch]:
    for branch in groups:
        yield branch
        yield from _branches(member for member in branch.members if isinstance(member, Branch))


def _paths(groups: Iterable[Branch], above: tuple[str, ...]) -> Iterator[tuple[Leaf, tuple[str, ...]]]:
    for branch in groups:
        path = (branch.join if len(branch.members) > 1 else "mean", *above)
        for member in branch.members:
            if isinstance(member, Leaf):
                yield member, path
            else:
                yield from _paths((member,), path)


def unknown_id(en: str, fr: str, id_: str, known: Iterable[str]) -> Problem:
    """Say that something asked for by its id is not there, and what is."""
    names = list(known)
    listed = ", ".join(names[:12]) + (", …" if len(names) > 12 else "") or "–"
    hint = suggestion(id_, names) or Text(f"there are: {listed}", f"il y a\u00a0: {listed}")
    return Problem(f"{en}-unknown", Text(f"there is no {en} {id_}", f"il n’y a pas de {fr} {id_}"), got=id_, next=hint)

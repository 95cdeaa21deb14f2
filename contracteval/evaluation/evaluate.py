"""Bids to results: the one place that composes measures, criteria, gates, flags, verdict and ranks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Any

from contracteval.evaluation.admission import admit
from contracteval.evaluation.aggregate import groups_of, rounded
from contracteval.evaluation.enclose import Encloser, finite
from contracteval.evaluation.engine import Engine, Run
from contracteval.evaluation.judge import conditions_of, flags_of, gates_of, is_promise, verdict_of
from contracteval.evaluation.ranks import rank
from contracteval.model.bid import Answer, Answers, Bid, Dossier, Row
from contracteval.model.fact import FactSpec, Grade, Needs, TableSpec
from contracteval.model.result import BidResult, Comparison, CriterionResult, MeasureResult, Missing, Score
from contracteval.model.value import Undefined, Unknown
from contracteval.rules.plan import Plan, all_needs
from contracteval.rules.rulebook import Criterion
from contracteval.text import Text

ZERO, FULL = Fraction(0), Fraction(100)
MEASURE_KINDS = frozenset({"measure", "criterion", "flag", "diagnostic", "counted"})
CONDITION_KINDS = frozenset({"gate-condition", "flag-condition"})


def compare(plan: Plan, dossier: Dossier) -> Comparison:
    """Evaluate every bid alone, then let the buyer's bars judge, then rank."""
    merged = [(bid, merge(dossier.brief, bid.answers)) for bid in dossier.bids]
    return rank(judge(Engine(plan), merged)[0])


def judge(engine: Engine, merged: Sequence[tuple[Bid, Answers]]) -> tuple[list[BidResult], list[dict[str, Any]]]:
    """Return what each bid earned, not yet ranked, and the lot that relative rules counted.

    ``merged`` holds each bid with its answers, those of the brief included.
    """
    plan = engine.plan
    lot = lot_of(plan, [answers for _, answers in merged])
    results = [evaluate(engine, bid, answers, lot) for bid, answers in merged]
    out = engine.early.out(results)
    if out and plan.is_relative:  # what their price is has no part in a relative rule
        lot = lot_of(plan, [answers for bid, answers in merged if bid.id not in out])
        results = [evaluate(engine, bid, answers, lot) for bid, answers in merged]
    return [replace(bid, opened=bid.id not in out) for bid in admit(plan, results)], lot


def merge(brief: Answers, own: Answers) -> Answers:
    """Join the buyer's own answers with those of one bid."""
    return Answers({**brief.facts, **own.facts}, {**brief.tables, **own.tables})


def lot_of(plan: Plan, answers: Sequence[Answers]) -> list[dict[str, Any]]:
    """Return the rows of the table ``bids`` that relative rules may read."""
    columns = [id_ for id_, spec in plan.rulebook.facts.items() if spec.per == "bid"]
    lot = []
    for bid in answers:
        values = {id_: bid.facts[id_].value for id_ in columns if id_ in bid.facts}
        lot.append({id_: Unknown(frozenset({id_})) if values.get(id_) is None else values[id_] for id_ in columns})
    return lot


def evaluate(engine: Engine, bid: Bid, answers: Answers, lot: Sequence[Mapping[str, Any]] = ()) -> BidResult:
    """Evaluate one bid at face value and at commitment value, where uncontracted promises count as unknown."""
    plan = engine.plan
    run = engine.run(engine.start(answers), lot)
    encloser = Encloser(engine, run.env, known=engine.bounds)
    scores = _scores(plan, run, encloser)
    total, groups = groups_of(plan.groups, scores, plan.settings.rounding)
    gates, flags = gates_of(plan, run.env), flags_of(plan, run.env)
    conditions = conditions_of(answers, all_needs(plan.rulebook), plan.deciding_facts())
    verdict, why = verdict_of(gates, flags, conditions)
    return BidResult(
        bid.id, bid.vendor, total, _committed(engine, answers, lot, total), groups,
        _criteria(plan, scores, run), _measures(plan, run, encloser, MEASURE_KINDS), gates, flags,
        _missing(plan, run, scores), conditions, verdict, why,
        {id_: answer.value for id_, answer in answers.facts.items() if answer.value is not None},
        outcomes=_measures(plan, run, encloser, CONDITION_KINDS),
    )  # fmt: skip


def score_of(criterion: Criterion, outcome: object, encloser: Encloser) -> Score:
    """Put a measure on its scale: a point when known, what the rule says when undefined, else an interval."""
    if isinstance(outcome, Unknown):
        low, high = encloser.score(criterion)
        return Score("unknown", None, max(ZERO, Fraction(low)), min(FULL, Fraction(high)))
    if isinstance(outcome, Undefined):
        if criterion.undefined_score is None:
            return Score("undefined", None, ZERO, FULL)
        return Score.exactly(criterion.undefined_score)
    return Score.exactly(criterion.score_at(outcome))


def _scores(plan: Plan, run: Run, encloser: Encloser) -> dict[str, Score]:
    criteria = {leaf.criterion.id: leaf.criterion for leaf, _, _ in plan.leaves()}
    digits = plan.settings.rounding.scores
    return {id_: rounded(score_of(criterion, run.env[id_], encloser), digits) for id_, criterion in criteria.items()}


def contracted(answers: Answers, needs: Needs) -> Answers:
    """Return the answers without the promises that are not contracted, in facts and in the cells of tables."""
    facts = {
        id_: answer
        for id_, answer in answers.facts.items()
        if id_ not in needs.facts or _binds(answer, needs.facts[id_])
    }
    tables = {
        id_: tuple(_binding_row(row, needs.tables.get(id_)) for row in rows) for id_, rows in answers.tables.items()
    }
    return Answers(facts, tables)


def _binds(answer: Answer, spec: FactSpec) -> bool:
    return not is_promise(spec) or answer.grade >= Grade.CONTRACTED


def _binding_row(row: Row, table: TableSpec | None) -> Row:
    columns = table.columns if table is not None else {}
    return {name: cell for name, cell in row.items() if name not in columns or _binds(cell, columns[name])}


def _committed(engine: Engine, answers: Answers, lot: Sequence[Mapping[str, Any]], total: Score) -> Fraction | None:
    """Return the low end of the score when every promise that is not contracted counts as unknown."""
    binding = contracted(answers, all_needs(engine.plan.rulebook))
    if binding == answers:
        return total.low
    run = engine.run(engine.start(binding), lot)
    scores = _scores(engine.plan, run, Encloser(engine, run.env, known=engine.bounds))
    return groups_of(engine.plan.groups, scores, engine.plan.settings.rounding)[0].low


def _criteria(plan: Plan, scores: Mapping[str, Score], run: Run) -> tuple[CriterionResult, ...]:
    results = []
    for leaf, branch, _ in plan.leaves():
        criterion, outcome = leaf.criterion, run.env[leaf.criterion.id]
        why: Text | None = None
        if isinstance(outcome, Undefined):
            why = criterion.undefined_why or outcome.why
        results.append(
            CriterionResult(
                criterion.id, criterion.ruleset, criterion.title, scores[criterion.id], leaf.weight, branch.id, why
            )
        )
    left_out = (CriterionResult(c.id, c.ruleset, c.title, Score.not_judged(), ZERO, "") for c in plan.not_applicable)
    return (*results, *left_out)


def _measures(plan: Plan, run: Run, encloser: Encloser, kinds: frozenset[str]) -> dict[str, MeasureResult]:
    results = {}
    for id_, step in plan.rulebook.steps.items():
        if step.kind not in kinds:
            continue
        outcome, alternative = run.env[id_], run.alternatives.get(id_, 0)
        if isinstance(outcome, Undefined):
            results[id_] = MeasureResult(id_, "undefined", None, None, None, alternative, outcome.why)
        elif isinstance(outcome, Unknown):
            bounded = step.type.kind == "number" and id_ in plan.reached_steps
            low, high = map(finite, encloser.measure(id_)) if bounded else (None, None)
            results[id_] = MeasureResult(id_, "unknown", None, low, high, alternative)
        else:
            end = outcome if isinstance(outcome, Fraction) else None
            results[id_] = MeasureResult(id_, "scored", outcome, end, end, alternative)
    return results


def _missing(plan: Plan, run: Run, scores: Mapping[str, Score]) -> tuple[Missing, ...]:
    """List the answers that a score, gate or flag still waits for, the most valuable first.

    What the bid answered is not among them: a relative rule waits for the same answer of another bid.
    """
    worth: dict[str, Fraction] = {}
    for leaf, _, share in plan.leaves():
        outcome, score = run.env[leaf.criterion.id], scores[leaf.criterion.id]
        if isinstance(outcome, Unknown):
            width = (score.high or ZERO) - (score.low or ZERO)
            for fact in outcome.facts:
                worth[fact] = worth.get(fact, ZERO) + share * width
    for key in (*(f"gate:{gate.id}" for gate in plan.gates), *(f"flag:{flag.id}" for flag in plan.flags)):
        outcome = run.env[key]
        if isinstance(outcome, Unknown):
            for fact in outcome.facts:
                worth.setdefault(fact, ZERO)
    known: dict[str, FactSpec | TableSpec] = {**plan.rulebook.facts, **plan.rulebook.tables}
    order = {id_: i for i, id_ in enumerate(known)}
    asked = (item for item in worth.items() if item[0] in plan.rulebook.tables or isinstance(run.env[item[0]], Unknown))
    listed = sorted(asked, key=lambda item: (-item[1], order[item[0]]))
    return tuple(Missing(id_, value, known[id_].label, known[id_].question, known[id_].by) for id_, value in listed)

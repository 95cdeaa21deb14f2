"""Gates, flags and the verdict they leave."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from contracteval.model.bid import Answer, Answers, Row
from contracteval.model.fact import FactSpec, Grade, Needs, TableSpec
from contracteval.model.result import Condition, FlagResult, GateResult, Verdict
from contracteval.model.value import Undefined, Unknown
from contracteval.rules.plan import Plan
from contracteval.rules.rulebook import Flag
from contracteval.text import Text, join_texts


def gates_of(plan: Plan, env: Mapping[str, Any]) -> tuple[GateResult, ...]:
    """Judge every gate; an undefined condition is not passed."""
    results = []
    for gate in plan.gates:
        passed = gate_passed(env[f"gate:{gate.id}"])
        results.append(GateResult(gate.id, gate.title, passed, gate.caps, gate.zeroes, gate.why))
    return tuple(results)


def flags_of(plan: Plan, env: Mapping[str, Any]) -> tuple[FlagResult, ...]:
    """Judge every flag; the rule says whether an undefined condition raises it, and the reason is the measure's."""
    results = []
    for flag in plan.flags:
        outcome = env[f"flag:{flag.id}"]
        raised = flag_raised(flag, outcome)
        why = flag.why
        if isinstance(outcome, Undefined):
            why = Text(f"{outcome.why.en}. {flag.why.en}", f"{outcome.why.fr}. {flag.why.fr}") if raised else why
        results.append(FlagResult(flag.id, flag.title, raised, flag.severity, flag.caps, why, flag.question))
    return tuple(results)


def gate_passed(outcome: Any) -> bool | None:
    """Say whether a gate's condition lets a bid pass; None while it is unknown."""
    return None if isinstance(outcome, Unknown) else outcome is True


def flag_raised(flag: Flag, outcome: Any) -> bool | None:
    """Say whether a flag's condition raises it; None while it is unknown."""
    if isinstance(outcome, Undefined):
        return flag.raised_when_undefined
    return None if isinstance(outcome, Unknown) else outcome is True


def conditions_of(answers: Answers, known: Needs, deciding: frozenset[str]) -> tuple[Condition, ...]:
    """List the vendor's promises that count in the result and are not contracted yet: facts, then rows of tables."""
    found = []
    for id_, spec in known.facts.items():
        answer = answers.facts.get(id_)
        if id_ in deciding and answer is not None and is_open_promise(answer, spec):
            found.append(Condition(id_, spec.label, answer.grade.name.lower()))
    for id_, table in known.tables.items():
        rows = answers.tables.get(id_, ()) if id_ in deciding else ()
        found += [item for n, row in enumerate(rows, 1) if (item := _open_row(table, n, row)) is not None]
    return tuple(found)


def _open_row(table: TableSpec, number: int, row: Row) -> Condition | None:
    """Return the condition on one row of a table: the columns that are promised in it and not contracted."""
    cells = {name: cell for name, cell in row.items() if name in table.columns}
    open_ = [name for name, cell in cells.items() if is_open_promise(cell, table.columns[name])]
    if not open_:
        return None
    names = join_texts(", ", (table.columns[name].label for name in open_))
    label = Text(f"{table.label.en}, row {number} ({names.en})", f"{table.label.fr}, ligne {number} ({names.fr})")
    return Condition(table.id, label, min(cells[name].grade for name in open_).name.lower(), number)


def is_open_promise(answer: Answer, spec: FactSpec) -> bool:
    """Say whether an answer is a promise that binds nobody yet."""
    return answer.value is not None and is_promise(spec) and answer.grade < Grade.CONTRACTED


def is_promise(spec: FactSpec) -> bool:
    """Say whether a fact binds nobody until it stands in the contract."""
    return spec.by == "vendor" and not spec.binding


def verdict_of(
    gates: Sequence[GateResult], flags: Sequence[FlagResult], conditions: Sequence[Condition]
) -> tuple[Verdict, Text]:
    """Return the lowest cap certainly hit, lowered to clarify where something unknown could lower it, and why."""
    hit = [(gate.caps, gate.title) for gate in gates if gate.passed is False and gate.caps is not None]
    hit += [(flag.caps, flag.title) for flag in flags if flag.raised and flag.caps is not None]
    best = Verdict.AWARD_WITH_CONDITIONS if conditions else Verdict.AWARD
    certain = min([caps for caps, _ in hit], default=best)
    certain = min(certain, best)
    open_ = [(gate.caps, gate.title) for gate in gates if gate.passed is None and gate.caps is not None]
    open_ += [(flag.caps, flag.title) for flag in flags if flag.raised is None and flag.caps is not None]
    doubtful = [title for caps, title in open_ if caps < certain]
    if doubtful and certain > Verdict.CLARIFY:
        return Verdict.CLARIFY, _why("not known yet", "pas encore connu", doubtful)
    reasons = [title for caps, title in hit if caps == certain]
    if reasons:
        return certain, join_texts(" · ", dict.fromkeys(reasons))
    if conditions:
        count = len(conditions)
        return certain, Text(
            f"{count} promise{'s' if count > 1 else ''} to put into the contract",
            f"{count} promesse{'s' if count > 1 else ''} à inscrire au contrat",
        )
    return certain, Text("no gate fails and no flag is raised", "aucune barrière n’échoue, aucune alerte n’est levée")


def _why(en: str, fr: str, titles: Sequence[Text]) -> Text:
    joined = join_texts(" · ", dict.fromkeys(titles))
    return Text(f"{en}: {joined.en}", f"{fr}\u00a0: {joined.fr}")

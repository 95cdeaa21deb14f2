"""Worked cases of a ruleset, run: what is given goes in, what must come out is compared exactly."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from contracteval.errors import FormulaError, Place, Problem
from contracteval.evaluation.aggregate import join
from contracteval.evaluation.enclose import Encloser
from contracteval.evaluation.engine import Engine
from contracteval.evaluation.evaluate import score_of
from contracteval.evaluation.judge import flag_raised, gate_passed
from contracteval.formula.from_text import from_text
from contracteval.formula.to_exact import to_exact
from contracteval.model.bid import Answers
from contracteval.model.fact import FactSpec
from contracteval.model.quantity import QuantityError, parse_amount
from contracteval.model.result import Score, Verdict
from contracteval.model.settings import STAGES, Settings
from contracteval.model.unit import ONE, Unit
from contracteval.model.value import Undefined, Unknown
from contracteval.rules.plan import Plan
from contracteval.rules.rulebook import LOT, Case, Profile, Rulebook
from contracteval.text import Text


def case_problems(rulebook: Rulebook, steps: Container[str] | None = None) -> tuple[int, list[Problem]]:
    """Run every worked case, or those of the rules with these steps; return how many ran and those that fail."""
    plan = plan_of(rulebook)
    engine = Engine(plan)
    count = 0
    problems: list[Problem] = []
    for word, id_, case in _cases(rulebook):
        if steps is not None and id_ not in steps and f"{word}:{id_}" not in steps:
            continue
        count += 1
        try:
            found = _outcomes(engine, word, id_, case)
            wrong = [(key, found[key], _expected(value)) for key, value in case.expected.items()]
        except (QuantityError, FormulaError, ValueError, KeyError) as error:
            text = Text(f"this case cannot be read: {error}", f"ce cas est illisible\u00a0: {error}")
            problems.append(Problem("case-unreadable", text, (case.place,)))
            continue
        problems += _wrong(case, wrong)
    return count, problems


def _wrong(case: Case, outcomes: Iterable[tuple[str, Any, Any]]) -> Iterator[Problem]:
    for key, got, want in outcomes:
        if got != want:
            text = Text(f"{key} should be {_shown(want)}", f"{key} devrait valoir {_shown(want)}")
            yield Problem("case-fails", text, (case.place,), got=_shown(got))


def plan_of(rulebook: Rulebook) -> Plan:
    """Bind rules to nothing but the latest value of each parameter."""
    parameters = {id_: parameter.values[max(parameter.values)] for id_, parameter in rulebook.parameters.items()}
    settings = Settings("", date.max, STAGES[-1])
    profile = Profile("", "", Text.same(""), {}, False, Place(""))
    return Plan(rulebook, settings, profile, (), (), parameters, frozenset())


def _cases(rulebook: Rulebook) -> Iterator[tuple[str, str, Case]]:
    families: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ("criterion", rulebook.criteria),
        ("gate", rulebook.gates),
        ("flag", rulebook.flags),
        ("diagnostic", rulebook.diagnostics),
    )
    for word, rules in (("measure", rulebook.steps), *families):
        for id_, rule in rules.items():
            for case in rule.cases:
                yield word, id_, case


def join_problems(rulebook: Rulebook) -> tuple[int, list[Problem]]:
    """Run the worked cases of groups and profiles: the scores of the members go in, the score of the whole comes out."""
    wholes = [(group.join, group.members, group.cases) for group in rulebook.groups.values()]
    wholes += [("mean", profile.weights, profile.cases) for profile in rulebook.profiles.values()]
    problems: list[Problem] = []
    for how, members, cases in wholes:
        for case in cases:
            given = {name: Score.exactly(_expected(case.given[name])) for name in members}
            got = join(how, [(weight, given[name]) for name, weight in members.items()]).value
            problems += _wrong(case, [("score", got, _expected(case.expected["score"]))])
    return sum(len(cases) for _, _, cases in wholes), problems


def env_of_case(engine: Engine, word: str, id_: str, case: Case) -> dict[str, Any]:
    """Run what a rule rests on with what a case gives; return everything by name."""
    rulebook = engine.plan.rulebook
    env = engine.start(Answers())
    given = given_answers(rulebook, case)
    lot = given.pop(LOT, ())
    for name, answer in given.items():
        env[name], env[f"given({name})"] = answer, True
    for name, raw in case.given.items():
        if name in rulebook.facts:
            continue
        if name in rulebook.parameters:
            env[name] = _number(raw, rulebook.parameters[name].unit)
        else:
            kind = rulebook.steps[name].type
            env[name] = raw if isinstance(raw, bool) else _number(raw, kind.unit)
    _pass_gates(engine, env, word, id_, case.given)
    return engine.narrowed([id_, f"{word}:{id_}"]).run(env, lot).env


def _outcomes(engine: Engine, word: str, id_: str, case: Case) -> dict[str, Any]:
    rulebook = engine.plan.rulebook
    env = env_of_case(engine, word, id_, case)
    if word == "gate":
        passed = gate_passed(env[f"gate:{id_}"])
        return {"passed": passed, "verdict": _verdict(rulebook.gates[id_].caps, passed is False)}
    if word == "flag":
        raised = flag_raised(rulebook.flags[id_], env[f"flag:{id_}"])
        return {
            "raised": raised,
            "value": env.get(id_),
            "verdict": _verdict(rulebook.flags[id_].caps, raised is True),
        }
    outcome = env[id_]
    status = "unknown" if isinstance(outcome, Unknown) else "undefined" if isinstance(outcome, Undefined) else "scored"
    found = {"value": outcome, "status": status}
    if word == "criterion":
        found["score"] = score_of(rulebook.criteria[id_], outcome, Encloser(engine, env)).value
    return found


def _verdict(caps: Verdict | None, hit: bool) -> str:
    """Return the best verdict that a rule leaves."""
    return (caps if hit and caps is not None else Verdict.AWARD).name.lower()


def given_answers(rulebook: Rulebook, case: Case) -> dict[str, Any]:
    """Read the facts and the rows of tables that a case gives; the lot is the table ``bids``."""
    found: dict[str, Any] = {}
    for table, rows in case.tables.items():
        if table == LOT:
            found[LOT] = [_bid_of_lot(row, rulebook) for row in rows]
            continue
        columns = rulebook.tables[table].columns
        found[table] = [
            {
                name: _given(row[name], spec) if name in row else Unknown(frozenset({table}))
                for name, spec in columns.items()
            }
            for row in rows
        ]
    for name, raw in case.given.items():
        if name in rulebook.facts:
            found[name] = _given(raw, rulebook.facts[name])
    return found


def _bid_of_lot(row: Mapping[str, Any], rulebook: Rulebook) -> dict[str, Any]:
    return {
        id_: _given(row[id_], spec) if id_ in row else Unknown(frozenset({id_}))
        for id_, spec in rulebook.facts.items()
        if spec.per == "bid"
    }


def _pass_gates(engine: Engine, env: dict[str, Any], word: str, id_: str, given: Iterable[str]) -> None:
    """A case about something else that says nothing of a gate takes the facts that the gate may zero as they stand."""
    for gate in engine.plan.rulebook.gates.values():
        about_it = (word, id_) == ("gate", gate.id) or not engine.plan.rulebook.needs_of(f"gate:{gate.id}").isdisjoint(
            given
        )
        if gate.zeroes and not about_it:
            env[f"gate:{gate.id}"] = True


def _given(raw: Any, spec: FactSpec) -> Any:
    if spec.is_numeric:
        value = _number(raw, spec.unit)
        if value not in spec.range:
            raise ValueError(f"{raw} lies outside the range of {spec.id}")
        return value
    if spec.type == "choice" and raw not in {option.id for option in spec.options}:
        raise ValueError(f"{raw} is no option of {spec.id}")
    if spec.type == "yes/no" and not isinstance(raw, bool):
        raise ValueError(f"{raw} is no yes or no for {spec.id}")
    if spec.type == "date" and isinstance(raw, str):
        return date.fromisoformat(raw)
    return raw


def _number(raw: Any, unit: Unit) -> Fraction:
    if isinstance(raw, int | Decimal) and not isinstance(raw, bool):
        return Fraction(raw)
    return parse_amount(str(raw), unit)


_WORDS = frozenset({"scored", "unknown", "undefined", *(verdict.name.lower() for verdict in Verdict)})


def _expected(value: Any) -> Any:
    """Read an expectation; a text may be arithmetic, so that the derivation shows."""
    if isinstance(value, bool) or value in _WORDS:
        return value
    try:
        return parse_amount(str(value), ONE)
    except QuantityError:
        return to_exact(from_text(str(value)))({})


def _shown(value: Any) -> str:
    return f"{value} ({float(value):.6g})" if isinstance(value, Fraction) and value.denominator > 1 else str(value)

"""Every check of ``rules check``: what loading demands, what leads nowhere, and what only examples and bounds show."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from contracteval.errors import Problem
from contracteval.evaluation.cases import case_problems, join_problems, plan_of
from contracteval.evaluation.enclose import Encloser
from contracteval.evaluation.engine import Engine
from contracteval.evaluation.sanity.conditions import condition_problems
from contracteval.evaluation.sanity.directions import direction_problems
from contracteval.evaluation.sanity.exclusion import exclusion_problems
from contracteval.evaluation.sanity.gaps import gap_problems, idle_undefined_problems
from contracteval.evaluation.sanity.scales import scale_problems
from contracteval.model.bid import Answers
from contracteval.model.record import dataclass
from contracteval.model.value import Unknown
from contracteval.rules.choices import choice_problems
from contracteval.rules.consistency import inconsistencies
from contracteval.rules.from_toml import RawRules, read_rulesets
from contracteval.rules.loose_ends import loose_ends
from contracteval.rules.rulebook import LOT, Case, Rulebook
from contracteval.rules.to_rulebook import to_rulebook

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Checked:
    """What was checked: the rulebook, how many worked cases ran, and every problem."""

    rulebook: Rulebook
    cases: int
    problems: tuple[Problem, ...]


def check_rulesets(
    ids: Sequence[str] = (), extra: Sequence[Path] = (), progress: Progress = lambda done, of: None
) -> Checked:
    """Read and check rulesets, all of them by default. Rules that cannot be read are not looked into further."""
    raw = read_rulesets(ids, extra)
    rulebook, problems = _read(raw)
    if problems:
        return Checked(rulebook, 0, tuple(problems))
    own = {id_ for id_, step in rulebook.steps.items() if step.ruleset in ids} if ids else None
    count, deep = deep_problems(rulebook, own, progress)
    return Checked(rulebook, count, (*_of_keys(raw, rulebook, whole=not ids), *deep))


def _read(raw: RawRules) -> tuple[Rulebook, list[Problem]]:
    rulebook, problems = to_rulebook(raw)
    problems = [*raw.problems, *problems]
    return rulebook, problems or choice_problems(rulebook)


def _of_keys(raw: RawRules, rulebook: Rulebook, *, whole: bool) -> list[Problem]:
    return [*loose_ends(raw, rulebook, whole=whole), *inconsistencies(raw, rulebook)]


def check_part(raw: RawRules, part: Callable[[Rulebook], Collection[str]]) -> Checked:
    """Check rules that were read; examples and worked cases only for the part of the steps that is chosen."""
    rulebook, problems = _read(raw)
    if problems:
        return Checked(rulebook, 0, tuple(problems))
    keys = _of_keys(raw, rulebook, whole=True)
    if keys:
        return Checked(rulebook, 0, tuple(keys))
    count, deep = deep_problems(rulebook, part(rulebook))
    return Checked(rulebook, count, tuple(deep))


def deep_problems(
    rulebook: Rulebook, only: Collection[str] | None = None, progress: Progress = lambda done, of: None
) -> tuple[int, list[Problem]]:
    """Run the worked cases and look for examples; return how many cases there are, and every problem.

    ``only`` narrows this to some steps; what they rest on is taken as checked.
    """
    count, problems = case_problems(rulebook, only)
    joined, wrong = join_problems(rulebook)
    count, problems = count + joined, problems + wrong
    if any(problem.kind == "case-unreadable" for problem in problems):
        return count, problems  # the search begins with the cases
    engine = Engine(plan_of(rulebook))
    encloser = Encloser(engine, engine.start(Answers()) | {LOT: Unknown(frozenset({LOT}))})
    cases = cases_by_step(rulebook)
    steps = [step for id_, step in rulebook.steps.items() if only is None or id_ in only]
    problems += gap_problems(engine)
    for done, step in enumerate(steps):
        progress(done, len(steps))
        criterion = rulebook.criteria.get(step.id) if step.kind == "criterion" else None
        if criterion is not None:
            problems += scale_problems(engine, encloser, criterion)
            problems += direction_problems(engine, encloser, criterion)
        problems += condition_problems(engine, encloser, step, cases.get(step.id, ()))
    problems += idle_undefined_problems(engine, encloser, only)
    problems += exclusion_problems(engine, encloser, only)
    progress(len(steps), len(steps))
    return count, problems


def cases_by_step(rulebook: Rulebook) -> Mapping[str, Sequence[Case]]:
    """Return the worked cases of each step; those of a flag serve its condition and its measure.

    A measure has none of its own: those of the rules that rest on it show what it does.
    """
    families: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ("", rulebook.diagnostics), ("", rulebook.flags), ("", rulebook.criteria),
        ("flag:", rulebook.flags), ("gate:", rulebook.gates),
    )  # fmt: skip
    own = {f"{prefix}{id_}": rule.cases for prefix, rules in families for id_, rule in rules.items()}
    found: dict[str, list[Case]] = {id_: list(cases) for id_, cases in own.items()}
    for id_, cases in own.items():
        for below in rulebook.steps_of(id_) - own.keys():
            found.setdefault(below, []).extend(cases)
    return found

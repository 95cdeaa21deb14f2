"""Every check of ``rules check``: what loading demands, what leads nowhere, and what only examples and bounds show."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from contracteval.errors import Problem
from contracteval.evaluation.cases import LOT, case_problems, plan_of
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
from contracteval.rules.from_toml import RawRules, read_rulesets
from contracteval.rules.loose_ends import loose_ends
from contracteval.rules.rulebook import Case, Rulebook
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
    return check_raw(read_rulesets(ids, extra), ids, progress)


def check_raw(raw: RawRules, ids: Iterable[str] = (), progress: Progress = lambda done, of: None) -> Checked:
    """Check rules that were read; with ``ids`` the examples are looked for in these rulesets only."""
    rulebook, problems = to_rulebook(raw)
    problems = [*raw.problems, *problems]
    if problems:
        return Checked(rulebook, 0, tuple(problems))
    count, deep = deep_problems(rulebook, frozenset(ids) or None, progress)
    ends = loose_ends(raw, rulebook, whole=not ids)
    return Checked(rulebook, count, (*choice_problems(rulebook), *ends, *deep))


def deep_problems(
    rulebook: Rulebook, rulesets: frozenset[str] | None = None, progress: Progress = lambda done, of: None
) -> tuple[int, list[Problem]]:
    """Run the worked cases and look for examples; return how many cases there are, and every problem.

    ``rulesets`` narrows the search to the rules of these; what they rest on is taken as checked.
    """
    count, problems = case_problems(rulebook)
    engine = Engine(plan_of(rulebook))
    encloser = Encloser(engine, engine.start(Answers()) | {LOT: Unknown(frozenset({LOT}))})
    cases = cases_by_step(rulebook)
    steps = [step for step in rulebook.steps.values() if rulesets is None or step.ruleset in rulesets]
    problems += gap_problems(engine)
    for done, step in enumerate(steps):
        progress(done, len(steps))
        criterion = rulebook.criteria.get(step.id) if step.kind == "criterion" else None
        if criterion is not None:
            problems += scale_problems(engine, encloser, criterion)
            problems += direction_problems(engine, encloser, criterion)
        problems += condition_problems(engine, encloser, step, cases.get(step.id, ()))
    problems += idle_undefined_problems(engine, encloser)
    problems += exclusion_problems(engine, encloser)
    progress(len(steps), len(steps))
    return count, problems


def cases_by_step(rulebook: Rulebook) -> Mapping[str, Sequence[Case]]:
    """Return the worked cases of each step; those of a flag serve its condition and its measure."""
    families: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ("", rulebook.diagnostics), ("", rulebook.flags), ("", rulebook.criteria),
        ("flag:", rulebook.flags), ("gate:", rulebook.gates),
    )  # fmt: skip
    return {f"{prefix}{id_}": rule.cases for prefix, rules in families for id_, rule in rules.items()}

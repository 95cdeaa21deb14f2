"""Conditions against what can happen: each must be both true and false in some example.

That holds for gates and flags, for ``only_if``, and for every branch of a formula: the condition of ``a if c else b``,
each argument of ``min`` and ``max``, each end of ``clamp``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from contracteval.errors import Place, Problem
from contracteval.evaluation.cases import given_answers
from contracteval.evaluation.enclose import Encloser
from contracteval.evaluation.engine import Engine
from contracteval.evaluation.sanity.trials import Env, Goal, Trials, search, truth_goal
from contracteval.evaluation.sanity.wording import example_text
from contracteval.formula import expression as x
from contracteval.formula.span import Options
from contracteval.formula.splitting import proved_never
from contracteval.formula.to_bounds import to_bounds
from contracteval.formula.to_exact import Context, to_exact
from contracteval.model.record import dataclass
from contracteval.rules.rulebook import Case, Formula, Rulebook, Step
from contracteval.text import Text

_BUDGET = 200


@dataclass(frozen=True, slots=True)
class Branch:
    """A yes/no within a step: ``node`` is the condition, ``source`` what it is about, as written in the formula.

    ``function`` is set where the condition is that one argument decides a minimum, a maximum or a clamp.
    """

    step: Step
    formula: Formula
    node: x.Node
    source: str
    function: str | None = None

    @property
    def wanted(self) -> tuple[bool, ...]:
        """What must occur; that an argument decides always shows in the others, which never do."""
        return (True, False) if self.function is None else (True,)


def condition_problems(engine: Engine, encloser: Encloser, step: Step, cases: Sequence[Case]) -> list[Problem]:
    """Find the conditions of a step that no example makes true, or none false."""
    branches = list(_branches(step))
    if not branches:
        return []
    book = engine.plan.rulebook
    trials = Trials(engine, [step.id])
    goals: list[Goal] = []
    for i, branch in enumerate(branches):
        read = _reader(branch.node, book)
        goals += [truth_goal((i, wanted), read, wanted) for wanted in branch.wanted]
    found, _ = search(trials, goals, [given_answers(book, case) for case in cases])
    missed = [(branches[goal.id[0]], goal.id[1]) for goal in goals if goal.id not in found]
    return [_problem(branch, wanted, encloser, next(iter(found.values()), None), book) for branch, wanted in missed]


def _reader(node: x.Node, book: Rulebook) -> Callable[[Env], Any]:
    inexact = frozenset(id_ for id_, step in book.steps.items() if not step.type.exact)
    return to_exact(node, Context(inexact, book.orders))


def _branches(step: Step) -> Iterator[Branch]:
    if step.kind in ("gate-condition", "flag-condition"):
        yield Branch(step, step.formulas[0], step.formulas[0].node, step.formulas[0].text)
    if step.only_if is not None:
        yield Branch(step, step.only_if, step.only_if.node, step.only_if.text)
    if step.kind == "counted":
        return
    for formula in step.formulas:
        for node in _plain(formula.node):
            if isinstance(node, x.IfElse):
                yield Branch(step, formula, node.condition, _source(formula, node.condition))
            elif isinstance(node, x.Call) and node.function in ("min", "max", "clamp"):
                for test, argument in _arms(node):
                    yield Branch(step, formula, test, _source(formula, argument), node.function)


def _plain(node: x.Node) -> Iterator[x.Node]:
    """Walk what can be evaluated outside the rows of a table."""
    yield node
    if not isinstance(node, x.Aggregate):
        for child in x.children(node):
            yield from _plain(child)


def _arms(node: x.Call) -> Iterator[tuple[x.Node, x.Node]]:
    """Yield for each argument that may decide a minimum, a maximum or a clamp the condition that it does."""
    if node.function == "clamp":
        value, low, high = node.arguments
        yield x.Compare("<", value, low), low
        yield x.Compare(">", value, high), high
        return
    operator = "<" if node.function == "min" else ">"
    for argument in node.arguments:
        others = [x.Compare(operator, argument, other) for other in node.arguments if other is not argument]
        yield (others[0] if len(others) == 1 else x.Both(tuple(others))), argument


def _source(formula: Formula, node: x.Node) -> str:
    """Return a part of a formula as it was written: up to the comma, bracket or ``else`` that ends it."""
    text, depth = formula.text.strip(), 0
    for i in range(node.at, len(text)):
        depth += (text[i] in "([") - (text[i] in ")]")
        if depth < 0 or (depth == 0 and (text[i] == "," or text.startswith((" else ", " if "), i))):
            return text[node.at : i]
    return text[node.at :]


def _problem(
    branch: Branch, wanted: bool, encloser: Encloser, example: Mapping[str, Any] | None, book: Rulebook
) -> Problem:
    text = _never(branch, wanted, proved=_is_proved(branch, wanted, encloser))
    if example is not None and branch.function is None:
        shown, other = example_text(dict(example), book), _truth(not wanted)
        text = Text(
            f"{text.en}; it is {other.en} for example with {shown.en}",
            f"{text.fr}\u00a0; elle est {other.fr} par exemple avec {shown.fr}",
        )
    kind = "condition-constant" if branch.step.kind in ("gate-condition", "flag-condition") else "branch-unreached"
    hint = Text(
        "correct the condition or the range of the facts, or add a worked case that shows it",
        "corrigez la condition ou les bornes des faits, ou ajoutez un cas résolu qui la montre",
    )
    place = branch.formula.place
    return Problem(
        kind,
        text,
        (Place(place.file, key=place.key, column=branch.node.at or None),),
        got=branch.formula.text,
        next=hint,
    )


def _never(branch: Branch, wanted: bool, *, proved: bool) -> Text:
    source, word = branch.source, _truth(wanted)
    if branch.function is not None:
        if proved:
            return Text(
                f"in {branch.function}, {source} never decides", f"dans {branch.function}, {source} ne décide jamais"
            )
        return Text(
            f"no example was found in which {source} decides {branch.function}",
            f"aucun exemple trouvé où {source} décide de {branch.function}",
        )
    if proved:
        return Text(
            f"the condition {source} can never be {word.en}", f"la condition {source} ne peut jamais être {word.fr}"
        )
    return Text(
        f"no example was found in which the condition {source} is {word.en}",
        f"aucun exemple trouvé où la condition {source} est {word.fr}",
    )


def _truth(value: bool) -> Text:
    return Text("true", "vraie") if value else Text("false", "fausse")


def _is_proved(branch: Branch, wanted: bool, encloser: Encloser) -> bool:
    """Say whether bounds prove that a condition never has a value."""
    enclose, box = encloser.over([branch.step.id])
    orders = encloser.book.orders

    def possible(candidate: Any) -> bool:
        found = to_bounds(branch.node, enclose(candidate), not branch.step.type.exact, orders)
        return not isinstance(found, Options) or wanted in found.values

    return proved_never(possible, box, _BUDGET)

"""The demo's numbers put into every rule that they reach, for the reports to print."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, cast

from contracteval.errors import ContractevalError
from contracteval.formula import expression as x
from contracteval.model.value import Outcome, Undefined, Unknown
from contracteval.reports.rule_sheet import Worked
from contracteval.rules.rulebook import Rulebook

if TYPE_CHECKING:
    from contracteval.evaluation.engine import Run
    from contracteval.evaluation.explain import Explainer


def worked_demo(rulebook: Rulebook) -> dict[str, Worked]:
    """Return what each step comes to for the first bid of the demo that can tell, by the id of the step.

    A rule that the demo says nothing about is left out, and so are all where the demo does not fit the rulebook.
    """
    from contracteval.case import Case
    from contracteval.data import data_folder
    from contracteval.evaluation.engine import Engine
    from contracteval.evaluation.evaluate import lot_of, merge
    from contracteval.evaluation.explain import Explainer

    case = Case(data_folder("templates") / "demo")
    case.rulebook = rulebook
    try:
        dossier, engine = case.dossier, Engine(case.plan)
    except ContractevalError:
        return {}
    answers = [merge(dossier.brief, bid.answers) for bid in dossier.bids]
    lot = lot_of(case.plan, answers)
    explainer = Explainer(engine)
    found: dict[str, Worked] = {}
    for bid, own in zip(dossier.bids, answers, strict=True):
        run = engine.run(engine.start(own), lot)
        for id_ in rulebook.steps.keys() - found.keys():
            worked = _worked(explainer, id_, bid.vendor, run)
            found |= {} if worked is None else {id_: worked}
    return found


def _worked(explainer: Explainer, id_: str, vendor: str, run: Run) -> Worked | None:
    outcome = run.env[id_]
    recipe = explainer.recipe(id_, run.alternatives.get(id_, 0))
    expression = recipe.rule.expression
    if expression is None or isinstance(outcome, Unknown | Undefined | list):
        return None
    values: dict[Hashable, Outcome] = {part: evaluate(run.env) for part, evaluate in recipe.parts}
    names = [node for node in x.walk(cast("x.Node", expression)) if isinstance(node, x.Name)]
    values |= {node: run.env[node.id] for node in names if node.id in run.env}
    criterion = explainer.plan.rulebook.criteria.get(id_)
    return Worked(vendor, expression, values, outcome, None if criterion is None else criterion.score_at(outcome))

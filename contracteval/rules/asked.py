"""What a questionnaire asks: the facts on which something rests that applies, grouped by the ruleset that uses them most."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from contracteval.model.fact import Needs
from contracteval.rules.plan import Plan, stage_reached
from contracteval.rules.rulebook import Criterion, Flag, Gate, Rulebook


def asked(plan: Plan) -> Needs:
    """Return what decides at this stage under this profile, and what the profile chose to show; nothing else is asked."""
    deciding = {leaf.criterion.id: leaf.criterion.ruleset for leaf, _, _ in plan.leaves()}
    deciding |= {f"gate:{gate.id}": gate.ruleset for gate in plan.gates}
    deciding |= {f"flag:{flag.id}": flag.ruleset for flag in plan.flags}
    selector = plan.selector  # asks for the type of relationship, from which the profile follows
    choosing = () if selector is None else (*selector.mix.values(), selector.shows_type or "")
    return _needs(plan.rulebook, deciding, (*(plan.profile.shows or ()), *choosing))


def asked_by(rulebook: Rulebook, rulesets: Collection[str], stage: str) -> Needs:
    """Return what the criteria, gates and flags of some rulesets need at a stage, whatever a profile would weigh."""

    def applies(rule: Criterion | Gate | Flag) -> bool:
        return rule.ruleset in rulesets and stage_reached(rule.stages, stage)

    deciding = {id_: rule.ruleset for id_, rule in rulebook.criteria.items() if applies(rule)}
    deciding |= {f"gate:{id_}": rule.ruleset for id_, rule in rulebook.gates.items() if applies(rule)}
    deciding |= {f"flag:{id_}": rule.ruleset for id_, rule in rulebook.flags.items() if applies(rule)}
    return _needs(rulebook, deciding, ())


def _needs(book: Rulebook, deciding: Mapping[str, str], shown: Collection[str]) -> Needs:
    """Return what rules need; ``deciding`` gives the ruleset of each rule by the id of its step."""
    needed = {id_: book.needs_of(id_) for id_ in (*deciding, *shown)}
    wanted = frozenset[str]().union(*needed.values())
    titles = {ruleset.id: ruleset.title for ruleset in book.rulesets}
    uses: dict[str, Counter[str]] = {}
    for id_, ruleset in deciding.items():
        for name in needed[id_]:
            uses.setdefault(name, Counter())[ruleset] += 1
    return Needs(
        {id_: spec for id_, spec in book.facts.items() if id_ in wanted},
        {id_: spec for id_, spec in book.tables.items() if id_ in wanted},
        {name: titles[count.most_common(1)[0][0]] for name, count in uses.items()},
    )

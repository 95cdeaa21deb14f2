"""What is computed: one step for each formula, in an order in which each needs only earlier ones."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import Any

from contracteval.errors import Place, Problem
from contracteval.formula import expression as x
from contracteval.formula.from_text import RESERVED
from contracteval.rules import rulebook as r
from contracteval.rules.from_toml import Entry
from contracteval.rules.resolve.building import Building, options_of
from contracteval.text import Text, suggestion


def add_steps(b: Building, word: str, entry: Entry) -> None:
    s = entry.shape
    title: Text = s.title.text()
    if word == "gate":
        _add_step(b, f"gate:{entry.id}", "gate-condition", title, entry, word, [("require", s.require)], s)
        return
    if word == "flag":
        _add_step(b, f"flag:{entry.id}", "flag-condition", title, entry, word, [("when", s.when)], None)
    text = s.formula if word == "measure" else s.measure
    if text is None:
        return
    key = "formula" if word == "measure" else "measure"
    alternatives = [(f"else.{i}", other) for i, other in enumerate(getattr(s, "otherwise", []))]
    if entry.id in b.steps:
        place = b.steps[entry.id].formulas[0].place if b.steps[entry.id].formulas else entry.place(word)
        text_ = Text(f"the measure {entry.id} is defined twice", f"la mesure {entry.id} est définie deux fois")
        b.problems.append(Problem("duplicate-id", text_, (place, entry.place(word, key))))
        return
    _add_step(b, entry.id, word, title, entry, word, [(key, text), *alternatives], s)


def _add_step(
    b: Building, id_: str, kind: Any, title: Text, entry: Entry, word: str, texts: list[tuple[str, str]], s: Any
) -> None:
    formulas = b.formulas(texts, word, entry)
    guard = getattr(s, "only_if", None)
    only_if = b.formula(guard, entry.place(word, "only_if")) if guard else None
    why = getattr(s, "undefined_why", None)
    relative = bool(getattr(entry.shape, "relative", False))
    b.steps[id_] = r.Step(
        id_, kind, title, entry.ruleset, formulas, only_if=only_if,
        undefined_why=why.text() if why else None, relative=relative, options=options_of(getattr(s, "options", ())),
    )  # fmt: skip


def count_zeroed_facts(b: Building) -> None:
    """A fact that a gate zeroes is counted through a step of its own, and every other formula reads that step."""
    zeroed: dict[str, tuple[str, Entry]] = {}
    for entry in b.raw.entries["gate"].values():
        for fact in entry.shape.zeroes:
            place = entry.place("gate", "zeroes")
            if fact not in b.facts or not b.facts[fact].is_numeric:
                hint = suggestion(fact, b.facts)
                b.problem("gate-zeroes", place, "not a fact with a number", "ce n’est pas un fait chiffré", fact, hint)
            elif fact in zeroed:
                b.problem(
                    "gate-zeroes",
                    place,
                    f"{fact} is zeroed by two gates",
                    f"{fact} est annulé par deux barrières",
                    fact,
                )
            else:
                zeroed[fact] = (entry.id, entry)
    new_ids = {fact: f"{fact}_counted" for fact in zeroed}
    gates = {f"gate:{gate}" for gate, _ in zeroed.values()}
    for id_, step in b.steps.items():
        if id_ not in gates:
            b.steps[id_] = _renamed(step, new_ids)
    for fact, (gate, entry) in zeroed.items():
        node = x.IfElse(x.Name(f"gate:{gate}"), x.Name(fact), x.Number(Fraction(0), "0"))
        formula = r.Formula.of(f"{fact} if {gate} else 0", node, entry.place("gate", "zeroes"))
        label = b.facts[fact].label
        title = Text(f"{label.en}, as counted", f"{label.fr} (valeur retenue)")
        b.steps[new_ids[fact]] = r.Step(new_ids[fact], "counted", title, entry.ruleset, (formula,))


def check_ids(b: Building) -> None:
    """Facts, tables, parameters and measures share one namespace, because formulas name them alike."""
    owners: dict[str, Place] = {}
    for word in ("fact", "table", "parameter", "measure"):
        for entry in b.raw.entries[word].values():
            place = entry.place(word)
            if not entry.id.isidentifier() or entry.id.lower() != entry.id or entry.id in RESERVED or entry.id == r.LOT:
                b.problem(
                    "id",
                    place,
                    "an id is snake_case and no word of the language",
                    "un identifiant est en snake_case et n’est pas un mot du langage",
                    entry.id,
                )
            if entry.id in owners:
                text = Text(f"{entry.id} has two meanings", f"{entry.id} a deux sens")
                b.problems.append(Problem("duplicate-id", text, (owners[entry.id], place)))
            owners[entry.id] = place
    for word in ("criterion", "flag", "diagnostic"):
        for entry in b.raw.entries[word].values():
            if entry.id in owners and (word == "criterion" or entry.shape.measure is not None):
                text = Text(f"{entry.id} has two meanings", f"{entry.id} a deux sens")
                b.problems.append(Problem("duplicate-id", text, (owners[entry.id], entry.place(word))))


def in_order(b: Building) -> list[str]:
    """Sort steps so that each needs only earlier ones; a cycle is a problem that names its members."""
    done: dict[str, None] = {}
    path: list[str] = []

    def visit(id_: str) -> None:
        if id_ in done or id_ not in b.steps:
            return
        if id_ in path:
            cycle = " → ".join([*path[path.index(id_) :], id_])
            place = _place_of(b.steps[id_])
            b.problem(
                "cycle",
                place,
                f"these rules need each other: {cycle}",
                f"ces règles ont besoin l’une de l’autre\u00a0: {cycle}",
            )
            return
        path.append(id_)
        for needed in sorted(_names_of(b.steps[id_])):
            visit(needed)
        path.pop()
        done[id_] = None

    for id_ in b.steps:
        visit(id_)
    return list(done)


def _names_of(step: r.Step) -> frozenset[str]:
    found = r.names_of(step)
    return found - {step.id} if step.kind == "table" else found


def _place_of(step: r.Step) -> Place:
    formulas = [*step.formulas, *step.columns.values()]
    return formulas[0].place if formulas else Place(step.ruleset)


def _renamed(step: r.Step, new_ids: dict[str, str]) -> r.Step:
    def again(formula: r.Formula) -> r.Formula:
        return r.Formula.of(formula.text, x.rename(formula.node, new_ids), formula.place)

    if r.names_of(step).isdisjoint(new_ids):
        return step
    return replace(
        step,
        formulas=tuple(again(formula) for formula in step.formulas),
        only_if=None if step.only_if is None else again(step.only_if),
        columns={name: again(formula) for name, formula in step.columns.items()},
    )

"""What stands in rules and leads nowhere: facts, tables and parameters that nobody reads, rules without a source."""

from __future__ import annotations

from collections.abc import Iterator

from contracteval.errors import Place, Problem
from contracteval.formula import expression as x
from contracteval.model.fact import HIGHEST_LEVEL
from contracteval.rules.from_toml import VOCABULARY, RawRules
from contracteval.rules.rulebook import LOT, Formula, Rulebook
from contracteval.text import Text


def loose_ends(raw: RawRules, rulebook: Rulebook, *, whole: bool) -> list[Problem]:
    """Find them all. Unless the rulebook is ``whole``, the vocabulary may serve rules that are not there."""
    return [*_unused(raw, rulebook, whole), *_sourceless(raw), *_unanchored(raw, whole)]


def _unused(raw: RawRules, rulebook: Rulebook, whole: bool) -> Iterator[Problem]:
    read = _read(rulebook)
    words = {
        "fact": Text("no rule reads this fact", "aucune règle ne lit ce fait"),
        "table": Text("no rule reads this table", "aucune règle ne lit cette table"),
        "parameter": Text("no rule reads this parameter", "aucune règle ne lit ce paramètre"),
    }
    hint = Text("use it in a formula, or leave it out", "utilisez-le dans une formule, ou retirez-le")
    for word, text in words.items():
        for entry in raw.entries[word].values():
            if entry.id not in read and (whole or entry.ruleset != VOCABULARY):
                yield Problem("unused", text, (entry.place(word),), got=entry.id, next=hint)


def _read(rulebook: Rulebook) -> frozenset[str]:
    """Return every id that a formula, a gate or a claim reads."""
    found = set[str]().union(*(rulebook.mentions[id_] for id_ in rulebook.steps if rulebook.steps[id_].kind != "table"))
    found |= set[str]().union(*(rulebook.mentions[id_] - {id_} for id_ in rulebook.tables))
    found |= {fact for gate in rulebook.gates.values() for fact in gate.zeroes}
    for claim in rulebook.claims.values():
        found |= {*x.names(claim.model.node), *x.names(claim.closed_form.node), *([claim.over] if claim.over else [])}
    for formula in _formulas(rulebook):
        found |= {node.column for node in x.walk(formula.node) if isinstance(node, x.Column) and node.table == LOT}
    return frozenset(found)


def _formulas(rulebook: Rulebook) -> Iterator[Formula]:
    for step in rulebook.steps.values():
        yield from step.formulas
        yield from step.columns.values()


def _sourceless(raw: RawRules) -> Iterator[Problem]:
    hint = Text(
        'add source = [{ article = "…", idea = { en = "…", fr = "…" } }], or reference in place of article',
        'ajoutez source = [{ article = "…", idea = { en = "…", fr = "…" } }], ou reference au lieu de article',
    )
    for word in ("criterion", "gate", "flag", "diagnostic"):
        for entry in raw.entries[word].values():
            if not entry.shape.source:
                text = Text("nothing says where this rule comes from", "rien ne dit d’où vient cette règle")
                yield Problem("source-missing", text, (entry.place(word, "source"),), next=hint)
            for i, source in enumerate(entry.shape.source, 1):
                if not (source.article or source.reference):
                    text = Text(
                        "a source names an article or a reference", "une source nomme un article ou une référence"
                    )
                    yield Problem("source-missing", text, (entry.place(word, "source", str(i)),), next=hint)
    for entry in raw.entries["parameter"].values():
        if not entry.shape.source.strip():
            text = Text("nothing says where this value comes from", "rien ne dit d’où vient cette valeur")
            yield Problem("source-missing", text, (entry.place("parameter", "source"),))


def _unanchored(raw: RawRules, whole: bool) -> Iterator[Problem]:
    count = HIGHEST_LEVEL + 1
    for entry in raw.entries["fact"].values():
        if entry.shape.type == "level" and len(entry.shape.anchors) != count and (whole or entry.ruleset != VOCABULARY):
            text = Text(
                f"a level needs {count} anchors, from 0 to {HIGHEST_LEVEL}, so that two people give the same one",
                f"un niveau demande {count} repères, de 0 à {HIGHEST_LEVEL}, pour que deux personnes donnent le même",
            )
            place: Place = entry.place("fact", "anchors")
            yield Problem("anchors", text, (place,), got=str(len(entry.shape.anchors)))

"""Shapes to a rulebook: ids resolved, formulas parsed, ordered, typed, and their gaps found."""

from __future__ import annotations

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from contracteval.errors import Problem
from contracteval.model.fact import Needs
from contracteval.model.settings import Settings
from contracteval.rules import rulebook as r
from contracteval.rules.from_toml import (
    RawRules,
    default_rulesets,
    raise_if_any,
    read_rulesets,
    read_vocabulary,
    ruleset_of_profile,
)
from contracteval.rules.resolve.building import Building
from contracteval.rules.resolve.claims import claim_of
from contracteval.rules.resolve.facts import add_fact, add_parameter, add_table
from contracteval.rules.resolve.groups import check_groups, group_of, profile_of
from contracteval.rules.resolve.judging import cases_of, criterion_of, diagnostic_of, flag_of, gate_of
from contracteval.rules.resolve.steps import add_steps, check_ids, count_zeroed_facts, in_order
from contracteval.rules.resolve.types import typed


@contextmanager
def _nothing_thrown_away() -> Iterator[None]:
    """Pause the search for garbage: nearly all that is made while rules are read stays."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@_nothing_thrown_away()
def load_rulebook(ids: Iterable[str] = (), extra: Sequence[Path] = ()) -> r.Rulebook:
    """Read, resolve and check rulesets. Raises ``RulesetError`` with every problem found."""
    return _checked(read_rulesets(ids, extra))


@_nothing_thrown_away()
def load_rulebook_for(settings: Settings, extra: Sequence[Path] = ()) -> r.Rulebook:
    """Read the rules of one evaluation: only the core of each ruleset where its profile narrows itself to that.

    A profile brings the ruleset that defines it, and what that needs.
    """

    def core_is_enough(raw: RawRules) -> bool:
        profiles = {entry.id: entry.shape for entry in raw.entries["profile"].values()}
        chosen = [
            id_ for id_, s in profiles.items() if (s.default if settings.profile is None else id_ == settings.profile)
        ]
        if len(chosen) != 1:
            return False
        profile = profiles[chosen[0]]
        narrow = None not in (profile.gates, profile.flags, profile.shows)
        named = {*profile.weights, *settings.weights}
        parameters = set(settings.parameters) <= set(raw.entries["parameter"])
        return narrow and parameters and named <= set(raw.entries["group"])

    core = core_is_enough if settings.rulesets else None
    ids = list(settings.rulesets) or default_rulesets(extra)
    owner = ruleset_of_profile(settings.profile, ids, extra) if settings.profile else None
    return _checked(read_rulesets([*ids, *([owner] if owner is not None else [])], extra, core))


def _checked(raw: RawRules) -> r.Rulebook:
    from contracteval.rules.check import undefined_problems
    from contracteval.rules.choices import choice_problems

    rulebook, problems = to_rulebook(raw)
    raise_if_any([*raw.problems, *problems])
    raise_if_any([*undefined_problems(rulebook).values(), *choice_problems(rulebook)])
    return rulebook


def load_vocabulary(extra: Sequence[Path] = ()) -> Needs:
    """Return every fact and table that can be asked, whichever rules are loaded."""
    raw = read_vocabulary(extra)
    rulebook, problems = to_rulebook(raw)
    raise_if_any([*raw.problems, *problems])
    return Needs(rulebook.facts, rulebook.tables)


def to_rulebook(raw: RawRules) -> tuple[r.Rulebook, list[Problem]]:
    """Resolve shapes to a rulebook; the problems are all there are."""
    b = Building(raw)
    for entry in raw.entries["fact"].values():
        add_fact(b, entry)
    for entry in raw.entries["table"].values():
        add_table(b, entry)
    for entry in raw.entries["parameter"].values():
        add_parameter(b, entry)
    for word in ("measure", "criterion", "flag", "diagnostic", "gate"):
        for entry in raw.entries[word].values():
            add_steps(b, word, entry)
    count_zeroed_facts(b)
    check_ids(b)
    return _made(b, typed(b, in_order(b))), b.problems


def _made(b: Building, steps: dict[str, r.Step]) -> r.Rulebook:
    entries = b.raw.entries
    for entry in entries["measure"].values():
        if entry.shape.case and entry.id in steps:
            steps[entry.id] = replace(steps[entry.id], cases=cases_of(b, "measure", entry))
    check_groups(b)
    return r.Rulebook(
        tuple(_ruleset(b.raw, id_) for id_ in b.raw.headers),
        b.facts, b.tables, b.parameters, steps,
        {e.id: criterion_of(b, e) for e in entries["criterion"].values()},
        {e.id: gate_of(b, e) for e in entries["gate"].values()},
        {e.id: flag_of(b, e) for e in entries["flag"].values()},
        {e.id: diagnostic_of(b, e) for e in entries["diagnostic"].values()},
        {e.id: claim for e in entries["claim"].values() if (claim := claim_of(b, e, steps)) is not None},
        {e.id: group_of(b, e) for e in entries["group"].values()},
        {e.id: profile_of(b, e) for e in entries["profile"].values()},
        _orders(b),
        {e.id: r.Article(e.id, e.shape.title.text(), e.shape.about.text()) for e in entries["article"].values()},
    )  # fmt: skip


def _ruleset(raw: RawRules, id_: str) -> r.Ruleset:
    header = raw.headers[id_]
    return r.Ruleset(id_, header.version, header.title.text(), raw.hashes[id_], raw.folders[id_], tuple(header.needs))


def _orders(b: Building) -> dict[str, tuple[str, ...]]:
    """Return the options of every ordered choice, by its name in a formula."""
    specs = dict(b.facts)
    for table_id, table in b.tables.items():
        specs |= {f"{table_id}.{name}": column for name, column in table.columns.items()}
    specs |= {f"{r.LOT}.{name}": spec for name, spec in b.facts.items()}
    return {
        id_: tuple(o.id for o in spec.options) for id_, spec in specs.items() if spec.type == "choice" and spec.ordered
    }

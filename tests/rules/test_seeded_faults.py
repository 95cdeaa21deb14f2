"""Small faults put into our rules by a program: how many of them ``rules check`` and ``rules prove`` find.

By default a few places of each kind; all those of ``CONTRACTEVAL_FAULTS=20`` and more take minutes.
"""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Iterator, Mapping
from decimal import Decimal
from random import Random
from typing import Any

import pytest

from contracteval.data import data_folder
from contracteval.evaluation.proof.prove import prove
from contracteval.evaluation.sanity.check import check_part
from contracteval.formula import expression as x
from contracteval.rules.from_toml import RawRules, collect, read_rulesets
from contracteval.rules.rulebook import Rulebook
from tests.rules.seeded_faults import KINDS, Fault, faults_of

PLACES = int(os.environ.get("CONTRACTEVAL_FAULTS", "1"))
FOUND_AT_LEAST = 0.95


def read_files() -> dict[str, dict[str, Any]]:
    root = data_folder("rulesets")
    return {
        path.relative_to(root).as_posix(): tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        for path in sorted(root.rglob("*.toml"))
    }


@pytest.fixture(scope="module")
def raw() -> RawRules:
    return read_rulesets(())


def sampled(faults: Mapping[str, list[Fault]]) -> Iterator[Fault]:
    """Draw places of each kind, the same every time."""
    for kind, places in faults.items():
        yield from Random(kind).sample(places, min(PLACES, len(places)))


def with_fault(raw: RawRules, fault: Fault, data: Mapping[str, Any]) -> RawRules:
    """Return all rules with one file read again, with a fault in it."""
    ruleset = fault.file.partition("/")[0]
    kept = {
        word: {id_: entry for id_, entry in entries.items() if entry.file != fault.file}
        for word, entries in raw.entries.items()
    }
    made = RawRules(dict(raw.headers), raw.hashes, raw.folders, kept, [])
    collect(fault.applied(data), ruleset, fault.file, made)
    return made


def affected(book: Rulebook, fault: Fault) -> frozenset[str]:
    """Return the steps that the fault can change."""
    changed = {fault.id, f"{fault.word}:{fault.id}"}
    if fault.word == "gate" and fault.id in book.gates:
        changed |= {f"{fact}_counted" for fact in book.gates[fault.id].zeroes}
    grown = True
    while grown:
        more = {id_ for id_, named in book.mentions.items() if named & changed and id_ not in changed}
        changed |= more
        grown = bool(more)
    return frozenset(changed & book.steps.keys())


def is_found(raw: RawRules, fault: Fault, data: Mapping[str, Any]) -> bool:
    changed = with_fault(raw, fault, data)
    checked = check_part(changed, lambda book: affected(book, fault))
    if checked.problems:
        return True
    proofs = prove(checked.rulebook, claims_about(checked.rulebook, fault))
    return any(proof.problem is not None for proof in proofs)


def claims_about(book: Rulebook, fault: Fault) -> frozenset[str]:
    """Return the claims that the fault can make false."""
    changed = {fault.id, *affected(book, fault)}
    named = {id_: {*x.names(c.model.node), *x.names(c.closed_form.node)} for id_, c in book.claims.items()}
    return frozenset(id_ for id_, names in named.items() if names & changed or (fault.word, fault.id) == ("claim", id_))


def test_there_are_sixty_kinds_and_each_has_a_place() -> None:
    faults = faults_of(read_files(), {})
    assert len(KINDS) >= 60
    assert [kind for kind, places in faults.items() if not places] == []


def test_nearly_every_fault_is_found(raw: RawRules) -> None:
    files = read_files()
    chosen = list(sampled(faults_of(files, {})))
    missed = [fault for fault in chosen if not is_found(raw, fault, files[fault.file])]
    found = 1 - len(missed) / len(chosen)
    told = [f"{len(chosen) - len(missed)} of {len(chosen)} faults of {len(KINDS)} kinds found: {found:.1%}; not found:"]
    told += [f"  {fault.kind}: {fault.file} › {fault.word}.{fault.id}" for fault in missed]
    sys.stdout.write("\n".join(["", *told, ""]))
    assert found >= FOUND_AT_LEAST

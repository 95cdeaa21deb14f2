"""``contracteval rules prove``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from contracteval.cli.common import (
    EXIT_UNUSABLE,
    json_option,
    language_option,
    rules_option,
    show_problems,
    terminal_width,
    translate_errors,
    write,
    write_json,
)
from contracteval.text import NO_BREAK_SPACE, Language, Text, join_texts

if TYPE_CHECKING:
    from contracteval.evaluation.proof.prove import Proof


@click.command(epilog="Example: contracteval rules prove --lang fr")
@click.argument("ids", metavar="[RULESET]...", nargs=-1)
@language_option
@rules_option
@json_option
@translate_errors
def command(ids: tuple[str, ...], lang: Language, rules: tuple[Path, ...], as_json: bool) -> None:
    """Prove that each closed form is what its ruleset claims, case by case, and say under which conditions.

    \b
    A claim says that a closed form
      minimises, maximises   its model, over the whole range of a fact
      solves                 its model: makes it 0
      equals                 its model, wherever that has a value
      expects                its model: is the mean where a fact is normal
      differentiates         its model: is its slope over a fact
    A claim that fails is shown with numbers from the ranges of its facts, their ends included.
    """
    from contracteval.evaluation.proof.prove import prove
    from contracteval.rules.to_rulebook import load_rulebook

    proofs = []
    for proof in prove(load_rulebook(ids, rules)):
        proofs.append(proof)
        if not as_json and proof.problem is None:
            write(_proved(proof, lang))
    problems = [proof.problem for proof in proofs if proof.problem is not None]
    if as_json:
        write_json({"claims": [_to_dict(proof, lang) for proof in proofs]})
    else:
        write(_counted(len(proofs) - len(problems), lang))
    if problems:
        show_problems(problems, lang)
        raise SystemExit(EXIT_UNUSABLE)


def _proved(proof: Proof, lang: Language) -> str:
    from textwrap import fill

    claim, fr = proof.claim, lang == "fr"
    head = (
        f"{'démontré' if fr else 'proved'}  {claim.ruleset}.{claim.id}{chr(160) if fr else ''}: {claim.title.to(lang)}"
    )
    lines = [fill(head, terminal_width(), subsequent_indent=" " * 10)]
    if proof.conditions:
        text = f"{'où' if fr else 'where'} {join_texts('; ', proof.conditions).to(lang)}"
        text = text.replace("; ", f"{NO_BREAK_SPACE}; ") if fr else text
        lines.append(fill(text, terminal_width(), initial_indent=" " * 10, subsequent_indent=" " * 10))
    return "\n".join(lines) + "\n"


def _counted(count: int, lang: Language) -> str:
    one = count == 1 or (count == 0 and lang == "fr")
    words = Text("claim" if one else "claims", "affirmation démontrée" if one else "affirmations démontrées")
    return f"{count} {words.to(lang)}{'' if lang == 'fr' else ' proved'}.\n"


def _to_dict(proof: Proof, lang: Language) -> dict[str, Any]:
    claim = proof.claim
    return {
        "id": claim.id,
        "ruleset": claim.ruleset,
        "title": claim.title.to(lang),
        "says": claim.says,
        "proved": proof.problem is None,
        "conditions": [condition.to(lang) for condition in proof.conditions],
        "cases": proof.cases,
        "why": None if proof.problem is None else proof.problem.message.to(lang),
    }

"""``contracteval rules check``."""

from __future__ import annotations

from pathlib import Path

import click

from contracteval.cli.common import json_option, language_option, rules_option, translate_errors, write, write_json
from contracteval.text import Language


@click.command(epilog="Example: contracteval rules check --rules my-rules")
@click.argument("ids", metavar="[RULESET]...", nargs=-1)
@language_option
@rules_option
@json_option
@translate_errors
def command(ids: tuple[str, ...], lang: Language, rules: tuple[Path, ...], as_json: bool) -> None:
    """Check rulesets (all of them by default): names, types, units, cycles, weights, gaps; and run their worked cases.

    Every problem is listed with its file and key; the exit code is 2 when there is one.
    """
    from contracteval.errors import RulesetError
    from contracteval.evaluation.cases import case_problems
    from contracteval.rules.to_rulebook import load_rulebook

    rulebook = load_rulebook(ids, rules)
    count, problems = case_problems(rulebook)
    if problems:
        raise RulesetError(problems)
    rulesets = len(rulebook.rulesets)
    held = len(rulebook.criteria) + len(rulebook.gates) + len(rulebook.flags) + len(rulebook.diagnostics)
    if as_json:
        write_json({"rulesets": rulesets, "rules": held, "cases": count, "problems": []})
    elif lang == "fr":
        write(f"{rulesets} jeux de règles, {held} règles, {count} cas résolus\u00a0: tout est sain.\n")
    else:
        write(f"{rulesets} rulesets, {held} rules, {count} worked cases: all sane.\n")

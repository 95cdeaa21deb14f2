"""``contracteval rules check``."""

from __future__ import annotations

from pathlib import Path

import click

from contracteval.cli.common import (
    CHECKING,
    EXIT_UNUSABLE,
    json_option,
    language_option,
    progress,
    rules_option,
    translate_errors,
    write,
    write_json,
)
from contracteval.text import Language


@click.command(epilog="Example: contracteval rules check --rules my-rules")
@click.argument("ids", metavar="[RULESET]...", nargs=-1)
@language_option
@rules_option
@json_option
@translate_errors
def command(ids: tuple[str, ...], lang: Language, rules: tuple[Path, ...], as_json: bool) -> None:
    """Check rulesets (all of them by default) and run their worked cases.

    Names, types, units, cycles, weights, sources, what nobody reads; then, by examples and by bounds: every piece of a
    scale is reached, every condition can be true and false, every gap is settled, declared directions hold.

    Every problem is listed with its file, its key and the smallest example that shows it; the exit code is 2 when there
    is one.
    """
    from contracteval.errors import RulesetError
    from contracteval.evaluation.sanity.check import check_rulesets
    from contracteval.reports.import_report_json import problem_to_dict

    checked = check_rulesets(ids, rules, progress(CHECKING, lang))
    book, problems = checked.rulebook, checked.problems
    rulesets = len(book.rulesets)
    held = len(book.criteria) + len(book.gates) + len(book.flags) + len(book.diagnostics)
    if as_json:
        found = [problem_to_dict(problem, lang) for problem in problems]
        write_json({"rulesets": rulesets, "rules": held, "cases": checked.cases, "problems": found})
        raise SystemExit(EXIT_UNUSABLE if problems else 0)
    if problems:
        raise RulesetError(problems)
    if lang == "fr":
        write(f"{rulesets} jeux de règles, {held} règles, {checked.cases} cas résolus\u00a0: tout est sain.\n")
    else:
        write(f"{rulesets} rulesets, {held} rules, {checked.cases} worked cases: all sane.\n")

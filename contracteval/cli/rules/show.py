"""``contracteval rules show``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from contracteval.cli.common import (
    encoding_of,
    json_option,
    language_option,
    rules_option,
    terminal_width,
    translate_errors,
    use_color,
    write,
    write_json,
)
from contracteval.text import Language


@click.command(epilog="Example: contracteval rules show value_fundability --lang fr")
@click.argument("rule", metavar="ID")
@language_option
@rules_option
@json_option
@translate_errors
def command(rule: str, lang: Language, rules: tuple[Path, ...], as_json: bool) -> None:
    """Show one criterion, gate, flag, measure, parameter or fact as a person reads it."""
    from contracteval.reports.rule_sheet import rule_sheets
    from contracteval.rules.to_rulebook import load_rulebook

    sheets = rule_sheets(load_rulebook((), rules), rule, lang)
    if as_json:
        keys = ("kind", "id", "ruleset", "title")
        write_json({"rules": [{**{key: getattr(s, key) for key in keys}, "notes": s.notes} for s in sheets]})
        return
    from contracteval.reports.to_terminal.rule import rule_text

    write(rule_text(sheets, lang, terminal_width(), use_color(), encoding_of(sys.stdout)))

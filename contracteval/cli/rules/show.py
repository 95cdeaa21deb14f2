"""``contracteval rules show``."""

from __future__ import annotations

from pathlib import Path

import click

from contracteval.cli.common import (
    json_option,
    language_option,
    rules_option,
    terminal,
    translate_errors,
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
    """Show everything that carries an id as a person reads it: criterion, gate, flag, measure, group, parameter, fact.

    The formula comes in words, as written and with the demo's numbers; the scale as a small chart.
    """
    from contracteval.cli.rules.worked import worked_demo
    from contracteval.reports.rule_sheet import rule_sheets
    from contracteval.rules.to_rulebook import load_rulebook

    rulebook = load_rulebook((), rules)
    rule_sheets(rulebook, rule, lang)  # a wrong id is said before the demo is worked out
    sheets = rule_sheets(rulebook, rule, lang, worked_demo(rulebook))
    if as_json:
        keys = ("kind", "id", "ruleset", "title")
        notes = [[[note.key, note.text] for note in sheet.notes] for sheet in sheets]
        write_json(
            {
                "rules": [
                    {**{key: getattr(s, key) for key in keys}, "notes": n} for s, n in zip(sheets, notes, strict=True)
                ]
            }
        )
        return
    from contracteval.reports.to_terminal.rule import rule_text

    write(rule_text(sheets, lang, *terminal()))

"""``contracteval rules guesses``."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

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


@click.command(epilog="Example: contracteval rules guesses --lang fr")
@click.option("--all", "every", is_flag=True, help="List every parameter, not only the guesses.")
@language_option
@rules_option
@json_option
@translate_errors
def command(every: bool, lang: Language, rules: tuple[Path, ...], as_json: bool) -> None:
    """List the parameters whose value is a guess: value, unit, source, when last checked, and the rules that rest on it."""
    from contracteval.reports.rule_sheet import SheetWriter
    from contracteval.rules.to_rulebook import load_rulebook

    rulebook = load_rulebook((), rules)
    writer = SheetWriter(rulebook, lang, {})
    guesses = [id_ for id_, rule in rulebook.parameters.items() if rule.status == "guess"]
    listed = list(rulebook.parameters) if every else guesses
    if as_json:
        write_json({"parameters": [_entry(writer, id_) for id_ in listed]})
        return
    from contracteval.reports.to_terminal.rule import rule_text

    sheets = [writer.sheet("parameter", id_) for id_ in listed]
    if sheets:
        write(rule_text(sheets, lang, *terminal()) + "\n")
    write(_summary(len(guesses), len(rulebook.parameters), lang))


def _summary(guesses: int, total: int, lang: Language) -> str:
    if lang == "fr":
        many = "s" if guesses > 1 else ""
        return f"→ {guesses} estimation{many} sur {total} paramètres\u00a0; chacune se remplace sous [parameters] dans evaluation.toml\n"
    many = "" if guesses == 1 else "es"
    return f"→ {guesses} guess{many} among {total} parameters; replace any under [parameters] in evaluation.toml\n"


def _entry(writer: Any, id_: str) -> dict[str, Any]:
    rule = writer.book.parameters[id_]
    return {
        "id": id_,
        "ruleset": rule.ruleset,
        "label": rule.label.to(writer.lang),
        "status": rule.status,
        "unit": rule.unit.text,
        "values": {day.isoformat(): _plain(value) for day, value in rule.values.items()},
        "source": rule.source,
        "checked": rule.checked.isoformat(),
        "used_by": [{"kind": kind, "id": user} for kind, user in writer.users[id_]],
    }


def _plain(value: Fraction | Mapping[Any, Fraction]) -> float | dict[str, float]:
    if isinstance(value, Mapping):
        return {str(key): float(number) for key, number in value.items()}
    return float(value)

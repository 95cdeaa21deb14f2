"""``contracteval rules list``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import click

from contracteval.cli.common import json_option, language_option, rules_option, translate_errors, write, write_json
from contracteval.rules.rulebook import Rulebook
from contracteval.text import Language


@click.command(epilog="Example: contracteval rules list --lang fr")
@language_option
@rules_option
@json_option
@translate_errors
def command(lang: Language, rules: tuple[Path, ...], as_json: bool) -> None:
    """List the rulesets, with what each holds."""
    from contracteval.rules.to_rulebook import load_rulebook

    rulebook = load_rulebook((), rules)
    if as_json:
        write_json({"rulesets": [_entry(rulebook, item.id, lang) for item in rulebook.rulesets]})
        return
    lines = []
    for item in rulebook.rulesets:
        counts = _counts(rulebook, item.id)
        held = ", ".join(_counted(name, count, lang) for name, count in counts.items() if count)
        lines.append(f"{item.id:<14} {item.version:<5} {item.title.to(lang)}")
        lines.append(f"{'':<20} {held}" if held else "")
    facts = len(rulebook.facts)
    lines.append(f"\u2192 {facts} faits au vocabulaire" if lang == "fr" else f"\u2192 {facts} facts in the vocabulary")
    write("\n".join(line for line in lines if line.strip()) + "\n")


def _counts(rulebook: Rulebook, ruleset: str) -> dict[str, int]:
    families = {
        "criterion": rulebook.criteria.values(),
        "gate": rulebook.gates.values(),
        "flag": rulebook.flags.values(),
        "diagnostic": rulebook.diagnostics.values(),
        "measure": [step for step in rulebook.steps.values() if step.kind == "measure"],
        "profile": rulebook.profiles.values(),
    }
    return {name: Counter(rule.ruleset for rule in rules)[ruleset] for name, rules in families.items()}  # type: ignore[attr-defined]


_WORDS = {
    "criterion": ("criterion", "criteria", "critère", "critères"),
    "gate": ("gate", "gates", "barrière", "barrières"),
    "flag": ("flag", "flags", "alerte", "alertes"),
    "diagnostic": ("diagnostic", "diagnostics", "diagnostic", "diagnostics"),
    "measure": ("measure", "measures", "mesure", "mesures"),
    "profile": ("profile", "profiles", "profil", "profils"),
}


def _counted(name: str, count: int, lang: Language) -> str:
    one_en, many_en, one_fr, many_fr = _WORDS[name]
    one, many = (one_fr, many_fr) if lang == "fr" else (one_en, many_en)
    return f"{count} {many if count > 1 else one}"


def _entry(rulebook: Rulebook, ruleset: str, lang: Language) -> dict[str, object]:
    item = next(item for item in rulebook.rulesets if item.id == ruleset)
    ids = {
        "criteria": [rule.id for rule in rulebook.criteria.values() if rule.ruleset == ruleset],
        "gates": [rule.id for rule in rulebook.gates.values() if rule.ruleset == ruleset],
        "flags": [rule.id for rule in rulebook.flags.values() if rule.ruleset == ruleset],
        "diagnostics": [rule.id for rule in rulebook.diagnostics.values() if rule.ruleset == ruleset],
        "measures": [step.id for step in rulebook.steps.values() if step.ruleset == ruleset and step.kind == "measure"],
        "profiles": [rule.id for rule in rulebook.profiles.values() if rule.ruleset == ruleset],
    }
    return {"id": item.id, "version": item.version, "sha256": item.sha256, "title": item.title.to(lang), **ids}

"""``contracteval rules prove``."""

from __future__ import annotations

from pathlib import Path

import click

from contracteval.cli.common import json_option, language_option, rules_option, translate_errors, write, write_json
from contracteval.text import Language


@click.command(epilog="Example: contracteval rules prove --lang fr")
@click.argument("ids", metavar="[RULESET]...", nargs=-1)
@language_option
@rules_option
@json_option
@translate_errors
def command(ids: tuple[str, ...], lang: Language, rules: tuple[Path, ...], as_json: bool) -> None:
    """Prove that each closed form is the optimum or root that its ruleset claims."""
    from contracteval.errors import RulesetError
    from contracteval.rules.prove import unproved
    from contracteval.rules.to_rulebook import load_rulebook

    rulebook = load_rulebook(ids, rules)
    problems = unproved(rulebook)
    if problems:
        raise RulesetError(problems)
    claims = rulebook.claims.values()
    if as_json:
        write_json(
            {"claims": [{"id": c.id, "title": c.title.to(lang), "says": c.says, "proved": True} for c in claims]}
        )
        return
    for claim in claims:
        proved = "démontré" if lang == "fr" else "proved"
        colon = "\u00a0:" if lang == "fr" else ":"
        write(f"{proved}  {claim.ruleset}.{claim.id}{colon} {claim.title.to(lang)}\n")
    count = len(rulebook.claims)
    write(f"{count} affirmations démontrées.\n" if lang == "fr" else f"{count} claims proved.\n")

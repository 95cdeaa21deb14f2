"""``contracteval rules``: the rulesets, read and checked."""

from __future__ import annotations

import click

from contracteval.cli import LazyGroup


class RulesGroup(LazyGroup):
    """The commands about rulesets."""

    lazy = {
        "list": "List the rulesets, with what each holds.",
        "show": "Show one criterion, gate, flag, measure or parameter as a person reads it.",
        "check": "Check rulesets and run their worked cases.",
    }
    package = "contracteval.cli.rules"


@click.command(cls=RulesGroup, epilog="Example: contracteval rules show value_fundability --lang fr")
def command() -> None:
    """List, show or check rulesets."""

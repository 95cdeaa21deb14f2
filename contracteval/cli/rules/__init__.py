"""``contracteval rules``: the rulesets, read, checked, compared and started."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

import click

from contracteval.cli import LazyGroup


class RulesGroup(LazyGroup):
    """The commands about rulesets."""

    lazy: ClassVar[Mapping[str, str]] = {
        "list": "List the rulesets, with what each holds.",
        "show": "Show one criterion, gate, flag, measure or parameter as a person reads it.",
        "check": "Check rulesets and run their worked cases.",
        "prove": "Prove that closed forms are the optima and roots that rulesets claim.",
        "guesses": "List the parameters whose value is a guess, and the rules that rest on them.",
        "diff": "Compare two folders of rulesets, and what changes for the bids of an evaluation.",
        "new": "Start a ruleset of your own from a commented example.",
        "book": "Write the whole rulebook as a book: a web page or Markdown.",
        "schema": "Print the JSON Schema of ruleset files, for an editor that completes and checks them.",
    }
    package = "contracteval.cli.rules"


@click.command(cls=RulesGroup, epilog="Example: contracteval rules show value_fundability --lang fr")
def command() -> None:
    """List, show, check, compare and start rulesets."""

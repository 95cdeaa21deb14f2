"""The command line: one module per command, loaded when it is called."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from typing import ClassVar

import click

from contracteval import __version__

# The one-line help stands here, so that ``--help`` imports no command.
COMMANDS: Mapping[str, str] = {
    "demo": "Make a filled evaluation folder, compare its bids and write its scorecard.",
    "new": "Start an evaluation folder: evaluation.toml, brief and vendor questionnaire.",
    "template": "Write the questionnaire for vendors, or the buyer's brief.",
    "read": "Show what is seen in any spreadsheet: tables, kinds of rows, values, sums that differ.",
    "map": "Propose which fact each answer of a vendor's own workbook is, and write its map.",
    "seal": "Fix weights, rules and brief by hash before bids are opened, and print the fingerprint.",
    "check": "Report what was read from each vendor, and everything doubtful, cell by cell.",
    "compare": "Rank the bids: verdict, score with its interval, flags, what is missing.",
    "explain": "Show where a score comes from: formula, numbers, cells, sources.",
    "analyse": "Say how firm the result is, and what would turn it.",
    "levers": "Say which changes would put a bid first or lift its verdict, and who pays.",
    "questions": "List what to ask each vendor, and write the letters.",
    "panel": "Say what the panel's sheets come to, where they differ, and who has not spoken.",
    "scorecard": "Write the Excel scorecard with live formulas.",
    "verify": "Say whether a scorecard is as it was handed over, and which cells are not.",
    "fill": "Fill the named cells of a workbook of your own with the results.",
    "rules": "List, show, check, prove, compare and start rulesets; write the rulebook.",
}


class LazyGroup(click.Group):
    """A group whose commands are imported only when called; ``lazy`` gives each with its one-line help."""

    lazy: ClassVar[Mapping[str, str]] = COMMANDS
    package: ClassVar[str] = "contracteval.cli"

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the commands in the order in which a newcomer needs them."""
        return list(self.lazy)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import one command."""
        if cmd_name not in self.lazy:
            return None
        command = importlib.import_module(f"{self.package}.{cmd_name}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Suggest the nearest command for a misspelt one."""
        if args and args[0] not in self.lazy and not args[0].startswith("-"):
            from contracteval.text import did_you_mean

            near = did_you_mean(args[0], self.lazy)
            hint = f" Did you mean {near}?" if near else ""
            raise click.UsageError(f"No such command {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing any."""
        with formatter.section("Commands"):
            formatter.write_dl(list(self.lazy.items()))


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="contracteval")
def main() -> None:
    """Score outsourcing proposals and contracts by rules that anyone can read.

    \b
    Start with:  contracteval demo
    Exit codes:  0 done, 1 what --fail-on names was found, 2 the input cannot be used.
    """

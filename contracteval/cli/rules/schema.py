"""``contracteval rules schema``."""

from __future__ import annotations

import json
from pathlib import Path

import click

from contracteval.cli.common import language_option, translate_errors, write
from contracteval.text import Language


@click.command(epilog="Example: contracteval rules schema -o ruleset.schema.json")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it to a file instead.",
)
@language_option
@translate_errors
def command(output: Path | None, lang: Language) -> None:
    """Print the JSON Schema (draft 2020-12) of ruleset files.

    An editor that knows TOML completes and checks a ruleset whose first line is  #:schema ruleset.schema.json
    """
    if output is None:
        write(schema_text())
        return
    from contracteval.files import write_whole

    write_whole(output, schema_text())
    write(f"{output}\n")


def schema_text() -> str:
    """Return the schema as it stands in its file."""
    from contracteval.rules.to_json_schema import to_json_schema

    return json.dumps(to_json_schema(), indent=2) + "\n"

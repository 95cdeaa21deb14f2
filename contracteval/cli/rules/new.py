"""``contracteval rules new``."""

from __future__ import annotations

from pathlib import Path

import click

from contracteval.cli.common import language_option, translate_errors, write
from contracteval.errors import InputError, Place, Problem
from contracteval.text import Language, Text

EXAMPLE = "own_rules"
SCHEMA = "ruleset.schema.json"


@click.command(epilog="Example: contracteval rules new my-rules --lang fr")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", default=EXAMPLE, show_default=True, metavar="ID", help="Id of the ruleset, in snake_case.")
@language_option
@translate_errors
def command(folder: Path, name: str, lang: Language) -> None:
    """Start a ruleset of your own in DIR: a commented example of each kind of rule, and the schema for your editor.

    What is there already is never overwritten.
    """
    from contracteval.cli.rules.schema import schema_text
    from contracteval.data import data_folder
    from contracteval.files import write_whole

    path, schema = folder / name / "ruleset.toml", folder / SCHEMA
    problems = _problems(name, path)
    if problems:
        raise InputError(problems)
    template = (data_folder("templates") / f"ruleset.{lang}.toml").read_text(encoding="utf-8")
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, template.replace(EXAMPLE, name))
    made = [path]
    if not schema.exists():
        write_whole(schema, schema_text())
        made.append(schema)
    write("".join(f"{file}\n" for file in made))
    check = f"contracteval rules check {name} --rules {folder}"
    if lang == "fr":
        write(f"Ensuite\u00a0: remplacez l’exemple par vos règles, puis {check}\n", err=True)
    else:
        write(f"Next: replace the example with your rules, then {check}\n", err=True)


def _problems(name: str, path: Path) -> list[Problem]:
    from contracteval.rules.from_toml import list_rulesets

    if not (name.isascii() and name.isidentifier() and name == name.lower()):
        text = Text("the id of a ruleset is snake_case", "l’identifiant d’un jeu de règles est en snake_case")
        return [Problem("id", text, got=name, next=Text("such as own_rules", "par exemple own_rules"))]
    if name in list_rulesets():
        text = Text(f"{name} is one of our own rulesets", f"{name} est l’un de nos jeux de règles")
        hint = Text("choose another id with --name", "choisissez un autre identifiant avec --name")
        return [Problem("id", text, got=name, next=hint)]
    if path.parent.exists() and (not path.parent.is_dir() or any(path.parent.iterdir())):
        text = Text(f"{path.parent} is there already and not empty", f"{path.parent} existe déjà et n’est pas vide")
        hint = Text("choose another id with --name", "choisissez un autre identifiant avec --name")
        return [Problem("folder-not-empty", text, (Place(str(path.parent)),), next=hint)]
    return []

"""``contracteval rules book``."""

from __future__ import annotations

from pathlib import Path

import click

from contracteval.cli.common import language_option, rules_option, translate_errors, write
from contracteval.errors import InputError, Place, Problem
from contracteval.files import write_whole
from contracteval.text import Language, Text

FORMATS = (".html", ".htm", ".md")


@click.command(epilog="Example: contracteval rules book --lang fr -o rulebook.html")
@click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), metavar="FILE",
    help="A web page (.html) or Markdown (.md); rulebook.<lang>.html where none is given.",
)  # fmt: skip
@language_option
@rules_option
@translate_errors
def command(output: Path | None, lang: Language, rules: tuple[Path, ...]) -> None:
    """Write the whole rulebook as a book, with an index by article, by stage and by who answers."""
    from contracteval.cli.rules.worked import worked_demo
    from contracteval.reports.to_book import book_of, to_html, to_markdown
    from contracteval.rules.to_rulebook import load_rulebook

    path = output or Path(f"rulebook.{lang}.html")
    if path.suffix.lower() not in FORMATS:
        raise InputError([_no_format(path)])
    rulebook = load_rulebook((), rules)
    book = book_of(rulebook, lang, worked_demo(rulebook))
    write_whole(path, to_markdown(book) if path.suffix.lower() == ".md" else to_html(book))
    write(f"{path}\n")


def _no_format(path: Path) -> Problem:
    return Problem(
        "book-format",
        Text(
            f"a book is not written as {path.suffix or path.name}",
            f"un livre ne s’écrit pas en {path.suffix or path.name}",
        ),
        (Place(str(path)),),
        next=Text("end the name in .html or .md", "terminez le nom par .html ou .md"),
    )

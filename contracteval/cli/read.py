"""``contracteval read``: what is seen in a spreadsheet."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from contracteval.cli.common import (
    READING,
    json_option,
    language_option,
    progress,
    terminal,
    translate_errors,
    write,
    write_json,
)
from contracteval.errors import InputError, Place
from contracteval.text import Language

if TYPE_CHECKING:
    from contracteval.intake.book import Book


@click.command(epilog="Example: contracteval read bids/acme.xlsx --sheet Prices")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--sheet", metavar="NAME", help="Only this sheet.")
@click.option("--all", "every_row", is_flag=True, help="Show every row of long tables.")
@language_option
@json_option
@translate_errors
def command(file: Path, sheet: str | None, every_row: bool, lang: Language, as_json: bool) -> None:
    """Show the tables of any spreadsheet as they are read, with every sum that its own lines do not give.

    Excel, OpenDocument and CSV files; nothing is written, and no macro or link is followed. Each value keeps its cell;
    what cannot be told, such as a date that reads two ways, is listed with what to ask.
    """
    from contracteval.intake.from_workbook import read_book
    from contracteval.intake.read_tables import read_tables

    book = read_book(file, file.name)
    read = read_tables(book if sheet is None else _only(book, sheet), progress(READING, lang))
    if as_json:
        from contracteval.reports.tables_json import tables_to_dict

        write_json(tables_to_dict(read, lang))
    else:
        from contracteval.reports.to_terminal import tables_text

        write(tables_text(read, lang, *terminal(), every_row))


def _only(book: Book, name: str) -> Book:
    """Keep one sheet, by its name in any case."""
    from contracteval.intake.names import SHEET, fold, unknown_name

    exact = [sheet for sheet in book.sheets if sheet.title == name]
    found = exact or [sheet for sheet in book.sheets if fold(sheet.title) == fold(name)]
    if not found:
        titles = [sheet.title for sheet in book.sheets]
        raise InputError([unknown_name("sheet-unknown", SHEET, name, titles, Place(book.name))])
    return replace(book, sheets=tuple(found[:1]))

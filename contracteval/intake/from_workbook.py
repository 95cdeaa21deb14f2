"""Any file that holds a spreadsheet, as plain cells; the bytes say which reader it is for, not the name."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from contracteval.errors import InputError, Place, Problem
from contracteval.intake.book import Book
from contracteval.intake.door import what_is
from contracteval.intake.formats.limits import LIMITS, Refusal
from contracteval.intake.refusals import problem_of
from contracteval.text import Text

if TYPE_CHECKING:
    from contracteval.intake.formats.package import Package


def read_book(path: Path, name: str) -> Book:
    """Read every sheet of a file, hidden ones too; what is cut is said in the notes.

    Raises ``InputError`` with one problem where the file cannot be opened, is damaged or hostile, or is no spreadsheet.
    """
    try:
        return _read(content_of(path), name)
    except OSError as error:
        raise InputError([_unreadable(name, error)]) from error
    except Refusal as refusal:
        raise InputError([problem_of(refusal, name)]) from refusal


def content_of(path: Path) -> bytes:
    """Return the bytes of a file. Raises ``Refusal`` where it is larger than any workbook that is read."""
    if path.stat().st_size > LIMITS.packed:
        raise Refusal("workbook-too-large")
    return path.read_bytes()


def _read(content: bytes, name: str) -> Book:
    what = what_is(content)
    if what == "zip":
        return _read_zip(content, name)
    if what == "text":
        from contracteval.intake.formats.from_csv import read_csv

        return read_csv(content, name)
    from contracteval.intake.formats.worker import read_xls_apart

    return read_xls_apart(content, name)


def _read_zip(content: bytes, name: str) -> Book:
    from contracteval.intake.formats.from_ods import is_ods, read_ods
    from contracteval.intake.formats.from_xlsx import read_xlsx
    from contracteval.intake.formats.package import Package

    package = Package(content)
    if is_ods(package):
        return read_ods(package, name)
    excel_part(package)
    return read_xlsx(package, name)


def excel_part(package: Package) -> str:
    """Return the part of an Excel workbook that lists its sheets. Raises ``Refusal`` for any other package."""
    from contracteval.intake.formats.from_xlsx import workbook_part_of

    part = workbook_part_of(package)
    if part is None:
        raise Refusal(_not_office(package))
    if part.endswith(".bin"):
        raise Refusal("workbook-binary")
    if part.casefold().startswith(("word/", "ppt/", "visio/")):
        raise Refusal("not-a-workbook-document")
    return part


def _not_office(package: Package) -> str:
    if not package.names():
        return "file-empty"
    return "not-a-workbook" if "[Content_Types].xml" in package else "not-a-workbook-archive"


def _unreadable(name: str, error: OSError) -> Problem:
    return Problem(
        "file-unreadable",
        Text("the file cannot be opened", "le fichier ne peut pas être ouvert"),
        (Place(name),),
        got=error.strerror,
    )

"""Every finding of an import as rows of a table: ``check --csv`` prints it for a spreadsheet or a ticketing tool."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator

from contracteval.errors import Place, Problem
from contracteval.model.import_report import VendorReport
from contracteval.text import Language

COLUMNS = ("line", "path", "value", "error")
_STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def import_report_csv(
    vendors: Iterable[VendorReport], problems: Iterable[Problem], lang: Language, brief: VendorReport | None = None
) -> str:
    """Return one row for each place of each finding: its line, its path, what was got, what is wrong and what to do."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(COLUMNS)
    reports = [*([] if brief is None else [brief]), *vendors]
    for problem in [*problems, *(finding for report in reports for finding in report.findings)]:
        writer.writerows([_safe(text) for text in row] for row in _rows(problem, lang))
    return stream.getvalue()


def _rows(problem: Problem, lang: Language) -> Iterator[tuple[str, str, str, str]]:
    step = "" if problem.next is None else f" → {problem.next.to(lang)}"
    error = f"{problem.kind}: {problem.message.to(lang)}{step}"
    for i, place in enumerate(problem.places or (Place(""),)):
        got = problem.got if i == 0 and problem.got is not None else ""
        yield _line(place), _path(place), got, error


def _line(place: Place) -> str:
    """Return the row of a cell, or the line of a file."""
    row = re.search(r"\d+$", place.cell or "")
    return row[0] if row else "" if place.line is None else str(place.line)


def _path(place: Place) -> str:
    """Write a place as ``acme.xlsx/Pricing/C14``, so that it can be split."""
    parts = (place.file, place.sheet, place.cell, place.key)
    return "/".join(part for part in parts if part)


def _safe(text: str) -> str:
    """Keep a vendor's text from becoming a formula in the program that opens the file."""
    return f"'{text}" if text.startswith(_STARTS_A_FORMULA) else text

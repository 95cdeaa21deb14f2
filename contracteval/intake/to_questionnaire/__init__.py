"""The questionnaires that vendors, the buyer and the panel fill in; ``from_template`` and ``from_panel`` read them back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from contracteval import __version__
from contracteval.intake.headers import COVER
from contracteval.intake.to_questionnaire.cover import Edition, version_of, write_cover
from contracteval.intake.to_questionnaire.looks import make_formats
from contracteval.intake.to_questionnaire.panel import write_panel
from contracteval.intake.to_questionnaire.pen import Pen
from contracteval.intake.to_questionnaire.questions import write_estimates, write_questions
from contracteval.intake.to_questionnaire.rows import write_table
from contracteval.intake.to_questionnaire.texts import TITLES, Kind
from contracteval.model.bid import Answers, Row
from contracteval.model.fact import Needs
from contracteval.text import Language

__all__ = ["Edition", "Kind", "write_questionnaire"]

_BLANK_BIDS = 5
_MADE = datetime(2020, 1, 1, tzinfo=UTC).replace(
    tzinfo=None
)  # a fixed date, so that the same input gives the same bytes


def write_questionnaire(
    path: Path,
    kind: Kind,
    needs: Needs,
    currency: str,
    lang: Language,
    *,
    bids: Sequence[tuple[str, str]] = (),
    answers: Answers | None = None,
    bid_answers: Mapping[str, Answers] | None = None,
    title: str = "",
    vendor: str = "",
    edition: Edition | None = None,
) -> None:
    """Write a questionnaire, filled in with ``answers`` if any; ``bids`` are pairs of id and vendor.

    A vendor is asked only what vendors give. The brief asks the buyer's own facts, and estimates for each bid. The
    panel's sheet asks one evaluator for what the panel gives. The file is written beside ``path`` and renamed, so that
    nothing half-written stays. Raises ``OSError``.
    """
    import xlsxwriter

    part = path.with_name(f".{path.name}.part")
    heading = " – ".join(text for text in (TITLES[kind].to(lang), title) if text)
    version = version_of(needs)
    try:
        book = xlsxwriter.Workbook(str(part))
        pen = Pen(book, make_formats(book, lang), currency, lang)
        cover = book.add_worksheet(COVER.to(lang))
        if kind == "vendor":
            _write_vendor(pen, needs, answers or Answers(), heading, vendor)
        elif kind == "brief":
            _write_brief(pen, needs, answers or Answers(), heading, bids, bid_answers or {})
        else:
            _write_panel(pen, needs, heading, bids)
        pen.write_lists()
        write_cover(pen, cover, kind, heading, version, edition or Edition())
        book.set_properties({"title": heading, "keywords": version, "comments": _stamp(version), "created": _MADE})
        book.set_custom_property("contracteval questionnaire", version)
        _close(book)
        part.replace(path)
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _stamp(version: str) -> str:
    return f"contracteval {__version__}, questionnaire {version}"


def _close(book: Any) -> None:
    from xlsxwriter.exceptions import FileCreateError

    try:
        book.close()
    except FileCreateError as error:
        cause = error.args[0] if error.args else error
        raise cause if isinstance(cause, OSError) else OSError(str(cause)) from error


def _write_vendor(pen: Pen, needs: Needs, answers: Answers, heading: str, vendor: str) -> None:
    facts = [spec for spec in needs.facts.values() if spec.by == "vendor"]
    columns = ("id", "question", "answer", "unit", "accepted", "grade", "clause", "comment")
    write_questions(pen, "vendor", columns, facts, needs.sections, answers, heading, vendor)
    for table in needs.tables.values():
        if table.by == "vendor":
            names = [name for name, column in table.columns.items() if column.by == "vendor"]
            write_table(pen, table, names, {"": answers.tables.get(table.id)}, None)


def _write_brief(
    pen: Pen,
    needs: Needs,
    answers: Answers,
    heading: str,
    bids: Sequence[tuple[str, str]],
    bid_answers: Mapping[str, Answers],
) -> None:
    own = [spec for spec in needs.facts.values() if spec.by != "vendor" and spec.per == "evaluation"]
    columns = ("id", "question", "answer", "unit", "accepted", "comment")
    write_questions(pen, "brief", columns, own, needs.sections, answers, heading)
    estimates = [spec for spec in needs.facts.values() if spec.by != "vendor" and spec.per == "bid"]
    ids = _ids(bids)
    write_estimates(pen, estimates, needs.sections, ids, bid_answers)
    for table in needs.tables.values():
        shown = [name for name, column in table.columns.items() if column.by == "vendor"]
        if table.by == "vendor":
            rows: dict[str, Sequence[Row] | None] = {
                bid: bid_answers[bid].tables[table.id]
                for bid in ids
                if bid in bid_answers and bid_answers[bid].tables.get(table.id)
            }
            if rows and len(shown) < len(table.columns):
                write_table(pen, table, [*shown, *(n for n in table.columns if n not in shown)], rows, ids, shown)
        elif table.per == "bid":
            rows = {bid: bid_answers[bid].tables.get(table.id) for bid in ids if bid in bid_answers}
            write_table(pen, table, list(table.columns), rows, ids)
        else:
            write_table(pen, table, list(table.columns), {"": answers.tables.get(table.id)}, None)


def _write_panel(pen: Pen, needs: Needs, heading: str, bids: Sequence[tuple[str, str]]) -> None:
    judged = [spec for spec in needs.facts.values() if spec.by == "panel" and spec.per == "bid"]
    write_panel(pen, judged, needs.sections, _ids(bids), heading)


def _ids(bids: Sequence[tuple[str, str]]) -> list[str]:
    return [bid for bid, _ in bids] or [""] * _BLANK_BIDS

"""The first sheet: how to answer, how much is answered, which version this is and what it asks."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Any

from contracteval import __version__
from contracteval.intake.headers import COVER, COVER_HEADERS
from contracteval.intake.to_questionnaire.looks import LINE_HEIGHT, count_lines, write_text
from contracteval.intake.to_questionnaire.pen import Chapter, Pen, quoted_sheet
from contracteval.intake.to_questionnaire.texts import GRADES, HOW, Kind
from contracteval.model.fact import FactSpec, Needs
from contracteval.model.record import dataclass
from contracteval.text import Text

_COMPLETED = Text("Completed", "Rempli")
_VERSION = Text("Version", "Version")
_RULES = Text("Rules", "Règles")
_STAGES = {
    "proposal": Text("proposal", "proposition"),
    "contract": Text("contract", "contrat"),
    "delivery": Text("delivery", "exécution"),
}
_WIDTHS = (40, 28, 12, 12, 16, 90)


@dataclass(frozen=True, slots=True)
class Edition:
    """What a questionnaire was made for: ``rules`` are rulesets with their versions."""

    rules: tuple[str, ...] = ()
    profile: str = ""
    stage: str = ""

    def to(self, pen: Pen) -> str:
        """Write it as one line."""
        stage = _STAGES[self.stage].to(pen.lang) if self.stage in _STAGES else self.stage
        return " · ".join(part for part in (", ".join(self.rules), self.profile, stage) if part)


def version_of(needs: Needs) -> str:
    """Return the version of a questionnaire: eight characters that change with anything that it asks."""
    columns = [spec for table in needs.tables.values() for spec in table.columns.values()]
    asked = [_fingerprint(spec) for spec in (*needs.facts.values(), *columns)] + list(needs.tables)
    return hashlib.sha256("\n".join(asked).encode()).hexdigest()[:8]


def _fingerprint(spec: FactSpec) -> str:
    options = ",".join(option.id for option in spec.options)
    limits = spec.range
    return f"{spec.id}|{spec.type}|{spec.unit.text}|{limits.low}|{limits.high}|{options}|{spec.question.en}"


def write_cover(pen: Pen, sheet: Any, kind: Kind, heading: str, version: str, edition: Edition) -> None:
    """Write the first sheet, once all others are written."""
    for j, width in enumerate(_WIDTHS):
        sheet.set_column(j, j, width)
    write_text(sheet, 0, 0, heading, pen.formats["title"])
    row = 1
    for text in (*HOW[kind], *(GRADES if kind == "vendor" else GRADES[1:])):
        write_text(sheet, row, 0, text.to(pen.lang), pen.formats["how"])
        row += 1
    stamp = f"{version} · contracteval {__version__}"
    for label, said in ((_VERSION, stamp), (_RULES, edition.to(pen))):
        if said:
            row += 1
            write_text(sheet, row, 0, label.to(pen.lang), pen.formats["head"])
            write_text(sheet, row, 1, said, pen.formats["stamp"])
    row += 2
    _write_chapters(pen, sheet, row, pen.chapters)
    sheet.protect("", {"format_columns": True, "format_rows": True})
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&L&A&R&P / &N")
    sheet.activate()


def _write_chapters(pen: Pen, sheet: Any, row: int, chapters: Sequence[Chapter]) -> None:
    for j, text in enumerate(COVER_HEADERS):
        write_text(sheet, row, j, text.to(pen.lang), pen.formats["head"])
    first = row + 2
    for i, chapter in enumerate(chapters, row + 1):
        ids = ", ".join(chapter.ids)
        sheet.write_url(i, 0, f"internal:{quoted_sheet(chapter.sheet)}!A1", pen.formats["link"], chapter.title)
        write_text(sheet, i, 1, chapter.sheet, pen.formats["text"])
        sheet.write_formula(i, 2, f"={chapter.answered}", pen.formats["count"], chapter.counts[0])
        sheet.write_formula(i, 3, f"={chapter.asked}", pen.formats["count"], chapter.counts[1])
        pen.bar(sheet, i, 4, f"=IF(D{i + 1}=0,0,C{i + 1}/D{i + 1})", _share([chapter.counts]))
        write_text(sheet, i, 5, ids, pen.formats["id"])
        sheet.set_row(i, LINE_HEIGHT * count_lines(ids, _WIDTHS[5]) + 4)
    last = row + 1 + len(chapters)
    counts = [chapter.counts for chapter in chapters]
    write_text(sheet, last, 0, _COMPLETED.to(pen.lang), pen.formats["head"])
    write_text(sheet, last, 1, "", pen.formats["head"])
    for j, letter in ((2, "C"), (3, "D")):
        total = sum(count[j - 2] for count in counts)
        sheet.write_formula(last, j, f"=SUM({letter}{first}:{letter}{last})", pen.formats["count"], total)
    pen.bar(sheet, last, 4, f"=IF(D{last + 1}=0,0,C{last + 1}/D{last + 1})", _share(counts))


def _share(counts: Iterable[tuple[int, int]]) -> float:
    pairs = list(counts)
    asked = sum(pair[1] for pair in pairs)
    return sum(pair[0] for pair in pairs) / asked if asked else 0


__all__ = ["COVER", "Edition", "version_of", "write_cover"]

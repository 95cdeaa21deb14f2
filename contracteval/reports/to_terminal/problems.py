"""Problems as a person reads them: what, where, what was read there, and the next step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING

from contracteval.errors import Problem
from contracteval.model.import_report import BRIEF, VendorReport, gather
from contracteval.model.seal import SealState
from contracteval.reports import wording as w
from contracteval.reports.to_terminal.page import Page
from contracteval.reports.to_terminal.seal import seal_blocks
from contracteval.text import Language, Text

if TYPE_CHECKING:
    from rich.console import RenderableType

_STYLES = {"error": "bold red", "warning": "bold yellow", "info": "cyan"}
_NOUNS = {
    "error": (Text("error", "erreur"), Text("errors", "erreurs")),
    "warning": (Text("warning", "avertissement"), Text("warnings", "avertissements")),
    "info": (Text("note", "note"), Text("notes", "notes")),
}
_PLACES = 5


def problems_text(
    problems: Iterable[Problem],
    lang: Language = "en",
    width: int = 80,
    color: bool = False,
    encoding: str = "utf-8",
) -> str:
    """Return problems one below the other, errors first, the same one said once with all its places."""
    page = Page(width, color, encoding)
    found = gather(problems)
    return page.render([*problem_blocks(found, page, lang), page.text((counts_text(found, lang), "bold"))])


def import_report_text(
    vendors: Sequence[VendorReport],
    problems: Sequence[Problem] = (),
    lang: Language = "en",
    width: int = 80,
    color: bool = False,
    encoding: str = "utf-8",
    brief: VendorReport | None = None,
    seal: SealState | None = None,
    about_rules: Sequence[Problem] = (),
) -> str:
    """Return what was imported: counts for the brief and each vendor, what was found about them and about the rules,
    then the files that are refused, last the seal.
    """
    page = Page(width, color, encoding)
    reports = [*([] if brief is None else [brief]), *vendors]
    blocks = [*(_report(reports, page, lang) if reports else ())]
    if about_rules:
        blocks += _headed("Règles" if lang == "fr" else "Rules", about_rules, page, lang)
    if problems:
        blocks += _headed("Fichiers à corriger" if lang == "fr" else "Files to repair", gather(problems), page, lang)
    if seal is not None:
        blocks += seal_blocks(seal, page, lang)
    return page.render(blocks)


def _report(reports: Sequence[VendorReport], page: Page, lang: Language) -> Iterator[RenderableType]:
    heads = (
        Text("Imported", "Importé"), Text("complete", "complet"), Text("reliable", "fiable"), Text("read", "lues"),
        Text("doubtful", "douteuses"), Text("missing", "manquantes"), Text("refused", "refusées"),
    )  # fmt: skip
    table = page.table()
    for i, head in enumerate(heads):
        table.add_column(page.text(head.to(lang)), justify="right" if i else "left")
    for report in reports:
        shares = [page.text((_share(share, lang), "bold")) for share in (report.complete, report.reliable)]
        counts = (report.read, report.doubtful, report.missing, report.refused)
        styles = ("", "yellow", "cyan", "bold red")
        cells = [page.text((str(n), style if n else "dim")) for n, style in zip(counts, styles, strict=True)]
        table.add_row(page.text((_name(report), "bold")), *shares, *cells)
    yield table
    for report in reports:
        if report.findings:
            yield from _headed(_name(report), report.findings, page, lang)
        yield from _unanswered(report, page, lang)


def _headed(head: str, found: Sequence[Problem], page: Page, lang: Language) -> Iterator[RenderableType]:
    yield ""
    yield page.text((head, "bold"), f" – {counts_text(found, lang)}")
    yield from problem_blocks(found, page, lang, gap=False)


def _share(share: Fraction | None, lang: Language) -> str:
    """Write a share in whole percent, never rounded up to all of it."""
    if share is None:
        return "–"
    whole = share if share == 1 else min(share, Fraction(99, 100))
    return w.percent(whole, lang, 0)


def _unanswered(report: VendorReport, page: Page, lang: Language) -> Iterator[RenderableType]:
    """List what nobody answered, by who could: a line for each giver."""
    for giver in dict.fromkeys(spec.by for spec in report.unanswered):
        labels = ", ".join(spec.label.to(lang) for spec in report.unanswered if spec.by == giver)
        asked = w.GIVERS[giver].to(lang)
        head = (
            f"{_name(report)} – sans réponse ({asked})\u00a0: "
            if lang == "fr"
            else f"{_name(report)} – unanswered ({asked}): "
        )
        yield ""
        yield page.text((head, "cyan"), labels)


def _name(report: VendorReport) -> str:
    return w.sentence(report.vendor) if report.id == BRIEF else report.vendor


def problem_blocks(
    problems: Iterable[Problem], page: Page, lang: Language, *, gap: bool = True
) -> Iterator[RenderableType]:
    """Yield problems one below the other, errors first."""
    order = list(_STYLES)
    for problem in sorted(problems, key=lambda p: order.index(p.severity)):
        yield from _problem(problem, page, lang)
        if gap:
            yield ""


def _problem(problem: Problem, page: Page, lang: Language) -> Iterator[RenderableType]:
    word = w.SEVERITIES[problem.severity].to(lang)
    times = "" if problem.count == 1 else f" ({problem.count}\u00a0{'fois' if lang == 'fr' else 'times'})"
    head = (f"{word}[{problem.kind}]{w.colon(lang)} ", _STYLES[problem.severity])
    yield page.text(head, problem.message.to(lang), (times, "dim"))
    got = "" if problem.got is None else f"{'lu' if lang == 'fr' else 'got'} {problem.got}"
    for i, place in enumerate(problem.places[:_PLACES]):
        line = place.to(lang) + (f"     {got}" if got and i == 0 else "")
        yield page.indented(page.text(line), "  ")
    rest = len(problem.places) - _PLACES
    if rest > 0:
        yield page.text((f"  et {rest} autres endroits" if lang == "fr" else f"  and {rest} more places", "dim"))
    if got and not problem.places:
        yield page.indented(page.text(got), "  ")
    if problem.next is not None:
        step = "à faire" if lang == "fr" else "next"
        yield page.indented(page.text((f"{step}{w.colon(lang)} ", "dim"), problem.next.to(lang)), "  ")


def counts_text(problems: Sequence[Problem], lang: Language) -> str:
    """Count by severity: ``2 errors, 1 warning``."""
    counts = {severity: sum(p.count for p in problems if p.severity == severity) for severity in _NOUNS}
    return ", ".join(w.counted(count, *_NOUNS[severity], lang) for severity, count in counts.items() if count)

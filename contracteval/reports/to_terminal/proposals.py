"""A proposed map in the terminal: each fact with the cell and value found, how sure that is, and what is left to do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from contracteval.errors import Problem
from contracteval.model.proposal import SURE, Candidate, FactProposal, MapProposal, TableProposal
from contracteval.reports import wording as w
from contracteval.reports.to_terminal.page import Page
from contracteval.reports.to_terminal.problems import problem_blocks
from contracteval.text import NO_BREAK_SPACE, Language, Text, join_texts

if TYPE_CHECKING:
    from rich.console import RenderableType

_HEADS = (
    Text("sure", "sûr"),
    Text("fact", "donnée"),
    Text("found under", "trouvé sous"),
    Text("cell", "cellule"),
    Text("value", "valeur"),
)
_COUNTED = (
    (Text("proposed", "proposé"), Text("proposed", "proposés")),
    (Text("not sure", "incertain"), Text("not sure", "incertains")),
    (Text("not found", "non trouvé"), Text("not found", "non trouvés")),
)
_WIDEST = 40


def proposal_text(
    proposal: MapProposal,
    written: str | None,
    findings: tuple[Problem, ...],
    lang: Language = "en",
    width: int = 80,
    color: bool = False,
    encoding: str = "utf-8",
) -> str:
    """Return what is proposed, what was not found, and the next step; ``written`` is the map's file."""
    page = Page(width, color, encoding)
    blocks: list[RenderableType] = [page.text((proposal.file, "bold"), _summary(proposal, lang))]
    if proposal.facts:
        blocks += ["", _facts(proposal.facts, page, lang)]
    blocks += _tables(proposal.tables, page, lang)
    if proposal.missing:
        said = join_texts(", ", (spec.label for spec in proposal.missing)).to(lang)
        head = Text("not found: ", "non trouvé\u00a0: ").to(lang)
        blocks += ["", page.text((head, "bold"), said)]
    if findings:
        blocks += ["", *problem_blocks(findings, page, lang)]
    return page.render([*blocks, "", page.text(_next(written, proposal).to(lang))])


def _summary(proposal: MapProposal, lang: Language) -> str:
    if proposal.known_from is not None:
        return Text(
            f" – mapped by {proposal.known_from}: the layout is the same",
            f" – lu par {proposal.known_from}\u00a0: la disposition est la même",
        ).to(lang)
    sure = sum(fact.confidence >= SURE for fact in proposal.facts)
    counts = (sure, len(proposal.facts) - sure, len(proposal.missing))
    return " – " + ", ".join(w.counted(n, *words, lang) for n, words in zip(counts, _COUNTED, strict=True))


def _facts(facts: tuple[FactProposal, ...], page: Page, lang: Language) -> RenderableType:
    table = page.table()
    for i, head in enumerate(_HEADS):
        table.add_column(page.spell(head.to(lang)), justify="right" if i in (0, 4) else "left", overflow="fold")
    for fact in facts:
        best = fact.candidates[0]
        style = "" if fact.known or fact.confidence >= SURE else "dim"
        sure = "" if fact.known else f"{fact.confidence}{NO_BREAK_SPACE}%"
        cells = (sure, fact.spec.label.to(lang), _under(best), _cell(best), _value(best, lang))
        table.add_row(*(page.text((text, style)) for text in cells))
    return table


def _under(candidate: Candidate) -> str:
    words = " × ".join(text for text in (candidate.label, candidate.column) if text)
    return words if len(words) <= _WIDEST else words[: _WIDEST - 1] + "…"


def _cell(candidate: Candidate) -> str:
    return "!".join(text for text in (candidate.sheet, candidate.cell) if text)


def _value(candidate: Candidate, lang: Language) -> str:
    unit = "" if candidate.unit is None else f"{NO_BREAK_SPACE}{candidate.unit}"
    unit += "?" if candidate.supposed else ""
    unread = "" if candidate.reads else Text(" (cannot be read)", " (illisible)").to(lang)
    return candidate.value[:_WIDEST] + unit + unread


def _tables(tables: tuple[TableProposal, ...], page: Page, lang: Language) -> Iterator[RenderableType]:
    if not tables:
        return
    yield ""
    for table in tables:
        lines = w.counted(table.rows, Text("line", "ligne"), Text("lines", "lignes"), lang)
        colon = f"{NO_BREAK_SPACE}:" if lang == "fr" else ":"
        columns = ", ".join(f"{name} = {header}" for name, (header, _) in table.columns.items())
        head = Text("table ", "tableau ").to(lang)
        sheets, doubt = ", ".join(table.sheets), table.confidence < SURE
        sure = f"{table.confidence}{NO_BREAK_SPACE}% " if doubt else ""
        yield page.text(
            (f"{head}{table.id}", "dim" if doubt else "bold"), f"  {sure}{sheets}, {lines}{colon} {columns}"
        )


def _next(written: str | None, proposal: MapProposal) -> Text:
    if written is None:
        return Text("Nothing was written.", "Rien n’a été écrit.")
    if proposal.known_from is not None:
        return Text(
            f"{written} is written. Next: contracteval check",
            f"{written} est écrit. Ensuite\u00a0: contracteval check",
        )
    return Text(
        f"{written} is written: correct it by hand, then contracteval check. “?” marks a unit that the sheet does not say; what is below {SURE}{NO_BREAK_SPACE}% stands there as a comment.",
        f"{written} est écrit\u00a0: corrigez-le à la main, puis contracteval check. «\u00a0?\u00a0» marque une unité que la feuille ne dit pas\u00a0; ce qui est sous {SURE}{NO_BREAK_SPACE}% y figure en commentaire.",
    )

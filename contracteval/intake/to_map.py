"""A proposed map as a file to correct by hand: what is sure stands there, what is not stands there as a comment."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from contracteval.intake.names import shown
from contracteval.model.proposal import SURE, Candidate, FactProposal, MapProposal, TableProposal
from contracteval.text import Language, Text

_OF_ITS_VENDOR = re.compile(r"\s*#?\s*(?:vendor|layout)\s*=")
_SEEN = re.compile(r"\s+#[^#]*\(\d+ %\)$")
_HEAD = (
    Text("Map of {file}: which cell answers which question. Correct it by hand; what follows a # is not read.", "Carte de {file}\u00a0: quelle cellule répond à quelle question. À corriger à la main\u00a0; ce qui suit un # n’est pas lu."),
    Text("A label names the row, a header (or a letter) the column, so that rows and columns may move.", "Un libellé désigne la ligne, un en-tête (ou une lettre) la colonne\u00a0: lignes et colonnes peuvent bouger."),
    Text('grade = "proposed", "contracted" or "measured" says how well an answer is supported; else it is asserted.', 'grade = "proposed", "contracted" ou "measured" dit ce qui étaie une réponse\u00a0; sinon elle est affirmée.'),
)  # fmt: skip
_LAYOUT = Text("the same in every workbook with these headers", "le même pour tout classeur qui a ces en-têtes")
_SUPPOSED = Text("supposed: the sheet does not say it", "supposé\u00a0: la feuille ne le dit pas")
_UNSURE = Text(
    "Not sure enough to be read. Remove the first # of each line if it is right.",
    "Trop peu sûr pour être lu. Retirez le premier # de chaque ligne si c’est juste.",
)
_OR = Text("or", "ou")
_MISSING = Text("Nothing was found for:", "Rien n’a été trouvé pour\u00a0:")
_LINES = Text(
    "The lines of a price schedule, without sub-totals and totals. A fact may be worked out from them:",
    "Les lignes d’un bordereau de prix, sans sous-totaux ni totaux. Une donnée peut en être tirée\u00a0:",
)
_ONLY_ADDRESS = Text(
    "the label repeats: only the address is left", "le libellé se répète\u00a0: il ne reste que l’adresse"
)


def to_map(proposal: MapProposal, lang: Language) -> str:
    """Write a map in TOML."""
    lines = [f"# {text.to(lang).format(file=_comment(proposal.file))}" for text in _HEAD]
    lines += ["", '# vendor = ""', f"layout = {_quoted(proposal.layout)}  # {_LAYOUT.to(lang)}", ""]
    sure = [fact for fact in proposal.facts if fact.confidence >= SURE]
    unsure = [fact for fact in proposal.facts if fact.confidence < SURE]
    doubtful = [table for table in proposal.tables if table.confidence < SURE]
    for table in proposal.tables:
        lines += [*_table(table, lang), ""] if table not in doubtful else []
    for fact in sure:
        lines += [*_fact(fact, lang), ""]
    if unsure or doubtful:
        lines += [f"# {_UNSURE.to(lang)}", ""]
        for table in doubtful:
            lines += [*(f"# {line}" for line in _table(table, lang)), ""]
        for fact in unsure:
            lines += [*(f"# {line}" for line in _fact(fact, lang)), ""]
    if proposal.missing:
        lines += [
            f"# {_MISSING.to(lang)}",
            *(f"#   {s.id}{_colon(lang)} {_comment(s.label.to(lang))}" for s in proposal.missing),
        ]
    return "\n".join(lines).rstrip() + "\n"


def adopt_map(text: str, name: str, file: str, layout: str, lang: Language) -> str:
    """Write the map of one workbook anew for another of the same layout: all but the vendor's name and the layout's own."""
    said = Text(
        f"Map of {_comment(file)}, taken from {_comment(name)}: the layout is the same.",
        f"Carte de {_comment(file)}, reprise de {_comment(name)}\u00a0: la disposition est la même.",
    ).to(lang)
    lines = [line for line in text.splitlines() if not _OF_ITS_VENDOR.match(line)]
    kept = [_SEEN.sub("", line) for line in lines]  # what was seen in the other vendor's cells is not said again
    first = next((i for i, line in enumerate(kept) if not line.startswith("#")), len(kept))
    head = [f"# {said}", *kept[1:first], "", '# vendor = ""', f"layout = {_quoted(layout)}  # {_LAYOUT.to(lang)}", ""]
    rest = "\n".join(kept[first:]).strip("\n")
    return "\n".join(head) + "\n" + rest + "\n"


def _fact(fact: FactProposal, lang: Language) -> Iterator[str]:
    best, *others = fact.candidates
    yield f"[facts.{fact.spec.id}]  # {_comment(fact.spec.label.to(lang))}{_colon(lang)} {_seen(best)}"
    yield from _place(best, lang)
    for other in others:
        yield f"# {_OR.to(lang)} {', '.join(line.partition('  #')[0] for line in _place(other, lang))}  # {_seen(other)}"


def _colon(lang: Language) -> str:
    return "\u00a0:" if lang == "fr" else ":"


def _seen(candidate: Candidate) -> str:
    return f"{candidate.cell} = {_comment(candidate.value)[:60]} ({candidate.confidence} %)"


def _place(candidate: Candidate, lang: Language) -> Iterator[str]:
    yield f"sheet = {_quoted(candidate.sheet)}"
    if candidate.at:
        yield f"cell = {_quoted(candidate.cell)}  # {_ONLY_ADDRESS.to(lang)}{_colon(lang)} {_comment(candidate.label)[:60]}"
    else:
        yield f"label = {_quoted(candidate.label)}"
        if candidate.after is not None:
            yield f"after = {_quoted(candidate.after)}"
        yield f"column = {_quoted(candidate.column)}"
    if candidate.unit is not None:
        yield f"unit = {_quoted(candidate.unit)}" + (f"  # {_SUPPOSED.to(lang)}" if candidate.supposed else "")


def _table(table: TableProposal, lang: Language) -> Iterator[str]:
    if table.spec is None:
        yield f"# {_LINES.to(lang)}"
        yield f'#   [facts.…]  formula = "sum({table.id}.amount)"'
    yield f"[tables.{table.id}]  # {', '.join(table.ranges)}"
    if len(table.sheets) == 1:
        yield f"sheet = {_quoted(table.sheets[0])}"
    else:
        yield f"sheets = [{', '.join(map(_quoted, table.sheets))}]"
    yield f"[tables.{table.id}.columns]"
    for name, (header, unit) in table.columns.items():
        value = _quoted(header) if unit is None else f"{{ header = {_quoted(header)}, unit = {_quoted(unit)} }}"
        yield f"{name} = {value}"


def _quoted(text: str) -> str:
    """Write a TOML text; the escapes of JSON are those of TOML, but for one character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _comment(text: str) -> str:
    """Make a vendor's text safe in a comment: one line, no control characters."""
    return shown(text)

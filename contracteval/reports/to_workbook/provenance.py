"""What the workbook was made from: every file and ruleset with its hash, and each part that was sealed."""

from __future__ import annotations

from collections.abc import Mapping

from contracteval.model.seal import SealState
from contracteval.reports.seal import seal_text
from contracteval.reports.to_workbook.content import Content
from contracteval.reports.to_workbook.page import Page
from contracteval.text import Text

_FILES = Text("Files read, with the SHA-256 of their bytes", "Fichiers lus, avec le SHA-256 de leurs octets")
_RULES = Text("Rulesets, with the SHA-256 of their files", "Jeux de règles, avec le SHA-256 de leurs fichiers")
_SEAL = Text("Seal", "Scellé")
_PARTS = (
    Text("What is sealed", "Ce qui est scellé"), "", Text("SHA-256 now", "SHA-256 à présent"), "",
    Text("Since the seal", "Depuis le scellement"),
)  # fmt: skip
_SAME, _CHANGED = Text("unchanged", "inchangé"), Text("changed, was", "changé, était")
_ADDED, _REMOVED = Text("added", "ajouté"), Text("removed, was", "retiré, était")
_HASH, _HASH_END, _SINCE = 2, 3, 4


def write_provenance(page: Page, content: Content, inputs: Mapping[str, str], row: int, columns: int) -> int:
    """Write files, rulesets and the line of the seal from a row on, and return the row below them."""
    if inputs:
        page.section(row, _FILES, columns)
        for path, sha256 in inputs.items():
            row += 1
            page.text(row, 0, path)
            _hash(page, row, sha256)
        row += 2
    page.section(row, _RULES, columns)
    for ruleset in content.plan.rulebook.rulesets:
        row += 1
        page.text(row, 0, ruleset.title)
        page.text(row, 1, f"{ruleset.id} {ruleset.version}")
        _hash(page, row, ruleset.sha256)
    row += 2
    page.section(row, _SEAL, columns)
    page.text(row + 1, 0, seal_text(content.plan.seal, content.lang), "subtitle")
    return row + 2


def write_parts(page: Page, state: SealState, row: int) -> None:
    """Write each sealed part with its hash and what became of it, nothing where nothing is sealed."""
    if state.seal is None:
        return
    page.header(row, _PARTS)
    for part in sorted(state.seal.parts.keys() | state.now.keys()):
        row += 1
        page.sheet.merge_range(row, 0, row, 1, page.word(part), page.look("text"))
        _hash(page, row, state.now.get(part, "–"))
        page.text(row, _SINCE, _since(state.seal.parts.get(part), state.now.get(part)))


def _since(sealed: str | None, now: str | None) -> Text:
    if sealed is None:
        return _ADDED
    if sealed == now:
        return _SAME
    how = _REMOVED if now is None else _CHANGED
    return Text(f"{how.en} {sealed}", f"{how.fr} {sealed}")


def _hash(page: Page, row: int, sha256: str) -> None:
    page.sheet.merge_range(row, _HASH, row, _HASH_END, sha256, page.look("text"))

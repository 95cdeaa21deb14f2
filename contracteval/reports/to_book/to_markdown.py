"""The book as Markdown, readable as it stands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from contracteval.reports.rule_sheet import KINDS, Link, Note, RuleSheet, anchor
from contracteval.reports.to_book.content import CONTENTS, HEADS, Book, Chapter, Section

_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")


def to_markdown(book: Book) -> str:
    """Return the text; each rule has an anchor, because the headings of two rules may be alike."""
    return "\n".join(_lines(book)).rstrip() + "\n"


def _lines(book: Book) -> Iterator[str]:
    yield from (f"# {_escape(book.title)}", "")
    for text in book.introduction:
        yield from (_escape(text), "")
    yield f"| {' | '.join(head.to(book.lang) for head in HEADS)} |"
    yield "|---" * len(HEADS) + "|"
    for link, *cells in book.rulesets:
        yield f"| {_link(link)} | " + " | ".join(_escape(cell) for cell in cells) + " |"
    yield from ("", f"## {CONTENTS.to(book.lang)}", "")
    yield from (f"- {_link(Link(chapter.anchor, chapter.title))}" for chapter in book.chapters)
    yield ""
    for chapter in book.chapters:
        yield from _chapter(chapter, book)
    yield _escape(book.colophon)


def _chapter(chapter: Chapter, book: Book) -> Iterator[str]:
    yield from (f'<a id="{chapter.anchor}"></a>', "", f"## {_escape(chapter.title)}", "", _escape(chapter.about), "")
    for section in chapter.sections:
        yield from _section(section, book)


def _section(section: Section, book: Book) -> Iterator[str]:
    yield from (f'<a id="{section.anchor}"></a>', "", f"### {_escape(section.title)}", "")
    if section.about:
        yield from (_escape(section.about), "")
    for sheet in section.sheets:
        yield from _sheet(sheet, book)
    for link, text in section.lines:
        yield f"- {_link(link)} – {_escape(text)}"
    yield ""


def _sheet(sheet: RuleSheet, book: Book) -> Iterator[str]:
    yield from (f'<a id="{anchor(sheet.kind, sheet.id)}"></a>', "")
    yield from (f"#### {_escape(sheet.title)} – {KINDS[sheet.kind].to(book.lang).lower()} `{sheet.id}`", "")
    key = ""
    for note in sheet.notes:
        key = note.key or key  # a list goes on under the same word
        yield f"- **{_escape(key)}** {_parts(note)}"
    yield ""


def _parts(note: Note) -> str:
    if note.role == "formula":
        return f"`{note.text}`"
    return "".join(_escape(part) if isinstance(part, str) else _link(part) for part in note.parts)


def _link(link: Link) -> str:
    return f"[{_escape(link.text)}](#{link.anchor})"


def _escape(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)

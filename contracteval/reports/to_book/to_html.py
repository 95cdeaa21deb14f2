"""The book as one web page: no script, no network, everything escaped, made to be read on screen and printed."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from contracteval.reports.rule_sheet import KINDS, Link, Note, RuleSheet, anchor
from contracteval.reports.to_book.chart import svg_of
from contracteval.reports.to_book.content import CONTENTS, HEADS, Book, Chapter, Section

MOST_IN_CONTENTS = 10


def to_html(book: Book) -> str:
    """Return the page. It is well-formed XML too."""
    return "".join(f"{line}\n" for line in _page(book))


def _page(book: Book) -> Iterator[str]:
    yield "<!DOCTYPE html>"
    yield f'<html xmlns="http://www.w3.org/1999/xhtml" lang="{book.lang}" xml:lang="{book.lang}">'
    yield f'<head><meta charset="utf-8"/><meta name="viewport" content="width=device-width, initial-scale=1"/><title>{escape(book.title)} – contracteval</title><style>{STYLE}</style></head>'
    yield "<body>"
    yield from _title_page(book)
    yield "<main>"
    for chapter in book.chapters:
        yield from _chapter(chapter, book)
    yield "</main>"
    yield f"<footer>{escape(book.colophon)}</footer>"
    yield "</body></html>"


def _title_page(book: Book) -> Iterator[str]:
    lang = book.lang
    yield f'<header><p class="brand">contracteval</p><h1>{escape(book.title)}</h1>'
    yield from (f"<p>{escape(text)}</p>" for text in book.introduction)
    heads = [head.to(lang) for head in HEADS]
    yield "<table><thead><tr>" + "".join(f"<th>{escape(head)}</th>" for head in heads) + "</tr></thead><tbody>"
    for link, *cells in book.rulesets:
        yield f"<tr><td>{_link(link)}</td>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
    yield "</tbody></table>"
    yield f"<nav><h2>{escape(CONTENTS.to(lang))}</h2><ol>"
    for chapter in book.chapters:
        inner = " ".join(f"<li>{_link(Link(section.anchor, section.title))}</li>" for section in chapter.sections)
        few = len(chapter.sections) <= MOST_IN_CONTENTS
        yield f"<li>{_link(Link(chapter.anchor, chapter.title))}{f'<ul>{inner}</ul>' if few else ''}</li>"
    yield "</ol></nav></header>"


def _chapter(chapter: Chapter, book: Book) -> Iterator[str]:
    yield f'<section class="chapter" id="{chapter.anchor}"><h2>{escape(chapter.title)}</h2><p class="about">{escape(chapter.about)}</p>'
    for section in chapter.sections:
        yield from _section(section, book)
    yield "</section>"


def _section(section: Section, book: Book) -> Iterator[str]:
    yield f'<section id="{section.anchor}"><h3>{escape(section.title)}</h3>'
    if section.about:
        yield f'<p class="about">{escape(section.about)}</p>'
    for sheet in section.sheets:
        yield from _sheet(sheet, book)
    if section.lines:
        yield (
            '<ul class="index">'
            + "".join(f"<li>{_link(link)} <span>{escape(text)}</span></li>" for link, text in section.lines)
            + "</ul>"
        )
    yield "</section>"


def _sheet(sheet: RuleSheet, book: Book) -> Iterator[str]:
    name = f'<span class="kind">{escape(KINDS[sheet.kind].to(book.lang))}</span> <code>{escape(sheet.id)}</code>'
    yield f'<article class="{sheet.kind}" id="{anchor(sheet.kind, sheet.id)}"><h4>{escape(sheet.title)} {name}</h4>'
    asked = next((note for note in sheet.notes if note.role == "asks"), None)
    if asked is not None:
        yield f'<p class="asks">{_parts(asked)}</p>'
    yield "<dl>"
    for note in sheet.notes:
        if note is not asked:
            chart = svg_of(sheet.chart, note.text) if note.role == "scale" and sheet.chart is not None else ""
            yield f'<dt>{escape(note.key)}</dt><dd class="{note.role}">{_parts(note)}{chart}</dd>'
    yield "</dl></article>"


def _parts(note: Note) -> str:
    text = "".join(escape(part) if isinstance(part, str) else _link(part) for part in note.parts)
    return f"<code>{text}</code>" if note.role == "formula" else text


def _link(link: Link) -> str:
    return f'<a href="#{escape(link.anchor)}">{escape(link.text)}</a>'


STYLE = """
:root{--ink:#1d2433;--soft:#5b6475;--line:#d9dee7;--accent:#1f5f8b;--tint:#eef4f9}
*{box-sizing:border-box}
body{margin:0 auto;padding:0 1.25rem 4rem;overflow-wrap:break-word;max-width:52rem;color:var(--ink);background:#fff;font:16px/1.55 Georgia,"Times New Roman",serif}
h1,h2,h3,h4,nav,th,dt,.kind,.brand,.about,svg text,footer{font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
a{color:var(--accent);text-decoration:none}
a:hover{text-decoration:underline}
code{font:.875em/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
header{padding:4rem 0 2rem}
.brand{margin:0;color:var(--soft);letter-spacing:.08em}
h1{margin:.2rem 0 1.5rem;font-size:2.6rem;line-height:1.1}
h2{margin:0;font-size:1.7rem}
h3{margin:2.5rem 0 .75rem;padding-bottom:.25rem;border-bottom:1px solid var(--line);font-size:1.15rem}
h4{margin:0 0 .4rem;font-size:1.05rem}
h4 code{color:var(--soft);font-weight:400}
.kind{margin-left:.35rem;padding:.1rem .45rem;border-radius:1rem;background:var(--tint);color:var(--accent);font-size:.7rem;font-weight:600;vertical-align:.1em}
.gate .kind{background:#fdeeee;color:#a02c2c}
.flag .kind{background:#fdf3e1;color:#8a5a00}
.chapter{margin-top:4rem}
.about,footer{margin:.2rem 0 0;color:var(--soft);font-size:.85rem;overflow-wrap:anywhere}
table{width:100%;margin:1.5rem 0;border-collapse:collapse;font-size:.9rem}
th,td{padding:.4rem .6rem .4rem 0;border-bottom:1px solid var(--line);text-align:left;vertical-align:top}
th{color:var(--soft);font-size:.8rem}
nav ol{padding-left:1.4rem}
nav ul{display:inline;margin:0;padding:0;font-size:.85rem}
nav ul li{display:inline;margin-left:.5rem;white-space:nowrap}
article{margin:1.4rem 0;padding:1rem 1.2rem;border:1px solid var(--line);border-radius:.5rem}
.asks{margin:.2rem 0 .6rem;font-style:italic}
dl{display:grid;grid-template-columns:7.5rem minmax(0,1fr);gap:.3rem 1rem;margin:0}
dt{color:var(--soft);font-size:.82rem;line-height:1.8}
dd{margin:0}
.chart{display:block;max-width:100%;height:auto;margin:.5rem 0 .2rem}
.chart text{fill:var(--soft);font-size:11px}
.chart .rule{stroke:var(--line)}
.chart .area{fill:var(--tint)}
.chart .line{fill:none;stroke:var(--accent);stroke-width:2}
.chart circle{fill:var(--accent)}
.index{padding:0;list-style:none}
.index li{margin:.35rem 0}
.index span{color:var(--soft);font-size:.92rem}
footer{margin-top:4rem}
@media(max-width:36rem){dl{grid-template-columns:minmax(0,1fr);gap:0}h1{font-size:2rem}article{padding:.8rem}dd{margin-bottom:.5rem}}
@media print{
@page{margin:18mm}
body{max-width:none;padding:0;font-size:9.5pt;line-height:1.4}
article{margin:.8rem 0;padding:.6rem .9rem}
.chart{width:250px}
dt{line-height:1.6}
a{color:inherit}
header,.chapter{break-before:page}
article{break-inside:avoid;border-color:#bbb}
h2,h3,h4{break-after:avoid}
.kind,.chart .area{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}
"""

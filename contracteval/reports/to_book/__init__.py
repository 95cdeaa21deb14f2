"""The whole rulebook as a book to read: one content, written as a web page or as Markdown."""

from __future__ import annotations

from contracteval.reports.to_book.content import book_of
from contracteval.reports.to_book.to_html import to_html
from contracteval.reports.to_book.to_markdown import to_markdown

__all__ = ["book_of", "to_html", "to_markdown"]

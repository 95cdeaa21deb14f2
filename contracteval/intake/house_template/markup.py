"""Places inside a part, in bytes: a parser finds the elements, these find what stands inside their first tag."""

from __future__ import annotations

import re

from contracteval.intake.formats.limits import Refusal

_TAG = re.compile(rb"<(?:[^\"'>]+|\"[^\"]*\"|'[^']*')*+>")
_ATTRIBUTE = re.compile(rb"\s+([^\s=/>]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_NAME = re.compile(rb"<(?:([^\s/>:]+:))?")
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")


def check_encoding(content: bytes) -> None:
    """Refuse a part in UTF-16, which no spreadsheet program writes: what is put in is ASCII."""
    if content.startswith(_WIDE):
        raise Refusal("workbook-damaged", "UTF-16")


def tag_end(content: bytes, start: int) -> int:
    """Return where the tag that begins at ``start`` ends, behind its ``>``."""
    match = _TAG.match(content, start)
    if match is None:
        raise Refusal("workbook-damaged")
    return match.end()


def is_empty(content: bytes, end: int) -> bool:
    """Say whether the tag that ends at ``end`` is an element of its own: ``<c/>``."""
    return content[end - 2 : end - 1] == b"/"


def prefix_at(content: bytes, start: int) -> bytes:
    """Return the prefix of the element at ``start`` with its colon: ``x:`` of ``<x:c>``, else nothing."""
    match = _NAME.match(content, start)
    return (match[1] or b"") if match else b""


def attribute_at(content: bytes, start: int, name: bytes) -> tuple[int, int] | None:
    """Return where an attribute of the tag at ``start`` stands, with the blank before it."""
    for match in _ATTRIBUTE.finditer(content, start, tag_end(content, start)):
        if match[1] == name:
            return match.start(), match.end()
    return None

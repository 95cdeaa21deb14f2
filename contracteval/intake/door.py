"""The door before the readers: what a file really is, and whether it may be opened.

Names lie, so the bytes are looked at. Each refusal is one sentence that says what to ask the vendor for.
"""

from __future__ import annotations

from typing import Literal

from contracteval.intake.formats.limits import Refusal

What = Literal["zip", "xls", "text"]
OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BIFF = (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00", b"\x09\x08\x08\x00", b"\x09\x08\x10\x00")
_EMPTY_ZIP = (b"PK\x05\x06", b"PK\x07\x08")
# what else vendors send under the name of a workbook
_OTHERS = (
    (b"%PDF", "not-a-workbook-pdf"),
    (b"{\\rtf", "not-a-workbook-document"),
    (b"\x89PNG", "not-a-workbook-picture"),
    (b"\xff\xd8\xff", "not-a-workbook-picture"),
    (b"GIF8", "not-a-workbook-picture"),
    (b"II*\0", "not-a-workbook-picture"),
    (b"MM\0*", "not-a-workbook-picture"),
    (b"7z\xbc\xaf\x27\x1c", "not-a-workbook-archive"),
    (b"Rar!", "not-a-workbook-archive"),
    (b"\x1f\x8b", "not-a-workbook-archive"),
    (b"MZ", "not-a-workbook"),
)
_OLE2_STREAMS = (
    ("EncryptedPackage", "workbook-password"),
    ("WordDocument", "not-a-workbook-document"),
    ("PowerPoint Document", "not-a-workbook-document"),
)
_SMALLEST_OLE2 = 1536


def what_is(content: bytes) -> What:
    """Say which reader a file is for. Raises ``Refusal`` for what no reader reads."""
    if not content.strip(b"\0 \t\r\n"):
        raise Refusal("file-empty")
    if content.startswith(OLE2):
        return _of_ole2(content)
    if content.startswith(_BIFF):
        return "xls"
    if content.startswith((b"PK\x03\x04", *_EMPTY_ZIP)):
        return "zip"
    if content.startswith(b"PK"):
        raise Refusal("workbook-truncated")
    for start, kind in _OTHERS:
        if content.startswith(start):
            raise Refusal(kind)
    return _of_text(content)


def _of_ole2(content: bytes) -> What:
    if len(content) < _SMALLEST_OLE2:
        raise Refusal("workbook-truncated")
    for name, kind in _OLE2_STREAMS:
        if name.encode("utf-16-le") in content:
            raise Refusal(kind)
    return "xls"


def _of_text(content: bytes) -> What:
    start = content[:2000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").lower()
    if start.startswith((b"<html", b"<!doctype html", b"<table", b"<meta", b"<head", b"<div")):
        raise Refusal("not-a-workbook-html")
    if start.startswith(b"<"):
        raise Refusal("not-a-workbook-html" if b"<html" in start else "not-a-workbook-xml")
    if start.startswith(b"mime-version:"):
        raise Refusal("not-a-workbook-html")
    return "text"

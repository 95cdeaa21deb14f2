"""Small spreadsheets of our own, made part by part, so that each oddity of real files has one."""

from __future__ import annotations

import io
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import xlsxwriter

from contracteval.intake.book import Book, Sheet
from contracteval.intake.from_workbook import read_book

Parts = dict[str, bytes]
_ODS_SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"), ("table", "table"), ("text", "text"), ("style", "style"), ("number", "datastyle"),
    )
)  # fmt: skip
_CALC = 'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def read(content: bytes, name: str = "acme.xlsx") -> Book:
    """Read bytes as a vendor's file of this name."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return read_book(path, name)


def first_sheet(content: bytes, name: str = "acme.xlsx") -> Sheet:
    """Read bytes, and return their first sheet."""
    return read(content, name).sheets[0]


def an_xlsx(fill: Callable[[xlsxwriter.Workbook], object], name: str = "acme.xlsx") -> bytes:
    """Make an Excel workbook with XlsxWriter."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        fill(book)
    return stream.getvalue()


def changed(content: bytes, change: Callable[[Parts], Mapping[str, bytes]]) -> bytes:
    """Write a zip again with some parts changed; ``change`` gets and gives the parts by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as source:
        parts = change({name: source.read(name) for name in source.namelist()})
    return a_zip(parts)


def a_zip(parts: Mapping[str, bytes]) -> bytes:
    """Make a zip of parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, part in parts.items():
            target.writestr(name, part)
    return stream.getvalue()


def in_sheet(old: str, new: str) -> Callable[[Parts], Mapping[str, bytes]]:
    """Change the XML of the first sheet of an Excel workbook."""
    name = "xl/worksheets/sheet1.xml"

    def change(parts: Parts) -> Mapping[str, bytes]:
        assert old.encode() in parts[name]
        return parts | {name: parts[name].replace(old.encode(), new.encode())}

    return change


def an_ods(tables: str, styles: str = "", **parts: bytes) -> bytes:
    """Make an OpenDocument workbook from the XML of its tables and automatic styles."""
    content = (
        f"<?xml version='1.0' encoding='UTF-8'?><office:document-content {_ODS_SPACES} {_CALC}>"
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    given = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": content.encode()}
    return a_zip(given | {name.replace("__", "/"): part for name, part in parts.items()})


def ods_sheet(rows: str, name: str = "Prix", attributes: str = "") -> str:
    """Write the XML of one table."""
    return f'<table:table table:name="{name}" {attributes}>{rows}</table:table>'


def ods_row(*cells: str, attributes: str = "") -> str:
    """Write the XML of one row."""
    return f"<table:table-row {attributes}>{''.join(cells)}</table:table-row>"


def ods_cell(text: str = "", attributes: str = "") -> str:
    """Write the XML of one cell."""
    inside = f"<text:p>{text}</text:p>" if text else ""
    return f"<table:table-cell {attributes}>{inside}</table:table-cell>"


def ods_text(text: str) -> str:
    """Write the XML of a cell that holds a text."""
    return ods_cell(text, 'office:value-type="string"')


def ods_number(number: str, attributes: str = "") -> str:
    """Write the XML of a cell that holds a number."""
    return ods_cell(number, f'office:value-type="float" office:value="{number}" {attributes}')

"""Makes house templates: a sheet of given markup in the smallest package, and names put into any workbook."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml."


def smallest(
    path: Path, sheet: bytes, names: Mapping[str, str], *, kind: str = "sheet", more: Mapping[str, bytes] | None = None
) -> Path:
    """Write a workbook of one sheet ``S`` with this markup; ``more`` adds or replaces parts."""
    defined = "".join(f"<definedName name={quoteattr(n)}>{escape(to)}</definedName>" for n, to in names.items())
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{KIND}{kind}.main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{KIND}worksheet+xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}relationships"><Relationship Id="rId1" Type="{RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{RELATIONS}"><sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets><definedNames>{defined}</definedNames></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}relationships"><Relationship Id="rId1" Type="{RELATIONS}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in (parts | {"xl/worksheets/sheet1.xml": sheet} | dict(more or {})).items():
            made.writestr(name, content)
    return path


def sheet_of(data: str, *, before: str = "", after: str = "") -> bytes:
    """Return the markup of a sheet with these rows."""
    return f'<worksheet xmlns="{MAIN}">{before}<sheetData>{data}</sheetData>{after}</worksheet>'.encode()


def named(source: Path, target: Path, names: Mapping[str, str]) -> Path:
    """Copy a workbook with names added, every other part as it is."""
    made = "".join(f"<definedName name={quoteattr(n)}>{escape(to)}</definedName>" for n, to in names.items())
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename == "xl/workbook.xml":
                text = content.decode()
                if "<definedNames>" in text:
                    text = text.replace("<definedNames>", f"<definedNames>{made}", 1)
                else:
                    text = text.replace("</sheets>", f"</sheets><definedNames>{made}</definedNames>", 1)
                assert made in text
                content = text.encode()
            new.writestr(item, content)
    return target


def parts_of(path: Path) -> dict[str, bytes]:
    """Return every part of a file."""
    with zipfile.ZipFile(path) as parts:
        return {name: parts.read(name) for name in parts.namelist()}

"""The door before the workbook reader: what a file really is, and whether it is safe to open.

A reader of spreadsheets trusts its input: it expands a zip bomb, resolves entities, and gives no sheet at all for
an ISO-Strict file. So the bytes are looked at first, and each refusal says what to ask the vendor for.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

from contracteval.errors import InputError, Place, Problem
from contracteval.model.record import dataclass
from contracteval.text import Text


@dataclass(frozen=True, slots=True)
class Limits:
    """How large a workbook may be: bytes on disk, bytes unpacked, and how far one large part may be compressed."""

    packed: int = 100_000_000
    unpacked: int = 200_000_000
    ratio: int = 100
    ratio_applies_from: int = 1_000_000


LIMITS = Limits()
_HEAD = 4096
_OLE2 = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_STRICT = b"http://purl.oclc.org/ooxml/"
_ROOT = re.compile(rb"<[A-Za-z_]")
_DECLARATIONS = (b"<!DOCTYPE", b"<!ENTITY")

_ASK_XLSX = Text(
    "ask for the file saved as Excel workbook (.xlsx)",
    "demandez le fichier enregistré au format Classeur Excel (.xlsx)",
)
_ASK_AGAIN = Text("ask for the file again", "demandez un nouvel envoi du fichier")
_REFUSALS = {
    "workbook-password": (
        Text("the workbook is protected by a password", "le classeur est protégé par un mot de passe"),
        Text("ask for a copy without password", "demandez une copie sans mot de passe"),
    ),
    "workbook-old-format": (
        Text("this is an old Excel file (.xls)", "ce fichier est à l’ancien format d’Excel (.xls)"),
        _ASK_XLSX,
    ),
    "workbook-strict": (
        Text(
            "this workbook is saved in the variant “Strict Open XML”",
            "ce classeur est enregistré dans la variante «\u00a0Strict Open XML\u00a0»",
        ),
        _ASK_XLSX,
    ),
    "not-a-workbook": (
        Text(
            "this is not an Excel workbook, whatever its name says",
            "ce fichier n’est pas un classeur Excel, malgré son nom",
        ),
        _ASK_XLSX,
    ),
    "workbook-truncated": (
        Text("the workbook is cut off or damaged", "le classeur est tronqué ou endommagé"),
        _ASK_AGAIN,
    ),
    "workbook-too-large": (
        Text(
            "the workbook unpacks to far more than a bid needs",
            "le classeur se décompresse bien au-delà de ce qu’exige une offre",
        ),
        Text("ask for a workbook without data that is not needed", "demandez un classeur sans données superflues"),
    ),
    "workbook-duplicate-part": (
        Text("the workbook holds two parts of the same name", "le classeur contient deux parties du même nom"),
        _ASK_AGAIN,
    ),
    "workbook-doctype": (
        Text(
            "the workbook holds declarations that no spreadsheet program writes",
            "le classeur contient des déclarations qu’aucun tableur n’écrit",
        ),
        _ASK_AGAIN,
    ),
}


def check_workbook(content: bytes, name: str, limits: Limits = LIMITS) -> None:
    """Raise ``InputError`` unless the bytes are a workbook that may be opened."""
    kind = _refusal(content, limits)
    if kind is not None:
        message, next_step = _REFUSALS[kind]
        raise InputError([Problem(kind, message, (Place(name),), next=next_step)])


def _refusal(content: bytes, limits: Limits) -> str | None:
    if content.startswith(_OLE2):
        return "workbook-password" if _ENCRYPTED in content else "workbook-old-format"
    if not content.startswith(b"PK"):
        return "not-a-workbook"
    if len(content) > limits.packed:
        return "workbook-too-large"
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return _refusal_of_sizes(archive, limits) or _refusal_of_parts(archive)
    except Exception:  # zipfile raises BadZipFile, zlib.error, EOFError, struct.error, RuntimeError … on damaged files
        return "workbook-truncated"


def _refusal_of_sizes(archive: zipfile.ZipFile, limits: Limits) -> str | None:
    parts = archive.infolist()
    if sum(part.file_size for part in parts) > limits.unpacked:
        return "workbook-too-large"
    large = (part for part in parts if part.file_size > limits.ratio_applies_from)
    if any(part.file_size > limits.ratio * part.compress_size for part in large):
        return "workbook-too-large"
    # two names that differ in case are one part to Excel and two to a reader
    if len({part.filename.casefold() for part in parts}) < len(parts):
        return "workbook-duplicate-part"
    return None


def _refusal_of_parts(archive: zipfile.ZipFile) -> str | None:
    names = archive.namelist()
    if "[Content_Types].xml" not in names or b"spreadsheetml" not in archive.read("[Content_Types].xml"):
        return "not-a-workbook"
    strict = False
    for head in _heads(archive):
        if any(word in head for word in _DECLARATIONS):
            return "workbook-doctype"
        if not _ROOT.search(head):  # empty, or hidden behind a long prolog or an odd encoding
            return "workbook-truncated"
        strict = strict or _STRICT in head
    return "workbook-strict" if strict else None


def _heads(archive: zipfile.ZipFile) -> Iterator[bytes]:
    """Yield the first bytes of each XML part, with UTF-16 folded to its ASCII letters."""
    for part in archive.infolist():
        if part.file_size and part.filename.endswith((".xml", ".rels", ".vml")):
            with archive.open(part) as stream:
                yield stream.read(_HEAD).replace(b"\0", b"")

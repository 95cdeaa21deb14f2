"""A workbook that is a zip of parts: looked through before any part is parsed."""

from __future__ import annotations

import posixpath
import struct
import zipfile
import zlib
from collections.abc import Callable
from io import BytesIO
from typing import IO, TypeVar
from xml.parsers.expat import XMLParserType

from contracteval.intake.formats.limits import LIMITS, Limits, Refusal
from contracteval.intake.formats.markup import Feeder, check_prolog, local, new_parser
from contracteval.model.record import dataclass

_T = TypeVar("_T")
_DAMAGE = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, struct.error, EOFError, OSError, RuntimeError, ValueError,
)  # fmt: skip
_PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED_FLAG = 1
_MARKUP_SUFFIXES = (".xml", ".rels")


@dataclass(frozen=True, slots=True)
class Link:
    """One relation of a part to another: where it leads, and what it is (the last word of its type)."""

    id: str
    kind: str
    target: str


class Package:
    """The parts of a zip, by name without regard to case, as the open formats ask for."""

    def __init__(self, content: bytes, limits: Limits = LIMITS) -> None:
        """Look through the zip. Raises ``Refusal`` for anything that a spreadsheet program does not write."""
        if len(content) > limits.packed:
            raise Refusal("workbook-too-large")
        try:
            self._archive = zipfile.ZipFile(BytesIO(content))
            parts = self._archive.infolist()
        except Exception as error:  # zipfile raises BadZipFile, struct.error, RuntimeError … on damaged files
            raise Refusal("workbook-truncated") from error
        _check_sizes(parts, limits)
        self._parts = {_normal(part.filename): part for part in parts if not part.is_dir()}
        if len(self._parts) < sum(not part.is_dir() for part in parts):
            # two names that differ in case are one part to Excel and two to a reader
            raise Refusal("workbook-duplicate-part")
        self._feeder = Feeder(limits.tags, limits.token)
        for name in self._parts:
            self._check_declarations(name)

    def __contains__(self, name: str) -> bool:
        return _normal(name) in self._parts

    def names(self) -> tuple[str, ...]:
        """Return the names of all parts, folded."""
        return tuple(self._parts)

    def head(self, name: str, size: int = 4096) -> bytes:
        """Return the first bytes of a part, none where there is no such part."""
        return _reading(lambda: self._open(name).read(size)) if name in self else b""

    def member(self, name: str) -> str:
        """Return the name of a part as the zip writes it."""
        return self._parts[_normal(name)].filename

    def content(self, name: str) -> bytes:
        """Return the bytes of a part, none where there is no such part."""
        return _reading(self._open(name).read) if name in self else b""

    def parse(self, name: str, parser: XMLParserType) -> None:
        """Feed a part to a parser. Raises ``Refusal`` where it is missing, damaged or too large."""
        if name not in self:
            raise Refusal("workbook-damaged", name)
        _reading(lambda: self._feeder.feed(parser, self._open(name)))

    def links(self, source: str = "") -> tuple[Link, ...]:
        """Return the relations of a part, or of the package itself; those that lead out of the file are left out."""
        folder, base = posixpath.split(source)
        name = posixpath.join(folder, "_rels", f"{base}.rels")
        found: list[Link] = []

        def start(tag: str, attributes: dict[str, str]) -> None:
            if local(tag) == "Relationship" and attributes.get("TargetMode") != "External":
                target = posixpath.normpath(posixpath.join("/", folder, attributes.get("Target", "")))
                kind = attributes.get("Type", "").rpartition("/")[2]
                found.append(Link(attributes.get("Id", ""), kind, target.lstrip("/")))

        if name in self:
            parser = new_parser()
            parser.StartElementHandler = start
            self.parse(name, parser)
        return tuple(found)

    def _open(self, name: str) -> IO[bytes]:
        return self._archive.open(self._parts[_normal(name)])

    def _check_declarations(self, name: str) -> None:
        looks_like_markup = self.head(name, 64).lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")
        is_markup = name.endswith(_MARKUP_SUFFIXES) and self._parts[name].file_size
        if looks_like_markup or is_markup:
            sound = _reading(lambda: check_prolog(self._open(name)))
            if is_markup and not sound:
                raise Refusal("workbook-password" if self._is_encrypted() else "workbook-truncated", name)

    def _is_encrypted(self) -> bool:
        """Say whether an OpenDocument file lists its parts as encrypted."""
        return b"encryption-data" in self.head("META-INF/manifest.xml", 1 << 20)


def _check_sizes(parts: list[zipfile.ZipInfo], limits: Limits) -> None:
    if len(parts) > limits.parts or sum(part.file_size for part in parts) > limits.unpacked:
        raise Refusal("workbook-too-large")
    large = (part for part in parts if part.file_size > limits.ratio_applies_from)
    if any(part.file_size > limits.ratio * part.compress_size for part in large):
        raise Refusal("workbook-too-large")
    if any(part.flag_bits & _ENCRYPTED_FLAG for part in parts):
        raise Refusal("workbook-password")
    if any(part.compress_type not in _PLAIN for part in parts):
        raise Refusal("workbook-truncated")


def _reading(read: Callable[[], _T]) -> _T:
    try:
        return read()
    except _DAMAGE as error:
        raise Refusal("workbook-truncated", type(error).__name__) from error


def _normal(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").casefold()

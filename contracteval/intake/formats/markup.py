"""XML as a stream of events: no entity is ever declared, nothing is kept that nobody asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

from contracteval.intake.formats.limits import LIMITS, Refusal

CHUNK = 1 << 16
Start = Callable[[str, dict[str, str]], None]
End = Callable[[str], None]


class _RootReachedError(Exception):
    """The first element begins: no declaration can follow."""


def new_parser(names: Mapping[str, str] | None = None) -> XMLParserType:
    """Make a parser that writes names as ``namespace name`` and refuses declarations.

    Names given in ``names`` come back as those very objects.
    """
    parser = ParserCreate(None, " ", dict(names or {}))
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_declaration
    parser.EntityDeclHandler = _refuse_declaration
    return parser


def _refuse_declaration(*_: object) -> None:
    raise Refusal("workbook-doctype")


class Feeder:
    """Feeds parts to parsers, and bounds the work that all parts of one file may cause together."""

    def __init__(self, tags: int = LIMITS.tags, token: int = LIMITS.token) -> None:
        self._tags = tags
        self._token = token

    def feed(self, parser: XMLParserType, stream: IO[bytes]) -> None:
        """Parse a stream to its end. Raises ``Refusal`` and what the handlers raise."""
        fed = 0
        try:
            while chunk := stream.read(CHUNK):
                self._tags -= chunk.count(b"<")
                if self._tags < 0:
                    raise Refusal("workbook-too-large")
                parser.Parse(chunk)
                fed += len(chunk)
                # one endless comment or attribute is scanned anew with every chunk by older versions of expat
                if fed - parser.CurrentByteIndex > self._token:
                    raise Refusal("workbook-too-large")
            parser.Parse(b"", True)
        except ExpatError as error:
            raise Refusal("workbook-damaged", str(error)) from error


def check_prolog(stream: IO[bytes]) -> bool:
    """Read up to the first element, in whatever encoding; return whether there is one.

    Raises ``Refusal`` for a document type or an entity, wherever they hide.
    """
    parser = new_parser()
    parser.StartElementHandler = _reach_root
    fed = 0
    try:
        while chunk := stream.read(1 << 12):
            parser.Parse(chunk)
            fed += len(chunk)
            if fed > LIMITS.token:
                return False
        parser.Parse(b"", True)
    except _RootReachedError:
        return True
    except ExpatError:
        return False
    return False


def _reach_root(*_: object) -> None:
    raise _RootReachedError


def local(name: str) -> str:
    """Return a name without its namespace."""
    return name.rpartition(" ")[2]

"""JSON and TOML files as plain data, bounded in size and depth; numbers stay exact."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path

from contracteval.errors import InputError, Place, Problem
from contracteval.text import Text

MAX_BYTES = 20_000_000


class _DuplicateKeyError(ValueError):
    """The same key stands twice in one JSON object."""


def load_json(path: Path, name: str) -> Mapping[str, object]:
    """Read a JSON object; numbers come back as ``Decimal``.

    Raises ``InputError`` for a file that cannot be read, broken JSON, a duplicate key, or anything but an object.
    """
    return _load(path, name, "json", _parse_json)


def load_toml(path: Path, name: str) -> Mapping[str, object]:
    """Read a TOML file; decimal numbers come back as ``Decimal``. Raises ``InputError`` as ``load_json`` does."""
    return _load(path, name, "toml", lambda text: tomllib.loads(text, parse_float=Decimal))


def _parse_json(text: str) -> object:
    return json.loads(text, parse_float=Decimal, parse_int=Decimal, object_pairs_hook=_without_duplicates)


def _without_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result: dict[str, object] = {}
    for key, value in pairs:
        if key in result:
            raise _DuplicateKeyError(key)
        result[key] = value
    return result


def _load(path: Path, name: str, form: str, parse: Callable[[str], object]) -> Mapping[str, object]:
    place = Place(name)
    try:
        if path.stat().st_size > MAX_BYTES:
            raise InputError([_too_large(place)])
        data = parse(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise InputError([_unreadable(place, error)]) from error
    except _DuplicateKeyError as error:
        raise InputError([_duplicate(place, str(error))]) from error
    except (ValueError, RecursionError, ArithmeticError) as error:
        raise InputError([_broken(place, form, error)]) from error
    if not isinstance(data, dict):
        raise InputError([_not_an_object(place)])
    return data


def _too_large(place: Place) -> Problem:
    limit = MAX_BYTES // 1_000_000
    return Problem(
        "file-too-large",
        Text(f"the file is larger than {limit} MB", f"le fichier dépasse {limit}\u00a0Mo"),
        (place,),
    )


def _unreadable(place: Place, error: OSError) -> Problem:
    return Problem(
        "file-unreadable",
        Text("the file cannot be opened", "le fichier ne peut pas être ouvert"),
        (place,),
        got=error.strerror,
    )


def _duplicate(place: Place, key: str) -> Problem:
    return Problem(
        "key-duplicate",
        Text("the same key is written twice", "la même clé est écrite deux fois"),
        (place,),
        got=key[:200],
        next=Text("keep one of the two", "n’en gardez qu’une"),
    )


def _broken(place: Place, form: str, error: Exception) -> Problem:
    """Say what the parser choked on; it knows the line, or writes it in its message."""
    match = re.search(r"line (\d+)", str(error))
    line = int(match[1]) if match else None
    reason = "nested too deeply" if isinstance(error, RecursionError) else str(error)[:200]
    duplicate = "overwrite a value" in reason or "twice" in reason
    return Problem(
        f"{form}-broken",
        Text(f"this is not valid {form.upper()}", f"ce fichier n’est pas du {form.upper()} valide"),
        (Place(place.file, line=line),),
        got=reason,
        next=Text("keep one of the two keys", "ne gardez qu’une des deux clés") if duplicate else None,
    )


def _not_an_object(place: Place) -> Problem:
    return Problem(
        "shape-wrong",
        Text("the file must hold one object { … }", "le fichier doit contenir un seul objet { … }"),
        (place,),
    )

"""seal.json: the seals of an evaluation folder, the last one in force. A program writes it; nobody edits it."""

# No ``from __future__ import annotations`` here: those of the shape are read as they stand.
import json
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

from contracteval.errors import InputError, Place, Problem
from contracteval.intake.documents import load_json
from contracteval.intake.names import shown
from contracteval.model.seal import Change, Seal, SealState
from contracteval.model.shape import Fault, Parsed, Refused, Shape, read_shape
from contracteval.text import Text

FILE = "seal.json"
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_ABOUT = "Written by contracteval seal: SHA-256 of every part that the evaluation judges by. Do not edit."
_HASH = re.compile(r"[0-9a-f]{64}")


def _refuse(value: object) -> NoReturn:
    raise Refused(Text.same(str(value)))


def _as_moment(value: object) -> datetime:
    try:
        return datetime.strptime(str(value), _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        _refuse(value)


def _as_hash(value: object) -> str:
    if not isinstance(value, str) or not _HASH.fullmatch(value):
        _refuse(value)
    return value


class _Seal(Shape):
    sealed_at: Annotated[datetime, Parsed(_as_moment)]
    version: str
    fingerprint: str
    bids: tuple[str, ...]
    parts: dict[str, Annotated[str, Parsed(_as_hash)]]


class _File(Shape):
    about: str = ""
    seals: tuple[_Seal, ...]


def read_seals(folder: Path) -> tuple[Seal, ...]:
    """Return the seals of a folder, the last one in force; none where it is not sealed.

    Raises ``InputError`` with every problem of the file: a seal that was touched is not taken for no seal.
    """
    path = folder / FILE
    if not path.is_file():
        return ()
    made, faults = read_shape(_File, load_json(path, FILE))
    if made is None:
        raise InputError([_damaged(fault) for fault in faults])
    seals = tuple(Seal(item.sealed_at, item.version, item.parts, item.bids) for item in made.seals)
    pairs = zip(seals, made.seals, strict=True)
    wrong = [i for i, (seal, item) in enumerate(pairs) if seal.fingerprint != item.fingerprint]
    if wrong or not seals:
        raise InputError([_altered(i, made.seals[i].fingerprint) for i in wrong] or [_empty()])
    return seals


def seals_text(seals: Sequence[Seal]) -> str:
    """Return the text of the file that holds these seals."""
    entries = [
        {
            "sealed_at": seal.sealed_at.strftime(_MOMENT),
            "version": seal.version,
            "fingerprint": seal.fingerprint,
            "bids": list(seal.bids),
            "parts": dict(sorted(seal.parts.items())),
        }
        for seal in seals
    ]
    return json.dumps({"about": _ABOUT, "seals": entries}, indent=2) + "\n"


_NEXT = Text(
    "take seal.json from a copy made when the evaluation was sealed; without one, remove it, and every report will say that nothing is sealed",
    "reprenez seal.json d’une copie faite lors du scellement\u00a0; à défaut, retirez-le, et chaque rapport dira que rien n’est scellé",
)


def _damaged(fault: Fault) -> Problem:
    place = Place(FILE, key=".".join(fault.path) or None)
    message = Text("the seal is damaged: it cannot be read here", "le scellé est abîmé\u00a0: illisible à cet endroit")
    return Problem(
        "seal-damaged", message, (place,), got=None if fault.got is None else shown(str(fault.got)), next=_NEXT
    )


def _altered(index: int, fingerprint: str) -> Problem:
    message = Text(
        "the seal was altered: its fingerprint is not that of its parts",
        "le scellé a été modifié\u00a0: son empreinte n’est pas celle de ses éléments",
    )
    place = Place(FILE, key=f"seals.{index}.fingerprint")
    return Problem("seal-damaged", message, (place,), got=shown(fingerprint), next=_NEXT)


def _empty() -> Problem:
    message = Text(
        "the seal is damaged: the file holds none", "le scellé est abîmé\u00a0: le fichier n’en contient aucun"
    )
    return Problem("seal-damaged", message, (Place(FILE, key="seals"),), next=_NEXT)


def changed_problems(state: SealState) -> list[Problem]:
    """Say part by part what is not as it was sealed, and how to seal it anew."""
    found = [Problem("seal-differs", _how(change), (_place(change.part),)) for change in state.changes]
    step = Text(
        "undo the change, or seal anew with contracteval seal --again: the earlier seal is kept and every report says so",
        "annulez la modification, ou scellez à nouveau avec contracteval seal --again\u00a0: l’ancien scellé est conservé et chaque rapport le dit",
    )
    return [*found[:-1], replace(found[-1], next=step)] if found else []


def _how(change: Change) -> Text:
    if change.sealed is None:
        return Text(f"{change.part} was added since the seal", f"{change.part} a été ajouté depuis le scellement")
    if change.now is None:
        return Text(f"{change.part} was removed since the seal", f"{change.part} a été retiré depuis le scellement")
    return Text(f"{change.part} was changed since the seal", f"{change.part} a été modifié depuis le scellement")


def _place(part: str) -> Place:
    """Return where a part is written: a key of evaluation.toml, a fact of the brief, a ruleset."""
    kind, _, rest = part.partition(".")
    where = {"brief": "brief", "estimates": "brief", "rules": f"rulesets/{rest}"}
    if kind == "panel" and rest != "spread":
        return Place("panel/")
    return Place(where.get(kind, "evaluation.toml"), key={"rules": None}.get(kind, rest if kind in where else part))

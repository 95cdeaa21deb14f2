"""Ruleset folders to shapes: every file read, every error of every file collected."""

from __future__ import annotations

import dataclasses
import hashlib
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from decimal import Decimal
from pathlib import Path
from typing import Any

from contracteval.data import data_folder
from contracteval.errors import Place, Problem, RulesetError
from contracteval.model.record import dataclass
from contracteval.model.shape import Fault, read_shape
from contracteval.rules import shape
from contracteval.text import Text, suggestion

VOCABULARY = "vocabulary"
MORE = "more"
WORDS = (
    "article",
    "fact",
    "table",
    "parameter",
    "measure",
    "criterion",
    "gate",
    "flag",
    "diagnostic",
    "claim",
    "group",
    "profile",
)
MAX_FILE_BYTES = 2_000_000


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of a ruleset file: its shape, and where it stands."""

    id: str
    shape: Any
    file: str
    ruleset: str

    def place(self, word: str, *keys: str) -> Place:
        """Return the place of a key of this entry."""
        return Place(self.file, key=".".join((word, self.id, *keys)))


@dataclasses.dataclass(slots=True)
class RawRules:
    """Everything read from the folders, by word and id; ``contents`` keeps the bytes of files that are read in two goes."""

    headers: dict[str, shape.HeaderShape] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)
    entries: dict[str, dict[str, Entry]] = field(default_factory=lambda: {word: {} for word in WORDS})
    problems: list[Problem] = field(default_factory=list)
    contents: dict[str, list[tuple[Path, str, bytes]]] = field(default_factory=dict)


CoreTest = Callable[[RawRules], bool]


def list_rulesets(extra: Sequence[Path] = ()) -> dict[str, Path]:
    """Return the folders of all rulesets by id: ours, and those below the extra folders, which win."""
    found: dict[str, Path] = {}
    for root in (data_folder("rulesets"), *extra):
        candidates = [root, *sorted(root.iterdir())] if root.is_dir() else []
        found |= {folder.name: folder for folder in candidates if (folder / "ruleset.toml").is_file()}
    return found


def default_rulesets(extra: Sequence[Path] = ()) -> list[str]:
    """Return the rulesets of an evaluation that names none: all but those that are optional, which a buyer chooses."""
    found = list_rulesets(extra)
    return [id_ for id_, folder in found.items() if id_ != VOCABULARY and not _is_optional(folder)]


def _is_optional(folder: Path) -> bool:
    header = (folder / "ruleset.toml").read_text(encoding="utf-8", errors="replace")
    return re.search(r"^optional = true$", header, re.MULTILINE) is not None


def ruleset_of_profile(profile: str, among: Iterable[str], extra: Sequence[Path] = ()) -> str | None:
    """Return the ruleset whose header file defines a profile, those of the evaluation first; None when there is none."""
    available = list_rulesets(extra)
    named = [id_ for id_ in among if id_ in available]
    heading = re.compile(rf"^\[profile\.{re.escape(profile)}\]", re.MULTILINE)
    for id_ in dict.fromkeys((*named, *available)):
        if heading.search((available[id_] / "ruleset.toml").read_text(encoding="utf-8", errors="replace")):
            return id_
    return None


def read_rulesets(ids: Iterable[str], extra: Sequence[Path] = (), core_is_enough: CoreTest | None = None) -> RawRules:
    """Read rulesets, whatever they need, and their parts of the vocabulary. Problems are collected, not raised.

    ``core_is_enough`` is asked once the files outside ``more/`` are read; without it everything is.
    """
    raw = RawRules()
    for folder in extra:
        if not folder.is_dir():
            raw.problems.append(_missing_folder(folder))
    available = list_rulesets(extra)
    waiting = [id_ for id_ in ids or available if id_ != VOCABULARY]
    while waiting:
        ruleset = waiting.pop(0)
        if ruleset in raw.hashes:
            continue
        raw.hashes[ruleset] = ""
        if ruleset not in available:
            raw.problems.append(_unknown_ruleset(ruleset, available))
            continue
        _read_folder(ruleset, available[ruleset], raw, lambda path: MORE not in path.parts)
        header = raw.headers.get(ruleset)
        waiting.extend(header.needs if header else [])
    whole = core_is_enough is None or not core_is_enough(raw)
    if whole:
        for ruleset in [id_ for id_ in raw.hashes if id_ in available]:
            _read_folder(ruleset, available[ruleset], raw, lambda path: MORE in path.parts)
    if VOCABULARY in available:
        parts = _parts(raw.headers.values(), whole)
        _read_folder(VOCABULARY, available[VOCABULARY], raw, lambda path: parts is None or _part(path) in parts)
    return raw


def read_vocabulary(extra: Sequence[Path] = ()) -> RawRules:
    """Read the whole vocabulary and nothing else."""
    raw = RawRules()
    available = list_rulesets(extra)
    if VOCABULARY in available:
        _read_folder(VOCABULARY, available[VOCABULARY], raw, lambda path: True)
    return raw


def _parts(headers: Iterable[shape.HeaderShape], whole: bool) -> frozenset[str] | None:
    """Return the parts of the vocabulary that rulesets name; None where one of them leaves it open."""
    named = {"ruleset"}
    for header in headers:
        if header.vocabulary is None:
            return None
        named |= {*header.vocabulary, *(header.more_vocabulary if whole else ())}
    return frozenset(named)


def _part(path: Path) -> str:
    return path.stem.lstrip("0123456789_")


def _missing_folder(folder: Path) -> Problem:
    return Problem(
        "folder-missing",
        Text(f"there is no ruleset folder {folder}", f"le dossier de règles {folder} n’existe pas"),
        (Place(str(folder)),),
        next=Text("check the path given to --rules", "vérifiez le chemin donné à --rules"),
    )


def _unknown_ruleset(ruleset: str, available: Mapping[str, Path]) -> Problem:
    known = ", ".join(sorted(set(available) - {VOCABULARY}))
    listed = Text(f"the rulesets are {known}", f"les jeux de règles sont {known}")
    return Problem(
        "ruleset-unknown",
        Text(f"there is no ruleset {ruleset}", f"il n’y a pas de jeu de règles {ruleset}"),
        got=ruleset,
        next=suggestion(ruleset, available) or listed,
    )


def _read_folder(ruleset: str, folder: Path, raw: RawRules, wanted: Callable[[Path], bool]) -> None:
    """Read the files of a ruleset that are wanted; its hash is always over all of them, with any line endings."""
    raw.folders[ruleset] = str(folder)
    if ruleset not in raw.contents:
        raw.contents[ruleset] = _contents(ruleset, folder)
    digest = hashlib.sha256()
    for inner, file, content in raw.contents[ruleset]:
        digest.update(file.encode() + b"\0" + content.replace(b"\r\n", b"\n"))
        if not wanted(inner):
            continue
        if len(content) > MAX_FILE_BYTES:
            text = Text("a ruleset file has at most 2 MB", "un fichier de règles a au plus 2 Mo")
            raw.problems.append(Problem("ruleset-unreadable", text, (Place(file),)))
            continue
        data = _parse(content, file, raw.problems)
        if data is not None:
            collect(data, ruleset, file, raw)
    raw.hashes[ruleset] = digest.hexdigest()
    broken = any(place.file.startswith(f"{ruleset}/") for problem in raw.problems for place in problem.places)
    if ruleset not in raw.headers and not broken:
        text = Text(f'no file says [ruleset] id = "{ruleset}"', f'aucun fichier ne dit [ruleset] id = "{ruleset}"')
        raw.problems.append(Problem("ruleset-header", text, (Place(f"{ruleset}/ruleset.toml"),)))


def _contents(ruleset: str, folder: Path) -> list[tuple[Path, str, bytes]]:
    """Return each file of a folder: its path inside, its name in messages, its bytes."""
    inner = [path.relative_to(folder) for path in sorted(folder.rglob("*.toml"))]
    return [(path, f"{ruleset}/{path.as_posix()}", (folder / path).read_bytes()) for path in inner]


def _parse(content: bytes, file: str, problems: list[Problem]) -> dict[str, Any] | None:
    try:
        return tomllib.loads(content.decode("utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        text = Text(f"not TOML: {error}", f"ce n’est pas du TOML\u00a0: {error}")
        problems.append(Problem("ruleset-syntax", text, (Place(file),)))
        return None


def collect(data: Mapping[str, Any], ruleset: str, file: str, raw: RawRules) -> None:
    """Add what one file says to all that was read, or what is wrong with it to the problems."""
    made, faults = read_shape(shape.FileShape, data)
    raw.problems.extend(_shape_problem(fault, file) for fault in faults)
    if made is not None:
        _collect(made, ruleset, file, raw)


def _shape_problem(fault: Fault, file: str) -> Problem:
    place = Place(file, key=".".join(fault.path))
    if fault.kind == "unknown":
        hint = suggestion(fault.path[-1], fault.known)
        return Problem("ruleset-key-unknown", fault.message, (place,), next=hint)
    if fault.kind == "missing":
        return Problem("ruleset-key-missing", fault.message, (place,))
    return Problem("ruleset-value", fault.message, (place,), got=str(fault.got)[:200])


def _collect(parsed: shape.FileShape, ruleset: str, file: str, raw: RawRules) -> None:
    header = parsed.ruleset
    if header is not None:
        if header.id != ruleset:
            text = Text(
                f"the folder is {ruleset}, the id is {header.id}",
                f"le dossier est {ruleset}, l’identifiant {header.id}",
            )
            raw.problems.append(Problem("ruleset-header", text, (Place(file, key="ruleset.id"),)))
        raw.headers[ruleset] = header
    for word in WORDS:
        for id_, item in getattr(parsed, word).items():
            entry = Entry(id_, item, file, ruleset)
            earlier = raw.entries[word].get(id_)
            if earlier is None:
                raw.entries[word][id_] = entry
                continue
            text = Text(f"{word} {id_} is defined twice", f"{word} {id_} est défini deux fois")
            raw.problems.append(Problem("duplicate-id", text, (earlier.place(word), entry.place(word))))


def raise_if_any(problems: Sequence[Problem]) -> None:
    """Raise one ``RulesetError`` with all problems, if there are any."""
    if problems:
        raise RulesetError(problems)

"""Ruleset folders to shapes: every file read, every error of every file collected."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from contracteval.data import data_folder
from contracteval.errors import Place, Problem, RulesetError
from contracteval.rules import shape
from contracteval.text import Text, did_you_mean

VOCABULARY = "vocabulary"
WORDS = ("fact", "table", "parameter", "measure", "criterion", "gate", "flag", "diagnostic", "group", "profile")
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


@dataclass(slots=True)
class RawRules:
    """Everything read from the folders, by word and id."""

    headers: dict[str, shape.HeaderShape] = field(default_factory=dict)
    hashes: dict[str, str] = field(default_factory=dict)
    folders: dict[str, str] = field(default_factory=dict)
    entries: dict[str, dict[str, Entry]] = field(default_factory=lambda: {word: {} for word in WORDS})
    problems: list[Problem] = field(default_factory=list)


def list_rulesets(extra: Sequence[Path] = ()) -> dict[str, Path]:
    """Return the folders of all rulesets by id: ours, and those below the extra folders, which win."""
    found: dict[str, Path] = {}
    for root in (data_folder("rulesets"), *extra):
        candidates = [root, *sorted(root.iterdir())] if root.is_dir() else []
        found |= {folder.name: folder for folder in candidates if (folder / "ruleset.toml").is_file()}
    return found


def read_rulesets(ids: Iterable[str], extra: Sequence[Path] = ()) -> RawRules:
    """Read rulesets, the vocabulary and whatever they need. Problems are collected, not raised."""
    raw = RawRules()
    for folder in extra:
        if not folder.is_dir():
            raw.problems.append(_missing_folder(folder))
    available = list_rulesets(extra)
    waiting = [VOCABULARY, *(ids or available)]
    while waiting:
        ruleset = waiting.pop(0)
        if ruleset in raw.hashes:
            continue
        raw.hashes[ruleset] = ""
        if ruleset not in available:
            raw.problems.append(_unknown_ruleset(ruleset, available))
            continue
        _read_folder(ruleset, available[ruleset], raw)
        header = raw.headers.get(ruleset)
        waiting.extend(header.needs if header else [])
    return raw


def _missing_folder(folder: Path) -> Problem:
    return Problem(
        "folder-missing",
        Text(f"there is no ruleset folder {folder}", f"le dossier de règles {folder} n’existe pas"),
        (Place(str(folder)),),
        next=Text("check the path given to --rules", "vérifiez le chemin donné à --rules"),
    )


def _unknown_ruleset(ruleset: str, available: Mapping[str, Path]) -> Problem:
    near = did_you_mean(ruleset, available)
    known = ", ".join(sorted(set(available) - {VOCABULARY}))
    hint = Text(f"did you mean {near}?", f"vouliez-vous dire {near}\u00a0?") if near else None
    return Problem(
        "ruleset-unknown",
        Text(f"there is no ruleset {ruleset}", f"il n’y a pas de jeu de règles {ruleset}"),
        got=ruleset,
        next=hint or Text(f"the rulesets are {known}", f"les jeux de règles sont {known}"),
    )


def _read_folder(ruleset: str, folder: Path, raw: RawRules) -> None:
    digest = hashlib.sha256()
    raw.folders[ruleset] = str(folder)
    for path in sorted(folder.rglob("*.toml")):
        file = f"{ruleset}/{path.relative_to(folder).as_posix()}"
        content = path.read_bytes()
        digest.update(file.encode() + b"\0" + content)
        if len(content) > MAX_FILE_BYTES:
            text = Text("a ruleset file has at most 2 MB", "un fichier de règles a au plus 2 Mo")
            raw.problems.append(Problem("ruleset-unreadable", text, (Place(file),)))
            continue
        parsed = _parse(content, file, raw.problems)
        if parsed is not None:
            _collect(parsed, ruleset, file, raw)
    raw.hashes[ruleset] = digest.hexdigest()
    if ruleset not in raw.headers:
        text = Text(f'no file says [ruleset] id = "{ruleset}"', f'aucun fichier ne dit [ruleset] id = "{ruleset}"')
        raw.problems.append(Problem("ruleset-header", text, (Place(f"{ruleset}/ruleset.toml"),)))


def _parse(content: bytes, file: str, problems: list[Problem]) -> shape.FileShape | None:
    try:
        data = tomllib.loads(content.decode("utf-8"), parse_float=Decimal)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        text = Text(f"not TOML: {error}", f"ce n’est pas du TOML\u00a0: {error}")
        problems.append(Problem("ruleset-syntax", text, (Place(file),)))
        return None
    try:
        return shape.FileShape.model_validate(data)
    except ValidationError as error:
        problems.extend(_shape_problem(item, file) for item in error.errors(include_url=False))
        return None


def _shape_problem(item: Any, file: str) -> Problem:
    keys = [str(part) for part in item["loc"]]
    place = Place(file, key=".".join(keys))
    if item["type"] == "extra_forbidden":
        near = did_you_mean(keys[-1], _known_keys(keys[:-1]))
        hint = Text(f"did you mean {near}?", f"vouliez-vous dire {near}\u00a0?") if near else None
        return Problem(
            "ruleset-key-unknown", Text(f"unknown key {keys[-1]}", f"clé inconnue {keys[-1]}"), (place,), next=hint
        )
    if item["type"] == "missing":
        text = Text(f"the key {keys[-1]} is missing", f"la clé {keys[-1]} manque")
        return Problem("ruleset-key-missing", text, (place,))
    got = str(item.get("input"))[:200]
    return Problem("ruleset-value", Text(item["msg"], item["msg"]), (place,), got=got)


def _known_keys(keys: list[str]) -> list[str]:
    """Return the keys allowed at a path, by following the shapes."""
    if not keys:
        return list(shape.FileShape.model_fields)
    owners: dict[str, type[shape.Shape]] = {
        "ruleset": shape.HeaderShape, "fact": shape.FactShape, "table": shape.TableShape,
        "parameter": shape.ParameterShape, "measure": shape.MeasureShape, "criterion": shape.CriterionShape,
        "gate": shape.GateShape, "flag": shape.FlagShape, "diagnostic": shape.DiagnosticShape,
        "group": shape.GroupShape, "profile": shape.ProfileShape,
    }  # fmt: skip
    if "case" in keys:
        return list(shape.CaseShape.model_fields)
    if "columns" in keys:
        return list(shape.ColumnShape.model_fields)
    if keys[-1] in ("title", "asks", "why", "question", "label", "undefined_why"):
        return ["en", "fr"]
    if keys[-1] == "undefined":
        return list(shape.UndefinedShape.model_fields)
    owner = owners.get(keys[0])
    return [f.alias or name for name, f in owner.model_fields.items()] if owner else []


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

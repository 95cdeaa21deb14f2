"""What changed between two folders of rulesets: rules added, removed and changed key by key, and what that turns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from contracteval.model.record import dataclass
from contracteval.model.result import BidResult, Comparison
from contracteval.model.shape import Shape
from contracteval.rules.from_toml import VOCABULARY, WORDS, RawRules, list_rulesets, raise_if_any, read_rulesets

Happened = Literal["added", "removed", "changed"]


@dataclass(frozen=True, slots=True)
class KeyChange:
    """One key with what it said and what it says; None where it was absent."""

    key: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class RuleChange:
    """What happened to one word of the rule language; a ruleset's own header has the word ``ruleset``."""

    happened: Happened
    word: str
    id: str
    ruleset: str
    keys: tuple[KeyChange, ...] = ()


@dataclass(frozen=True, slots=True)
class BidChange:
    """A bid whose result changed; ``criteria``, ``gates`` and ``flags`` name what came out otherwise."""

    old: BidResult
    new: BidResult
    criteria: tuple[str, ...]
    gates: tuple[str, ...]
    flags: tuple[str, ...]


def read_folder(folder: Path | None) -> RawRules:
    """Read the rulesets of a folder; None means ours.

    A folder with a vocabulary of its own stands alone, so that two versions of all rulesets can be compared; any other
    is laid over ours, as ``--rules`` does. Raises ``RulesetError`` with every problem of its files.
    """
    extra = [] if folder is None else [folder]
    own = own_rulesets(folder) if folder is not None else ()
    raw = read_rulesets(own if VOCABULARY in own else (), extra)
    raise_if_any(raw.problems)
    return raw


def own_rulesets(folder: Path) -> tuple[str, ...]:
    """Return the ids of the rulesets that lie in a folder itself."""
    here = folder.resolve()
    return tuple(id_ for id_, path in list_rulesets([folder]).items() if path.resolve() in (here, here / path.name))


def diff_rules(old: RawRules, new: RawRules) -> tuple[RuleChange, ...]:
    """Return what changed, in the order of the words of the language."""
    return tuple(_changes(_rules_of(old), _rules_of(new)))


def diff_results(old: Comparison, new: Comparison) -> tuple[BidChange, ...]:
    """Return the bids of one evaluation whose score, verdict, rank or judgement differs, in their new order."""
    before = {bid.id: bid for bid in old.bids}
    pairs = ((before[bid.id], bid) for bid in new.bids if bid.id in before)
    found = (_bid_change(one, other) for one, other in pairs)
    return tuple(change for change in found if change is not None)


def _bid_change(old: BidResult, new: BidResult) -> BidChange | None:
    criteria = _turned({c.id: c.score for c in old.criteria}, {c.id: c.score for c in new.criteria})
    gates = _turned({g.id: g.passed for g in old.gates}, {g.id: g.passed for g in new.gates})
    flags = _turned({f.id: f.raised for f in old.flags}, {f.id: f.raised for f in new.flags})
    same = all(_result(old)[i] == _result(new)[i] for i in range(len(_result(old))))
    return None if same and not (criteria or gates or flags) else BidChange(old, new, criteria, gates, flags)


def _result(bid: BidResult) -> tuple[Any, ...]:
    return bid.score, bid.verdict, bid.rank, bid.rank_best, bid.rank_worst, bid.tied_with


def _turned(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[str, ...]:
    absent = object()
    return tuple(id_ for id_ in {**old, **new} if old.get(id_, absent) != new.get(id_, absent))


# --- rules

_Rules = dict[tuple[str, str], tuple[str, Mapping[str, str]]]


def _rules_of(raw: RawRules) -> _Rules:
    """Return every word with its ruleset and its keys."""
    found: _Rules = {("ruleset", id_): (id_, dict(flat(header))) for id_, header in raw.headers.items()}
    for word in WORDS:
        for id_, entry in raw.entries[word].items():
            found[word, id_] = entry.ruleset, dict(flat(entry.shape)) | {"ruleset": entry.ruleset}
    return found


def _changes(old: _Rules, new: _Rules) -> Iterator[RuleChange]:
    order = {word: i for i, word in enumerate(("ruleset", *WORDS))}
    for word, id_ in sorted({**old, **new}, key=lambda key: order[key[0]]):
        if (word, id_) not in old:
            yield RuleChange("added", word, id_, new[word, id_][0])
        elif (word, id_) not in new:
            yield RuleChange("removed", word, id_, old[word, id_][0])
        else:
            (_, before), (ruleset, after) = old[word, id_], new[word, id_]
            keys = tuple(KeyChange(key, before.get(key), after.get(key)) for key in _turned(before, after))
            if keys:
                yield RuleChange("changed", word, id_, ruleset, keys)


def flat(value: Any, key: str = "") -> Iterator[tuple[str, str]]:
    """Yield the keys of a shape with what they say, as ``title.en`` or ``case.2.score``; what is left out has none."""
    if isinstance(value, Shape):
        for name in type(value).__annotations__:
            yield from flat(getattr(value, name), _joined(key, value.spelling.get(name, name)))
    elif isinstance(value, Mapping):
        for name, item in value.items():
            yield from flat(item, _joined(key, str(name)))
    elif isinstance(value, tuple) and any(isinstance(item, Shape | Mapping) for item in value):
        for i, item in enumerate(value, start=1):
            yield from flat(item, _joined(key, str(i)))
    elif value is not None and value != ():
        yield key, _written(value)


def _joined(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(_written(item) for item in value)}]"
    return str(value)

"""What the keys of a rule must say of one another: who answers and how often, how grave a flag is, what it needs."""

from __future__ import annotations

from collections.abc import Iterator

from contracteval.errors import Place, Problem
from contracteval.model.result import Verdict
from contracteval.rules.from_toml import VOCABULARY, Entry, RawRules
from contracteval.rules.rulebook import Rulebook
from contracteval.text import Text

_BOUNDED = ("count", "duration", "ratio")


def inconsistencies(raw: RawRules, rulebook: Rulebook) -> list[Problem]:
    """Find keys that contradict each other."""
    return [
        *_givers(raw),
        *_ranges(raw),
        *_severities(raw),
        *_reasons(raw),
        *_low_prices(raw),
        *_known_too_late(raw, rulebook),
        *_needs(raw, rulebook),
    ]


def _givers(raw: RawRules) -> Iterator[Problem]:
    """Only the buyer answers once for the whole evaluation, and only a vendor binds itself."""
    for word in ("fact", "table"):
        for entry in raw.entries[word].values():
            if entry.shape.per == "evaluation" and entry.shape.by != "buyer":
                text = Text(
                    "what is asked once per evaluation is answered by the buyer",
                    "ce qui est demandé une fois par évaluation reçoit sa réponse de l’acheteur",
                )
                hint = Text('write per = "bid", or by = "buyer"', 'écrivez per = "bid", ou by = "buyer"')
                yield Problem("giver", text, (entry.place(word, "by"),), got=entry.shape.by, next=hint)
    for entry in raw.entries["fact"].values():
        if entry.shape.binding and entry.shape.by != "vendor":
            text = Text("only an answer of the vendor binds it", "seule une réponse du prestataire l’engage")
            yield Problem("giver", text, (entry.place("fact", "binding"),), got=entry.shape.by)


def _ranges(raw: RawRules) -> Iterator[Problem]:
    """What is counted has a lower bound, and a share has both: a slip of the pen is then a finding, not a score."""
    for entry in raw.entries["fact"].values():
        shape = entry.shape
        if shape.type in _BOUNDED and shape.at_least is None and shape.above is None:
            text = Text(
                "a count, a duration or a share needs a lower bound",
                "un nombre, une durée ou une part demande une borne basse",
            )
            hint = Text("add at_least = 0", "ajoutez at_least = 0")
            yield Problem("range-missing", text, (entry.place("fact", "at_least"),), next=hint)
        if shape.type == "ratio" and shape.at_most is None and shape.below is None:
            text = Text("a share needs an upper bound", "une part demande une borne haute")
            hint = Text(
                'add at_most = "100 %", or what is possible', 'ajoutez at_most = "100 %", ou ce qui est possible'
            )
            yield Problem("range-missing", text, (entry.place("fact", "at_most"),), next=hint)


def _reasons(raw: RawRules) -> Iterator[Problem]:
    """A reason is given where ``only_if`` fails, and nowhere else."""
    for word in ("measure", "criterion", "flag"):
        for entry in raw.entries[word].values():
            if entry.shape.undefined_why is not None and entry.shape.only_if is None:
                text = Text(
                    "this reason is never given: no only_if can fail",
                    "cette raison n’est jamais donnée\u00a0: aucun only_if ne peut échouer",
                )
                hint = Text("add only_if, or leave the reason out", "ajoutez only_if, ou retirez la raison")
                yield Problem("reason-unused", text, (entry.place(word, "undefined_why"),), next=hint)


def _severities(raw: RawRules) -> Iterator[Problem]:
    """A critical flag leaves at best a negotiation; what leaves no more than that is critical."""
    for entry in raw.entries["flag"].values():
        caps = None if entry.shape.caps is None else Verdict[entry.shape.caps.upper()]
        grave = caps is not None and caps <= Verdict.NEGOTIATE
        if grave != (entry.shape.severity == "critical"):
            text = Text(
                "a critical flag leaves at best “negotiate”, and a flag that leaves no more than that is critical",
                "une alerte critique laisse au mieux «\u00a0négocier\u00a0», et une alerte qui ne laisse pas plus est critique",
            )
            place = entry.place("flag", "severity")
            yield Problem("severity", text, (place,), got=f"{entry.shape.severity}, caps = {entry.shape.caps}")


def _low_prices(raw: RawRules) -> Iterator[Problem]:
    """A test of low prices asks for an explanation: it leaves clarify, no more and no less."""
    for entry in raw.entries["flag"].values():
        if entry.shape.threshold is not None and entry.shape.caps != Verdict.CLARIFY.id:
            text = Text(
                "a test of low prices asks for an explanation, so that it caps the verdict at clarify",
                "un test de prix bas demande une explication\u00a0: il plafonne le verdict à clarify",
            )
            yield Problem("low-price-cap", text, (entry.place("flag", "caps"),), got=str(entry.shape.caps))


def _known_too_late(raw: RawRules, rulebook: Rulebook) -> Iterator[Problem]:
    """A rule judged on the proposal alone cannot rest on what only the delivery shows."""
    late = {id_ for word in ("fact", "table") for id_, e in raw.entries[word].items() if e.shape.by == "delivery"}
    prefixes = {"criterion": "", "gate": "gate:", "flag": "flag:"}
    for word, prefix in prefixes.items():
        for entry in raw.entries[word].values():
            found = (
                sorted(rulebook.needs_of(prefix + entry.id) & late) if set(entry.shape.stage) == {"proposal"} else []
            )
            if found:
                text = Text(
                    f"a proposal cannot be judged by {', '.join(found)}, known in delivery only",
                    f"une offre ne peut être jugée sur {', '.join(found)}, qui n’est connu qu’en exécution",
                )
                yield Problem("known-too-late", text, (entry.place(word, "stage"),), got="proposal")


def _needs(raw: RawRules, rulebook: Rulebook) -> Iterator[Problem]:
    """A ruleset must load without those that it does not need."""
    owners = {
        e.id: e.ruleset
        for word in ("parameter", "measure", "criterion", "diagnostic")
        for e in raw.entries[word].values()
    }
    within = {id_: _closure(id_, raw) for id_ in raw.headers}
    used: list[tuple[Entry, str, frozenset[str]]] = []
    for word in ("measure", "criterion", "flag", "diagnostic", "gate"):
        for entry in raw.entries[word].values():
            ids = [f"{word}:{entry.id}", entry.id] if word in ("gate", "flag") else [entry.id]
            used.append((entry, word, frozenset[str]().union(*(rulebook.mentions.get(id_, ()) for id_ in ids))))
    used += [(e, "group", frozenset(e.shape.members)) for e in raw.entries["group"].values()]
    owners |= {e.id: e.ruleset for e in raw.entries["group"].values()}
    used += [(e, "profile", frozenset(e.shape.weights)) for e in raw.entries["profile"].values()]
    for entry, word, names in used:
        missing = sorted({owners[name] for name in names if name in owners} - within.get(entry.ruleset, frozenset()))
        for ruleset in missing:
            text = Text(
                f"{entry.ruleset} uses {ruleset}, and its header does not need it",
                f"{entry.ruleset} utilise {ruleset}, et son en-tête ne le demande pas",
            )
            hint = Text(f'add "{ruleset}" to needs', f'ajoutez "{ruleset}" à needs')
            yield Problem("needs", text, (Place(entry.file, key=f"{word}.{entry.id}"),), got=ruleset, next=hint)


def _closure(ruleset: str, raw: RawRules) -> frozenset[str]:
    found: set[str] = {VOCABULARY}
    waiting = [ruleset]
    while waiting:
        current = waiting.pop()
        if current not in found and current in raw.headers:
            found.add(current)
            waiting.extend(raw.headers[current].needs)
    return frozenset(found)

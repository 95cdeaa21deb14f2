"""What all rule sheets say alike: questions and answers, sources, links, who uses what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from typing import Any, cast

from contracteval.model.fact import FactSpec
from contracteval.model.unit import Unit, unit_label
from contracteval.reports import wording as w
from contracteval.reports.rule_sheet.sheet import (
    KINDS,
    RULE_KINDS,
    Link,
    Note,
    Worked,
    anchor,
    rule_of,
)
from contracteval.rules.rulebook import (
    Rulebook,
    Source,
)
from contracteval.text import NO_BREAK_SPACE, Language, Text, quote

_TYPES: Mapping[str, Text] = {
    "money": Text("amount", "montant"),
    "ratio": Text("share", "part"),
    "count": Text("count", "nombre"),
    "duration": Text("duration", "durée"),
    "number": Text("number", "nombre"),
    "choice": Text("one of", "au choix"),
    "choices": Text("any of", "un ou plusieurs choix"),
    "level": Text("level from 0 to 4", "niveau de 0 à 4"),
    "yes/no": Text("yes or no", "oui ou non"),
    "date": Text("date", "date"),
    "text": Text("text", "texte"),
}


class Phrases:
    """Writes phrases about one rulebook in one language."""

    def __init__(self, book: Rulebook, lang: Language, worked: Mapping[str, Worked]) -> None:
        self.book = book
        self.lang = lang
        self.worked = worked
        self.labels = w.labels_of(book)

    def say(self, en: str, fr: str) -> str:
        return fr if self.lang == "fr" else en

    def note(self, role: str, en: str, fr: str, *parts: str | Link) -> Note:
        return Note(role, self.say(en, fr), parts)

    def ids(self, kind: str) -> Mapping[str, Any]:
        """Return what carries an id, by kind."""
        return self._known[kind]

    @cached_property
    def _known(self) -> dict[str, Mapping[str, Any]]:
        book = self.book
        measures = {id_: step for id_, step in book.steps.items() if step.kind in ("measure", "counted")}
        return {
            "criterion": book.criteria, "measure": measures, "gate": book.gates, "flag": book.flags,
            "diagnostic": book.diagnostics, "claim": book.claims, "group": book.groups, "profile": book.profiles,
            "parameter": book.parameters, "fact": book.facts, "table": book.tables,
        }  # fmt: skip

    # --- answers, values, sources

    def given_by(self, by: str, per: str) -> str:
        often = (
            self.say("once per evaluation", "une fois par évaluation")
            if per == "evaluation"
            else self.say("for each bid", "pour chaque offre")
        )
        return f"{w.GIVERS[cast('Any', by)].to(self.lang)}, {often}"  # fmt: skip

    def answer(self, fact: FactSpec) -> str:
        """Say what an answer looks like: type, unit, range, options."""
        kind = _TYPES[fact.type].to(self.lang)
        if fact.options:
            return f"{kind}{w.colon(self.lang)} {', '.join(option.label.to(self.lang) for option in fact.options)}"
        unit = unit_label(fact.unit, self.lang) if fact.type not in ("level", "yes/no", "date", "text") else ""
        said = [f"{kind}{self.say(' in ', ' en ')}{unit}" if unit else kind]
        if fact.type != "level":
            said += self.limits(fact)
        return ", ".join(said)

    def limits(self, fact: FactSpec) -> Iterator[str]:
        limits = fact.range
        if limits.low is not None:
            word = self.say("above", "plus de") if limits.low_open else self.say("at least", "au moins")
            yield f"{word} {w.number_text(limits.low, w.without_sign(fact.unit), self.lang)}"
        if limits.high is not None:
            word = self.say("below", "moins de") if limits.high_open else self.say("at most", "au plus")
            yield f"{word} {w.number_text(limits.high, w.without_sign(fact.unit), self.lang)}"

    def points(self, score: Fraction) -> str:
        many = "s" if (abs(score) >= 2 if self.lang == "fr" else score != 1) else ""
        return f"{w.bare_number(score, self.lang, 1)}{NO_BREAK_SPACE}point{many}"

    def valued(self, value: Fraction | Mapping[Any, Fraction], unit: Unit) -> str:
        """Write the value of a parameter, or its values by key."""
        numbers: Mapping[Any, Fraction] = value if isinstance(value, Mapping) else {"": value}
        keys = {
            key: f"{w.value_text(key, self.lang)}{NO_BREAK_SPACE}→{NO_BREAK_SPACE}" if key != "" else ""
            for key in numbers
        }
        separator = "; " if self.lang == "en" else "\u00a0; "
        return separator.join(f"{keys[key]}{w.number_text(number, unit, self.lang)}" for key, number in numbers.items())

    def common(self, stages: Sequence[str], sources: Sequence[Source]) -> Iterator[Note]:
        yield self.note("stage", "stage", "stade", ", ".join(w.STAGES[stage].to(self.lang) for stage in stages))
        for source in sources:
            article = "" if source.cited is None else f"article {quote(source.cited.to(self.lang), self.lang)}"
            origin = ", ".join(part for part in (article, source.reference or "") if part)
            yield self.note("source", "source", "source", f"{origin}{w.colon(self.lang)} {source.idea.to(self.lang)}")

    # --- links

    def link(self, kind: str, id_: str) -> Link:
        rule = self.ids(kind)[id_]
        title: Text = rule.title if hasattr(rule, "title") else rule.label
        return Link(anchor(kind, id_), title.to(self.lang))

    def member(self, id_: str) -> Link:
        return self.link("criterion" if id_ in self.book.criteria else "group", id_)

    def facts(self, ids: Iterable[str]) -> Iterator[Link]:
        return (self.link("fact" if id_ in self.book.facts else "table", id_) for id_ in ids)

    def listed(self, links: Iterable[Link]) -> Iterator[str | Link]:
        for i, link in enumerate(links):
            if i:
                yield " · "
            yield link

    def weighted(self, role: str, key: str, members: Iterable[tuple[Link, str]]) -> Iterator[Note]:
        for i, (link, weight) in enumerate(members):
            yield Note(role, "" if i else key, (link, f" – {weight}" if weight else ""))

    def used_by(self, users: Iterable[tuple[str, str]]) -> Iterator[Note]:
        links = [Link(anchor(kind, id_), f"{id_} ({KINDS[kind].to(self.lang).lower()})") for kind, id_ in users]
        if links:
            yield self.note("uses", "used by", "utilisé par", *self.listed(links))

    # --- who needs what

    @cached_property
    def needs(self) -> Mapping[str, frozenset[str]]:
        """The facts, tables and parameters that each step rests on, its own measure included."""
        needs = {id_: self.book.needs_of(id_) for id_ in self.book.steps}
        own = {
            f"flag:{id_}": needs[id_] for id_ in self.book.flags if id_ in needs and self.book.steps[id_].kind == "flag"
        }
        return needs | {id_: needs[id_] | more for id_, more in own.items()}

    @cached_property
    def users(self) -> Mapping[str, tuple[tuple[str, str], ...]]:
        """The rules that rest on each fact, table or parameter, and whatever names it or a measure directly."""
        rules = {step.id: rule for step in self.book.steps.values() if (rule := rule_of(step)) is not None}
        users: dict[str, dict[tuple[str, str], None]] = {}
        for id_, rule in rules.items():
            for used in self.book.mentions[id_] | (self.needs[id_] if rule[0] in RULE_KINDS else frozenset()):
                users.setdefault(used, {})[rule] = None
        known = (*self.book.facts, *self.book.tables, *self.book.parameters, *self.ids("measure"))
        first = {kind: i for i, kind in enumerate(dict.fromkeys((*RULE_KINDS, *KINDS)))}
        return {id_: tuple(sorted(users.get(id_, ()), key=lambda rule: first[rule[0]])) for id_ in known}

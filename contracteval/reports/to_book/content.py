"""What the book says and in which order, before any format."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from contracteval import __version__
from contracteval.reports import wording as w
from contracteval.reports.rule_sheet import KINDS, RULE_KINDS, Link, RuleSheet, SheetWriter, Worked, anchor
from contracteval.rules.rulebook import Rulebook, Ruleset
from contracteval.text import NO_BREAK_SPACE, Language, Text, quote

HEADS = (
    Text("Ruleset", "Jeu de règles"),
    Text("Id", "Identifiant"),
    Text("Version", "Version"),
    Text("Holds", "Contenu"),
)
"""Heads of the columns of ``Book.rulesets``."""
CONTENTS = Text("Contents", "Sommaire")
PARTS: Mapping[str, Text] = {
    "group": Text("Groups and weights", "Groupes et poids"),
    "profile": Text("Profiles", "Profils"),
    "criterion": Text("Criteria", "Critères"),
    "gate": Text("Gates", "Barrières"),
    "flag": Text("Flags", "Alertes"),
    "diagnostic": Text("Diagnostics", "Diagnostics"),
    "measure": Text("Measures", "Mesures"),
    "claim": Text("Closed forms", "Formes closes"),
    "parameter": Text("Parameters", "Paramètres"),
}
ANSWERS = "answers"
_ASKED = {"fact": Text("facts", "faits"), "table": Text("tables", "tableaux")}
_QUESTIONS: Mapping[str, Text] = {
    "vendor": Text("Asked of the vendor", "Demandé au prestataire"),
    "buyer": Text("Asked of the buyer", "Demandé à l’acheteur"),
    "panel": Text("Asked of the panel", "Demandé au jury"),
    "delivery": Text("Found while the contract runs", "Relevé en cours d’exécution"),
}


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with sheets, or with lines that lead to sheets."""

    anchor: str
    title: str
    sheets: tuple[RuleSheet, ...] = ()
    lines: tuple[tuple[Link, str], ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A ruleset, or an index."""

    anchor: str
    title: str
    about: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """The book: ``rulesets`` are the rows of the title page (link, id, version, what it holds)."""

    lang: Language
    title: str
    introduction: tuple[str, ...]
    rulesets: tuple[tuple[Link, str, str, str], ...]
    chapters: tuple[Chapter, ...]
    colophon: str


def book_of(rulebook: Rulebook, lang: Language, worked: Mapping[str, Worked] | None = None) -> Book:
    """Compose the book of a rulebook; ``worked`` holds the demo's numbers, by the id of a step."""
    return _Composer(rulebook, lang, worked or {}).book()


class _Composer:
    def __init__(self, rulebook: Rulebook, lang: Language, worked: Mapping[str, Worked]) -> None:
        self.rules = rulebook
        self.lang = lang
        self.writer = SheetWriter(rulebook, lang, worked)

    def say(self, en: str, fr: str) -> str:
        return fr if self.lang == "fr" else en

    def book(self) -> Book:
        chapters = [self.ruleset(item) for item in self.rules.rulesets]
        rows = tuple(self.row(item, chapter) for item, chapter in zip(self.rules.rulesets, chapters, strict=True))
        kept = [chapter for chapter in chapters if chapter.sections]
        version = f"contracteval{NO_BREAK_SPACE}{__version__}"
        return Book(
            self.lang,
            self.say("The rulebook", "Le livre des règles"),
            tuple(text.to(self.lang) for text in _INTRODUCTION),
            rows,
            (*kept, self.by_giver(), self.by_article(), self.by_stage()),
            self.say(
                f"Generated from the rulesets by {version}.", f"Généré à partir des jeux de règles par {version}."
            ),
        )

    def row(self, item: Ruleset, chapter: Chapter) -> tuple[Link, str, str, str]:
        """Return a line of the title page; the vocabulary leads to the questions, as it has no rules of its own."""
        if chapter.sections:
            return Link(chapter.anchor, chapter.title), item.id, item.version, self.held(item.id)
        counts = ((len(self.writer.ids(kind)), KINDS[kind], many) for kind, many in _ASKED.items())
        held = ", ".join(w.counted(count, _lower(one), many, self.lang) for count, one, many in counts if count)
        return Link(ANSWERS, chapter.title), item.id, item.version, held

    # --- rulesets

    def ruleset(self, item: Ruleset) -> Chapter:
        made = (self.part(item.id, kind, title.to(self.lang)) for kind, title in PARTS.items())
        about = f"{item.id} {item.version} · sha256 {item.sha256[:16]}"
        return Chapter(anchor("ruleset", item.id), item.title.to(self.lang), about, tuple(s for s in made if s.sheets))

    def part(self, ruleset: str, kind: str, title: str) -> Section:
        sheets = (self.writer.sheet(kind, id_) for id_ in self.of_ruleset(ruleset, kind))
        return Section(f"{anchor('ruleset', ruleset)}-{kind}", title, tuple(sheets))

    def of_ruleset(self, ruleset: str, kind: str) -> list[str]:
        return [id_ for id_, rule in self.writer.ids(kind).items() if rule.ruleset == ruleset]

    def held(self, ruleset: str) -> str:
        """Say how many rules of each kind a ruleset holds."""
        counts = (
            (title, len(self.of_ruleset(ruleset, kind)), kind) for kind, title in PARTS.items() if kind != "group"
        )
        return ", ".join(
            w.counted(count, _lower(KINDS[kind]), _lower(title), self.lang) for title, count, kind in counts if count
        )

    # --- indexes

    def by_giver(self) -> Chapter:
        """Every question, under who answers it: facts and tables are told here."""
        known: dict[str, list[RuleSheet]] = {giver: [] for giver in w.GIVERS}
        for kind in ("fact", "table"):
            for id_, spec in self.writer.ids(kind).items():
                known[spec.by].append(self.writer.sheet(kind, id_))
        sections = (
            Section(f"answers-{by}", _QUESTIONS[by].to(self.lang), tuple(sheets))
            for by, sheets in known.items()
            if sheets
        )
        about = self.say("Every question, by who answers it.", "Toutes les questions, selon qui y répond.")
        return Chapter(ANSWERS, self.say("Who answers what", "Qui répond à quoi"), about, tuple(sections))

    def by_article(self) -> Chapter:
        articles: dict[str, list[tuple[Link, str]]] = {}
        others: dict[str, list[tuple[Link, str]]] = {}
        for kind, rule in self.all_rules():
            for source in rule.sources:
                line = (self.link(kind, rule), source.idea.to(self.lang))
                if source.article is not None:
                    articles.setdefault(source.article, []).append(line)
                if source.reference is not None:
                    others.setdefault(source.reference, []).append(line)
        sections = [self.article(name, articles[name]) for name in self.cited_articles(articles)]
        references = sorted(others.items(), key=lambda item: item[0].casefold())
        sections += [
            Section(f"reference-{i}", name, lines=tuple(lines)) for i, (name, lines) in enumerate(references, start=1)
        ]
        about = self.say("Where each idea comes from.", "D’où vient chaque idée.")
        return Chapter(
            "articles",
            self.say("Index by article and reference", "Index par article et par référence"),
            about,
            tuple(sections),
        )

    def cited_articles(self, cited: Iterable[str]) -> Sequence[str]:
        """Return the articles in the order of their table, those that only a rule names after them."""
        return list(dict.fromkeys((*(id_ for id_ in self.rules.articles if id_ in set(cited)), *cited)))

    def article(self, id_: str, lines: Iterable[tuple[Link, str]]) -> Section:
        known = self.rules.articles.get(id_)
        title = id_ if known is None else known.title.to(self.lang)
        about = "" if known is None else known.about.to(self.lang)
        return Section(anchor("article", id_), f"Article {quote(title, self.lang)}", lines=tuple(lines), about=about)

    def by_stage(self) -> Chapter:
        stages: dict[str, list[tuple[Link, str]]] = {stage: [] for stage in w.STAGES}
        for kind, rule in self.all_rules():
            for stage in rule.stages:
                asked = rule.asks if kind == "criterion" else rule.why
                stages[stage].append((self.link(kind, rule), asked.to(self.lang)))
        sections = (
            Section(f"stage-{stage}", w.sentence(w.STAGES[stage].to(self.lang)), lines=tuple(lines))
            for stage, lines in stages.items()
            if lines
        )
        about = self.say("What can be judged, and when.", "Ce qui peut être jugé, et quand.")
        return Chapter("stages", self.say("Index by stage", "Index par stade"), about, tuple(sections))

    def all_rules(self) -> Iterator[tuple[str, Any]]:
        for kind in RULE_KINDS:
            for rule in self.writer.ids(kind).values():
                yield kind, rule

    def link(self, kind: str, rule: Any) -> Link:
        link = self.writer.link(kind, rule.id)
        return Link(link.anchor, f"{w.sentence(link.text)} ({KINDS[kind].to(self.lang).lower()})")


def _lower(text: Text) -> Text:
    return Text(text.en.lower(), text.fr.lower())


def sheets_of(chapters: Iterable[Chapter]) -> Sequence[RuleSheet]:
    """Return every sheet of the book in reading order."""
    return [sheet for chapter in chapters for section in chapter.sections for sheet in section.sheets]


_INTRODUCTION = (
    Text(
        "Every rule by which a bid or a contract is judged stands here: what it asks and why, its formula, its scale, and where it comes from.",
        "Toutes les règles qui servent à juger une offre ou un contrat figurent ici\u00a0: ce que chacune demande et pourquoi, sa formule, son échelle et son origine.",
    ),
    Text(
        "A criterion turns a measure into 0 to 100 points. A gate is a condition that no average can make up for. A flag leaves the score as it is and raises a question. A diagnostic is shown and never scored. What is not known stays unknown: it never counts as zero, nor as full marks.",
        "Un critère transforme une mesure en une note de 0 à 100 points. Une barrière est une condition qu’aucune moyenne ne rachète. Une alerte laisse la note telle quelle et soulève une question. Un diagnostic est montré sans être noté. Ce qui n’est pas connu reste inconnu\u00a0: cela ne compte ni pour zéro ni pour la note maximale.",
    ),
    Text(
        "Each parameter says whether its value is sourced, derived or a guess. A guess is ours to defend and yours to replace.",
        "Chaque paramètre dit si sa valeur est sourcée, dérivée ou estimée. Une estimation n’engage que nous\u00a0: vous êtes libre de la remplacer.",
    ),
)

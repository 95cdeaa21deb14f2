"""The page of a comparison: who is recommended, why, what is missing, what would turn it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from fractions import Fraction

from contracteval import __version__
from contracteval.model.analyses import Analyses
from contracteval.model.result import BidResult, Comparison, GroupResult
from contracteval.model.theme import PLAIN, Theme
from contracteval.reports import wording as w
from contracteval.reports.analysis_words.voice import Voice
from contracteval.reports.comparison_words import ComparisonWords
from contracteval.reports.lever_words import LeverWords
from contracteval.reports.relationship import relationship_text
from contracteval.reports.seal import seal_text
from contracteval.reports.to_page.firmness import blocks
from contracteval.reports.to_page.markup import bullets, paragraph, table, text
from contracteval.reports.to_page.method import method
from contracteval.reports.to_page.pictures import Bar, Point, bars, quadrant
from contracteval.reports.to_page.style import themed
from contracteval.rules.plan import Plan
from contracteval.text import Language

AXES = ("tranquility", "evolution")
THRESHOLD = "quadrant_threshold"


def comparison_page(
    comparison: Comparison, plan: Plan, lang: Language, analyses: Analyses | None = None, theme: Theme = PLAIN
) -> str:
    """Return the page, whole in itself: no script, nothing fetched, every word of a vendor escaped."""
    page = _Page(ComparisonWords(comparison, plan, lang), Voice(lang, comparison, plan), analyses or Analyses(), theme)
    return "".join(f"{line}\n" for line in page.lines() if line)


class _Page:
    def __init__(self, words: ComparisonWords, voice: Voice, analyses: Analyses, theme: Theme) -> None:
        self.words = words
        self.voice = voice
        self.theme = theme
        self.analyses = analyses
        self.lang = words.lang
        self.say = words.say

    def lines(self) -> Iterator[str]:
        title = self.words.plan.settings.title
        yield "<!DOCTYPE html>"
        yield f'<html lang="{self.lang}"><head><meta charset="utf-8"/>'
        # Nothing may be fetched or run, even if a mistake of ours let a vendor's markup through.
        pictures = "" if self.theme.logo is None else "; img-src data:"
        yield f"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'{pictures}\"/>"
        yield f'<meta name="viewport" content="width=device-width, initial-scale=1"/><title>{text(title)}</title><style>{themed(self.theme)}</style></head><body>'
        yield from self.header(title)
        yield "<main>"
        yield from self.ranking()
        yield from self.scores()
        yield from self.quadrant()
        yield f"<h2>{text(self.say('Bid by bid', 'Offre par offre'))}</h2>"
        for bid in self.words.bids:
            yield from self.bid(bid)
        yield from blocks(self.analyses, self.voice)
        yield from self.not_judged()
        yield from method(self.words.plan, self.lang)
        yield f"</main>{self.footer()}</body></html>"

    def header(self, title: str) -> Iterator[str]:
        yield f"<header>{self.house()}<h1>{text(title)}</h1>"
        yield paragraph(self.words.title().removeprefix(f"{title} · "), "about")
        relationship = relationship_text(self.words.plan, self.lang)
        yield paragraph(relationship, "about") if relationship else ""
        name, total, reason = self.words.headline()
        rest = f", {total} – {reason}" if total else ""
        yield f'<p class="headline"><strong>{text(name)}</strong>{text(rest)}</p></header>'

    def house(self) -> str:
        """Return the company's logo and line, nothing where its theme has none."""
        theme, made = self.theme, ""
        if theme.logo is not None:
            data = b64encode(theme.logo.content).decode()
            made = f'<img class="logo" alt="" src="data:image/{theme.logo.kind};base64,{data}"/>'
        return made + (paragraph(theme.header, "about") if theme.header else "")

    def ranking(self) -> Iterator[str]:
        words, say = self.words, self.say
        title = say("Ranking", "Classement")
        yield f"<section><h2>{text(title)}</h2>"
        legend = say(
            "Total out of 100. Full: certain. Hatched: still open, because answers are missing.",
            "Total sur 100. Plein\u00a0: acquis. Hachuré\u00a0: encore ouvert, faute de réponses.",
        )
        made = [Bar(words.names[bid.id], bid.score, self.score(bid)) for bid in words.bids]
        yield f"<figure>{bars(title, made)}<figcaption>{text(legend)}</figcaption></figure>"
        heads = [say("Bid", "Offre"), "Verdict", say("Rank", "Rang"), "Total /\u00a0100"]
        committed = [words.committed(bid) for bid in words.bids]
        heads += [say("Contracted at least", "Engagé au moins")] if any(committed) else []
        rows = [
            [words.names[bid.id], w.VERDICTS[bid.verdict].to(self.lang), w.rank_text(bid), self.score(bid), least]
            for bid, least in zip(words.bids, committed, strict=True)
        ]
        yield table(title, heads, [row[: len(heads)] for row in rows], 2)
        yield from (paragraph(caution) for caution in words.cautions())
        yield "</section>"

    def score(self, bid: BidResult) -> str:
        return w.score_text(bid.score, self.lang)

    def scores(self) -> Iterator[str]:
        """Yield the top groups: a table over all bids, and the bars of each criterion bid by bid further down."""
        words = self.words
        title = self.say("Scores out of 100", "Notes sur 100")
        groups = [{group.id: group.score for group in bid.groups} for bid in words.bids]
        rows = []
        for branch in words.plan.groups:
            cells = [w.score_text(of[branch.id], self.lang) if branch.id in of else "–" for of in groups]
            rows.append([branch.title.to(self.lang), w.percent(branch.weight, self.lang, 1), *cells])
        heads = [self.say("Criterion", "Critère"), self.say("Weight", "Poids"), *words.names.values()]
        yield f"<section><h2>{text(title)}</h2>{table(title, heads, rows)}</section>"

    def quadrant(self) -> Iterator[str]:
        points: list[Point] = []
        for bid in self.words.bids:
            x, y = (bid.measures[id_].value if id_ in bid.measures else None for id_ in AXES)
            if isinstance(x, Fraction) and isinstance(y, Fraction):
                points.append(Point(self.words.names[bid.id], x, y))
        if not points:
            return
        title = self.say("Tranquillity and evolution", "Tranquillité et évolution")
        threshold = self.words.plan.parameters.get(THRESHOLD)
        steps = self.words.plan.rulebook.steps
        x_title, y_title = (w.sentence(steps[id_].title.to(self.lang)) for id_ in AXES)
        drawn = quadrant(title, x_title, y_title, points, threshold if isinstance(threshold, Fraction) else None)
        absent = [name for name in self.words.names.values() if name not in {point.name for point in points}]
        note = (
            self.say("Not known yet", "Pas encore connu") + f"{w.colon(self.lang)} {', '.join(absent)}"
            if absent
            else ""
        )
        yield f"<section><h2>{text(title)}</h2><figure>{drawn}<figcaption>{text(note)}</figcaption></figure></section>"

    def bid(self, bid: BidResult) -> Iterator[str]:
        words, lang = self.words, self.lang
        name, verdict = words.names[bid.id], w.VERDICTS[bid.verdict].to(lang)
        yield f"<article><h3>{text(name)} <span>{text(verdict)}</span></h3>"
        yield paragraph(w.sentence(words.why(bid)))
        groups = [Bar(g.title.to(lang), g.score, w.score_text(g.score, lang)) for g in self.top(bid)]
        yield bars(f"{name}{w.colon(lang)} {self.say('scores out of 100', 'notes sur 100')}", groups)
        yield f"<h4>{text(self.say('Criteria', 'Critères'))}</h4>"
        criteria = self.words.plan.rulebook.criteria
        own = [Bar(criteria[c.id].title.to(lang), c.score, w.score_text(c.score, lang)) for c in bid.criteria]
        yield bars(f"{name}{w.colon(lang)} {self.say('criteria out of 100', 'critères sur 100')}", own)
        for head, items in self.parts(bid):
            yield f"<h4>{text(head)}</h4>{bullets(items)}" if items else ""
        yield "</article>"

    def top(self, bid: BidResult) -> list[GroupResult]:
        ids = {branch.id for branch in self.words.plan.groups}
        return [group for group in bid.groups if group.id in ids]

    def parts(self, bid: BidResult) -> Iterator[tuple[str, list[str]]]:
        say, lang = self.say, self.lang
        yield say("Gates not passed", "Barrières non franchies"), list(self.gates(bid))
        yield say("Flags", "Alertes"), list(self.flags(bid))
        doubtful = [gate.title for gate in (*bid.gates, *bid.admissions) if gate.passed is None]
        doubtful += [flag.title for flag in bid.flags if flag.raised is None]
        # The reason of the verdict, just above, has told some of them already.
        doubtful = [title for title in doubtful if title.en not in bid.why.en]
        yield say("Not known yet", "Pas encore connu"), [title.to(lang) for title in dict.fromkeys(doubtful)]
        yield (
            say("Missing", "À fournir"),
            [
                f"{self.words.worth(item)} – {w.GIVERS[item.by].to(lang)}{w.colon(lang)} {item.question.to(lang)}"
                for item in bid.missing
            ],
        )
        yield (
            say("To put into the contract", "À inscrire au contrat"),
            [f"{item.label.to(lang)} ({w.standing(item.grade).to(lang)})" for item in bid.conditions],
        )
        yield say("What would turn the decision", "Ce qui ferait basculer la décision"), list(self.levers(bid))

    def gates(self, bid: BidResult) -> Iterator[str]:
        facts = self.words.plan.rulebook.facts
        for gate in (*bid.gates, *bid.admissions):
            if gate.passed is False:
                zeroed = ", ".join(facts[id_].label.to(self.lang) for id_ in gate.zeroes)
                effects = [] if gate.caps is None else [self.words.caps(gate.caps)]
                effects += (
                    [self.say(f"count as zero: {zeroed}", f"comptent pour zéro\u00a0: {zeroed}")] if zeroed else []
                )
                yield " – ".join([gate.title.to(self.lang), *effects])

    def flags(self, bid: BidResult) -> Iterator[str]:
        for flag in bid.flags:
            if flag.raised:
                severity = w.sentence(w.SEVERITIES[flag.severity].to(self.lang))
                caps = "" if flag.caps is None else f" – {self.words.caps(flag.caps)}"
                said = w.lower_first(flag.title.to(self.lang)) + self.words.measured(bid, flag.id)
                yield f"{severity}{w.colon(self.lang)} {said}{caps}"

    def levers(self, bid: BidResult) -> Iterator[str]:
        levers = self.analyses.levers
        found = next((item for item in levers.bids if item.bid == bid.id), None) if levers is not None else None
        if found is not None:
            yield from LeverWords(self.words.plan, self.lang).sentences(found)

    def not_judged(self) -> Iterator[str]:
        titles = [rule.title.to(self.lang) for rule in self.words.plan.not_applicable]
        if titles:
            yield f"<h2>{text(self.say('Not judged at this stage', 'Non jugé à ce stade'))}</h2>{bullets(titles)}"

    def footer(self) -> str:
        rules = ", ".join(f"{item.id} {item.version}" for item in self.words.plan.rulebook.rulesets)
        told = self.say("rules", "règles")
        own = paragraph(self.theme.footer) if self.theme.footer else ""
        seal = paragraph(seal_text(self.words.plan.seal, self.lang))
        return f"<footer>{own}{seal}{paragraph(f'contracteval {__version__} · {told}{w.colon(self.lang)} {rules}')}</footer>"

"""The bids side by side: who is recommended, how sure that is, and what each bid still needs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from contracteval.errors import Problem
from contracteval.model.import_report import is_about_rules
from contracteval.model.result import BidResult, Comparison, GroupResult, Verdict
from contracteval.model.unit import unit_label
from contracteval.reports import wording as w
from contracteval.reports.comparison_words import ComparisonWords
from contracteval.reports.relationship import relationship_text
from contracteval.reports.to_terminal.page import GAP, Page
from contracteval.reports.to_terminal.seal import seal_blocks
from contracteval.rules.plan import Plan
from contracteval.text import Language, Text, quote

if TYPE_CHECKING:
    from rich.console import RenderableType

VERDICT_STYLES = {
    Verdict.REJECT: "bold red",
    Verdict.CLARIFY: "bold magenta",
    Verdict.NEGOTIATE: "bold yellow",
    Verdict.AWARD_WITH_CONDITIONS: "bold green",
    Verdict.AWARD: "bold green",
}
SEVERITY_STYLES = {"critical": "bold red", "warning": "yellow", "info": "cyan"}
_QUESTIONS = 3
_CONDITIONS = 5


def comparison_text(
    comparison: Comparison,
    plan: Plan,
    findings: Sequence[Problem] = (),
    lang: Language = "en",
    width: int = 80,
    color: bool = False,
    encoding: str = "utf-8",
) -> str:
    """Return the comparison as a director reads it; the caller prints it."""
    page = Page(width, color, encoding)
    report = _Comparison(comparison, plan, page, lang)
    return page.render(report.blocks(findings))


class _Comparison(ComparisonWords):
    def __init__(self, comparison: Comparison, plan: Plan, page: Page, lang: Language) -> None:
        super().__init__(comparison, plan, lang)
        self.page = page

    def blocks(self, findings: Sequence[Problem]) -> Iterator[RenderableType]:
        yield self.page.text((self.title(), "dim"))
        relationship = relationship_text(self.plan, self.lang)
        if relationship:
            yield self.page.text((relationship, "dim"))
        yield ""
        yield self.line()
        yield ""
        yield from self.tables()
        for bid in self.bids:
            yield ""
            yield from self.block(bid)
        notes = [*self.notes(), *self.files(findings)]
        if notes:
            yield ""
            yield from (self.page.text((note, "dim")) for note in notes)
        yield from seal_blocks(self.plan.seal, self.page, self.lang)

    # --- the headline

    def line(self) -> RenderableType:
        """Write who is recommended, coloured by the verdict."""
        name, total, reason = self.headline()
        bid = self.recommended_bid
        if bid is None:
            return self.page.text((name, "bold"))
        return self.page.text((name, "bold"), f", {total} – ", (reason, VERDICT_STYLES[bid.verdict]))

    # --- the tables

    def top_groups(self) -> list[tuple[str, str]]:
        """Return id and heading of the top groups; the lot shares them."""
        return [(branch.id, branch.title.to(self.lang)) for branch in self.plan.groups]

    def tables(self) -> Iterator[RenderableType]:
        """Yield one table where all criteria fit as columns, otherwise a second with the criteria down the side."""
        columns = self.columns()
        groups = self.top_groups()
        scores = [[self.group_score(bid, id_) for bid in self.bids] for id_, _ in groups]
        heads = [self.page.spell(title) for _, title in groups]
        wide = [*columns, *((head, cells) for head, cells in zip(heads, scores, strict=True))]
        if self.bids and sum(self.least_width(head, cells) + GAP for head, cells in wide) - GAP <= self.page.width:
            yield self.table(wide)
            return
        yield self.table(columns)
        yield ""
        yield from self.score_tables(scores)

    def columns(self) -> list[tuple[str, list[str]]]:
        bids = self.bids
        columns = [
            (self.say("Rank", "Rang"), [w.rank_text(bid) for bid in bids]),
            (self.say("Bid", "Offre"), [self.names[bid.id] for bid in bids]),
            (self.say("Verdict", "Verdict"), [w.VERDICTS[bid.verdict].to(self.lang) for bid in bids]),
            (self.say("Total\u00a0/100", "Total\u00a0/100"), [w.score_text(bid.score, self.lang) for bid in bids]),
        ]
        committed = [self.committed(bid) for bid in bids]
        if any(committed):
            columns.append((self.say("Contracted at least", "Engagé au moins"), committed))
        return [*columns, *self.price()]

    def price(self) -> list[tuple[str, list[str]]]:
        """Return the price as a column, where the rules know one binding amount of money."""
        facts = self.plan.rulebook.facts
        ids = [id_ for id_ in facts if facts[id_].binding and facts[id_].type == "money" and facts[id_].per == "bid"]
        if len(ids) != 1 or not any(ids[0] in bid.facts for bid in self.bids):
            return []
        spec = facts[ids[0]]
        unit = unit_label(spec.unit, self.lang, self.plan.settings.currency)
        cells = [self.price_of(bid, spec.id) for bid in self.bids]
        return [(f"{w.sentence(spec.label.to(self.lang))}, {unit}", cells)]

    def price_of(self, bid: BidResult, id_: str) -> str:
        if not bid.opened:
            return "–"
        return w.value_text(bid.facts[id_], self.lang) if id_ in bid.facts else "?"

    def group_score(self, bid: BidResult, id_: str) -> str:
        group: GroupResult | None = next((group for group in bid.groups if group.id == id_), None)
        return "–" if group is None else w.score_text(group.score, self.lang)

    def least_width(self, head: str, cells: Sequence[str]) -> int:
        return max(len(self.page.spell(word)) for text in (head, *cells) for word in text.split(" "))

    def widths(self, columns: Sequence[tuple[str, list[str]]]) -> list[int]:
        """Give each column its longest word, and what is left of the page to the headings that wrap most."""
        widths = [self.least_width(head, cells) for head, cells in columns]
        wanted = [max(len(self.page.spell(text)) for text in (head, *cells)) for head, cells in columns]
        for _ in range(self.page.width - sum(widths) - GAP * (len(widths) - 1)):
            narrow = [i for i, width in enumerate(widths) if width < wanted[i]]
            if not narrow:
                break
            widths[max(narrow, key=lambda i: (wanted[i] / widths[i], -i))] += 1
        return widths

    def table(self, columns: Sequence[tuple[str, list[str]]]) -> RenderableType:
        table = self.page.table()
        for i, ((head, _), width) in enumerate(zip(columns, self.widths(columns), strict=True)):
            table.add_column(self.page.text(head), justify="left" if i in (1, 2) else "right", width=width)
        for row, bid in enumerate(self.bids):
            styles = ["bold", "bold", VERDICT_STYLES[bid.verdict], "bold"]
            styles += [""] * (len(columns) - len(styles))
            made = [(cells[row], style) for (_, cells), style in zip(columns, styles, strict=True)]
            table.add_row(*(self.page.text(cell) for cell in made))
        return table

    def score_tables(self, scores: Sequence[Sequence[str]]) -> Iterator[RenderableType]:
        """Yield the scores with criteria down the side, as many bids to a table as the page is wide."""
        titles = [
            f"{branch.title.to(self.lang)} ({w.percent(branch.weight, self.lang, 1)})" for branch in self.plan.groups
        ]
        vendors = [self.names[bid.id] for bid in self.bids]
        cells_of = [[row[i] for row in scores] for i in range(len(vendors))]
        side = min(max((len(title) for title in titles), default=0), self.page.width // 2)
        room = self.page.width - side
        start = 0
        while start < len(vendors):
            end, used = start, 0
            while end < len(vendors):
                used += self.least_width(vendors[end], cells_of[end]) + GAP
                if end > start and used > room:
                    break
                end += 1
            yield self.score_table(titles, [(vendors[i], cells_of[i]) for i in range(start, end)])
            start = end

    def score_table(self, titles: Sequence[str], columns: Sequence[tuple[str, Sequence[str]]]) -> RenderableType:
        table = self.page.table()
        table.add_column(self.page.text(self.say("Score out of 100 (weight)", "Note sur 100 (poids)")))
        for vendor, cells in columns:
            table.add_column(self.page.text(vendor), justify="right", width=self.least_width(vendor, cells))
        for row, title in enumerate(titles):
            table.add_row(self.page.text(title), *(self.page.text(cells[row]) for _, cells in columns))
        return table

    # --- one block for each bid

    def block(self, bid: BidResult) -> Iterator[RenderableType]:
        verdict = (w.VERDICTS[bid.verdict].to(self.lang), VERDICT_STYLES[bid.verdict])
        yield self.page.text((f"{self.names[bid.id]}{w.colon(self.lang)} ", "bold"), verdict, f" – {self.why(bid)}")
        for parts, mark in (
            *self.gates(bid),
            *self.flags(bid),
            *self.unsettled(bid),
            *self.missing(bid),
            *self.promises(bid),
        ):
            yield self.page.indented(self.page.text(*parts), f"  {mark} ")

    def gates(self, bid: BidResult) -> Iterator[tuple[list[str | tuple[str, str]], str]]:
        for gate in (*bid.gates, *bid.admissions):
            if gate.passed is not False:
                continue
            facts = self.plan.rulebook.facts
            zeroed = ", ".join(facts[id_].label.to(self.lang) for id_ in gate.zeroes)
            effect = self.say(f"count as zero: {zeroed}", f"comptent pour zéro\u00a0: {zeroed}") if zeroed else ""
            caps = "" if gate.caps is None else self.caps(gate.caps)
            said = "; ".join(part for part in (caps, effect) if part)
            failed = self.say("gate not passed", "barrière non franchie") + w.colon(self.lang)
            yield [(f"{failed} {w.lower_first(gate.title.to(self.lang))}", "bold red"), f" – {said}"], "✗"

    def flags(self, bid: BidResult) -> Iterator[tuple[list[str | tuple[str, str]], str]]:
        for flag in bid.flags:
            if not flag.raised:
                continue
            severity = w.SEVERITIES[flag.severity].to(self.lang)
            head = f"{severity}{w.colon(self.lang)} {w.lower_first(flag.title.to(self.lang))}"
            caps = "" if flag.caps is None else f" – {self.caps(flag.caps)}"
            yield [(head, SEVERITY_STYLES.get(flag.severity, "")), self.measured(bid, flag.id), (caps, "dim")], "⚑"

    def unsettled(self, bid: BidResult) -> Iterator[tuple[list[str | tuple[str, str]], str]]:
        titles = [gate.title for gate in (*bid.gates, *bid.admissions) if gate.passed is None]
        titles += [flag.title for flag in bid.flags if flag.raised is None]
        titles = [title for title in titles if title.en not in bid.why.en]  # the reason of the verdict has told those
        if titles:
            listed = w.run_on(" · ".join(title.to(self.lang) for title in dict.fromkeys(titles)))
            head = self.say("not known yet", "pas encore connu") + w.colon(self.lang)
            yield [(head, "magenta"), f" {listed}"], "?"

    def missing(self, bid: BidResult) -> Iterator[tuple[list[str | tuple[str, str]], str]]:
        for item in bid.missing[:_QUESTIONS]:
            giver = w.GIVERS[item.by].to(self.lang)
            asked = f" – {giver}{w.colon(self.lang)} {item.question.to(self.lang)}"
            yield [(self.worth(item), "cyan"), asked], "?"
        rest = len(bid.missing) - _QUESTIONS
        if rest > 0:
            more = self.say(f"and {rest} more missing", f"et {rest} autre{'s' if rest > 1 else ''} à fournir")
            yield [(more, "dim")], " "

    def promises(self, bid: BidResult) -> Iterator[tuple[list[str | tuple[str, str]], str]]:
        if not bid.conditions:
            return
        shown = [f"{item.label.to(self.lang)} ({w.standing(item.grade).to(self.lang)})" for item in bid.conditions]
        rest = len(shown) - _CONDITIONS
        listed = ", ".join(shown[:_CONDITIONS]) + (
            self.say(f", and {rest} more", f", et {rest} de plus") if rest > 0 else ""
        )
        head = self.say("to put into the contract", "à inscrire au contrat") + w.colon(self.lang)
        yield [head, f" {listed}"], "•"

    # --- below everything

    def notes(self) -> Iterator[str]:
        tied = {tuple(sorted((bid.id, *bid.tied_with))) for bid in self.bids if bid.tied_with}
        for ids in sorted(tied):
            names = self.listed(ids)
            yield self.say(
                f"{names} are exactly tied, to the last digit.", f"{names} sont à égalité exacte, au dernier chiffre."
            )
        yield from self.cautions()
        if any(self.committed(bid) for bid in self.bids):
            yield self.say(
                "Contracted at least: the low end of the total if only what is contracted counted.",
                "Engagé au moins\u00a0: le bas du total si seul comptait ce qui est contractualisé.",
            )
        if self.plan.not_applicable:
            titles = ", ".join(rule.title.to(self.lang) for rule in self.plan.not_applicable)
            yield self.say("Not judged at this stage", "Non jugé à ce stade") + f"{w.colon(self.lang)} {titles}"

    def files(self, findings: Sequence[Problem]) -> Iterator[str]:
        count = sum(f.count for f in findings if f.severity != "info" and not is_about_rules(f))
        if count:
            found = w.counted(count, Text("value", "valeur"), Text("values", "valeurs"), self.lang)
            yield self.say(
                f"{found} in the files could not be used as written; contracteval check shows the cells.",
                f"{found} des fichiers à revoir\u00a0; contracteval check montre les cellules.",
            )
        keys = dict.fromkeys(place.key for f in findings if is_about_rules(f) for place in f.places if place.key)
        titles = [quote(self.plan.title_of(key.partition(".")[2]).to(self.lang), self.lang) for key in keys]
        if titles:
            head = self.say("Price formula with a known weakness", "Formule de prix au défaut connu") + w.colon(
                self.lang
            )
            step = self.say("; contracteval check tells it.", "\u00a0; contracteval check le détaille.")
            yield f"{head} {w.listed(titles, self.lang)}{step}"

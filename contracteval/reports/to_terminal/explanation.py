"""Why a bid earned what it did, as an indented tree from each rule down to cells and sources."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, cast

from contracteval.formula import expression as x
from contracteval.formula.to_words import to_numbers, to_words
from contracteval.model.explanation import (
    CriterionExplanation,
    Explanation,
    FactExplanation,
    FlagExplanation,
    GateExplanation,
    Input,
    MeasureExplanation,
    ParameterExplanation,
    Reference,
    Rule,
    TableExplanation,
)
from contracteval.model.fact import Option
from contracteval.model.result import Verdict
from contracteval.model.value import Outcome, Undefined, Unknown
from contracteval.reports import wording as w
from contracteval.reports.relationship import relationship_text
from contracteval.reports.stopped import as_opened, exclusions, reason
from contracteval.reports.to_terminal.comparison import SEVERITY_STYLES, VERDICT_STYLES
from contracteval.reports.to_terminal.page import Page
from contracteval.rules.plan import Plan
from contracteval.rules.prices import rests_on_prices
from contracteval.text import Language, Text, quote

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.table import Table

_STEP = 2
_ROWS = 8
_CONDITIONS = frozenset({"gate-condition", "flag-condition"})
Cells = tuple[str, str, str, str]


def explanation_text(
    explanation: Explanation,
    plan: Plan,
    lang: Language = "en",
    width: int = 80,
    color: bool = False,
    encoding: str = "utf-8",
) -> str:
    """Return the explanation of one bid, or of the rules that were asked for; the caller prints it."""
    page = Page(width, color, encoding)
    return page.render(_Tree(explanation, plan, page, lang).blocks())


class _Tree:
    def __init__(self, explanation: Explanation, plan: Plan, page: Page, lang: Language) -> None:
        self.explanation = explanation
        self.result = as_opened(explanation.result, plan)
        self.full = explanation.asked is not None
        self.plan = plan
        self.page = page
        self.lang = lang
        self.currency = plan.settings.currency
        self.labels = w.labels_of(plan.rulebook)
        self.excluded = exclusions(self.result, plan)
        self.told: set[str] = set()

    def say(self, en: str, fr: str) -> str:
        return fr if self.lang == "fr" else en

    def blocks(self) -> Iterator[RenderableType]:
        yield from self.head()
        shown = {flag.id for flag in self.result.flags}
        for rule in self.explanation.rules:
            if isinstance(rule, FlagExplanation) and rule.id not in shown and not self.full:
                continue
            yield ""
            yield from self.rule(rule)

    def head(self) -> Iterator[RenderableType]:
        bid = self.result
        verdict = (w.VERDICTS[bid.verdict].to(self.lang), VERDICT_STYLES[bid.verdict])
        name = (f"{bid.vendor}{w.colon(self.lang)} ", "bold")
        yield self.page.text(name, verdict, f" – {reason(bid, self.plan, self.lang)}")
        if not bid.opened:
            said = self.say(
                "Out before prices were opened: what rests on its price is not judged (–).",
                "Écartée avant l’ouverture des prix\u00a0: ce qui repose sur son prix n’est pas jugé (–).",
            )
            yield self.page.text((said, "dim"))
        relationship = relationship_text(self.plan, self.lang)
        if relationship:
            yield self.page.text((relationship, "dim"))
        if self.full:
            yield from self.group()
            return
        grid = self.page.grid(_STEP, ("left", "right", "left"))
        total = f"{self.say('Total', 'Total')}"
        grid.add_row("", *self.cells(total, w.score_text(bid.score, self.lang), ""))
        for branch in self.plan.groups:
            group = next(group for group in bid.groups if group.id == branch.id)
            weight = w.percent(group.weight, self.lang, 1)
            grid.add_row("", *self.cells(group.title.to(self.lang), w.score_text(group.score, self.lang), weight))
        yield grid

    def group(self) -> Iterator[RenderableType]:
        """Yield the line of the group that was asked for, above its criteria."""
        group = next((group for group in self.result.groups if group.id == self.explanation.asked), None)
        if group is None:
            return
        yield ""
        score = f"{w.score_text(group.score, self.lang)}\u00a0{w.POINTS.to(self.lang)}"
        share = w.percent(self.plan.share_of(group.id), self.lang, 1)
        how = w.JOINS[self.plan.rulebook.groups[group.id].join].to(self.lang)
        said = self.say(f"{how}, {share} of the total", f"{how}, {share} du total")
        yield self.page.text((f"{group.title.to(self.lang)}{w.colon(self.lang)} {score}", "bold"), f" – {said}")

    def cells(self, *texts: str) -> Iterator[RenderableType]:
        return (self.page.text(text) for text in texts)

    def rule(self, rule: Rule) -> Iterator[RenderableType]:
        if isinstance(rule, CriterionExplanation):
            yield from self.criterion(rule)
        elif isinstance(rule, GateExplanation):
            yield from self.gate(rule)
        elif isinstance(rule, FlagExplanation):
            yield from self.flag(rule)
        else:
            yield from self.measure(rule, 0)

    # --- rules

    def criterion(self, node: CriterionExplanation) -> Iterator[RenderableType]:
        rule = node.rule
        yield self.page.text((f"{rule.title.to(self.lang)}{w.colon(self.lang)} {self.score(node)}", "bold"))
        yield from self.said(rule.asks.to(self.lang))
        yield self.notes(self.about(node))
        yield from self.measure(node.measure, _STEP)

    def score(self, node: CriterionExplanation) -> str:
        if self.unjudged(node):
            return "–"
        return f"{w.score_text(node.score, self.lang)}\u00a0{w.POINTS.to(self.lang)}"

    def unjudged(self, node: CriterionExplanation) -> bool:
        """Say whether a criterion rests on a price that was never opened."""
        return not self.result.opened and rests_on_prices(self.plan, node.id)

    def about(self, node: CriterionExplanation) -> Iterator[tuple[str, str]]:
        rule = node.rule
        if self.full:
            yield self.say("why", "pourquoi"), rule.why.to(self.lang)
        yield self.say("weight", "poids"), self.weight(node)
        yield self.say("scale", "échelle"), self.scale(node)
        if node.measure.status == "undefined" and rule.undefined_why is not None:
            yield self.say("undefined", "non défini"), rule.undefined_why.to(self.lang)
        yield from self.sources(rule.sources)

    def weight(self, node: CriterionExplanation) -> str:
        rule = node.rule
        group = quote(rule.group_title.to(self.lang), self.lang)
        share = w.percent(rule.share, self.lang, 1)
        text = self.say(f"{share} of the total", f"{share} du total")
        if rule.weight != 1:
            own = w.percent(rule.weight, self.lang, 1)
            text = self.say(f"{own} of {group}, {text}", f"{own} de {group}, {text}")
        if node.contribution is not None and not self.unjudged(node):
            added = w.points(node.contribution, self.lang)
            word = w.points_word(node.contribution, self.lang)
            return text + self.say(f": adds {added} {word}", f"\u00a0: apporte {added} {word}")
        how = next((join for join in rule.joins if join != "mean"), None)
        return text if how is None else f"{text} ({w.JOINS[how].to(self.lang)})"

    def scale(self, node: CriterionExplanation) -> str:
        unit, pts = node.measure.rule.unit, w.POINTS.to(self.lang)
        points = (
            f"{w.number_text(at, unit, self.lang, self.currency)} → {w.bare_number(score, self.lang)}\u00a0{pts}".replace(
                " ", "\u00a0"
            )
            for at, score in node.rule.scale
        )
        text = ", ".join(points)
        if node.rule.undefined_score is not None:
            score = f"{w.bare_number(node.rule.undefined_score, self.lang)}\u00a0{pts}"
            text += self.say(f", undefined → {score}", f", non défini → {score}")
        return text

    def sources(self, references: tuple[Reference, ...]) -> Iterator[tuple[str, str]]:
        if not self.full:
            return
        for source in references:
            cited = source.cited
            article = "" if cited is None else f"article {quote(cited.to(self.lang), self.lang)}"
            origin = " · ".join(part for part in (article, source.reference) if part)
            yield self.say("source", "source"), f"{origin}{w.colon(self.lang)} {source.idea.to(self.lang)}"

    def gate(self, node: GateExplanation) -> Iterator[RenderableType]:
        gate = node.result
        state = {
            True: (self.say("passed", "franchie"), "green"),
            False: (self.say("not passed", "non franchie"), "bold red"),
            None: (w.STATUSES["unknown"].to(self.lang), "magenta"),
        }[gate.passed]
        kind = self.say("Gate", "Barrière") + w.colon(self.lang)
        yield self.page.text((f"{kind} {gate.title.to(self.lang)} – ", "bold"), state)
        effects = [] if gate.caps is None else [self.caps(gate.caps)]
        facts = self.plan.rulebook.facts
        if gate.zeroes:
            zeroed = ", ".join(facts[id_].label.to(self.lang) for id_ in gate.zeroes)
            effects.append(self.say(f"count as zero: {zeroed}", f"comptent pour zéro\u00a0: {zeroed}"))
        yield self.notes(self.judged(gate.why, self.say("if not", "sinon"), "; ".join(effects), node.sources))
        yield from self.measure(node.measure, _STEP)

    def flag(self, node: FlagExplanation) -> Iterator[RenderableType]:
        flag = node.result
        severity = w.SEVERITIES[flag.severity].to(self.lang)
        state = {
            True: (self.say(f"raised, {severity}", f"levée, {severity}"), SEVERITY_STYLES.get(flag.severity, "")),
            False: (self.say("not raised", "non levée"), "green"),
            None: (w.STATUSES["unknown"].to(self.lang), "magenta"),
        }[flag.raised]
        kind = self.say("Flag", "Alerte") + w.colon(self.lang)
        yield self.page.text((f"{kind} {flag.title.to(self.lang)} – ", "bold"), state)
        caps = "" if flag.caps is None else self.caps(flag.caps)
        notes = list(self.judged(flag.why, self.say("if raised", "si levée"), caps, node.sources))
        if node.measure.status == "undefined" and node.measure.why is not None:
            notes.append((w.STATUSES["undefined"].to(self.lang), node.measure.why.to(self.lang)))
        notes += [
            (self.say("legal basis", "base légale"), basis) for item, basis in self.excluded if item.id == flag.id
        ]
        if flag.raised:
            notes.append((self.say("ask", "question"), flag.question.to(self.lang)))
        yield self.notes(notes)
        yield from self.measure(node.measure, _STEP)

    def judged(self, why: Text, when: str, effect: str, sources: tuple[Reference, ...]) -> Iterator[tuple[str, str]]:
        if self.full:
            yield self.say("why", "pourquoi"), w.sentence(why.to(self.lang))
        if effect:
            yield when, effect
        yield from self.sources(sources)

    def caps(self, verdict: Verdict) -> str:
        if verdict is Verdict.REJECT:
            return self.say("rejects the bid", "rejette l’offre")
        name = quote(w.VERDICTS[verdict].to(self.lang), self.lang)
        return self.say(f"verdict at most {name}", f"verdict au mieux {name}")

    # --- measures and what they are made of

    def measure(self, node: MeasureExplanation, indent: int) -> Iterator[RenderableType]:
        self.told.add(node.id)
        yield self.at(indent, self.page.text((self.outcome(node, nested=indent > _STEP), "bold")))
        inner = indent + _STEP
        yield self.at(inner - _STEP, self.notes(self.formula(node)))
        grid = self.page.grid(inner, ("left", "right", "left", "left"))
        for item in node.inputs:
            grid.add_row("", *self.cells(*self.row(item)))
        if node.inputs:
            yield grid
        for item in node.inputs:
            if isinstance(item, TableExplanation):
                yield from self.rows(item, inner + _STEP)
            elif isinstance(item, MeasureExplanation) and item.id not in self.told:
                yield from self.measure(item, inner)

    def outcome(self, node: MeasureExplanation, *, nested: bool) -> str:
        """Return the head line of a measure; a condition is named only away from the rule that it belongs to."""
        if node.rule.kind not in _CONDITIONS:
            why = "" if node.why is None else f" ({node.why.to(self.lang)})"
            return f"{self.title(node)} = {self.measured(node)}{why}"
        if nested:
            return f"{self.title(node)}{w.colon(self.lang)} {self.measured(node)}"
        holds = self.say("holds", "vraie") if node.value is True else self.say("does not hold", "fausse")
        return f"condition{w.colon(self.lang)} {holds if node.status == 'scored' else self.measured(node)}"

    def title(self, node: MeasureExplanation) -> str:
        return self.labels(node.id).to(self.lang)

    def measured(self, node: MeasureExplanation) -> str:
        """Return the value of a measure, or what is known of it."""
        unit = node.rule.unit
        if node.value is not None:
            return w.value_text(node.value, self.lang, unit, self.currency, node.rule.options)
        if node.status == "undefined":
            return w.STATUSES["undefined"].to(self.lang)
        return w.STATUSES["unknown"].to(self.lang) + self.bounds(node)

    def bounds(self, node: MeasureExplanation) -> str:
        """Say what an unknown measure lies between."""
        low, high = (
            "" if end is None else w.number_text(end, node.rule.unit, self.lang, self.currency, digits=2)
            for end in (node.low, node.high)
        )
        if low and high:
            return self.say(f", between {low} and {high}", f", entre {low} et {high}")
        if low or high:
            return (
                self.say(f", at least {low}", f", au moins {low}")
                if low
                else self.say(f", at most {high}", f", au plus {high}")
            )
        return ""

    def formula(self, node: MeasureExplanation) -> Iterator[tuple[str, str]]:
        """Yield the formula in words, as written, and with its numbers."""
        rule = node.rule
        if rule.alternatives > 1:
            which = f"{rule.alternative + 1}/{rule.alternatives}"
            yield self.say("alternative", "variante"), which
        if rule.only_if is not None:
            yield self.say("only if", "seulement si"), to_words(cast("x.Node", rule.only_if), self.labels, self.lang)
        if rule.expression is None:
            return
        expression = cast("x.Node", rule.expression)
        if not isinstance(expression, x.Name):
            yield self.say("in words", "en clair"), to_words(expression, self.labels, self.lang)
        yield self.say("formula", "formule"), rule.formula
        if not isinstance(expression, x.Name):
            yield self.say("in numbers", "en chiffres"), self.numbers(node, expression)

    def numbers(self, node: MeasureExplanation, expression: x.Node) -> str:
        inputs: Mapping[str, Input] = {item.id: item for item in node.inputs}

        def show(part: x.Node) -> str | None:
            if isinstance(part, x.Name):
                return self.bare(inputs[part.id]) if part.id in inputs else None
            return self.plain(node.numbers[part]) if part in node.numbers else None

        return to_numbers(expression, show, self.lang, self.labels)

    def bare(self, item: Input) -> str:
        """Write the value of an input without its unit, a percentage with its sign."""
        options: Sequence[Option] = ()
        if isinstance(item, FactExplanation):
            value = None if item.answer is None else item.answer.value
            unit, options = item.spec.unit, item.spec.options
        elif isinstance(item, TableExplanation):
            return "?"
        elif isinstance(item, MeasureExplanation):
            value, unit, options = item.value, item.rule.unit, item.rule.options
        else:
            value, unit = item.value, item.unit
        if value is None:
            undefined = isinstance(item, MeasureExplanation) and item.status == "undefined"
            return w.STATUSES["undefined"].to(self.lang) if undefined else "?"
        return w.value_text(value, self.lang, w.without_sign(unit), self.currency, options)

    def plain(self, outcome: Outcome) -> str:
        if isinstance(outcome, Unknown):
            return "?"
        if isinstance(outcome, Undefined):
            return w.STATUSES["undefined"].to(self.lang)
        return w.value_text(outcome, self.lang)

    # --- lines of inputs

    def row(self, item: Input) -> Cells:
        if isinstance(item, FactExplanation):
            return self.fact_row(item)
        if isinstance(item, ParameterExplanation):
            return self.parameter_row(item)
        if isinstance(item, TableExplanation):
            return self.table_row(item)
        where = (
            self.say("see above", "voir plus haut")
            if item.id in self.told
            else self.say("see below", "voir ci-dessous")
        )
        return self.title(item), self.measured(item), "", where

    def fact_row(self, item: FactExplanation) -> Cells:
        spec, answer = item.spec, item.answer
        label, giver = spec.label.to(self.lang), w.GIVERS[spec.by].to(self.lang)
        if answer is None or answer.value is None:
            return label, "?", giver, spec.question.to(self.lang)
        grade = answer.grade.label.to(self.lang) if spec.by == "vendor" else giver
        value = w.fact_value_text(answer.value, spec, self.lang, self.currency)
        places = [str(place) for place in answer.places[:1]]
        if len(answer.places) > 1:
            places.append(f"(+{len(answer.places) - 1})")
        written = w.as_written(answer.raw, spec, self.plan.settings, self.lang)
        places += [f"({written})"] if written else []
        return label, value, grade, " ".join(places)

    def parameter_row(self, item: ParameterExplanation) -> Cells:
        if isinstance(item.value, Mapping):
            value = self.say(f"{len(item.value)} values", f"{len(item.value)} valeurs")
        else:
            value = w.number_text(item.value, item.unit, self.lang, self.currency)
        if item.overridden:
            return item.label.to(self.lang), value, w.GIVERS["buyer"].to(self.lang), self.plan.settings.file
        status = w.PARAMETER_STATUSES[item.status].to(self.lang)
        day = w.day_text(item.checked, self.lang)
        return (
            item.label.to(self.lang),
            value,
            status,
            item.source + self.say(f" (checked {day})", f" (vérifié le {day})"),
        )

    def table_row(self, item: TableExplanation) -> Cells:
        label, giver = item.spec.label.to(self.lang), w.GIVERS[item.spec.by].to(self.lang)
        if item.answers is None:
            return label, "?", giver, item.spec.question.to(self.lang)
        count = w.counted(len(item.answers), Text("row", "ligne"), Text("rows", "lignes"), self.lang)
        return label, count, giver, ""

    def rows(self, item: TableExplanation, indent: int) -> Iterator[RenderableType]:
        """Yield the rows of a table, each in one line with the place of its first answer."""
        types = self.plan.rulebook.steps[item.id].column_types
        units = {name: column.unit for name, column in item.spec.columns.items()}
        units |= {name: type_.unit for name, type_ in types.items()}
        for i, (row, answers) in enumerate(zip(item.rows[:_ROWS], item.answers or (), strict=False), start=1):
            said = (
                f"{self.labels(f'{item.id}.{name}').to(self.lang)}{w.colon(self.lang)} "
                f"{w.outcome_text(outcome, self.lang, units[name], self.currency)}"
                for name, outcome in row.items()
                if name in units
            )
            place = next((str(place) for answer in answers.values() for place in answer.places), "")
            line = ", ".join(said) + (f" ({place})" if place else "")
            yield self.at(indent, self.page.indented(self.page.text(line), f"{i}. "))
        rest = len(item.rows) - _ROWS
        if rest > 0:
            yield self.at(indent, self.page.text(self.say(f"and {rest} more", f"et {rest} de plus")))

    # --- layout

    def said(self, text: str) -> Iterator[RenderableType]:
        yield self.at(_STEP, self.page.text((text, "italic")))

    def notes(self, pairs: Iterable[tuple[str, str]]) -> Table:
        """Make lines of a word and what it says, the words in a column of their own."""
        from rich.table import Table

        rows = list(pairs)
        grid = Table.grid(padding=0)
        grid.add_column(width=_STEP)
        grid.add_column(width=max((len(self.page.spell(word)) for word, _ in rows), default=0) + _STEP, no_wrap=True)
        grid.add_column(overflow="fold")
        for word, text in rows:
            grid.add_row("", self.page.text((word, "dim")), self.page.text(text))
        return grid

    def at(self, indent: int, content: RenderableType) -> RenderableType:
        from rich.padding import Padding

        return Padding(content, (0, 0, 0, indent), expand=False)

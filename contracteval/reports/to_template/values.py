"""The names that a house template may use, and what each stands for in one evaluation.

```
ce.title  ce.date  ce.headline  ce.recommended  …      of the evaluation
ce.fact.ID  ce.parameter.ID  ce.weight.group.ID        the buyer’s facts, parameters, weights as shares of the total
ce.bid.BID.WHAT                                        of one bid, by its id
ce.ranking.N.WHAT                                      of the bid in place N, so that one template serves all evaluations
ce.ranking.WHAT                                        over a range of cells: of all bids, best first
ce.recommended.WHAT                                    of the bid that is recommended
```

WHAT is ``name``, ``score``, ``criterion.ID``, ``criterion.ID.low`` and so on. Excel allows letters, digits, ``.`` and ``_`` in a name: any
other character of an id is written ``_``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import cached_property

from contracteval.model.bid import Dossier
from contracteval.model.fact import FactSpec, Value
from contracteval.model.house_template import PREFIX
from contracteval.model.result import BidResult, Comparison
from contracteval.reports import wording as w
from contracteval.reports.comparison_words import ComparisonWords
from contracteval.reports.seal import seal_text
from contracteval.reports.to_template.content import (
    BLANK,
    Content,
    number,
    of_measure,
    of_score,
    open_number,
    plain,
    written,
)
from contracteval.reports.to_workbook.words import CALM, FAILED, PASSED, RAISED
from contracteval.rules.plan import Plan
from contracteval.text import Language, Text, did_you_mean, format_exact

BID, RANKING, RECOMMENDED = f"{PREFIX}bid.", f"{PREFIX}ranking.", f"{PREFIX}recommended."
_PLACE = re.compile(r"([1-9][0-9]{0,2})\.(.+)")
_UNFIT = re.compile(r"\W")
_NOBODY = Text("none", "aucune")


def in_name(id_: str) -> str:
    """Return an id as it stands in a name: what Excel does not allow there is ``_``."""
    return _UNFIT.sub("_", id_)


class Values:
    """What the names of a template stand for; they are compared without regard to case, as Excel does."""

    def __init__(self, comparison: Comparison, plan: Plan, dossier: Dossier, lang: Language) -> None:
        self.words = ComparisonWords(comparison, plan, lang)
        self.plan = plan
        self.dossier = dossier
        self.lang = lang
        self.currency = plan.settings.currency

    def of(self, name: str) -> Content | tuple[Content, ...] | None:
        """Return what stands under a name: several contents for one that speaks of all bids, None if it means nothing."""
        name = name.casefold()
        if name in self.evaluation:
            return self.evaluation[name]
        if name.startswith(RECOMMENDED):
            bid = self.words.recommended_bid
            return self._of_bid(None if bid is None else bid.id, name.removeprefix(RECOMMENDED))
        if name.startswith(BID):
            id_, _, what = name.removeprefix(BID).partition(".")
            found = self._ids.get(id_, ())
            return self._of_bid(found[0], what) if len(found) == 1 else None
        if not name.startswith(RANKING):
            return None
        place = _PLACE.fullmatch(name.removeprefix(RANKING))
        if place is None:
            what = name.removeprefix(RANKING)
            return tuple(bid[what] for bid in self.bids.values()) if what in self.whats else None
        ids = list(self.bids)
        return self._of_bid(ids[int(place[1]) - 1] if int(place[1]) <= len(ids) else None, place[2])

    def _of_bid(self, id_: str | None, what: str) -> Content | None:
        if what not in self.whats:
            return None
        return BLANK if id_ is None else self.bids[id_][what]

    def nearest(self, name: str) -> str | None:
        """Return the name most like one that means nothing, None where none is near."""
        name = name.casefold()
        head, what = _parted(name)
        if head == BID:
            id_, _, what = what.partition(".")
            ids = [id_ for id_, bids in self._ids.items() if len(bids) == 1]
            id_ = id_ if id_ in ids else did_you_mean(id_, ids) or ""
            head = f"{BID}{id_}." if id_ else ""
        near = (what if what in self.whats else did_you_mean(what, self.whats)) if head else None
        return (
            f"{head}{near}"
            if near
            else did_you_mean(name, [*self.evaluation, *(RANKING + what for what in self.whats)])
        )

    @cached_property
    def _ids(self) -> dict[str, tuple[str, ...]]:
        """The bids by their id as it stands in a name; two that read alike there can only be named by their place."""
        found: dict[str, tuple[str, ...]] = {}
        for id_ in self.bids:
            found[in_name(id_).casefold()] = (*found.get(in_name(id_).casefold(), ()), id_)
        return found

    @cached_property
    def whats(self) -> Sequence[str]:
        """What can be said of every bid, folded."""
        return tuple(dict.fromkeys(what for bid in self.bids.values() for what in bid))

    @cached_property
    def bids(self) -> Mapping[str, Mapping[str, Content]]:
        """What is said of each bid, the bids best first."""
        return {bid.id: {what.casefold(): content for what, content in self._bid(bid)} for bid in self.words.bids}

    @cached_property
    def evaluation(self) -> Mapping[str, Content]:
        """What is said of the evaluation, by the whole name."""
        settings, words, lang = self.plan.settings, self.words, self.lang
        recommended = words.recommended_bid
        name, total, reason = words.headline()
        rules = ", ".join(f"{item.id} {item.version}" for item in self.plan.rulebook.rulesets)
        found = {
            "title": written(settings.title),
            "date": Content(settings.date, w.day_text(settings.date, lang)),
            "stage": written(w.STAGES[settings.stage].to(lang)),
            "profile": written(self.plan.profile.title.to(lang)),
            "currency": written(settings.currency),
            "rules": written(rules),
            "bids": self._count(len(words.bids)),
            "recommended": written(_NOBODY.to(lang) if recommended is None else words.names[recommended.id]),
            "seal": written(seal_text(self.plan.seal, lang)),
            "fingerprint": BLANK if self.plan.seal.fingerprint is None else written(self.plan.seal.fingerprint),
            "headline": written(f"{name}, {total} – {reason}" if total else name),
        }
        found |= dict(self._of_rules())
        return {f"{PREFIX}{key}".casefold(): content for key, content in found.items()}

    def _of_rules(self) -> Iterator[tuple[str, Content]]:
        for branch in self.plan.groups:
            yield f"weight.group.{in_name(branch.id)}", self._share(self.plan.share_of(branch.id))
        for leaf, _, share in self.plan.leaves():
            yield f"weight.criterion.{in_name(leaf.criterion.id)}", self._share(share)
        for id_, spec in self.plan.needs().facts.items():
            if spec.per == "evaluation":
                answer = self.dossier.brief.facts.get(id_)
                yield f"fact.{in_name(id_)}", self._fact(None if answer is None else answer.value, spec)
        for id_, value in self.plan.parameters.items():
            if isinstance(value, Fraction):
                unit = self.plan.rulebook.parameters[id_].unit
                yield f"parameter.{in_name(id_)}", number(value, w.number_text(value, unit, self.lang, self.currency))

    def _bid(self, bid: BidResult) -> Iterator[tuple[str, Content]]:
        words, lang = self.words, self.lang
        yield "name", written(words.names[bid.id])
        yield "id", written(bid.id)
        yield "rank", self._rank(bid)
        yield "verdict", written(w.VERDICTS[bid.verdict].to(lang))
        yield "why", written(w.sentence(words.why(bid)))
        yield "status", written(w.STATUSES[bid.score.status].to(lang))
        scores = of_score(bid.score, lang)
        yield from (("score", scores[""]), ("low", scores[".low"]), ("high", scores[".high"]))
        least = bid.committed
        yield "committed", BLANK if least is None else number(least, w.points(least, lang))
        yield "flags", self._listed(flag.title.to(lang) for flag in bid.flags if flag.raised)
        yield "missing", self._count(len(bid.missing))
        yield "conditions", self._listed(condition.label.to(lang) for condition in bid.conditions)
        yield from self._judged(bid)
        for id_, spec in self.plan.needs().facts.items():
            if spec.per == "bid":
                yield f"fact.{in_name(id_)}", self._fact(bid.facts.get(id_), spec)

    def _rank(self, bid: BidResult) -> Content:
        """Return the rank as a number; one that is shared or still open, or that a rejected bid has not, in words."""
        text = w.rank_text(bid)
        if bid.rank is not None:
            return written(text) if bid.tied_with else number(Fraction(bid.rank), text)
        return written(text) if bid.rank_best is None else open_number(text)

    def _judged(self, bid: BidResult) -> Iterator[tuple[str, Content]]:
        lang, unknown = self.lang, w.STATUSES["unknown"]
        for kind, items in (("group", bid.groups), ("criterion", bid.criteria)):
            for item in items:
                for end, content in of_score(item.score, lang).items():
                    yield f"{kind}.{in_name(item.id)}{end}", content
        for gate in (*bid.gates, *bid.admissions):
            said = unknown if gate.passed is None else PASSED if gate.passed else FAILED
            yield f"gate.{in_name(gate.id)}", written(said.to(lang))
        for flag in bid.flags:
            said = unknown if flag.raised is None else RAISED if flag.raised else CALM
            yield f"flag.{in_name(flag.id)}", written(said.to(lang))
        for id_, result in bid.measures.items():
            for end, content in of_measure(result, self.plan.rulebook.steps[id_], lang, self.currency).items():
                yield f"measure.{in_name(id_)}{end}", content

    def _fact(self, value: Value | None, spec: FactSpec) -> Content:
        if value is None:
            unknown = w.STATUSES["unknown"].to(self.lang)
            return open_number(unknown) if spec.is_numeric else written(unknown)
        return plain(value, w.fact_value_text(value, spec, self.lang, self.currency))

    def _listed(self, titles: Iterator[str]) -> Content:
        return written(f"{w.semicolon(self.lang)} ".join(dict.fromkeys(titles)))

    def _share(self, share: Fraction) -> Content:
        return number(share, w.percent(share, self.lang))

    def _count(self, count: int) -> Content:
        return number(Fraction(count), format_exact(Fraction(count), self.lang))


def _parted(name: str) -> tuple[str, str]:
    """Part a name into what says which bid, and what is said of it; the first is empty for the evaluation’s own."""
    for head in (BID, RECOMMENDED):
        if name.startswith(head):
            return head, name.removeprefix(head)
    if not name.startswith(RANKING):
        return "", name
    place = _PLACE.fullmatch(name.removeprefix(RANKING))
    return (RANKING, name.removeprefix(RANKING)) if place is None else (f"{RANKING}{place[1]}.", place[2])

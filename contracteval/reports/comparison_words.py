"""The bids side by side in words that the terminal and the web page share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from contracteval.model.result import BidResult, Comparison, Missing, Verdict, unbeatable
from contracteval.reports import wording as w
from contracteval.reports.stopped import as_opened, reason
from contracteval.rules.plan import Plan
from contracteval.text import NO_BREAK_SPACE, Language, Text, quote

_NEXT_STEPS = {
    Verdict.NEGOTIATE: Text("negotiate before you sign", "à négocier avant de signer"),
    Verdict.AWARD_WITH_CONDITIONS: Text("award with conditions", "à attribuer sous conditions"),
    Verdict.AWARD: Text("award", "à attribuer"),
}


class ComparisonWords:
    """Writes the comparison of one evaluation in one language."""

    def __init__(self, comparison: Comparison, plan: Plan, lang: Language) -> None:
        self.bids = tuple(as_opened(bid, plan) for bid in comparison.bids)
        self.recommended = comparison.recommended
        self.plan = plan
        self.lang = lang
        self.names = w.names_of(comparison.bids)

    def say(self, en: str, fr: str) -> str:
        """Return the sentence in the language."""
        return fr if self.lang == "fr" else en

    def title(self) -> str:
        """Return the line that says which evaluation this is."""
        settings = self.plan.settings
        stage = w.STAGES[settings.stage].to(self.lang)
        day = w.day_text(settings.date, self.lang)
        return " · ".join((settings.title, day, stage, self.plan.profile.title.to(self.lang)))

    def headline(self) -> tuple[str, str, str]:
        """Return who is recommended, the total and the next step with its reason; the last two empty for nobody."""
        bid = self.recommended_bid
        if bid is None:
            return self.why_none(), "", ""
        total = f"{w.score_text(bid.score, self.lang)} points".replace(" ", NO_BREAK_SPACE)
        name = f"{self.say('Recommended', 'Recommandée')}{w.colon(self.lang)} {self.names[bid.id]}"
        return name, total, f"{_NEXT_STEPS[bid.verdict].to(self.lang)}{w.colon(self.lang)} {self.why(bid)}"

    @property
    def recommended_bid(self) -> BidResult | None:
        """The bid that is recommended."""
        return next((bid for bid in self.bids if bid.id == self.recommended), None)

    def why(self, bid: BidResult) -> str:
        """Return the reason of a verdict, to stand inside a sentence."""
        return reason(bid, self.plan, self.lang)

    def cautions(self) -> Iterator[str]:
        """Yield what a reader of scores and flags has to know: prices left unopened, tests that can tell nothing here."""
        unopened = [bid.id for bid in self.bids if not bid.opened]
        if unopened:
            names, s = self.listed(unopened), "s" if len(unopened) > 1 else ""
            yield self.say(
                f"Out before prices were opened: {names}. What rests on a price is not judged there (–).",
                f"Offre{s} écartée{s} avant l’ouverture des prix\u00a0: {names}. Ce qui y repose sur un prix n’est pas jugé (–).",
            )
        opened = [bid for bid in self.bids if bid.opened]
        for flag in self.plan.flags:
            outcomes = [bid.outcomes.get(f"flag:{flag.id}") for bid in opened]
            whys = [item.why for item in outcomes if item is not None and item.status == "undefined"]
            if flag.threshold is not None and whys and len(whys) == len(opened) and whys[0] is not None:
                title, why = flag.title.to(self.lang), whys[0].to(self.lang)
                yield self.say(f"{title}: can tell nothing here ({why}).", f"{title}\u00a0: ne dit rien ici ({why}).")

    def why_none(self) -> str:
        """Say why no bid is recommended."""
        none = self.say("No bid is recommended", "Aucune offre n’est recommandée") + w.colon(self.lang) + " "
        first = next((bid for bid in self.bids if bid.verdict is not Verdict.REJECT), None)
        if first is None:
            return none + self.say("every bid is rejected.", "toutes les offres sont rejetées.")
        if first.rank is None or first.rank > 1:
            sure, level = unbeatable(self.bids)
            if sure:
                return none + self._at_best_level(self.listed(sure), self.listed(level), len(sure))
            return none + self.say(
                "missing answers could still change which one comes first.",
                "des réponses manquantes peuvent encore changer la première place.",
            )
        if first.tied_with:
            names = self.listed([first.id, *first.tied_with])
            return none + self.say(
                f"{names} are exactly tied for first place.", f"{names} sont exactement à égalité à la première place."
            )
        why = self.why(first)
        return none + self.say(
            f"{self.names[first.id]} comes first, but something must be clarified before ({why}).",
            f"{self.names[first.id]} arrive en tête, mais un point est d’abord à clarifier ({why}).",
        )

    def _at_best_level(self, sure: str, level: str, count: int) -> str:
        return self.say(
            f"{sure} {'comes' if count == 1 else 'come'} first, but missing answers could still let {level} draw level.",
            f"{sure} {'arrive' if count == 1 else 'arrivent'} en tête, mais des réponses manquantes peuvent encore"
            f" amener {level} à égalité.",
        )

    def listed(self, ids: Iterable[str]) -> str:
        """Write the names of bids in a row."""
        return w.listed(sorted(self.names[id_] for id_ in ids), self.lang)

    def caps(self, verdict: Verdict) -> str:
        """Say what a gate or flag leaves of the verdict."""
        if verdict is Verdict.REJECT:
            return self.say("rejects the bid", "rejette l’offre")
        name = quote(w.VERDICTS[verdict].to(self.lang), self.lang)
        return self.say(f"at most {name}", f"au mieux {name}")

    def measured(self, bid: BidResult, id_: str) -> str:
        """Return the value that a flag is about, in parentheses, when it has one."""
        step, result = self.plan.rulebook.steps.get(id_), bid.measures.get(id_)
        if step is None or result is None or result.status not in ("scored", "undefined"):
            return ""
        if result.value is None:
            return f" ({w.STATUSES['undefined'].to(self.lang)})"
        return f" ({w.value_text(result.value, self.lang, step.type.unit, self.plan.settings.currency, digits=2)})"

    def worth(self, item: Missing) -> str:
        """Say how many points a missing answer leaves open."""
        if not item.worth:
            return self.say("for the verdict", "pour le verdict")
        number = f"{w.bare_number_short(item.worth, self.lang)}{NO_BREAK_SPACE}{w.POINTS.to(self.lang)}"
        return self.say(f"up to {number}", f"jusqu’à {number}").replace(" ", NO_BREAK_SPACE)

    def committed(self, bid: BidResult) -> str:
        """Write the low end of what is contracted, where it is below that of the total; else nothing."""
        low = bid.score.low
        if bid.committed is None or low is None or bid.committed >= low:
            return ""
        return w.points(bid.committed, self.lang)

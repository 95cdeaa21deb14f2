"""What would turn a decision, in words that the terminal, the workbook and the web page share."""

from __future__ import annotations

from fractions import Fraction

from contracteval.model.analysis.levers import Aim, BidLevers, Lever, Move, PriceDeficit
from contracteval.model.analysis.questions import Turn
from contracteval.model.fact import FactSpec
from contracteval.model.unit import Unit, parse_unit
from contracteval.reports import wording as w
from contracteval.rules.plan import Plan
from contracteval.text import MINUS, Language, quote

_MOST_DIGITS = 12


class LeverWords:
    """Writes levers in one language, with the facts and the currency of one evaluation."""

    def __init__(self, plan: Plan, lang: Language) -> None:
        self.facts = plan.rulebook.facts
        self.tables = plan.rulebook.tables
        self.currency = plan.settings.currency
        self.lang = lang

    def say(self, en: str, fr: str) -> str:
        """Return the sentence in the language."""
        return fr if self.lang == "fr" else en

    def label(self, id_: str) -> str:
        """Return the label of a fact or a table."""
        return (self.facts.get(id_) or self.tables[id_]).label.to(self.lang)

    # --- one move

    def moves(self, lever: Lever) -> str:
        """Write everything that a lever changes: ``raise gain share from 15% to 17.5%``."""
        promised = [move for move in lever.moves if move.contracted]
        moved = [move for move in lever.moves if move.after is not None]
        # the limit of each of two was found with the other as it is written: both limits cannot hold together
        said = [self.move(move, limits=len(moved) == 1) for move in moved]
        if promised:
            names = w.listed([self.label(move.fact) for move in promised], self.lang)
            said.append(self.say(f"put into the contract: {names}",
                                 f"inscrire au contrat\u00a0: {names}"))  # fmt: skip
        return self.say(" and ", " et ").join(said)

    def move(self, move: Move, *, limits: bool = True) -> str:
        """Write one fact moved; with ``limits`` where a strict limit lies."""
        spec = self.facts[move.fact]
        label = spec.label.to(self.lang)
        if isinstance(move.after, Fraction) and spec.type != "level":
            return self._number(move, spec, label) + (self._edge(move, spec) if limits else "")
        after, before = self._value(move.after, spec), self._value(move.before, spec)
        if move.before is None:
            return self.say(f"obtain the answer {quote(after, 'en')} to {quote(label, 'en')}",
                            f"obtenir la réponse {quote(after, 'fr')} à {quote(label, 'fr')}")  # fmt: skip
        return self.say(f"{label}: {after} instead of {before}", f"{label}\u00a0: {after} au lieu de {before}")

    def _number(self, move: Move, spec: FactSpec, label: str) -> str:
        assert isinstance(move.after, Fraction)
        after = self.number(move.after, spec.unit)
        if move.before is None:
            end = self.say("at most", "au plus") if move.at_most else self.say("at least", "au moins")
            return self.say(f"obtain an answer of {end} {after} for {quote(label, 'en')}",
                            f"obtenir une réponse d’{end} {after} pour {quote(label, 'fr')}")  # fmt: skip
        assert isinstance(move.before, Fraction)
        before = self.number(move.before, spec.unit)
        change = self.number(abs(move.after - move.before), spec.unit)
        told = self.say(f"from {before} to {after}", f"de {before} à {after}")
        if _is_shared(move, spec):
            return self.say(f"co-invest {change} ({label}: {told})", f"co-investir {change} ({label}\u00a0: {told})")
        verb = self.say("lower", "baisser") if move.at_most else self.say("raise", "relever")
        by = "" if spec.type != "money" else f" ({MINUS if move.at_most else '+'}{change})"
        return f"{verb} {quote(label, 'fr') if self.lang == 'fr' else label} {told}{by}"

    def _edge(self, move: Move, spec: FactSpec) -> str:
        """Say where a strict limit lies of a number that is lowered or raised: the limit itself is not enough."""
        if not move.beyond or move.edge is None or move.before is None or _is_shared(move, spec):
            return ""
        if _is_any(move):
            return self.say(", however little", ", si peu que ce soit")
        edge = self.number(move.edge, spec.unit, digits=6)
        if move.at_most:
            return self.say(f" – strictly below {edge}", f" – strictement en dessous de {edge}")
        return self.say(f" – strictly above {edge}", f" – strictement au-dessus de {edge}")

    def _value(self, value: object, spec: FactSpec) -> str:
        return "" if value is None else w.fact_value_text(value, spec, self.lang, self.currency)  # type: ignore[arg-type]

    def number(self, value: Fraction, unit: Unit, digits: int | None = None) -> str:
        """Write a number with all its digits when it is short, else with a few."""
        needed = _digits(value) if digits is None else digits
        if unit.text == "%":
            return w.percent(value, self.lang, max(needed - 2, 0))
        return w.number_text(value, unit, self.lang, self.currency, needed)

    # --- who pays

    def money(self, value: Fraction) -> str:
        """Write an amount per year with its sign."""
        sign = "+" if value > 0 else MINUS if value < 0 else "±"
        unit = parse_unit("M€/yr")
        assert unit is not None
        return sign + w.number_text(abs(value), unit, self.lang, self.currency, 2)

    def effect(self, lever: Lever) -> str:
        """Say who pays, who gains, and whether both together gain."""
        if lever.buyer is None or lever.vendor is None or not (lever.buyer or lever.vendor):
            payers = {"vendor": self.say("by the vendor", "à la charge du prestataire"),
                      "buyer": self.say("by you", "à votre charge")}  # fmt: skip
            names = w.listed([payers[party] for party in lever.paid_by], self.lang)
            return self.say(f"borne {names}; no figure in the rules", f"{names}, non chiffré par les règles")
        you, vendor = self.money(lever.buyer), self.money(lever.vendor)
        both = self.say(f"you {you}, vendor {vendor}", f"vous {you}, prestataire {vendor}")
        joint = lever.joint or Fraction(0)
        if lever.is_win_win:
            return self.say(f"win-win: {both}", f"gagnant-gagnant\u00a0: {both}")
        if joint > 0:
            return both + self.say("; together more than before", "\u00a0; ensemble, plus qu’avant")
        if joint == 0:
            return both + self.say("; one’s loss is the other’s gain", "\u00a0; ce que l’un perd, l’autre le gagne")
        return both + self.say("; together less than before", "\u00a0; ensemble, moins qu’avant")

    def outcome(self, lever: Lever) -> str:
        """Say where a lever leaves the bid: rank and verdict."""
        verdict = quote(w.VERDICTS[lever.verdict].to(self.lang), self.lang)
        if lever.rank is None:
            return verdict
        rank = self.say(f"rank {lever.rank}", f"rang {lever.rank}") + ("=" if lever.tied else "")
        return f"{rank}, {verdict}"

    # --- sentences about a bid

    def goal(self, aim: Aim) -> str:
        """Write what is aimed at: ``to come first``, ``to reach “award”``."""
        if aim.verdict is None:
            return self.say("to come first", "pour arriver en tête")
        verdict = quote(w.VERDICTS[aim.verdict].to(self.lang), self.lang)
        return self.say(f"to reach {verdict}", f"pour atteindre {verdict}")

    def no_way(self, aim: Aim) -> str:
        """Say why nothing was found."""
        none = self.say("no change of one or two terms of the offer is enough",
                        "aucun changement d’un ou deux termes de l’offre n’y suffit")  # fmt: skip
        if not aim.paired:
            none = self.say("no change of one term is enough, nor any change of two among those tried",
                            "aucun changement d’un seul terme n’y suffit, ni aucun de deux termes parmi ceux essayés")  # fmt: skip
        return none + self._lacking(aim) + self._in_the_way(aim)

    def _in_the_way(self, aim: Aim) -> str:
        """Name the gates, flags and bars that keep a bid out of the running."""
        titles = w.listed([quote(title.to(self.lang), self.lang) for title in aim.held_by], self.lang)
        one, colon = len(aim.held_by) == 1, w.colon(self.lang)
        if not titles:
            return ""
        return self.say("; in the way", f"\u00a0; y {'fait' if one else 'font'} obstacle") + f"{colon} {titles}"

    def _lacking(self, aim: Aim) -> str:
        """Say how many points are missing; of a bid that no other is ahead of, none are."""
        if aim.gap is None or aim.reach is None or aim.gap < 0:
            return ""
        if aim.gap == 0:
            return self.say(
                "; it draws level, and any lead would do", "\u00a0; elle est à égalité, la moindre avance suffirait"
            )
        gap, reach = w.points(aim.gap, self.lang), w.points(aim.reach, self.lang)
        points = w.points_word(aim.gap, self.lang)
        missing = self.say(f": {gap} points are missing", f"\u00a0: il manque {gap} {points}")
        if aim.reach >= aim.gap:
            return missing  # a term could bring that much alone, were it not for what stands in its way
        return missing + self.say(f", and no single term can bring more than {reach}",
                                  f", et aucun terme seul ne peut en apporter plus de {reach}")  # fmt: skip

    def deficit(self, deficit: PriceDeficit) -> str:
        """Say how much cheaper the bid would have had to be."""
        unit = self.facts[deficit.fact].unit
        if deficit.highest is not None and _is_any(deficit.highest):
            return self.say("On price alone, any cut puts it first, however small.",
                            "Par le prix seul, toute baisse la met en tête, si faible soit-elle.")  # fmt: skip
        if deficit.highest is not None and isinstance(deficit.highest.after, Fraction):
            after = deficit.highest.after
            less = self.number(deficit.price - after, unit)
            share = w.percent((deficit.price - after) / deficit.price, self.lang, 1)
            return self.say(
                f"On price alone, it comes first at {self.number(after, unit)}: {less} less ({share}).",
                f"Par le prix seul, elle arrive en tête à {self.number(after, unit)}, soit {less} de moins ({share}).",
            )
        if deficit.dearer is not None and _is_any(deficit.dearer):
            return self.say("No lower price would put it first, but any higher one would, however little.",
                            "Aucun prix plus bas ne la mettrait en tête, mais toute hausse le ferait, si faible soit-elle.")  # fmt: skip
        if deficit.dearer is not None and isinstance(deficit.dearer.after, Fraction):
            more = self.number(deficit.dearer.after, unit)
            return self.say(
                f"No lower price would put it first, but a higher one would: {more}.",
                f"Aucun prix plus bas ne la mettrait en tête, mais un prix plus élevé le ferait\u00a0: {more}.",
            )
        return self.say("No price alone would have put it first.", "Aucun prix à lui seul ne l’aurait mise en tête.")

    def turn(self, turn: Turn) -> str:
        """Say which answer would change what."""
        then = {
            "first": self.say("it comes first", "elle arrive en tête"),
            "flag": self.say("the flag falls", "l’alerte tombe"),
            "verdict": "",
        }[turn.goal]
        if turn.verdict is not None:
            verdict = quote(w.VERDICTS[turn.verdict].to(self.lang), self.lang)
            then = self.say(f"the verdict is {verdict}", f"le verdict est {verdict}")
        return f"{self.move(turn.move)} → {then}"

    def sentences(self, found: BidLevers) -> list[str]:
        """Say everything that would turn the decision on a bid, a sentence for each goal, and its price."""
        said = []
        for aim in found.aims:
            best = next(iter(aim.single), aim.pair)
            what = self.no_way(aim) if best is None else self.moves(best)
            said.append(w.sentence(f"{self.goal(aim)}{w.colon(self.lang)} {what}."))
        return said if found.deficit is None else [*said, self.deficit(found.deficit)]

    def one_liner(self, found: BidLevers) -> str:
        """Say in one sentence what would turn the decision on a bid; empty where nothing is left to turn."""
        if not found.aims:
            return ""
        aim = next((aim for aim in found.aims if aim.single or aim.pair), found.aims[0])
        best = next(iter(aim.single), aim.pair)
        what = self.no_way(aim) if best is None else self.moves(best)
        return w.sentence(f"{self.goal(aim)}{w.colon(self.lang)} {what}.")


def _is_shared(move: Move, spec: FactSpec) -> bool:
    """Say whether the buyer takes over what the vendor puts in no longer."""
    return move.at_most and spec.type == "money" and (spec.rise, spec.fall) == ("vendor", "buyer")


def _is_any(move: Move) -> bool:
    """Say whether the least step is enough."""
    return move.beyond and move.edge == move.before


def _digits(value: Fraction) -> int:
    """Return how many decimals it takes to write a number in full, or a few when it has no end."""
    for digits in range(_MOST_DIGITS + 1):
        if (value * 10**digits).denominator == 1:
            return digits
    return w.DIGITS

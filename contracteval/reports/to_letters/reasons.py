"""Why a bid has its rank: a draft for its vendor, without figures, and a note for internal eyes, with all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from contracteval.model.result import BidResult, Comparison, CriterionResult, Verdict
from contracteval.reports import wording as w
from contracteval.reports.seal import seal_text
from contracteval.reports.stopped import as_opened, exclusions, reason
from contracteval.reports.to_letters.pen import Pen, page, seal_line
from contracteval.rules.plan import Plan
from contracteval.rules.prices import rests_on_prices
from contracteval.text import Language, Text, quote

STRONG, WEAK = Fraction(70), Fraction(40)
"""From which score on a criterion is called a strength, and below which a weakness."""


def reasons_letter(bid: BidResult, comparison: Comparison, plan: Plan, lang: Language) -> str:
    """Return the draft for the vendor: its own strengths and weaknesses by criterion, and no figure at all.

    A price that was never opened, or for which a bid is excluded, is neither praised nor blamed.
    """
    pen = Pen(lang)
    bid = as_opened(bid, plan)
    head = f"# {pen.say('On your offer', 'À propos de votre offre')}\n\n{pen.plain(plan.settings.title)}\n\n{pen.plain(bid.vendor)}"
    about = [item for item in bid.criteria if item.weight and _is_about_the_bid(item, plan)]
    if _is_out_for_its_price(bid, plan):
        about = [item for item in about if not rests_on_prices(plan, item.id)]
    scored = [item for item in about if item.score.value is not None]
    strong = [item for item in scored if item.score.value >= STRONG]  # type: ignore[operator]
    weak = [item for item in scored if item.score.value < WEAK]  # type: ignore[operator]
    between = [item for item in scored if item not in strong and item not in weak]
    open_ = [item for item in about if item.score.status == "unknown"]
    return page(
        head,
        pen.say("Dear Sir or Madam,", "Madame, Monsieur,"),
        _outcome(bid, comparison, pen),
        _failed(bid, plan, pen),
        ""
        if not (strong or weak or between or open_)
        else pen.say(
            "Each criterion is named with the question that it puts to us, the buyer.",
            "Chaque critère est cité avec la question qu’il nous pose, à nous, acheteur.",
        ),
        _criteria(strong, plan, pen, pen.say("What speaks for your offer", "Les points forts de votre offre")),
        _criteria(
            between, plan, pen, pen.say("What is sound and could be better", "Ce qui convient et peut progresser")
        ),
        _criteria(weak, plan, pen, pen.say("What speaks against it", "Ses points faibles")),
        _criteria(
            open_,
            plan,
            pen,
            pen.say("What could not be judged for want of an answer", "Ce qui n’a pu être apprécié, faute de réponse"),
        ),
        pen.say("Yours faithfully,", "Veuillez agréer, Madame, Monsieur, nos salutations distinguées."),
        seal_line(plan.seal, pen),
    )


def _is_about_the_bid(item: CriterionResult, plan: Plan) -> bool:
    """Say whether a criterion judges the offer, and not only the buyer's own side."""
    facts, tables = plan.rulebook.facts, plan.rulebook.tables
    needs = plan.rulebook.needs_of(item.id)
    return any((facts.get(id_) or tables[id_]).per == "bid" for id_ in needs if id_ in facts or id_ in tables)


def _is_out_for_its_price(bid: BidResult, plan: Plan) -> bool:
    flags = plan.rulebook.flags
    return any(flags[flag.id].threshold is not None for flag, _ in exclusions(bid, plan))


def _outcome(bid: BidResult, comparison: Comparison, pen: Pen) -> str:
    if bid.verdict is Verdict.REJECT:
        return pen.say(
            "Your offer does not meet a condition of this consultation and could not be retained.",
            "Votre offre ne remplit pas une condition de cette consultation et n’a pu être retenue.",
        )
    if bid.id == comparison.recommended or (bid.rank == 1 and not bid.tied_with):
        return pen.say(
            "Your offer was ranked first by the criteria of the consultation.",
            "Votre offre est classée première selon les critères de la consultation.",
        )
    if bid.rank is None or bid.tied_with:
        return pen.say(
            "The rank of your offer is not settled yet; below is how it is judged so far.",
            "Le rang de votre offre n’est pas encore établi\u00a0; voici comment elle est appréciée à ce jour.",
        )
    return pen.say(
        "Your offer was not ranked first by the criteria of the consultation. The reasons are below.",
        "Votre offre n’est pas classée première selon les critères de la consultation. En voici les raisons.",
    )


def _failed(bid: BidResult, plan: Plan, pen: Pen) -> str:
    """List what a bid was stopped by: gates, bars without their figures, exclusions with their legal basis."""
    on = {bar.id: plan.title_of(bar.on) for bar in plan.settings.admissions}
    bars = [_line(on[bar.id], pen.plain(bar.why), pen) for bar in bid.admissions if bar.passed is False]
    lines = [*_gates(bid, pen), *bars]
    for flag, basis in exclusions(bid, plan):
        told = pen.say(
            f"The offer is excluded on this legal basis: {pen.plain(basis)}.",
            f"L’offre est exclue sur cette base légale\u00a0: {pen.plain(basis)}.",
        )
        lines.append(_line(flag.title, told, pen))
    return _section(pen.say("Conditions not met", "Conditions non remplies"), lines)


def _gates(bid: BidResult, pen: Pen) -> list[str]:
    failed = [gate for gate in bid.gates if gate.passed is False and gate.caps is not None]
    return [_line(gate.title, pen.plain(gate.why), pen) for gate in failed]


def _line(title: Text, told: str, pen: Pen) -> str:
    return f"- **{pen.plain(title)}.** {told}"


def _section(heading: str, lines: Sequence[str]) -> str:
    return "\n".join([f"## {heading}", "", *lines]) if lines else ""


def _criteria(items: Sequence[CriterionResult], plan: Plan, pen: Pen, heading: str) -> str:
    asks = {item.id: pen.plain(plan.rulebook.criteria[item.id].asks) for item in items}
    lines = [f"- **{pen.plain(item.title)}** – {quote(asks[item.id], pen.lang)}" for item in items]
    return _section(heading, lines)


# --- for internal eyes


def internal_reasons(
    bid: BidResult, comparison: Comparison, plan: Plan, lang: Language, turns: Iterable[str] = ()
) -> str:
    """Return the note that stays inside: rank, verdict, scores beside those of the first bid, and what would turn them."""
    pen = Pen(lang)
    names = {id_: pen.plain(name) for id_, name in w.names_of(comparison.bids).items()}
    bid, first = as_opened(bid, plan), as_opened(comparison.bids[0], plan)
    verdict = w.VERDICTS[bid.verdict].to(lang)
    rank, total = w.rank_text(bid), w.score_text(bid.score, lang)
    word = w.points_word(bid.score.ends[1], lang)
    why = pen.plain(reason(bid, plan, lang))
    warning = pen.say("INTERNAL – do not send to a vendor", "INTERNE – ne pas transmettre à un candidat")
    told = pen.say(
        f"Rank {rank} of {len(comparison.bids)}, {total} {word}, verdict: {verdict} ({why}).",
        f"Rang {rank} sur {len(comparison.bids)}, {total} {word}, verdict\u00a0: {verdict} ({why}).",
    )
    turning = [f"- {pen.plain(turn)}" for turn in turns]
    return page(
        f"# {names[bid.id]}",
        f"**{warning}**",
        told,
        _scores(bid, first, names, pen),
        _stopped(bid, plan, pen),
        _flags(bid, pen),
        _section(pen.say("What would turn it", "Ce qui la ferait basculer"), turning),
        pen.plain(seal_text(plan.seal, lang)),
    )


def _scores(bid: BidResult, first: BidResult, names: dict[str, str], pen: Pen) -> str:
    others = [] if first.id == bid.id else [first]
    heads = [pen.say("Criterion", "Critère"), names[bid.id], *(names[item.id] for item in others)]
    rows = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    scores = [{item.id: item.score for item in one.criteria} for one in (bid, *others)]
    for item in bid.criteria:
        cells = [w.score_text(found[item.id], pen.lang) for found in scores]
        rows.append(f"| {' | '.join([pen.plain(item.title), *cells])} |")
    return "\n".join(rows)


def _stopped(bid: BidResult, plan: Plan, pen: Pen) -> str:
    """List gates and bars not passed, a bar with its figure and the score that was held against it."""
    lines = _gates(bid, pen)
    scores = {item.id: item.score for item in bid.groups} | {item.id: item.score for item in bid.criteria}
    on = {bar.id: bar.on for bar in plan.settings.admissions}
    for bar in bid.admissions:
        if bar.passed is False:
            score = w.score_text(scores[on[bar.id]], pen.lang)
            told = pen.say(f"This bid: {score}.", f"Cette offre\u00a0: {score}.")
            lines.append(_line(bar.title, f"{told} {pen.plain(bar.why)}", pen))
    return _section(pen.say("Conditions not met", "Conditions non remplies"), lines)


def _flags(bid: BidResult, pen: Pen) -> str:
    lines = [_line(flag.title, pen.plain(flag.why), pen) for flag in bid.flags if flag.raised]
    return _section(pen.say("Flags raised", "Alertes levées"), lines)

"""Would the winner be another with other weights? The answer in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from contracteval.model.analysis.weights import (
    Acceptability,
    Component,
    Level,
    Move,
    RankShares,
    Threshold,
    ToFirst,
    Weights,
)
from contracteval.reports import wording as w
from contracteval.reports.analysis_words.voice import Voice
from contracteval.text import Text, format_number

_SHOWN = 4
"""How many weights a sentence names."""
_LUCK = Text("if the missing answers turn out well for it", "si les réponses manquantes lui sont favorables")


def sentences(result: Weights, voice: Voice) -> Iterator[str]:
    """Yield how firm the first place is, what would turn it, and in how many weightings each bid comes first."""
    groups = result.levels[0]
    if len(groups.to_first) < 2:
        yield _nothing_to_turn(groups, voice)
        return
    if voice.bid is None or voice.bid in groups.leaders:
        yield from leader(groups, voice)
        yield from single(groups, voice)
    yield from _reserve(voice)
    for item in groups.to_first:
        yield from _to_first(item, groups, voice)
    for shares in groups.acceptability:
        if shares.admissible == "ranges":
            yield from _outside(groups, voice)
        yield from _acceptability(shares, voice)
    for bid in result.rejected:
        if voice.bid in (None, bid):
            yield _rejected(bid, voice)
    if voice.bid is None:
        for level in result.levels[1:]:
            yield from _inside(level, voice)


def firmness(result: Weights, voice: Voice) -> Iterator[str]:
    """Yield the least that a decision must know: how far the weights may move, and which one alone can turn it."""
    groups = result.levels[0]
    if len(groups.to_first) > 1:
        yield from leader(groups, voice)
        yield from single(groups, voice)
        yield from _reserve(voice)


def _reserve(voice: Voice) -> Iterator[str]:
    """Say which bids are weighed although missing answers may still reject them."""
    doubtful = [bid.id for bid in voice.bids.values() if bid.may_be_rejected]
    if doubtful:
        names, one = voice.listed(doubtful), len(doubtful) == 1
        yield voice.say(
            f"All this counts {names} as in the running; missing answers may still have {'it' if one else 'them'} rejected.",
            f"Tout cela suppose {names} en lice\u00a0; des réponses manquantes peuvent encore {'la' if one else 'les'} faire rejeter.",
        )


def remark(voice: Voice) -> str:
    """Say on which totals weights are weighed, where totals are rounded; else nothing."""
    if voice.plan.settings.rounding.total is None:
        return ""
    return voice.say(
        "Weights are weighed on totals before they are rounded.",
        "Les poids sont éprouvés sur les totaux avant leur arrondi.",
    )


def _nothing_to_turn(level: Level, voice: Voice) -> str:
    if not level.to_first:
        return voice.say(
            "Every bid is rejected: no weight changes that.",
            "Toutes les offres sont rejetées\u00a0: aucun poids n’y change rien.",
        )
    name = voice.names[level.to_first[0].bid]
    return voice.say(
        f"{name} alone is in the running: no weight changes that.",
        f"{name} est seule en lice\u00a0: aucun poids n’y change rien.",
    )


def _rejected(bid: str, voice: Voice) -> str:
    name = voice.names[bid]
    return voice.say(f"{name} is rejected, whatever the weights.", f"{name} est rejetée, quels que soient les poids.")


# --- the leader


def leader(level: Level, voice: Voice) -> Iterator[str]:
    """Say how far every weight may move before the first place may change hands."""
    tolerance = level.tolerance
    if tolerance is None:
        yield voice.say(
            "The totals overlap because of missing answers, so that no margin can be given for the weights (see below).",
            "Les totaux se recouvrent faute de réponses\u00a0: aucune marge ne peut être donnée sur les poids (voir plus bas).",
        )
        return
    if len(level.leaders) > 1:
        yield _tied(level, voice)
        return
    name = voice.names[tolerance.leader]
    if tolerance.margin is None:
        yield _never_behind(name, tolerance.level, voice)
        return
    assert tolerance.rival is not None
    rival, points = voice.names[tolerance.rival], voice.points_at_most(tolerance.margin)
    yield voice.say(
        f"{name} stays first as long as no weight moves by more than {points}; {rival} would catch up first.",
        f"{name} reste en tête tant qu’aucun poids ne bouge de plus de {points}\u00a0; {rival} reviendrait en premier.",
    )


def _never_behind(name: str, level: Sequence[str], voice: Voice) -> str:
    """Say that no weighting turns the order, and who can share the place."""
    rivals = voice.listed(level)
    en, fr = f"{name} stays first whatever the weights", f"{name} reste en tête quels que soient les poids"
    if not level:
        return voice.say(f"{en}.", f"{fr}.")
    return voice.say(
        f"{en}; {rivals} can at best draw level.",
        f"{fr}\u00a0; {rivals} {'peut' if len(level) == 1 else 'peuvent'} au mieux l’égaler.",
    )


def _tied(level: Level, voice: Voice) -> str:
    names, tolerance = voice.listed(level.leaders), level.tolerance
    if tolerance is not None and tolerance.margin == 0:
        return voice.say(
            f"{names} are exactly tied for first place: the slightest change of weights may part them.",
            f"{names} sont exactement à égalité en tête\u00a0: le moindre changement de poids peut les départager.",
        )
    return voice.say(
        f"{names} score exactly alike: no weight parts them.",
        f"{names} ont exactement les mêmes notes\u00a0: aucun poids ne les départage.",
    )


def single(level: Level, voice: Voice) -> Iterator[str]:
    """Say which single weight can change the leader, the others keeping their proportions."""
    if level.tolerance is None or len(level.leaders) > 1 or level.tolerance.margin is None:
        return
    titles = {item.id: item for item in level.components}
    turning = [text for item in level.thresholds for text in _ends(item, titles[item.component], voice)]
    if not turning:
        yield voice.say(
            "No single weight can turn that, the others keeping their proportions.",
            "Aucun poids ne peut l’inverser à lui seul, les autres gardant leurs proportions.",
        )
        return
    listed = f"{w.semicolon(voice.lang)} ".join(turning[:_SHOWN])
    yield voice.say(
        f"One weight alone, the others keeping their proportions: {listed}.",
        f"Un poids à lui seul, les autres gardant leurs proportions\u00a0: {listed}.",
    )


def _ends(item: Threshold, component: Component, voice: Voice) -> Iterator[str]:
    title, now = component.title.to(voice.lang), w.percent(component.weight, voice.lang, 1)
    if item.low is not None and item.low_rival is not None:
        end, rival = w.percent(item.low, voice.lang, 1), voice.names[item.low_rival]
        yield voice.say(
            f"{rival} leads if {title} falls from {now} to below {end}",
            f"{rival} passe en tête si {title} tombe de {now} à moins de {end}",
        )
    if item.high is not None and item.high_rival is not None:
        end, rival = w.percent(item.high, voice.lang, 1), voice.names[item.high_rival]
        yield voice.say(
            f"{rival} leads if {title} rises from {now} to above {end}",
            f"{rival} passe en tête si {title} passe de {now} à plus de {end}",
        )


# --- the others


def _to_first(item: ToFirst, level: Level, voice: Voice) -> Iterator[str]:
    if voice.bid not in (None, item.bid) or item.certain.standing == "first":
        return
    name = voice.names[item.bid]
    if item.certain == item.possible:
        yield f"{name} {_told(item.certain, voice, _moves(item.certain, level, voice))}."
        return
    if item.possible.standing == "never":
        yield f"{name} {_told(item.possible, voice)}, {voice.say('even', 'même')} {_LUCK.to(voice.lang)}."
        return
    if item.possible.standing == "first" and item.possible.level:
        lucky = voice.say(
            "can at best draw level with these weights", "peut au mieux égaler la première avec ces poids"
        )
    elif item.possible.standing == "first":
        lucky = voice.say("may be first already", "est peut-être déjà en tête")
    else:
        lucky = _told(item.possible, voice, _moves(item.possible, level, voice))
    yield f"{name} {lucky}, {_LUCK.to(voice.lang)}{w.semicolon(voice.lang)} {_for_certain(item.certain, voice)}."


def _for_certain(move: Move, voice: Voice) -> str:
    """Say what it takes to be first whatever the missing answers are: what is out of reach then is not lost."""
    if move.standing == "never":
        rivals = w.any_of([voice.names[id_] for id_ in move.outdone_by], voice.lang)
        return voice.say(
            f"no weighting puts it first for certain: {rivals} may score more",
            f"aucune pondération ne la met en tête à coup sûr\u00a0: {rivals} peut faire mieux",
        )
    assert move.change is not None
    points = voice.points_at_least(move.change)
    if move.standing == "tied":
        return voice.say(
            f"whatever they are, it would be level at least if the weights moved by {points} in all, but is under no weighting ahead for certain",
            f"quelles qu’elles soient, elle serait au moins à égalité si les poids bougeaient de {points} en tout, mais aucune pondération ne la met devant à coup sûr",
        )
    return voice.say(
        f"whatever they are, it would be first if the weights moved by {points} in all",
        f"quelles qu’elles soient, elle passerait en tête si les poids bougeaient de {points} en tout",
    )


def _told(move: Move, voice: Voice, moves: str = "") -> str:
    if move.standing == "never":
        rivals = w.any_of([voice.names[id_] for id_ in move.outdone_by], voice.lang)
        return voice.say(
            f"is not first under any weighting: {rivals} always scores more",
            f"n’est en tête sous aucune pondération\u00a0: {rivals} fait toujours mieux",
        )
    assert move.change is not None
    points, moves = voice.points_at_least(move.change), f" ({moves})" if moves else ""
    if move.standing == "tied":
        return voice.say(
            f"can draw level at best, never be ahead, once the weights move by {points} in all{moves}",
            f"ne peut qu’égaler la première, jamais la dépasser, si les poids bougent de {points} en tout{moves}",
        )
    return voice.say(
        f"would be first if the weights moved by {points} in all{moves}",
        f"passerait en tête si les poids bougeaient de {points} en tout{moves}",
    )


def _moves(move: Move, level: Level, voice: Voice) -> str:
    """Name the weights that move most; nothing where none does."""
    if not move.weights:
        return ""
    moved = [
        (abs(new - item.weight), item, new)
        for item, new in zip(level.components, move.weights, strict=True)
        if new != item.weight
    ]
    moved.sort(key=lambda one: -one[0])
    texts = [
        f"{item.title.to(voice.lang)} {w.percent(item.weight, voice.lang, 1)} → {w.percent(new, voice.lang, 1)}"
        for _, item, new in moved[:_SHOWN]
    ]
    return ", ".join(texts) + (", …" if len(moved) > _SHOWN else "")


AMONG = {
    "free": Text("over all possible weightings", "sur toutes les pondérations possibles"),
    "ordered": Text(
        "over the weightings that keep the order of your weights",
        "sur les pondérations qui gardent l’ordre de vos poids",
    ),
    "ranges": Text("over the weightings within your ranges", "sur les pondérations dans vos plages"),
}


def _outside(level: Level, voice: Voice) -> Iterator[str]:
    """Say which of the present weights lie outside the buyer's own ranges: these weightings are then not theirs."""
    ranges = voice.plan.settings.weight_ranges
    parts = []
    for item in level.components:
        low, high = ranges.get(item.id, (Fraction(0), Fraction(1)))
        if not low <= item.weight <= high:
            now, least, most = (w.percent(share, voice.lang, 1) for share in (item.weight, low, high))
            title = item.title.to(voice.lang)
            parts.append(voice.say(f"{title} {now} ({least} to {most})", f"{title} {now} (de {least} à {most})"))
    if parts:
        listed = ", ".join(parts)
        yield voice.say(
            f"The present weights lie outside your ranges: {listed}.",
            f"Les poids actuels sortent de vos plages\u00a0: {listed}.",
        )


def _acceptability(item: Acceptability, voice: Voice) -> Iterator[str]:
    """Say in how many weightings each bid comes first."""
    shown = [shares for shares in item.bids if voice.bid in (None, shares.bid) and (shares.possible[0] or voice.bid)]
    shown.sort(key=lambda shares: -(shares.certain[0] + shares.possible[0]))
    if not shown:
        return
    of_them = voice.say(" of them", " des cas")
    parts = [f"{voice.names[shares.bid]} {voice.say('in', 'dans')} {_share(shares, voice)}" for shares in shown]
    among, listed = AMONG[item.admissible].to(voice.lang), ", ".join([parts[0] + of_them, *parts[1:]])
    yield (
        voice.say(
            f"First place, alone or shared, {among}: {listed}",
            f"Première place, seule ou partagée, {among}\u00a0: {listed}",
        )
        + f"{_sampled(item, voice)}."
    )


def _share(shares: RankShares, voice: Voice) -> str:
    certain, possible = shares.certain[0], shares.possible[0]
    if certain == possible:
        return _percent(certain, voice)
    low, high = _percent(certain, voice), _percent(possible, voice)
    return voice.say(f"{low} to {high}", f"{low} à {high}")


def _percent(share: Fraction, voice: Voice) -> str:
    """Write a share to one decimal, and neither as none nor as all when it is not."""
    tenth = Fraction(1, 1000)
    if 0 < share < tenth / 2:
        return "< " + w.percent(tenth, voice.lang, 1)
    if 1 - tenth / 2 < share < 1:
        return "> " + w.percent(1 - tenth, voice.lang, 1)
    return w.percent(share, voice.lang, 1)


def _sampled(item: Acceptability, voice: Voice) -> str:
    if item.draws is None or item.standard_error is None:
        return ""
    draws = format_number(Fraction(item.draws), voice.lang, 0)
    error = format_number(item.standard_error * 100, voice.lang, 1, keep_zeros=True)
    return voice.say(
        f" ({draws} draws, standard error {error} points)", f" ({draws} tirages, erreur type {error}\u00a0point)"
    )


def _inside(level: Level, voice: Voice) -> Iterator[str]:
    """Say in a sentence what changes when the weights inside the groups may move too."""
    count = len(level.components)
    if level.tolerance is None or len(level.leaders) > 1:
        return
    if level.tolerance.margin is None:
        yield voice.say(
            f"The same holds for the weights of all {count} criteria: none turns the first place.",
            f"De même pour les poids des {count} critères\u00a0: aucun ne change la première place.",
        )
        return
    points = voice.points_at_most(level.tolerance.margin)
    yield voice.say(
        f"If the weights inside the groups move too ({count} in all), the margin is {points} for each.",
        f"Si les poids à l’intérieur des groupes bougent aussi ({count} en tout), la marge est de {points} pour chacun.",
    )


# --- the numbers


def range_text(item: Threshold, voice: Voice) -> str:
    """Write between which values of a weight the leader stays."""
    if item.low is None and item.high is None:
        return voice.say("always", "toujours")
    low, high = item.low or Fraction(0), Fraction(1) if item.high is None else item.high
    return f"{w.percent(low, voice.lang, 1)} – {w.percent(high, voice.lang, 1)}".replace(" – ", "\u00a0–\u00a0")

"""Would the winner be another with other weights? Sentences first, the weights themselves in a table after."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

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
from contracteval.reports.to_terminal.analyses.desk import Desk
from contracteval.text import Text, format_number

if TYPE_CHECKING:
    from rich.console import RenderableType

_SHOWN = 4
"""How many weights a sentence names."""


def blocks(result: Weights, desk: Desk) -> Iterator[RenderableType]:
    """Yield the section."""
    groups = result.levels[0]
    yield desk.head("If the weights were others", "Si les poids étaient autres")
    if len(groups.to_first) < 2:
        yield desk.line(_nothing_to_turn(groups, desk))
        return
    if desk.bid is None or desk.bid in groups.leaders:
        yield from (desk.line(text) for text in _leader(groups, desk))
        yield from (desk.line(text) for text in _single(groups, desk))
    yield from (desk.line(text) for item in groups.to_first for text in _to_first(item, groups, desk))
    yield from (desk.line(text) for item in groups.acceptability for text in _acceptability(item, desk))
    for bid in result.rejected:
        if desk.bid in (None, bid):
            yield desk.line(_rejected(bid, desk))
    if desk.bid is None:
        yield from (desk.line(text) for level in result.levels[1:] for text in _inside(level, desk))
        yield from _table(groups, desk)
        if desk.plan.settings.rounding.total is not None:
            yield desk.note(
                desk.say(
                    "Weights are weighed on totals before they are rounded.",
                    "Les poids sont éprouvés sur les totaux avant leur arrondi.",
                )
            )


def _nothing_to_turn(level: Level, desk: Desk) -> str:
    if not level.to_first:
        return desk.say(
            "Every bid is rejected: no weight changes that.",
            "Toutes les offres sont rejetées\u00a0: aucun poids n’y change rien.",
        )
    name = desk.names[level.to_first[0].bid]
    return desk.say(
        f"{name} alone is in the running: no weight changes that.",
        f"{name} est seule en lice\u00a0: aucun poids n’y change rien.",
    )


def _rejected(bid: str, desk: Desk) -> str:
    name = desk.names[bid]
    return desk.say(f"{name} is rejected, whatever the weights.", f"{name} est rejetée, quels que soient les poids.")


# --- the leader


def _leader(level: Level, desk: Desk) -> Iterator[str]:
    tolerance = level.tolerance
    if tolerance is None:
        yield desk.say(
            "The totals overlap because of missing answers, so that no margin can be given for the weights (see below).",
            "Les totaux se recouvrent faute de réponses\u00a0: aucune marge ne peut être donnée sur les poids (voir plus bas).",
        )
        return
    if len(level.leaders) > 1:
        yield _tied(level, desk)
        return
    name = desk.names[tolerance.leader]
    if tolerance.margin is None:
        yield desk.say(f"{name} stays first whatever the weights.", f"{name} reste en tête quels que soient les poids.")
        return
    assert tolerance.rival is not None
    rival, points = desk.names[tolerance.rival], desk.points_at_most(tolerance.margin)
    yield desk.say(
        f"{name} stays first as long as no weight moves by more than {points}; {rival} would catch up first.",
        f"{name} reste en tête tant qu’aucun poids ne bouge de plus de {points}\u00a0; {rival} reviendrait en premier.",
    )


def _tied(level: Level, desk: Desk) -> str:
    names, tolerance = desk.listed(level.leaders), level.tolerance
    if tolerance is not None and tolerance.margin == 0:
        return desk.say(
            f"{names} are exactly tied for first place: any change of weights parts them.",
            f"{names} sont exactement à égalité en tête\u00a0: le moindre changement de poids les départage.",
        )
    return desk.say(
        f"{names} score exactly alike: no weight parts them.",
        f"{names} ont exactement les mêmes notes\u00a0: aucun poids ne les départage.",
    )


def _single(level: Level, desk: Desk) -> Iterator[str]:
    """Say which single weight can change the leader, the others keeping their proportions."""
    if level.tolerance is None or len(level.leaders) > 1 or level.tolerance.margin is None:
        return
    titles = {item.id: item for item in level.components}
    turning = [text for item in level.thresholds for text in _ends(item, titles[item.component], desk)]
    if not turning:
        yield desk.say(
            "No single weight can turn that, the others keeping their proportions.",
            "Aucun poids ne peut l’inverser à lui seul, les autres gardant leurs proportions.",
        )
        return
    listed = f"{w.semicolon(desk.lang)} ".join(turning[:_SHOWN])
    yield desk.say(
        f"One weight alone, the others keeping their proportions: {listed}.",
        f"Un poids à lui seul, les autres gardant leurs proportions\u00a0: {listed}.",
    )


def _ends(item: Threshold, component: Component, desk: Desk) -> Iterator[str]:
    title, now = component.title.to(desk.lang), w.percent(component.weight, desk.lang, 1)
    if item.low is not None and item.low_rival is not None:
        end, rival = w.percent(item.low, desk.lang, 1), desk.names[item.low_rival]
        yield desk.say(
            f"{rival} leads if {title} falls from {now} to below {end}",
            f"{rival} passe en tête si {title} tombe de {now} à moins de {end}",
        )
    if item.high is not None and item.high_rival is not None:
        end, rival = w.percent(item.high, desk.lang, 1), desk.names[item.high_rival]
        yield desk.say(
            f"{rival} leads if {title} rises from {now} to above {end}",
            f"{rival} passe en tête si {title} passe de {now} à plus de {end}",
        )


# --- the others


def _to_first(item: ToFirst, level: Level, desk: Desk) -> Iterator[str]:
    if desk.bid not in (None, item.bid) or item.certain.standing == "first":
        return
    name = desk.names[item.bid]
    if item.certain == item.possible:
        yield f"{name} {_told(item.certain, desk, _moves(item.certain, level, desk))}."
        return
    if item.possible.standing == "first":
        lucky = desk.say(
            "may be first already, if its missing answers are good",
            "est peut-être déjà en tête, si ses réponses manquantes sont bonnes",
        )
    else:
        lucky = _told(item.possible, desk, _moves(item.possible, level, desk)) + desk.say(
            ", if its missing answers are good", ", si ses réponses manquantes sont bonnes"
        )
    sure = _told(item.certain, desk)
    yield desk.say(
        f"{name} {lucky}; whatever they are, it {sure}.", f"{name} {lucky}\u00a0; quelles qu’elles soient, elle {sure}."
    )


def _told(move: Move, desk: Desk, moves: str = "") -> str:
    if move.standing == "never":
        rivals = w.any_of([desk.names[id_] for id_ in move.outdone_by], desk.lang)
        return desk.say(
            f"is not first under any weighting: {rivals} always scores more",
            f"n’est en tête sous aucune pondération\u00a0: {rivals} fait toujours mieux",
        )
    assert move.change is not None
    points, moves = desk.points_at_least(move.change), f" ({moves})" if moves else ""
    if move.standing == "tied":
        return desk.say(
            f"can draw level at best, never be ahead, once the weights move by {points} in all{moves}",
            f"ne peut qu’égaler la première, jamais la dépasser, si les poids bougent de {points} en tout{moves}",
        )
    return desk.say(
        f"would be first if the weights moved by {points} in all{moves}",
        f"passerait en tête si les poids bougeaient de {points} en tout{moves}",
    )


def _moves(move: Move, level: Level, desk: Desk) -> str:
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
        f"{item.title.to(desk.lang)} {w.percent(item.weight, desk.lang, 1)} → {w.percent(new, desk.lang, 1)}"
        for _, item, new in moved[:_SHOWN]
    ]
    return ", ".join(texts) + (", …" if len(moved) > _SHOWN else "")


_AMONG = {
    "free": Text("over all possible weightings", "sur toutes les pondérations possibles"),
    "ordered": Text(
        "over the weightings that keep the order of your weights",
        "sur les pondérations qui gardent l’ordre de vos poids",
    ),
    "ranges": Text("over the weightings within your ranges", "sur les pondérations dans vos plages"),
}


def _acceptability(item: Acceptability, desk: Desk) -> Iterator[str]:
    """Say in how many weightings each bid comes first."""
    shown = [shares for shares in item.bids if desk.bid in (None, shares.bid) and (shares.possible[0] or desk.bid)]
    shown.sort(key=lambda shares: -(shares.certain[0] + shares.possible[0]))
    if not shown:
        return
    of_them = desk.say(" of them", " des cas")
    parts = [f"{desk.names[shares.bid]} {desk.say('in', 'dans')} {_share(shares, desk)}" for shares in shown]
    among, listed = _AMONG[item.admissible].to(desk.lang), ", ".join([parts[0] + of_them, *parts[1:]])
    yield (
        desk.say(f"First place {among}: {listed}", f"Première place {among}\u00a0: {listed}")
        + f"{_sampled(item, desk)}."
    )


def _share(shares: RankShares, desk: Desk) -> str:
    certain, possible = shares.certain[0], shares.possible[0]
    if certain == possible:
        return _percent(certain, desk)
    low, high = _percent(certain, desk), _percent(possible, desk)
    return desk.say(f"{low} to {high}", f"{low} à {high}")


def _percent(share: Fraction, desk: Desk) -> str:
    """Write a share to one decimal, and neither as none nor as all when it is not."""
    tenth = Fraction(1, 1000)
    if 0 < share < tenth / 2:
        return "< " + w.percent(tenth, desk.lang, 1)
    if 1 - tenth / 2 < share < 1:
        return "> " + w.percent(1 - tenth, desk.lang, 1)
    return w.percent(share, desk.lang, 1)


def _sampled(item: Acceptability, desk: Desk) -> str:
    if item.draws is None or item.standard_error is None:
        return ""
    draws = format_number(Fraction(item.draws), desk.lang, 0)
    error = format_number(item.standard_error * 100, desk.lang, 1, keep_zeros=True)
    return desk.say(
        f" ({draws} draws, standard error {error} points)", f" ({draws} tirages, erreur type {error}\u00a0point)"
    )


def _inside(level: Level, desk: Desk) -> Iterator[str]:
    """Say in a sentence what changes when the weights inside the groups may move too."""
    count = len(level.components)
    if level.tolerance is None or len(level.leaders) > 1:
        return
    if level.tolerance.margin is None:
        yield desk.say(
            f"The same holds for the weights of all {count} criteria: none turns the first place.",
            f"De même pour les poids des {count} critères\u00a0: aucun ne change la première place.",
        )
        return
    points = desk.points_at_most(level.tolerance.margin)
    yield desk.say(
        f"If the weights inside the groups move too ({count} in all), the margin is {points} for each.",
        f"Si les poids à l’intérieur des groupes bougent aussi ({count} en tout), la marge est de {points} pour chacun.",
    )


# --- the numbers


def _table(level: Level, desk: Desk) -> Iterator[RenderableType]:
    """Yield the weights as they are, the range of each in which the leader stays, and those that make others first."""
    moves = [(item.bid, item.certain) for item in level.to_first if item.certain.weights]
    if len(level.components) < 2 or not (level.thresholds or moves):
        return
    table = desk.page.table()
    table.add_column(desk.page.text(desk.say("Weight", "Poids")))
    table.add_column(desk.page.text(desk.say("now", "actuel")), justify="right")
    if level.thresholds:
        table.add_column(desk.page.text(desk.say("leader stays", "tête inchangée")), justify="right")
    for bid, _ in moves:
        table.add_column(
            desk.page.text(desk.say(f"{desk.names[bid]} first", f"{desk.names[bid]} en tête")), justify="right"
        )
    ranges = {item.component: item for item in level.thresholds}
    for i, item in enumerate(level.components):
        cells = [item.title.to(desk.lang), w.percent(item.weight, desk.lang, 1)]
        cells += [_range(ranges[item.id], desk)] if ranges else []
        cells += [w.percent(move.weights[i], desk.lang, 1) for _, move in moves]
        table.add_row(*(desk.page.text(cell) for cell in cells))
    yield ""
    yield table


def _range(item: Threshold, desk: Desk) -> str:
    if item.low is None and item.high is None:
        return desk.say("always", "toujours")
    low, high = item.low or Fraction(0), Fraction(1) if item.high is None else item.high
    return f"{w.percent(low, desk.lang, 1)} – {w.percent(high, desk.lang, 1)}".replace(" – ", "\u00a0–\u00a0")

"""How firm the result is: how far the weights may move, what to ask first, what a withdrawal would do."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from contracteval.model.analyses import Analyses
from contracteval.model.analysis.missing import Missing
from contracteval.model.analysis.weights import Weights
from contracteval.reports.analysis_words import elimination, missing, weights
from contracteval.reports.analysis_words.voice import Voice
from contracteval.reports.to_page.markup import bullets, text
from contracteval.reports.to_page.pictures import Span, spans

_ASKED = 10


def blocks(analyses: Analyses, voice: Voice) -> Iterator[str]:
    """Yield a section for each analysis that was asked for and has something to say."""
    if analyses.weights is not None:
        yield from _weights(analyses.weights, voice)
    if analyses.missing is not None:
        yield from _missing(analyses.missing, voice)
    if analyses.elimination is not None and len(analyses.elimination.removals) > 1:
        title = voice.say("If a bid withdrew", "Si une offre se retirait")
        yield _section(title, bullets(list(elimination.sentences(analyses.elimination, voice))))


def _section(title: str, body: str) -> str:
    return f"<section><h2>{text(title)}</h2>{body}</section>"


def _weights(result: Weights, voice: Voice) -> Iterator[str]:
    said = [*weights.sentences(result, voice), *filter(None, [weights.remark(voice)])]
    title = voice.say("How far the weights may move", "Jusqu’où les poids peuvent bouger")
    yield _section(title, bullets(said) + _spans(result, voice))


def _spans(result: Weights, voice: Voice) -> str:
    """Draw between which values of each weight the first place stays."""
    level = result.levels[0]
    ranges = {item.component: item for item in level.thresholds}
    made = [
        Span(
            item.title.to(voice.lang), ranges[item.id].low or Fraction(0), item.weight,
            Fraction(1) if (high := ranges[item.id].high) is None else high, weights.range_text(ranges[item.id], voice),
        )
        for item in level.components if item.id in ranges
    ]  # fmt: skip
    if not made:
        return ""
    title = voice.say("Within these weights the first place stays", "Entre ces poids, la première place ne change pas")
    legend = voice.say(
        "Weight as a share of 100, the others keeping their proportions. Hatched: the first place stays. Mark: now.",
        "Poids sur 100, les autres gardant leurs proportions. Hachuré\u00a0: la tête ne change pas. Trait\u00a0: poids actuel.",
    )
    return f"<figure>{spans(title, made)}<figcaption>{text(legend)}</figcaption></figure>"


def _missing(result: Missing, voice: Voice) -> Iterator[str]:
    title = voice.say("Whatever the missing answers are", "Quelles que soient les réponses manquantes")
    yield _section(title, bullets(list(missing.sentences(result, voice))))
    if result.facts:
        title = voice.say("What to ask first", "Quoi demander d’abord")
        asked = [missing.decisive(fact, voice) for fact in result.facts[:_ASKED]]
        rest = len(result.facts) - len(asked)
        more = voice.say(f"and {rest} more", f"et {rest} de plus")
        yield _section(title, bullets(asked, numbered=True) + (f'<p class="about">{text(more)}</p>' if rest else ""))

"""Method and sources: what each criterion asks, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator

from contracteval.reports import wording as w
from contracteval.reports.to_page.markup import bullets, paragraph, text
from contracteval.rules.plan import Plan
from contracteval.text import Language


def method(plan: Plan, lang: Language) -> Iterator[str]:
    """Yield the section: a heading for each criterion in the total, its question and its sources."""
    title = "Méthode et sources" if lang == "fr" else "Method and sources"
    yield f"<section><h2>{text(title)}</h2>"
    for id_ in dict.fromkeys(leaf.criterion.id for leaf, _, _ in plan.leaves()):
        criterion = plan.rulebook.criteria[id_]
        yield f"<h4>{text(criterion.title.to(lang))}</h4>{paragraph(criterion.asks.to(lang))}"
        yield bullets([w.source_text(source, lang) for source in criterion.sources])
    yield "</section>"

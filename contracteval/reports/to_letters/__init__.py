"""Letters to vendors, and the reasons of each rank, as Markdown.

A letter to a vendor is written from what rules say to vendors (titles, questions, what a criterion asks, why a gate stands)
and from the words of that vendor's file, never from a figure: no other vendor's, no estimate, limit or threshold of the
buyer, can be in it. Why a flag is raised is for the buyer, for that tells thresholds. The internal note has them all.
"""

from contracteval.reports.to_letters.questions import question_letter
from contracteval.reports.to_letters.reasons import internal_reasons, reasons_letter

__all__ = ["internal_reasons", "question_letter", "reasons_letter"]

"""What people read in the terminal: small cases as they are printed, and what must hold at every width."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from contracteval.case import Case
from contracteval.errors import Place, Problem
from contracteval.evaluation.evaluate import compare
from contracteval.evaluation.explain import explain
from contracteval.model.bid import Dossier
from contracteval.model.fact import Grade
from contracteval.model.import_report import brief_report, import_report
from contracteval.reports.explanation_json import explanation_to_dict
from contracteval.reports.import_report_json import import_report_to_dict
from contracteval.reports.to_terminal import comparison_text, explanation_text, import_report_text, problems_text
from contracteval.text import LANGUAGES, Language, Text
from tests.reports.tiny_lot import bid, lot, tiny_plan, usual


def printed(dossier: Dossier, lang: Language = "en", width: int = 80, encoding: str = "utf-8") -> str:
    plan = tiny_plan()
    return comparison_text(compare(plan, dossier), plan, dossier.findings, lang, width, encoding=encoding)


def test_comparison() -> None:
    assert (
        printed(usual()).replace("\u00a0", " ")
        == """\
Tiny lot · 20 November 2026 · proposal · Even

Recommended: Ada, 50.0 points – award: no gate fails and no flag is raised

Rank  Bid  Verdict    Total /100  Money  Capacity to change the way of working
──────────────────────────────────────────────────────────────────────────────
   1  Ada  award            50.0   50.0                                   50.0
   2  Bob  negotiate        12.5    0.0                                   25.0

Ada: award – no gate fails and no flag is raised

Bob: negotiate – dearer than today
  ⚑ critical: dearer than today – at most “negotiate”

Not sealed: weights, rules and brief may still change after bids are opened.
"""
    )


def test_comparison_in_french_on_a_narrow_page() -> None:
    assert (
        printed(usual(), "fr", 60).replace("\u00a0", " ")
        == """\
Tiny lot · 20 novembre 2026 · proposition · Parts égales

Recommandée : Ada, 50,0 points – à attribuer : aucune
barrière n’échoue, aucune alerte n’est levée

                                                  Capacité à
                                            changer la façon
Rang  Offre  Verdict    Total /100  Argent     de travailler
────────────────────────────────────────────────────────────
   1  Ada    attribuer        50,0    50,0              50,0
   2  Bob    négocier         12,5     0,0              25,0

Ada : attribuer – aucune barrière n’échoue, aucune alerte
n’est levée

Bob : négocier – plus cher qu’aujourd’hui
  ⚑ critique : plus cher qu’aujourd’hui – au mieux
    « négocier »

Évaluation non scellée : poids, règles et brief peuvent
encore changer après l’ouverture des offres.
"""
    )


def test_a_tie_is_said_to_be_one() -> None:
    text = printed(lot(bid("ada", "9", "2"), bid("bob", "9", "2")))
    assert "No bid is recommended: Ada and Bob are exactly tied for first place." in text
    assert text.count("\n  1=  ") == 2


def test_open_ranks_and_the_question_that_is_worth_most() -> None:
    text = printed(lot(bid("ada", "9", None), bid("bob", "9", "2")))
    assert "missing answers could still change which one comes first" in text
    assert " 1–2  Ada  award    25.0\u00a0–\u00a075.0 " in text
    assert "  ? up\u00a0to\u00a050\u00a0pts – vendor: Who will do it?" in text


def test_when_every_bid_is_rejected_none_has_a_rank() -> None:
    text = printed(lot(bid("ada", "9", "2", "9")))
    assert "No bid is recommended: every bid is rejected." in text
    assert "   –  Ada  reject" in text
    assert "  ✗ gate not passed: loss limit – rejects the bid" in text


def test_promises_are_conditions_and_the_contracted_total_is_shown() -> None:
    text = printed(lot(bid("ada", "9", "2", staff_grade=Grade.PROPOSED)))
    assert "  • to put into the contract: staff (proposed)" in text
    assert "Contracted at least: the low end of the total" in text


def test_ascii_terminals_get_ascii() -> None:
    text = printed(lot(bid("ada", None, "2"), bid("bob", "10.5", "1")), "fr", encoding="ascii")
    assert text.isascii()
    assert "Aucune offre n'est recommandee" in text
    assert "25,0 - 75,0" in text
    assert "  ! critique : plus cher qu'aujourd'hui - au mieux \"negocier\"" in text
    assert "?" not in text.split("\n")[0]


def test_windows_terminals_get_what_they_can_print() -> None:
    text = printed(usual(), "fr", encoding="cp1252")
    assert text.encode("cp1252")
    assert "Recommandée\u00a0: Ada" in text
    assert "---" in text


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("width", [80, 120])
def test_the_demo_fits_the_page(demo_case: Case, lang: Language, width: int) -> None:
    plan, dossier = demo_case.plan, demo_case.dossier
    texts = [comparison_text(demo_case.comparison, plan, (), lang, width)]
    texts += [explanation_text(explain(plan, dossier, "artisan"), plan, lang, width)]
    for text in texts:
        assert max(map(len, text.splitlines())) <= width
        assert "\ue000" not in text
    total = "79,8" if lang == "fr" else "79.8"
    assert total in texts[0]
    assert total in texts[1]


def test_colour_only_when_asked() -> None:
    plan = tiny_plan()
    comparison = compare(plan, usual())
    assert "\x1b[" in comparison_text(comparison, plan, color=True)
    assert "\x1b[" not in comparison_text(comparison, plan)


def explained(asked: str, lang: Language = "en") -> str:
    plan = tiny_plan()
    return explanation_text(explain(plan, usual(), "bob", asked), plan, lang)


def test_explanation_of_a_criterion() -> None:
    assert (
        explained("cheapness").replace("\u00a0", " ")
        == """\
Bob: negotiate – dearer than today

Cheapness: 0.0 pts
  Is it cheaper than today?
  why     Money saved is free for the change.
  weight  50% of the total: adds 0.0 points
  scale   0% → 0 pts, 20% → 100 pts
  source  article “Outsourcing partners and value”: money for value
  cheapness = −5%
    in words    saving ÷ own cost
    formula     saving / own_cost
    in numbers  −0.5 ÷ 10
    saving    −0.5 M€/yr         see below
    own cost    10 M€/yr  buyer  brief.xlsx › Offer!C2
    saving = −0.5 M€/yr
      in words    own cost − price quoted
      formula     own_cost - quote
      in numbers  10 − 10.5
      own cost        10 M€/yr  buyer       brief.xlsx › Offer!C2
      price quoted  10.5 M€/yr  contracted  bob.xlsx › Offer!C4
"""
    )


def test_explanation_of_a_gate_in_french() -> None:
    assert (
        explained("loss_limit", "fr").replace("\u00a0", " ")
        == """\
Bob : négocier – plus cher qu’aujourd’hui

Barrière : Perte limitée – franchie
  pourquoi  Plus que vous ne pouvez porter.
  sinon     rejette l’offre
  source    ours : limit
  condition : vraie
    en clair     (somme de expected sur les aléas) ≤ perte maximale admise
    formule      sum(hazard.expected) <= most_loss
    en chiffres  1,1 ≤ 2
    aléas                  2 lignes  acheteur
    perte maximale admise   2 M€/an  estimation  Ours (vérifié le 1er novembre
                                                 2026)
      1. probabilité : 50 %, perte : 2 M€/an, expected : 1 M€/an (brief.xlsx ›
         Offer!B3)
      2. probabilité : 10 %, perte : 1 M€/an, expected : 0,1 M€/an (brief.xlsx ›
         Offer!B4)
"""
    )


def test_a_measure_is_explained_once_and_referred_to_afterwards() -> None:
    plan = tiny_plan()
    text = explanation_text(explain(plan, usual(), "bob"), plan)
    assert text.count("own_cost - quote") == 1
    assert "see above" in text


REFUSED = Problem(
    "fact-out-of-range",
    Text("price quoted must be above 0", "prix proposé : doit être supérieur à 0"),
    (Place("ada.xlsx", "Offer", "C4", Text("Price", "Prix")),),
    got="0",
    next=Text('correct the cell, or write "not offered"', "corrigez la cellule, ou écrivez « non proposé »"),
    fact="quote",
    bid="ada",
)
DOUBTFUL = Problem(
    "grade-unknown", Text("no such grade", "ce niveau n’existe pas"), severity="warning", fact="staff", bid="ada"
)


def test_problems_stand_errors_first_and_the_same_one_once() -> None:
    places = [Place("ada.xlsx", "Offer", f"E{row}") for row in range(4, 11)]
    problems = [*(DOUBTFUL.at(place) for place in places), REFUSED]
    assert (
        problems_text(problems)
        == """\
error[fact-out-of-range]: price quoted must be above 0
  ada.xlsx › Offer!C4 (Price)     got 0
  next: correct the cell, or write "not offered"

warning[grade-unknown]: no such grade (7\u00a0times)
  ada.xlsx › Offer!E4
  ada.xlsx › Offer!E5
  ada.xlsx › Offer!E6
  ada.xlsx › Offer!E7
  ada.xlsx › Offer!E8
  and 2 more places

1\u00a0error, 7\u00a0warnings
"""
    )


def test_import_report_counts_every_needed_answer() -> None:
    dossier = lot(bid("ada", None, "2"), findings=(REFUSED, DOUBTFUL))
    needs = tiny_plan().needs()
    text = import_report_text(import_report(dossier, needs), (), "fr", brief=brief_report(dossier, needs))
    assert text.replace("\u00a0", " ").startswith("""\
Importé  complet  fiable  lues  douteuses  manquantes  refusées
───────────────────────────────────────────────────────────────
Brief      100 %   100 %     1          0           0         0
Ada         67 %    50 %     2          1           0         1

Ada – 1 erreur, 1 avertissement
erreur[fact-out-of-range] : prix proposé : doit être supérieur à 0
  ada.xlsx › Offer!C4 (Prix)     lu 0
  à faire : corrigez la cellule, ou écrivez « non proposé »
""")


def test_files_that_cannot_be_used_stand_below_the_counts() -> None:
    broken = Problem("broken-json", Text("not JSON", "ce n’est pas du JSON"), (Place("bids/bob.json"),))
    text = import_report_text(import_report(usual(), tiny_plan().needs()), (broken,))
    assert text.endswith("\nFiles to repair – 1\u00a0error\nerror[broken-json]: not JSON\n  bids/bob.json\n")


def test_a_blank_is_missing_and_not_refused() -> None:
    (report,) = import_report(lot(bid("ada", None, None)), tiny_plan().needs())
    assert (report.read, report.missing, report.refused, report.doubtful) == (1, 2, 0, 0)


def test_import_report_as_json() -> None:
    dossier = lot(bid("ada", None, "2"), findings=(REFUSED, replace(REFUSED, places=(Place("a.xlsx"),))))
    made = import_report_to_dict(import_report(dossier, tiny_plan().needs()), (), "en")
    (vendor,) = made["vendors"]
    (finding,) = vendor["findings"]
    assert (vendor["id"], vendor["read"], vendor["refused"], finding["count"]) == ("ada", 2, 1, 2)
    assert finding["places"][0] == {"file": "ada.xlsx", "sheet": "Offer", "cell": "C4", "label": "Price"}
    assert json.loads(json.dumps(made)) == made


def test_explanation_as_json() -> None:
    plan = tiny_plan()
    made = explanation_to_dict(explain(plan, usual(), "bob"), plan, "en")
    assert json.loads(json.dumps(made)) == made
    assert [(rule["kind"], rule["id"]) for rule in made["rules"]] == [
        ("criterion", "cheapness"), ("criterion", "people"), ("gate", "loss_limit"), ("flag", "dearer"),
    ]  # fmt: skip
    assert made["measures"]["saving"]["words"] == "own cost − price quoted"
    assert made["facts"]["quote"]["places"] == [{"file": "bob.xlsx", "sheet": "Offer", "cell": "C4"}]
    assert made["parameters"]["most_loss"]["value"] == 2.0
    assert made["tables"]["hazard"]["rows"][0] == {"p": 0.5, "loss": 2.0, "expected": 1.0}

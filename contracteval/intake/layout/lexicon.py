"""The words that head the columns and rows of price schedules and questionnaires, in French, English, German, Spanish
and Italian, as ``names.fold`` writes them: without accents and capitals."""

from __future__ import annotations

import re
from functools import lru_cache

from contracteval.intake.names import fold

_WORDS_OF_HEADERS = """
designation description descriptions descriptif descripcion descrizione beschreibung bezeichnung libelle intitule
prestation prestations service services servicio servizio leistung leistungen item items article articles artikel
articulo articolo poste position product produit produits produkt producto prodotto equipement fourniture
fournitures concept concepto partida voce lavorazione labor category categorie categories kategorie categoria
subcategory course modele model modelo modello manufacturer brand marque unite unites unit units uom uoi uds einheit
unidad ud unita um quantite quantites qte qtes qty quantity quantities menge anzahl cantidad cant quantita qta
nombre nb stuck prix price prices preis preise precio prezzo pu tarif tarifs tariff rate rates tjm stundensatz
tagessatz einzelpreis gesamtpreis ep gp montant montants amount betrag importe importo total totaux totale gesamt
summe gesamtsumme subtotal cout couts cost costs kosten coste costo costi ht ttc tva vat mwst ust iva tax taxe
remise discount rabatt descuento sconto ribasso mensuel mensuelle monthly annuel annuelle annual monatlich jahrlich
mensual anual mensile annuale question questions frage pregunta domanda answer answers reponse reponses antwort
respuesta risposta commentaire commentaires comment comments kommentar bemerkung comentario comentarios commento
observation observations remarque remarques remarks note notes notizen requirement requirements exigence exigences
anforderung requisito criterion criteria critere criteres kriterium kriterien criterio criterios criteri
gewichtungskriterien sub-criterio weight weighting ponderation poids gewicht gewichtung faktorgewichtung peso puntos
punti punteggio punteggi puntuacion score scores points punkte notation bareme soglia name nom vendor supplier
bidder fournisseur fournisseurs prestataire soumissionnaire lieferant anbieter bieter proveedor licitador fornitore
ditta offerente offre offer oferta offerta angebot solution solutions standort standorte duree duration dauer
duracion durata date datum fecha delai frequency frequence periodicite reference references ref code codice codigo
numero num number nr id sin lot lotto lote status statut level niveau type typ tipo document documentation documents
link lien annex details detail control controls evidence preuve education experience assessable jalon jalons milestone milestones livrable livrables deliverable deliverables depth title titre
titulo titolo
"""
_HEADER_WORDS = frozenset(_WORDS_OF_HEADERS.split())

# A label that begins like this heads a sum. "Total station" and the like are told apart by their own price and quantity.
_TOTAL = re.compile(
    r"^(?:=\s*)?(?:(?:montant|prix|cout|importe|importo|valor|price|cost|amount|offer)s?\s+)?(?:global\s+)?"
    r"(?:(?:grand|overall|contract|estimated|net|general)[\s-]+)*"
    r"(?:totaux|total(?:e|es|i|s)?(?!\s+station)|gesamt(?:summe|preis|betrag|nutzwert|kosten|ergebnis|punktzahl|wert)?|endsumme|endbetrag"
    r"|summe|suma|somma|sum|base imponible|imponibile|net a payer|montant net|rechnungsbetrag|nettosumme|bruttosumme|netto(?:betrag)|brutto(?:betrag))\b"
)
_SUBTOTAL = re.compile(
    r"^(?:sous?[\s-]*tota(?:l|ux)|s\s*/\s*s?[\s-]*total|s/t\b|st\b[ :]|sub[\s-]*totale?s?\b|zwischensumme|teilsumme|suma parcial|parziale"
    r"|(?:montant\s+)?totale?\s+(?:du\s+|de la\s+|del\s+|for\s+|of\s+|general\s+)?(?:lot|chapitre|chap|poste|section|partie|part|phase|tranche"
    r"|capitulo|capitolo|lote|lotto|titel|abschnitt|bill|page|categor|sous)|report\b|a reporter|ubertrag|carried)"
)
_TAX = re.compile(
    r"^(?:montant\s+|dont\s+|taux\s+|total\s+|plus\s+|zzgl\.?\s+|add\s+|\+\s*)?(?:de\s+(?:la\s+)?|d[eu]\s+)?(?:\d+(?:[.,]\d+)?\s*%\s*)?"
    r"(?:t\.?\s?v\.?\s?a\b|v\.?a\.?t\b|mwst|m\.w\.st|ust\b|mehrwertsteuer|umsatzsteuer|i\.?v\.?a\b|igic\b|gst\b|sales tax\b|value added tax|(?:taxes?|steuer)\s*(?:\(?\d.*)?$)"
)
_DISCOUNT = re.compile(
    r"^(?:montant\s+(?:de\s+(?:la\s+)?)?|less\s+|abzgl\.?\s+|moins\s+|-\s*)?(?:\d+(?:[.,]\d+)?\s*%\s*(?:de\s+)?)?"
    r"(?:remises?(?!\s+(?:en|a|au|aux|du|des|de\s+(?!\d)))|rabais|ristournes?|discounts?|rabatt|nachlass|skonto|escompte|descuento|sconto|rebate)\b"
)
_GRAND = re.compile(
    r"\b(?:general|generale|grand|ht|h\.t|ttc|t\.t\.c|hors|tax|vat|iva|netto|brutto|net|a payer|overall|gesamt\w*|offre|offer|angebot"
    r"|marche|contract|imponibile|imponible|annuel|annual|mensuel|monthly|project|projet)\b"
)
_NOTE = re.compile(
    r"^(?:\*|\(\d\)|[¹²³]|nota\b|notes?\s*[:\d]|n\.?\s?b\.?\s*[:.]|remarques?\s*:|hinweis|anmerkung|avertissement|attention\b)"
)
_OPTION = re.compile(
    r"\b(?:options?|optionn?el\w*|optional|variantes?|pse|opcional|opzion\w+|bedarfsposition|eventualposition)\b"
)
_WORD = re.compile(r"[\w-]+")
_LONGEST_LABEL = 90


def header_likeness(text: str) -> bool:
    """Say whether a text holds a word that heads columns; long ones do too: ``PRICE OFFERED TO GSA (including IFF)``."""
    return any(word in _HEADER_WORDS for word in _WORD.findall(fold(text)[:200]))


@lru_cache(maxsize=4096)
def sum_kind(text: str) -> str | None:
    """Return ``sub-total``, ``total``, ``tax`` or ``discount`` where a label names one, else None."""
    if len(text) > _LONGEST_LABEL:
        return None
    label = fold(text).lstrip("-–•>→ ")
    for kind, pattern in (("discount", _DISCOUNT), ("sub-total", _SUBTOTAL), ("tax", _TAX), ("total", _TOTAL)):
        if pattern.search(label):
            return kind
    return None


def is_grand(text: str) -> bool:
    """Say whether a total's label speaks of the whole offer rather than of one part."""
    rest = _TOTAL.sub("", fold(text)).strip(" :.-")
    return not rest or _GRAND.search(fold(text)) is not None


def is_note(text: str) -> bool:
    """Say whether a text reads as a footnote or a remark."""
    return len(text) > 160 or _NOTE.search(fold(text)) is not None


def is_option(text: str) -> bool:
    """Say whether a label speaks of something optional, which totals often leave out."""
    return _OPTION.search(fold(text)) is not None

"""Questionnaires written and read back: the same answers, whatever people did to the sheets in between."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from dataclasses import replace
from datetime import date
from fractions import Fraction

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracteval.errors import Place
from contracteval.intake.from_template import read_bid_template, read_brief_template
from contracteval.intake.merge import merge
from contracteval.intake.reading import GivenTable, Reading
from contracteval.intake.to_questionnaire import Edition, write_questionnaire
from contracteval.intake.to_questionnaire.cover import version_of
from contracteval.model.bid import Answer, Answers
from contracteval.model.fact import Grade, Needs, Option
from contracteval.text import LANGUAGES, Text
from tests.calculators import recalculate_ironcalc
from tests.intake.asked import NEEDS, SETTINGS, fact

VENDOR_VALUES = {
    "price": Fraction(51, 5),
    "transition_cost": Fraction(0),
    "gain_share": Fraction(1275, 10000),
    "staff": Fraction(25, 2),
    "sites": Fraction(3),
    "notice": Fraction(18),
    "pricing_model": "time",
    "models_offered": "fixed, outcome",
    "open_book": False,
    "start": date(2027, 1, 15),
    "remarks": "=1+1 <b>&",
}
CASES = {"what": "robots", "value": Fraction(3, 5)}


def answers(values, grade=Grade.CONTRACTED, tables=None):
    return Answers({fact: Answer(value, grade, clause="art. 7") for fact, value in values.items()}, tables or {})


def read_bid(path):
    reading = Reading(path.name, SETTINGS, NEEDS)
    read_bid_template(path, reading)
    return reading


def read_brief(path):
    reading = Reading(path.name, SETTINGS, NEEDS)
    read_brief_template(path, reading)
    return reading


def values_of(reading, bid=None):
    given_ = [item for item in reading.given if item.bid == bid]
    merged, findings = merge(given_, [t for t in reading.tables if t.bid == bid], NEEDS)
    assert findings == []
    return {fact: answer.value for fact, answer in merged.facts.items() if answer.value is not None}


def kinds(problems):
    return [problem.kind for problem in problems]


def edit(path, change):
    """Change a workbook as a vendor would, through openpyxl."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
        change(book)
        book.save(path)
    return path


def cell_of(sheet, fact, header):
    """Find the cell of a fact under a heading."""
    (head,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == header]
    (row,) = [row[0].row for row in sheet.iter_rows() if any(cell.value == fact for cell in row)]
    return sheet.cell(row, head.column)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_filled_questionnaire_reads_back_equal(tmp_path, lang):
    path = tmp_path / "acme.xlsx"
    rows = {"promise": ({name: Answer(value) for name, value in CASES.items()},)}
    write_questionnaire(
        path,
        "vendor",
        NEEDS,
        "EUR",
        lang,
        answers=answers(VENDOR_VALUES, tables=rows),
        title="Infogérance",
        vendor="=Acme",
    )
    reading = read_bid(path)
    assert reading.problems == reading.findings == []
    assert reading.vendor == "=Acme"
    assert values_of(reading) == VENDOR_VALUES
    price = next(item.answer for item in reading.given if item.fact == "price")
    assert (price.grade, price.clause) == (Grade.CONTRACTED, "art. 7")
    assert price.places[0].to("en") == "acme.xlsx › Questions!C9 (Annual price)"
    (table,) = reading.tables
    assert [{name: a.value for name, a in row.items()} for row in table.rows] == [CASES]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_blank_questionnaire_says_nothing_and_asks_vendors_only_what_is_theirs(tmp_path, lang):
    path = tmp_path / "blank.xlsx"
    write_questionnaire(path, "vendor", NEEDS, "EUR", lang)
    reading = read_bid(path)
    assert reading.problems == reading.findings == reading.tables == []
    assert {item.fact for item in reading.given} == {spec.id for spec in NEEDS.facts.values() if spec.by == "vendor"}
    assert all(item.answer.value is None and item.answer.raw is None and item.answer.places for item in reading.given)
    assert [path.name for path in tmp_path.iterdir()] == ["blank.xlsx"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_filled_brief_reads_back_equal(tmp_path, lang):
    path = tmp_path / "brief.xlsx"
    own = {"should_cost": Fraction(44, 5), "change_is_goal": True}
    risk = {"p": Answer(Fraction(3, 10)), "loss": Answer(Fraction(2))}
    about = {
        "acme": answers({"roadmap": Fraction(3), "risk_exposure": Fraction(1, 2)}, tables={"risk": (risk,)}),
        "bolt": answers({"roadmap": Fraction(0)}, tables={"risk": ()}),
    }
    bids = [("acme", "Acme"), ("bolt", "Bolt"), ("coil", "Coil")]
    write_questionnaire(path, "brief", NEEDS, "EUR", lang, answers=answers(own), bids=bids, bid_answers=about)
    reading = read_brief(path)
    assert reading.problems == reading.findings == []
    assert values_of(reading) == own
    assert values_of(reading, "acme") == {"roadmap": 3, "risk_exposure": Fraction(1, 2)}
    assert values_of(reading, "bolt") == {"roadmap": 0}
    assert set(reading.bids) == {"acme", "bolt"}
    rows = {table.bid: [{name: a.value for name, a in row.items()} for row in table.rows] for table in reading.tables}
    assert rows == {"acme": [{"p": Fraction(3, 10), "loss": 2}], "bolt": []}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_buyer_completes_the_rows_that_vendors_wrote(tmp_path, lang):
    path = tmp_path / "brief.xlsx"
    rows = tuple(
        {name: Answer(value, raw=str(value)) for name, value in row.items()}
        for row in (CASES, {"what": "paper", "value": Fraction(1, 4)})
    )
    about = {"acme": answers({}, tables={"promise": rows}), "bolt": answers({})}
    write_questionnaire(path, "brief", NEEDS, "EUR", lang, bids=[("acme", ""), ("bolt", "")], bid_answers=about)

    def fill(book):
        sheet = next(sheet for sheet in book if any(c.value == "promise.checked" for row in sheet for c in row))
        head = next(row[0].row for row in sheet.iter_rows() if row[1].value == "promise.what")
        assert [sheet.cell(head + 2 + i, 2).value for i in range(3)] == ["robots", "paper", None]
        assert sheet.cell(head + 2, 2).protection.locked
        assert not sheet.cell(head + 2, 4).protection.locked
        sheet.cell(head + 3, 4).value = "oui"

    brief = read_brief(edit(path, fill))
    vendor = GivenTable("promise", rows, Place("acme.xlsx"))
    merged, findings = merge([], [vendor, *(t for t in brief.tables if t.bid == "acme")], NEEDS)
    assert findings == brief.problems == []
    assert [row["checked"].value if "checked" in row else None for row in merged.tables["promise"]] == [None, True]
    changed_rows = ({**rows[0], "what": Answer("drones", raw="drones")},)
    _, findings = merge([], [GivenTable("promise", changed_rows, Place("acme.xlsx")), *brief.tables], NEEDS)
    assert kinds(findings) == ["row-unknown"]


def test_the_brief_before_bids_are_known_has_columns_to_name(tmp_path):
    path = tmp_path / "brief.xlsx"
    write_questionnaire(path, "brief", NEEDS, "EUR", "en")

    def fill(book):
        sheet = book["Estimates per bid"]
        head = next(row for row in sheet.iter_rows() if row[0].value == "id")
        head[4].value = "acme"
        sheet.cell(head[0].row + 1, 5, 3)
        sheet.cell(head[0].row + 1, 6, 2)

    reading = read_brief(edit(path, fill))
    assert values_of(reading, "acme") == {"roadmap": 3}
    assert kinds(reading.problems) == ["bid-column-unnamed"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_inserted_rows_moved_columns_and_a_new_name_do_not_matter(tmp_path, lang):
    path = tmp_path / "acme.xlsx"
    write_questionnaire(path, "vendor", NEEDS, "EUR", lang, answers=answers(VENDOR_VALUES), vendor="Acme")

    def shuffle(book):
        sheet = book["Questions"]
        sheet.title = "Notre réponse"
        sheet.insert_rows(3, 4)
        sheet.insert_rows(16, 2)
        sheet.cell(16, 2, "Our prices are firm.")
        sheet.insert_cols(1)
        rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
        for i, row in enumerate(rows, 1):
            for j, value in enumerate(reversed(row), 1):
                if i > 10:
                    sheet.cell(i, j).value = value
                    sheet.cell(i, j).data_type = "s" if isinstance(value, str) else sheet.cell(i, j).data_type

    reading = read_bid(edit(path, shuffle))
    assert reading.problems == []
    assert kinds(reading.findings) == []
    assert values_of(reading) == VENDOR_VALUES
    assert reading.vendor == "Acme"


def test_what_vendors_write_instead_of_numbers_is_found_in_its_cell(tmp_path):
    path = tmp_path / "acme.xlsx"
    write_questionnaire(path, "vendor", NEEDS, "EUR", "en", answers=answers({"gain_share": Fraction(1, 4)}))

    def fill(book):
        sheet = book["Questions"]
        cell_of(sheet, "price", "Answer").value = 850
        cell_of(sheet, "price", "Unit").value = "k€/month"
        cell_of(sheet, "transition_cost", "Answer").value = "on request"
        cell_of(sheet, "gain_share", "Answer").value = 25
        cell_of(sheet, "staff", "Answer").value = "=1/0"
        cell_of(sheet, "sites", "Answer").value = "not offered"
        cell_of(sheet, "notice", "Evidence").value = "sworn"

    reading = read_bid(edit(path, fill))
    assert values_of(reading) == {"price": Fraction(51, 5)}
    assert [(f.kind, f.fact) for f in reading.findings] == [
        ("not-a-number", "transition_cost"),
        ("fact-out-of-range", "gain_share"),
        ("formula-not-calculated", "staff"),
        ("not-offered", "sites"),
        ("grade-unknown", "notice"),
    ]
    assert all(finding.places[0].cell for finding in reading.findings)


def test_a_formula_that_gave_an_empty_text_is_a_blank(tmp_path):
    path = tmp_path / "acme.xlsx"
    write_questionnaire(path, "vendor", NEEDS, "EUR", "en")
    edit(path, lambda book: setattr(cell_of(book["Questions"], "price", "Answer"), "value", '=""'))
    source = zipfile.ZipFile(path)
    part = source.read("xl/worksheets/sheet2.xml")
    emptied = re.sub(rb'(<c r="C9"[^>]*?)(?: t="\w+")?>(<f>.*?</f>)<v ?/>', rb'\1 t="str">\2<v></v>', part)
    assert emptied != part
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as copy:
        for name in source.namelist():
            copy.writestr(name, emptied if name == "xl/worksheets/sheet2.xml" else source.read(name))
    source.close()
    path.write_bytes(content.getvalue())
    reading = read_bid(path)
    assert reading.findings == []


def test_a_fact_answered_in_two_rows_is_settled_by_merging(tmp_path):
    path = tmp_path / "acme.xlsx"
    write_questionnaire(path, "vendor", NEEDS, "EUR", "en", answers=answers(VENDOR_VALUES))

    def repeat(book):
        sheet = book["Questions"]
        for column, value in ((1, "price"), (3, 11)):
            sheet.cell(40, column, value)

    reading = read_bid(edit(path, repeat))
    merged, findings = merge(reading.given, [], NEEDS)
    assert kinds(findings) == ["fact-given-twice"]
    assert [place.cell for place in findings[0].places] == ["C9", "C40"]
    assert merged.facts["price"].value is None


def test_an_id_that_nobody_asks_for_is_refused_with_its_cell(tmp_path):
    path = tmp_path / "acme.xlsx"
    write_questionnaire(path, "vendor", NEEDS, "EUR", "en")
    edit(path, lambda book: setattr(cell_of(book["Questions"], "price", "id"), "value", "prices"))
    reading = read_bid(path)
    assert kinds(reading.problems) == ["fact-unknown"]
    assert str(reading.problems[0].places[0]) == "acme.xlsx › Questions!A9"


def test_any_other_workbook_is_told_to_have_a_map(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "Total HT"
    book.save(tmp_path / "acme.xlsx")
    reading = read_bid(tmp_path / "acme.xlsx")
    assert kinds(reading.problems) == ["not-a-template"]


def test_the_word_none_declares_an_empty_table(tmp_path):
    path = tmp_path / "acme.xlsx"
    for lang in LANGUAGES:
        write_questionnaire(path, "vendor", NEEDS, "EUR", lang, answers=Answers(tables={"promise": ()}))
        assert [(table.table, table.rows) for table in read_bid(path).tables] == [("promise", ())]


def test_the_same_input_gives_the_same_bytes_and_a_bad_path_leaves_nothing(tmp_path):
    paths = [tmp_path / "a" / "q.xlsx", tmp_path / "b" / "q.xlsx"]
    for path in paths:
        path.parent.mkdir()
        write_questionnaire(path, "vendor", NEEDS, "EUR", "fr", answers=answers(VENDOR_VALUES))
    assert paths[0].read_bytes() == paths[1].read_bytes()
    with pytest.raises(OSError, match="nowhere"):
        write_questionnaire(tmp_path / "nowhere" / "q.xlsx", "vendor", NEEDS, "EUR", "fr")


def test_sheets_are_locked_but_for_the_inputs_and_print_with_their_head(tmp_path):
    path = tmp_path / "q.xlsx"
    write_questionnaire(path, "vendor", NEEDS, "USD", "fr")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl does not know the data bar
        sheet = openpyxl.load_workbook(path)["Questions"]
    assert sheet.protection.sheet
    assert not cell_of(sheet, "price", "Réponse").protection.locked
    assert cell_of(sheet, "price", "Question").protection.locked
    assert cell_of(sheet, "price", "Unité").value == "M$/an"
    assert cell_of(sheet, "price", "Réponses admises").value == "valeur supérieure à 0"
    assert sheet.freeze_panes == "C9"
    assert sheet.print_title_rows == "$8:$8"
    lists = {rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert '"oui,non"' in lists
    assert '"aucune,affirmée,proposée,contractualisée,mesurée"' in lists


NUMBERS = st.decimals(min_value=0, max_value=1, places=6).map(Fraction)
WORDS = st.text(st.characters(codec="ascii", min_codepoint=33), min_size=1, max_size=40).filter(
    lambda text: not text.startswith("#") and "_x" not in text and text.lower() not in ("none", "aucun", "aucune")
)
FILLED = st.fixed_dictionaries(
    {},
    optional={
        "price": NUMBERS.filter(bool),
        "gain_share": NUMBERS,
        "open_book": st.booleans(),
        "pricing_model": st.sampled_from(["fixed", "time", "outcome"]),
        "start": st.dates(date(1950, 1, 1), date(2150, 1, 1)),
        "remarks": WORDS,
    },
)
PROMISES = st.none() | st.lists(
    st.fixed_dictionaries({"what": WORDS, "value": st.none() | NUMBERS.filter(bool)}), max_size=3
)


def filled(values, rows, grade=Grade.ASSERTED):
    tables = {} if rows is None else {"promise": tuple({name: Answer(v) for name, v in row.items()} for row in rows)}
    return answers(values, grade, tables)


def rows_of(reading):
    """Return the rows of the one table of a bid, or None when it is not answered."""
    tables = [[{name: a.value for name, a in row.items()} for row in table.rows] for table in reading.tables]
    return tables[0] if tables else None


@given(FILLED, PROMISES, st.sampled_from(LANGUAGES), st.sampled_from(Grade))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_answers_survive_the_round_trip(tmp_path, values, rows, lang, grade):
    path = tmp_path / "any.xlsx"
    write_questionnaire(path, "vendor", NEEDS, "EUR", lang, answers=filled(values, rows, grade))
    reading = read_bid(path)
    assert reading.problems == reading.findings == []
    assert values_of(reading) == values
    assert rows_of(reading) == rows
    assert all(item.answer.grade is grade for item in reading.given if item.answer.value is not None)


def moved(rows, order):
    """Put the columns of some rows into another order, as a vendor does by dragging them."""
    return [[row[j] if j < len(row) else None for j in order] for row in rows]


def as_typed(cell, decimals):
    """Write a number as a vendor types it over the cell: text with the decimal sign of the country, a percentage with its sign."""
    if not isinstance(cell.value, float):
        return cell.value
    is_share = "%" in cell.number_format
    text = f"{cell.value * (100 if is_share else 1):.6f}".rstrip("0").rstrip(".").replace(".", decimals)
    return f"{text} %" if is_share else text


def changed(path, order, gaps, decimals):
    """Rebuild a workbook as a vendor does: other order of columns, blank and noted rows, another name, numbers as text.

    Only what is on the screen is carried over, as pasting values does.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        source, target = openpyxl.load_workbook(path, data_only=True), openpyxl.Workbook()
    target.remove(target.active)
    target.create_sheet("Notre société")["B2"] = "Merci de votre confiance"
    for k, sheet in enumerate(source.worksheets):
        copy = target.create_sheet(f"Annexe {k}")
        rows = [[as_typed(cell, decimals) for cell in row] for row in sheet.iter_rows()]
        ids = [i for i, row in enumerate(rows, 1) if any(str(value).startswith("promise.") for value in row)]
        at = 1
        for i, row in enumerate(moved(rows, [j for j in order if j < sheet.max_column])):
            if i + 1 in gaps:  # below the ids of a table a note would be one more row, and only blanks are told apart
                copy.cell(at, 2, None if ids and i > ids[0] else "(voir notre annexe)")
                at += 1
            for j, value in enumerate(row, 2):
                cell = copy.cell(at, j, value)
                cell.data_type = "s" if isinstance(value, str) else cell.data_type
            at += 1
    target.save(path)


@given(
    FILLED,
    PROMISES,
    st.sampled_from(LANGUAGES),
    st.permutations(range(8)),
    st.sets(st.integers(1, 8), max_size=3),
    st.sampled_from(",."),
)
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_answers_survive_what_vendors_do_to_a_workbook(tmp_path, values, rows, lang, order, gaps, decimals):
    path = tmp_path / "any.xlsx"
    write_questionnaire(path, "vendor", NEEDS, "EUR", lang, answers=filled(values, rows))
    changed(path, order, gaps, decimals)
    reading = read_bid(path)
    assert reading.problems == reading.findings == []
    assert values_of(reading) == values
    assert rows_of(reading) == rows


def test_a_question_or_a_column_that_was_removed_is_named(tmp_path):
    path = tmp_path / "acme.xlsx"
    write_questionnaire(path, "vendor", NEEDS, "EUR", "en", answers=answers(VENDOR_VALUES))

    def cut(book):
        sheet = book["Questions"]
        sheet.delete_rows(next(row[0].row for row in sheet.iter_rows() if row[0].value == "sites"))
        book["Promises"].delete_cols(2)

    reading = read_bid(edit(path, cut))
    assert reading.problems == []
    assert [(f.kind, f.places[0].key) for f in reading.findings] == [
        ("question-removed", "sites"),
        ("question-removed", "promise.value"),
    ]
    assert "Sites" in reading.findings[0].message.fr


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_first_sheet_counts_what_is_answered_and_carries_the_version(tmp_path, lang):
    path = tmp_path / "acme.xlsx"
    rows = {"promise": ()}
    write_questionnaire(
        path, "vendor", NEEDS, "EUR", lang, answers=answers(VENDOR_VALUES, tables=rows),
        edition=Edition(("fair_price 1.0",), "five_criteria", "proposal"),
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path, data_only=True)
        live = openpyxl.load_workbook(path)
    cells = [[cell.value for cell in row if cell.value is not None] for row in book.worksheets[0].iter_rows()]
    (total,) = [row for row in cells if row and row[0] in ("Completed", "Rempli")]
    assert total[1:] == [len(VENDOR_VALUES) + 1, len(VENDOR_VALUES) + 1, 1]
    (version,) = [row[1] for row in cells if row and row[0] == "Version"]
    assert version.startswith(book.properties.keywords)
    assert live.custom_doc_props["contracteval questionnaire"].value == book.properties.keywords
    assert any("fair_price 1.0" in str(value) for row in cells for value in row)
    assert live.worksheets[0]["C12"].value.startswith("=COUNTA(")
    cached = {
        key: value for key, value in recalculate_ironcalc(path, tmp_path).items() if key[0] == live.worksheets[0].title
    }
    stated = {
        (book.worksheets[0].title, cell.coordinate): cell.value
        for row in book.worksheets[0].iter_rows() for cell in row if isinstance(cell.value, int | float)
    }  # fmt: skip
    assert stated
    assert {key: cached[key] for key in stated} == stated


def test_the_version_changes_with_what_is_asked_and_not_with_the_language(tmp_path):
    fewer = replace(NEEDS, facts={k: v for k, v in NEEDS.facts.items() if k != "sites"})
    assert version_of(NEEDS) != version_of(fewer)
    assert version_of(NEEDS) == version_of(replace(NEEDS))


def test_questions_stand_under_the_title_of_their_section(tmp_path):
    path = tmp_path / "acme.xlsx"
    needs = replace(NEEDS, sections={"price": Text("Fair price", "Prix juste"), "sites": Text("Sites", "Sites")})
    write_questionnaire(path, "vendor", needs, "EUR", "fr", answers=answers(VENDOR_VALUES))
    reading = read_bid(path)
    assert reading.problems == reading.findings == []
    assert values_of(reading) == VENDOR_VALUES
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        sheet = openpyxl.load_workbook(path)["Questions"]
    titles = [row[1].value for row in sheet.iter_rows(min_row=9) if row[0].value is None and row[1].value]
    assert titles == ["Prix juste", "Sites", "Autres informations"]


def test_a_list_too_long_for_a_cell_stands_on_a_sheet_that_anyone_can_see(tmp_path):
    path = tmp_path / "acme.xlsx"
    options = tuple(Option(f"o{i}", Text(f"Option {i}, with a comma", f"Option {i}")) for i in range(30))
    needs = Needs({"plan": fact("plan", "choice", options=options)}, {})
    write_questionnaire(path, "vendor", needs, "EUR", "en", answers=answers({"plan": "o7"}))
    reading = Reading(path.name, SETTINGS, needs)
    read_bid_template(path, reading)
    assert [item.answer.value for item in reading.given] == ["o7"]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(path)
    assert [sheet.sheet_state for sheet in book] == ["visible"] * 3
    assert book["Lists"]["A8"].value == "Option 7, with a comma"
    assert "'Lists'!$A$1:$A$30" in {rule.formula1 for rule in book["Questions"].data_validations.dataValidation}


def test_amounts_are_read_in_the_currency_of_the_evaluation(tmp_path):
    path = tmp_path / "q.xlsx"
    write_questionnaire(path, "vendor", NEEDS, "USD", "fr", answers=answers({"price": Fraction(10)}))
    reading = Reading(path.name, replace(SETTINGS, currency="USD", rates={}), NEEDS)
    read_bid_template(path, reading)
    assert values_of(reading) == {"price": 10}
    assert values_of(read_bid(path)) == {"price": Fraction(92, 10)}

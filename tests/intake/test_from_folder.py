"""A folder of JSON bids and a brief: merged by bid, with every problem of every file at once."""

from __future__ import annotations

import json
from collections import Counter
from fractions import Fraction

import pytest
import xlwt

from contracteval.errors import InputError
from contracteval.intake.from_folder import read_dossier, read_dossier_report
from contracteval.model.fact import Grade
from contracteval.text import LANGUAGES
from tests.intake.asked import NEEDS, SETTINGS
from tests.intake.making import an_ods, an_xlsx, ods_number, ods_row, ods_sheet, ods_text

ACME = {
    "vendor": "Acme SA",
    "facts": {
        "price": {"value": 10.2, "unit": "M€/yr", "grade": "contractualisée", "clause": "art. 7"},
        "gain_share": "15 %",
        "transition_cost": None,
        "models_offered": ["fixed", "Régie"],
    },
    "tables": {"promise": [{"what": "robots", "value": "0.6 M€/yr"}]},
}
BRIEF = {
    "facts": {"should_cost": {"value": 8.8, "unit": "M€/yr"}, "change_is_goal": True},
    "bids": {"acme": {"facts": {"roadmap": 3, "risk_exposure": "500 k€/an"}, "tables": {"risk": []}}},
}


def write(folder, files):
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return folder


def problems_of(folder, files):
    with pytest.raises(InputError) as caught:
        read_dossier(write(folder, files), SETTINGS, NEEDS)
    assert all(problem.to_lines(lang) for problem in caught.value.problems for lang in LANGUAGES)
    return caught.value.problems


def kinds(problems):
    return [problem.kind for problem in problems]


def test_a_bid_and_the_brief_are_read_with_their_places(tmp_path):
    dossier = read_dossier(write(tmp_path, {"bids/acme.json": ACME, "brief.json": BRIEF}), SETTINGS, NEEDS)
    (bid,) = dossier.bids
    price = bid.answers.facts["price"]
    assert (bid.id, bid.vendor, bid.file) == ("acme", "Acme SA", "acme.json")
    assert (price.value, price.grade, price.clause, price.raw) == (
        Fraction(51, 5),
        Grade.CONTRACTED,
        "art. 7",
        "10.2 M€/yr",
    )
    assert price.places[0].to("en") == "acme.json › facts.price (Annual price)"
    assert bid.answers.facts["gain_share"].grade is Grade.ASSERTED
    assert bid.answers.facts["transition_cost"].value is None
    assert bid.answers.facts["models_offered"].value == "fixed, time"
    assert bid.answers.facts["risk_exposure"].value == Fraction(1, 2)
    assert bid.answers.facts["roadmap"].value == 3
    assert bid.answers.tables["promise"][0]["value"].value == Fraction(3, 5)
    assert bid.answers.tables["risk"] == ()
    assert dossier.brief.facts["should_cost"].value == Fraction(44, 5)
    assert dossier.findings == ()


def test_a_wrong_value_is_a_finding_with_its_bid_and_fact(tmp_path):
    bids = {"bids/acme.json": {"facts": {"price": 0}, "tables": {"promise": [{"value": "lots"}]}}, "brief.json": BRIEF}
    dossier = read_dossier(write(tmp_path, bids), SETTINGS, NEEDS)
    assert [(f.kind, f.bid, f.fact) for f in dossier.findings] == [
        ("fact-out-of-range", "acme", "price"),
        ("not-a-number", "acme", "promise.value"),
    ]
    assert dossier.bids[0].answers.facts["price"].value is None
    assert dossier.bids[0].vendor == "acme"


def test_all_structural_problems_of_all_files_come_at_once(tmp_path):
    problems = problems_of(
        tmp_path,
        {
            "bids/acme.json": {
                "facts": {"prise": 1, "price": [1]},
                "fact": {},
                "tables": {"promise": [{"wat": 1}], "risc": []},
            },
            "bids/bolt.json": '{"facts": {"price": 1, "price": 2}}',
            "bids/coil.json": "{",
            "bids/dent.json": "[]",
            "bids/edge.json": {"vendor": 3, "facts": {"price": {"value": 1, "unit": 2}}, "tables": {"promise": {}}},
            "bids/fuse.json": '{"facts": ' * 100_000,
            "bids/gear.pdf": "price;10",
            "bids/hull.map.toml": "",
            "bids/._acme.json": "",
            "bids/~$acme.xlsx": "",
            "bids/Thumbs.db": "",
            "brief.json": {
                "facts": {"price": 1},
                "bids": {"acne": {}, "acme": {"facts": {"should_cost": 1}}, "bolt": 3},
            },
        },
    )
    assert Counter(kinds(problems)) == {
        "key-unknown": 1,
        "fact-unknown": 1,
        "table-unknown": 1,
        "column-unknown": 1,
        "key-duplicate": 1,
        "json-broken": 2,
        "shape-wrong": 6,
        "bid-unsupported": 1,
        "map-without-workbook": 1,
        "fact-misplaced": 2,
        "bid-unknown": 1,
    }
    lines = [line for problem in problems for line in problem.to_lines("en")]
    assert "  next: did you mean price?" in lines
    assert "  next: did you mean acme?" in lines


def test_a_bid_that_only_the_brief_knows_is_told_what_to_do(tmp_path):
    brief = {"bids": {"withdrawn": {"facts": {"should_cost": 1}}}}
    found = problems_of(tmp_path, {"bids/acme.json": ACME, "brief.json": brief})
    problem = next(problem for problem in found if problem.kind == "bid-unknown")
    assert "bids found: acme" in problem.next.en


def test_two_sources_of_one_bid_agree_or_leave_the_fact_unknown(tmp_path):
    from contracteval.intake.to_questionnaire import write_questionnaire

    write(tmp_path, {"bids/acme.json": ACME, "brief.json": BRIEF})
    first = read_dossier(tmp_path, SETTINGS, NEEDS)
    write_questionnaire(tmp_path / "bids/acme.xlsx", "vendor", NEEDS, "EUR", "en", answers=first.bids[0].answers)
    both = read_dossier(tmp_path, SETTINGS, NEEDS)
    assert both.findings == ()
    assert [place.file for place in both.bids[0].answers.facts["price"].places] == ["acme.json", "acme.xlsx"]
    assert len(both.bids) == 1

    write(tmp_path, {"bids/acme.json": ACME | {"facts": {"price": 9.9}, "tables": {"promise": []}}})
    torn = read_dossier(tmp_path, SETTINGS, NEEDS)
    assert kinds(torn.findings) == ["fact-given-twice", "fact-given-twice"]
    assert torn.findings[0].got == "9.9 / 10.2"
    assert [place.file for place in torn.findings[0].places] == ["acme.json", "acme.xlsx"]
    assert torn.bids[0].answers.facts["price"].value is None
    assert torn.bids[0].answers.facts["gain_share"].value == Fraction(3, 20)
    assert "promise" not in torn.bids[0].answers.tables


def test_a_vendor_does_not_say_what_is_not_its_own_to_say(tmp_path):
    acme = {
        "facts": {"roadmap": 4, "price": 9},
        "tables": {"risk": [], "promise": [{"what": "robots", "checked": True}]},
    }
    dossier = read_dossier(write(tmp_path, {"bids/acme.json": acme, "brief.json": {}}), SETTINGS, NEEDS)
    assert [(f.kind, f.fact) for f in dossier.findings] == [
        ("wrong-giver", "roadmap"),
        ("wrong-giver", "risk"),
        ("wrong-giver", "checked"),
    ]
    assert "c’est au jury de répondre" in dossier.findings[0].message.fr
    answers = dossier.bids[0].answers
    assert "roadmap" not in answers.facts
    assert "risk" not in answers.tables
    assert answers.tables["promise"][0].keys() == {"what"}


def test_a_grade_that_cannot_be_read_counts_as_asserted(tmp_path):
    acme = {"facts": {"price": {"value": 9, "grade": "contractd"}}}
    dossier = read_dossier(write(tmp_path, {"bids/acme.json": acme, "brief.json": {}}), SETTINGS, NEEDS)
    assert kinds(dossier.findings) == ["grade-unknown"]
    assert dossier.bids[0].answers.facts["price"].grade is Grade.ASSERTED


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({}, ["brief-missing", "no-bids"]),
        ({"brief.json": {}, "bids/.DS_Store": ""}, ["no-bids"]),
        ({"brief.json": {}, "brief.xlsx": "", "bids/a.json": {}}, ["brief-twice"]),
        ({"brief.json": {}, "bids/acme.json": {}, "bids/ACME.json": {}}, ["bid-id"]),
        ({"brief.json": {}, "bids/(a).json": {}}, ["bid-id"]),
        ({"brief.json": {}, "bids/a.json": {}, "bids/b/c.json": {}}, ["bid-unsupported"]),
        ({"brief.json": {}, "bids/a.json": {}, "bids/b.pdf": ""}, ["bid-unsupported"]),
        ({"brief.json": {}, "bids/a.json": {}, "bids/b.xlsx": "not a zip"}, ["not-a-workbook"]),
        ({"brief.json": "{", "bids/a.json": {}}, ["json-broken"]),
    ],
)
def test_a_folder_that_cannot_be_ranked_is_refused(tmp_path, files, expected):
    assert kinds(problems_of(tmp_path, files)) == expected


def test_the_report_keeps_what_could_be_read(tmp_path):
    write(tmp_path, {"bids/acme.json": ACME, "bids/bolt.json": "{", "brief.json": BRIEF})
    dossier, problems = read_dossier_report(tmp_path, SETTINGS, NEEDS)
    assert [(p.kind, p.bid) for p in problems] == [("json-broken", "bolt")]
    assert dossier is not None
    assert [bid.id for bid in dossier.bids] == ["acme", "bolt"]
    assert read_dossier_report(tmp_path / "nowhere", SETTINGS, NEEDS)[0] is None


def test_json_bids_load_no_spreadsheet_library(tmp_path):
    import subprocess
    import sys

    write(tmp_path, {"bids/acme.json": ACME, "brief.json": BRIEF})
    script = (
        "import sys; from pathlib import Path; from tests.intake.asked import NEEDS, SETTINGS;"
        "from contracteval.intake.from_folder import read_dossier;"
        "read_dossier(Path(sys.argv[1]), SETTINGS, NEEDS);"
        "print({'openpyxl', 'xlsxwriter', 'sympy'} & set(sys.modules))"
    )
    command = [sys.executable, "-c", script, str(tmp_path)]
    path = {"PYTHONPATH": ":".join(p for p in sys.path if p)}
    assert subprocess.run(command, capture_output=True, text=True, check=True, env=path).stdout == "set()\n"


def _xls(path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("DPGF")
    for row, fields in enumerate(ROWS):
        for column, value in enumerate(fields):
            sheet.write(row, column, value)
    book.save(str(path))


def _ods(path):
    rows = "".join(ods_row(*(ods_number(f) if isinstance(f, int) else ods_text(f) for f in fields)) for fields in ROWS)
    path.write_bytes(an_ods(ods_sheet(rows, "DPGF")))


def _csv(path):
    path.write_bytes("\n".join(";".join(map(str, fields)) for fields in ROWS).encode("cp1252"))


def _xlsm(path):
    def fill(book):
        sheet = book.add_worksheet("DPGF")
        for row, fields in enumerate(ROWS):
            sheet.write_row(row, 0, fields)
        macros = path.with_name("vbaProject.bin")
        macros.write_bytes(b"not run")
        book.add_vba_project(str(macros))

    path.write_bytes(an_xlsx(fill))
    path.with_name("vbaProject.bin").unlink()


ROWS = [("id", "Libellé", "Réponse"), ("price", "Total annuel", 10200000)]
MAKERS = {"xls": _xls, "ods": _ods, "csv": _csv, "xlsm": _xlsm}
SAID = {
    "xls": [], "ods": [], "csv": ["csv-read-as", "csv-encoding-uncertain"], "xlsm": ["macros-not-run"],
}  # fmt: skip
MAP = '[facts.price]\nlabel = "Total annuel"\ncolumn = "Réponse"\nunit = "€/yr"\n'


@pytest.mark.parametrize("suffix", MAKERS)
@pytest.mark.parametrize("mapped", [True, False])
def test_bids_come_in_every_format_through_a_map_or_in_our_own_layout(tmp_path, suffix, mapped):
    files = {"brief.json": {}, "bids/beta.json": {}} | ({"bids/acme.map.toml": MAP} if mapped else {})
    write(tmp_path, files)
    MAKERS[suffix](tmp_path / "bids" / f"acme.{suffix}")
    dossier = read_dossier(tmp_path, SETTINGS, NEEDS)
    answer = dossier.bids[0].answers.facts["price"]
    assert answer.value == (Fraction("10.2") if mapped else 10_200_000)  # our own layout asks in M€/yr
    assert answer.places[0].file == f"acme.{suffix}"
    assert [f.kind for f in dossier.findings if f.bid == "acme" and f.fact is None] == SAID[suffix]

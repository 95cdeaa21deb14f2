"""What the project promises about its own weight, as ratios to the bare work."""

from __future__ import annotations

import subprocess
import sys
import time
import tomllib
from collections.abc import Callable, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from contracteval.case import Case
from contracteval.cli import COMMANDS
from contracteval.data import data_folder
from contracteval.evaluation.engine import Engine
from contracteval.evaluation.evaluate import evaluate, merge
from contracteval.evaluation.explain import Explainer
from contracteval.model.bid import Answers, Bid
from contracteval.rules.to_rulebook import load_rulebook
from contracteval.starter import make_demo
from tests.benchmarks.ratio import process_seconds, ratio

pytestmark = pytest.mark.benchmark
DEMO = data_folder("templates") / "demo"
RUN = "from contracteval.cli import main; main({arguments!r})"
HEAVY = (
    "import sys; loaded = {{'sympy', 'openpyxl'}} & set(sys.modules); sys.exit(f'loads {{loaded}}' if loaded else 0)"
)


def command(*arguments: str) -> list[str]:
    return ["-c", RUN.format(arguments=list(arguments))]


def test_help_costs_little_more_than_importing_click() -> None:
    assert ratio(lambda: process_seconds(command("--help")), lambda: process_seconds(["-c", "import click"])) < 2


@pytest.mark.parametrize(
    "arguments",
    [["--help"], ["rules", "list"], ["compare", str(DEMO), "--json"], ["compare", str(DEMO)], ["explain", str(DEMO), "--bid", "artisan"]],
    ids=lambda arguments: " ".join(arguments[:1]) + str(len(arguments)),
)  # fmt: skip
def test_neither_sympy_nor_openpyxl_is_loaded_for_json_bids(arguments: list[str]) -> None:
    code = f"import atexit\ntry:\n    {RUN.format(arguments=arguments)}\nexcept SystemExit as e:\n    assert not e.code, e.code\n{HEAVY.format()}"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert found.returncode == 0, found.stderr


def test_every_command_is_listed_for_help() -> None:
    files = {path.stem for path in (Path(__file__).parents[2] / "contracteval" / "cli").iterdir()}
    assert set(COMMANDS) <= files


@pytest.mark.parametrize("output", ["terminal", "json"])
def test_comparing_three_workbooks_costs_less_than_twice_reading_them(tmp_path: Path, output: str) -> None:
    make_demo(tmp_path / "demo", "en")
    files = [str(path) for path in sorted((tmp_path / "demo").rglob("*.xlsx"))]
    assert len(files) == 4
    reading = f"import openpyxl\nfor name in {files!r}:\n    openpyxl.load_workbook(name)"
    ours = command("compare", str(tmp_path / "demo"), *(["--json"] if output == "json" else []))
    assert ratio(lambda: process_seconds(ours), lambda: process_seconds(["-c", reading])) < 2


def test_loading_all_rules_costs_less_than_twice_reading_their_toml() -> None:
    """Names, types, units, cycles, weights and gaps are checked in what is left beside the bare parser."""
    files = sorted(data_folder("rulesets").rglob("*.toml"))

    def bare() -> float:
        texts = (path.read_text(encoding="utf-8") for path in files)
        return _seconds(lambda: [tomllib.loads(text, parse_float=Decimal) for text in texts])

    assert ratio(lambda: _seconds(load_rulebook), bare) < 2
    assert "sympy" not in _modules_of("from contracteval.rules.to_rulebook import load_rulebook; load_rulebook()")


def _modules_of(code: str) -> str:
    shown = f"{code}\nimport sys; print(' '.join(sys.modules))"
    return subprocess.run([sys.executable, "-c", shown], capture_output=True, text=True, check=True).stdout


def test_scoring_with_explanations_costs_less_than_five_times_the_bare_arithmetic(tmp_path: Path) -> None:
    """10 bids × 40 criteria, each with the formula of the control ratio and of fundability in turn."""
    case = wide_case(tmp_path)
    engine = Engine(case.plan)
    explainer = Explainer(engine)
    bid = case.dossier.bids[0]
    answers = merge(case.dossier.brief, bid.answers)
    facts: dict[str, Any] = {id_: answer.value for id_, answer in answers.facts.items()}

    def ours() -> float:
        return _seconds(lambda: [_explained(explainer, engine, bid, answers) for _ in range(10)])

    def bare() -> float:
        return _seconds(lambda: [_bare(facts) for _ in range(10)])

    assert ratio(ours, bare, runs=15) < 5


def test_writing_the_scorecard_costs_less_than_one_and_a_half_times_its_cells(tmp_path: Path) -> None:
    """Five bids: against XlsxWriter writing the same cells, without charts, widths or protection, and without our code."""
    from dataclasses import replace

    from contracteval.evaluation.evaluate import compare
    from contracteval.reports.to_workbook import write_scorecard

    case = Case(DEMO)
    first = case.dossier.bids[0]
    more = tuple(replace(first, id=f"more{i}", vendor=f"More {i}") for i in range(2))
    dossier = replace(case.dossier, bids=(*case.dossier.bids, *more))
    comparison = compare(case.plan, dossier)

    def ours() -> None:
        write_scorecard(tmp_path / "ours.xlsx", case.plan, dossier, comparison, "en")

    cells = _recorded(ours)
    assert len(cells) > 5000
    assert ratio(lambda: _seconds(ours), lambda: _seconds(lambda: _written(tmp_path / "bare.xlsx", cells))) < 1.5


Cell = tuple[str, str, tuple[Any, ...]]


def _recorded(work: Callable[[], None]) -> list[Cell]:
    """Return the cells that XlsxWriter is told to write: sheet, method, arguments without the format."""
    from xlsxwriter.worksheet import Worksheet

    cells: list[Cell] = []
    methods = ("write_string", "write_number", "write_formula", "write_blank", "write_datetime")
    kept = {name: getattr(Worksheet, name) for name in methods}

    def recording(name: str) -> Callable[..., Any]:
        def write(sheet: Any, *arguments: Any) -> Any:
            cells.append((sheet.get_name(), name, arguments))
            return kept[name](sheet, *arguments)

        return write

    try:
        for name in methods:
            setattr(Worksheet, name, recording(name))
        work()
    finally:
        for name, method in kept.items():
            setattr(Worksheet, name, method)
    return cells


def _written(path: Path, cells: Sequence[Cell]) -> None:
    import xlsxwriter
    from xlsxwriter.format import Format

    with xlsxwriter.Workbook(str(path)) as book:
        sheets = {name: book.add_worksheet(name) for name in dict.fromkeys(cell[0] for cell in cells)}
        plain = book.add_format({"bold": True})
        for sheet, method, arguments in cells:
            own = (plain if isinstance(item, Format) else item for item in arguments)
            getattr(sheets[sheet], method)(*own)


def _explained(explainer: Explainer, engine: Engine, bid: Bid, answers: Answers) -> object:
    result = evaluate(engine, bid, answers)
    return explainer.explain(bid, answers, result)


def _bare(f: dict[str, Any]) -> Fraction:
    """The same 40 criteria written by hand: measure, scale and weighted sum, in fractions."""
    total = Fraction(0)
    for i in range(1, 41):
        measure = (f["price"] - f["should_cost"] - f["minimum_margin"] * f["price"]) / (
            f["promised_investment"] + i * f["error_cost"]
        )
        scaled = Fraction(0) + (Fraction(100) - 0) * (min(max(measure, Fraction(0)), Fraction(1)) - 0) / (
            Fraction(1) - 0
        )
        total += Fraction(1, 40) * scaled
    return total


def _seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


FORMULA = "(price - should_cost - minimum_margin * price) / (promised_investment + {i} * error_cost)"


def wide_case(
    folder: Path, criteria: int = 40, formula: Callable[[int], str] = lambda i: FORMULA.format(i=i), more: str = ""
) -> Case:
    """Return the demo's bids under so many criteria, all in one mean; ``more`` is added to evaluation.toml."""
    rules = folder / "rules" / "wide"
    rules.mkdir(parents=True)
    text = '[ruleset]\nid = "wide"\nversion = "1.0"\ntitle = { en = "W", fr = "W" }\n'
    both = '{ en = "T", fr = "T" }'
    for i in range(1, criteria + 1):
        text += (
            f'[criterion.c{i}]\ntitle = {both}\nasks = {both}\nwhy = {both}\nsince = "1.0"\nstage = ["proposal"]\n'
            f'source = [{{ reference = "r", idea = {both} }}]\nscale = [[0, 0], [1, 100]]\n'
            f'measure = "{formula(i)}"\nrelative = {"true" if "bids." in formula(i) else "false"}\n'
            f"undefined = {{ score = 0, why = {both} }}\n"
        )
    members = ", ".join(f"c{i} = 1" for i in range(1, criteria + 1))
    text += f"[group.all]\ntitle = {both}\nnormalise = true\nmembers = {{ {members} }}\n"
    text += f"[profile.wide]\ntitle = {both}\nweights = {{ all = 1 }}\ndefault = true\n"
    (rules / "ruleset.toml").write_text(text, encoding="utf-8")
    folder_of_case = folder / "case"
    (folder_of_case / "bids").mkdir(parents=True)
    for path in DEMO.rglob("*.json"):
        (folder_of_case / path.relative_to(DEMO)).write_bytes(path.read_bytes())
    settings = f'title = "W"\ndate = 2026-11-20\nrulesets = ["wide"]\n{more}'
    (folder_of_case / "evaluation.toml").write_text(settings, encoding="utf-8")
    return Case(folder_of_case, rules=[folder / "rules"])

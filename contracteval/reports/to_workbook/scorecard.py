"""Scorecard: criteria on their scales, groups of them, the total, and how the ranks follow from the intervals."""

from __future__ import annotations

from contracteval.formula.to_excel import quoted
from contracteval.model.result import Score
from contracteval.reports.to_workbook import words as w
from contracteval.reports.to_workbook.binding import on_measures
from contracteval.reports.to_workbook.content import Content, Entry
from contracteval.reports.to_workbook.layout import Section, criteria_of
from contracteval.reports.to_workbook.look import AMBER_FILL
from contracteval.reports.to_workbook.page import Page, a1, block, on
from contracteval.reports.to_workbook.parameter_rows import SCORE, VALUE
from contracteval.reports.to_workbook.parameters import scale_cells, scale_start, undefined_cell
from contracteval.reports.to_workbook.ranking import write_ranking
from contracteval.reports.to_workbook.weights import weight_cell
from contracteval.reports.wording import JOINS
from contracteval.rules.rulebook import Criterion
from contracteval.text import Text

_WEIGHT = 1
FIRST_BID = 2
_PER_BID = 4
SCORED, STATUS, LOW, HIGH = range(_PER_BID)
_WIDTHS = (40, 9)
_BID_WIDTHS = (9, 11, 8, 8)
_SUBTITLE = Text(
    "Scores from 0 to 100. Where an answer is missing, low and high say what is still possible.",
    "Scores de 0 à 100. Quand une réponse manque, bas et haut disent ce qui reste possible.",
)
_PLACES = 12
_NOT_APPLICABLE = Text("Not applicable at this stage", "Sans objet à ce stade")


def cell(section_row: int, entry: Entry, part: int) -> str:
    """Return the address on this sheet of the score, status, low or high of a row."""
    return a1(section_row, FIRST_BID + _PER_BID * entry.index + part)


def on_scorecard(content: Content, entry: Entry, row: int, part: int) -> str:
    """Return the same address from another sheet."""
    return on(content.layout.titles["scorecard"], cell(row, entry, part))


def write_scorecard_sheet(page: Page, content: Content) -> None:
    """Write the groups as blocks, the total first; a group's line in its parent repeats its own last line."""
    sections, layout = content.layout.sections, content.layout
    bids = len(content.entries)
    columns = FIRST_BID + _PER_BID * bids
    page.head(layout.titles["scorecard"], content.to(_SUBTITLE))
    page.widths((*_WIDTHS, *(_BID_WIDTHS * bids)))
    top = sections[0].row - 1
    page.header(top - 1, ["", ""])
    page.header(top, [Text("Criterion", "Critère"), w.WEIGHT])
    for entry in content.entries:
        column = FIRST_BID + _PER_BID * entry.index
        page.header(top - 1, [entry.vendor, "", "", ""], column)
        page.header(top, [w.SCORE, w.STATUS, w.LOW, w.HIGH], column, "header center")
    for section in sections:
        join = content.to(JOINS[section.join])
        page.section(section.row, f"{content.to(section.title)} – {join}", columns)
        _write_section(page, content, section)
    _write_not_applicable(page, content, columns)
    write_ranking(page, content)
    unknown = [(content.to(w.UNKNOWN), AMBER_FILL), (content.to(w.STATUSES["undefined"]), AMBER_FILL)]
    page.colour_words(f"{a1(top + 1, FIRST_BID)}:{a1(sections[-1].result, columns - 1)}", unknown)
    page.finish(freeze=(top + 1, 1), repeat=(top - 1, top), footer=content.footer)


def _write_section(page: Page, content: Content, section: Section) -> None:
    criteria = criteria_of(content.plan)
    for i, member in enumerate(section.members):
        row = section.first + i
        page.text(row, 0, member.title)
        if section.weights is None:
            page.text(row, _WEIGHT, "")
        else:
            page.formula(row, _WEIGHT, f"={weight_cell(content, section, i)}", member.weight, "link weight")
        for entry in content.entries:
            score = entry.score(section, i)
            if member.group is not None:
                own = next(item for item in content.layout.sections if item.group == member.group)
                _write_score(page, content, entry, row, score, [f"={cell(own.result, entry, k)}" for k in range(4)])
            else:
                formulas = criterion_formulas(content, entry, criteria[member.id], row)
                _write_score(page, content, entry, row, score, formulas)
    page.text(section.result, 0, section.title, "total")
    page.text(section.result, _WEIGHT, "", "total")
    for entry in content.entries:
        formulas = group_formulas(content, section, entry)
        _write_score(page, content, entry, section.result, entry.score_of(section), formulas, "total")


def _write_score(
    page: Page, content: Content, entry: Entry, row: int, score: Score, formulas: list[str], style: str = ""
) -> None:
    cached = (score.value, content.to(w.STATUSES[score.status]), score.low, score.high)
    for part, formula in enumerate(formulas):
        look = "center" if part == STATUS else "score right"
        page.formula(row, FIRST_BID + _PER_BID * entry.index + part, formula, cached[part], f"{look} {style}".strip())


def criterion_formulas(content: Content, entry: Entry, criterion: Criterion, row: int) -> list[str]:
    """Print score, status, low and high of a criterion from its measure."""
    id_, rows = criterion.id, content.layout.measures
    step, bounds = rows.steps[id_], rows.bounds[id_]
    measured = on_measures(content, entry, step, right=True)
    scored, undefined = quoted(content.to(w.STATUSES["scored"])), quoted(content.to(w.STATUSES["undefined"]))
    own = cell(row, entry, STATUS)
    on_scale = _rounded(scale(content, id_, on_measures(content, entry, step)), content.plan.settings.rounding.scores)
    if criterion.undefined_score is None:
        score, status = f'=IF({measured}={scored},{on_scale},"")', f"={measured}"
        least, most = "0", "100"
    else:
        otherwise = f'IF({measured}={undefined},{undefined_cell(content, id_)},"")'
        score = f"=IF({measured}={scored},{on_scale},{otherwise})"
        status = f"=IF({measured}={undefined},{scored},{measured})"
        least = f"MIN({scale_cells(content, id_, SCORE)},{undefined_cell(content, id_)})"
        most = f"MAX({scale_cells(content, id_, SCORE)},{undefined_cell(content, id_)})"
    ends = []
    for widest, right in ((least, False), (most, True)):
        static = on_measures(content, entry, bounds, right=right)
        unchanged = f"{on_measures(content, entry, rows.changed)}=0"
        ends.append(f"=IF({own}={scored},{cell(row, entry, SCORED)},IF({unchanged},{static},{widest}))")
    return [score, status, *ends]


def scale(content: Content, id_: str, value: str) -> str:
    """Print a piecewise-linear scale as one sum over its points."""
    xa, ya = (scale_cells(content, id_, column, skip_last=True) for column in (VALUE, SCORE))
    xb, yb = (scale_cells(content, id_, column, skip_first=True) for column in (VALUE, SCORE))
    covered = f"({value}>{xa})*(({value}<{xb})*{value}+({value}>={xb})*{xb}-{xa})"
    return f"{scale_start(content, id_)}+SUMPRODUCT({covered}*({yb}-{ya})/({xb}-{xa}))"


def group_formulas(content: Content, section: Section, entry: Entry) -> list[str]:
    """Print score, status, low and high of a group from the rows of its members."""
    column = FIRST_BID + _PER_BID * entry.index
    parts = [block(section.first, section.last, column + part) for part in range(_PER_BID)]
    weights = block(section.first, section.last, _WEIGHT, fixed="c")
    scored, unknown, undefined = (quoted(content.to(w.STATUSES[n])) for n in ("scored", "unknown", "undefined"))
    own = cell(section.result, entry, STATUS)
    if section.join == "min":
        waiting = f"IF(COUNTIF({parts[STATUS]},{scored})<ROWS({parts[STATUS]}),{unknown},{scored})"
        status = f"=IF(COUNTIF({parts[STATUS]},{undefined})>0,{undefined},{waiting})"
        made = [f"MIN({parts[part]})" for part in (SCORED, LOW, HIGH)]
    else:
        waiting = f"IF(SUMPRODUCT(({weights}>0)*({parts[STATUS]}<>{scored}))>0,{unknown},{scored})"
        status = f"IF(SUMPRODUCT(({weights}>0)*({parts[STATUS]}={undefined}))>0,{undefined},{waiting})"
        if section.join == "geometric":
            zero = f"({weights}>0)*({parts[STATUS]}={scored})*({parts[LOW]}=0)"
            status = f"IF(SUMPRODUCT({zero})>0,{scored},{status})"
            made = [_geometric(section, entry, part) for part in (SCORED, LOW, HIGH)]
        else:
            made = [f"SUMPRODUCT({weights},{parts[part]})/SUM({weights})" for part in (SCORED, LOW, HIGH)]
        status = f"={status}"
    rounding = content.plan.settings.rounding
    made = [_rounded(text, rounding.total if section.group is None else rounding.scores) for text in made]
    return [f'=IF({own}={scored},{made[0]},"")', status, f"={made[1]}", f"={made[2]}"]


def _rounded(text: str, digits: int | None) -> str:
    """Print a score rounded half up, as the evaluation may declare; the noise of doubles is taken off first."""
    return text if digits is None else f"ROUND(ROUND({text},{_PLACES}),{digits})"


def _geometric(section: Section, entry: Entry, part: int) -> str:
    """Print a product of powers; a member without weight takes no part."""
    total = f"SUM({block(section.first, section.last, _WEIGHT, fixed='c')})"
    factors = []
    for row in range(section.first, section.last + 1):
        weight, value = a1(row, _WEIGHT, fixed="c"), cell(row, entry, part)
        factors.append(f"IF({weight}=0,1,N({value})^({weight}/{total}))")
    return "*".join(factors)


def _write_not_applicable(page: Page, content: Content, columns: int) -> None:
    criteria = content.plan.not_applicable
    if not criteria:
        return
    row = content.layout.not_applicable
    page.section(row, _NOT_APPLICABLE, columns)
    for i, criterion in enumerate(criteria):
        page.text(row + 1 + i, 0, criterion.title)
        for entry in content.entries:
            column = FIRST_BID + _PER_BID * entry.index + STATUS
            page.text(row + 1 + i, column, w.STATUSES["not_applicable"], "static center")

"""Many bids at once give what each alone gives, in the same order."""

from __future__ import annotations

from contracteval.intake import bulk
from contracteval.intake.from_folder import read_dossier_report
from tests.intake.asked import NEEDS, SETTINGS
from tests.intake.making import an_xlsx

MAP = '[facts.price]\ncell = "B1"\nunit = "€/yr"\n'


def test_bids_read_in_several_processes_are_those_read_in_one(tmp_path, monkeypatch):
    (tmp_path / "bids").mkdir()
    (tmp_path / "brief.json").write_text("{}", encoding="utf-8")
    for number in range(6):
        content = an_xlsx(lambda book, price=1_000_000 * number: book.add_worksheet().write_row(0, 0, ["price", price]))
        (tmp_path / "bids" / f"b{number}.xlsx").write_bytes(content[: 900 if number == 4 else None])
        (tmp_path / "bids" / f"b{number}.map.toml").write_text(MAP, encoding="utf-8")
    alone = read_dossier_report(tmp_path, SETTINGS, NEEDS)
    monkeypatch.setattr(bulk, "FEWEST", 2)
    together = read_dossier_report(tmp_path, SETTINGS, NEEDS)
    assert together == alone
    assert [problem.kind for problem in alone[1]] == ["workbook-truncated"]
    assert alone[0] is not None
    assert [bid.answers.facts["price"].value for bid in alone[0].bids if bid.id != "b4"] == [None, 1, 2, 3, 5]

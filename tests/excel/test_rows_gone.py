"""The button 'Rows that are gone': what a report sent again no longer has is settled without a terminal [C5, C12]."""

import pytest

from cso_xl.cases.book import CaseBook
from cso_xl.cases.events import By
from cso_xl.desk import due
from cso_xl.excel import messages
from helpers.files import Week
from helpers.hands import AtTheButtons, now

TOLD = "20250113-D3-2-cps"
QUESTION = (
    f"20250113-D3-2: {TOLD} was sent about row 2. Does that stand? Yes: it stands as it is. No: it was in error; the "
    "case is closed with NFA, and the correction is drafted."
)


@pytest.fixture
def gone(excel, tmp_path):
    """CPS was told about row 2, nothing was decided of row 3; the report sent again has row 4 only."""
    week = Week(3)
    for row in (2, 3, 4):
        week.set("daily-diffs", row, "What Has Changed", "Address Change")
        week.set("daily-diffs", row, "Value Current", f"{row} Kauri Road")
    worked = AtTheButtons("daily-diffs", excel)
    worked.open(week.write("daily-diffs", tmp_path / "received"))
    book = worked.book()
    book.cell("D3-2", "Outcome").value, book.cell("D3-2", "Client Name").value = (
        "Address changed: tell CPS", "Weka, Mere",
    )  # fmt: skip
    worked.press()
    worked.save()
    book = CaseBook(worked.records, worked.settings, now())
    assert book.sent(TOLD, now(), By.HAND) and book.answered(TOLD, now(), By.HAND)
    worked.tick("D3-2")
    week.keep("daily-diffs", 4)
    del week.grids["daily-diffs"][1:3]
    worked.open_again(week.write("daily-diffs", tmp_path / "again"))
    return worked


def owed(worked):
    listed = due.listed(worked.records, worked.settings, now())
    return {(line.reference, line.notice) for line in listed if not line.reference.startswith("20250113.2")}


@pytest.mark.parametrize("stands", [True, False])
def test_each_is_settled_and_of_what_was_told_a_person_says_whether_it_stands(stands, gone, monkeypatch):
    assert owed(gone) == {("20250113-D3-2", "gone"), ("20250113-D3-3", "decision")}
    asked, listed = [], []
    monkeypatch.setattr(messages, "ask", lambda app, question: asked.append(question) or stands)
    gone.excel.answers["which"] = lambda words, lines: listed.extend(lines) or [*range(len(lines))]
    said = "\n".join(gone.excel.press("rows_gone"))
    assert asked == [QUESTION]
    assert [line.partition(":")[0] for line in listed] == [
        "20250113-D3-2, client 010000001", "20250113-D3-3, client 010000002",
    ]  # fmt: skip
    assert "20250113-D3-3: closed, NFA. Now: Done." in said
    assert owed(gone) == (set() if stands else {(TOLD, "correction"), ("20250113-D3-2", "undo-cen")})
    drafts = [path.name for path in gone.records.rglob("Drafts/*.eml")]
    assert len(drafts) == (0 if stands else 1)


def test_where_nothing_is_gone_it_says_so(excel):
    assert excel.press("rows_gone") == [
        "No case is open whose row is gone from a report that was sent again."
    ]


def test_who_chooses_nothing_changes_nothing(gone):
    before = owed(gone)
    assert gone.excel.press("rows_gone") == []
    assert owed(gone) == before

"""A report sent again for the same day, after somebody was told about its rows: in both ways of working [C5, C12]."""

import pytest

from cso_xl.cases.acts import closing
from cso_xl.cases.book import CaseBook
from cso_xl.cases.events import By
from cso_xl.desk import due
from cso_xl.errors import CallError
from helpers.files import Week
from helpers.hands import now
from helpers.walking import NFA

TELL, TOLD, CORRECTION = "Address changed: tell CPS", "20250113-D3-2-cps", "20250113-D3-2-cps-2"


@pytest.fixture
def told(hands, tmp_path):
    """CPS was told about row 2; the report comes again, and what its row 3 says has changed."""
    week = Week(2)
    for row in (2, 3):
        week.set("daily-diffs", row, "What Has Changed", "Address Change")
        week.set("daily-diffs", row, "Value Current", f"{row} Kauri Road")
    worked = hands("daily-diffs", week)
    worked.week, worked.folder = week, tmp_path / "again"
    book = worked.book()
    book.cell("D3-2", "Outcome").value, book.cell("D3-2", "Client Name").value = TELL, "Weka, Mere"
    book.save()
    worked.press()
    worked.save()
    assert CaseBook(worked.records, worked.settings, now()).sent(TOLD, now(), By.HAND)
    return worked


def again(told):
    return told.open_again(told.week.write("daily-diffs", told.folder))


def owed(hands):
    return {
        (line.reference, line.notice): line.next for line in due.listed(hands.records, hands.settings, now())
    }


def ready(hands):
    return {path.stem.rpartition("[")[2].rstrip("]") for path in hands.records.rglob("Drafts/*.eml")}


def test_C5_decided_otherwise_the_correction_that_the_first_owes_is_drafted(told):
    told.week.set("daily-diffs", 3, "Value Current", "elsewhere")
    again(told)
    told.mark(NFA, 2)
    assert ready(told) == {CORRECTION}
    assert owed(told)[TOLD, "correction"] == (
        f"tell the recipient that it was sent in error: read the correction {CORRECTION} and send it, then file the "
        "e-mail"
    )


def test_C5_a_correction_of_the_first_that_was_deleted_is_drafted_again(told):
    told.week.set("daily-diffs", 3, "Value Current", "elsewhere")
    again(told)
    told.mark(NFA, 2)
    (path,) = told.records.rglob("Drafts/*.eml")
    text = path.read_bytes()
    path.unlink()
    told.press()
    assert path.read_bytes() == text


GONE = (
    f"{TOLD} was sent, and its row is not in the report as it was sent again: if that was in error, cso-xl close "
    "20250113-D3-2; if it stands, cso-xl close 20250113-D3-2 --stands"
)


@pytest.mark.parametrize("change", ["elsewhere", None])
def test_C12_what_was_told_about_a_row_that_is_gone_or_changed_is_looked_at(told, change):
    """CPS answered, so that nothing else is owed of the first."""
    assert CaseBook(told.records, told.settings, now()).answered(TOLD, now(), By.HAND)
    assert "Done" in told.tick("D3-2")
    if change:
        told.week.set("daily-diffs", 2, "Value Current", change)
    else:
        del told.week.grids["daily-diffs"][1]
    assert f"{TOLD} was sent about row 2 of the report before" in again(told)
    assert owed(told)["20250113-D3-2", "gone"] == GONE
    told.press()  # nothing is asked twice
    assert owed(told)["20250113-D3-2", "gone"] == GONE


def test_C2_the_state_says_what_the_report_as_it_came_before_still_owes(told):
    told.week.set("daily-diffs", 3, "Value Current", "elsewhere")
    again(told)
    state = told.book().cell("D3-2", "State").value
    assert state.startswith("Waiting until ")
    assert state.endswith(f": {TOLD}; To do in CMS: write the client event note (20250113-D3-2)")
    book = CaseBook(told.records, told.settings, now())
    with pytest.raises(CallError) as refused:
        book.tick("20250113.2-D3-2")
    assert str(refused.value) == (
        "20250113.2-D3-2: nothing is to be ticked. Now: Done. There is something to tick for 20250113-D3-2."
    )


def test_C7_done_in_cms_on_its_line_ticks_what_the_report_as_it_came_before_asks_for(told):
    told.week.set("daily-diffs", 3, "Value Current", "elsewhere")
    again(told)
    if told.brings_up_to_date:
        told.tick("D3-2")
        assert ("20250113-D3-2", "cen") not in owed(told)
        return
    book = told.book()
    book.cell("D3-2", "Done in CMS").value = "Done"
    book.save()
    assert (
        "D3-2: what is to be done in CMS is of the report as it came before. Tick that where it is listed: "
        "20250113-D3-2 (the button Done in CMS, or cso-xl tick)."
    ) in told.press()


def test_C12_what_is_in_the_report_as_it_was_sent_again_is_not_closed(told):
    told.week.set("daily-diffs", 3, "Value Current", "elsewhere")
    again(told)
    with pytest.raises(
        CallError, match="20250113-D3-2: none of its rows is gone. Choose the outcome on the worklist"
    ):
        closing.close(CaseBook(told.records, told.settings, now()), "20250113-D3-2")

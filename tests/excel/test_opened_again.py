"""A report that was worked without Excel, opened from Today: what it came in is not asked for."""

import datetime as dt
import re
from email import policy
from email.parser import BytesParser
from email.utils import format_datetime

import pytest
from openpyxl import load_workbook

from cso_xl.excel import dialogs, ribbon_state
from helpers import files
from helpers.choices import cell
from helpers.entries import Entries
from helpers.staff import a_week, column

TOLD = "Address changed: tell CPS"
DIFFS = f"{files.FOLDERS['daily-diffs']}/{files.COPIES['daily-diffs'][-1]}"


@pytest.fixture
def asked(staff, monkeypatch):
    """The questions for a file that a person is asked, and answers with the datamatch ZIP."""
    questions = []

    def ask(title, *_, **__):
        questions.append(title)
        return staff.folder / "received" / files.ZIP

    monkeypatch.setattr(dialogs, "ask_file", ask)
    return questions


@pytest.fixture
def opened(staff, asked):
    """The daily diffs with the change of an address, filed with their worklist, and opened again."""
    week = a_week()
    week.set("daily-diffs", 3, "What Has Changed", "Address Change")
    week.set("daily-diffs", 3, "Value Current", "8 Rimu Street Taupō")
    sheet = staff.reopen("daily-diffs", week).sheets["Worklist"]
    cell(sheet, "D3-3").value = TOLD
    cell(sheet, "D3-3", "Client Name").value = "Weka, Mere"
    return sheet


def sent(staff):
    """The draft, as a person has sent it."""
    draft = next(path for path in staff.records.rglob("*.eml") if path.parent.name == "Drafts")
    mail = BytesParser(policy=policy.SMTP).parsebytes(draft.read_bytes())
    for name in ("X-Unsent", "From", "Date"):
        del mail[name]
    mail["From"], mail["Date"] = "cpu@example.org", format_datetime(dt.datetime.now(dt.UTC))
    path = staff.folder / "sent.eml"
    path.write_bytes(mail.as_bytes())
    return path


def test_notices_are_drafted_and_nobody_is_asked_for_the_received_file(staff, asked, opened):
    assert staff.press("draft_notices").startswith("Drafted, for you to read and send: 1, in ")
    assert cell(opened, "D3-3", "State").value == "To send: 20250113-D3-3-cps"
    assert asked == []


def test_save_saves_the_filed_copy_that_is_open(staff, asked, opened):
    """What was typed is in it, the earlier version is kept, nothing is asked when it is closed, all steps are done."""
    staff.press("draft_notices")
    known = ribbon_state.read(staff.book)
    path, before = staff.records / DIFFS, (staff.records / DIFFS).read_bytes()
    assert staff.press("save") == f"... - Saved where it is filed: {DIFFS}"
    (earlier,) = (other for other in staff.records.rglob("*, as of *") if other.read_bytes() == before)
    said = staff.press("what_was_said").split("\n\n")
    assert said[0] == f"The earlier version is kept as {earlier.name}."
    assert said[-1] == f"Saved where it is filed: {DIFFS}"
    assert staff.book.api.Saved and staff.book.fullname == str(path)
    assert (known.next, ribbon_state.read(staff.book)) == ("7", known._replace(next="0"))
    filed = load_workbook(path)
    assert Entries(filed).said("D3-3")["Outcome"] == TOLD
    assert (filed.defined_names[ribbon_state.NAME].attr_text, filed.properties.creator) == ('"||||"', None)
    assert asked == []


def test_nothing_is_saved_over_a_row_that_is_gone(staff, opened):
    before = (staff.records / DIFFS).read_bytes()
    staff.book.sheets[0].range("3:4").delete()
    assert staff.press("save") == (
        "This workbook no longer has Row 3, 4, which the filed copy has. Bring back what was deleted (Ctrl+Z), or "
        "close the workbook without saving and open it again. Nothing was saved."
    )
    assert (staff.records / DIFFS).read_bytes() == before


def test_next_goes_on_after_the_worklist(staff, opened):
    assert staff.press("what_is_this_step").startswith("Daily diffs, step 6 of 7: Draft the notices")
    staff.press("next_step")
    assert staff.press("what_is_this_step").startswith("Daily diffs, step 7 of 7: Save the daily diffs")


def test_an_answer_that_came_by_telephone_shows_on_its_line(staff, asked, opened, monkeypatch):
    staff.press("draft_notices")
    monkeypatch.setattr(dialogs, "ask_files", lambda *_, **__: [sent(staff)])
    offered = []
    monkeypatch.setattr(dialogs, "ask_which", lambda _, lines: offered.extend(lines) or [0])
    staff.press("file_emails")
    assert cell(opened, "D3-3", "State").value.startswith("Waiting until ")
    to_do = "To do in CMS: write the client event note"
    assert staff.press("record_answers") == f"20250113-D3-3-cps: answered. {to_do}."
    assert cell(opened, "D3-3", "State").value == to_do
    assert re.fullmatch(
        r"Client 010000002: Waiting until \d\d/\d\d/\d{4} \d\d:\d\d: 20250113-D3-3-cps", *offered
    )
    assert asked == []


def test_what_only_the_zip_holds_is_asked_for(staff, asked):
    """The clients of cso_daily are in no filed copy."""
    book = staff.reopen("on-list")
    current = column(book.sheets[0], "CSO Client Number")
    assert staff.press("paste_current_clients") == ""
    assert asked == ["The file in which the on list report came"]
    assert column(staff.sheet, "CSO Client Number") == current

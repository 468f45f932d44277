"""The practice week with the ribbon, from the two e-mails to the last case done: nothing is open on Today [C10]."""

import datetime as dt
import itertools
import webbrowser
from email import policy
from email.parser import BytesParser
from email.utils import format_datetime

import pytest

from cso_xl import settings as settings_
from cso_xl.cases import questions
from cso_xl.practice.week import PASSWORD, Week
from cso_xl.today import kept
from helpers.entries import OpenEntries

WORKED_IN = ("* Working Copy *", "* Daily Diffs", "* Off List", "* On List")
ANSWERED = "Answered: decide now"
ROUNDS = 3  # decided, decided again once the answers came, and one that nobody needs
PRESSES = 28  # for five reports


class Person:
    """Somebody who works the week's workbooks; `presses` are the buttons pressed, `boxes` those that had to be read."""

    def __init__(self, excel, week):
        self.excel, self.week = excel, week
        self.presses, self.boxes = [], []
        self._numbers = itertools.count(1)
        of_reports = questions.load(settings_.load(settings_.DEFAULTS)).values()
        self._questions = {f"{asked.id}: {asked.ask}": asked for asks in of_reports for asked in asks}

    def press(self, name):
        self.presses.append(name)
        said = self.excel.press(name)
        self.boxes += self.excel.boxes
        return said

    def open(self, copy):
        """Open a workbook, as by its link on Today."""
        self.excel.app.books.open(str(copy))
        self._worklist = self.excel.book.sheets["Worklist"]
        self._worklist.activate()

    def work(self):
        """Go on until every line is done."""
        for _ in range(ROUNDS):
            if set(self._states().values()) == {"Done"}:
                return
            self._decide()
            self.press("draft_notices")
            self._send()
            if any("Waiting until" in state for state in self._states().values()):
                self.press("record_answers")  # all of them came by telephone
            self._tick()
        raise AssertionError(f"still open: {self._states()}")

    def _states(self):
        entries = OpenEntries(self._worklist)
        return {ref: entries.said(ref)["State"] for ref in entries.lines}

    def _decide(self):
        entries = OpenEntries(self._worklist)
        for ref in entries.lines:
            said = entries.said(ref)
            is_answered = f"({ANSWERED} " in f"({said['State']}" and f"-{ref}-" in said["State"]
            if is_answered or not said["Outcome"]:
                self._choose(entries, ref, self._outcome(said["Question"], is_answered))

    def _outcome(self, question, is_answered):
        """One that tells somebody; once the answer came, the one that it allows."""
        outcomes = self._questions[question].outcomes
        fit = [outcome for outcome in outcomes if outcome.answers == is_answered]
        return next((outcome for outcome in fit if outcome.notices), fit[0])

    def _choose(self, entries, ref, outcome):
        typed = {"Detail": "Kea, Tama"} if outcome.detail else {}
        if not entries.said(ref).get("Housing Address"):
            typed["Housing_Address"] = "12 Kauri Road, Levin"  # where the worklist has the column
        if outcome.asks_centre:
            typed |= {"Service_Centre": "Levin", "Service_Centre_Email": "levin@example.org"}
        entries.write(ref, Outcome=outcome.name, **typed)

    def _send(self):
        """Send what lies in Drafts, and file it as Outlook has kept it."""
        drafts = sorted(path for path in self.week.records.rglob("*.eml") if path.parent.name == "Drafts")
        self.excel.answers["files"] = [self._sent(draft) for draft in drafts]
        if drafts:
            self.press("file_emails")

    def _sent(self, draft):
        mail = BytesParser(policy=policy.SMTP).parsebytes(draft.read_bytes())
        for name in ("X-Unsent", "From", "Date"):
            del mail[name]
        mail["From"], mail["Date"] = "cpu@example.org", format_datetime(dt.datetime.now(dt.UTC))
        path = self.week.records.parent / f"sent {next(self._numbers)}.eml"
        path.write_bytes(mail.as_bytes())
        return path

    def _tick(self):
        """Tick all lines on which something is to be done in CMS, at once."""
        lines, states = OpenEntries(self._worklist).lines, self._states()
        rows = sorted({lines[ref][0] for ref, state in states.items() if "To do in CMS" in state})
        if rows:
            self._worklist.range(",".join(f"A{row}" for row in rows)).select()
            self.press("tick_done")


@pytest.fixture
def person(excel, tmp_path, monkeypatch):
    monkeypatch.setattr(webbrowser, "open", lambda url: True)
    monkeypatch.setenv("CSO_XL_PASSWORD", PASSWORD)
    excel.answers["which"] = lambda question, lines: list(range(len(lines)))
    return Person(excel, Week().write(tmp_path / "week"))


def test_from_the_emails_to_the_last_case_done(person):
    excel, week = person.excel, person.week
    excel.answers["files"] = [week.datamatch, week.address_report]
    [said] = person.press("work_what_came")
    assert said.startswith("5 reports worked, 59 things open, ")
    for name in WORKED_IN:
        [copy] = week.records.rglob(f"20250113{name.removeprefix('*')}.xlsx")
        person.open(copy)
        person.work()
        assert person.press("save")[-1].endswith(
            f"Saved where it is filed: {copy.relative_to(week.records).as_posix()}"
        )
        if "Working" in name:
            [said] = person.press("save_processed")
            assert said.startswith("Filed: ") and "Processed Copy" in said
    person.press("today")
    page = (week.records / kept.FILE).read_text("utf-8")
    assert "<h1>Today: Monday 13 January 2025</h1>" in page
    assert "Nothing is open: every case is done." in page
    assert (person.boxes, len(person.presses)) == ([], PRESSES)

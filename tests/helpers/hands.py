"""One report worked by somebody in either of the two ways: at the command line, or with the buttons in LibreOffice.

What people type they type into `book()`; every other act returns what was said of it.
"""

import dataclasses
import datetime as dt

from cso_xl import settings as settings_
from cso_xl.cases.acts import acts
from cso_xl.cases.book import CaseBook
from cso_xl.cases.events import By
from cso_xl.cases.mail import emails
from cso_xl.desk import due, headless, reopen
from cso_xl.desk.office import Office
from cso_xl.errors import CsoError
from cso_xl.intake.passwords import Passwords
from cso_xl.procedures.sheet import marks
from helpers.by_hand import FiledWorkbook, OpenWorkbook
from helpers.files import COPIES, FOLDERS
from helpers.walking import BY_HAND, HANDED_ON, NFA

MARKS = {NFA: marks.nfa, BY_HAND: marks.email_sent, HANDED_ON: marks.conflict_of_interest}
TO_THE_WORKLIST = {
    "address-sharer": (
        "save_master", "remove_rows", "save_filtered", "paste_previous_master", "compare", "make_worklist",
    ),
    "daily-diffs": ("say_what_to_do", "make_worklist"),
    "on-list": ("filter_match_levels", "paste_current_clients", "say_what_to_do", "make_worklist"),
    "off-list": ("insert_comment", "say_what_to_do", "make_worklist"),
}  # fmt: skip
SAVES = {
    "address-sharer": "save_working",
    "daily-diffs": "save_daily_diffs",
    "on-list": "save_on_list",
    "off-list": "save_off_list",
}


def now():
    return dt.datetime.now(dt.UTC)


def second_copy(path):
    """The copy of the report that was sent again for the same day."""
    return path.with_stem(f"{path.stem} (2)")


def fill_in(worked, ref, **typed):
    """Type into an entry's cells, by heading ('Client_Name'), and press."""
    book = worked.book()
    for heading, text in typed.items():
        book.cell(ref, heading.replace("_", " ")).value = text
    book.save()
    return worked.press()


def send(worked, *notices):
    """Notices were sent, by the end of their references: 'D3-2-cps'."""
    for notice in notices:
        assert CaseBook(worked.records, worked.settings, now()).sent(f"20250113-{notice}", now(), By.HAND)
    worked.press()


def notices_owed(worked):
    """What is owed: the end of its reference, its notice, its state."""
    listed = due.listed(worked.records, worked.settings, now())
    return {(line.reference.removeprefix("20250113-"), line.notice, line.state) for line in listed}


class AtTheCommand:
    """Copies are filed, filled in with a spreadsheet program, and brought up to date by the command."""

    brings_up_to_date = False  # but when a copy is marked

    def __init__(self, report, records):
        self.report, self.records = report, records
        self.copy = records / FOLDERS[report] / COPIES[report][-1]
        self.settings = settings_.load(settings_.DEFAULTS)
        self.office = Office.at(records, self.settings, Passwords(self.settings))

    def open(self, source):
        self.source = source
        return self._said(lambda: headless.run(self.report, source, self.office).notices)

    def open_again(self, source):
        """The report was sent again for the same day: it is worked beside the first."""
        self.source, self.copy = source, second_copy(self.copy)
        office = dataclasses.replace(self.office, again=True)
        return self._said(lambda: headless.run(self.report, source, office).notices)

    def book(self):
        return FiledWorkbook(self.copy)

    def press(self):
        return self._said(lambda: reopen.mark(self.report, self.office, None).notices)

    save = press

    def mark(self, word, row):
        return self._said(
            lambda: (
                reopen.mark(
                    self.report, self.office, None, marked=(MARKS[word], [range(row, row + 1)])
                ).notices
            )
        )

    def declare(self, row):
        """Hand a row on, and press nothing else."""
        return self.mark(HANDED_ON, row)

    def run_again(self):
        return self.open(self.source)

    def tick(self, ref):
        return self._act(acts.tick, ref)

    def take(self, ref):
        return self._act(acts.take, ref)

    def take_back(self, ref):
        return self._act(acts.take_back, ref)

    def answered(self, notice):
        return self._said(lambda: [acts.answered(self.office.records, self.settings, notice, now())])

    def file(self, message):
        return self._said(lambda: [str(emails.file_email(self.records, self.settings, message, now()))])

    def keep(self, path):
        path.write_bytes(self.copy.read_bytes())

    def come_back_with(self, path):
        self.copy.write_bytes(path.read_bytes())

    def _act(self, act, ref):
        return self._said(lambda: [act(self.office.records, self.settings, f"20250113-{ref}", now())])

    def _said(self, call):
        try:
            return "\n".join(call())
        except CsoError as error:
            return str(error)


class AtTheButtons:
    """The report stands open in the spreadsheet program, and buttons are pressed."""

    brings_up_to_date = True  # the worklist, after every act

    def __init__(self, report, excel):
        self.report, self.excel, self.records = report, excel, excel.records
        self.copy = excel.records / FOLDERS[report] / COPIES[report][-1]
        self.settings = settings_.load()

    def open(self, source):
        self.source = source
        said = self.excel.open(self.report, source)
        for name in TO_THE_WORKLIST[self.report]:
            said += self.excel.press(name)
        return "\n".join(said)

    def open_again(self, source):
        """The report was sent again for the same day: it is worked beside the first."""
        self.excel.book.close()
        self.copy = second_copy(self.copy)
        return f"{self.open(source)}\n{self.save()}"  # asked, LibreOffice says yes

    def book(self):
        return OpenWorkbook(self.excel.book)

    def press(self):
        return self._press("draft_notices")

    def save(self):
        return self._press(SAVES[self.report])

    def mark(self, word, row):
        return "\n".join(filter(None, (self._mark(word, row), self.press())))

    def declare(self, row):
        """Hand a row on, and press nothing else."""
        return self._mark(HANDED_ON, row)

    def _mark(self, word, row):
        book = self.book()
        book.report.activate()
        book.report.range((book.places()[row], 1)).select()
        return self._press(MARKS[word].name)

    def run_again(self):
        return self._press("make_worklist")

    def tick(self, ref):
        return self._act("tick_done", ref)

    def take(self, ref):
        return self._act("take_case", ref)

    def take_back(self, ref):
        return self._act("take_back", ref)

    def answered(self, notice):
        """Whoever looks at the list of what is awaited chooses this one; None when it is not on it."""
        found = []

        def choose(question, lines):
            found.extend(at for at, line in enumerate(lines) if notice in line.replace(",", "").split())
            return found or None

        self.excel.answers["which"] = choose
        said = self._press("record_answers")
        return said if found else None

    def file(self, message):
        self.excel.answers["files"] = [message]
        return self._press("file_emails")

    def keep(self, path):
        self.excel.book.save(path)

    def come_back_with(self, path):
        self.excel.book.close()
        self.excel.app.books.open(str(path))
        self.excel.answers["file"] = self.source

    def _act(self, button, ref):
        book = self.book()
        book.worklist.activate()
        book.cell(ref, "Outcome").select()
        said = self._press(button)
        book.report.activate()
        return said

    def _press(self, name):
        said = "\n".join(self.excel.press(name))
        assert "not foreseen" not in said, said
        return said

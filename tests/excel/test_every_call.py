"""Each call to Excel made to fail, one by one: a press is done whole, or nothing of it is.

Calls are told apart by the line of the package that makes them; a line fails at its first call and at its last. Each
press takes one in four of them, and the presses different ones; CSO_XL_PROOFS=full fails every call of each.
"""

import os
from collections import Counter

import pytest

from cso_xl.today.rows import SHEET as TODAY
from helpers import files
from helpers.libreoffice import strict
from helpers.staff import STEPS, settings_of, state

EVERY = os.environ.get("CSO_XL_PROOFS") == "full"
QUIET = (True, True, True, True, "automatic")


class Press:
    """A press that can be made again and again, on a workbook as it was before."""

    def __init__(self, staff, name):
        self.staff, self.name, self.calls = staff, name, staff.app.impl.calls

    def watched(self):
        """Press once; the calls that it made, each as its place and how often that had called before."""
        choose(self.staff, self.name)
        self.calls.places = []
        self.staff.press(self.name)
        places, self.calls.places = self.calls.places, None
        seen = Counter()
        found = []
        for place in filter(None, places):
            found.append((place, seen[place]))
            seen[place] += 1
        last = {(place, count - 1) for place, count in seen.items()}
        return found if EVERY else [one for one in found if one[1] == 0 or one in last]

    def failing(self, place, number):
        """Press while that call fails; what was said."""
        seen = Counter()

        def fails(at):
            seen[at] += 1
            return strict.ComError("Excel failed") if at == place and seen[at] == number + 1 else None

        choose(self.staff, self.name)
        self.calls.fails = fails
        try:
            return self.staff.press(self.name)
        finally:
            self.calls.fails = None


def shelf(staff):
    """How many copies of sheets lie in Excel's memory."""
    return sum(len(book.doc.Sheets.ElementNames) for book in staff.app.impl.books.every() if book.is_addin)


PRESSES = [
    ("daily-diffs", ("format_sheet",)),
    ("daily-diffs", ("format_sheet", "say_what_to_do")),
    ("address-sharer", ("format_sheet", "remove_rows")),
    ("daily-diffs", ("format_sheet", "say_what_to_do", "make_worklist")),
    ("daily-diffs", ("format_sheet", "say_what_to_do", "undo_last_step")),
    ("daily-diffs", ("format_sheet", "say_what_to_do", "make_worklist", "nfa")),
    ("daily-diffs", ("format_sheet", "say_what_to_do", "conflict_of_interest")),
    ("address-sharer", ("format_sheet", "remove_rows", "restore_row")),
]
CHOSEN = {"nfa": (0, "B3:B4"), "conflict_of_interest": (0, "B3"), "restore_row": ("Removed", "A2")}


def choose(staff, name):
    """Select what the press is about, as a person does before each."""
    if name in CHOSEN:
        sheet, cells = CHOSEN[name]
        staff.select(cells, staff.book.sheets[sheet])


@pytest.mark.parametrize(("report", "steps"), PRESSES, ids=[steps[-1] for _, steps in PRESSES])
def test_a_call_that_fails_leaves_nothing_half_done(staff, report, steps):
    book = staff.receive(report, *steps[:-1])
    if steps[-1] == "say_what_to_do":  # which then lifts a filter that a person has set, and sets it again
        staff.sheet["A1:D7"].api.AutoFilter(Field=2, Criteria1="=*3")
    choose(staff, steps[-1])
    before = state(book)
    press = Press(staff, steps[-1])
    calls, after = press.watched(), state(book)
    again = "say_what_to_do" if steps[-1] == "undo_last_step" else "undo_last_step"
    staff.press(again)
    copies = shelf(staff)
    assert state(book) == before
    wrong = []
    for place, number in calls if EVERY else calls[PRESSES.index((report, steps)) % 4 :: 4]:
        said = press.failing(place, number)
        now = state(book)
        settings = settings_of(staff.app)[:5]
        done = now == after and "not foreseen" not in said
        if not done and now != before:
            wrong.append((place, number, "half done", said))
        if settings != QUIET:
            wrong.append((place, number, settings))
        if done:
            staff.press(again)
        if state(book) != before or shelf(staff) != copies:
            wrong.append((place, number, "cannot be undone", shelf(staff) - copies))
            break
    assert wrong == []


def sheets_of(book):
    """What each sheet looks like; of Today what stands under its time."""
    seen = state(book)
    if today := seen.get(TODAY):
        seen[TODAY] = today["cells"][2:]
    return seen


@pytest.mark.parametrize("again", [False, True], ids=["made", "made again"])
def test_a_call_that_fails_leaves_today_whole_or_as_it_was(staff, again):
    book = staff.receive("daily-diffs", "format_sheet", "say_what_to_do")
    press = Press(staff, "today")
    calls, after = press.watched(), sheets_of(book)
    if not again:
        book.sheets[TODAY].delete()
    before, wrong = sheets_of(book), []
    for place, number in calls if EVERY else calls[again::4]:
        said = press.failing(place, number)
        if sheets_of(book) not in (before, after):
            wrong.append((place, number, "half done", said))
        if settings_of(staff.app)[:5] != QUIET:
            wrong.append((place, number, settings_of(staff.app)[:5]))
        if not again and TODAY in sheets_of(book):
            book.sheets[TODAY].delete()
    assert wrong == []


def filed_in(records):
    """What is filed, by name."""
    return {path.name: path.read_bytes() for path in files.kept(records)}


@pytest.mark.parametrize("report", ["daily-diffs", "on-list"])
def test_a_call_that_fails_files_a_copy_whole_or_not_at_all(staff, report):
    *steps, save = STEPS[report]
    book = staff.receive(report, *steps)
    earlier = filed_in(staff.records)
    press, before = Press(staff, save), state(book)
    calls, whole = press.watched(), filed_in(staff.records)
    assert whole.keys() > earlier.keys()
    wrong = []
    for place, number in calls if EVERY else calls[::4]:
        for path in files.kept(staff.records):
            if path.name not in earlier:
                path.unlink()
        said = press.failing(place, number)
        now, settings = filed_in(staff.records), settings_of(staff.app)[:5]
        if now != whole and not (now == earlier and "not foreseen" in said):
            wrong.append((place, number, "half filed", said))
        if (state(book), settings) != (before, QUIET):
            wrong.append((place, number, "changed", settings, said))
    assert wrong == []

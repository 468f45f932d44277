"""Bad moments: questions, and somebody else at the report.

In each, a press either does its work or says in plain words what to do, and then the workbook is exactly
as it was and nothing is filed.
"""

import datetime as dt
import json
import shutil

from cso_xl import settings as settings_
from cso_xl.excel import dialogs
from cso_xl.intake.passwords import VARIABLE
from cso_xl.records.account import os_user
from cso_xl.records.claims import FOLDER as CLAIMS
from cso_xl.records.claims import Claims, Owner
from cso_xl.records.tree import Records
from helpers import files
from helpers.files import FOLDERS, csv_bytes
from helpers.staff import OPENED_BY, a_week


def test_a_question_without_an_answer_does_nothing_and_says_nothing(staff, monkeypatch):
    front = staff.app.books.add()
    asked = []
    monkeypatch.setattr(dialogs, "ask_date", lambda *words, **_: asked.append(words))
    for button in OPENED_BY.values():
        assert staff.press(button) == ""
    monkeypatch.delenv(VARIABLE)
    staff.choose(a_week().write("daily-diffs", staff.folder))
    assert staff.press("open_daily_diffs") == "", "no password"
    assert asked == []
    monkeypatch.setenv(VARIABLE, files.PASSWORD)
    undated = staff.folder / "diffs.csv"
    undated.write_bytes(csv_bytes(a_week().grids["daily-diffs"]))
    staff.choose(undated)
    assert staff.press("open_daily_diffs") == "", "no date"
    assert asked == [("diffs.csv has no date in its name. Which day is the report of?",)]
    settings_.user_file().unlink()
    assert staff.press("open_daily_diffs") == "", "no records folder"
    assert len(asked) == 1
    assert [book.name for book in staff.app.books] == [front.name]
    assert not settings_.user_file().exists()


def test_a_date_is_asked_when_no_name_has_one(staff, monkeypatch):
    undated = staff.folder / "diffs.csv"
    undated.write_bytes(csv_bytes(a_week().grids["daily-diffs"]))
    staff.choose(undated)
    monkeypatch.setattr(dialogs, "ask_date", lambda *_, **__: dt.date(2025, 1, 14))
    assert staff.press("open_daily_diffs", "format_sheet", "say_what_to_do") == ""
    assert staff.press("save_daily_diffs") == f"Filed: {FOLDERS['daily-diffs']}/20250114 Daily Diffs.xlsx"


def test_a_wrong_password_three_times(staff, monkeypatch):
    front = staff.app.books.add()
    monkeypatch.delenv(VARIABLE)
    asked = []

    def ask(prompt):
        asked.append(prompt)
        return dialogs.TypedPassword("Wrong-2025", remember=True)

    monkeypatch.setattr(dialogs, "ask_password", ask)
    staff.choose(a_week().write("daily-diffs", staff.folder))
    said = staff.press("open_daily_diffs")
    assert said == (
        f"{files.ZIP} did not open: wrong password, or a damaged file. Nothing was written. Check the password with "
        "your trainer; if it is right, save the file from the e-mail again."
    )
    assert asked == [f"Password for {files.ZIP}"] * 3
    assert "Wrong-2025" not in said
    assert [book.name for book in staff.app.books] == [front.name]


def claimed_by_ben(staff):
    claims = Claims(
        Records(staff.records, settings_.load()),
        Owner("ben", "PC-14"),
        dt.datetime(2025, 1, 12, 20, 5, tzinfo=dt.UTC),
    )
    claims.take("daily_diffs", dt.date(2025, 1, 13))


def owner(staff):
    (claim,) = (staff.records / CLAIMS).glob("20250113 daily_diffs.json")
    return json.loads(claim.read_text("utf-8"))["user"]


def test_a_report_that_somebody_works_is_opened_only_at_a_persons_word(staff):
    claimed_by_ben(staff)
    staff.app.impl.answers = ["no"]
    staff.choose(a_week().write("daily-diffs", staff.folder / "received"))
    staff.app.books.add()
    before = len(staff.app.books)
    staff.press("open_daily_diffs")
    (asked,) = [alert[0] for alert in staff.app.impl.alerts]
    assert asked.startswith(
        "The daily diffs report of 13 January 2025 is being worked by ben on PC-14 since "
    )
    assert asked.endswith("Ask them before you take it over. Do you take it over?")
    assert (len(staff.app.books), owner(staff)) == (before, "ben")
    staff.app.impl.answers = ["yes"]
    staff.press("open_daily_diffs")
    assert (len(staff.app.books), owner(staff)) == (before + 1, os_user())


def test_a_report_is_ones_own_from_opening_to_its_last_copy(staff):
    staff.receive("daily-diffs")
    assert owner(staff) == os_user()
    staff.press("say_what_to_do")
    staff.press("save_daily_diffs")
    assert list((staff.records / CLAIMS).iterdir()) == []


def test_a_claim_that_was_taken_over_meanwhile_stops_the_filing(staff):
    staff.receive("daily-diffs", "say_what_to_do")
    shutil.rmtree(staff.records / CLAIMS)
    claimed_by_ben(staff)
    staff.app.impl.answers = ["no"]
    staff.press("save_daily_diffs")
    assert staff.filed() == []

"""The buttons for everything at once: Work what came, and Today."""

import webbrowser

import pytest

from cso_xl import settings as settings_
from cso_xl.excel import messages
from cso_xl.inbox.working import AT_WORK, LOCK
from cso_xl.records.lock import only_one
from cso_xl.today import kept
from helpers.files import ZIP, Week, eml, xlsx, zip_crypto


@pytest.fixture
def opened(monkeypatch):
    """The addresses that a browser was asked to open."""
    addresses = []
    monkeypatch.setattr(webbrowser, "open", lambda url: addresses.append(url) or True)
    return addresses


@pytest.fixture
def inbox(tmp_path):
    folder, week = tmp_path / "inbox", Week()
    folder.mkdir()
    (folder / "datamatch.eml").write_bytes(eml({ZIP: zip_crypto(week.members())}))
    subject = "CSO Living with Children WB 13 January 2025"
    (folder / "addresses.eml").write_bytes(eml({"x.xlsx": xlsx(week.grids["address-sharer"])}, subject))
    return folder


def test_what_came_is_worked_and_today_is_opened(excel, inbox, opened):
    excel.answers["files"] = sorted(inbox.iterdir())
    [said] = excel.press("work_what_came")
    assert said.startswith("5 reports worked, ")
    assert "Could not be worked" not in said
    assert opened == [(excel.records / kept.FILE).as_uri()]
    assert len([*excel.records.rglob("20250113*.xlsx")]) == 7
    assert not excel.app.status_bar


def test_what_fails_is_said_and_stops_nothing(excel, inbox, opened):
    (inbox / "damaged.zip").write_bytes(b"PK\x03\x04 noise")
    excel.answers["files"] = sorted(inbox.iterdir())
    [said] = excel.press("work_what_came")
    assert said.startswith("1 could not be worked, 5 reports worked, ")
    assert "Could not be worked: damaged.zip " in said
    assert len(opened) == 1


def test_nothing_is_chosen(excel, opened):
    assert excel.press("work_what_came") == []
    assert (opened, [*excel.records.iterdir()]) == ([], [])


def test_another_run_is_at_it(excel, inbox, opened):
    excel.answers["files"] = sorted(inbox.iterdir())
    with only_one(excel.records / LOCK, "x"):
        assert excel.press("work_what_came") == [AT_WORK]
    assert opened == []


@pytest.mark.parametrize("agreed", [True, False])
def test_the_folder_in_settings_is_offered(agreed, excel, inbox, opened, monkeypatch):
    with settings_.user_file().open("a", encoding="utf-8") as own:
        own.write(f"\n[inbox]\nfolder = '{inbox.as_posix()}'\n")
    asked = []
    monkeypatch.setattr(messages, "ask", lambda app, question: asked.append(question) or agreed)
    said = excel.press("work_what_came")
    assert asked == [f"Work what came in {inbox}? No: choose the files yourself."]
    assert (bool(said), excel.asked) == (agreed, [] if agreed else ["files"])


def test_today_is_written_and_opened(excel, opened):
    assert excel.press("today") == []
    assert opened == [(excel.records / kept.FILE).as_uri()]
    assert "Nothing is open about a child" in (excel.records / kept.FILE).read_text("utf-8")


def test_no_program_opens_pages(excel, monkeypatch):
    monkeypatch.setattr(webbrowser, "open", lambda url: False)
    page = excel.records / kept.FILE
    assert excel.press("today") == [f"What is to be done stands on the page {page}. Open it in a browser."]

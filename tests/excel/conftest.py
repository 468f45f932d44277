"""Excel with the add-in, and somebody at it."""

import pytest
import xlwings as xw

from cso_xl import settings as settings_
from cso_xl.addin import build
from cso_xl.excel import dialogs, memory, passwords
from cso_xl.sheet import excel_calls
from helpers.staff import Staff, a_week


@pytest.fixture(scope="module")
def addin(office, tmp_path_factory):
    book = office.books.open(str(build.write(tmp_path_factory.mktemp("addin"))))
    yield book
    book.close()


@pytest.fixture
def staff(office, addin, tmp_path, records, monkeypatch):
    """Excel with the add-in, an empty records folder, and nobody who answers questions."""
    settings_.keep_records_root(records)
    for name in ("ask_file", "ask_folder", "ask_date", "ask_password"):
        monkeypatch.setattr(dialogs, name, lambda *_, **__: None)
    monkeypatch.setattr(excel_calls, "PAUSE", 0)
    monkeypatch.setattr(passwords.WindowPasswords, "_of_this_python", [])
    monkeypatch.delattr(xw.Book, "_mock_caller", raising=False)
    office.impl.reset()
    yield Staff(office, tmp_path, records, monkeypatch)
    office.impl.busy = 0
    for book in list(office.books):
        book.close()
    memory.Memory(addin).forget_closed()


@pytest.fixture
def worked_diffs(staff):
    """The daily diffs, worked so far that rows can be marked; rows 3 and 5 differ from the others."""
    week = a_week()
    for row in (3, 5):
        week.set("daily-diffs", row, "What Has Changed", "Deleted TRACE")
    staff.reopen("daily-diffs", week)
    return staff

"""What is pressed for a Python that the user started: taken once, whole, in order, from the user's own folder only."""

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from cso_xl.errors import FileError
from cso_xl.excel import passwords, patience, requests, resident
from cso_xl.excel.requests import HALF_DONE, REFUSED, TOO_OLD, Request
from helpers import waiting
from helpers.staff import settings_of

MOMENT = "20250113095900"


def written(folder, number=1, button="about", book="On List.xlsx", moment=MOMENT):
    """A request as the add-in writes it."""
    path = folder / f"{moment}-{number:06}-77.press"
    path.write_bytes(b"cso_xl press 1\r\n%s\r\n77\r\n%s\r\n" % (button.encode(), in_hex(book)))
    return path


def in_hex(name):
    return name.encode("utf-16-be").hex().upper().encode()


def answers(folder):
    return {path.stem: path.read_text() for path in folder.glob("*.done")}


@pytest.fixture
def folder(tmp_path):
    requests.prepare(tmp_path / "presses")
    return tmp_path / "presses"


def answered(folder, began=0.0, press=lambda request: None):
    """What was pressed, when everything was answered once."""
    pressed = []
    resident.answer_all(folder, lambda request: (pressed.append(request), press(request)), began)
    assert list(folder.glob("*.press")) == list(folder.glob("*.taken")) == []
    return pressed


# What is taken


def test_a_request_names_a_button_and_a_workbook(folder):
    written(folder, button="format_sheet", book="Tāne = 1 \N{BANANA}.xlsx")
    assert answered(folder) == [Request("format_sheet", "Tāne = 1 \N{BANANA}.xlsx", 77)]
    assert answers(folder) == {f"{MOMENT}-000001-77": ""}
    assert answered(folder) == [], "it is answered once"


def test_two_presses_are_done_in_their_order(folder):
    written(folder, 2, "nfa")
    written(folder, 3, "save", moment="20250113095800")
    written(folder, 1, "format_sheet")
    assert [one.button for one in answered(folder)] == ["save", "format_sheet", "nfa"]
    assert len(answers(folder)) == 3


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"cso_xl press 1\nabout\n77\n",
        b"cso_xl press 2\nabout\n77\n0041\n",
        b"cso_xl press 1\npress\n77\n0041\n",  # a function of the module that is not a button
        b"cso_xl press 1\nself_test(); import os\n77\n0041\n",
        b"cso_xl press 1\n__import__\n77\n0041\n",
        b"cso_xl press 1\nabout\n-1\n0041\n",
        b"cso_xl press 1\nabout\n77\n004\n",
        b"cso_xl press 1\nabout\n77\nD800\n",
        b"cso_xl press 1\nabout\n77\n\n",
        b"cso_xl press 1\nabout\n77\n0041\nmore\n",
        "cso_xl press 1\nābout\n77\n0041\n".encode(),
        b"cso_xl press 1\nabout\n77\n" + b"0041" * 2_000,
    ],
)
def test_what_is_no_request_is_refused(folder, data):
    written(folder).write_bytes(data)
    assert answered(folder) == []
    assert list(answers(folder).values()) == [REFUSED]


@pytest.mark.parametrize(
    ("age", "began"), [(61, 0), (-60, 0), (5, 4)], ids=["old", "of tomorrow", "from before"]
)
def test_what_is_stale_is_never_acted_on(folder, age, began):
    now = time.time()
    path = written(folder)
    os.utime(path, (now - age, now - age))
    assert answered(folder, began=now - began if began else 0.0) == []
    assert list(answers(folder).values()) == [TOO_OLD]


def test_what_is_not_whole_yet_and_what_is_something_else_is_left(folder):
    for name in (f"{MOMENT}-000001-77.tmp", "notes.txt", f"{MOMENT}-000001-77.press.txt"):
        written(folder).rename(folder / name)
    before = sorted(folder.iterdir())
    assert answered(folder) == []
    assert sorted(folder.iterdir()) == before


def test_what_is_withdrawn_meanwhile_is_not_done(folder, monkeypatch):
    path = written(folder)
    real = Path.replace
    monkeypatch.setattr(Path, "replace", lambda self, to: (self == path and path.unlink(), real(self, to))[1])
    assert answered(folder) == []
    assert answers(folder) == {}


def test_only_what_this_user_wrote_into_their_own_folder_counts(folder, tmp_path, monkeypatch):
    elsewhere = written(tmp_path)
    (folder / elsewhere.name).symlink_to(elsewhere)
    assert (answered(folder), list(answers(folder).values())) == ([], [REFUSED])
    folder.chmod(0o777)
    with pytest.raises(FileError, match="is not this user's alone, so no press is taken from there"):
        requests.prepare(folder)
    folder.chmod(0o700)
    written(folder)
    monkeypatch.setattr(os, "getuid", lambda: 4_242)
    assert (answered(folder), list(answers(folder).values())) == ([], [REFUSED])
    with pytest.raises(FileError, match="is not this user's alone"):
        requests.prepare(folder)


# Who answers


@pytest.fixture
def serving(folder):
    """A Python that answers, in a thread; what it was asked."""
    asked = []
    thread = threading.Thread(target=resident.serve, args=(folder, asked.append))
    thread.start()
    waiting.until(lambda: resident.is_alive(folder), "the resident Python")
    yield asked
    assert resident.end(folder)
    thread.join()


def test_it_answers_until_it_is_told_to_end(folder, serving):
    assert patience.keeps_out
    written(folder)
    waiting.until(lambda: answers(folder), "an answer")
    assert serving == [Request("about", "On List.xlsx", 77)]
    assert resident.end(folder)
    waiting.until(lambda: not patience.keeps_out, "its end")
    assert not resident.is_alive(folder)


def test_there_is_one_for_each_user(folder, serving):
    with pytest.raises(FileError, match="^The Python that works for the add-in runs already.$"):
        resident.serve(folder)
    written(folder)
    waiting.until(lambda: answers(folder), "an answer")
    assert len(serving) == 1


ENDLESS = """
import sys, time
from pathlib import Path
from cso_xl.excel import resident
resident.serve(Path(sys.argv[1]), lambda request: time.sleep(1_000))
"""


def test_one_that_was_killed_is_missed_and_the_next_does_nothing_old(folder):
    killed = subprocess.Popen([sys.executable, "-c", ENDLESS, folder])
    waiting.until(lambda: resident.is_alive(folder), "the resident Python")
    written(folder)
    waiting.until(lambda: list(folder.glob("*.taken")), "the press to be taken")
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    written(folder, 2)
    long_ago = time.time() - resident.DEAD - 1
    os.utime(folder / resident.ALIVE, (long_ago, long_ago))
    assert not resident.is_alive(folder)
    asked = []
    thread = threading.Thread(target=resident.serve, args=(folder, asked.append))
    thread.start()
    waiting.until(lambda: resident.is_alive(folder), "the next one")
    written(folder, 3, "nfa")
    waiting.until(lambda: len(answers(folder)) == 3, "three answers")
    assert [words for _, words in sorted(answers(folder).items())] == [HALF_DONE, TOO_OLD, ""]
    assert (resident.end(folder), [one.button for one in asked]) == (True, ["nfa"])
    thread.join()


def test_a_press_that_fails_is_said_and_the_next_one_done(folder):
    def fail(request):
        if request.button == "about":
            raise RuntimeError("Weka, Mere")

    written(folder, 1, "about")
    written(folder, 2, "nfa")
    assert len(answered(folder, press=fail)) == 2
    first, second = (words for _, words in sorted(answers(folder).items()))
    assert first.startswith("The button failed in a way that was not foreseen. Tell support this number: ")
    assert "Weka" not in first and second == ""


def test_passwords_are_forgotten_when_nothing_is_pressed_for_an_hour(folder, monkeypatch):
    monkeypatch.setattr(passwords.WindowPasswords, "_of_this_python", ["Practice-2025"])
    monkeypatch.setattr(resident, "_FORGETS", 0.2)
    thread = threading.Thread(target=resident.serve, args=(folder, print))
    thread.start()
    waiting.until(lambda: not passwords.WindowPasswords._of_this_python, "passwords to be forgotten")
    resident.end(folder)
    thread.join()


# A press in the program


@pytest.fixture
def keeps_out(monkeypatch):
    monkeypatch.setattr(patience, "keeps_out", True)
    monkeypatch.setattr(sys, "argv", ["cso-xl"])


def pressed(staff, folder, button):
    """Press as the add-in does where Office starts no program."""
    staff.app.impl.alerts.clear()
    written(folder, button=button, book=staff.app.books.active.name)
    resident.answer_all(folder, resident.do, 0.0)
    return staff.boxes


def test_it_does_what_a_python_that_excel_starts_does(staff, folder, keeps_out):
    book = staff.receive("daily-diffs")
    before = settings_of(staff.app)
    del type(book)._mock_caller
    seen = []
    staff.app.impl.calls.fails = lambda place: seen.append(staff.app.impl.settings.get("interactive", True))
    assert pressed(staff, folder, "format_sheet") == []
    staff.app.impl.calls.fails = None
    assert (staff.sheet["A1"].font.bold, False in seen) == (True, True), "nobody types meanwhile"
    assert settings_of(staff.app) == before
    assert pressed(staff, folder, "undo_last_step") == []
    assert staff.sheet["A1"].font.bold is False


def test_what_goes_wrong_is_said_in_the_same_boxes(staff, folder, keeps_out):
    staff.app.books.add()
    before = settings_of(staff.app)
    [said] = pressed(staff, folder, "format_sheet")
    assert said.startswith("The workbook in front holds none of the reports")
    assert settings_of(staff.app) == before

"""The questions, asked on a screen nobody sees and answered with real keys."""

import datetime as dt
import json
import os
import subprocess
import sys

import pytest
import screen

from cso_xl.errors import CsoError
from cso_xl.excel import dialogs

TYPED = "Practice-2025"

# What the asking process runs: F2 prints what the window shows; the answer comes last.
ASKING = """
import datetime as dt, json, sys, tkinter
from pathlib import Path
from cso_xl.excel import dialogs

def widgets(parent):
    for child in parent.winfo_children():
        yield child
        yield from widgets(child)

def shown(root):
    at = root.focus_get()
    return {
        "title": root.title(),
        "texts": [str(one.cget("text")) for one in widgets(root) if "text" in one.keys()],
        "show": [one.cget("show") for one in widgets(root) if "show" in one.keys()],
        "keyboard in": at.winfo_class() if at else None,
    }

class Tk(tkinter.Tk):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.bind("<F2>", lambda _: print(json.dumps(shown(self))))

tkinter.Tk = Tk
dialogs.keyring_name = lambda: KEYRING
answer = ASK
print(json.dumps(getattr(answer, "__dict__", None) or (str(answer) if answer else None)))
"""


@pytest.fixture(scope="module")
def display():
    screen.tkinter()
    with screen.start() as number:
        yield number


@pytest.fixture
def ask(display):
    """Ask in a process of its own, do what is to be done, and give all that it printed."""
    running = []

    def begin(question, act, keyring=None):
        program = ASKING.replace("KEYRING", repr(keyring)).replace("ASK", question)
        process = subprocess.Popen(
            [sys.executable, "-c", program],
            env=os.environ | {"DISPLAY": display},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        running.append(process)
        try:
            act()
        except AssertionError as error:
            process.kill()
            raise AssertionError(f"{error}; the asking process said: {process.communicate()}") from None
        out, said = process.communicate(timeout=screen.PATIENCE)
        assert (process.returncode, said) == (0, "")
        *shown, answer = map(json.loads, out.splitlines())
        return answer, shown

    yield begin
    for process in running:
        process.kill()
        process.communicate()


@pytest.fixture
def keys(display):
    """Type into the window that takes the keyboard: what stands in [brackets] is a key, all else is text."""

    def type_into(*what):
        def act():
            screen.has_keyboard(display, "CSO")
            for one in what:
                screen.press(display, one[1:-1]) if one.startswith("[") else screen.write(display, one)

        return act

    return type_into


def test_the_password_that_is_typed_comes_back_and_is_not_shown(ask, keys):
    answer, [shown] = ask("dialogs.ask_password('Password for a.zip')", keys(TYPED, "[F2]", "[Return]"))
    assert answer == {"password": TYPED, "remember": False}
    assert shown == {
        "title": "CSO",
        "texts": ["Password for a.zip", "Password:", "OK", "Cancel"],
        "show": ["\N{BULLET}"],
        "keyboard in": "TEntry",
    }


@pytest.mark.parametrize("tick", [["[alt+r]"], ["[Tab]", "[space]"]], ids=["Alt", "Tab"])
def test_the_password_is_remembered_only_when_ticked(tick, ask, keys):
    act = keys(TYPED, "[F2]", *tick, "[alt+o]")
    answer, [shown] = ask("dialogs.ask_password('Password')", act, keyring="Windows Credential Manager")
    assert answer == {"password": TYPED, "remember": True}
    assert "Remember it on this computer (Windows Credential Manager)" in shown["texts"]


def test_letters_with_macrons_are_shown(ask, keys):
    _, [shown] = ask("dialogs.ask_password('Kupuhipa mō Māngere.zip')", keys("[F2]", "[Escape]"))
    assert shown["texts"][0] == "Kupuhipa mō Māngere.zip"


@pytest.mark.parametrize(
    "leave",
    [["[Escape]"], ["[alt+c]"], ["[Tab]", "[Tab]", "[Return]"], ["[Tab]", "[Tab]", "[space]"]],
    ids=["Escape", "Alt", "Enter on Cancel", "Space on Cancel"],
)
def test_a_cancelled_password_is_none(leave, ask, keys):
    assert ask("dialogs.ask_password('Password')", keys(TYPED, *leave)) == (None, [])


def test_an_empty_password_is_none(ask, keys):
    assert ask("dialogs.ask_password('Password')", keys("[Return]")) == (None, [])


def test_a_password_is_in_no_representation():
    assert repr(dialogs.Typed(TYPED, False)) == "Typed(remember=False)"


def test_a_date_is_asked_for_until_there_is_one(ask, keys):
    act = keys("[F2]", "31/2/2025", "[Return]", "[F2]", "13/1/2025", "[F2]", "[Return]")
    answer, shown = ask("dialogs.ask_date('Which day?', dt.date(2025, 1, 6))", act)
    assert answer == "2025-01-13"
    assert [one["texts"][2] for one in shown] == [
        "Monday 6 January 2025",
        "There is no 31 February. Write the date as 06/01/2025.",
        "Monday 13 January 2025",
    ]
    assert [one["keyboard in"] for one in shown] == ["TEntry"] * 3


def test_the_suggested_date_needs_only_enter(ask, keys):
    answer, _ = ask("dialogs.ask_date('Which day?', dt.date(2025, 1, 6))", keys("[Return]"))
    assert answer == "2025-01-06"


def test_a_cancelled_date_is_none(ask, keys):
    assert ask("dialogs.ask_date('Which day?')", keys("06/01/2025", "[Escape]")) == (None, [])


def test_one_question_after_another(ask, keys, display):
    def act():
        keys(TYPED, "[Return]")()
        screen.focus(display, "Between")
        screen.press(display, "Escape")
        keys("[Return]")()

    question = "(dialogs.ask_password('1'), dialogs.ask_folder('Between'), dialogs.ask_date('2', dt.date(2025, 1, 6)))"
    answer, _ = ask(question, act)
    assert answer == "(Typed(remember=False), None, datetime.date(2025, 1, 6))"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Write the date as 06/01/2025."),
        ("  ", "Write the date as 06/01/2025."),
        ("Monday", "That is not a whole date with the day first. Write the date as 06/01/2025."),
        ("6/1/25", "That is not a whole date with the day first. Write the date as 06/01/2025."),
        ("31/02/2025", "There is no 31 February. Write the date as 06/01/2025."),
        ("29/2/2025", "There is no 29 February 2025. Write the date as 06/01/2025."),
        ("0-1-2025", "There is no 0 January. Write the date as 06/01/2025."),
        ("1/13/2025", "There is no month 13. Write the date as 06/01/2025."),
    ],
)
def test_what_is_said_of_a_text_that_is_no_date(text, said):
    assert dialogs.no_date(text) == said


def test_a_file_is_chosen_by_its_name(ask, display, tmp_path):
    (tmp_path / "report.zip").write_bytes(b"")

    def act():
        screen.focus(display, "Open datamatch ZIP")
        screen.write(display, "report.zip")
        screen.press(display, "Return")

    kinds = "[('Datamatch ZIP', ['*.zip']), ('E-mail', ['*.eml'])]"
    answer, _ = ask(f"dialogs.ask_file('Open datamatch ZIP', {kinds}, Path({str(tmp_path)!r}))", act)
    assert answer == str(tmp_path / "report.zip")


def test_a_folder_is_chosen_by_its_path(ask, display, tmp_path):
    def act():
        screen.focus(display, "Records folder")
        screen.write(display, str(tmp_path))
        screen.press(display, "Return", "Return")  # the first opens it, the second chooses it

    assert ask("dialogs.ask_folder('Records folder')", act) == (str(tmp_path), [])


@pytest.mark.parametrize("question", ["ask_file('Choose', [])", "ask_folder('Choose')"])
def test_choosing_nothing_is_none(question, ask, display):
    def act():
        screen.focus(display, "Choose")
        screen.press(display, "Escape")

    assert ask(f"dialogs.{question}", act) == (None, [])


def test_a_python_without_windows_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "tkinter", None)
    for ask_it in (
        lambda: dialogs.ask_password("Password"),
        lambda: dialogs.ask_date("Which day?", dt.date(2025, 1, 6)),
        lambda: dialogs.ask_file("Choose", []),
        lambda: dialogs.ask_folder("Choose"),
    ):
        with pytest.raises(CsoError) as raised:
            ask_it()
        assert str(raised.value) == (
            "This Python has no tkinter, with which questions are asked. Put it in, or name the file and the date "
            "on the command line; 'cso-xl doctor' says more."
        )


@pytest.mark.skipif(os.name == "nt", reason="on Windows there is always a screen")
def test_a_machine_without_a_screen_says_so(monkeypatch):
    screen.tkinter()
    monkeypatch.delenv("DISPLAY", raising=False)
    with pytest.raises(CsoError) as raised:
        dialogs.ask_folder("Choose")
    assert str(raised.value) == (
        "A question could not be shown: this Python cannot open a window here. 'cso-xl doctor' says more."
    )


def test_nothing_of_windows_is_imported_before_a_question_is_asked():
    program = "import sys; from cso_xl.excel import dialogs; print({'tkinter', 'keyring'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"

"""The questions, asked on a screen nobody sees and answered with real keys."""

import datetime as dt
import json
import os
import subprocess
import sys

import pytest

from cso_xl.errors import CsoError
from cso_xl.excel import dialogs
from helpers import screen, waiting

TYPED = "Practice-2025"

# What the asking process runs: F2 prints what the window shows, F3 puts the pointer on the list's active
# line; the answer comes last.
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
        "letters": [one.cget("text")[0] for one in widgets(root) if underlined(one)],
        "mistakes": [one.cget("text") for one in widgets(root) if red(one)],
        "bars": [str(one.cget("orient")) for one in widgets(root) if one.winfo_class() == "TScrollbar"],
    }

def underlined(one):
    return "underline" in one.keys() and one.cget("underline") == 0

def red(one):
    return one.winfo_class() == "TLabel" and str(one.cget("foreground")) == "#b00020"

def point(root):
    box = root.focus_get()
    x, y, _, height = box.bbox("active")
    box.event_generate("<Motion>", warp=True, x=x + 5, y=y + height // 2)

class Tk(tkinter.Tk):
    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.bind("<F2>", lambda _: print(json.dumps(shown(self))))
        self.bind("<F3>", lambda _: point(self))

tkinter.Tk = Tk
dialogs.keyring_name = lambda: KEYRING
answer = ASK
print(json.dumps(answer, default=lambda one: getattr(one, "__dict__", None) or str(one)))
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
        out, said = waiting.ended(process)
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
        "letters": ["P", "O", "C"],
        "mistakes": [],
        "bars": [],
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
    assert repr(dialogs.TypedPassword(TYPED, False)) == "TypedPassword(remember=False)"


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


def which(choices):
    return f"dialogs.ask_which('Which of them?', {choices!r})"


CLICK = ["click", "1"]
SEVERAL = which([f"Line {place}" for place in range(9)])


def test_the_keyboard_begins_on_the_first_line(ask, keys):
    answer, [shown] = ask(which(["Aroha Moana", "Mō Māngere"]), keys("[F2]", "[space]", "[Return]"))
    assert answer == [0]
    assert shown == {
        "title": "CSO",
        "texts": ["Which of them?", "", "OK", "Cancel"],
        "show": [],
        "keyboard in": "Listbox",
        "letters": ["O", "C"],
        "mistakes": [],
        "bars": [],
    }


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        (["[End]", "[space]", "[Home]", "[space]"], [0, 8]),
        (["[space]", "[ctrl+End]", "[ctrl+space]", "[ctrl+Home]"], [0, 8]),
        (["[space]", "[Down]", "[space]", "[Down]", "[space]", "[Up]", "[space]"], [0, 2]),
        (["[Down]", "[shift+Down]", "[shift+Down]", "[Down]", "[Down]", "[shift+Up]"], [1, 2, 3, 4, 5]),
        (["[shift+Up]", "[End]", "[shift+Down]"], [0, 8]),
        (["[ctrl+slash]", "[Down]", "[space]"], [0, 2, 3, 4, 5, 6, 7, 8]),
    ],
    ids=["Space", "Ctrl", "taken back", "Shift", "at the ends", "all but one"],
)
def test_several_lines_are_selected_with_keys(typed, places, ask, keys):
    assert ask(SEVERAL, keys(*typed, "[alt+o]")) == (places, [])


def test_several_lines_are_selected_with_the_mouse(ask, keys, display):
    def act():
        keys()()
        point(display)
        screen.xdotool(display, *CLICK)
        screen.press(display, "Down", "Down")
        point(display)
        screen.xdotool(display, "keydown", "ctrl", *CLICK, "keyup", "ctrl")
        screen.press(display, "Down", "Down", "Down")
        point(display)
        screen.press(display, "Up", "Up")
        screen.xdotool(display, "keydown", "shift", *CLICK, "keyup", "shift")
        screen.xdotool(display, "keydown", "ctrl", *CLICK, "keyup", "ctrl")  # takes the last one back
        screen.press(display, "Return")

    assert ask(SEVERAL, act) == ([0, 2, 3, 4], [])


def point(display):
    """Put the pointer on the list's active line: another one than it is on."""
    before = screen.xdotool(display, "getmouselocation")
    screen.press(display, "F3")
    waiting.until(lambda: screen.xdotool(display, "getmouselocation") != before, "the pointer to move")


def test_at_least_one_line_is_asked_for(ask, keys):
    act = keys(
        "[Down]", "[Return]", "[F2]", "[space]", "[F2]", "[space]", "[alt+o]", "[F2]", "[space]", "[Return]"
    )
    answer, shown = ask(SEVERAL, act)
    assert answer == [1]
    assert [one["mistakes"] for one in shown] == [["Select at least one."], [""], ["Select at least one."]]
    assert [one["keyboard in"] for one in shown] == ["Listbox"] * 3


@pytest.mark.parametrize(
    ("choices", "bars"),
    [
        (["a"] * 12, []),
        (["a"] * 13, ["vertical"]),
        (["a" * 70], []),
        (["a" * 200], ["horizontal"]),
        (["a" * 200] * 13, ["vertical", "horizontal"]),
    ],
    ids=["12 lines", "13 lines", "long", "too long", "too many, too long"],
)
def test_a_list_too_large_for_the_window_scrolls(choices, bars, ask, keys):
    answer, [shown] = ask(which(choices), keys("[F2]", "[End]", "[space]", "[Return]"))
    assert (answer, shown["bars"]) == ([len(choices) - 1], bars)


def test_a_list_of_nothing_can_only_be_cancelled(ask, keys):
    typed = ["[space]", "[shift+Down]", "[ctrl+space]", "[End]", "[Return]", "[F2]", "[Escape]"]
    answer, [shown] = ask(which([]), keys(*typed))
    assert (answer, shown["mistakes"]) == (None, ["Select at least one."])


@pytest.mark.parametrize("leave", ["[Escape]", "[alt+c]"])
def test_a_cancelled_list_is_none(leave, ask, keys):
    assert ask(SEVERAL, keys("[space]", leave)) == (None, [])


def texts(*labels, wrong="lambda texts: ''"):
    return f"dialogs.ask_texts('Who is it?', {labels!r}, {wrong})"


def test_each_label_has_its_text(ask, keys):
    act = keys(" Aroha ", "[Tab]", "17", "[alt+e]", "a", "[F2]", "[alt+n]", "Ana ", "[Return]")
    answer, [shown] = ask(texts("Name", "Number", "E-mail"), act)
    assert answer == ["Aroha Ana", "17", "a"]
    assert shown == {
        "title": "CSO",
        "texts": ["Who is it?", "Name:", "Number:", "E-mail:", "", "OK", "Cancel"],
        "show": ["", "", ""],
        "keyboard in": "TEntry",
        "letters": ["N", "E", "O", "C"],
        "mistakes": [],
        "bars": [],
    }


def test_a_label_has_its_letter_before_the_buttons(ask, keys):
    act = keys("a", "[alt+c]", "b", "[alt+o]", "c", "[F2]", "[Return]")
    answer, [shown] = ask(texts("1st day", "Case", "Ōtaki", "Objective"), act)
    assert answer == ["a", "b", "", "c"]
    assert shown["letters"] == ["C", "O"]
    assert shown["texts"][2] == "Case:"


def test_texts_are_asked_for_until_nothing_is_wrong_with_them(ask, keys):
    wrong = "lambda texts: '' if texts[1] == '17' else f'{texts[1]!r} is not 17.'"
    act = keys("Aroha", "[Tab]", " 1 ", "[Return]", "[F2]", "[BackSpace]", "7", "[F2]", "[alt+o]")
    answer, shown = ask(texts("Name", "Number", wrong=wrong), act)
    assert answer == ["Aroha", "17"]
    assert [one["mistakes"] for one in shown] == [["'1' is not 17."]] * 2


@pytest.mark.parametrize("leave", ["[Escape]", "[alt+c]"])
def test_cancelled_texts_are_none(leave, ask, keys):
    assert ask(texts("Name"), keys("Aroha", leave)) == (None, [])


def test_one_question_after_another(ask, keys, display):
    def act():
        keys(TYPED, "[Return]")()
        screen.focus(display, "Between")
        screen.press(display, "Escape")
        keys("[Return]")()

    question = "(dialogs.ask_password('1'), dialogs.ask_folder('Between'), dialogs.ask_date('2', dt.date(2025, 1, 6)))"
    answer, _ = ask(question, act)
    assert answer == [{"password": TYPED, "remember": False}, None, "2025-01-06"]


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


@pytest.mark.parametrize(
    ("typed", "names"),
    [("one.csv", ["one.csv"]), ('"two words.csv" one.csv', ["two words.csv", "one.csv"])],
)
def test_files_are_chosen_by_their_names(typed, names, ask, display, tmp_path):
    for name in ("one.csv", "two words.csv", "three.csv"):
        (tmp_path / name).write_bytes(b"")

    def act():
        screen.focus(display, "Open lists")
        screen.write(display, typed)
        screen.press(display, "Return")

    answer, _ = ask(f"dialogs.ask_files('Open lists', [('CSV', ['*.csv'])], Path({str(tmp_path)!r}))", act)
    assert answer == [str(tmp_path / name) for name in names]


def test_a_folder_is_chosen_by_its_path(ask, display, tmp_path):
    def act():
        screen.focus(display, "Records folder")
        screen.write(display, str(tmp_path))
        screen.press(display, "Return", "Return")  # the first opens it, the second chooses it

    assert ask("dialogs.ask_folder('Records folder')", act) == (str(tmp_path), [])


@pytest.mark.parametrize(
    ("question", "answer"),
    [("ask_file('Choose', [])", None), ("ask_files('Choose', [])", []), ("ask_folder('Choose')", None)],
)
def test_choosing_nothing_is_none(question, answer, ask, display):
    def act():
        screen.focus(display, "Choose")
        screen.press(display, "Escape")

    assert ask(f"dialogs.{question}", act) == (answer, [])


def test_a_python_without_windows_says_so(monkeypatch):
    monkeypatch.setitem(sys.modules, "tkinter", None)
    for ask_it in (
        lambda: dialogs.ask_password("Password"),
        lambda: dialogs.ask_date("Which day?", dt.date(2025, 1, 6)),
        lambda: dialogs.ask_which("Which?", ["a"]),
        lambda: dialogs.ask_texts("Who?", ["Name"], lambda _: ""),
        lambda: dialogs.ask_file("Choose", []),
        lambda: dialogs.ask_files("Choose", []),
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
    done = waiting.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"

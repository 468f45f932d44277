"""The questions that a press may ask, each in a window of its own on top of Excel.

What they need is imported when one is asked: most presses ask none.
"""

import calendar
import datetime as dt
import os
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cso_xl.cells import dates
from cso_xl.excel.window import MISTAKE, QuestionWindow, window

_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_LEAP_YEAR = 2024

Kinds = Sequence[tuple[str, Sequence[str]]]  # words and the names they stand for: ("ZIP", ["*.zip"])


@dataclass(frozen=True)
class TypedPassword:
    """The password that was typed, never shown, and whether it is to be kept in the keyring."""

    password: str = field(repr=False)
    remember: bool


def ask_password(prompt: str) -> TypedPassword | None:
    """Ask for a password, masked. None when it was cancelled or left empty."""
    keyring = keyring_name()
    with window() as root:
        question = QuestionWindow[TypedPassword](root, prompt)
        typed = question.field("Password", show="\N{BULLET}")
        remember = question.tick(f"Remember it on this computer ({keyring})") if keyring else None

        def accept() -> None:
            keep = remember is not None and remember.get()
            question.close(TypedPassword(typed.get(), keep) if typed.get() else None)

        return question.ask(accept)


def ask_date(words: str, suggestion: dt.date | None = None) -> dt.date | None:
    """Ask for a date, the day first; OK takes only one that exists. None when it was cancelled."""
    with window() as root:
        question = QuestionWindow[dt.date](root, words)
        typed = question.field("Date", dates.in_cell(suggestion) if suggestion else "")
        message = question.line()

        def say_day(*_: str) -> None:
            date = dates.parse(typed.get())
            message.configure(text=_in_words(date) if date else "", foreground="")

        def accept() -> None:
            if date := dates.parse(typed.get()):
                question.close(date)
            else:
                message.configure(text=no_date(typed.get()), foreground=MISTAKE)
                question.again()

        trace = typed.trace_add("write", say_day)
        say_day()
        try:
            return question.ask(accept)
        finally:
            typed.trace_remove("write", trace)  # else the window's memory would never be given back


def ask_which(words: str, choices: Sequence[str]) -> list[int] | None:
    """Ask for one or more of the choices: their places from 0, in order. None when it was cancelled."""
    with window() as root:
        question = QuestionWindow[list[int]](root, words)
        box = question.lines(choices)
        message = question.line()
        box.bind("<<ListboxSelect>>", lambda _: message.configure(text=""))

        def accept() -> None:
            places = [place for place in range(len(choices)) if box.selection_includes(place)]
            if places:
                question.close(places)
            else:
                message.configure(text="Select at least one.", foreground=MISTAKE)
                question.again()

        return question.ask(accept)


def ask_texts(words: str, labels: Sequence[str], wrong: Callable[[Sequence[str]], str]) -> list[str] | None:
    """Ask for a text under each label, stripped. None when it was cancelled.

    `wrong` says what is wrong with the texts, '' when nothing is; OK takes them only then.
    """
    with window() as root:
        question = QuestionWindow[list[str]](root, words)
        typed = [question.field(label) for label in labels]
        message = question.line()

        def accept() -> None:
            texts = [variable.get().strip() for variable in typed]
            if mistake := wrong(texts):  # the keyboard stays where it is: any of them may be the wrong one
                message.configure(text=mistake, foreground=MISTAKE)
            else:
                question.close(texts)

        return question.ask(accept)


def ask_file(title: str, kinds: Kinds, start: Path | None = None) -> Path | None:
    """Let a file be chosen, beginning in the folder `start`. None when it was cancelled."""
    with window() as root:
        from tkinter.filedialog import askopenfilename

        chosen = askopenfilename(parent=root, title=title, filetypes=_types(kinds), initialdir=start)
    return Path(chosen) if chosen else None


def ask_files(title: str, kinds: Kinds, start: Path | None = None) -> list[Path]:
    """Let one or more files be chosen, as `ask_file` does. An empty list when it was cancelled."""
    with window() as root:
        from tkinter.filedialog import askopenfilenames

        chosen = askopenfilenames(parent=root, title=title, filetypes=_types(kinds), initialdir=start)
    return [Path(name) for name in chosen]


def ask_folder(title: str, start: Path | None = None) -> Path | None:
    """Let an existing folder be chosen, beginning in `start`. None when it was cancelled."""
    with window() as root:
        from tkinter.filedialog import askdirectory

        chosen = askdirectory(parent=root, title=title, initialdir=start, mustexist=True)
    return Path(chosen) if chosen else None


def keyring_name() -> str | None:
    """The name by which staff know where this computer keeps passwords; None when it has no such place."""
    import keyring

    kept_in = keyring.get_keyring()
    if kept_in.priority < 1:  # keyring's own measure of one that can be used
        return None
    return "Windows Credential Manager" if os.name == "nt" else kept_in.name


def no_date(text: str) -> str:
    """What to say of a text that is not a date."""
    written = "Write the date as 06/01/2025."
    numbers = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text.strip())
    if not numbers:
        return written if not text.strip() else f"That is not a whole date with the day first. {written}"
    day, month, year = map(int, numbers.groups())
    if not 1 <= month <= 12:
        return f"There is no month {month}. {written}"
    in_some_year = 1 <= day <= calendar.monthrange(_LEAP_YEAR, month)[1]
    return f"There is no {day} {dates.MONTHS[month - 1]}{f' {year}' if in_some_year else ''}. {written}"


def _types(kinds: Kinds) -> list[tuple[str, list[str]]]:
    return [(words, list(patterns)) for words, patterns in kinds]


def _in_words(date: dt.date) -> str:
    return f"{_WEEKDAYS[date.weekday()]} {date.day} {dates.MONTHS[date.month - 1]} {date.year}"

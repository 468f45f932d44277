"""A window on top of Excel, in which one question is asked; what it needs is imported when it is shown."""

import math
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Generic, TypeVar

from cso_xl.errors import CsoError
from cso_xl.excel.foreground import take_keyboard

if TYPE_CHECKING:
    import tkinter
    from tkinter import ttk

TITLE = "CSO"
MISTAKE = "#b00020"  # the colour of words that say what is wrong
_FONT_POINTS = 11
_LINE = "300p"  # how wide a line of words may be, in points
_LINES = 12  # of a list, before it scrolls
_WIDEST = 80  # characters of a list's line, before it scrolls sideways

T = TypeVar("T")


class QuestionWindow(Generic[T]):
    """A window with one question in words, its fields, OK and Cancel.

    A label begins with the letter that Alt takes to its field, underlined; of two with the same
    letter the first has it. Enter is OK and Escape is Cancel, whichever fields have their letters.
    """

    def __init__(self, root: "tkinter.Tk", words: str) -> None:
        from tkinter import ttk

        self._root = root
        self._answer: T | None = None
        self._first: tkinter.Widget | None = None
        self._letters: set[str] = set()
        self._area = ttk.Frame(root, padding="14p")
        self._area.columnconfigure(1, weight=1)
        self._area.grid()
        self._across(ttk.Label(self._area, text=words, wraplength=_LINE))

    def field(self, label: str, text: str = "", show: str = "") -> "tkinter.StringVar":
        """A labelled line to type in; `text` stands in it and goes with the first key."""
        from tkinter import StringVar, ttk

        variable = StringVar(self._root, text)
        entry = ttk.Entry(self._area, textvariable=variable, show=show, width=30, font="TkTextFont")
        letter = self._on_alt(label, entry.focus_set)
        name = ttk.Label(self._area, text=f"{label}:", underline=letter)
        name.grid(sticky="w", pady="4p", padx=("0p", "8p"))
        entry.grid(row=name.grid_info()["row"], column=1, sticky="ew", pady="4p")
        self._first = self._first or entry
        return variable

    def lines(self, choices: Sequence[str]) -> "tkinter.Listbox":
        """A list with a line for each choice, of which several may be selected."""
        from tkinter import Listbox, font, ttk

        text = font.nametofont("TkTextFont", self._root)
        width = math.ceil(max(map(text.measure, choices), default=0) / text.measure("0"))
        height = min(len(choices), _LINES)
        frame = ttk.Frame(self._area)
        frame.columnconfigure(0, weight=1)
        frame.grid(columnspan=2, sticky="ew", pady="4p")
        box = Listbox(frame, font=text, width=min(width, _WIDEST), height=height, exportselection=False)
        box.insert("end", *choices)
        box.activate(0)
        box.grid(sticky="ew")
        if len(choices) > _LINES:
            down = ttk.Scrollbar(frame, command=box.yview)
            down.grid(row=0, column=1, sticky="ns")
            box.configure(yscrollcommand=down.set)
        if width > _WIDEST:
            across = ttk.Scrollbar(frame, command=box.xview, orient="horizontal")
            across.grid(row=1, column=0, sticky="ew")
            box.configure(xscrollcommand=across.set)
        _select_several(box)
        self._first = self._first or box
        return box

    def tick(self, label: str) -> "tkinter.BooleanVar":
        """A tick box, not ticked."""
        from tkinter import BooleanVar, ttk

        variable = BooleanVar(self._root, False)
        box = ttk.Checkbutton(self._area, text=label, variable=variable)
        box.configure(underline=self._on_alt(label, box.invoke))
        self._across(box)
        return variable

    def line(self) -> "ttk.Label":
        """A line below the fields that says something about what is typed."""
        from tkinter import ttk

        label = ttk.Label(self._area, wraplength=_LINE)
        self._across(label)
        return label

    def again(self) -> None:
        """Put the keyboard in the first field, what was typed there marked: the next key begins anew."""
        from tkinter import ttk

        if self._first:
            self._first.focus_set()
        if isinstance(self._first, ttk.Entry):
            self._first.selection_range(0, "end")

    def ask(self, accept: Callable[[], object]) -> T | None:
        """Show the window until `close` is called or the question is cancelled."""
        from tkinter import ttk

        row = ttk.Frame(self._area)
        row.grid(columnspan=2, sticky="e", pady=("10p", "0p"))
        for column, (label, act) in enumerate((("OK", accept), ("Cancel", self._cancel))):
            button = ttk.Button(row, text=label, command=act)
            button.configure(underline=self._on_alt(label, button.invoke))
            button.grid(row=0, column=column, padx=("6p", "0p"))
        for key in ("<Return>", "<KP_Enter>"):
            self._root.bind(key, lambda _: accept())
            button.bind(key, self._cancel)
        self._root.bind("<Escape>", self._cancel)
        self._root.protocol("WM_DELETE_WINDOW", self._cancel)
        self._show()
        self._root.mainloop()
        return self._answer

    def close(self, answer: T | None) -> None:
        """End the question with this answer."""
        self._answer = answer
        self._root.quit()

    def _cancel(self, event: object = None) -> str:
        self.close(None)
        return "break"  # a key that cancels does nothing else

    def _show(self) -> None:
        """Bring the window up in the middle of the screen, with the keyboard in its first field."""
        root = self._root
        root.resizable(False, False)
        root.eval("tk::PlaceWindow . center")
        root.deiconify()
        root.update()
        root.lift()
        take_keyboard(int(root.frame(), 16))
        root.focus_force()
        self.again()

    def _across(self, widget: "ttk.Widget") -> None:
        widget.grid(columnspan=2, sticky="w", pady="4p")

    def _on_alt(self, label: str, act: Callable[[], object]) -> int:
        """Let Alt with the label's first letter do this. Returns the place to underline: 0, or -1 for none."""
        letter = label[:1].lower()
        if not re.fullmatch("[a-z]", letter) or letter in self._letters:
            return -1
        self._letters.add(letter)
        for key in (letter, letter.upper()):  # with the Caps Lock key on, too
            self._root.bind(f"<Alt-{key}>", lambda _: act())
        return 0


def _select_several(box: "tkinter.Listbox") -> None:
    """Let a click and Space select a line or take it back, with Ctrl too; Shift selects all on the way.

    Moving selects nothing and takes nothing back.
    """

    def move(place: int | str) -> str:
        box.activate(place)
        box.see(place)
        return "break"

    def turn(place: int) -> str:
        (box.selection_clear if box.selection_includes(place) else box.selection_set)(place)
        box.event_generate("<<ListboxSelect>>")
        return move(place)

    def reach(place: int) -> str:
        box.selection_set("active", place)
        box.event_generate("<<ListboxSelect>>")
        return move(place)

    box.configure(selectmode="multiple", activestyle="dotbox")
    box.bind("<Control-space>", lambda _: turn(box.index("active")))
    box.bind("<Control-Button-1>", lambda event: turn(box.index(f"@{event.x},{event.y}")))
    box.bind("<Shift-Button-1>", lambda event: reach(box.index(f"@{event.x},{event.y}")))
    box.bind("<Shift-Up>", lambda _: reach(box.index("active") - 1))
    box.bind("<Shift-Down>", lambda _: reach(box.index("active") + 1))
    for control in ("", "Control-"):
        box.bind(f"<{control}Home>", lambda _: move(0))
        box.bind(f"<{control}End>", lambda _: move("end"))


@contextmanager
def window() -> Iterator["tkinter.Tk"]:
    """An empty window, not shown yet; it is gone afterwards. Raises CsoError when this Python has no windows."""
    try:
        import tkinter

        _sharp_on_large_screens()
        root = tkinter.Tk(className=TITLE)
    except ImportError:
        raise CsoError(
            "This Python has no tkinter, with which questions are asked. Put it in, or name the file and the date "
            "on the command line; 'cso-xl doctor' says more."
        ) from None
    except tkinter.TclError:
        raise CsoError(
            "A question could not be shown: this Python cannot open a window here. 'cso-xl doctor' says more."
        ) from None
    try:
        _dress(root)
        yield root
    finally:
        root.destroy()


def _dress(root: "tkinter.Tk") -> None:
    from tkinter import font, ttk

    root.withdraw()
    root.title(TITLE)
    root.attributes("-topmost", True)
    for name in ("TkDefaultFont", "TkTextFont"):
        font.nametofont(name, root).configure(size=_FONT_POINTS)
    style = ttk.Style(root)
    if style.theme_use() == "default":  # nothing of the desktop's own: X11
        style.theme_use("clam")


def _sharp_on_large_screens() -> None:
    """Tell Windows that the window scales itself; without it letters are blurred at 125 % and more."""
    if sys.platform == "win32":
        import ctypes

        with suppress(AttributeError, OSError):  # an older Windows, or told already
            ctypes.windll.shcore.SetProcessDpiAwareness(1)

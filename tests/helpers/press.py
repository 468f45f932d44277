"""LibreOffice in Excel's place, on a screen: buttons are pressed as the ribbon does it, questions answered with keys.

A press runs the button's macro in the built add-in. That starts a new Python, or tells a resident one what was pressed,
which finds the workbook by its name, as xlwings does, and changes it in the open window.
"""

import contextlib
import itertools
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from cso_xl.addin import build, names
from cso_xl.excel import resident
from cso_xl.procedures.ribbon_buttons import BUTTONS
from helpers import TESTS, libreoffice, screen, waiting
from helpers.addin_for_libreoffice import make_copy
from helpers.programs import tool

TITLE = "CSO"  # of the messages and of our own questions

# What RunPython starts: $1 is the command, $2 the name of the workbook in front. The password stands in
# a file because LibreOffice hands on only the variables that it was started with. Python leaves without
# tidying up, during which LibreOffice's module sometimes crashes.
_SCRIPT = """#!/bin/sh
cd "{folder}"
CSO_XL_PASSWORD="$(cat password)" BROWSER="{folder}/browser.sh %s" PYTHONPATH="{tests}" "{python}" -P -c "
import os, sys, cso_xl.excel
from helpers import libreoffice
app = libreoffice.attach()
books = app.books
name = next(book.name for book in books if sys.argv[1] in (book.name, book.impl.doc.Title))
sys.argv[1:] = ['--wb=' + name, '--from_xl=1']
$1
open('bar', 'w', encoding='utf-8').write(app.impl.settings.get('status_bar') or '')
sys.stdout.flush()
os._exit(0)" "$2" > said 2>&1
echo $? > running
mv running ended
"""

# The Python that a user starts: each press ends as a new Python does.
_RESIDENT = """
import os, sys, cso_xl.excel
from pathlib import Path
from cso_xl.excel import patience, resident
from helpers import libreoffice
app, folder = libreoffice.attach(), Path(sys.argv[1])

def press(request):
    os.environ["CSO_XL_PASSWORD"] = (folder / "password").read_text()
    app.impl.settings.pop("status_bar", None)
    books = app.books
    name = next(book.name for book in books if request.book in (book.name, book.impl.doc.Title))
    resident.do(request._replace(book=name))
    (folder / "bar").write_text(app.impl.settings.get("status_bar") or "", "utf-8")
    (folder / "running").write_text("0\\n" if app.interactive and patience.keeps_out else "Excel is locked\\n")
    (folder / "running").rename(folder / "ended")

resident.serve(folder / "presses", press)
sys.stdout.flush()
os._exit(0)
"""


class Window:
    """The visible LibreOffice with the add-in loaded; `pressed` are the names of the buttons that were."""

    def __init__(self, app, display, folder, is_resident=False):
        self.app, self.display = app, display
        self.pressed = set()
        self._looks = itertools.count()
        self.script = folder / "run_python.sh"
        self.script.write_text(_SCRIPT.format(folder=folder, tests=TESTS, python=sys.executable))
        self.script.chmod(0o755)
        self.opened = folder / "opened"  # the address that a browser was asked to open last
        browser = folder / "browser.sh"
        browser.write_text(f'#!/bin/sh\necho "$1" > "{self.opened}"\n')
        browser.chmod(0o755)
        self._folder = folder
        self._toolkit = app.impl.office.service("com.sun.star.awt.Toolkit")
        self.know_password("")
        self.requests = folder / "presses" if is_resident else None
        self.resident = self.start_resident() if is_resident else None
        built = build.write(folder / "built")
        addin = make_copy(built, self.script, folder / build.FILE_NAME, self.requests or "")
        self._addin = app.books.open(addin).impl.doc  # an add-in has no window
        app.books.add()

    def start_resident(self):
        """The Python that does what is pressed, as a user starts it."""
        command = [sys.executable, "-P", "-c", _RESIDENT, self._folder]
        variables = {
            **os.environ,
            "PYTHONPATH": str(TESTS),
            "BROWSER": f"{self._folder}/browser.sh %s",
            libreoffice.PIPE: self.app.impl.office.pipe,
        }
        with (self._folder / "said").open("w") as said:
            process = subprocess.Popen(command, cwd=self._folder, env=variables, stdout=said, stderr=said)
        waiting.until(lambda: resident.is_alive(self.requests), "the resident Python")
        return process

    def end(self):
        """End what was started beside LibreOffice."""
        if self.resident and self.resident.poll() is None:
            resident.end(self.requests)
            waiting.ended(self.resident)

    @property
    def book(self):
        """The workbook that is worked: the last one opened. Without a window manager the front is anybody's."""
        return self.app.books[len(self.app.books) - 1]

    @property
    def sheet(self):
        """The sheet in front."""
        return self.book.sheets.active

    def close_book(self):
        """Close the workbook in front; the empty one comes to the front."""
        self.book.close()
        self.app.books[0].activate()

    def know_password(self, password):
        """Let the presses that come find the password in the environment; empty, it is asked for."""
        (self._folder / "password").write_text(password)

    def press(self, name, *answers):
        """Press a button in the workbook's window, answer its questions, wait for its end.

        Returns what it said: in boxes, then in the status bar.
        """
        self.book.activate()
        self.pressed.add(name)
        return self.after(lambda: self._call(names.sub_name(BUTTONS[name]), name), name, *answers)

    def tab(self, what, id):
        """What the tab shows now of a control: its 'Label', whether it is 'Enabled', ..."""
        self.book.activate()
        return self._call(f"CsoGet{what}", id, None)[2][1]

    def poll(self):
        """What Excel does a second after it was told to: look for the answer; whether it was told to."""
        is_awaited = self._call("IsAwaited", module="xlwings")[0]
        if is_awaited:
            self._call("CsoPoll", module=names.RESIDENT)
        return is_awaited

    def says(self, name, act):
        """What a box says that VBA itself shows, once it was agreed to."""
        acting = threading.Thread(target=act)
        acting.start()
        text = waiting.until(lambda: self._has_message() and self._message(), f"the box of '{name}'")
        self._agree(name)
        acting.join()
        return text

    def ask(self, name):
        """Press a button whose answer is not waited for."""
        self.book.activate()
        self._call(names.sub_name(BUTTONS[name]), name)

    def _call(self, macro, *arguments, module=names.MODULE):
        place = f"{self._addin.BasicLibraries.ProjectName}.{module}.{macro}"
        script = self._addin.getScriptProvider().getScript(script_url(place))
        return self.app.impl.office.on_main_thread(script.invoke, arguments, (), ())

    def after(self, begin, name, *answers):
        """Begin what starts a new Python; all else is as of `press`."""
        messages, ended = [], self._folder / "ended"
        begin()
        try:
            for answer in answers:
                answer(self.display)
            while (
                said := waiting.until(self._ended_or_said, f"the end of '{name}' or its message")
            ) is not True:
                messages.append(said)
                self._agree(f"{name}, message")
        except AssertionError:
            self.shot(f"{name}, failed")
            raise
        assert ((self._folder / "said").read_text(), ended.read_text()) == ("", "0\n")
        ended.unlink()
        bar = (self._folder / "bar").read_text("utf-8")
        return [*messages, bar] if bar else messages

    def shot(self, name):
        """A picture of the screen once it no longer changes, or but for a cursor that blinks; see CSO_XL_SHOTS."""
        folder = Path(os.environ.get("CSO_XL_SHOTS") or self._folder)
        path, seen = folder / f"{name}.png", set()
        while True:
            screen.shot(self.display, path)
            if (picture := path.read_bytes()) in seen:
                return
            seen.add(picture)

    def shows(self, colour):
        """Wait until this colour (RRGGBB) can be seen on the screen."""
        command = [tool("import"), "-display", self.display, "-window", "root", "-depth", "8", "rgb:-"]

        def seen():
            pixels = waiting.run(command, capture_output=True, check=True).stdout
            return bytes.fromhex(colour) in {pixels[at : at + 3] for at in range(0, len(pixels), 3)}

        waiting.until(seen, f"the colour {colour} on the screen")
        return True

    def _ended_or_said(self):
        """True at the end, the text when there is a message, else nothing; only every fifth time is one looked for."""
        if (self._folder / "ended").exists():
            while self.poll():
                pass
            return True
        return next(self._looks) % 5 == 4 and self._has_message() and self._message()

    def _has_message(self):
        return bool(screen.xdotool(self.display, "search", "--onlyvisible", "--name", f"^{TITLE}$"))

    def _message(self):
        """The message's text as a screen reader is given it; nothing when the window is not LibreOffice's."""
        windows = [self._toolkit.getTopWindow(number) for number in range(self._toolkit.TopWindowCount)]
        for shown in (window.AccessibleContext for window in windows if window.isVisible()):
            if shown.AccessibleName == TITLE:
                return next(_words(shown), "")
        return ""

    def _agree(self, name):
        self.shot(name)
        screen.focus(self.display, TITLE)
        screen.press(self.display, "Return")
        waiting.until(lambda: not self._has_message(), f"'{name}' to go")


def _words(context):
    """What a window says, part by part."""
    for at in range(context.AccessibleChildCount):
        part = context.getAccessibleChild(at).AccessibleContext
        if part.AccessibleName:
            yield part.AccessibleName
        else:
            yield from _words(part)


@contextlib.contextmanager
def opened(folder, is_resident=False):
    """LibreOffice on a screen of its own, for a user who has no settings yet; nothing of it is left afterwards."""
    for program in ("soffice", "xdotool", "import"):
        tool(program)
    screen.tkinter()
    with screen.start() as display, pytest.MonkeyPatch.context() as patch, contextlib.ExitStack() as stack:
        patch.setenv("DISPLAY", display)
        patch.setenv("XDG_CONFIG_HOME", str(folder / "config"))
        patch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
        try:
            app = libreoffice.start(visible=True)
        except libreoffice.Missing as missing:
            pytest.fail(str(missing)) if os.environ.get("CI") else pytest.skip(str(missing))
        try:
            window = Window(app, display, folder, is_resident)
            stack.callback(window.end)
            yield window
        finally:
            app.quit()


def script_url(macro):
    """How LibreOffice calls a macro of a document, 'library.module.sub'."""
    return f"vnd.sun.star.script:{macro}?language=Basic&location=document"


def chooses(title, path, *keys):
    """The answer to a question for a file or folder; `keys` end it."""

    def answer(display):
        screen.focus(display, title)
        screen.write(display, str(path))
        screen.press(display, *(keys or ["Return"]))

    return answer


def types(text):
    """The answer to a question of ours for a password or a date; its window takes the keyboard by itself."""

    def answer(display):
        screen.has_keyboard(display, TITLE)
        screen.write(display, text)
        screen.press(display, "Return")

    return answer


def presses(*keys):
    """The answer with keys to a question of ours, as xdotool calls them."""

    def answer(display):
        screen.has_keyboard(display, TITLE)
        screen.press(display, *keys)

    return answer


def agrees(display):
    """The answer Yes to a message that asks."""
    screen.focus(display, TITLE)
    screen.press(display, "alt+y")


def click(display, x, y):
    """Click with the mouse."""
    screen.xdotool(display, "mousemove", "--sync", str(x), str(y), "click", "1")


def hidden_rows(sheet):
    """Rows of the report that cannot be seen."""
    last = sheet["A1"].end("down").row
    return [row for row in range(1, last + 1) if sheet[f"{row}:{row}"].rows.hidden]


def shown_columns(sheet, letters):
    """Those of the columns that can be seen."""
    return [letter for letter in letters if not sheet[f"{letter}:{letter}"].columns.hidden]

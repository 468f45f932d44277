"""The engine, its apps and workbooks, as xlwings' base classes want them."""

import contextlib
import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from xlwings import base_classes

from helpers.libreoffice import com
from helpers.libreoffice.books import Books
from helpers.libreoffice.office import Office, enum
from helpers.libreoffice.ranges import Range
from helpers.libreoffice.strict import Calls

_MESSAGE_BOXES = {"ok": 1, "ok_cancel": 2, "yes_no": 3, "yes_no_cancel": 4}
_MESSAGE_ANSWERS = {0: "cancel", 1: "ok", 2: "yes", 3: "no"}


class Engine:
    """xlwings' engine 'libreoffice'."""

    name, type = "libreoffice", "desktop"

    def __init__(self) -> None:
        self.apps = Apps(self)

    @staticmethod
    def prepare_xl_data_element(value: Any, _options: Any) -> Any:
        """A value on its way into a cell."""
        if value is None or value != value:  # NaN and NaT are not equal to themselves
            return ""
        if isinstance(value, dt.date) and not isinstance(value, dt.datetime):
            return dt.datetime(value.year, value.month, value.day)
        return value.item() if hasattr(value, "item") else value

    @staticmethod
    def clean_value_data(
        data: Sequence[Sequence[Any]],
        datetime_builder: Callable[..., Any],
        empty_as: Any,
        number_builder: Callable[[float], Any] | None,
        err_to_str: bool,
    ) -> list[list[Any]]:
        """Values on their way out of cells; an error is a tuple of its name."""

        def clean(value: Any) -> Any:
            if value is None or value == "":
                return empty_as
            if isinstance(value, dt.datetime):
                parts = {part: getattr(value, part) for part in ("hour", "minute", "second", "microsecond")}
                return datetime_builder(
                    year=value.year, month=value.month, day=value.day, **parts, tzinfo=None
                )
            if isinstance(value, tuple):
                return value[0] if err_to_str else None
            if number_builder is not None and isinstance(value, float):
                return number_builder(value)
            return value

        return [[clean(value) for value in row] for row in data]


class Apps(base_classes.Apps):
    """The running LibreOffices, the newest first."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._apps: list[App] = []

    def adopt(self, office: Office) -> "App":
        """An app of this LibreOffice, which becomes the active one."""
        self._apps.insert(0, App(self, office))
        return self._apps[0]

    def forget(self, app: "App") -> None:
        """The app was quit."""
        self._apps.remove(app)

    def add(self, spec: Any = None, add_book: Any = None, xl: Any = None, visible: Any = None) -> "App":
        """A new LibreOffice, as xlwings.App() asks for."""
        app = self.adopt(Office.started(bool(visible)))
        if add_book:
            app.books.add()
        return app

    def keys(self) -> list[int]:
        return [app.pid for app in self._apps]

    def __iter__(self) -> Iterator["App"]:
        return iter(self._apps)

    def __len__(self) -> int:
        return len(self._apps)

    def __getitem__(self, pid: int) -> "App":
        return next(app for app in self._apps if app.pid == pid)


class Setting:
    """A setting of Excel's that is only remembered."""

    def __init__(self, default: Any) -> None:
        self._default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, app: "App", owner: type) -> Any:
        app.answer()
        return app.settings.get(self._name, self._default)

    def __set__(self, app: "App", value: Any) -> None:
        app.answer()
        app.settings[self._name] = value


class App(base_classes.App):
    """A running LibreOffice; `alerts`, `answers`, `undo_hook` and `busy` are for tests.

    `undo_hook` is what Excel's own Undo would take back: every call after OnUndo takes it off again.
    """

    version, hwnd, path, startup_path = "16.0", 0, "", ""
    screen_updating, display_alerts, enable_events, interactive = (Setting(True) for _ in range(4))
    cut_copy_mode = Setting(None)

    def __init__(self, apps: Apps, office: Office) -> None:
        self._apps = apps
        self.office = office
        self._books = Books(self)
        self.reset()

    def reset(self) -> None:
        """As a newly started Excel is; open workbooks stay."""
        self.settings: dict[str, Any] = {}
        self.alerts: list[tuple[str, str | None, str | None, str | None]] = []
        self.answers: list[str] = []
        self.undo_hook: tuple[str, str] | None = None
        self.calls = Calls()

    def answer(self) -> None:
        """Every call passes here; while `busy`, as if a cell were being edited, it is rejected."""
        self.undo_hook = None
        self.calls.passes()

    @property
    def busy(self) -> int:
        return self.calls.busy

    @busy.setter
    def busy(self, value: int) -> None:
        self.calls.busy = value

    @property
    def engine(self) -> Engine:
        return self._apps.engine

    @property
    def api(self) -> com.Application:
        return com.Application(self)

    @property
    def pid(self) -> int:
        return self.office.process.pid if self.office.process else 0

    @property
    def books(self) -> Books:
        self.answer()
        return self._books

    @property
    def visible(self) -> bool:
        return self.office.visible

    @visible.setter
    def visible(self, value: bool) -> None:
        if bool(value) != self.visible:
            raise NotImplementedError("LibreOffice is started visible or not")

    @property
    def calculation(self) -> str:
        self._expect_workbook()
        return str(self.settings.get("calculation", "automatic"))

    @calculation.setter
    def calculation(self, value: str) -> None:
        self._expect_workbook()
        self.settings["calculation"] = value
        for book in self._books.every():
            book.doc.enableAutomaticCalculation(value == "automatic")

    def _expect_workbook(self) -> None:
        """Raise what Excel does when there is nothing to calculate: hidden add-ins are no workbooks."""
        if not len(self.books):
            raise com.ComError("Unable to set the Calculation property of the Application class")

    def calculate(self) -> None:
        for book in self._books.every():
            book.doc.calculateAll()

    @property
    def status_bar(self) -> str | bool:
        self.answer()
        return self.settings.get("status_bar", False)

    @status_bar.setter
    def status_bar(self, value: str | bool | None) -> None:
        self.answer()
        self.settings["status_bar"] = value or False
        if self.visible and len(self._books):
            indicator = self._books.active.doc.CurrentController.getStatusIndicator()
            indicator.end()
            if value:
                indicator.start(str(value), 0)

    @property
    def selection(self) -> Range | None:
        return self.books.active.selection if len(self._books) else None

    def activate(self, steal_focus: bool = False) -> None:
        self.answer()

    def alert(
        self, prompt: str, title: str | None, buttons: str | None, mode: str | None, _callback: Any
    ) -> str:
        """Remember the message; answer it from `answers`, or let a person do it, or say yes."""
        self.alerts.append((prompt, title, buttons, mode))
        if self.answers:
            return self.answers.pop(0)
        if self.visible:
            return self._message_box(prompt, title or "", buttons or "ok", mode)
        return "yes" if buttons and buttons.startswith("yes") else "ok"

    def _message_box(self, prompt: str, title: str, buttons: str, mode: str | None) -> str:
        frame = self.office.desktop.getCurrentFrame()
        kind = enum("awt.MessageBoxType", "WARNINGBOX" if mode == "critical" else "INFOBOX")
        if mode != "critical" and buttons != "ok":
            kind = enum("awt.MessageBoxType", "QUERYBOX")  # an info box has no second button
        box = self.office.service("com.sun.star.awt.Toolkit").createMessageBox(
            frame and frame.ContainerWindow, kind, _MESSAGE_BOXES[buttons], title, prompt
        )
        answer = self.office.on_main_thread(box.execute)
        self.office.on_main_thread(box.dispose)
        return _MESSAGE_ANSWERS[answer]

    def quit(self) -> None:
        """Close everything and end LibreOffice; one that was attached to goes on."""
        self.busy = 0
        if self.office.process is not None:
            with contextlib.suppress(Exception):  # LibreOffice may be gone
                for book in self._books.every():
                    book.close()
        self.office.stop()
        self._apps.forget(self)

    kill = quit

"""Buttons pressed in this process, on workbooks that are open in LibreOffice; questions are answered by the test."""

from pathlib import Path

import xlwings as xw

from cso_xl import settings as settings_
from cso_xl.addin import build
from cso_xl.excel import buttons, dialogs
from cso_xl.excel.passwords import WindowPasswords


class Excel:
    """The program with the add-in loaded, a records folder and a person who answers questions."""

    def __init__(self, app: xw.App, folder: Path, records: Path, monkeypatch) -> None:
        self.app, self.records = app, records
        self.answers = dict.fromkeys(("file", "files", "folder", "date", "password", "which", "texts"))
        self.asked: list[str] = []
        monkeypatch.setattr(settings_, "user_file", lambda: folder / "settings.toml")
        monkeypatch.setattr(WindowPasswords, "_of_this_python", [])
        for question in self.answers:
            monkeypatch.setattr(dialogs, f"ask_{question}", self._answer(question))
        settings_.keep_records_root(records)
        self.addin = app.books.open(str(build.write(folder)))

    def use_records(self, records: Path) -> None:
        """Another records folder from the next press on."""
        self.records = records
        settings_.user_file().unlink()
        settings_.keep_records_root(records)

    def _answer(self, question):
        def answer(*words, **more):
            self.asked.append(question)
            given = self.answers[question]
            return given(*words) if callable(given) else given

        return answer

    @property
    def book(self) -> xw.Book:
        """The workbook in front."""
        return self.app.books.active

    def press(self, name: str) -> list[str]:
        """Press a button; what it said: in boxes, then in the status bar."""
        if not len(self.app.books):
            self.app.books.add()  # as the ribbon's VBA does
        self.book.set_mock_caller()
        self.app.impl.alerts.clear()
        self.app.impl.settings.pop("status_bar", None)
        getattr(buttons, name)()
        return self.boxes + ([self.bar] if self.bar else [])

    @property
    def boxes(self) -> list[str]:
        """The boxes of the last press."""
        return [alert[0] for alert in self.app.impl.alerts]

    @property
    def bar(self) -> str:
        """What stands in the status bar."""
        return self.app.impl.settings.get("status_bar") or ""

    def open(self, report: str, path: Path) -> list[str]:
        """Press the button that opens a report, and choose its file."""
        self.answers["file"] = path
        return self.press(
            {"address-sharer": "open_address_report"}.get(report, f"open_{report.replace('-', '_')}")
        )

    def close(self) -> None:
        """Close every workbook, the add-in and what it keeps in memory."""
        for book in self.app.impl.books.every():
            book.close()

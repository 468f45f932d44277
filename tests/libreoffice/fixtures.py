"""Fixtures for tests in LibreOffice: one for the whole session, and no workbook left open between tests."""

import os
from collections.abc import Iterator

import pytest
import xlwings as xw

import libreoffice


@pytest.fixture(scope="session")
def office() -> Iterator[xw.App]:
    """LibreOffice without windows; without it tests are skipped, and fail in CI."""
    try:
        app = libreoffice.start()
    except libreoffice.Missing as missing:
        pytest.fail(str(missing)) if os.environ.get("CI") else pytest.skip(str(missing))
    yield app
    app.quit()


@pytest.fixture
def calc(office: xw.App) -> Iterator[xw.App]:
    """The same LibreOffice as newly started: no workbook, no messages, nothing set."""
    yield office
    office.impl.reset()
    for book in office.impl.books.every():
        book.close()

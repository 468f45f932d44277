"""What all tests share: a records folder, settings without the user's own, LibreOffice; and how they run."""

import os
import webbrowser
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
import xlwings as xw

pytest.register_assert_rewrite("helpers")  # so that they, too, say what was compared

from cso_xl import faults
from cso_xl import settings as settings_
from cso_xl.intake.passwords import VARIABLE, Passwords
from cso_xl.settings import Settings
from helpers import libreoffice
from helpers.excel import Excel
from helpers.files import PASSWORD, Week
from helpers.hands import AtTheButtons, AtTheCommand
from helpers.parallel import run_on_all_processors
from helpers.programs import tool

Hands = AtTheCommand | AtTheButtons

# However busy the machine is: an example takes what it takes.
hypothesis.settings.register_profile(
    "busy", hypothesis.settings(), deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.load_profile("busy")


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config: pytest.Config) -> None:
    run_on_all_processors(config)


@pytest.fixture(autouse=True)
def alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No test sees this user's settings, keyring, password or log of faults, or opens a browser."""
    monkeypatch.setattr(webbrowser, "open", lambda url: True)
    monkeypatch.setattr(faults, "log_file", lambda: tmp_path / "nobody" / "faults.log")
    monkeypatch.setattr(settings_, "user_file", lambda: tmp_path / "nobody" / "settings.toml")
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.null.Keyring")
    monkeypatch.setenv(VARIABLE, PASSWORD)


@pytest.fixture
def settings() -> Settings:
    """The defaults."""
    return settings_.load(settings_.DEFAULTS)


@pytest.fixture
def passwords(settings: Settings) -> Passwords:
    """Passwords that know the synthetic one."""
    return Passwords(settings)


@pytest.fixture
def records(tmp_path: Path) -> Path:
    """An empty records root."""
    root = tmp_path / "records"
    root.mkdir()
    return root


@pytest.fixture(params=[AtTheCommand, AtTheButtons], ids=["command", "buttons"])
def hands(request: pytest.FixtureRequest, tmp_path: Path, records: Path) -> Callable[[str, Week], Hands]:
    """Opens a report of a week as far as its worklist, at the command line or with the buttons in LibreOffice."""

    def opened(report: str, week: Week) -> Hands:
        works_with = request.getfixturevalue("excel") if request.param is AtTheButtons else records
        worked: Hands = request.param(report, works_with)
        worked.open(week.write(report, tmp_path / "received"))
        return worked

    return opened


@pytest.fixture
def second(tmp_path: Path) -> Path:
    """The second place in which the heads of the logs are kept."""
    folder = tmp_path / "second"
    folder.mkdir()
    return folder


@pytest.fixture(scope="session")
def office() -> Iterator[xw.App]:
    """LibreOffice without a window, one for all tests; elsewhere than in CI they are skipped without it."""
    tool("soffice")
    try:
        app = libreoffice.start()
    except libreoffice.Missing as missing:
        pytest.fail(str(missing)) if os.environ.get("CI") else pytest.skip(str(missing))
    yield app
    app.quit()


@pytest.fixture
def excel(office: xw.App, tmp_path: Path, records: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Excel]:
    """The buttons, to be pressed in LibreOffice, with the add-in loaded and nothing else open."""
    folder = tmp_path / "add-in"
    folder.mkdir()
    pressed = Excel(office, folder, records, monkeypatch)
    yield pressed
    pressed.close()

"""The LibreOffice program: started with a profile of its own, or attached to; and UNO, its object model."""

import atexit
import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from types import ModuleType
from typing import Any

PIPE = "CSO_XL_OFFICE_PIPE"  # the variable that tells children of LibreOffice which pipe it listens on

_DEBIAN_MODULES = Path("/usr/lib/python3/dist-packages")
_START_SECONDS = 60
_STOP_SECONDS = 20

# (path, property, value) in LibreOffice's own configuration: no questions, no lock files, English (US) as
# Excel's object model has it, dates typed with hyphens too, macros allowed.
_SETTINGS = (
    ("Office.Common/Misc", "UseLocking", "false"),
    ("Office.Common/Misc", "FirstRun", "false"),
    ("Office.Common/Misc", "ShowTipOfTheDay", "false"),
    ("Office.Common/Misc", "PerformFileExtCheck", "false"),
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "0"),
    ("Office.Recovery/RecoveryInfo", "Enabled", "false"),
    ("Office.Recovery/AutoSave", "Enabled", "false"),
    ("Setup/Product", "WhatsNew", "false"),
    ("Setup/L10N", "ooSetupSystemLocale", "en-US"),
    ("Setup/L10N", "DateAcceptancePatterns", "M/D/Y;M/D;M-D-Y;M-D"),
)


class Missing(RuntimeError):
    """LibreOffice or its Python module is not installed."""


class Office:
    """A running LibreOffice; `process` is None when another process started it."""

    def __init__(
        self, pipe: str, visible: bool, process: subprocess.Popen[bytes] | None, profile: str | None
    ) -> None:
        self.pipe = pipe
        self.visible = visible
        self.process = process
        self._profile = profile
        self._context = self._connect()
        self.desktop = self.service("com.sun.star.frame.Desktop")
        self._toolkit = self.service("com.sun.star.awt.Toolkit")

    @classmethod
    def started(cls, visible: bool) -> "Office":
        """Start LibreOffice and wait until it answers."""
        load_uno()
        program = shutil.which("soffice")
        if program is None:
            raise Missing("LibreOffice is missing: install Debian's libreoffice-calc and python3-uno.")
        profile = _new_profile()
        pipe = f"cso_xl_{Path(profile).name}"
        options = [
            "--norestore",
            "--nologo",
            "--nodefault",
            "--nolockcheck",
            f"--accept=pipe,name={pipe};urp;",
        ]
        process = subprocess.Popen(
            [
                program,
                f"-env:UserInstallation=file://{profile}",
                *options,
                *([] if visible else ["--headless"]),
            ],
            env={**os.environ, PIPE: pipe},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            office = cls(pipe, visible, process, profile)
        except BaseException:
            _end(process, profile)
            raise
        atexit.register(office.stop)
        return office

    @classmethod
    def attached(cls, pipe: str | None, visible: bool) -> "Office":
        """Attach to the LibreOffice that listens on `pipe`."""
        load_uno()
        return cls(pipe or os.environ[PIPE], visible, None, None)

    def service(self, name: str) -> Any:
        """One of LibreOffice's services."""
        return self._context.ServiceManager.createInstanceWithContext(name, self._context)

    def settle(self) -> None:
        """Let LibreOffice finish what it put off; closing a workbook meanwhile can crash it."""
        self._toolkit.processEventsToIdle()

    def stop(self) -> None:
        """End the process if it was started here, and remove its profile."""
        if self.process is None:
            return
        atexit.unregister(self.stop)
        with contextlib.suppress(Exception):  # it may be gone, or hang: either way it is ended
            self.desktop.terminate()
            self.process.wait(_STOP_SECONDS)
        _end(self.process, self._profile)
        self.process = None

    def _connect(self) -> Any:
        uno = sys.modules["uno"]
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        url = f"uno:pipe,name={self.pipe};urp;StarOffice.ComponentContext"
        give_up = time.monotonic() + _START_SECONDS
        while True:
            try:
                return resolver.resolve(url)
            except Exception as error:
                ended = self.process is None or self.process.poll() is not None
                if ended or time.monotonic() > give_up:
                    raise RuntimeError(f"LibreOffice does not answer on the pipe {self.pipe}") from error
            time.sleep(0.05)


def load_uno() -> ModuleType:
    """Debian's module `uno`, of which nothing else of Debian's Python becomes importable."""
    if "uno" in sys.modules:
        return sys.modules["uno"]
    spec = importlib.util.find_spec("uno") or importlib.util.spec_from_file_location(
        "uno", _DEBIAN_MODULES / "uno.py"
    )
    if spec is None or spec.loader is None or not Path(spec.origin or "").exists():
        raise Missing(
            "LibreOffice's Python module is missing: install Debian's python3-uno and libreoffice-calc."
        )
    module = sys.modules["uno"] = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except ImportError as error:
        del sys.modules["uno"]
        raise Missing(
            f"Debian's python3-uno is not for this Python, {sys.version.split()[0]}: {error}"
        ) from error
    return module


def struct(name: str, **fields: Any) -> Any:
    """A UNO struct by its name behind 'com.sun.star.'."""
    made = sys.modules["uno"].createUnoStruct(f"com.sun.star.{name}")
    for field, value in fields.items():
        setattr(made, field, value)
    return made


def enum(name: str, value: str) -> Any:
    """A value of a UNO enum by its name behind 'com.sun.star.'."""
    return sys.modules["uno"].Enum(f"com.sun.star.{name}", value)


def char(letter: str) -> Any:
    """A character as UNO takes it."""
    return sys.modules["uno"].Char(letter)


def properties(**values: Any) -> tuple[Any, ...]:
    """Named arguments as UNO takes them."""
    return tuple(struct("beans.PropertyValue", Name=name, Value=value) for name, value in values.items())


def url_of(path: str | os.PathLike[str]) -> str:
    """A file's path as UNO takes it."""
    return str(sys.modules["uno"].systemPathToFileUrl(os.path.realpath(path)))


def path_of(url: str) -> str:
    """The path of a file's URL."""
    return str(sys.modules["uno"].fileUrlToSystemPath(url))


def _new_profile() -> str:
    profile = tempfile.mkdtemp(prefix="office_")
    item = '<item oor:path="/org.openoffice.{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
    user = Path(profile, "user")
    user.mkdir()
    (user / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>\n<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        + "".join(item.format(*setting) for setting in _SETTINGS)
        + "</oor:items>",
        encoding="utf-8",
    )
    return profile


def _end(process: subprocess.Popen[bytes], profile: str | None) -> None:
    """End the process and what it started (its session has its number), and remove the profile."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    if profile:
        shutil.rmtree(profile, ignore_errors=True)

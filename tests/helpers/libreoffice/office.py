"""The LibreOffice program: started with a profile of its own, or attached to; and UNO, its object model."""

import atexit
import builtins
import contextlib
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from threading import Event
from types import ModuleType
from typing import Any

from helpers.waiting import Wait

PIPE = "CSO_XL_OFFICE_PIPE"  # the variable that tells children of LibreOffice which pipe it listens on

_DEBIAN_MODULES = Path("/usr/lib/python3/dist-packages")
# Starts a program; once nobody holds the other end of standard input, removes the profile ($0) and kills the program
# with what it started (its session). So LibreOffice goes with the tests, however suddenly they end.
_WITH_US = """
exec 3<&0
"$@" </dev/null 3<&- & program=$!
{ read -r nothing <&3; rm -rf -- "$0"; kill -9 -$$; } &
exec 3<&-
wait $program
"""
_STOP_SECONDS = 20
_LOOK_SECONDS = 5

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
        self.profile = profile
        self._context = self._connect()
        self.desktop = self.service("com.sun.star.frame.Desktop")
        self._callbacks = self.service("com.sun.star.awt.AsyncCallback")

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
                *("/bin/sh", "-c", _WITH_US, profile),
                program,
                f"-env:UserInstallation=file://{profile}",
                *options,
                *([] if visible else ["--headless"]),
            ],
            env={**os.environ, PIPE: pipe},
            stdin=subprocess.PIPE,
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

    def on_main_thread(self, function: Callable[..., Any], *arguments: Any) -> Any:
        """Call what opens, closes or shows a sheet where LibreOffice does it itself; elsewhere that can crash it.

        LibreOffice's main thread calls back, and what is called meanwhile runs on that thread.
        """
        job = _job_class()(lambda: function(*arguments))
        self._callbacks.addCallback(job, None)
        while not job.done.wait(_LOOK_SECONDS):
            self.desktop.getImplementationName()  # fails when LibreOffice is gone
        return job.result()

    def stop(self) -> None:
        """End the process if it was started here, and remove its profile."""
        if self.process is None:
            return
        atexit.unregister(self.stop)
        with contextlib.suppress(Exception):  # it may be gone, or hang: either way it is ended
            self.desktop.terminate()
            self.process.wait(_STOP_SECONDS)
        _end(self.process, self.profile)
        self.process = None

    def _connect(self) -> Any:
        uno = sys.modules["uno"]
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
        url = f"uno:pipe,name={self.pipe};urp;StarOffice.ComponentContext"
        wait = Wait(f"LibreOffice to answer on the pipe {self.pipe}")
        while True:
            try:
                return resolver.resolve(url)
            except Exception as error:
                if self.process is None or self.process.poll() is not None:
                    raise RuntimeError(f"LibreOffice does not answer on the pipe {self.pipe}") from error
            wait.goes_on()
            time.sleep(0.05)


def load_uno() -> ModuleType:
    """Debian's module `uno`."""
    return _debian_module("uno")


def _debian_module(name: str) -> ModuleType:
    """A module of python3-uno, without anything else of Debian's Python becoming importable."""
    if name in sys.modules:
        return sys.modules[name]
    path = _DEBIAN_MODULES / f"{name}.py"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None or not path.exists():
        raise Missing(
            "LibreOffice's Python module is missing: install Debian's python3-uno and libreoffice-calc."
        )
    module = sys.modules[name] = importlib.util.module_from_spec(spec)
    try:
        with _uno_imports():
            spec.loader.exec_module(module)
    except ImportError as error:
        del sys.modules[name]
        raise Missing(
            f"Debian's python3-uno is not for this Python, {sys.version.split()[0]}: {error}"
        ) from error
    return module


@contextlib.contextmanager
def _uno_imports() -> Iterator[None]:
    """Inside, com.sun.star can be imported: uno puts an import of its own in place of Python's, for good."""
    plain_import = builtins.__import__
    if "uno" in sys.modules:
        builtins.__import__ = getattr(sys.modules["uno"], "_uno_import", plain_import)
    try:
        yield
    finally:
        builtins.__import__ = plain_import


@cache
def _job_class() -> Any:
    """A class that LibreOffice can call back; it can only be made once UNO is loaded."""
    unohelper = _debian_module("unohelper")

    class Job(unohelper.Base, load_uno().getClass("com.sun.star.awt.XCallback")):
        """A call, made by LibreOffice's main thread; its result is waited for."""

        def __init__(self, call: Callable[[], Any]) -> None:
            self._call = call
            self._result: Any = None
            self._error: BaseException | None = None
            self.done = Event()

        def notify(self, _data: Any) -> None:
            try:
                self._result = self._call()
            except BaseException as error:  # it is the caller's
                self._error = error
            self.done.set()

        def result(self) -> Any:
            if self._error is not None:
                raise self._error
            return self._result

    return Job


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
    if process.stdin:
        process.stdin.close()
    if profile:
        shutil.rmtree(profile, ignore_errors=True)

"""A copy of the tree in which the tests run: watched as it is, or with one fault in it."""

import compileall
import contextlib
import io
import multiprocessing
import os
import py_compile
import shutil
import signal
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from pathlib import Path
from typing import Any

import coverage
import pytest
from mutants import Mutant, mutated

ROOT = Path(__file__).resolve().parents[2]
FORK = multiprocessing.get_context("fork")
COPIES = FORK.SimpleQueue()  # folders, one for each worker
LONG = (  # parts of the names of tests that take too long for what they find
    "mail_that_passes", "mutant_passes", "bounded_memory", "by_libreoffice", "sixteen_at_once", "every_client_on_it",
)  # fmt: skip

Lines = dict[
    tuple[str, int], set[str]
]  # the tests that run a line, '' for the loading of modules; line 0: of a file
_copy = Path()


class InOneProcess:
    """Has files read in the tests' own process, where lines are watched; but for the tests of the readers' process."""

    def __init__(self) -> None:
        names = ("", ".__main__", ".frames")
        self._apart, self._main, self._frames = (
            import_module(f"cso_xl.intake.apart{name}") for name in names
        )
        self._ask = self._apart._ask

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_setup(self, item: pytest.Item) -> None:
        self._apart._ask = self._ask if item.nodeid.startswith("tests/intake/test_apart.py") else self._here

    def _here(self, _: str, question: list[Any]) -> dict[str, Any]:
        asked, answered = io.BytesIO(), io.BytesIO()
        self._frames.send(asked, question)
        asked.seek(0)
        self._apart.is_apart = True
        try:
            self._frames.send(answered, self._main.answer(self._frames.receive(asked)))
        finally:
            self._apart.is_apart = False
        answered.seek(0)
        return self._frames.receive(answered)


class Watched(InOneProcess):
    """Notes which lines each test runs, and how long it takes."""

    def __init__(self) -> None:
        self._coverage = coverage.Coverage(data_file=None, config_file=False, include=[f"{_copy}/cso_xl/*"])
        self._coverage.start()
        self.seconds: dict[str, float] = {}
        super().__init__()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        self._coverage.switch_context(item.nodeid)
        start = time.perf_counter()
        result = yield
        self.seconds[item.nodeid] = time.perf_counter() - start
        return result

    def lines(self) -> Lines:
        self._coverage.stop()
        data, found = self._coverage.get_data(), defaultdict(set)
        for path in data.measured_files():
            file = Path(path).relative_to(_copy).as_posix()
            for line, tests in data.contexts_by_lineno(path).items():
                found[file, line] |= {*tests}
                found[file, 0] |= {*tests} - {""}
        return dict(found)


class Chosen(InOneProcess):
    """Has only these tests run, in this order."""

    def __init__(self, tests: list[str]) -> None:
        super().__init__()
        self._order = {test: at for at, test in enumerate(tests)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        chosen = (item for item in items if item.nodeid in self._order)
        items[:] = sorted(chosen, key=lambda item: self._order[item.nodeid])


def begin() -> None:
    """Of a worker: it has a copy of the tree to itself."""
    global _copy
    _copy = COPIES.get()
    ignored = shutil.ignore_patterns(".?*", "*.egg-info", "__pycache__", "build", "dist")
    shutil.copytree(ROOT, _copy, ignore=ignored)
    # by hash: a changed module is read anew, however quick the change
    by_hash = py_compile.PycInvalidationMode.CHECKED_HASH
    compileall.compile_dir(_copy / "cso_xl", quiet=2, invalidation_mode=by_hash)


def watch(test: str) -> tuple[dict[str, float], Lines]:
    """How long the tests of a module take, and which lines they run. Stops everything when one fails."""
    with ProcessPoolExecutor(1, FORK) as process:
        return process.submit(_watched, test).result()


def _watched(tests: str) -> tuple[dict[str, float], Lines]:
    _settle()
    watched = Watched()
    if _run(watched, tests):
        raise RuntimeError(f"{tests} fails as it is: nothing can be said of faults.")
    return watched.seconds, watched.lines()


def is_found(mutant: Mutant, tests: list[str], seconds: float) -> bool:
    """Whether a test fails, or does not end, with the fault; `seconds` is what the tests take without it."""

    def call() -> None:
        sys.dont_write_bytecode = True
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        _settle()
        sys.exit(_run(Chosen(tests), "-x", *sorted({test.partition("::")[0] for test in tests})))

    path = _copy / mutant.file
    source = path.read_text("utf-8")
    path.write_text(mutated(source, mutant), "utf-8")
    try:
        return bool(tests) and _in_a_process(call, 10 + 3 * seconds) != 0
    finally:
        path.write_text(source, "utf-8")


def _in_a_process(call: Callable[[], None], seconds: float) -> int | None:
    """The exit code of a call in a process of its own; None when its time ran out."""
    process = FORK.Process(target=call)
    process.start()
    process.join(seconds)
    code = process.exitcode
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid or 0, signal.SIGKILL)  # with whatever the tests have started
    process.join()
    return code


def _settle() -> None:
    """Of a process that runs tests and ends: it is in the worker's copy, and by itself."""
    os.setsid()
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    os.chdir(_copy)
    sys.path[:] = [str(_copy), *(path for path in sys.path if path != str(Path(__file__).parent))]
    os.environ["PYTHONPATH"] = str(_copy)


def _run(plugin: InOneProcess, *arguments: str) -> int:
    options = (
        f"--basetemp={_copy}/.tmp",
        *("-p", "no:cacheprovider"),
        *("-k", " and ".join(f"not {name}" for name in LONG)),
        "--hypothesis-profile=ci",  # the same examples each time, and no deadline
        *("-W", "ignore::pytest.PytestAssertRewriteWarning"),  # of what was loaded before
    )
    return int(pytest.main([*arguments, *options], [plugin]))

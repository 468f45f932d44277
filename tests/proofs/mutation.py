"""Whether the tests bite: of small faults made on purpose in intake, publishing, decisions and log, they find 90 %.

    python tests/proofs/mutation.py [SEED]

Takes a random sample of the faults, the same one for the same seed; makes each by itself in a copy of the tree; runs
the tests that run the changed line, the quick ones first. Prints each fault that none of them finds, and the shares
found; ends with 1 when they are below 90 %. CSO_XL_PROOFS=full takes a sample of 600 in place of 40, and wants 90 % in
each area. Nothing is written in the tree itself.
"""

import compileall
import contextlib
import importlib
import multiprocessing
import os
import py_compile
import queue
import shutil
import signal
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import coverage
import pytest
from mutants import Mutant, mutants_of, mutated

ROOT = Path(__file__).resolve().parents[2]
AREAS = {
    "intake": ("cso_xl/intake/**/*.py",),
    "publishing": ("cso_xl/filing/publish.py", "cso_xl/filing/claims.py", "cso_xl/filing/records.py"),
    "decisions": ("cso_xl/decisions/**/*.py",),
    "log": ("cso_xl/activity/**/*.py",),
}
TESTS = (  # the longest first; tests of whole weeks find little more, and take long
    "screen_attacks", "intake", "activity", "addresses", "screen_limits", "follow_ups", "claims", "people", "sharers",
    "youth_service", "footprint", "duplicates", "emails", "filing", "on_list", "daily_diffs", "worklist",
)  # fmt: skip
LONG = (
    "mail_that_passes",
    "sixteen_at_once",
)  # parts of the names of tests that take too long for what they find
FULL = os.environ.pop("CSO_XL_PROOFS", "") == "full"  # the tests themselves run in their short form
SAMPLE = 150 if FULL else 10  # of each area
WANTED = 0.9
BUDGET = 20  # seconds of tests for one fault, by their own times
ALREADY = (
    "holidays",
    "hypothesis",
    "msoffcrypto",
    "olefile",
    "openpyxl",
    "pandas",
    "pyzipper",
    "rapidfuzz",
    "xlwings",
)

_FORK = multiprocessing.get_context("fork")
_copies: "queue.Queue[Path]" = _FORK.Queue()
_copy = Path()


class Watched:
    """Notes which lines each test runs, and how long it takes."""

    def __init__(self) -> None:
        self._coverage = coverage.Coverage(data_file=None, config_file=False, include=[f"{_copy}/cso_xl/*"])
        self._coverage.start()
        self.seconds: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Any:
        self._coverage.switch_context(item.nodeid)
        start = time.perf_counter()
        result = yield
        self.seconds[item.nodeid] = time.perf_counter() - start
        return result

    def lines(self) -> dict[tuple[str, int], set[str]]:
        """The tests that run a line, '' for what runs as a module is loaded; of a whole file under line 0."""
        self._coverage.stop()
        data, found = self._coverage.get_data(), defaultdict(set)
        for path in data.measured_files():
            file = Path(path).relative_to(Path.cwd()).as_posix()
            for line, tests in data.contexts_by_lineno(path).items():
                found[file, line] |= {*tests}
                found[file, 0] |= {*tests} - {""}
        return dict(found)


class Chosen:
    """Has only these tests run, in this order."""

    def __init__(self, tests: list[str]) -> None:
        self._order = {test: at for at, test in enumerate(tests)}

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = sorted(
            (item for item in items if item.nodeid in self._order), key=lambda item: self._order[item.nodeid]
        )


def begin() -> None:
    """Of a worker: it has a copy of the tree to itself."""
    global _copy
    _copy = _copies.get()
    ignored = shutil.ignore_patterns(".?*", "*.egg-info", "__pycache__", "build", "dist")
    shutil.copytree(ROOT, _copy, ignore=ignored)
    checked = (
        py_compile.PycInvalidationMode.CHECKED_HASH
    )  # a changed module is read anew, however quick the change
    compileall.compile_dir(_copy / "cso_xl", quiet=2, invalidation_mode=checked)


def run(plugin: object, *arguments: str) -> int:
    """Run tests in the worker's copy; of a process that does nothing else and ends."""
    os.setsid()
    with Path(os.devnull).open("w") as nowhere:
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
    os.chdir(_copy)
    sys.path[:] = [str(_copy), *(path for path in sys.path if path != str(Path(__file__).parent))]
    os.environ["PYTHONPATH"] = str(_copy)
    options = (
        f"--basetemp={_copy}/.tmp",
        "-p",
        "no:cacheprovider",
        "-k",
        f"not {' and not '.join(LONG)}",
        "--hypothesis-profile=ci",
        "-W",
        "ignore::pytest.PytestAssertRewriteWarning",
    )
    return int(pytest.main([*arguments, *options], [plugin]))


def in_a_process(call: Callable[[], None], seconds: float) -> int | None:
    """The exit code of a call in a process of its own; None when its time ran out."""
    process = _FORK.Process(target=call)
    process.start()
    process.join(seconds)
    code = process.exitcode
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid or 0, signal.SIGKILL)  # with whatever the tests have started
    process.join()
    return code


def watch(test: str) -> tuple[dict[str, float], dict[tuple[str, int], set[str]]]:
    """How long the tests of a file take, and which lines they run."""
    with ProcessPoolExecutor(1, _FORK) as process:
        return process.submit(watched, f"tests/test_{test}.py").result()


def watched(tests: str) -> tuple[dict[str, float], dict[tuple[str, int], set[str]]]:
    watch = Watched()
    if run(watch, tests):
        raise SystemExit(f"{tests} fails as it is: nothing can be said of faults.")
    return watch.seconds, watch.lines()


def is_found(mutant: Mutant, tests: list[str], seconds: float) -> bool:
    """Whether a test fails, or does not end, with the fault."""
    path = _copy / mutant.file
    source = path.read_text()

    def call() -> None:
        sys.dont_write_bytecode = True
        os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
        sys.exit(run(Chosen(tests), "-x", *sorted({test.partition("::")[0] for test in tests})))

    path.write_text(mutated(source, mutant))
    try:
        return bool(tests) and in_a_process(call, 10 + 3 * seconds) != 0
    finally:
        path.write_text(source)


def chosen(
    mutant: Mutant, area: str, lines: dict[tuple[str, int], set[str]], seconds: dict[str, float]
) -> list[str]:
    """The tests for a fault: those of its lines, quick ones first; then others, if those run as modules are loaded."""
    own = set().union(*(lines.get((mutant.file, line), ()) for line in mutant.lines)) or {""}
    others = set()
    if "" in own:
        others = set().union(
            *(found for (file, line), found in lines.items() if not line and file in files(area))
        )
    picked, total = [], 0.0
    for test in sorted((own | others) - {""}, key=lambda test: (test not in own, seconds[test], test)):
        total += seconds[test]
        if total > BUDGET and picked:
            break
        picked.append(test)
    return picked


def files(area: str) -> list[str]:
    return sorted(path.relative_to(ROOT).as_posix() for form in AREAS[area] for path in ROOT.glob(form))


def main(seed: int) -> int:
    began = time.monotonic()
    faults = {
        area: sorted(
            (one for file in files(area) for one in mutants_of(file, (ROOT / file).read_text(), seed)),
            key=lambda one: one.rank,
        )
        for area in AREAS
    }
    for name in ALREADY:  # loaded once, for all the processes that are forked from here
        importlib.import_module(name)
    seconds: dict[str, float] = {}
    lines: dict[tuple[str, int], set[str]] = defaultdict(set)
    workers = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder:
        for number in range(workers):
            _copies.put(Path(folder, str(number)))
        with ProcessPoolExecutor(workers, _FORK, begin) as pool:
            for its_seconds, its_lines in pool.map(watch, TESTS):
                seconds |= its_seconds
                for line, tests in its_lines.items():
                    lines[line] |= tests
            print(f"{len(seconds):,} tests, watched in {time.monotonic() - began:.0f} seconds", flush=True)
            sample = {area: ones[:SAMPLE] for area, ones in faults.items()}
            tried = {}
            for area, ones in sample.items():
                picked = [chosen(one, area, lines, seconds) for one in ones]
                tried[area] = pool.map(
                    is_found, ones, picked, [sum(map(seconds.__getitem__, p)) for p in picked]
                )
            shares = {}
            for area, ones in sample.items():
                found = 0
                for one, is_hit in zip(ones, tried[area], strict=True):
                    found += is_hit
                    if not is_hit:
                        print(f"  {one.file}:{one.line}: {one.what}", flush=True)
                shares[area] = found / len(ones)
                print(
                    f"{area}: {found} of {len(ones)} found, {shares[area]:.1%} (of {len(faults[area])})",
                    flush=True,
                )
    every = sum(map(len, faults.values()))
    overall = sum(share * len(faults[area]) / every for area, share in shares.items())
    print(f"overall: {overall:.1%}, seed {seed}, {time.monotonic() - began:.0f} seconds")
    return int(min([overall, *shares.values()] if FULL else [overall]) < WANTED)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2025))

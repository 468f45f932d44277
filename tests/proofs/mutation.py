"""Whether the tests bite: of small faults made on purpose in intake, publishing, decisions and log, they find 90 %.

    python tests/proofs/mutation.py [SEED]

Takes a random sample of the faults, for the same seed always the same ones, and makes each by itself in a copy of the
tree. There the tests run that run the changed line, the quick ones first, until one fails; a test that does not end has
found the fault too. Prints each fault that none finds, and the shares found. Ends with 1 when less than 90 % were
found overall. CSO_XL_PROOFS=full takes a sample of 600 in place of 40, and wants 90 % in each area as well.
"""

import importlib
import os
import re
import sys
import tempfile
import time
from collections import defaultdict
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import cache
from pathlib import Path

from mutants import Mutant, mutants_of
from trials import COPIES, FORK, ROOT, Lines, begin, is_found, watch

AREAS = {
    "intake": ("cso_xl/intake/**/*.py",),
    "publishing": ("cso_xl/files/publish.py", "cso_xl/records/claims.py", "cso_xl/records/tree.py"),
    "decisions": ("cso_xl/decisions/**/*.py", "cso_xl/addresses/**/*.py"),
    "log": (
        "cso_xl/activity/**/*.py",
        *(f"cso_xl/cases/log/{name}.py" for name in ("index", "log_line", "log", "reading")),
    ),
}
TESTS = (  # modules; those of whole weeks find little more, and take long
    "activity/*", "addresses/*", "cells/*", "decisions/*", "intake/*", "cases/test_case_index", "cases/test_case_log*",
    "procedures/test_worklist", "procedures/test_youth_service", "records/test_claims", "records/test_fil*",
    "records/test_windows",
)  # fmt: skip
MUTANTS = "intake/test_mutants.py"  # makes thousands of files
LOADED = ("holidays", "hypothesis", "msoffcrypto", "olefile", "openpyxl", "pandas", "pyzipper", "xlwings")
FULL = os.environ.pop("CSO_XL_PROOFS", "") == "full"  # the tests themselves run in their short form
SAMPLE = 150 if FULL else 10  # of each area
WANTED = 0.9
BUDGET = 15  # seconds of tests for one fault


def main(seed: int) -> int:
    began = time.monotonic()
    for name in LOADED:  # once, for all the processes that are forked from here
        importlib.import_module(name)
    faults = {area: every_fault(area, seed) for area in AREAS}
    count = sum(map(len, faults.values()))
    workers = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder:
        for number in range(workers):
            COPIES.put(Path(folder, str(number)))
        with ProcessPoolExecutor(workers, FORK, begin) as pool:
            seconds, lines = watched(pool)
            print(f"{len(seconds):,} tests watched in {time.monotonic() - began:.0f} seconds", flush=True)
            shares = {area: share(area, ones, pool, seconds, lines) for area, ones in faults.items()}
    overall = sum(shares[area] * len(ones) / count for area, ones in faults.items())
    print(f"overall: {overall:.1%} of {count:,} (seed {seed}, {time.monotonic() - began:.0f} seconds)")
    return int(min([overall, *shares.values()] if FULL else [overall]) < WANTED)


def every_fault(area: str, seed: int) -> list[Mutant]:
    found = [one for file in files(area) for one in mutants_of(file, (ROOT / file).read_text("utf-8"), seed)]
    return sorted(found, key=lambda one: one.rank)


@cache
def files(area: str) -> list[str]:
    """The modules of an area, but for chosen figures: of those, one more or less is no fault."""
    found = {path.relative_to(ROOT).as_posix() for form in AREAS[area] for path in ROOT.glob(form)}
    return sorted(file for file in found if not file.endswith("/limits.py"))


def watched(pool: Executor) -> tuple[dict[str, float], Lines]:
    """How long each test takes, and which tests run a line."""
    seconds: dict[str, float] = {}
    lines: Lines = defaultdict(set)
    for its_seconds, its_lines in pool.map(watch, modules()):
        seconds |= its_seconds
        for line, tests in its_lines.items():
            lines[line] |= tests
    return seconds, lines


def modules() -> list[str]:
    """The modules of tests, the longest first."""
    found = {path for form in TESTS for path in (ROOT / "tests").glob(f"{form}.py")} - {
        ROOT / "tests" / MUTANTS
    }
    tests = [path for path in found if path.name.startswith("test_")]
    tests.sort(key=lambda path: (-path.stat().st_size, path))
    return [path.relative_to(ROOT).as_posix() for path in tests]


def share(area: str, faults: list[Mutant], pool: Executor, seconds: dict[str, float], lines: Lines) -> float:
    """Which part of a sample of the faults is found; prints what is not."""
    sample = faults[:SAMPLE]
    tests = [chosen(one, area, seconds, lines) for one in sample]
    times = [sum(map(seconds.__getitem__, some)) for some in tests]
    found = 0
    for one, is_hit in zip(sample, pool.map(is_found, sample, tests, times), strict=True):
        found += is_hit
        if not is_hit:
            print(f"  not found: {one.file}, line {one.line}: {one.what}", flush=True)
    print(f"{area}: {found / len(sample):.1%}, {found} of {len(sample)} out of {len(faults):,}", flush=True)
    return found / len(sample)


def chosen(fault: Mutant, area: str, seconds: dict[str, float], lines: Lines) -> list[str]:
    """The tests that run its lines; for what runs as a module is loaded, others of the area too. The nearest first."""
    own = set().union(*(lines.get((fault.file, line), ()) for line in fault.lines)) or {""}
    using, others = set(), set()
    if "" in own:
        using = set().union(
            *(lines.get(place, ()) for name in fault.names for place in mentioned(name, area))
        )
        others = set().union(*(lines.get((file, 0), ()) for file in files(area)))
    named = [f"test_{part}" for part in reversed(Path(fault.file).with_suffix("").parts)]

    def distance(test: str) -> tuple[object, ...]:
        return (
            test not in own,
            test not in using,
            *(not test.rpartition("/")[2].startswith(name) for name in named),
            seconds[test],
        )

    nearest = sorted((own | using | others) - {""}, key=distance)
    picked, total = [], 0.0
    for test in nearest:
        total += seconds[test]
        if total > BUDGET and picked:
            break
        picked.append(test)
    return picked


@cache
def mentioned(name: str, area: str) -> list[tuple[str, int]]:
    """The lines of an area in which a name stands."""
    word = re.compile(rf"\b{name}\b")
    texts = {file: (ROOT / file).read_text("utf-8").splitlines() for file in files(area)}
    return [
        (file, line) for file, text in texts.items() for line, said in enumerate(text, 1) if word.search(said)
    ]


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 2025))

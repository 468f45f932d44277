"""The report of a self-test: a text that IT can keep; no name, no path and nobody's data is in it."""

import datetime as dt
import platform
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import xlwings as xw

from cso_xl.computer import hardened, office
from cso_xl.computer.machine import Machine
from cso_xl.excel.self_test.check import BY_EYE, FAILED, NOT_HERE, PASSED, STATES, CheckResult
from cso_xl.files.publish import replace

_HEADINGS = {FAILED: "FAILED", BY_EYE: "NEEDS AN EYE", NOT_HERE: "NOT APPLICABLE", PASSED: "PASSED"}


def facts(app: xw.App, machine: Machine) -> dict[str, str]:
    """Versions, build and policy, each by its subject."""
    from importlib.metadata import version

    facts = {
        "cso_xl": version("cso_xl"),
        "xlwings": version("xlwings"),
        "Python": f"{platform.python_version()}, {machine.bits}-bit",
        "System": f"{platform.system()} {platform.version()}",
        "Excel": f"{app.version}, build {getattr(app.api, 'Build', 'not told')}",
    }
    for finding in (*hardened.programs(machine), *office.macros(machine), *hardened.store(machine)):
        facts[finding.subject] = f"{finding.state}. {finding.words}"
    return facts


def headline(results: Sequence[CheckResult]) -> str:
    """'31 passed, 1 failed, 2 not applicable, 9 need an eye.'"""
    count = Counter(result.state for result in results)
    return (
        f"{count[PASSED]} passed, {count[FAILED]} failed, {count[NOT_HERE]} not applicable, "
        f"{count[BY_EYE]} need an eye."
    )


def text(results: Sequence[CheckResult], about: dict[str, str], now: dt.datetime) -> str:
    """The whole report, what failed first."""
    return "\n".join(_lines(results, about, now)) + "\n"


def as_json(results: Sequence[CheckResult], about: dict[str, str]) -> dict[str, Any]:
    """The report for a program."""
    checks = [
        {
            "name": result.check.name,
            "state": result.state,
            "proves": result.check.proves,
            "seen": result.seen,
            "mend": result.check.mend,
        }
        for result in results
    ]
    return {"facts": about, "checks": checks}


def keep(folder: Path, results: Sequence[CheckResult], about: dict[str, str], now: dt.datetime) -> Path:
    """Write the report into a folder, under a name with its time; returns where it lies."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"cso_xl self-test {now:%Y-%m-%d %H%M%S}.txt"
    replace(path, text(results, about, now).encode("utf-8-sig"))
    return path


def _lines(results: Sequence[CheckResult], about: dict[str, str], now: dt.datetime) -> Iterator[str]:
    yield f"Self-test of cso_xl in Excel, {now:%d/%m/%Y %H:%M}"
    yield "On workbooks that it made itself; nobody's data is in this report."
    yield ""
    yield from (f"{what}: {words}" for what, words in about.items())
    yield ""
    yield headline(results)
    for state in STATES:
        of_state = [result for result in results if result.state == state]
        if of_state:
            yield f"\n{_HEADINGS[state]}"
        for result in of_state:
            yield from _of_result(result)


def _of_result(result: CheckResult) -> Iterator[str]:
    yield f"\n  {result.check.name}: {result.check.proves}"
    if result.seen:
        label = {FAILED: "Seen", BY_EYE: "Look", NOT_HERE: "Why"}[result.state]
        first, *more = result.seen.splitlines()
        yield f"    {label}: {first}"
        yield from (f"    {line}".rstrip() for line in more)
    if result.state in (FAILED, BY_EYE):
        yield f"    {'Mend' if result.state == FAILED else 'If it is otherwise, mend'}: {result.check.mend}"

"""The self-test: the Excel that is open, driven through all that only it can prove, on its own workbooks."""

from collections.abc import Iterator, Sequence

import xlwings as xw

from cso_xl import doing
from cso_xl.errors import CallError
from cso_xl.excel.patience import quiet
from cso_xl.excel.self_test import by_eye, cells, check, program, rules
from cso_xl.excel.self_test.bench import Bench
from cso_xl.excel.self_test.check import FAILED, Check, CheckResult
from cso_xl.settings import Settings
from cso_xl.sheet import excel_only
from cso_xl.sheet.excel_calls import without_fail

CHECKS: tuple[Check, ...] = (*cells.CHECKS, *rules.CHECKS, *program.CHECKS, *by_eye.CHECKS)

__all__ = ["CHECKS", "FAILED", "Check", "CheckResult", "excel_that_is_open", "run"]


def excel_that_is_open() -> xw.App:
    """The Excel that is open. Raises CallError where there is none."""
    app = xw.apps.active if xw.engines.active else None
    if app is None:
        raise CallError("No Excel is open here. Start Excel for Windows, then run this again.")
    return app


def run(app: xw.App, settings: Settings, checks: Sequence[Check] = CHECKS) -> list[CheckResult]:
    """Every result, in the order of the checks. Afterwards the workbook that was in front is in front again."""
    excel_only.bound_patience()
    front = app.books.active if len(app.books) else None
    held = app.books.add()  # without any workbook Excel has no settings to put right
    try:
        with quiet(app, "Self-test"):
            return list(_results(Bench(app, settings), checks))
    finally:
        without_fail(held.close)
        if front is not None:
            without_fail(front.activate)


def _results(bench: Bench, checks: Sequence[Check]) -> Iterator[CheckResult]:
    for number, next_check in enumerate(checks, 1):
        doing.tell(f"Self-test: {next_check.name}", number, len(checks))
        yield check.run(next_check, bench)

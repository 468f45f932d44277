"""The Help buttons: what comes next, where the settings are, which version this is."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

from cso_xl import settings as settings_
from cso_xl.excel.session import Session
from cso_xl.intake.passwords import kept_from_children
from cso_xl.procedures.remark import Remark


def next_step(excel: Session) -> str:
    """What comes next on the sheet in front, in the words of the guidelines."""
    procedure, step = excel.report.procedure, excel.next_step()
    if step is None:
        return f"{procedure.title}: every step has been done. Mark the e-mail complete in the inbox [A13]."
    number = procedure.steps.index(step) + 1
    return (
        f"{procedure.title}, step {number} of {len(procedure.steps)}: {step.title} [{', '.join(step.ids)}]\n\n"
        f"By hand: {step.by_hand}\n\nThe button: {step.does}\n\nWhy: {step.why}"
    )


def what_was_said(excel: Session) -> str:
    """All that the last press said."""
    return (excel.memory.words if excel.memory else "") or "Nothing has been said yet."


def open_settings() -> str:
    """Open the user's own settings.toml in the program that Windows has for it; says where it lies.

    The file is made, with nothing but an explanation in it, when it is not there yet.
    """
    path = settings_.user_file()
    if not path.is_file():
        settings_.make_user_file()
    _open(path)
    return Remark(
        f"Your settings are in {path}. Only what differs from the defaults stands there; 'cso-xl settings' prints "
        "every setting. What you save there counts from the next press on."
    )


def self_test(excel: Session) -> list[str]:
    """Drive this Excel through everything that only Excel can prove; the report opens, and lies beside the settings.

    Excel's own Undo button then offers the self-test, which is one of the things to look at.
    """
    from cso_xl.computer.machine import Machine
    from cso_xl.excel import self_test  # here, as before: other presses need not wait for it
    from cso_xl.excel.self_test import report

    results = self_test.run(excel.app, settings_.load(settings_.DEFAULTS))
    facts = report.facts(excel.app, Machine())
    path = report.keep(settings_.user_file().parent, results, facts, dt.datetime.now())
    _open(path)
    excel.undoes = "Self-test"
    failed = [result.check.name for result in results if result.state == self_test.FAILED]
    words = f"Failed: {', '.join(failed)}. The report says what was seen, and what to mend: {path}"
    return [Remark(f"{report.headline(results)} The report: {path}"), *([words] if failed else [])]


def _open(path: Path) -> None:
    if sys.platform == "win32":
        with kept_from_children():
            subprocess.Popen(["notepad.exe", str(path)])


def about(excel: Session) -> str:
    """Version, records folder, and where to ask."""
    from importlib.metadata import version

    root = excel.settings.text("records.root") or "not set yet: the first press that needs it asks"
    return (
        f"cso_xl {version('cso_xl')}, xlwings {version('xlwings')}, Python {sys.version.split()[0]}\n\n"
        f"Records folder: {root}\nSettings: {settings_.user_file()}\n\n"
        "If something does not work, run 'cso-xl doctor' and send what it prints to support. Nobody's data is in it."
    )

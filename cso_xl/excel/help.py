"""The Help buttons: what comes next, where the settings are, which version this is."""

import subprocess
import sys

from cso_xl import settings as settings_
from cso_xl.excel.session import Session
from cso_xl.intake.passwords import kept_from_children
from cso_xl.procedures.remark import Remark


def next_step(excel: Session) -> str:
    """What comes next on the sheet in front, in the words of the guidelines."""
    procedure, step = excel.found.procedure, excel.next_step()
    if step is None:
        return f"{procedure.title}: every step has been done. Mark the e-mail complete in the inbox [A13]."
    number = procedure.steps.index(step) + 1
    return (
        f"{procedure.title}, step {number} of {len(procedure.steps)}: {step.title} [{', '.join(step.ids)}]\n\n"
        f"By hand: {step.by_hand}\n\nThe button: {step.does}\n\nWhy: {step.why}"
    )


def what_was_said(excel: Session) -> str:
    """What the last press said in the status bar, all of it."""
    return (excel.memory.words if excel.memory else "") or "Nothing has been said yet."


def open_settings() -> str:
    """Open the user's own settings.toml in the program that Windows has for it; says where it lies.

    The file is made, with nothing but an explanation in it, when it is not there yet.
    """
    path = settings_.user_file()
    if not path.is_file():
        settings_.make_user_file()
    if sys.platform == "win32":
        with kept_from_children():
            subprocess.Popen(["notepad.exe", str(path)])
    return Remark(
        f"Your settings are in {path}. Only what differs from the defaults stands there; 'cso-xl settings' prints "
        "every setting. What you save there counts from the next press on."
    )


def about(excel: Session) -> str:
    """Version, records folder, and where to ask."""
    from importlib.metadata import version

    root = excel.settings.text("records.root") or "not set yet: the first press that needs it asks"
    return (
        f"cso_xl {version('cso_xl')}, xlwings {version('xlwings')}, Python {sys.version.split()[0]}\n\n"
        f"Records folder: {root}\nSettings: {settings_.user_file()}\n\n"
        "If something does not work, run 'cso-xl doctor' and send what it prints to support. Nobody's data is in it."
    )

"""The command as tests call it: whatever it says, it names nobody and speaks no Python."""

import json
import os
import re
import shutil
import subprocess
import sysconfig

import openpyxl
from click.testing import CliRunner

from cso_xl.cli import main
from helpers import waiting
from helpers.files import CANARIES, NAMES, PASSWORD, snapshot

REPORTS = ("on-list", "off-list", "daily-diffs", "address-sharer")
PYTHON_WORDS = re.compile(r"Traceback|NoneType|\bNone\b|Errno|\w+Error\b|\w+Exception\b|object at 0x|<class")


def call(*args):
    """Run the command; whatever it says, it never names a client or speaks Python."""
    shown = CliRunner().invoke(main, [str(arg) for arg in args])
    for text in (shown.stdout, shown.stderr):
        assert not [name for name in CANARIES if name in text]
        assert not PYTHON_WORDS.search(text)
    return shown


def run(report, source, records, *options):
    return call("run", report, source, "--records", records, *options)


def run_json(report, source, records, *options):
    shown = run(report, source, records, "--json", *options)
    assert shown.stdout.count("\n") == 1
    return shown.exit_code, json.loads(shown.stdout)


def words(text):
    """Text without its line breaks: how a message is wrapped does not matter."""
    return " ".join(text.split())


def sheet_of(path):
    return openpyxl.load_workbook(path).worksheets[0]


ON, DAILY, OFF, DIFFS = (NAMES[name] for name in ("on-list", "cso-daily", "off-list", "daily-diffs"))


def comment(path, text="NFA", rows=None):
    """Type an outcome beside rows of the Working Copy, as in Excel."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    column = [cell.value for cell in sheet[1]].index("Comment") + 1
    for row in rows or range(2, sheet.max_row + 1):
        sheet.cell(row, column).value = text
    book.save(path)


def filed(records):
    """What is filed, file by file, and when it was written; what was typed becomes an event as soon as it is read."""
    return {path: was for path, was in snapshot(records).items() if "." in path and "/Cases/" not in path}


def installed():
    program = shutil.which("cso-xl", path=sysconfig.get_path("scripts"))
    assert program
    return program


def command(args, **environment):
    keep = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
    environment = {
        **keep,
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "CSO_XL_PASSWORD": PASSWORD,
        **environment,
    }
    return waiting.run(
        [installed(), *map(str, args)],
        env=environment,
        capture_output=True,
        stdin=subprocess.DEVNULL,
    )

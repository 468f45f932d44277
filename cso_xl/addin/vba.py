"""The add-in's VBA: our modules CsoRibbon, CsoResident and CsoWatch, and xlwings' own with five lines changed."""

import re
from collections.abc import Iterator, Mapping
from importlib import resources

from cso_xl.addin.names import MODULE, RESIDENT, WATCH, sub_name
from cso_xl.addin.tips import screentip
from cso_xl.errors import FileError
from cso_xl.procedures import PROCEDURES, ribbon
from cso_xl.procedures.ribbon_buttons import BUTTONS, Button

PROJECT = "cso_xl"  # xlwings' name for the user's config: .cso_xl/cso_xl.conf

# A workbook that was sent to us, or a file beside it, must never choose which Python runs. xlwings would
# look for a sheet 'cso_xl.conf' in the open workbook and the add-in, and for a file of that name in the
# workbook's folder, before it reads the user's own config.
_OWN_CONFIG_ONLY = (
    ('PROJECT_NAME As String = "myaddin"', f'PROJECT_NAME As String = "{PROJECT}"'),
    ('If source = "" Or source = "sheet" Then', "If False Then"),
    ('If source = "" Or source = "directory" Then', "If False Then"),
)
# Python is started with our own line alone. xlwings would import itself first, and pandas with it, to put the
# workbook's folder where modules are looked for, which must never be; and -B would keep Python from keeping what it
# has compiled. -P: a module that lies in the current folder is not what is meant.
_PREPARE = 'import xlwings.utils;xlwings.utils.prepare_sys_path(\\""" & PYTHONPATH & "\\"");'
_OWN_LINE_ONLY = (
    (f'" -B -c ""{_PREPARE} " & PythonCommand & """ "', '" -P -c """ & PythonCommand & """ "'),
    (
        f'" -B -c ""import sys, os;" & LicenseKeyEnvString & "{_PREPARE}import xlwings; xlwings.serve(\'$(CLSID)\')"""',
        '" -P -c ""import cso_xl.excel, xlwings; xlwings.serve(\'$(CLSID)\')"""',
    ),
)
_FIRST = "open_"  # how the first step of every report is named, which Receive does
CHANGES = (*_OWN_CONFIG_ONLY, *_OWN_LINE_ONLY)


def ribbon_module() -> str:
    """The source of CsoRibbon: its fixed part, a Sub for each button, and the tables of the steps' words."""
    subs = [
        f'Public Sub {sub_name(button)}(control As IRibbonControl)\n    Press "{button.name}"\nEnd Sub\n'
        for button in ribbon.buttons()
    ]
    return _crlf("\n".join([_read(f"{MODULE}.bas"), *subs, *_tables()]))


def watch_module() -> str:
    """The source of the class CsoWatch."""
    return _crlf(_read(f"{WATCH}.cls"))


def resident_module() -> str:
    """The source of CsoResident."""
    return _crlf(_read(f"{RESIDENT}.bas"))


def _tables() -> Iterator[str]:
    """The functions that say which steps each report has, and what these are called."""
    reports = PROCEDURES.values()
    yield _table("TitleOf", "report", {report.name: report.title for report in reports})
    yield _table(
        "ReportOf", "sheet", {(report.sheet or report.title).lower(): report.name for report in reports}
    )
    yield _table(
        "StepsOf", "report", {report.name: " ".join(step.name for step in report.steps) for report in reports}
    )
    steps = {step.name for report in reports for step in report.steps}
    listed = [button for button in BUTTONS.values() if button.name in steps]
    yield _table("WordsOf", "button", {button.name: _words(button) for button in listed})
    yield _table(
        "TipOf",
        "button",
        {button.name: screentip(button) for button in listed if not button.name.startswith(_FIRST)},
    )
    lines = "\n".join(f'    WhatFollows = WhatFollows & "{id} "' for id in ribbon.following())
    yield f"Private Function WhatFollows() As String\n{lines}\nEnd Function\n"


def _words(button: Button) -> str:
    """What the list under 'Next' calls a step: its button's label; 'Receive' for the first of every report."""
    return "Receive" if button.name.startswith(_FIRST) else button.label


def _table(name: str, key: str, texts: Mapping[str, str]) -> str:
    cases = "\n".join(f'    Case "{value}": {name} = {_text(text)}' for value, text in texts.items())
    return (
        f"Private Function {name}({key} As String) As String\n    Select Case {key}\n{cases}\n    End Select\n"
        "End Function\n"
    )


def _text(text: str) -> str:
    """A text as VBA writes it: its source is kept in the system's code page, so what is not ASCII goes by number."""
    pieces = re.findall(r"[ -~]+|[^ -~]", text)
    return " & ".join(
        _quoted(piece) if " " <= piece[0] <= "~" else f"ChrW$({ord(piece)})" for piece in pieces
    )


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'


def _read(file: str) -> str:
    return resources.files(__package__).joinpath(file).read_text(encoding="ascii")


def _crlf(source: str) -> str:
    return source.replace("\n", "\r\n")


def xlwings_module(source: str) -> str:
    """xlwings' module under our project's name, reading no config but the user's own.

    Raises FileError when the installed xlwings is not the one that CHANGES knows.
    """
    for old, new in CHANGES:
        if source.count(old) != 1:
            raise FileError(
                f"The add-in cannot be built from the installed xlwings: its VBA has no line '{old}'. Install the "
                "version of xlwings that requirements.lock names, then try again."
            )
        source = source.replace(old, new)
    return source

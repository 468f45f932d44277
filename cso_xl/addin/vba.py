"""The add-in's VBA: our module CsoRibbon, and xlwings' own module with five lines changed."""

from importlib import resources

from cso_xl.errors import FileError
from cso_xl.procedures.ribbon import Button, buttons

MODULE = "CsoRibbon"
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
CHANGES = (*_OWN_CONFIG_ONLY, *_OWN_LINE_ONLY)


def sub_name(button: Button) -> str:
    """The VBA Sub of a button: 'CsoSaveMaster' of 'save_master'."""
    return "Cso" + "".join(word.capitalize() for word in button.name.split("_"))


def ribbon_module() -> str:
    """The source of CsoRibbon: its fixed part and a Sub for each button."""
    fixed = resources.files(__package__).joinpath(f"{MODULE}.bas").read_text(encoding="ascii")
    subs = [
        f'\nPublic Sub {sub_name(button)}(control As IRibbonControl)\n    Press "{button.name}"\nEnd Sub\n'
        for button in buttons()
    ]
    return "".join([fixed, *subs]).replace("\n", "\r\n")


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

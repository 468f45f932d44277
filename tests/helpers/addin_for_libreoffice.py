"""The add-in, or a workbook with buttons, as LibreOffice can run it; all but three things stays as built.

LibreOffice cannot compile the class Dictionary, does nothing, silently, in a Sub with an argument
'As IRibbonControl' (which therefore is the control's id), and has no xlwings: there a script is started instead.
"""

import shutil
from pathlib import Path

from pyopenvba import ExcelFile

from helpers.vba import untyped

_SHIM = """Attribute VB_Name = "xlwings"
Option Explicit

Public Function GetConfig(configKey As String, Optional default As String = "") As Variant
    GetConfig = "{script}"
End Function

Public Function RunPython(PythonCommand As String)
    Dim q As String
    q = Chr(34)
    Shell q & "{script}" & q, 0, q & PythonCommand & q & " " & q & ActiveWorkbook.Name & q, False
End Function
"""


def make_copy(built: Path, script: Path, copy: Path) -> Path:
    """Copy an .xlam or .xlsm so that its RunPython starts `script` and does not wait for it.

    The script's arguments are the Python command and the name of the active workbook.
    """
    shutil.copyfile(built, copy)
    with ExcelFile(copy) as file:
        names = file.module_names()
        if "Dictionary" in names:
            file.vba_project().delete_module("Dictionary")
        for name in set(names) - {"Dictionary", "xlwings"}:
            source = file.get_module(name)
            if "IRibbon" in source:
                file.set_module(name, untyped(source))
        file.set_module("xlwings", _SHIM.format(script=script).replace("\n", "\r\n"))
        file.save()
    return copy

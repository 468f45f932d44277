"""The add-in, or a workbook with buttons, as LibreOffice can run it; all but four things stays as built.

LibreOffice cannot compile the class Dictionary, does nothing, silently, in a Sub with an argument
'As IRibbonControl' (which therefore is the control's id), and has no xlwings: there a script is started instead. Its
OnTime finds no macro of an add-in: what is to be called in a second is called by the tests.
"""

import shutil
from pathlib import Path

from pyopenvba import ExcelFile

from cso_xl.addin.names import RESIDENT
from helpers.vba import untyped

_ON_TIME = "Application.OnTime Now + TimeSerial(0, 0, 1), "
_SHIM = """Attribute VB_Name = "xlwings"
Option Explicit

Public Function GetConfig(configKey As String, Optional default As String = "") As Variant
    If configKey = "INTERPRETER_WIN" Then GetConfig = "{script}"
    If configKey = "REQUESTS" Then GetConfig = "{requests}"
End Function

Private awaited As Boolean

Public Sub CallSoon(macro As String)
    awaited = True
End Sub

Public Function IsAwaited() As Boolean
    IsAwaited = awaited
    awaited = False
End Function

Public Function RunPython(PythonCommand As String)
    Dim q As String
    q = Chr(34)
    Shell q & "{script}" & q, 0, q & PythonCommand & q & " " & q & ActiveWorkbook.Name & q, False
End Function
"""


def make_copy(built: Path, script: Path, copy: Path, requests: Path | str = "") -> Path:
    """Copy an .xlam or .xlsm so that its RunPython starts `script` and does not wait for it.

    The script's arguments are the Python command and the name of the active workbook. With `requests` nothing is
    started: what is pressed is written into this folder.
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
        if RESIDENT in names:
            file.set_module(RESIDENT, file.get_module(RESIDENT).replace(_ON_TIME, "CallSoon "))
        file.set_module("xlwings", _SHIM.format(script=script, requests=requests).replace("\n", "\r\n"))
        file.save()
    return copy

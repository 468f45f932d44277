"""The VBA of an add-in, as olevba reads it and as it is played without Excel."""

import warnings

from pyopenvba.apps.excel import ExcelApplication

from cso_xl.addin import build

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # it calls its parser by old names
    from oletools.olevba import VBA_Parser, VBA_Scanner, decompress_stream

__all__ = ["VBA_Scanner", "decompress_stream", "played", "untyped", "vba_modules"]

# What stands in place of xlwings: `there` is whether it finds Python, `does` the VBA that does what Python would.
SHIM = """
Public Function GetConfig(key As String) As Variant
    If key = "INTERPRETER_WIN" Then GetConfig = key
End Function
Public Function FileExists(path As String) As Boolean
    FileExists = {there}
End Function
Public Function RunPython(command As String)
    Debug.Print command
    {does}
End Function
"""


def vba_modules(package):
    """The sources by the modules' names."""
    found = VBA_Parser(build.FILE_NAME, data=package).extract_macros()
    return {name.partition(".")[0]: source.replace("\r\n", "\n") for _, _, name, source in found}


def played(modules, **answers):
    """pyOpenVBA's interpreter, which plays Excel with no workbook open, with our VBA; `answers` go into the shim."""
    excel = ExcelApplication()
    excel.add_module(SHIM.format(**{"there": True, "does": "", **answers}), name="xlwings")
    for name in ("CsoWatch", "CsoResident", "CsoRibbon"):
        kind = "class" if name == "CsoWatch" else "standard"
        excel.add_module(untyped(modules[name]).replace("WithEvents ", ""), name=name, kind=kind)
    return excel


def untyped(source):
    """Our VBA for those who know no ribbon: what stands for a control is its id."""
    return (
        source.replace(" As IRibbonControl", "").replace(" As IRibbonUI", "").replace("control.Id", "control")
    )

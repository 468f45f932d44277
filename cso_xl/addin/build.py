"""Building cso_xl.xlam from the template inside the installed xlwings; no Excel is needed.

xlwings' VBA and its DLL must be of one version, so the add-in is built where it is installed. The same
cso_xl and xlwings always build the same bytes.
"""

import io
import re
import tempfile
import zipfile
from importlib import metadata
from pathlib import Path

from cso_xl.addin import custom_ui, names, vba
from cso_xl.errors import FileError
from cso_xl.excel import memory

FILE_NAME = "cso_xl.xlam"
_TEMPLATE = "xlwings/quickstart_addin_ribbon.xlam"
_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the time of every part in the package

# Parts of the template's workbook.xml that stay out: the folder of xlwings' author, and a setting that
# Microsoft's own schema does not allow.
_LEFT_OUT = re.compile(rb"<mc:AlternateContent.*?</mc:AlternateContent>|<extLst>.*?</extLst>", re.DOTALL)
_CELLS = re.compile(rb"<sheetData>.*</sheetData>", re.DOTALL)  # a config of xlwings', which no button reads


def build() -> bytes:
    """The add-in. Raises FileError when the installed xlwings is not one that can be built from."""
    parts = read_parts(_with_our_vba(_template()))
    parts["customUI/customUI.xml"] = custom_ui.custom_ui()
    workbook = _LEFT_OUT.sub(b"", parts["xl/workbook.xml"])
    parts["xl/workbook.xml"] = workbook.replace(b"_myaddin.conf", memory.SHEET.encode())
    parts["xl/worksheets/sheet1.xml"] = _CELLS.sub(b"<sheetData/>", parts["xl/worksheets/sheet1.xml"])
    parts["docProps/core.xml"] = _properties()
    return _pack(parts)


def write(folder: Path) -> Path:
    """Build the add-in into a folder, in place of an earlier one; returns where it lies."""
    path = folder / FILE_NAME
    data = build()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    except OSError as error:
        raise FileError(
            f"{path} could not be written: {error.strerror}. If Excel has it open, close Excel; else name another "
            "folder with --into."
        ) from None
    return path


def stamp() -> str:
    """The versions that build an add-in; its properties hold them, and Excel shows them as the comment."""
    return f"cso_xl {metadata.version('cso_xl')}, xlwings {metadata.version('xlwings')}"


def read_parts(package: bytes) -> dict[str, bytes]:
    """The parts of a package by name, in their order."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _template() -> bytes:
    path = Path(str(metadata.distribution("xlwings").locate_file(_TEMPLATE)))
    try:
        return path.read_bytes()
    except OSError:
        raise FileError(
            f"The installed xlwings has no {path.name}, from which the add-in is built. Install the version of "
            "xlwings that requirements.lock names, then try again."
        ) from None


def _with_our_vba(package: bytes) -> bytes:
    """The template with our module in place of its own; by way of a file, as pyOpenVBA needs it."""
    from pyopenvba import ExcelFile
    from pyopenvba.vba import VBAModuleKind

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / FILE_NAME
        path.write_bytes(package)
        with ExcelFile(path) as file:
            file.vba_project().rename_module("RibbonMyAddin", names.MODULE)
            file.set_module(names.MODULE, vba.ribbon_module())
            file.vba_project().add_module(names.WATCH, vba.watch_module(), kind=VBAModuleKind.other)
            file.vba_project().add_module(names.RESIDENT, vba.resident_module(), kind=VBAModuleKind.standard)
            file.set_module("xlwings", vba.xlwings_module(file.get_module("xlwings")))
            file.drop_reference("MSForms")  # unused, and by a path on the machine of xlwings' author
            file.save()
        return path.read_bytes()


def _properties() -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
        'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>CSO</dc:title>'
        f"<dc:description>{stamp()}</dc:description></cp:coreProperties>"
    ).encode()


def _pack(parts: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _LONG_AGO), part, zipfile.ZIP_DEFLATED)
    return data.getvalue()

"""The add-in: what is in it, and that it always builds the same."""

import difflib
import io
import os
import re
import site
import sys
from pathlib import Path
from xml.etree import ElementTree

import olefile
import pytest

from cso_xl.addin import build, vba
from cso_xl.errors import FileError
from cso_xl.excel import memory
from helpers import waiting
from helpers.vba import VBA_Scanner, decompress_stream, vba_modules


def template():
    return build._template()


# The package


def test_excel_opens_it_as_an_add_in_without_a_window(parts):
    assert b"application/vnd.ms-excel.addin.macroEnabled.main+xml" in parts["[Content_Types].xml"]
    workbook = ElementTree.fromstring(parts["xl/workbook.xml"])
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    assert [view.get("visibility") for view in workbook.iter(f"{main}workbookView")] == ["hidden"]
    assert [sheet.get("name") for sheet in workbook.iter(f"{main}sheet")] == [memory.SHEET]
    sheet = ElementTree.fromstring(parts["xl/worksheets/sheet1.xml"])
    assert list(sheet.find(f"{main}sheetData")) == []


def test_its_properties_name_the_versions_and_nobody(parts):
    found = {
        one.tag.partition("}")[2]: one.text for one in ElementTree.fromstring(parts["docProps/core.xml"])
    }
    assert found == {"title": "CSO", "description": build.stamp()}
    assert re.fullmatch(r"cso_xl \d[\d.]*, xlwings \d[\d.]*", build.stamp())


def test_two_builds_are_the_same_bytes(package, tmp_path):
    """In another process, folder and temporary folder, under another user's name."""
    other = tmp_path / "another folder"
    other.mkdir()
    environment = {**os.environ, "TMPDIR": str(other), "HOME": str(other), "PYTHONHASHSEED": "1", "USER": "x"}
    command = [sys.executable, "-m", "cso_xl", "addin", "build"]
    waiting.run(command, cwd=other, env=environment, check=True, capture_output=True)
    assert [path.name for path in other.iterdir()] == ["cso_xl.xlam"]
    assert (other / "cso_xl.xlam").read_bytes() == package


def everything_in(package):
    """Every part, every stream of the VBA project, and the compressed ones opened, as one text in small letters."""
    parts = build.read_parts(package)
    pieces = [*parts.values(), *(source.encode() for source in vba_modules(package).values())]
    with olefile.OleFileIO(io.BytesIO(parts["xl/vbaProject.bin"])) as project:
        pieces += [project.openstream(path).read() for path in project.listdir()]
        pieces.append(decompress_stream(bytearray(project.openstream("VBA/dir").read())))
    text = b"\n".join(pieces)
    return (text + text.replace(b"\0", b"")).decode("latin-1").lower()  # without NULs: UTF-16


def test_nothing_tells_whose_machine_it_was_built_on(package):
    ours, theirs = everything_in(package), everything_in(template())
    for place in ("c:\\users\\felix", "felix zumstein"):
        assert (place in theirs, place in ours) == (True, False)
    here = [
        Path.home(),
        Path.cwd(),
        Path(build.__file__).parents[2],
        Path(sys.prefix),
        *site.getsitepackages(),
    ]
    assert [place for place in here if str(place).lower() in ours] == []


# The VBA


def test_olevba_finds_our_module_and_xlwings_own(modules):
    theirs = set(vba_modules(template()))
    assert set(modules) - theirs == {"CsoRibbon", "CsoResident", "CsoWatch"}
    assert theirs - set(modules) == {"RibbonMyAddin"}


def test_olevba_finds_nothing_suspicious_but_what_xlwings_has(modules):
    """Four letters such as 'save', and the number of a class, are Base64 and hexadecimal digits to it.

    What was pressed is written into a file, and its answer deleted.
    """
    ours = {
        "CsoRibbon": {"Base64 Strings"},
        "CsoResident": {"Open", "Output", "Print #", "Kill", "Base64 Strings", "Hex Strings"},
        "CsoWatch": {"Base64 Strings", "Hex Strings"},
    }
    found = {name: {word for _, word, _ in VBA_Scanner(modules[name]).scan()} for name in ours}
    assert found == ours
    theirs = vba_modules(template())
    for name in set(modules) - set(ours):
        assert VBA_Scanner(modules[name]).scan() == VBA_Scanner(theirs[name]).scan()


def test_xlwings_module_has_our_name_reads_no_config_but_the_users_own_and_starts_python_with_our_line(
    modules,
):
    theirs = vba_modules(template())
    changed = [
        line.replace("  ", "")
        for line in difflib.ndiff(theirs["xlwings"].splitlines(), modules["xlwings"].splitlines())
        if line[0] in "+-"
    ]
    assert [line for line in changed if "prepare_sys_path" not in line] == [
        '- Public Const PROJECT_NAME As String = "myaddin"',
        '+ Public Const PROJECT_NAME As String = "cso_xl"',
        '+ RunCommand = CondaCmd & PythonInterpreter & " -P -c """ & PythonCommand & """ "',
        """+ tail = " -P -c ""import cso_xl.excel, xlwings; xlwings.serve('$(CLSID)')\"\"\"""",
        '- If source = "" Or source = "sheet" Then',
        "+ If False Then",
        '- If source = "" Or source = "directory" Then',
        "+ If False Then",
    ]
    assert len(changed) == 10, "two lines that start Python are replaced"
    assert all(modules[name] == theirs[name] for name in ("Dictionary", "ThisWorkbook", "Sheet2"))


def test_another_xlwings_is_refused_with_what_to_do():
    with pytest.raises(FileError) as error:
        vba.xlwings_module('Public Const PROJECT_NAME As String = "other"')
    assert str(error.value) == (
        "The add-in cannot be built from the installed xlwings: its VBA has no line 'PROJECT_NAME As String = "
        '"myaddin"\'. Install the version of xlwings that requirements.lock names, then try again.'
    )


def test_an_xlwings_without_the_template_is_refused_with_what_to_do(monkeypatch):
    monkeypatch.setattr(build, "_TEMPLATE", "xlwings/gone.xlam")
    with pytest.raises(FileError) as error:
        build.build()
    assert str(error.value) == (
        "The installed xlwings has no gone.xlam, from which the add-in is built. Install the version of xlwings "
        "that requirements.lock names, then try again."
    )

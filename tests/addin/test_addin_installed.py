"""The add-in is installed, checked and removed whole."""

import dataclasses
import importlib
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from cso_xl import cli
from cso_xl.addin import at_logon, build, check, install
from cso_xl.computer import hardened
from cso_xl.errors import FileError
from cso_xl.excel import requests, resident
from cso_xl.files import publish
from helpers import waiting


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
    install.install(places, install.Way.ANEW)
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
    install.install(places, install.Way.ANEW)
    assert check.check(places) == [
        (True, f"The add-in is installed: {places.addin}, built by {build.stamp()}."),
        (True, f"The add-in starts this Python, {places.interpreter}, anew for each press."),
        (True, "Every button has its macro, and every macro its function in cso_xl.excel.buttons."),
    ]


def test_installing_again_replaces_an_older_add_in_and_its_config(places, package):
    give_dll(places)
    install.install(places, install.Way.STAYS)
    assert b'"USE UDF SERVER","True"' in places.config.read_bytes()
    assert check.check(places)[1] == (
        True,
        f"The add-in starts this Python, {places.interpreter}, once, and it stays up between presses.",
    )
    places.addin.write_bytes(b"an older one")
    install.install(places, install.Way.ANEW)
    assert places.addin.read_bytes() == package
    assert b'"USE UDF SERVER","False"' in places.config.read_bytes()


def test_a_python_that_stays_up_needs_xlwings_dll(places):
    with pytest.raises(FileError) as error:
        install.install(places, install.Way.STAYS)
    version = build.metadata.version("xlwings")
    scripts = places.interpreter.parent
    assert str(error.value) == (
        f"A Python that stays up needs xlwings64-{version}.dll in {scripts} or {scripts.parent}, and it is in neither. "
        "Install cso_xl in a virtual environment, which puts it there, or install the add-in without --stay-up."
    )
    assert not places.addin.exists()


def test_a_python_whose_path_excel_cannot_read_is_refused(places, monkeypatch):
    monkeypatch.setattr(install, "ENCODING", "cp1252")
    macron = dataclasses.replace(places, interpreter=Path("C:/Tāne/python.exe"))
    with pytest.raises(
        FileError, match="^Excel cannot read the name of the folder .*T.ne. Install Python and "
    ):
        install.install(macron, install.Way.ANEW)
    assert not places.addin.exists()


def test_an_add_in_that_excel_has_open_stays_whole(places, monkeypatch, tmp_path):
    install.install(places, install.Way.ANEW)
    places.addin.write_bytes(b"an older one")
    before = files(tmp_path)

    def in_use(*_):
        raise PermissionError(13, "in use")

    for name, act in (
        ("replace", lambda: install.install(places, install.Way.ANEW)),
        ("unlink", lambda: install.remove(places)),
    ):
        with monkeypatch.context() as patch:
            patch.setattr(install.Path, name, in_use if name == "replace" else fail_for(places.addin, in_use))
            with pytest.raises(FileError) as error:
                act()
        assert str(error.value).startswith(str(places.addin)) and "in use" in str(error.value)
        assert places.addin.read_bytes() == b"an older one"
        assert files(tmp_path) == before


def fail_for(path, fail):
    unlink = Path.unlink
    return lambda self, **how: fail() if self == path else unlink(self, **how)


def test_a_full_disk_leaves_nothing_half_written(places, monkeypatch, tmp_path):
    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(publish.os, "fsync", full)
    with pytest.raises(FileError) as error:
        install.install(places, install.Way.ANEW)
    assert str(error.value).startswith(f"{places.addin} could not be written: No space left on device. ")
    assert files(tmp_path) == ["venv/Scripts/python.exe"]


def test_remove_takes_away_what_install_put_there_and_nothing_else(places, tmp_path):
    install.install(places, install.Way.ANEW)
    other = places.startup / "somebody else's.xlam"
    other.write_bytes(b"")
    assert install.remove(places) == [places.addin, places.config]
    assert files(tmp_path) == [str(other.relative_to(tmp_path)), "venv/Scripts/python.exe"]
    assert not places.config_folder.exists()
    assert install.remove(places) == []


def test_remove_keeps_a_config_folder_that_has_other_files(places):
    install.install(places, install.Way.ANEW)
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
    install.install(places, install.Way.STAYS)
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
    install.install(places, install.Way.ANEW)
    says = spoil(places)
    assert failing(places) == [says]


def test_check_names_a_button_without_its_macro_or_function(package, places, monkeypatch):
    install.install(places, install.Way.ANEW)
    monkeypatch.delattr(importlib.import_module("cso_xl.excel.buttons"), "about")
    assert failing(places) == [
        "The macro CsoRibbon.CsoAbout calls about, which cso_xl.excel.buttons does not have. Install cso_xl again."
    ]
    rewritten(places, "customUI/customUI.xml", lambda part: part.replace(b"CsoNfa", b"CsoOther"))
    assert check.wiring(places.addin.read_bytes())[0] == (
        "A button calls the macro CsoRibbon.CsoOther, which the add-in does not have. " + check.AGAIN
    )


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
    done = waiting.run([sys.executable, "-c", loaded], capture_output=True, text=True)
    assert done.stdout.strip() == "set()"


# An add-in that IT has signed


def with_signature(package, **more):
    """As signtool leaves it: parts of the signature, and where they are named."""
    parts = build.read_parts(package)
    parts["xl/vbaProjectSignature.bin"] = b"signed"
    parts["xl/_rels/vbaProject.bin.rels"] = b"<Relationships/>"
    parts["[Content_Types].xml"] += b" "
    return build._pack(parts | more)


def test_a_signed_add_in_is_installed_as_it_is_and_is_in_order(places, package, tmp_path):
    file = tmp_path / "signed.xlam"
    file.write_bytes(with_signature(package))
    install.install(places, install.Way.ANEW, package=check.signed(file))
    assert places.addin.read_bytes() == file.read_bytes()
    assert (failing(places), check.check(places)[0].says.endswith(" and signed.")) == ([], True)


def test_an_add_in_that_is_not_ours_is_not_installed(package, tmp_path):
    file = tmp_path / "signed.xlam"
    file.write_bytes(with_signature(package, **{"xl/vbaProject.bin": b"another"}))
    with pytest.raises(FileError) as error:
        check.signed(file)
    said = f"{file} is not the add-in that {build.stamp()} builds, with or without a signature. Nothing was installed."
    assert str(error.value) == said
    file.write_bytes(b"PK")
    with pytest.raises(FileError, match="is not there, damaged, or cannot be read"):
        check.signed(file)


# The Python that the user starts


@pytest.fixture
def started(places, monkeypatch):
    """What was written into the Start menu, and what was started."""
    done = []
    monkeypatch.setattr(install, "places", lambda: places)

    def write(path, program, arguments):
        done.append((path.relative_to(places.programs).as_posix(), program.name, arguments))
        path.touch()

    monkeypatch.setattr(at_logon, "write_shortcut", write)
    monkeypatch.setattr(at_logon, "start", lambda python: done.append(python.name))
    return done


def refusing(monkeypatch):
    refused = ["Defender lets Office start no other program."]
    monkeypatch.setattr(hardened, "refused", lambda machine: refused)


def test_where_office_may_start_nothing_the_user_does(places, started, monkeypatch, tmp_path):
    refusing(monkeypatch)
    code, output = run("install")
    assert (code, output.splitlines()[1]) == (
        0,
        "Defender lets Office start no other program. A Python that you start does what is pressed: now, at logon, and "
        "from 'CSO' in the Start menu.",
    )
    called = ("pythonw.exe", "-m cso_xl addin resident")
    assert started == [("CSO.lnk", *called), ("Startup/CSO.lnk", *called), "pythonw.exe"]
    assert places.config.read_text().splitlines()[-1] == f'"REQUESTS","{places.requests}"'
    assert check.way(places) is install.Way.RESIDENT
    asks = f"The add-in starts nothing: it asks this Python, {places.interpreter}, which you start."
    assert failing(places) == [f"{asks} It does not run. Start 'CSO' in the Start menu, or sign in again."]
    requests.prepare(places.requests)
    (places.requests / resident.ALIVE).touch()
    assert check.check(places)[1] == (True, asks)
    (places.requests / resident.ALIVE).unlink()
    assert run("remove")[0] == 0
    assert files(tmp_path) == ["venv/Scripts/python.exe"] and not places.config_folder.exists()


def test_another_way_is_installed_in_its_place_and_the_python_told_to_end(
    places, started, monkeypatch, tmp_path
):
    assert run("install", "--resident")[0] == 0
    give_dll(places)
    ended = []
    monkeypatch.setattr(resident, "end", lambda folder: ended.append(folder) or True)
    refusing(monkeypatch)
    assert run("install", "--stay-up")[0] == 0
    assert (ended, check.way(places)) == ([places.requests], install.Way.STAYS)
    assert not any(path.exists() for path in at_logon.shortcuts(places))


def test_one_that_is_busy_is_not_left_behind(places, started, monkeypatch):
    assert run("install", "--resident")[0] == 0
    monkeypatch.setattr(resident, "end", lambda folder: False)
    code, output = run("remove")
    assert (code, output[:61]) == (1, "The Python that works for the add-in is busy and has not ende")
    assert places.addin.exists() and all(path.exists() for path in at_logon.shortcuts(places))


def test_the_command_of_the_shortcut_answers(places, started, monkeypatch):
    served = []
    monkeypatch.setattr(resident, "serve", served.append)
    assert run("resident") == (0, "")
    assert served == [places.requests]

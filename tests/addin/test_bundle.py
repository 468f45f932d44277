"""A bundle: made where the network is, installed where there is none."""

import hashlib
import json
import os
import shutil
import sys
import zipfile
from email.parser import BytesHeaderParser
from pathlib import Path

import pytest
from click.testing import CliRunner
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

from cso_xl import cli
from cso_xl.addin import bundle, check, lock
from cso_xl.addin.bundle import Target
from cso_xl.errors import FileError
from helpers import waiting
from helpers.programs import tool

SOURCE = Path(__file__).parents[2]
HERE = f"{sys.version_info[0]}.{sys.version_info[1]}"
LOCKED = """\
a==1.0 \\
    --hash=sha256:{:064x} \\
    --hash=sha256:{:064x}
    # via cso-xl (pyproject.toml)
b==2.0 ; sys_platform == 'win32' \\
    --hash=sha256:{:064x}
    # via
    #   a
    #   tester
c==3.0 ; python_full_version < '3.12' \\
    --hash=sha256:{:064x}
    # via b
tester==4.0 \\
    --hash=sha256:{:064x}
    # via cso-xl (pyproject.toml)
""".format(*range(5))


# What the lock file says


@pytest.mark.parametrize(
    ("target", "names"),
    [
        (Target("windows", "3.11"), ["a", "b", "c"]),
        (Target("windows", "3.12"), ["a", "b"]),
        (Target("linux", "3.11"), ["a"]),
    ],
)
def test_what_one_kind_of_computer_needs(tmp_path, target, names):
    (tmp_path / "lock").write_text(LOCKED)
    found = lock.needed(lock.read(tmp_path / "lock"), ["a"], target.environment)
    assert [one.name for one in found] == names
    assert found[0] == ("a", "1.0", "", {f"{0:064x}", f"{1:064x}"}, {"cso-xl"})


def test_every_package_of_the_lock_file_is_read():
    read = lock.read(SOURCE / bundle.LOCK)
    text = (SOURCE / bundle.LOCK).read_text()
    named = [line for line in text.splitlines() if line[:1].isalpha()]
    assert (len(read), sum(len(one.hashes) for one in read)) == (len(named), text.count("--hash="))
    assert [one.name for one in read if not one.via] == []


# Made


def fetched(make):
    """What needs the package registry; elsewhere than in CI it is skipped where that cannot be reached."""
    try:
        return make()
    except FileError as error:
        if os.environ.get("CI") or "hash" in str(error).casefold():
            raise
        pytest.skip(str(error))


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Bundles by the system that they are for, each made once."""
    there = {}

    def of(system):
        if system not in there:
            folder = tmp_path_factory.mktemp("bundles") / system
            there[system] = fetched(lambda: bundle.make(folder, Target(system, HERE)))
        return there[system]

    return of


def asks_for(wheel, environment):
    """What a wheel itself says that it needs there."""
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [one for one in archive.namelist() if one.endswith(".dist-info/METADATA")]
        said = BytesHeaderParser().parsebytes(archive.read(name)).get_all("Requires-Dist", [])
    for one in map(Requirement, said):
        if one.marker is None or one.marker.evaluate({**environment, "extra": ""}):
            yield one


@pytest.mark.parametrize("system", ["windows", "linux"])
def test_it_holds_every_wheel_for_its_computers_by_its_hash(made, system):
    folder, environment = made(system), Target(system, HERE).environment
    wheels = sorted((folder / "wheels").iterdir())
    listed = dict(
        line.split(" --hash=sha256:") for line in (folder / "requirements.txt").read_text().splitlines()
    )
    known = {f"{one.name}=={one.version}": one.hashes for one in lock.read(SOURCE / bundle.LOCK)}
    versions = {}
    for wheel in wheels:
        name, version, _, tags = parse_wheel_filename(wheel.name)
        pinned, digest = f"{name}=={version}", hashlib.sha256(wheel.read_bytes()).hexdigest()
        assert listed.pop(pinned) == digest
        assert name == "cso-xl" or digest in known[pinned]
        assert {tag.platform for tag in tags} & {"any", *bundle.PLATFORMS[system]}
        versions[name] = version
    assert listed == {}
    asked = [one for wheel in wheels for one in asks_for(wheel, environment)]
    unmet = [one for one in asked if versions.get(canonicalize_name(one.name), "") not in one.specifier]
    assert unmet == [] and len(asked) > 20
    assert {"pytest", "mypy"} & set(versions) == set()


def test_it_is_whole_and_names_nobody(made):
    folder = made("windows")
    assert sorted(path.name for path in folder.iterdir()) == [
        "For IT.md", "SHA256SUMS", "bundle.json", "cso_xl.xlam", "install.cmd", "install.py", "requirements.txt",
        "wheels",
    ]  # fmt: skip
    waiting.run([tool("sha256sum"), "--check", "--quiet", "SHA256SUMS"], cwd=folder, check=True)
    assert (folder / "For IT.md").read_bytes() == (SOURCE / "docs" / "it.md").read_bytes()
    assert b"py -%s\r\n" % HERE.encode() in (folder / "install.cmd").read_bytes()
    assert check.signed(folder / "cso_xl.xlam") == (folder / "cso_xl.xlam").read_bytes()
    (ours,) = (folder / "wheels").glob("cso_xl-*")
    with zipfile.ZipFile(ours) as wheel:
        packed = {name for name in wheel.namelist() if name.startswith("cso_xl/")}
        assert not any(str(SOURCE).encode() in wheel.read(name) for name in wheel.namelist())
    kept = {
        path for path in (SOURCE / "cso_xl").rglob("*") if path.is_file() and "__pycache__" not in path.parts
    }
    assert packed == {path.relative_to(SOURCE).as_posix() for path in kept}


def test_a_file_with_another_hash_is_not_fetched(tmp_path):
    (one,) = (one for one in lock.read(SOURCE / bundle.LOCK) if one.name == "pywin32-ctypes")
    target = Target("windows", HERE)
    fetched(lambda: bundle.fetch([one], target, tmp_path))
    (wheel,) = tmp_path.iterdir()
    wheel.unlink()
    with pytest.raises(
        FileError, match="^The packages could not be fetched, so no bundle was made. .*(?i:hash)"
    ):
        bundle.fetch([one._replace(hashes=frozenset({"0" * 64}))], target, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_wheels_other_than_those_locked_make_no_bundle(tmp_path, monkeypatch):
    def other(packages, target, wheels):
        (wheels / "six-1.17.0-py2.py3-none-any.whl").write_bytes(b"another")

    monkeypatch.setattr(bundle, "fetch", other)
    monkeypatch.setattr(bundle, "_build_own_wheel", lambda project, wheels: None)
    with pytest.raises(FileError) as error:
        bundle.make(tmp_path / "bundle", Target("windows", HERE))
    said = "six-1.17.0-py2.py3-none-any.whl is not what requirements.lock names, so no bundle was made. Tell support."
    assert str(error.value) == said
    monkeypatch.setattr(bundle, "fetch", lambda *_: None)
    with pytest.raises(FileError, match="^No wheel was fetched of .*click, .*xlwings"):
        bundle.make(tmp_path / "bundle", Target("windows", HERE))
    assert list(tmp_path.iterdir()) == []


def command(*arguments):
    return CliRunner().invoke(cli.main, ["addin", "bundle", *map(str, arguments)])


def test_the_command_says_what_was_made(made, tmp_path, monkeypatch):
    asked = []
    monkeypatch.setattr(bundle, "make", lambda folder, target: asked.append(target) or folder)
    assert command(tmp_path / "b").output == (
        f"Made: {tmp_path / 'b'}\nIts page 'For IT.md' says what is in it; install.cmd installs it for one user.\n"
    )
    assert "install.sh" in command(tmp_path / "b", "--for", "linux", "--python", "3.13").output
    assert asked == [Target("windows", HERE), Target("linux", "3.13")]


def test_a_folder_with_something_in_it_is_left_alone(tmp_path):
    (tmp_path / "mine.txt").write_text("mine")
    said = command(tmp_path)
    assert said.exit_code == 1
    assert said.stderr == f"{tmp_path} is not empty. Nothing in it was touched. Name a new folder.\n"
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_it_is_made_in_the_folder_with_the_programs_files(tmp_path, monkeypatch):
    monkeypatch.setattr(bundle.cso_xl, "__file__", str(tmp_path / "site-packages" / "cso_xl" / "__init__.py"))
    assert bundle.source() == SOURCE
    monkeypatch.chdir(tmp_path)
    assert command(tmp_path / "b").stderr == (
        "A bundle is made from the program's files, and they are not in this folder. Go to the folder with cso_xl and "
        "requirements.lock in it, then type: cso-xl addin bundle DIR\n"
    )


def test_the_add_in_is_that_of_the_bundles_xlwings(tmp_path, monkeypatch):
    monkeypatch.setattr(bundle.metadata, "version", lambda _: "0.1")
    said = command(tmp_path / "b").stderr
    assert (
        "the add-in would be built from 0.1, which is installed here. Type: pip install --require-hashes"
        in said
    )


# Installed


def alone(*command, home, cwd):
    """Run a command in a namespace of its own that has no network, as a user with nothing but a home."""
    unshare = [tool("unshare"), "--map-root-user", "--net"]
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    return waiting.run(
        [*unshare, *command], env={"PATH": path, "HOME": str(home), "LANG": "C.UTF-8"}, cwd=cwd,
        capture_output=True, text=True,
    )  # fmt: skip


@pytest.fixture
def home(tmp_path):
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


def test_it_is_installed_and_works_without_network(made, home, tmp_path):
    here = {"home": home, "cwd": tmp_path}
    networks = alone("cat", "/proc/net/dev", **here).stdout.splitlines()[2:]
    assert [one.split(":")[0].strip() for one in networks] == ["lo"]
    done = alone("sh", made("linux") / "install.sh", **here)
    assert (done.returncode, done.stderr) == (0, "")
    program = home / ".local" / "share" / "cso_xl" / "bin" / "cso-xl"
    assert done.stdout.startswith(
        f"Installed: cso_xl 0.1.0 in {program.parents[1]}\nThe command: {program}\n"
    )
    records = tmp_path / "records"
    records.mkdir()
    looked = alone(program, "doctor", "--records", records, **here)
    assert (looked.returncode, looked.stderr) == (0, "")
    shown = alone(program, "demo", **here)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "Every row above is invented." in shown.stdout
    assert list((tmp_path / "cso-xl-demo" / "records").rglob("*Master Copy*"))


def test_a_wheel_that_was_changed_on_the_way_is_not_installed(made, home, tmp_path):
    copy = shutil.copytree(made("linux"), tmp_path / "carried")
    (wheel,) = (copy / "wheels").glob("click-*")
    wheel.write_bytes(wheel.read_bytes() + b"\0")
    done = alone("sh", copy / "install.sh", "--into", home / "there", home=home, cwd=tmp_path)
    assert done.returncode == 1
    assert "THESE PACKAGES DO NOT MATCH THE HASHES" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("Not installed: this failed: ")
    assert list((home / "there").rglob("click*")) == []


def test_another_python_is_told_which_one_it_is_for(home, tmp_path):
    shutil.copyfile(Path(bundle.__file__).with_name("bundled") / "install.py", tmp_path / "install.py")
    about = {"cso_xl": "0.1.0", "system": "windows", "python": "3.9"}
    (tmp_path / "bundle.json").write_text(json.dumps(about))
    done = alone("python", "install.py", home=home, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        1,
        f"This folder is for the 64-bit Python 3.9 on windows, and this is Python {HERE} on linux. Nothing was "
        "changed. Ask for a bundle for it, or start install.py with Python 3.9.\n",
    )
    assert list(home.iterdir()) == []


def test_a_folder_with_something_else_in_it_is_not_emptied(home, tmp_path):
    shutil.copyfile(Path(bundle.__file__).with_name("bundled") / "install.py", tmp_path / "install.py")
    (tmp_path / "bundle.json").write_text(json.dumps({"cso_xl": "0.1.0", "system": "linux", "python": HERE}))
    kept = home / "letter.txt"
    kept.write_text("Kia ora")
    done = alone("python", "install.py", "--into", home, home=home, cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        1,
        f"{home} holds something else, which would be deleted. Nothing was changed. Name a new folder.\n",
    )
    assert kept.read_text() == "Kia ora"

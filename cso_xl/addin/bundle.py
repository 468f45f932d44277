"""A folder from which the program is installed without the internet: every wheel by its hash, the add-in, the guide.

Only making it needs the network: the packages that the lock file names are fetched for the computers they are for.
"""

import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from importlib import metadata, resources
from pathlib import Path
from typing import NamedTuple

from packaging.markers import default_environment
from packaging.utils import canonicalize_name, parse_wheel_filename

import cso_xl
from cso_xl.addin import build, lock
from cso_xl.errors import FileError

GUIDE, LOCK, PROJECT = "docs/it.md", "requirements.lock", "pyproject.toml"
_BUILT_FROM = (PROJECT, "README.md", "LICENSE")
_LONG_AGO = "315532800"  # 1 January 1980: the time of every file in our own wheel
_GLIBC = (*(f"manylinux_2_{minor}" for minor in (28, 27, 24, 17)), "manylinux2014", "manylinux_2_12", "manylinux2010",
          "manylinux_2_5", "manylinux1")  # fmt: skip
_MARKERS = {
    "windows": {
        "sys_platform": "win32",
        "platform_system": "Windows",
        "os_name": "nt",
        "platform_machine": "AMD64",
    },
    "linux": {
        "sys_platform": "linux",
        "platform_system": "Linux",
        "os_name": "posix",
        "platform_machine": "x86_64",
    },
}
PLATFORMS = {"windows": ("win_amd64",), "linux": tuple(f"{glibc}_x86_64" for glibc in _GLIBC)}


class Target(NamedTuple):
    """The computers that a bundle is for: 'windows' or 'linux', 64-bit, and a version of Python, '3.12'."""

    system: str
    python: str

    @property
    def environment(self) -> lock.Environment:
        """What markers are decided by on these computers."""
        version = {"python_version": self.python, "python_full_version": f"{self.python}.0"}
        cpython = {"implementation_name": "cpython", "platform_python_implementation": "CPython"}
        return {**{key: str(value) for key, value in default_environment().items()}, **_MARKERS[self.system],
                **version, **cpython}  # fmt: skip


def make(folder: Path, target: Target) -> Path:
    """Make the bundle in a new or empty folder, whole or not at all.

    Raises FileError when something else lies there, or when the packages could not be fetched.
    """
    project = source()
    _check(folder)
    packages = lock.needed(
        lock.read(project / LOCK), lock.wanted(project / PROJECT, target.environment), target.environment
    )
    _check_xlwings(packages)
    folder.absolute().parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.absolute().parent, prefix=".cso_xl-") as beside:
        made = Path(beside) / "bundle"
        wheels = made / "wheels"
        wheels.mkdir(parents=True)
        fetch(packages, target, wheels)
        _build_own_wheel(project, wheels)
        (made / "requirements.txt").write_text(_by_hash(wheels, packages), "utf-8", newline="\n")
        build.write(made)
        shutil.copyfile(project / GUIDE, made / "For IT.md")
        _write_scripts(made, target)
        (made / "SHA256SUMS").write_text(_sums(made), "utf-8", newline="\n")
        if folder.exists():
            folder.rmdir()
        made.replace(folder)
    return folder


def fetch(packages: Iterable[lock.Locked], target: Target, wheels: Path) -> None:
    """Fetch the wheel of each package for the target; pip takes none whose hash the lock file does not have."""
    requirements = [
        f"{package.name}=={package.version} {_hashes(sorted(package.hashes))}\n" for package in packages
    ]
    kinds = [word for platform in PLATFORMS[target.system] for word in ("--platform", platform)]
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / LOCK
        listed.write_text("".join(requirements), "utf-8")
        _pip("download", "--require-hashes", "--only-binary", ":all:", "--implementation", "cp", "--python-version",
             target.python, *kinds, "--dest", wheels, "--requirement", listed)  # fmt: skip


def source() -> Path:
    """The folder with the program's files: the current one, or that in which this cso_xl lies.

    Raises FileError when it is neither.
    """
    for folder in (Path.cwd(), Path(cso_xl.__file__).parents[1]):
        if all((folder / name).is_file() for name in (GUIDE, LOCK, PROJECT, "cso_xl/__init__.py")):
            return folder
    raise FileError(
        "A bundle is made from the program's files, and they are not in this folder. Go to the folder with "
        f"cso_xl and {LOCK} in it, then type: cso-xl addin bundle DIR"
    )


def _check(folder: Path) -> None:
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileError(f"{folder} is not empty. Nothing in it was touched. Name a new folder.")


def _check_xlwings(packages: Iterable[lock.Locked]) -> None:
    """The add-in is built from the xlwings that is installed here, and must be that of the bundle."""
    locked = next(package.version for package in packages if package.name == "xlwings")
    if (installed := metadata.version("xlwings")) != locked:
        raise FileError(
            f"The bundle's xlwings is {locked}, and the add-in would be built from {installed}, which is installed "
            f"here. Type: pip install --require-hashes -r {LOCK}"
        )


def _build_own_wheel(project: Path, wheels: Path) -> None:
    """Build our wheel from a copy of the project, without what an earlier build left beside it."""
    with tempfile.TemporaryDirectory() as beside:
        copy = Path(beside) / "cso_xl"
        shutil.copytree(project / "cso_xl", copy / "cso_xl", ignore=shutil.ignore_patterns("__pycache__"))
        for name in _BUILT_FROM:
            shutil.copyfile(project / name, copy / name)
        _pip("wheel", "--wheel-dir", wheels, copy)


def _pip(command: str, *arguments: str | Path) -> None:
    if importlib.util.find_spec("pip") is None:
        raise FileError(f"This Python, {sys.executable}, has no pip, which fetches the packages.")
    called = [sys.executable, "-m", "pip", command, "--quiet", "--disable-pip-version-check", "--no-deps"]
    done = subprocess.run(
        [*called, *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, "SOURCE_DATE_EPOCH": _LONG_AGO},
    )
    if done.returncode:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        raise FileError(
            f"The packages could not be fetched, so no bundle was made. pip says: {' '.join(lines[-6:])}"
        )


def _by_hash(wheels: Path, packages: Iterable[lock.Locked]) -> str:
    """The lines of requirements.txt: every wheel of the folder by its hash, which must be one of the lock file's."""
    locked = {package.name: package for package in packages}
    lines = []
    for wheel in sorted(wheels.iterdir()):
        name, version, *_ = parse_wheel_filename(wheel.name)
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        expected = locked.pop(name, None)
        if digest not in expected.hashes if expected else name != canonicalize_name("cso_xl"):
            raise FileError(f"{wheel.name} is not what {LOCK} names, so no bundle was made. Tell support.")
        lines.append(f"{name}=={version} {_hashes([digest])}\n")
    if locked:
        raise FileError(f"No wheel was fetched of {', '.join(locked)}, so no bundle was made. Tell support.")
    return "".join(lines)


def _hashes(digests: Iterable[str]) -> str:
    return " ".join(f"--hash=sha256:{digest}" for digest in digests)


def _write_scripts(made: Path, target: Target) -> None:
    about = {"cso_xl": metadata.version("cso_xl"), **target._asdict()}
    (made / "bundle.json").write_text(json.dumps(about, indent=1) + "\n", "utf-8", newline="\n")
    for script in ("install.py", "install.cmd" if target.system == "windows" else "install.sh"):
        text = resources.files(__package__).joinpath("bundled", script).read_text("utf-8")
        path = made / script
        path.write_text(
            text if script == "install.py" else text.replace("{python}", target.python),
            "utf-8",
            newline="\r\n" if script == "install.cmd" else "\n",
        )
        path.chmod(0o755)


def _sums(made: Path) -> str:
    """The hash of every file, as sha256sum writes and checks it."""
    files = sorted(path for path in made.rglob("*") if path.is_file())
    return "".join(
        f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.relative_to(made).as_posix()}\n"
        for path in files
    )

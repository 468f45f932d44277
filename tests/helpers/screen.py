"""A screen that nobody sees (Xvfb), a keyboard for it (xdotool), and pictures of it (ImageMagick)."""

import contextlib
import os
import subprocess

import pytest

from helpers import waiting
from helpers.programs import tool


@contextlib.contextmanager
def start(size=(1400, 900)):
    """A screen with a free number, given as ':N'; it is gone afterwards."""
    program, size_of_screen = tool("Xvfb"), f"{size[0]}x{size[1]}x24"
    read, write = os.pipe()
    options = ["-displayfd", str(write), "-screen", "0", size_of_screen, "-nolisten", "tcp", "-noreset"]
    server = subprocess.Popen([program, *options], pass_fds=[write], stderr=subprocess.DEVNULL)
    try:
        os.close(write)
        with os.fdopen(read) as answer:
            number = answer.readline().strip()
        assert number, "Xvfb did not start"
        yield f":{number}"
    finally:
        server.terminate()
        waiting.ended(server)


def tkinter():
    """Python's own windows; elsewhere than in CI the test is skipped without them."""
    if not os.environ.get("CI"):
        pytest.importorskip("tkinter", reason="install python3-tk to run this test")


def shot(display, path):
    """A picture of the whole screen."""
    waiting.run([tool("import"), "-display", display, "-window", "root", str(path)], check=True)


def window(display, title):
    """The number of the visible window with this very title, as soon as there is one."""
    return waiting.until(
        lambda: xdotool(display, "search", "--onlyvisible", "--name", f"^{title}$").split()[-1:],
        f"a window '{title}'",
    )[0]


def focus(display, title):
    """Wait for a window and give it the keyboard."""
    number = window(display, title)
    xdotool(display, "windowfocus", "--sync", number)
    return number


def has_keyboard(display, title):
    """Wait for a window that takes the keyboard by itself."""
    number = window(display, title)
    waiting.until(
        lambda: xdotool(display, "getwindowfocus", "getwindowname").strip() == title,
        f"'{title}' to take the keyboard",
    )
    return number


def write(display, text):
    """Type a text."""
    xdotool(display, "type", "--", text)


def press(display, *keys):
    """Press keys one after the other, as xdotool calls them: 'Return', 'alt+o'."""
    xdotool(display, "key", *keys)


def xdotool(display, *arguments):
    """What xdotool prints."""
    environment = os.environ | {"DISPLAY": display}
    return waiting.run([tool("xdotool"), *arguments], env=environment, capture_output=True, text=True).stdout

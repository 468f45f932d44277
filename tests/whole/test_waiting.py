"""Waits end when what is waited for comes, or once nothing moves; each says what it waited for."""

import subprocess
import sys

import pytest

from helpers import waiting

BUSY = "import time\nwhile time.process_time() < 1: pass\nprint('done', flush=True)"
IDLE = "print('begun', flush=True)\nimport time; time.sleep(600)"


@pytest.fixture
def idle():
    """A program that only sleeps."""
    process = subprocess.Popen([sys.executable, "-c", IDLE], stdout=subprocess.PIPE, text=True)
    assert waiting.line(process) == "begun\n"
    yield process
    process.kill()
    process.communicate()


@pytest.fixture(autouse=True)
def short_patience(monkeypatch):
    monkeypatch.setattr(waiting, "STILL", 1.0)
    monkeypatch.setattr(waiting, "LOOK", 0.1)


def test_what_comes_is_given_at_once(idle):
    assert waiting.until(lambda: "here", "something") == "here"


def test_a_program_that_works_is_waited_for_however_long():
    assert (
        waiting.run([sys.executable, "-c", BUSY], capture_output=True, text=True, check=True).stdout
        == "done\n"
    )


def test_what_is_typed_reaches_the_program():
    command = [sys.executable, "-c", "print(input()[::-1])"]
    assert waiting.run(command, input="abc\n", capture_output=True, text=True).stdout == "cba\n"


def test_a_program_that_fails_is_said():
    with pytest.raises(subprocess.CalledProcessError):
        waiting.run([sys.executable, "-c", "raise SystemExit(3)"], check=True)


def test_a_wait_in_which_nothing_moves_says_for_what_it_was(idle):
    with pytest.raises(waiting.StuckError) as stuck:
        waiting.until(lambda: None, "Godot")
    assert str(stuck.value) == "Waited for Godot: nothing has moved for 1 seconds."


def test_a_program_in_which_nothing_moves_is_ended_and_what_it_had_printed_is_said(idle):
    with pytest.raises(waiting.StuckError) as stuck:
        waiting.ended(idle)
    assert str(stuck.value) == (
        f"Waited for the end of {sys.executable} -c print('begun', flush=True): nothing has moved for 1 seconds. "
        "It had printed: ('', None)"
    )
    assert idle.poll() is not None


def test_a_wait_is_not_endless_though_something_moves(monkeypatch):
    monkeypatch.setattr(waiting, "FAR", 0.5)
    monkeypatch.setattr(waiting, "STILL", 60)
    with pytest.raises(waiting.StuckError) as stuck:
        waiting.until(lambda: None, "Godot")
    assert str(stuck.value) == "Waited for Godot: not in 0.5 seconds, though something moves."

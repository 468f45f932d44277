"""What is being done is seen at a terminal where it takes longer than a moment, and nowhere else."""

import io
import json
import os
import pty
import sys
from contextlib import contextmanager, nullcontext

import pytest

from cso_xl import doing
from cso_xl.cli import progress, shared
from cso_xl.procedures import PROCEDURES
from helpers import waiting
from helpers.commands import call, run
from helpers.files import PASSWORD, Week


class Terminal(io.StringIO):
    """A stream at which somebody sits."""

    def isatty(self):
        return True


@pytest.fixture
def terminal(monkeypatch):
    """Where somebody sits, once `shown` is asked for; what is printed is on it, too."""
    monkeypatch.setattr(progress, "AFTER", 0.0)
    monkeypatch.setenv("TERM", "xterm")
    return Terminal()


@contextmanager
def shown(terminal, do=progress.shown):
    """`do` while somebody sits there: pytest, too, puts its own streams in place, before each test."""
    with pytest.MonkeyPatch.context() as patched:
        for name in ("stdout", "stderr"):
            patched.setattr(sys, name, terminal)
        with do():
            yield
        assert sys.stdout is sys.stderr is terminal


def seen(terminal, text):
    waiting.until(lambda: text in terminal.getvalue(), f"the words '{text}'", every=0.01)


def test_the_step_and_its_number_are_seen(terminal):
    with shown(terminal):
        seen(terminal, "cso-xl")
        with doing.part("On list"):
            doing.tell("Compare with last week", 6, 13)
        seen(terminal, "On list: Compare with last week (6 of 13)")


def test_it_gives_way_to_what_is_said_and_comes_with_the_next_step(terminal):
    with shown(terminal):
        seen(terminal, "cso-xl")
        print("20250113-D3-7: done.")
        assert terminal.getvalue().endswith("\x1b[2K20250113-D3-7: done.\n")  # its line was wiped first
        doing.tell("Draft notices", 7, 13)
        seen(terminal, "Draft notices (7 of 13)")
    assert terminal.getvalue().endswith("\x1b[2K")


def test_it_is_gone_before_an_error_is_said(terminal):
    def fails():
        seen(terminal, "cso-xl")
        raise shared.CallError("So not.")

    with pytest.raises(SystemExit), shown(terminal, nullcontext):
        shared.guarded(fails)
    assert terminal.getvalue().endswith("\x1b[2KSo not.\n")


def test_every_step_of_a_run_is_told(tmp_path, records):
    told = []
    with doing.heard_by(told.append):
        assert run("on-list", Week().write("on-list", tmp_path), records).exit_code == 0
    steps = enumerate(PROCEDURES["on-list"].steps, 1)
    assert told == [*(f"{step.title} ({number} of 10)" for number, step in steps), "File the copies"]


def at_a_terminal(code, *arguments):
    """What a new Python prints whose standard error is a terminal: on standard output, and there."""
    own, its = pty.openpty()
    try:
        done = waiting.run(
            [sys.executable, "-c", code, *arguments],
            stdout=waiting.subprocess.PIPE,
            stderr=its,
            text=True,
            env=os.environ | {"CSO_XL_PASSWORD": PASSWORD, "TERM": "xterm"},
        )
        os.set_blocking(own, False)
        try:
            return done.stdout, os.read(own, 65_536).decode()
        except BlockingIOError:
            return done.stdout, ""
    finally:
        os.close(own)
        os.close(its)


CODE = (
    "import sys\nfrom cso_xl.cli import main, progress\nprogress.AFTER = float(sys.argv.pop(1))\n"
    "main(sys.argv[1:], standalone_mode=False)\nprint('rich' in sys.modules)"
)


def test_a_program_that_reads_json_sees_none_of_it(tmp_path, records):
    calls = ("run", "on-list", str(Week().write("on-list", tmp_path)), "--records", str(records), "--json")
    printed, on_terminal = at_a_terminal(CODE, "0", *calls)
    answer, loaded = printed.splitlines()
    assert (json.loads(answer)["report"], loaded, on_terminal) == ("on-list", "False", "")


def test_what_is_done_in_a_moment_loads_nothing_for_it(records):
    assert call("find", "010000001", "--records", records).exit_code == 0
    printed, on_terminal = at_a_terminal(CODE, "60", "find", "010000001", "--records", str(records))
    assert (printed.splitlines()[-1], on_terminal) == ("False", "")


def test_at_a_real_terminal_it_is_seen_and_gone(tmp_path, records):
    calls = ("run", "on-list", str(Week().write("on-list", tmp_path)), "--records", str(records))
    printed, on_terminal = at_a_terminal(CODE, "0", *calls)
    assert "Every row is accounted for." in printed
    assert "cso-xl run" in on_terminal and on_terminal.endswith("\x1b[2K")

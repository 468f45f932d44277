"""What reads files from outside runs in a process of its own: nothing it does or meets there reaches the program."""

import os
import signal
import struct
import sys
import threading
from pathlib import Path

import pytest

from cso_xl.errors import FileError, InputError, PasswordError
from cso_xl.intake import apart, limits
from cso_xl.intake.passwords import VARIABLE
from helpers import TESTS, readers, waiting

NO_REPORT = "No report is like that, so nothing in it was opened. Ask the sender for the report again."


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """A process that finds the readers of the tests, and ends with each test."""
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([TESTS, *sys.path]))
    apart.stop()
    yield
    apart.stop()


def said(reader, *given):
    with pytest.raises(InputError) as raised:
        reader("r.xlsx", *(given or (b"",)))
    return str(raised.value)


def test_what_is_read_comes_back_as_it_is():
    name, data, given, sheets, nothing, half, pid = readers.of_everything(
        "r.zip", b"\0" * 70_000, 1, "x", b"y"
    )
    assert (name, data, given) == ("r.zip", b"\0" * 70_000, [1, "x", b"y"])
    assert sheets == {"a sheet": [["1", "ū"]], "bytes": b"\0\xff"}
    assert (nothing, half) == (None, "\ud800")
    assert pid != os.getpid()
    assert readers.of_nothing("r.zip", b"") is None


def test_one_process_answers_until_it_is_stopped():
    first, second = (readers.of_everything("r", b"")[-1] for _ in range(2))
    assert first == second
    apart.stop()
    assert readers.of_everything("r", b"")[-1] != first


def test_a_process_that_is_expected_to_read_workbooks_loads_what_that_needs_meanwhile():
    apart.expect(workbooks=True)
    assert readers.has_loaded("r.xlsx", b"", "msoffcrypto")
    apart.expect(workbooks=False)
    assert readers.has_loaded("r.xlsx", b"", "msoffcrypto"), "it was there already"
    apart.stop()
    apart.expect(workbooks=False)
    assert not readers.has_loaded("r.xlsx", b"", "msoffcrypto")


def test_a_process_that_is_never_asked_ends_with_the_program():
    program = "from cso_xl.intake import apart; apart.expect(True); print(apart._process()._child.pid)"
    done = waiting.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)


def test_a_reader_asked_by_a_reader_stays_in_the_process():
    assert readers.asked_within("r", b"")[-1] == readers.of_everything("r", b"")[-1]


@pytest.mark.parametrize(
    "name, words", [("refused", "r.xlsx is refused."), ("wrong", "r.xlsx cannot be read.")]
)
def test_errors_come_back_in_words(name, words):
    assert said(getattr(readers, name), b"Secret") == words
    assert readers.of_nothing("r", b"") is None


def test_a_wrong_password_comes_back_as_that():
    with pytest.raises(PasswordError, match="r.zip did not open."):
        readers.locked("r.zip", b"")


def test_recursion_without_end_is_an_error_like_any_other():
    assert said(readers.deep) == "r.xlsx cannot be read."


@pytest.mark.parametrize("reader", [readers.hungry, readers.hungry_in_its_answer])
def test_memory_beyond_the_limit_is_refused(reader, monkeypatch):
    monkeypatch.setattr(limits, "READ_MEMORY", 1 << 30)
    words = ("needs more than 1,024 MB of memory to be read", "made its reader stop")
    assert said(reader) in [f"r.xlsx {one}. {NO_REPORT}" for one in words]
    assert readers.of_nothing("r", b"") is None


def test_time_beyond_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(limits, "READ_SECONDS", 1)
    assert said(readers.endless) == f"r.xlsx takes longer than 1 seconds to read. {NO_REPORT}"
    assert readers.of_nothing("r", b"") is None


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"\xff" * 8,  # of far too many parts
        struct.pack("<IQ", 1, 1 << 62),  # of a part that is far too long
        struct.pack("<IQ", 1, 4) + b"null",
        struct.pack("<IQ", 1, 4) + b"{\0}}",
        struct.pack("<IQ", 1, 200_000) + b"[" * 200_000,
        *(
            struct.pack("<IQ", 1, 19) + b'{"result": {"": %d}}' % place for place in (0, 1, 7)
        ),  # no bytes are there
    ],
)
def test_an_answer_that_is_none_ends_the_process(answer):
    assert said(readers.lies, answer) == f"r.xlsx made its reader stop. {NO_REPORT}"
    assert readers.of_nothing("r", b"") is None


def test_an_abort_ends_the_process_only():
    assert said(readers.aborted) == f"r.xlsx made its reader stop. {NO_REPORT}"
    assert readers.of_nothing("r", b"") is None


def test_a_process_that_was_killed_in_between_is_said_once():
    os.kill(readers.of_everything("r", b"")[-1], signal.SIGKILL)
    assert said(readers.of_nothing).startswith("r.xlsx made its reader stop.")
    assert readers.of_nothing("r", b"") is None


def test_what_a_library_prints_is_no_answer():
    assert readers.talkative("r", b"") == "this is"


def test_nothing_is_written(tmp_path):
    assert said(readers.writes, b"Secret", str(tmp_path / "left")) == "r.xlsx cannot be read."
    assert (tmp_path / "left").read_bytes() == b""


def test_the_password_is_neither_in_the_environment_nor_in_the_command(monkeypatch):
    monkeypatch.setenv(VARIABLE, "Secret-2025")
    found = readers.environment("r", b"")
    assert VARIABLE not in found
    assert "Secret-2025" not in found.values()
    assert "Secret-2025" not in readers.command("r", b"")


def test_it_ends_with_the_program(tmp_path):
    """Whether the program ends by itself or is killed."""
    for end in ("pass", "os.kill(os.getpid(), signal.SIGKILL)"):
        pid = "readers.of_everything('r', b'')[-1]"
        script = f"import os, signal; from helpers import readers; print({pid}, flush=True); {end}"
        shown = waiting.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
        waiting.until(lambda pid=int(shown.stdout): not Path(f"/proc/{pid}").exists(), "the readers' end")
        assert shown.stderr == ""


def test_a_fork_has_a_process_of_its_own():
    pid = readers.of_everything("r", b"")[-1]
    ours, theirs = os.pipe()
    if not (child := os.fork()):
        os.write(theirs, str(readers.of_everything("r", b"")[-1]).encode())
        os._exit(0)
    os.waitpid(child, 0)
    assert int(os.read(ours, 20)) != pid
    assert readers.of_everything("r", b"")[-1] == pid
    os.close(ours), os.close(theirs)


def test_threads_wait_for_each_other():
    found: list[bytes] = []
    threads = [
        threading.Thread(
            target=lambda data=bytes([number]): found.append(readers.of_everything("r", data)[1])
        )
        for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [bytes([number]) for number in range(8)]


def test_where_no_process_can_be_started_it_is_said_when_a_file_is_read(monkeypatch):
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    apart.expect(workbooks=True)
    with pytest.raises(FileError) as raised:
        readers.of_nothing("r", b"")
    assert str(raised.value) == (
        "The process that reads files could not be started: No such file or directory. Nothing was read or written. "
        "Run 'cso-xl doctor' and send what it prints to support."
    )

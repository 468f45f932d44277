"""The activity log on a computer that stops, on a disk that is full [X5]."""

import errno
import hashlib
import os

import pytest

from cso_xl.activity import ActivityLog
from cso_xl.activity import chain as whole_log
from cso_xl.activity.disk import FOLDER
from cso_xl.activity.links import BEHIND, SET_ASIDE
from cso_xl.errors import FileError
from helpers.activity_log import ALONE, done, faults, go, said, started

STOPS = (
    """
import os
whole, count = os.write, 0
def half(file, data):
    global count
    if data.startswith(b'{"sequence":'):
        count += 1
        if count == 3:
            whole(file, data[: len(data) // 2])
            os._exit(7)
    return whole(file, data)
os.write = half
"""
    + ALONE
)


@pytest.fixture
def torn(log, records, second):
    """A log of two lines and a half."""
    process = started(records, second, "first", 5, STOPS)
    go(process)
    process.communicate()
    assert process.returncode == 7
    return log


def test_X5_an_unfinished_line_is_said(torn, path):
    assert not path.read_bytes().endswith(b"\n")
    assert said(torn) == [
        "Line 3: it is unfinished: a computer stopped while it wrote, or its end was cut off."
    ]
    assert len(list(torn.entries())) == len(torn.footprint("12345678")) == 2


def test_X5_the_next_line_puts_the_unfinished_one_aside_and_notes_it(torn, path):
    unfinished = path.read_bytes().rpartition(b"\n")[2]
    torn.append(done())
    assert [(entry.user, entry.step) for entry in torn.entries()] == [
        ("first", "paste_current_clients"),
        ("first", "paste_current_clients"),
        ("jsmith042", SET_ASIDE),
        ("jsmith042", "remove_rows"),
    ]
    digest = hashlib.sha256(unfinished).hexdigest()
    kept = path.with_name(f"Activity log unfinished {digest[:16]}.txt")
    assert kept.read_bytes() == unfinished
    note = list(torn.entries())[2]
    assert (note.before, note.ids, note.report, note.clients) == (digest, ("X5",), "", ())
    (finding,) = torn.verify()
    assert not finding.fault
    assert str(finding) == (
        "Line 3: an unfinished line stood here, as when a computer stops while it writes; its text lies "
        "beside the log in a file of its own."
    )


def test_X5_what_was_put_aside_is_kept_as_it_is(torn, path):
    torn.append(done())
    (kept,) = path.parent.glob("*unfinished*")
    there = kept.read_bytes()
    kept.write_bytes(there + b" ")
    assert [str(fault) for fault in faults(torn)] == [
        f"The log has no note of '{kept.name}', or that file was changed.",
        "Line 3: the file with the unfinished line is gone, or was changed.",
    ]
    kept.unlink()
    assert [str(fault) for fault in faults(torn)] == [
        "Line 3: the file with the unfinished line is gone, or was changed."
    ]


def test_X5_a_computer_that_stops_before_it_writes_the_note(torn, path, monkeypatch):
    monkeypatch.setattr(ActivityLog, "_add", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        torn.append(done())
    (kept,) = path.parent.glob("*unfinished*")
    assert said(torn) == [f"The log has no note of '{kept.name}', or that file was changed."]


def test_X5_a_computer_that_stops_before_it_writes_the_head(log, heads, monkeypatch):
    log.append(done())
    with monkeypatch.context() as stopped:
        stopped.setattr(whole_log, "_keep_head", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            log.append(done())
    assert said(log)[0] == (
        f"Line 2: from here on the head in {heads[0].parent} knows nothing: lines were put in, the head was changed, "
        "or it could not be written."
    )
    assert len(log.footprint("012345678")) == 2
    log.append(done())
    assert [(entry.step, dict(entry.counts)) for entry in log.entries()][2] == (
        BEHIND,
        {"beside": 1, "second": 1},
    )
    assert said(log) == [
        "Line 3: when this was written, a head did not know the last lines before it: a computer stopped before it "
        "wrote the head, the head was out of reach, or those lines were put in."
    ]
    assert faults(log) == []


def no_space(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def half_written(file, data, write=os.write):
    return write(file, data[: len(data) // 2])


@pytest.mark.parametrize(
    ("call", "fails"), [("write", no_space), ("write", half_written), ("fsync", no_space)]
)
def test_X5_a_full_disk_leaves_the_log_whole(log, path, heads, monkeypatch, call, fails):
    log.append(done())
    there = [path.read_bytes(), *(head.read_bytes() for head in heads)]
    with monkeypatch.context() as full:
        full.setattr(os, call, fails)
        with pytest.raises(FileError) as error:
            log.append(done())
    assert str(error.value) == (
        "The activity log in the folder Child Sex Offenders/Activity cannot be written: No space left on device. Check "
        "that its drive is connected, that you may write there and that the disk is not full; then try again."
    )
    assert [path.read_bytes(), *(head.read_bytes() for head in heads)] == there
    log.append(done())
    assert len(list(log.entries())) == 2 and log.verify() == []


def test_X5_a_full_disk_on_which_nothing_can_be_taken_back(log, monkeypatch):
    log.append(done())
    with monkeypatch.context() as full:
        full.setattr(os, "write", half_written)
        full.setattr(os, "ftruncate", no_space)
        with pytest.raises(FileError):
            log.append(done())
    log.append(done())
    assert [entry.step for entry in log.entries()] == ["remove_rows", SET_ASIDE, "remove_rows"]
    assert faults(log) == []


def test_X5_a_folder_that_cannot_be_made(log, records):
    (records / FOLDER).parent.write_bytes(b"")
    with pytest.raises(
        FileError, match="^The activity log in the folder Child Sex Offenders/Activity cannot be "
    ):
        log.append(done())

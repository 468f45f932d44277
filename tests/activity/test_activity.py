"""The activity log: nothing is lost, no change goes unnoticed, no person is in it [X5]."""

import contextlib
import dataclasses
import datetime as dt
import errno
import hashlib
import json
import os
import random
import re
import subprocess
import sys
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_xl.activity import Done, Finding, Log, account, disk, os_user
from cso_xl.activity import chain as whole_log
from cso_xl.activity import line as one_line
from cso_xl.activity.disk import FOLDER
from cso_xl.activity.links import BEHIND, MISSING, SET_ASIDE, START
from cso_xl.errors import CallError, FileError
from helpers.files import CANARIES

FULL = os.environ.get("CSO_XL_PROOFS") == "full"
MONDAY = dt.datetime(2025, 1, 12, 21, 0, 0, 7, tzinfo=dt.UTC)  # Monday 13 January 2025, 10:00 in New Zealand
BEFORE, AFTER = "ab" * 32, "cd" * 32
HEAD = "records activity head.json"
KEEP = (
    "Nothing was logged. Keep the log and its heads as they are and tell your team leader. A new log begins once all "
    "of them have been moved together into a folder of their own."
)


def done(**changed):
    """A step that was done, with what a test changes of it."""
    usual = {
        "time": MONDAY,
        "user": "jsmith042",
        "report": "address_sharer",
        "report_date": dt.date(2025, 1, 13),
        "ids": ("A4",),
        "step": "remove_rows",
        "before": BEFORE,
        "after": AFTER,
        "counts": {"removed": 2, "kept": 3},
        "clients": ("012345678", "987654321"),
    }
    return Done(**usual | changed)


@pytest.fixture
def second(tmp_path):
    folder = tmp_path / "second"
    folder.mkdir()
    return folder


@pytest.fixture
def log(records, second):
    return Log(records, second)


@pytest.fixture
def path(records):
    return records / FOLDER / "Activity log.jsonl"


@pytest.fixture
def heads(records, second):
    return [records.parent / HEAD, second / HEAD]


def faults(log):
    return [finding for finding in log.verify() if finding.fault]


def said(log):
    return [str(finding) for finding in log.verify()]


# What a line is


def test_X5_a_line_says_who_did_what_when_in_which_report_and_to_whose_rows(log, path):
    entry = log.append(done())
    raw = path.read_bytes()
    assert (
        raw
        == (
            '{"sequence":1,"time":"2025-01-12T21:00:00.000007+00:00","user":"jsmith042","report":"address_sharer",'
            '"report_date":"2025-01-13","ids":["A4"],"step":"remove_rows",'
            f'"before":"{BEFORE}","after":"{AFTER}","counts":{{"kept":3,"removed":2}},'
            f'"clients":["012345678","987654321"],"previous":"{"0" * 96}","hash":"{entry.hash}"}}\n'
        ).encode()
    )
    assert list(log.entries()) == [entry]
    assert (entry.sequence, entry.time, entry.clients) == (1, MONDAY, ("012345678", "987654321"))
    assert log.verify() == []


def test_X5_the_chain_can_be_checked_without_cso_xl(log, path):
    for clients in (("1",), ("2",), ()):
        log.append(done(clients=clients))
    previous = "0" * 96
    for line in path.read_text("utf-8").splitlines():
        body, _, own = line.removesuffix('"}').rpartition(',"hash":"')
        assert json.loads(line)["previous"] == previous
        assert hashlib.sha384(body.encode()).hexdigest() == own
        previous = own


def test_X5_the_head_lies_beside_the_records_root_and_in_the_second_place(log, heads):
    log.append(done())
    entry = log.append(done())
    expected = f'{{"sequence":2,"hash":"{entry.hash}"}}\n'
    assert [head.read_text("utf-8") for head in heads] == [expected, expected]


def test_X5_the_least_that_a_line_holds(log):
    least = Done(time=MONDAY, user="q", report="", report_date=None, ids=(), step="post")
    entry = log.append(least)
    assert dataclasses.asdict(least).items() <= dataclasses.asdict(entry).items()
    assert list(log.entries()) == [entry]


def test_X5_a_time_is_kept_in_utc_and_a_client_once(log):
    there = dt.timezone(dt.timedelta(hours=13))
    entry = log.append(done(time=MONDAY.astimezone(there), clients=("2", "1", "2")))
    assert (entry.time, entry.time.tzinfo, entry.clients) == (MONDAY, dt.UTC, ("1", "2"))


def test_X5_a_report_with_every_client_on_it_is_one_line(log):
    everybody = tuple(f"{number:09}" for number in range(100_000))
    log.append(done(clients=everybody))
    log.append(done())
    assert [len(entry.clients) for entry in log.entries()] == [100_000, 2]
    assert [entry.sequence for entry in log.footprint("99999")] == [1]
    assert log.verify() == []


def test_nothing_logged_is_an_empty_list_and_makes_no_folder(log, records, heads):
    assert (list(log.entries()), log.footprint("1"), log.verify()) == ([], [], [])
    assert list(records.iterdir()) == [] and not any(head.exists() for head in heads)


def test_a_records_folder_that_is_not_there_is_never_made(tmp_path):
    absent = tmp_path / "absent"
    with pytest.raises(FileError) as error:
        Log(absent)
    assert (
        str(error.value) == f"The records folder {absent} does not exist. Check that its drive is connected."
    )
    assert not absent.exists()


# The footprint


def test_X5_the_footprint_says_who_touched_a_clients_rows(log):
    log.append(done(clients=("012345678", "5")))
    log.append(done(clients=("112345678", "1234567")))
    log.append(
        done(
            user="mturei", report="on_list", ids=("L3",), step="paste_current_clients", clients=("12345678",)
        )
    )
    found = [(one.user, one.time, one.report, one.ids, one.step) for one in log.footprint("12345678")]
    assert found == [
        ("jsmith042", MONDAY, "address_sharer", ("A4",), "remove_rows"),
        ("mturei", MONDAY, "on_list", ("L3",), "paste_current_clients"),
    ]
    assert log.footprint("012345678") == log.footprint("12345678")
    assert log.footprint("3") == []


@pytest.mark.parametrize("number", ["", "Smith", "0123456789", "1 2", "١٢٣", "12\n", "-1", None])
def test_X5_a_footprint_of_what_is_no_client_number(log, number):
    log.append(done())
    with pytest.raises(CallError) as error:
        log.footprint(number)
    assert str(error.value) == "What was given is not a client number: it has 1 to 9 digits."


def test_X5_a_footprint_is_never_made_of_a_log_that_was_changed(log, path, records):
    for number in "123":
        log.append(done(clients=(number,)))
    whole = path.read_bytes()
    wrong = "The activity log is not as it was written."
    then = "Have the log verified and get its earlier version back before anybody relies on it."
    path.write_bytes(whole.replace(b'"clients":["2"]', b'"clients":["4"]'))
    with pytest.raises(FileError) as error:
        log.footprint("4")
    assert str(error.value) == f"{wrong} Line 2: it was changed after it was written. {then}"
    path.write_bytes(whole[: whole.rindex(b"\n", 0, -1) + 1])
    with pytest.raises(FileError) as error:
        log.footprint("3")
    place = f"the head in {records.parent} knows 3."
    assert str(error.value) == f"{wrong} Line 3: from here on lines are gone or changed: {place} {then}"


# No person can be in it

WORDS = re.compile("[a-z]+([_-][a-z]+)*", re.ASCII)
names = st.sampled_from([*CANARIES, "O'Brien", "Ngāti", "Te Whāiti", "Smith", "Jo"])
people = st.one_of(
    st.builds("{}, {}".format, names, names),
    st.builds("{} {}".format, names, names),
    st.builds("{} {} Street".format, st.integers(1, 999), names),
    st.builds("{:%d/%m/%Y}".format, st.dates()),
    st.builds("Flat {}, {} {} Road".format, st.integers(1, 9), st.integers(1, 99), names),
)
FIELDS = {
    "user": lambda text: {"user": text},
    "report": lambda text: {"report": text},
    "step": lambda text: {"step": text},
    "ids": lambda text: {"ids": (text,)},
    "before": lambda text: {"before": text},
    "after": lambda text: {"after": text},
    "counts": lambda text: {"counts": {text: 1}},
    "clients": lambda text: {"clients": ("012345678", text)},
}


@pytest.mark.parametrize("field", FIELDS)
@given(people)
def test_X5_no_name_address_or_date_of_birth_can_enter(field, text):
    with pytest.raises(ValueError, match="^the activity log does not take what was given as ") as error:
        done(**FIELDS[field](text))
    assert str(error.value).endswith(f" as {field}") and text not in str(error.value)


@pytest.mark.parametrize("field", [field for field in FIELDS if field != "user"])
@given(names)
def test_X5_a_single_name_is_only_ever_an_account(field, text):
    with pytest.raises(ValueError):
        done(**FIELDS[field](text))


@given(
    st.sampled_from(list(FIELDS)),
    st.one_of(st.text(), st.from_regex(WORDS), st.text("0123456789٣²", max_size=11)),
)
def test_X5_whatever_enters_is_a_word_of_the_programs_own_digits_or_a_hash(field, text):
    try:
        done(**FIELDS[field](text))
    except ValueError:
        return
    allowed = {
        "user": r"[\w.-]+", "report": f"({WORDS.pattern})?", "step": WORDS.pattern, "counts": WORDS.pattern,
        "ids": "[A-Z][0-9]{1,2}", "clients": "[0-9]{1,9}", "before": "([0-9a-f]{64})?", "after": "([0-9a-f]{64})?",
    }  # fmt: skip
    assert re.fullmatch(allowed[field], text)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("clients", "012345678"),
        ("clients", [12345678]),
        ("clients", (12345678,)),
        ("clients", ("0123456789",)),
        ("clients", ("",)),
        ("clients", ("1\n",)),
        ("clients", None),
        ("ids", "A4"),
        ("ids", ("a4",)),
        ("counts", {"kept": -1}),
        ("counts", {"kept": True}),
        ("counts", {"kept": 1.0}),
        ("counts", {"kept": "3"}),
        ("counts", {"kept": 10_000_000}),
        ("counts", {"kept": 19900102}),
        ("counts", None),
        ("time", MONDAY.replace(tzinfo=None)),
        ("time", MONDAY.replace(year=9999)),
        ("time", "2025-01-13"),
        ("report_date", MONDAY),
        ("report_date", "2025-01-13"),
        ("before", AFTER.upper()),
        ("user", ""),
        ("user", "MSD\\jsmith"),
        ("step", ""),
        ("step", None),
    ],
)
def test_X5_what_is_of_another_kind_is_refused(field, value):
    with pytest.raises(ValueError) as error:
        done(**{field: value})
    assert str(error.value) == f"the activity log does not take what was given as {field}"


def test_X5_what_is_of_another_kind_is_named_altogether():
    with pytest.raises(ValueError) as error:
        done(user="", clients=("x",), time=None)
    assert str(error.value) == "the activity log does not take what was given as user, clients, time"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("counts", {"kept": 0, "left_out": 9_999_999}),
        ("counts", {}),
        ("time", MONDAY.replace(year=2099)),
        ("report_date", None),
        ("user", "x" * 64),
        ("clients", ("1", "123456789")),
        ("ids", ("A4", "D12")),
    ],
)
def test_X5_what_just_fits_is_taken(log, field, value):
    entry = log.append(done(**{field: value}))
    assert getattr(entry, field) == value
    assert list(log.entries()) == [entry]


def test_X5_what_is_put_in_after_the_check_is_not_written(log, path):
    log.append(done())
    there, counts = path.read_bytes(), {"kept": 1}
    late = done(counts=counts)
    counts["Canarova, Quetzalina"] = 1
    with pytest.raises(ValueError, match="^the activity log does not take what was given as counts$"):
        log.append(late)
    assert path.read_bytes() == there


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("jsmith042", "jsmith042"),
        ("MSD\\jsmith042", "jsmith042"),
        ("jsmith042@msd.example.org", "jsmith042"),
        ("Jane Smith", "Jane_Smith"),
        ("Mārama.T", "Mārama.T"),
        ("-x", "_x"),
        ("", "_"),
        ('a"b\\', "_"),
        ("x\ud800y", "x_y"),
        ("x" * 100, "x" * 64),
    ],
)
def test_X5_an_account_is_kept_without_its_domain(given, kept):
    assert account(given) == kept
    assert done(user=kept)


@given(st.text())
def test_X5_every_account_can_be_logged(given):
    assert done(user=account(given))


def test_X5_the_user_is_who_the_system_says(monkeypatch):
    before = os_user()
    for variable in ("USER", "LOGNAME", "LNAME", "USERNAME"):
        monkeypatch.setenv(variable, "somebody-else")
    assert os_user() == before != "somebody-else"
    assert done(user=before)


# Many at once

ALONE = """
import datetime as dt, pathlib, sys, time
from cso_xl.activity import Done, Log
root, second, name, lines = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
log = Log(root, second)
print("ready", flush=True)
sys.stdin.readline()
for number in range(lines):
    done = Done(time=dt.datetime.now(dt.UTC), user=name, report="on_list", report_date=None, ids=("L3",),
                step="paste_current_clients", counts={"round": number}, clients=("012345678",))
    log.append(done)
    print(number, flush=True)
"""


def started(records, second, name, lines, program=ALONE):
    command = [sys.executable, "-c", program, str(records), str(second), name, str(lines)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline() == "ready\n"
    return process


def go(process):
    process.stdin.write("go\n")
    process.stdin.flush()


def test_X5_sixteen_at_once_lose_nothing(log, records, second):
    processes = [started(records, second, f"user{number}", 20) for number in range(16)]
    for process in processes:
        go(process)
    for process in processes:
        process.communicate(timeout=120)
        assert process.returncode == 0
    written = [(entry.user, entry.counts["round"]) for entry in log.entries()]
    assert sorted(written) == sorted((f"user{number}", line) for number in range(16) for line in range(20))
    assert [entry.sequence for entry in log.entries()] == list(range(1, 321))
    assert log.verify() == []


def test_X5_threads_at_once_lose_nothing(log):
    with ThreadPoolExecutor(8) as people:
        list(people.map(lambda number: log.append(done(counts={"round": number})), range(160)))
    assert sorted(entry.counts["round"] for entry in log.entries()) == list(range(160))
    assert log.verify() == []


def test_X5_who_reads_while_others_write_sees_a_whole_log(log):
    with ThreadPoolExecutor(4) as people:
        writing = [people.submit(log.append, done()) for _ in range(60)]
        while not all(one.done() for one in writing):
            assert log.verify() == []
            assert len(log.footprint("012345678")) <= 60
    assert len(list(log.entries())) == 60


def test_X5_whoever_is_killed_while_writing_takes_nothing_with_them(log, records, second):
    """What was told to be logged is in the log, however suddenly its process went."""
    told = 0
    for number in range(30 if FULL else 6):
        process = started(records, second, f"user{number}", 10_000)
        go(process)
        process.stdout.readline()
        time.sleep(random.Random(number).uniform(0, 0.05))
        process.kill()
        told += 1 + len(process.stdout.read().split())
        process.communicate()
    log.append(done())
    assert len(log.footprint("012345678")) >= told + 1
    assert [entry.sequence for entry in log.entries()] == list(range(1, len(list(log.entries())) + 1))
    assert faults(log) == []


def test_X5_the_lock_of_one_who_never_lets_go(log, records, monkeypatch):
    log.append(done())
    monkeypatch.setattr(disk, "WAIT", 0.05)
    with disk.alone(records / FOLDER / "Activity log.lock"), pytest.raises(FileError) as error:
        log.append(done())
    assert str(error.value) == (
        "The activity log was not free for 0 seconds: another computer is writing in it. Nothing was logged; try again."
    )
    log.append(done())
    assert len(list(log.entries())) == 2


# A computer that stops, a disk that is full

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
        "Line 3: an unfinished line stood here, as when a computer stops while it writes; what there was of it lies "
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
    monkeypatch.setattr(Log, "_add", lambda *_: 1 / 0)
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


# Heads


def test_X5_a_second_place_that_is_out_of_reach_stops_nobody(log, second, heads):
    log.append(done())
    second.rename(second.with_name("unplugged"))
    log.append(done())
    assert not second.exists(), "a drive that is not there is never made"
    assert [str(finding) for finding in log.verify()] == [
        f"The head in {second} is out of reach of this account."
    ]
    second.with_name("unplugged").rename(second)
    assert len(faults(log)) == 2  # it knows nothing of line 2, and the two heads do not agree
    log.append(done())
    assert [entry.step for entry in log.entries()] == ["remove_rows", "remove_rows", BEHIND, "remove_rows"]
    assert faults(log) == []


def test_X5_a_head_that_was_removed(log, heads):
    log.append(done())
    heads[1].unlink()
    assert said(log) == [f"The head in {heads[1].parent} is missing: without it a cut end may not show."]
    log.append(done())
    assert [entry.step for entry in log.entries()] == ["remove_rows", MISSING, "remove_rows"]
    assert said(log) == [
        "Line 2: when this was written, a head was missing or could not be read: it cannot show whether lines before "
        "this one were cut off."
    ]


def test_X5_one_place_is_enough(records, tmp_path):
    log = Log(records)
    log.append(done())
    assert log.verify() == []
    assert Log(records, records.parent).verify() == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["records", HEAD]


def test_X5_nobody_goes_on_with_a_log_whose_end_is_gone(log, path, heads):
    for _ in range(3):
        log.append(done())
    cut = b"".join(path.read_bytes().splitlines(keepends=True)[:2])
    path.write_bytes(cut)
    with pytest.raises(FileError) as error:
        log.append(done())
    assert str(error.value) == (
        f"The activity log and its head in {heads[0].parent} do not agree: one of them was changed, or lines at the "
        f"log's end are gone. {KEEP}"
    )
    assert path.read_bytes() == cut


def test_X5_nobody_goes_on_with_a_last_line_that_was_changed(log, path):
    log.append(done())
    path.write_bytes(path.read_bytes().replace(b"jsmith042", b"jsmith043"))
    with pytest.raises(FileError) as error:
        log.append(done())
    assert str(error.value) == f"The last line of the activity log is not as it was written. {KEEP}"


def test_X5_a_new_log_begins_when_log_and_heads_are_moved_together(log, path, heads, tmp_path):
    log.append(done())
    (tmp_path / "kept").mkdir()
    for number, moved in enumerate([path, *heads]):
        moved.rename(tmp_path / "kept" / str(number))
    assert log.append(done()).sequence == 1
    assert log.verify() == []


# Changes are found: each by itself, with its line


@pytest.fixture
def twelve(log):
    """A log of twelve lines."""
    for number in range(1, 13):
        log.append(done(clients=(f"{number}", f"{number:09}"), counts={"kept": number}))
    return log


def rewritten(entries):
    """The lines of a log with right hashes; how a line is made is written here once more."""
    lines, previous = [], "0" * 96
    for number, entry in enumerate(entries, 1):
        facts = {**entry, "sequence": number, "previous": previous}
        facts.pop("hash", None)
        body = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))[:-1]
        previous = hashlib.sha384(body.encode()).hexdigest()
        lines.append(f'{body},"hash":"{previous}"}}\n'.encode())
    return lines


def head_of(line):
    """What a head says that knows this line as the last."""
    last = json.loads(line)
    return f'{{"sequence":{last["sequence"]},"hash":"{last["hash"]}"}}\n'.encode()


def change_client(lines):
    return [*lines[:4], lines[4].replace(b'"000000005"', b'"000000099"'), *lines[5:]]


def change_rightly(lines):
    """Line 5 is changed and has a right hash."""
    entries = [json.loads(line) for line in lines]
    entries[4]["user"] = "nobody"
    return [*lines[:4], rewritten(entries)[4], *lines[5:]]


def write_anew(lines):
    entries = [json.loads(line) for line in lines]
    entries[4]["clients"] = ["7"]
    return rewritten(entries)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (change_client, ["Line 5: it was changed after it was written."]),
        (
            change_rightly,
            ["Line 6: the line before it is not the one that stood there when this was written."],
        ),
        (
            lambda lines: [*lines[:4], lines[4].replace(b",", b", ", 1), *lines[5:]],
            ["Line 5: it does not read as cso_xl writes: it was changed or put in."],
        ),
        (
            lambda lines: [*lines[:4], *lines[6:]],
            ["Line 5: lines before it are gone: it is number 7, where 5 was to come."],
        ),
        (
            lambda lines: [*lines[:5], *lines[4:]],
            ["Line 6: it was put in, doubled or moved: it is number 5, where 6 was to come."],
        ),
        (
            lambda lines: [*lines[:4], lines[5], lines[4], *lines[6:]],
            [
                "Line 5: lines before it are gone: it is number 6, where 5 was to come.",
                "Line 6: it was put in, doubled or moved: it is number 5, where 7 was to come.",
                "Line 7: lines before it are gone: it is number 7, where 6 was to come.",
            ],
        ),
        (
            lambda lines: [*lines[:4], b"\n", *lines[4:]],
            [
                "Line 5: it does not read as cso_xl writes: it was changed or put in.",
                "Line 6: it was put in, doubled or moved: it is number 5, where 6 was to come.",
            ],
        ),
        (
            lambda lines: lines[:10],
            [
                "Line 11: from here on lines are gone or changed: the head in {beside} knows 12.",
                "Line 11: from here on lines are gone or changed: the head in {second} knows 12.",
            ],
        ),
        (
            lambda lines: [],
            [
                "Line 1: from here on lines are gone or changed: the head in {beside} knows 12.",
                "Line 1: from here on lines are gone or changed: the head in {second} knows 12.",
            ],
        ),
        (
            write_anew,
            [
                "Line 12: the log does not have line 12 as the head in {beside} knows it: the log was written anew, or "
                "the head was changed.",
                "Line 12: the log does not have line 12 as the head in {second} knows it: the log was written anew, or "
                "the head was changed.",
            ],
        ),
        (
            lambda lines: rewritten([json.loads(line) for line in [*lines, lines[0]]]),
            [
                "Line 13: from here on the head in {beside} knows nothing: lines were put in, the head was changed, or "
                "it could not be written.",
                "Line 13: from here on the head in {second} knows nothing: lines were put in, the head was changed, or "
                "it could not be written.",
            ],
        ),
    ],
)  # fmt: skip
def test_X5_what_is_wrong_is_said_with_its_line(twelve, path, heads, change, expected):
    path.write_bytes(b"".join(change(path.read_bytes().splitlines(keepends=True))))
    places = {"beside": heads[0].parent, "second": heads[1].parent}
    assert said(twelve) == [text.format(**places) for text in expected]


def test_X5_heads_that_disagree(twelve, path, heads):
    """A log written anew together with one head is shown by the other."""
    lines = write_anew(path.read_bytes().splitlines(keepends=True))
    path.write_bytes(b"".join(lines))
    heads[0].write_bytes(head_of(lines[-1]))
    assert said(twelve) == [
        f"Line 12: the log does not have line 12 as the head in {heads[1].parent} knows it: the log was written anew, "
        "or the head was changed.",
        "The two heads do not agree with each other.",
    ]


@pytest.mark.parametrize("data", [b"", b"{}", b"\xff", b'{"sequence":12}\n', b"[" * 10_000])
def test_X5_a_head_that_was_changed(twelve, heads, data):
    heads[0].write_bytes(data)
    assert said(twelve) == [
        f"The head in {heads[0].parent} does not read as cso_xl writes it: it was changed."
    ]


def test_X5_what_a_line_holds_is_never_said(twelve, path):
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(
        b"".join([*lines[:3], b"Canarova, Quetzalina\n", *change_client(lines)[3:]]) + b"Sentinelle"
    )
    told = "\n".join(said(twelve))
    for raised in (lambda: list(twelve.entries()), lambda: twelve.append(done())):
        with contextlib.suppress(FileError):
            raised()
    with pytest.raises(FileError) as error:
        list(twelve.entries())
    for name in (*CANARIES, "000000099", "jsmith"):
        assert name not in told + str(error.value)


# Changes are found: any, at random


def edit(state, chance):
    data = bytearray(b"".join(state["log"]))
    data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
    state["log"] = [bytes(data)]


def edit_a_digit(state, chance):
    data = b"".join(state["log"])
    at = chance.choice([found.start() for found in re.finditer(rb"[0-9]", data)])
    state["log"] = [
        data[:at] + str((int(data[at : at + 1]) + chance.randrange(1, 10)) % 10).encode() + data[at + 1 :]
    ]


def remove(state, chance):
    at = chance.randrange(len(state["log"]))
    del state["log"][at : at + chance.randrange(1, 4)]


def put_in(state, chance):
    forged = chance.choice(
        [b"\n", b"{}\n", b"x", b"\0" * 9 + b"\n", chance.choice(state["log"]).replace(b"kept", b"lost")]
    )
    state["log"].insert(chance.randrange(len(state["log"]) + 1), forged)


def forge(state, chance):
    """A line with a right hash, somewhere or at the end."""
    at = chance.choice([chance.randrange(len(state["log"])), len(state["log"])])
    entries = [json.loads(line) for line in state["log"]]
    entries.insert(at, {**entries[0], "user": "forged"})
    state["log"].insert(at, rewritten(entries)[at])


def double(state, chance):
    at = chance.randrange(len(state["log"]))
    state["log"].insert(chance.randrange(len(state["log"]) + 1), state["log"][at])


def swap(state, chance):
    one, other = chance.sample(range(len(state["log"])), 2)
    lines = state["log"]
    lines[one], lines[other] = lines[other], lines[one]


def swap_numbers(state, chance):
    """Two lines with each other's clients."""
    one, other = chance.sample(range(len(state["log"])), 2)
    mine, others = (re.search(rb'"clients":\[[^]]*\]', state["log"][at])[0] for at in (one, other))
    state["log"][one] = state["log"][one].replace(mine, others)
    state["log"][other] = state["log"][other].replace(others, mine)


def cut_lines(state, chance):
    state["log"] = state["log"][: chance.randrange(len(state["log"]))]


def cut(state, chance):
    data = b"".join(state["log"])
    state["log"] = [data[: chance.randrange(len(data))]]


def rewrite(state, chance):
    """The whole log with right hashes, and perhaps one of the heads with it."""
    entries = [json.loads(line) for line in state["log"]]
    at = chance.randrange(len(entries))
    changes = [
        lambda: entries.pop(at),
        lambda: entries.insert(at, {**entries[at], "user": "forged"}),
        lambda: entries[at].update(user="forged"),
        lambda: entries[at].update(clients=["7"]),
        lambda: entries[at].update(time="2025-01-12T21:00:00.000008+00:00"),
        lambda: entries.append({**entries[at], "user": "forged"}),
    ]
    chance.choice(changes)()
    state["log"] = rewritten(entries)
    if chance.random() < 0.5:
        state[chance.choice(["beside", "second"])] = head_of(state["log"][-1])


def edit_head(state, chance):
    which = chance.choice(["beside", "second"])
    data = bytearray(state[which])
    data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
    state[which] = bytes(data)


def older_head(state, chance):
    head = head_of(chance.choice(state["log"][:-1]))
    for which in chance.choice([["beside"], ["second"], ["beside", "second"]]):
        state[which] = head


def remove_file(state, chance):
    for which in chance.choice([["log"], ["beside"], ["second"], ["beside", "second"], ["log", "beside"]]):
        state[which] = None


def cut_and_remove_heads(state, chance):
    cut_lines(state, chance)
    state["log"] = state["log"] or [b"\n"]
    state["beside"] = state["second"] = None


TAMPERINGS = (
    edit, edit_a_digit, remove, put_in, forge, double, swap, swap_numbers, cut_lines, cut, rewrite, edit_head,
    older_head, remove_file, cut_and_remove_heads,
)  # fmt: skip


def tampered(files, chance):
    """The files after a change at random: 'log' as lines, 'beside' and 'second' as bytes, None for none."""
    while True:
        state = {**files, "log": list(files["log"])}
        chance.choice(TAMPERINGS)(state, chance)
        if state["log"] is None or b"".join(state["log"]) != b"".join(files["log"]):
            return state
        if any(state[which] != files[which] for which in ("beside", "second")):
            return state


def put(path, data):
    if data is None:
        path.unlink(missing_ok=True)
    else:
        path.write_bytes(b"".join(data) if isinstance(data, list) else data)


@pytest.mark.proof
def test_X5_every_tampering_is_found_and_the_next_step_wipes_no_trace(twelve, path, heads):
    """Each change at random is a fault; after one more step it is still told, unless that step was refused."""
    files = {"log": path.read_bytes().splitlines(keepends=True)}
    files |= {"beside": heads[0].read_bytes(), "second": heads[1].read_bytes()}
    for seed in range(10_000 if FULL else 300):
        state = tampered(files, random.Random(seed))
        for place, which in ((path, "log"), (heads[0], "beside"), (heads[1], "second")):
            put(place, state[which])
        found = faults(twelve)
        assert found, seed
        assert all(isinstance(one, Finding) and (one.line is None or one.line > 0) for one in found), seed
        with contextlib.suppress(FileError):
            twelve.append(done())
        assert twelve.verify(), seed
        for kept in path.parent.glob("*unfinished*"):
            kept.unlink()


# However long


def long_log(path, heads, lines):
    """A log of so many lines, written at once, as it would have become."""
    path.parent.mkdir(parents=True)
    previous = START
    with path.open("wb") as file:
        for number in range(1, lines + 1):
            data = one_line.written(done(clients=(str(number),)), number, previous)
            previous = data[-99:-3].decode()
            file.write(data)
    for head in heads:
        head.write_bytes(f'{{"sequence":{lines},"hash":"{previous}"}}\n'.encode())


def test_X5_a_long_log_is_read_line_by_line_and_written_at_its_end(log, path, heads, monkeypatch):
    lines = 1_000_000 if FULL else 5_000
    long_log(path, heads, lines)
    tracemalloc.start()
    try:
        assert log.verify() == []
        assert [entry.sequence for entry in log.footprint(str(lines - 1))] == [lines - 1]
        monkeypatch.setattr(Log, "_lines", None)  # what reads the log from its beginning
        assert log.append(done()).sequence == lines + 1
        assert tracemalloc.get_traced_memory()[1] < min(4_000_000, path.stat().st_size // 2)
    finally:
        tracemalloc.stop()

"""The case log: what happened is kept as it was written, found again by report and reference, and names nobody [C3]."""

import dataclasses
import datetime as dt
import errno
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from cso_xl.activity import disk
from cso_xl.activity.links import SET_ASIDE
from cso_xl.cases.events import FORMS, Event, EventKind, Recorded
from cso_xl.cases.log import log_line
from cso_xl.cases.log.log import CaseLog
from cso_xl.errors import FileError
from cso_xl.settings import load
from helpers import TESTS, waiting
from helpers.case_events import DAY, MONDAY, TUPLES, event, events, facts, head_of, is_open, rewritten
from helpers.files import CANARIES

FOLDER = "Child Sex Offenders/Cases"
KEEP = (
    "Nothing was logged. Keep the log and its heads as they are and tell your team leader. A new log begins once all "
    "of them have been moved together into a folder of their own."
)


@pytest.fixture
def case_log(records, second):
    return CaseLog(records, second, is_open)


@pytest.fixture
def case_log_file(records):
    return records / FOLDER / "Case log.jsonl"


def said(log):
    return [str(finding) for finding in log.verify()]


def kinds(found):
    return [one.kind for one in found]


# What a line is


def test_C3_a_line_holds_what_an_event_holds_and_leaves_out_what_it_does_not(case_log, case_log_file):
    (recorded,) = case_log.append(
        [event(kind=EventKind.DECIDED, child=True, outcome="same-address", owes=("cps", "cen"))]
    )
    assert (
        case_log_file.read_bytes()
        == (
            '{"time":"2025-01-12T21:00:00.000007+00:00","user":"jsmith042","kind":"decided","report":"address_sharer",'
            '"date":"2025-01-13","entry":"A7-1","rows":[2,3],"client":"012345678","child":true,"outcome":"same-address",'
            f'"owes":["cps","cen"],"sequence":1,"previous":"{"0" * 96}","hash":"{recorded.hash}"}}\n'
        ).encode()
    )
    assert isinstance(recorded, Recorded) and recorded.kind is EventKind.DECIDED
    assert list(case_log.events()) == [recorded]
    assert case_log.verify() == []


def test_C3_the_chain_can_be_checked_without_cso_xl(case_log, case_log_file):
    case_log.append([event("A7-1"), event("A7-2")])
    case_log.append([event("A7-1", EventKind.DECIDED)])
    previous = "0" * 96
    for line in case_log_file.read_text("utf-8").splitlines():
        body, _, own = line.removesuffix('"}').rpartition(',"hash":"')
        assert json.loads(line)["previous"] == previous
        assert hashlib.sha384(body.encode()).hexdigest() == own
        previous = own


def test_C3_events_of_one_step_are_written_together_and_each_says_how_many_follow(case_log, case_log_file):
    recorded = case_log.append([event(f"A7-{number}") for number in range(1, 25)])
    assert [one.sequence for one in recorded] == list(range(1, 25))
    lines = [json.loads(line) for line in case_log_file.read_bytes().splitlines()]
    assert [line.get("more", 0) for line in lines] == list(range(23, -1, -1))
    assert list(case_log.events()) == recorded


def test_C3_the_head_lies_beside_the_records_and_in_the_second_place(
    case_log, case_log_file, records, second
):
    case_log.append([event()])
    head = head_of(case_log_file.read_bytes())
    assert (records.parent / "records case log head.json").read_bytes() == head
    assert (second / "records case log head.json").read_bytes() == head


def test_C3_the_second_place_is_that_of_the_settings(records, second, tmp_path):
    own = tmp_path / "own.toml"
    own.write_text(f'[activity]\nsecond = "{second.as_posix()}"\n', "utf-8")
    CaseLog.of(records, load(own), is_open, "rule").append([event()])
    assert [head.name for head in second.iterdir()] == ["records case log head.json"]


def test_nothing_recorded_is_an_empty_list_and_makes_no_folder(case_log, records, tmp_path):
    assert (
        list(case_log.events()),
        case_log.open(),
        case_log.of_report("on_list", DAY),
        case_log.verify(),
    ) == ([], [], [], [])
    assert case_log.of_reference("20250113-A7-1-cps") == []
    assert case_log.append([]) == []
    assert list(records.iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["records", "second"]


@settings(deadline=None, max_examples=60)  # a slow disk is no fault
@given(st.lists(events, min_size=1, max_size=4))
def test_C3_whatever_an_event_holds_comes_back(given_events):
    with tempfile.TemporaryDirectory() as folder:
        records = Path(folder, "records")
        records.mkdir()
        log = CaseLog(records)
        written = log.append(given_events)
        assert [facts(one) for one in written] == [facts(one) for one in given_events]
        read = list(log.events())
        assert read == written
        assert [Recorded(**vars(one)) for one in read] == read, "what a line takes an Event takes"
        for one in given_events:
            assert one.entry in {found.entry for found in log.of_report(one.report, one.date)}
        assert log.verify() == []


def test_C3_a_time_is_kept_in_utc(case_log):
    summer = dt.timezone(dt.timedelta(hours=13))
    (recorded,) = case_log.append([event(time=MONDAY.astimezone(summer), at=MONDAY.astimezone(summer))])
    assert (recorded.time, recorded.time.tzinfo, recorded.at.tzinfo) == (MONDAY, dt.UTC, dt.UTC)
    assert list(case_log.events())[0].time.tzinfo is dt.UTC


def test_C3_a_clock_that_is_wrong_changes_no_order(case_log):
    case_log.append([event(kind=EventKind.ASKED)])
    case_log.append([event(kind=EventKind.DECIDED, time=MONDAY - dt.timedelta(days=400), outcome="nfa")])
    case_log.append([event(kind=EventKind.UNDECIDED, time=MONDAY + dt.timedelta(days=9000))])
    assert kinds(case_log.of_report("address_sharer", DAY)) == [
        EventKind.ASKED,
        EventKind.DECIDED,
        EventKind.UNDECIDED,
    ]
    assert [one.sequence for one in case_log.events()] == [1, 2, 3]
    assert case_log.verify() == []


# No person can be in it

people = st.one_of(
    st.builds("{}, {}".format, st.sampled_from(CANARIES), st.sampled_from(CANARIES)),
    st.builds("{} {} Street".format, st.integers(1, 999), st.sampled_from(CANARIES)),
    st.builds("{:%d/%m/%Y}".format, st.dates()),
    st.sampled_from([*CANARIES, "O'Brien", "Te Whāiti", "Ngāti Awa", "born 2015-01-02"]),
)
ORDER = [field.name for field in dataclasses.fields(Event)]
FITS = dict.fromkeys(("user", "holder"), re.compile(r"\w[\w.-]*"))  # a single word may be an account


@pytest.mark.parametrize("field", FORMS)
@given(people)
def test_C3_no_name_address_or_date_of_birth_fits_any_field(field, text):
    assume(not (field in FITS and FITS[field].fullmatch(text)))
    assert log_line.parse(written_anyway(field, text)) is None
    with pytest.raises(ValueError):
        event(**{field: (text,) if field in TUPLES else text})


def written_anyway(field, text):
    """A line with a text that no Event would take, and a right hash."""
    usual = json.loads(log_line.written(event(), 1, "0" * 96, 0)) | {
        field: [text] if field in TUPLES else text
    }
    order = [name for name in (*ORDER, "sequence", "previous") if name in usual]
    (line,) = rewritten([{name: usual[name] for name in order}])
    return line


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("issue", 0),
        ("issue", 100),
        ("of", 10**15),
        ("time", dt.datetime(2099, 12, 31, 23, tzinfo=dt.timezone(dt.timedelta(hours=-13)))),
        ("at", dt.datetime(2099, 12, 31, 23, tzinfo=dt.timezone(dt.timedelta(hours=-13)))),
    ],
)
def test_C3_a_number_or_a_year_that_is_too_large_is_not_written(case_log, case_log_file, field, value):
    case_log.append([event()])
    before = case_log_file.read_bytes()
    with pytest.raises(ValueError) as error:
        case_log.append([event("A7-2"), event("A7-3", **{field: value})])
    assert str(error.value) == "the case log does not take what was given as time, at, issue or of"
    assert case_log_file.read_bytes() == before


@pytest.mark.parametrize(
    "change",
    [
        lambda line: line | {"child": False},
        lambda line: line | {"client": ""},
        lambda line: line | {"rows": []},
        lambda line: line | {"rows": [0]},
        lambda line: line | {"issue": 1},
        lambda line: line | {"date": "2025-02-30"},
        lambda line: line | {"time": "2025-01-12T25:00:00.000007+00:00"},
        lambda line: line | {"comment": "x"},
        lambda line: {"note": "index_made", **line},
        lambda line: {"entry": line.pop("entry"), **line},
    ],
)
def test_C3_a_line_has_one_form(case_log, case_log_file, change):
    case_log.append([event()])
    case_log_file.write_bytes(rewritten([change(json.loads(case_log_file.read_bytes()))])[0])
    assert said(case_log)[0] == "Line 1: it does not read as cso_xl writes: it was changed or put in."


def test_C3_a_long_line_that_does_not_fit_is_refused_at_once():
    """What grows with the square of a line's length would take minutes here."""
    whole = log_line.written(
        event(rows=tuple(range(2, 200_000)), missing=("client name",) * 50_000), 1, "0" * 96, 0
    )
    assert log_line.parse(whole)
    assert log_line.parse(whole[:-2] + b"\n") is None
    slug = b"-".join([b"a" * 80] * 41)
    line = log_line.written(event(outcome=slug.decode()), 1, "0" * 96, 0)
    assert log_line.parse(line) and log_line.parse(line.replace(slug, slug + b"!")) is None


# Finding what happened


def test_C1_the_events_of_a_report_and_of_an_entry(case_log):
    case_log.append(
        [event("A7-1"), event("A7-2"), event("A7-1", issue=2), event("A7-1", date=DAY + dt.timedelta(7))]
    )
    case_log.append([event("D3-1", report="daily_diffs"), event("A7-2", EventKind.DECIDED)])
    found = case_log.of_report("address_sharer", DAY)
    assert [(one.entry, one.issue, one.kind) for one in found] == [
        ("A7-1", 1, EventKind.ASKED), ("A7-2", 1, EventKind.ASKED),
        ("A7-1", 2, EventKind.ASKED), ("A7-2", 1, EventKind.DECIDED),
    ]  # fmt: skip
    assert kinds(case_log.of_entry("address_sharer", DAY, 1, "A7-2")) == [EventKind.ASKED, EventKind.DECIDED]
    assert [one.issue for one in case_log.of_entry("address_sharer", DAY, 2, "A7-1")] == [2]
    assert case_log.of_report("on_list", DAY) == case_log.of_entry("address_sharer", DAY, 3, "A7-1") == []


def test_C1_the_events_of_the_entry_that_a_reference_names(case_log):
    reference = "20250113-A7-1-cps"
    case_log.append(
        [event("A7-1"), event("A7-11"), event("A7-1", issue=2), event("D3-1", report="daily_diffs")]
    )
    case_log.append([event("A7-1", EventKind.DRAFTED, reference=reference, to="cps")])
    assert kinds(case_log.of_reference(reference)) == [EventKind.ASKED, EventKind.DRAFTED]
    assert case_log.of_reference("20250113-A7-1-scm-2") == case_log.of_reference(reference)
    assert [one.issue for one in case_log.of_reference("20250113.2-A7-1-cps")] == [2]
    assert [one.report for one in case_log.of_reference("20250113-D3-1-cps")] == ["daily_diffs"]
    for other in ("20250114-A7-1-cps", "20250113-A7-2-cps", "20250113-A7-1", "", "20259999-A7-1-cps", "../x"):
        assert case_log.of_reference(other) == []


def test_C3_what_is_written_while_somebody_reads_is_not_among_what_they_read(case_log):
    case_log.append([event("A7-1"), event("A7-2")])
    reading = case_log.events()
    first = next(reading)
    case_log.append([event("A7-3")])
    assert [first.entry, *(one.entry for one in reading)] == ["A7-1", "A7-2"]


def test_C10_what_is_open_is_what_is_not_known_to_be_closed(case_log):
    case_log.append([event("A7-1"), event("A7-2"), event("A7-3")])
    case_log.append([event("A7-2", EventKind.TICKED, item="cen"), event("A7-1", EventKind.DECIDED)])
    assert [(one[0].entry, kinds(one)) for one in case_log.open()] == [
        ("A7-1", [EventKind.ASKED, EventKind.DECIDED]), ("A7-3", [EventKind.ASKED]),
    ]  # fmt: skip
    case_log.append([event("A7-2", EventKind.TAKEN_BACK, of=4)])
    assert [one[0].entry for one in case_log.open()] == ["A7-1", "A7-2", "A7-3"]


def test_C10_without_a_rule_everything_is_open(records):
    log = CaseLog(records)
    log.append([event("A7-1"), event("A7-1", EventKind.TICKED)])
    assert [len(one) for one in log.open()] == [2]


# A computer that stops, a disk that is full, many at once

WRITER = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from helpers.case_events import event
from cso_xl.cases.log.log import CaseLog
log = CaseLog(Path(sys.argv[2]))
print("ready", flush=True)
sys.stdin.readline()
for step in range(int(sys.argv[4])):
    log.append([event(f"A7-{number}", user=sys.argv[3], of=step) for number in range(1, 5)])
    print(step, flush=True)
"""
STOPS = """
import os
whole = os.write
def half(file, data):
    if b'"more"' in data:
        whole(file, data[: int(len(data) * SHARE)])
        os._exit(7)
    return whole(file, data)
os.write = half
"""


def started(records, name, steps, program=WRITER):
    command = [sys.executable, "-c", program, TESTS, str(records), name, str(steps)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert waiting.line(process) == "ready\n"
    return process


def go(process):
    process.stdin.write("go\n")
    process.stdin.flush()


def test_C3_several_computers_at_once_lose_nothing_and_mix_nothing(records):
    log = CaseLog(records)
    processes = [started(records, f"user{number}", 15) for number in range(4)]
    for process in processes:
        go(process)
    while any(process.poll() is None for process in processes):
        found = list(log.events())
        assert len(found) % 4 == 0, "who reads sees whole steps"
        assert len(log.open()) <= 4
    for process in processes:
        waiting.ended(process)
        assert process.returncode == 0
    found = list(log.events())
    steps = [found[at : at + 4] for at in range(0, len(found), 4)]
    assert sorted((step[0].user, step[0].of) for step in steps) == sorted(
        (f"user{number}", step) for number in range(4) for step in range(15)
    )
    assert all(len({(one.user, one.of) for one in step}) == 1 for step in steps)
    assert log.verify() == []


def test_C3_threads_at_once_lose_nothing(case_log):
    with ThreadPoolExecutor(8) as people:
        list(people.map(lambda number: case_log.append([event(of=number), event(of=number)]), range(40)))
    assert sorted(one.of for one in case_log.events()) == sorted([*range(40), *range(40)])
    assert case_log.verify() == []


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_C3_a_computer_that_stops_half_way_has_recorded_none_of_them(case_log, records, case_log_file, share):
    case_log.append([event("A7-9")])
    process = started(records, "first", 1, STOPS.replace("SHARE", str(share)) + WRITER)
    go(process)
    process.communicate()
    assert process.returncode == 7
    left = case_log_file.read_bytes().partition(b"\n")[2]
    assert [one.entry for one in case_log.events()] == ["A7-9"]
    assert [one[0].entry for one in case_log.open()] == ["A7-9"]
    assert "it is unfinished: a computer stopped while it wrote, or its end was cut off." in said(case_log)[0]
    case_log.append([event("A7-8")])
    assert [one.entry for one in case_log.events()] == ["A7-9", "A7-8"]
    digest = hashlib.sha256(left).hexdigest()
    assert case_log_file.with_name(f"Case log unfinished {digest[:16]}.txt").read_bytes() == left
    note = json.loads(case_log_file.read_bytes().splitlines()[1])
    assert (note["note"], note["about"], note["user"]) == (SET_ASIDE, digest, "jsmith042")
    assert [str(finding) for finding in case_log.verify()] == [
        "Line 2: an unfinished line stood here, as when a computer stops while it writes; its text lies "
        "beside the log in a file of its own."
    ]


def test_C3_a_step_that_was_cut_between_two_lines_is_no_step(case_log, case_log_file, records, second):
    case_log.append([event("A7-1"), event("A7-2"), event("A7-3")])
    case_log_file.write_bytes(b"".join(case_log_file.read_bytes().splitlines(keepends=True)[:2]))
    for head in (records.parent, second):
        (head / "records case log head.json").unlink()
    assert list(case_log.events()) == [] and case_log.open() == []
    assert said(case_log)[0] == (
        "Line 2: what was written together with it is not there: a computer stopped while it wrote, or the log's end "
        "was cut off."
    )
    case_log.append([event("A7-4")])
    assert [one.entry for one in case_log.events()] == ["A7-4"]


def test_C3_the_lock_of_one_who_never_lets_go(case_log, records, monkeypatch):
    case_log.append([event()])
    monkeypatch.setattr(disk, "WAIT", 0.05)
    with disk.alone(records / FOLDER / "Case log.lock"), pytest.raises(FileError) as error:
        case_log.append([event()])
    assert str(error.value) == (
        "The case log was not free for 0 seconds: another computer is writing in it. Nothing was logged; try again."
    )
    assert len(list(case_log.events())) == 1


def no_space(*_):
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def half_written(file, data, write=os.write):
    return write(file, data[: len(data) // 2])


@pytest.mark.parametrize(
    ("call", "fails"), [("write", no_space), ("write", half_written), ("fsync", no_space)]
)
def test_C3_a_full_disk_records_none_of_them(case_log, case_log_file, monkeypatch, call, fails):
    case_log.append([event("A7-1")])
    before = case_log_file.read_bytes()
    with monkeypatch.context() as full:
        full.setattr(os, call, fails)
        with pytest.raises(FileError) as error:
            case_log.append([event("A7-2"), event("A7-3")])
    assert str(error.value) == (
        "The case log in the folder Child Sex Offenders/Cases cannot be written: No space left on device. Check that "
        "its drive is connected, that you may write there and that the disk is not full; then try again."
    )
    assert case_log_file.read_bytes() == before
    case_log.append([event("A7-4")])
    assert [one.entry for one in case_log.events()] == ["A7-1", "A7-4"] and case_log.verify() == []


def test_C3_a_full_disk_on_which_nothing_can_be_taken_back(case_log, monkeypatch):
    case_log.append([event("A7-1")])
    with monkeypatch.context() as full:
        full.setattr(os, "write", half_written)
        full.setattr(os, "ftruncate", no_space)
        with pytest.raises(FileError):
            case_log.append([event("A7-2"), event("A7-3")])
    case_log.append([event("A7-4")])
    assert [one.entry for one in case_log.events()] == ["A7-1", "A7-4"]
    assert [finding for finding in case_log.verify() if finding.fault] == []

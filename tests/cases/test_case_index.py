"""The case index: it makes reading quick and changes nothing that is read, whatever becomes of it [C3, C10]."""

import hashlib
import json
import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cso_xl.activity import disk
from cso_xl.activity.chain import Chain
from cso_xl.activity.disk import NoLockError
from cso_xl.cases.events import EventKind
from cso_xl.cases.log import log as log_module
from cso_xl.cases.log.log import CaseLog
from cso_xl.cases.log.log_line import INDEX
from cso_xl.errors import FileError
from helpers.case_events import DAY, event, head_of, is_open, rewritten
from helpers.files import CANARIES

FOLDER = "Child Sex Offenders/Cases"
WEEKS = [DAY.replace(day=day) for day in (6, 13, 20, 27)]
REPORTS = {"address_sharer": "A7", "on_list": "L7"}


@pytest.fixture(autouse=True)
def renewed_early(monkeypatch):
    monkeypatch.setattr(log_module, "RENEWED_AFTER", 10)


@pytest.fixture
def case_log(records):
    return CaseLog(records, None, is_open, "ticked")


@pytest.fixture
def case_log_file(records):
    return records / FOLDER / "Case log.jsonl"


@pytest.fixture
def index(records):
    return records / FOLDER / "Case index.json"


@pytest.fixture
def month(case_log):
    """A log of four weeks of two reports, with an index; every third entry is still open."""
    for date in WEEKS:
        for report, rule in REPORTS.items():
            case_log.append([event(f"{rule}-{number}", report=report, date=date) for number in range(1, 10)])
            closed = [number for number in range(1, 10) if number % 3]
            case_log.append(
                [event(f"{rule}-{number}", EventKind.TICKED, report=report, date=date) for number in closed]
            )
    assert len(case_log.open()) == 24
    return case_log


def everything(log):
    """All that can be asked of a log."""
    days = [(report, date) for report in REPORTS for date in WEEKS]
    return (
        log.open(),
        [log.of_report(report, date) for report, date in days],
        [log.of_reference(f"{date:%Y%m%d}-{REPORTS[report]}-3-cps") for report, date in days],
    )


def by_hand(log):
    """The same from nothing but the events themselves."""
    found = list(log.events())
    entries = {}
    for one in found:
        entries.setdefault((one.report, one.date, one.issue, one.entry), []).append(one)
    days = [(report, date) for report in REPORTS for date in WEEKS]
    return (
        [one for one in entries.values() if is_open(one)],
        [[one for one in found if (one.report, one.date) == day] for day in days],
        [
            [one for one in found if (one.date, one.issue, one.entry) == (date, 1, f"{REPORTS[report]}-3")]
            for report, date in days
        ],
    )


def notes(path):
    return [line for line in map(json.loads, path.read_bytes().splitlines()) if line.get("note") == INDEX]


@pytest.fixture
def never_whole(monkeypatch):
    """Reading the log from its beginning fails."""
    read = Chain._lines

    def lines(self, size, start=0):
        assert start > 0, "the log was read from its beginning"
        return read(self, size, start)

    return lambda: monkeypatch.setattr(Chain, "_lines", lines)


# What it is for


def test_C3_with_an_index_only_what_is_asked_for_is_read(month, never_whole):
    expected = by_hand(month)
    never_whole()
    assert everything(month) == expected


def test_C3_what_was_written_since_is_read_behind_it(month, case_log_file, never_whole):
    month.append(
        [event("A7-3", EventKind.TICKED, date=WEEKS[0]), event("A7-1", EventKind.DECIDED, date=WEEKS[0])]
    )
    month.append([event("L7-1", report="on_list", date=WEEKS[3], issue=2)])
    expected = by_hand(month)
    never_whole()
    assert everything(month) == expected
    assert len(notes(case_log_file)) == 1


def test_C3_it_is_made_again_when_the_log_has_grown(month, case_log_file, index, never_whole):
    before = index.read_bytes()
    month.append([event(f"A7-{number}", EventKind.DECIDED, date=WEEKS[1]) for number in range(1, 9)])
    never_whole()
    month.open()
    assert index.read_bytes() == before and len(notes(case_log_file)) == 1
    month.append([event("A7-9", EventKind.DECIDED, date=WEEKS[1])])
    month.of_report("on_list", DAY)
    assert index.read_bytes() == before, "who asks for a report writes nothing"
    month.open()
    assert index.read_bytes() != before and len(notes(case_log_file)) == 2


def test_C3_it_holds_no_more_than_the_log_does(month, index, case_log_file):
    text = index.read_text("utf-8")
    words = set(re.findall(r"[A-Za-z_]{3,}", re.sub(r'"[0-9a-f]{32,96}"', "", text)))
    assert words == {
        "format", "rule", "helpers", "case_events", "is_open", "ticked", "sequence", "hash", "start", "end", "days",
        "open", *REPORTS,
    }  # fmt: skip
    assert [name for name in (*CANARIES, "jsmith", "012345678") if name in text] == []


def test_C3_making_it_is_noted_and_no_fault(month, case_log_file, index):
    assert month.verify() == []
    (note,) = notes(case_log_file)
    assert sorted(note) == ["about", "hash", "note", "previous", "sequence"]
    assert (note["note"], note["about"]) == ("index_made", hashlib.sha256(index.read_bytes()).hexdigest())
    assert len(list(month.events())) == 120


def test_C3_who_writes_makes_it_again_when_it_is_far_behind(
    month, case_log_file, index, monkeypatch, never_whole
):
    """So that those who never ask for all that is open do not read for longer every week."""
    before, long = index.read_bytes(), [event(f"A7-{number}", EventKind.DECIDED) for number in range(1, 20)]
    month.append(long)
    month.append([event()])
    assert index.read_bytes() == before
    monkeypatch.setattr(log_module, "FAR_BEHIND", 2000)
    never_whole()
    month.append([event()])
    assert index.read_bytes() != before and len(notes(case_log_file)) == 2
    month.append([event()])
    assert len(notes(case_log_file)) == 2


def test_C3_who_writes_makes_no_index_of_another_rule(month, records, case_log_file, monkeypatch):
    monkeypatch.setattr(log_module, "FAR_BEHIND", 0)
    CaseLog(records).append([event()])
    assert len(notes(case_log_file)) == 1


def test_C3_who_writes_makes_an_index_where_there_is_none(month, index, case_log_file, monkeypatch):
    index.unlink()
    month.append([event()])
    assert not index.exists()
    monkeypatch.setattr(log_module, "FAR_BEHIND", 0)
    month.append([event()])
    assert index.exists() and len(notes(case_log_file)) == 2


def test_C3_a_short_log_needs_none(case_log, index):
    case_log.append([event(f"A7-{number}") for number in range(1, 10)])
    assert len(case_log.open()) == 9
    assert not index.exists()


# Whatever becomes of it


def bent(data, chance):
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ chance.randrange(1, 256)]) + data[at + 1 :]


def without_open(data):
    facts = json.loads(data)
    return json.dumps(facts | {"open": {}}, separators=(",", ":")).encode()


def with_another_day(data):
    facts = json.loads(data)
    first, last = list(facts["days"])[0], list(facts["days"])[-1]
    facts["days"][first] = facts["days"][last]
    return json.dumps(facts, separators=(",", ":")).encode()


@pytest.mark.parametrize(
    "change",
    [
        lambda data: None,
        lambda data: b"",
        lambda data: b"{}",
        lambda data: b"[" * 100_000,
        lambda data: b"\xff\x00" * 50,
        lambda data: data[: len(data) // 2],
        lambda data: data + b" ",
        lambda data: re.sub(rb'"end":[0-9]+', b'"end":999999999999999', data, count=1),
        lambda data: re.sub(rb'"start":[0-9]+', b'"start":0', data, count=1),
        lambda data: re.sub(rb'"sequence":[0-9]+', b'"sequence":1', data, count=1),
        lambda data: data.replace(b' ticked"', b' others"'),
        lambda data: data.replace(b'"format":1', b'"format":2'),
        without_open,
        with_another_day,
    ],
)
def test_C3_an_index_that_was_changed_is_not_believed_but_made_again(
    month, index, case_log_file, change, never_whole
):
    expected = by_hand(month)
    changed = change(index.read_bytes())
    index.unlink() if changed is None else index.write_bytes(changed)
    assert month.open() == expected[0]
    assert index.read_bytes() != changed and len(notes(case_log_file)) == 2
    never_whole()
    assert everything(month) == expected


def test_C3_an_index_with_any_byte_changed_is_not_believed(month, index):
    expected, data = by_hand(month), index.read_bytes()
    for seed in range(60):
        index.write_bytes(bent(data, random.Random(seed)))
        assert month.open() == expected[0]


def test_C3_an_older_index_is_believed_as_far_as_it_goes(month, index, never_whole):
    older = index.read_bytes()
    month.append([event(f"A7-{number}", EventKind.TICKED, date=WEEKS[2]) for number in range(1, 12)])
    month.open()
    index.write_bytes(older)
    expected = by_hand(month)
    never_whole()
    assert everything(month) == expected


def test_C3_the_index_of_another_log_is_not_believed(month, index, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    theirs = CaseLog(other, None, is_open, "ticked")
    theirs.append([event(f"A7-{number}") for number in range(1, 40)])
    theirs.open()
    index.write_bytes((other / FOLDER / "Case index.json").read_bytes())
    assert everything(month) == by_hand(month)


def test_C10_another_rule_of_what_is_open_makes_another_index(month, records, case_log_file):
    everything_open = CaseLog(records)
    assert len(everything_open.open()) == 72
    assert len(month.open()) == 24
    assert len(CaseLog(records, None, is_open, "as before, but not quite").open()) == 24
    assert len(notes(case_log_file)) == 4


def test_C3_what_is_not_about_what_is_open_is_read_with_the_index_of_another_rule(
    month, records, case_log_file, never_whole
):
    month.append([event(f"A7-{number}", EventKind.DECIDED) for number in range(1, 20)])
    expected = by_hand(month)
    never_whole()
    other = CaseLog(records)
    assert other.of_report("on_list", DAY) == expected[1][4 + WEEKS.index(DAY)]
    assert [one.kind for one in other.of_reference("20250113-A7-3-cps")] == [
        EventKind.ASKED,
        EventKind.DECIDED,
    ]
    assert len(notes(case_log_file)) == 1, "it cannot say what is open by the other rule"


def test_C3_a_computer_that_stops_before_it_notes_the_index(month, index, monkeypatch):
    expected = by_hand(month)
    index.unlink()
    with monkeypatch.context() as stopped:
        stopped.setattr(CaseLog, "_write_alone", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            month.open()
    assert index.exists()
    assert everything(month) == expected


def test_C3_who_may_only_read_reads_without(month, index, case_log_file, monkeypatch):
    expected = by_hand(month)
    index.unlink()
    files = sorted((file.name, file.read_bytes()) for file in case_log_file.parent.iterdir())

    def refused(*_):
        raise NoLockError("no lock")

    monkeypatch.setattr(Chain, "_alone", refused)
    assert everything(month) == expected
    assert sorted((file.name, file.read_bytes()) for file in case_log_file.parent.iterdir()) == files


def test_C3_a_disk_that_is_full_makes_no_index_and_reads_all_the_same(
    month, index, case_log_file, monkeypatch
):
    expected = by_hand(month)
    index.unlink()
    before = case_log_file.read_bytes()
    monkeypatch.setattr(log_module, "replace", lambda *_: raised(FileError("No space left on device.")))
    assert everything(month) == expected
    assert not index.exists() and case_log_file.read_bytes() == before


def raised(error):
    raise error


def test_C3_who_may_not_open_the_lock_at_all(month, records, monkeypatch):
    """As on a share that may only be read: the lock's file cannot be opened for writing."""
    expected = by_hand(month)
    monkeypatch.setattr(disk.os, "open", lambda *_: raised(PermissionError(13, "Permission denied")))
    assert everything(month) == expected
    with pytest.raises(
        FileError, match="^The case log in the folder Child Sex Offenders/Cases cannot be written: "
    ):
        month.append([event()])


# A log that was changed is said, with an index as without


def head(path):
    return path.parents[2].parent / "records case log head.json"


def test_C3_a_log_that_was_cut_is_never_silently_shorter(month, case_log_file):
    lines = case_log_file.read_bytes().splitlines(keepends=True)
    for left in (0, 1, 60, len(lines) - 2, len(lines) - 1):
        case_log_file.write_bytes(b"".join(lines[:left]))
        for ask in (month.open, lambda: month.of_report("on_list", DAY), lambda: list(month.events())):
            with pytest.raises(FileError) as error:
                ask()
            assert str(error.value).startswith("The case log is not as it was written. Line ")
            assert f"the head in {head(case_log_file).parent} knows {len(lines)}." in str(error.value)


def test_C3_a_log_that_is_gone_is_said(month, case_log_file):
    case_log_file.unlink()
    with pytest.raises(
        FileError, match="^The case log is not as it was written. Line 1: from here on lines are gone"
    ):
        month.open()


def test_C3_a_line_that_was_changed_is_said_where_it_is_used(month, case_log_file):
    data = case_log_file.read_bytes()
    case_log_file.write_bytes(data.replace(b'"client":"012345678"', b'"client":"012345679"'))
    for ask in (month.open, lambda: month.of_report("address_sharer", WEEKS[0])):
        with pytest.raises(FileError, match="Line 1: it was changed after it was written."):
            ask()


def test_C3_lines_written_anew_with_right_hashes_do_not_pass_for_those_the_index_knows(month, case_log_file):
    """Whoever can rewrite lines, but not the head, gets neither past the index nor past the log."""
    lines = [json.loads(line) for line in case_log_file.read_bytes().splitlines()]
    lines[0]["client"] = "7"
    case_log_file.write_bytes(b"".join(rewritten(lines)))
    with pytest.raises(FileError, match="the log does not have line [0-9]+ as the head in"):
        month.open()


def test_C3_one_line_with_a_right_hash_of_its_own_is_said(month, case_log_file):
    """The lines after it are as they were, and so is the last that the index knows."""
    lines = case_log_file.read_bytes().splitlines(keepends=True)
    (forged,) = rewritten([json.loads(lines[0]) | {"client": "012345679"}])
    case_log_file.write_bytes(b"".join([forged, *lines[1:]]))
    with pytest.raises(FileError, match="Line 2: the line before it is not the one that stood there"):
        month.of_report("address_sharer", WEEKS[0])


def test_C3_a_head_that_knows_less_than_the_index_is_behind_and_no_error(month, case_log_file):
    expected = by_hand(month)
    head(case_log_file).write_bytes(head_of(case_log_file.read_bytes().splitlines()[20]))
    assert everything(month) == expected
    head(case_log_file).write_bytes(
        head_of(case_log_file.read_bytes().splitlines()[20]).replace(b"21", b"22")
    )
    with pytest.raises(FileError, match="as the head in"):
        month.open()


# Whatever happened, in whatever order

steps = st.lists(
    st.one_of(
        st.tuples(st.just("write"), st.lists(st.tuples(
            st.sampled_from(EventKind), st.sampled_from(list(REPORTS)), st.sampled_from(WEEKS), st.integers(1, 2),
            st.integers(1, 4),
        ), min_size=1, max_size=6)),
        st.tuples(st.just("read"), st.just(())),
        st.tuples(st.just("lose the index"), st.just(())),
        st.tuples(st.just("bring an old index back"), st.just(())),
        st.tuples(st.just("stop while writing"), st.just(())),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


@settings(deadline=None)  # a slow disk is no fault
@given(steps=steps)
def test_C10_the_index_never_changes_what_is_read(tmp_path_factory, steps):
    records = tmp_path_factory.mktemp("month") / "records"
    records.mkdir()
    log = CaseLog(records, None, is_open, "ticked")
    index, path = records / FOLDER / "Case index.json", records / FOLDER / "Case log.jsonl"
    old = b""
    for what, given_events in steps:
        if what == "write":
            log.append([
                event(f"{REPORTS[report]}-{number}", kind, report=report, date=date, issue=issue)
                for kind, report, date, issue, number in given_events
            ])  # fmt: skip
        elif what == "lose the index":
            index.unlink(missing_ok=True)
        elif what == "bring an old index back" and old:
            index.write_bytes(old)
        elif what == "stop while writing" and path.exists():
            with path.open("ab") as file:
                file.write(b'{"time":"2025-01-12T21')
        assert everything(log) == by_hand(log)
        old = old or (index.read_bytes() if index.exists() else b"")
    assert [finding for finding in log.verify() if finding.fault and "unfinished" not in finding.words] == []

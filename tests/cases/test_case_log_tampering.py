"""Whatever is done to the case log or its heads is found, and said in words [C3]."""

import contextlib
import json
import os
import random
import re

import pytest
from click.testing import CliRunner

from cso_xl import cli
from cso_xl.activity import ActivityLog, Done
from cso_xl.cases.events import EventKind
from cso_xl.cases.log.log import CaseLog
from cso_xl.errors import FileError
from helpers.case_events import DAY, event, head_of, rewritten
from helpers.files import CANARIES

FULL = os.environ.get("CSO_XL_PROOFS") == "full"
FOLDER = "Child Sex Offenders/Cases"
HEAD = "records case log head.json"


@pytest.fixture
def case_log_file(records):
    return records / FOLDER / "Case log.jsonl"


@pytest.fixture
def case_log_heads(records, second):
    return [records.parent / HEAD, second / HEAD]


@pytest.fixture
def twelve_case_lines(records, second):
    """A log of twelve lines: four steps of three entries."""
    log = CaseLog(records, second)
    for kind in (EventKind.ASKED, EventKind.DECIDED, EventKind.UNDECIDED, EventKind.DECIDED):
        log.append([event(f"A7-{number}", kind) for number in range(1, 4)])
    return log


def said(log):
    return [str(finding) for finding in log.verify()]


def faults(log):
    return [finding for finding in log.verify() if finding.fault]


def changed(lines):
    return [*lines[:4], lines[4].replace(b'"012345678"', b'"012345679"'), *lines[5:]]


def rightly(lines):
    """Line 5 is changed and has a right hash."""
    entries = [json.loads(line) for line in lines]
    entries[4]["client"] = "7"
    return [*lines[:4], rewritten(entries)[4], *lines[5:]]


def anew(lines):
    entries = [json.loads(line) for line in lines]
    entries[4]["rows"] = [9]
    return rewritten(entries)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (changed, ["Line 5: it was changed after it was written."]),
        (rightly, ["Line 6: the line before it is not the one that stood there when this was written."]),
        (lambda lines: [*lines[:4], *lines[6:]], [
            "Line 5: lines before it are gone: it is number 7, but 5 was expected.",
        ]),
        (lambda lines: [*lines[:5], *lines[4:]], [
            "Line 6: it was put in, doubled or moved: it is number 5, but 6 was expected.",
        ]),
        (lambda lines: [*lines[:4], lines[5], lines[4], *lines[6:]], [
            "Line 5: lines before it are gone: it is number 6, but 5 was expected.",
            "Line 6: it was put in, doubled or moved: it is number 5, but 7 was expected.",
            "Line 7: lines before it are gone: it is number 7, but 6 was expected.",
        ]),
        (lambda lines: lines[:9], [
            "Line 10: from here on lines are gone or changed: the head in {beside} knows 12.",
            "Line 10: from here on lines are gone or changed: the head in {second} knows 12.",
        ]),
        (lambda lines: lines[:8], [
            "Line 8: what was written together with it is not there: a computer stopped while it wrote, or the log's "
            "end was cut off.",
            "Line 9: from here on lines are gone or changed: the head in {beside} knows 12.",
            "Line 9: from here on lines are gone or changed: the head in {second} knows 12.",
        ]),
        (lambda lines: [], [
            "Line 1: from here on lines are gone or changed: the head in {beside} knows 12.",
            "Line 1: from here on lines are gone or changed: the head in {second} knows 12.",
        ]),
        (anew, [
            "Line 12: the log does not have line 12 as the head in {beside} knows it: the log was written anew, or the "
            "head was changed.",
            "Line 12: the log does not have line 12 as the head in {second} knows it: the log was written anew, or the "
            "head was changed.",
        ]),
    ],
)  # fmt: skip
def test_C3_what_is_wrong_is_said_with_its_line(
    twelve_case_lines, case_log_file, case_log_heads, change, expected
):
    case_log_file.write_bytes(b"".join(change(case_log_file.read_bytes().splitlines(keepends=True))))
    places = {"beside": case_log_heads[0].parent, "second": case_log_heads[1].parent}
    assert said(twelve_case_lines) == [text.format(**places) for text in expected]


@pytest.mark.parametrize("change", [changed, rightly, anew, lambda lines: lines[:9], lambda lines: []])
def test_C3_nothing_is_read_from_a_log_that_was_changed_nor_written_to_one_that_was_cut(
    twelve_case_lines, case_log_file, change
):
    lines = case_log_file.read_bytes().splitlines(keepends=True)
    case_log_file.write_bytes(b"".join(change(lines)))
    for ask in (
        twelve_case_lines.open,
        lambda: list(twelve_case_lines.events()),
        lambda: twelve_case_lines.of_reference("20250113-A7-1-cps"),
    ):
        with pytest.raises(FileError) as error:
            ask()
        assert re.fullmatch(
            r"The case log is not as it was written\. Line \d+: .+ Have the log verified and get its earlier version "
            "back before anybody relies on it.",
            str(error.value),
        )


def test_C3_nobody_goes_on_with_a_log_whose_end_is_gone(twelve_case_lines, case_log_file, case_log_heads):
    cut = b"".join(case_log_file.read_bytes().splitlines(keepends=True)[:9])
    case_log_file.write_bytes(cut)
    with pytest.raises(FileError) as error:
        twelve_case_lines.append([event()])
    assert str(error.value) == (
        f"The case log and its head in {case_log_heads[0].parent} do not agree: one of them was changed, or lines at "
        "the log's "
        "end are gone. Nothing was logged. Keep the log and its heads as they are and tell your team leader. A new log "
        "begins once all of them have been moved together into a folder of their own."
    )
    assert case_log_file.read_bytes() == cut


def test_C3_what_a_line_holds_is_never_said(twelve_case_lines, case_log_file):
    lines = case_log_file.read_bytes().splitlines(keepends=True)
    case_log_file.write_bytes(
        b"".join([*lines[:3], b"Canarova, Quetzalina\n", *changed(lines)[3:]]) + b"Sentinelle"
    )
    told = "\n".join(said(twelve_case_lines))
    for raised in (twelve_case_lines.open, lambda: twelve_case_lines.append([event()])):
        with contextlib.suppress(FileError):
            raised()
    with pytest.raises(FileError) as error:
        list(twelve_case_lines.events())
    for name in (*CANARIES, "012345679", "jsmith"):
        assert name not in told + str(error.value)


def test_C3_a_second_place_that_is_out_of_reach_is_said_and_is_no_fault(twelve_case_lines, second):
    second.rename(second.with_name("unplugged"))
    twelve_case_lines.append([event()])
    assert said(twelve_case_lines) == [f"The head in {second} is out of reach of this account."]
    assert faults(twelve_case_lines) == []


def test_C3_a_log_that_cannot_be_read_is_said(twelve_case_lines, case_log_file):
    case_log_file.unlink()
    case_log_file.mkdir()
    for ask in (twelve_case_lines.open, twelve_case_lines.verify, lambda: list(twelve_case_lines.events())):
        with pytest.raises(FileError) as error:
            ask()
        assert str(error.value) == (
            "The case log in the folder Child Sex Offenders/Cases cannot be read: Is a directory. Check that its drive "
            "is connected, that you may write there and that the disk is not full; then try again."
        )


# Any change, at random


def edit(state, chance):
    data = bytearray(b"".join(state["log"]))
    data[chance.randrange(len(data))] ^= chance.randrange(1, 256)
    state["log"] = [bytes(data)]


def remove(state, chance):
    at = chance.randrange(len(state["log"]))
    del state["log"][at : at + chance.randrange(1, 4)]


def put_in(state, chance):
    forged = chance.choice([b"\n", b"{}\n", b"x", chance.choice(state["log"]).replace(b"asked", b"taken")])
    state["log"].insert(chance.randrange(len(state["log"]) + 1), forged)


def forge(state, chance):
    """A line with a right hash, somewhere or at the end."""
    at = chance.choice([chance.randrange(len(state["log"])), len(state["log"])])
    entries = [json.loads(line) for line in state["log"]]
    entries.insert(at, {name: value for name, value in entries[0].items() if name != "more"})
    state["log"].insert(at, rewritten(entries)[at])


def double(state, chance):
    at = chance.randrange(len(state["log"]))
    state["log"].insert(chance.randrange(len(state["log"]) + 1), state["log"][at])


def swap(state, chance):
    one, other = chance.sample(range(len(state["log"])), 2)
    lines = state["log"]
    lines[one], lines[other] = lines[other], lines[one]


def cut(state, chance):
    data = b"".join(state["log"])
    state["log"] = [data[: chance.randrange(len(data))]]


def cut_lines(state, chance):
    state["log"] = state["log"][: chance.randrange(len(state["log"]))]


def rewrite(state, chance):
    """The whole log with right hashes, and perhaps one of the heads with it."""
    entries = [json.loads(line) for line in state["log"]]
    at = chance.randrange(len(entries))
    changes = [
        lambda: entries.pop(at),
        lambda: entries[at].update(client="7"),
        lambda: entries[at].update(rows=[7]),
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


def remove_file(state, chance):
    for which in chance.choice([["log"], ["beside"], ["second"], ["beside", "second"], ["log", "beside"]]):
        state[which] = None


TAMPERINGS = (edit, remove, put_in, forge, double, swap, cut, cut_lines, rewrite, edit_head, remove_file)


def tampered(files, chance):
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
def test_C3_every_tampering_is_found_and_the_next_step_wipes_no_trace(
    twelve_case_lines, case_log_file, case_log_heads
):
    """Each change at random is a fault; after one more step it is still told, unless that step was refused."""
    files = {"log": case_log_file.read_bytes().splitlines(keepends=True)}
    files |= {"beside": case_log_heads[0].read_bytes(), "second": case_log_heads[1].read_bytes()}
    for seed in range(10_000 if FULL else 300):
        state = tampered(files, random.Random(seed))
        for place, which in (
            (case_log_file, "log"),
            (case_log_heads[0], "beside"),
            (case_log_heads[1], "second"),
        ):
            put(place, state[which])
        assert faults(twelve_case_lines), seed
        with contextlib.suppress(FileError):
            twelve_case_lines.append([event(), event()])
        assert twelve_case_lines.verify(), seed
        for kept in case_log_file.parent.glob("*unfinished*"):
            kept.unlink()


@pytest.mark.proof
def test_C3_no_tampering_makes_a_case_drop_out_of_sight(twelve_case_lines, case_log_file, case_log_heads):
    """With the heads as they were, all that was written is read, or it is said that the log is not as it was.

    A line that is put in at the end is read, as one after which a computer stopped: `verify` says so of either.
    """
    files = {"log": case_log_file.read_bytes().splitlines(keepends=True)}
    files |= {"beside": case_log_heads[0].read_bytes(), "second": case_log_heads[1].read_bytes()}
    expected = list(twelve_case_lines.events())
    for seed in range(10_000 if FULL else 300):
        put(case_log_file, tampered(files, random.Random(seed))["log"])
        with contextlib.suppress(FileError):
            assert [
                one for entry in twelve_case_lines.open() for one in entry if one.sequence <= 12
            ] == sorted(expected, key=lambda one: (one.entry, one.sequence)), seed


# The command


def verified(records):
    done = CliRunner().invoke(cli.main, ["log", "verify", "--records", str(records)])
    return done.exit_code, done.stdout.splitlines()


def step():
    return Done(
        time=event().time, user="jsmith042", report="on_list", report_date=DAY, ids=("L3",), step="post"
    )


def test_C3_the_command_verifies_both_logs(records):
    assert verified(records) == (0, ["The activity log is as it was written."])
    CaseLog(records).append([event()])
    ActivityLog(records).append(step())
    assert verified(records) == (
        0, ["The activity log is as it was written.", "The case log is as it was written."]
    )  # fmt: skip


def test_C3_the_command_says_of_which_log_a_finding_speaks(records, case_log_file):
    CaseLog(records).append([event()])
    ActivityLog(records).append(step())
    case_log_file.write_bytes(case_log_file.read_bytes().replace(b"012345678", b"012345679"))
    assert verified(records) == (
        1,
        ["The activity log is as it was written.", "Case log: Line 1: it was changed after it was written."],
    )
    activity = records / ActivityLog.FOLDER / "Activity log.jsonl"
    activity.write_bytes(activity.read_bytes().replace(b"jsmith042", b"jsmith043"))
    assert verified(records) == (
        1,
        [
            "Line 1: it was changed after it was written.",
            "Case log: Line 1: it was changed after it was written.",
        ],
    )


def test_C3_the_command_says_that_the_case_log_is_gone(records, case_log_file):
    CaseLog(records).append([event()])
    case_log_file.unlink()
    assert verified(records) == (
        1,
        [
            "The activity log is as it was written.",
            f"Case log: Line 1: from here on lines are gone or changed: the head in {records.parent} knows 1.",
        ],
    )

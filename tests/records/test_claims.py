"""Claims: no two people file the same report, and files are whole while programs and people get in the way."""

import datetime as dt
import errno
import json
import multiprocessing
import os
import platform
import queue
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from cso_xl import cli, faults
from cso_xl.errors import FileError
from cso_xl.files import publish as publishing
from cso_xl.files.publish import ABANDONED, UNFINISHED, publish, sweep
from cso_xl.records.account import os_user
from cso_xl.records.claims import FOLDER, ClaimedError, Claims, Owner
from cso_xl.records.tree import Records
from helpers import waiting
from helpers.files import COPIES, FOLDERS, PASSWORD, Week

DAY = dt.date(2025, 1, 13)
NINE = dt.datetime(2025, 1, 12, 20, 5, tzinfo=dt.UTC)  # 13 January, 9:05 in New Zealand
AROHA, BEN = Owner("aroha", "PC-12"), Owner("ben", "PC-14")
REPORTS, RACERS = (500, 16) if os.environ.get("CSO_XL_PROOFS") == "full" else (25, 16)
SAID = (
    "The on list report of 13 January 2025 is being worked by aroha on PC-12 since 13/01/2025 09:05, so nothing was "
    "done. Ask them before you take it over."
)


@pytest.fixture
def claims(records, settings):
    return lambda owner, now=NINE: Claims(Records(records, settings), owner, now)


def claimed(records):
    return sorted(path.name for path in (records / FOLDER).glob("*"))


def test_the_second_is_told_who_has_it_and_since_when(claims):
    claims(AROHA).take("on_list", DAY)
    with pytest.raises(ClaimedError) as error:
        claims(BEN).take("on_list", DAY)
    assert str(error.value) == SAID
    claims(BEN).take("off_list", DAY)
    claims(BEN).take("on_list", DAY + dt.timedelta(days=7))


def test_a_claim_that_was_given_back_just_then_is_in_nobodys_way(claims, records, monkeypatch):
    """It was there as the next one asked, and gone as it was read."""
    late = iter([True])
    monkeypatch.setattr(
        "cso_xl.records.claims.publish", lambda *given: not next(late, False) and publish(*given)
    )
    assert claims(BEN).take("on_list", DAY)
    assert claimed(records) == ["20250113 on_list.json"]


def test_a_claim_says_who_where_and_since_when(claims, records):
    claims(Owner("aroha", "PC-12", 100)).take("on_list", DAY)
    path = records / "Child Sex Offenders" / "Claims" / "20250113 on_list.json"
    assert json.loads(path.read_bytes()) == {
        "user": "aroha", "computer": "PC-12", "process": 100, "since": "2025-01-12T20:05:00+00:00"
    }  # fmt: skip
    assert Owner.this() == Owner(os_user(), platform.node(), 0)
    assert Owner.this(100) == Owner(os_user(), platform.node(), 100)


def test_a_claim_of_ones_own_is_kept_and_given_back(claims, records):
    assert [claims(AROHA).take("on_list", DAY) for _ in range(2)] == [True, False]
    claims(BEN).release("on_list", DAY)
    assert claimed(records) == ["20250113 on_list.json"]
    claims(AROHA).release("on_list", DAY)
    assert claimed(records) == []
    claims(BEN).take("on_list", DAY)


def test_another_process_of_the_same_person_is_another_run(claims):
    claims(Owner("aroha", "PC-12", 100)).take("on_list", DAY)
    with pytest.raises(ClaimedError):
        claims(Owner("aroha", "PC-12", 101)).take("on_list", DAY)


def test_a_report_that_a_person_has_open_in_excel_is_theirs_in_every_process(claims, records):
    claims(AROHA).take("on_list", DAY)
    with claims(Owner("aroha", "PC-12", 100)).held("on_list", DAY):
        pass
    assert claimed(records) == ["20250113 on_list.json"]


def test_a_stale_claim_needs_a_persons_word_and_is_kept(claims, records):
    claims(AROHA).take("on_list", DAY)
    with pytest.raises(ClaimedError), claims(BEN).held("on_list", DAY):
        pass
    assert claims(BEN).take("on_list", DAY, take_over=True)
    with pytest.raises(ClaimedError, match="is being worked by ben on PC-14"):
        claims(AROHA).take("on_list", DAY)
    taken, now = sorted(claimed(records), key=len, reverse=True)
    assert taken.startswith("20250113 on_list, taken over ") and now == "20250113 on_list.json"


def test_of_two_who_take_over_at_once_one_is_told(claims, records, monkeypatch):
    monkeypatch.setattr("cso_xl.records.claims.publish", lambda path, claim: False)
    with pytest.raises(ClaimedError, match="is being worked by somebody on another computer"):
        claims(BEN).take("on_list", DAY, take_over=True)


@pytest.mark.parametrize(
    ("damaged", "who"),
    [
        (b"", "somebody on another computer"),
        (b"[]", "somebody on another computer"),
        (b"{", "somebody on another computer"),
        (b'{"user": 7, "since": "yesterday"}', "7 on another computer"),
    ],
)
def test_a_damaged_claim_is_somebodys(damaged, who, claims, records):
    (records / FOLDER).mkdir(parents=True)
    (records / FOLDER / "20250113 on_list.json").write_bytes(damaged)
    with pytest.raises(ClaimedError) as error:
        claims(BEN).take("on_list", DAY)
    assert str(error.value) == SAID.replace("aroha on PC-12", who)


def race(root, settings, number, gate, won):
    claims = Claims(Records(root, settings), Owner("racer", "PC", number), NINE)
    for report in range(REPORTS):
        gate.wait()
        try:
            claims.take(f"report{report}", DAY)
        except ClaimedError:
            continue
        won.put(report)


def claimed_next(won):
    """The next report that somebody has, if there is one yet."""
    try:
        return (won.get_nowait(),)
    except queue.Empty:
        return ()


@pytest.mark.proof
def test_of_many_who_race_exactly_one_has_each_report(records, settings):
    context = multiprocessing.get_context("fork")
    gate, won = context.Barrier(RACERS), context.Queue()
    racers = [
        context.Process(target=race, args=(records, settings, number, gate, won))
        for number in range(1, RACERS + 1)
    ]
    for racer in racers:
        racer.start()
    found = sorted(
        waiting.until(lambda: claimed_next(won), "each report to be claimed")[0] for _ in range(REPORTS)
    )
    waiting.until(lambda: all(racer.exitcode is not None for racer in racers), "the end of the race")
    assert (found, won.empty()) == (list(range(REPORTS)), True)


# In a run


def run(records, tmp_path, *options):
    source = Week().write("on-list", tmp_path)
    arguments = ["run", "on-list", str(source), "--records", str(records), *options]
    return CliRunner().invoke(cli.main, arguments, env={"CSO_XL_PASSWORD": PASSWORD})


def test_a_run_stops_at_somebodys_claim_and_goes_on_at_a_persons_word(claims, records, tmp_path):
    claims(AROHA).take("on_list", DAY)
    stopped = run(records, tmp_path)
    assert (stopped.exit_code, stopped.stderr) == (1, f"{SAID} The option --take-over does that.\n")
    assert not (records / FOLDERS["on-list"]).exists()
    assert run(records, tmp_path, "--dry-run").exit_code == 0
    assert run(records, tmp_path, "--take-over").exit_code == 0
    assert (records / FOLDERS["on-list"] / COPIES["on-list"][0]).is_file()
    assert [name for name in claimed(records) if "taken over" not in name] == []


def test_a_run_gives_its_claim_back_when_it_fails(records, tmp_path, monkeypatch):
    def full(path, data):
        if path.parent.name != FOLDER.name:
            raise OSError(errno.ENOSPC, "No space left on device")
        real(path, data)

    real = publishing._write
    with monkeypatch.context() as broken:
        broken.setattr(publishing, "_write", full)
        assert run(records, tmp_path).exit_code == 1
    assert claimed(records) == []
    assert run(records, tmp_path).exit_code == 0


# Files


def held(error, times, monkeypatch):
    """The next `times` links are refused as by a program that holds the file; returns how long one would wait."""
    real, left, slept = publishing._give_name, [error] * times, []

    def give_name(unfinished, path):
        if left:
            raise left.pop()
        return real(unfinished, path)

    monkeypatch.setattr(publishing, "_give_name", give_name)
    monkeypatch.setattr(publishing.time, "sleep", slept.append)
    return slept


def on_windows(winerror):
    error = PermissionError(errno.EACCES, "The process cannot access the file")
    error.winerror = winerror
    return error


HELD = [on_windows(32), on_windows(33), on_windows(5), OSError(errno.EINTR, ""), OSError(errno.EBUSY, "")]


@pytest.mark.parametrize("error", HELD, ids=["sharing", "lock", "denied", "EINTR", "EBUSY"])
def test_a_file_that_is_held_for_a_moment_is_waited_for(error, tmp_path, monkeypatch):
    slept = held(error, 4, monkeypatch)
    assert publish(tmp_path / "a", b"x")
    assert (tmp_path / "a").read_bytes() == b"x"
    assert sum(slept) == pytest.approx(1.5)


def test_nobody_waits_where_nothing_may_be_written(tmp_path, monkeypatch):
    def denied(path, data):
        raise on_windows(5)

    slept = held(on_windows(5), 0, monkeypatch)
    monkeypatch.setattr(publishing, "_write", denied)
    with pytest.raises(FileError):
        publish(tmp_path / "a", b"x")
    assert slept == []


def test_a_file_that_stays_held_is_said(tmp_path, monkeypatch):
    held(on_windows(32), 5, monkeypatch)
    with pytest.raises(FileError, match="that the file is not open in Excel; then try again"):
        publish(tmp_path / "a", b"x")
    assert list(tmp_path.iterdir()) == []


def test_what_was_left_unfinished_is_swept_once_it_is_nobodys(tmp_path):
    old, new, other = (tmp_path / name for name in (f"{UNFINISHED}1.tmp", f"{UNFINISHED}2.tmp", "mine.tmp"))
    for path in (old, new, other):
        path.write_bytes(b"x")
    now = time.time()
    os.utime(old, (now - ABANDONED - 5,) * 2)
    os.utime(other, (0, 0))
    assert sweep(tmp_path, now) == [old]
    assert sorted(tmp_path.iterdir()) == sorted([new, other])


def test_what_a_killed_program_leaves_is_what_is_swept(tmp_path, monkeypatch):
    def killed(*_):
        raise OSError(errno.EIO, "killed")

    with monkeypatch.context() as gone:
        gone.setattr(os, "fsync", killed)
        gone.setattr(Path, "unlink", lambda path, missing_ok=False: None)
        with pytest.raises(FileError):
            publish(tmp_path / "a", b"x")
    (left,) = tmp_path.iterdir()
    assert sweep(tmp_path, time.time()) == []
    assert sweep(tmp_path, time.time() + ABANDONED + 60) == [left]
    assert list(tmp_path.iterdir()) == []


def test_the_next_run_sweeps_where_it_files(records, tmp_path):
    folder = records / FOLDERS["on-list"]
    folder.mkdir(parents=True)
    left = folder / f"{UNFINISHED}1.tmp"
    left.write_bytes(b"x")
    os.utime(left, (0, 0))
    assert run(records, tmp_path).exit_code == 0
    assert not left.exists()


# Faults of the program


def test_a_fault_is_found_in_the_log_by_its_reference_and_says_nothing_of_the_data(
    records, tmp_path, monkeypatch
):
    def fail(*_, **__):
        raise KeyError("Canarova, 5 Sentinelle Road")

    monkeypatch.setattr("cso_xl.desk.headless.run", fail)
    monkeypatch.setattr(faults, "log_file", lambda: tmp_path / "logs" / "faults.log")
    said = run(records, tmp_path).stderr
    log = (tmp_path / "logs" / "faults.log").read_text("utf-8")
    reference = log.split()[0]
    assert f"Tell support this number: {reference}. It stands in {tmp_path / 'logs' / 'faults.log'}." in said
    assert reference.endswith("-KeyError")
    assert "    test_claims.py, line " in log and ", fail\n" in log
    assert "Canarova" not in log + said and "Sentinelle" not in log + said


def test_a_log_that_cannot_be_written_stops_nobody(tmp_path, monkeypatch):
    (tmp_path / "file").write_bytes(b"x")
    monkeypatch.setattr(faults, "log_file", lambda: tmp_path / "file" / "faults.log")
    assert faults.record(ValueError("x")).endswith("-start-ValueError")


def test_a_log_does_not_grow_without_end(tmp_path, monkeypatch):
    monkeypatch.setattr(faults, "log_file", lambda: tmp_path / "faults.log")
    monkeypatch.setattr(faults, "_LARGEST", 100)
    for _ in range(20):
        faults.record(ValueError("x"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["faults.earlier.log", "faults.log"]
    assert all(path.stat().st_size < 300 for path in tmp_path.iterdir())

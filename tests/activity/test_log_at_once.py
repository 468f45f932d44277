"""The activity log with many at it, and with each of them stopped: nothing is lost [X5]."""

import random
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from cso_xl.activity import disk
from cso_xl.activity.disk import FOLDER
from cso_xl.errors import FileError
from helpers import waiting
from helpers.activity_log import FULL, done, faults, go, started


def test_X5_sixteen_at_once_lose_nothing(log, records, second):
    processes = [started(records, second, f"user{number}", 20) for number in range(16)]
    for process in processes:
        go(process)
    for process in processes:
        waiting.ended(process)
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

"""Whole or not at all: a run that is killed, or whose file calls fail, leaves nothing half; the next completes it."""

import builtins
import csv
import errno
import io
import multiprocessing
import os
import random
import shutil
import signal
import time
from functools import partial
from pathlib import Path

import pytest

from cso_xl import settings as settings_
from cso_xl.cases.log.log import CaseLog
from cso_xl.desk import decided, headless, reopen
from cso_xl.desk.office import Office
from cso_xl.errors import CsoError, of_disk
from cso_xl.files.publish import UNFINISHED
from cso_xl.intake.passwords import Passwords
from cso_xl.procedures.sheet import marks
from helpers import waiting
from helpers.files import PASSWORD, SHARERS_FILE, Week, kept, xlsx

pytestmark = pytest.mark.proof

FULL = os.environ.get("CSO_XL_PROOFS") == "full"
KILLS = 1_000 if FULL else 40
EVERY = 1 if FULL else 7  # of the file calls, so many are passed over
CODES = (errno.ENOSPC, errno.EACCES, errno.EIO, errno.EINTR)


def work(root, source, outcomes, take_over=False):
    """The address report from the received file to the Processed Copy and the drafts."""
    settings = settings_.load(settings_.DEFAULTS)
    office = Office.at(root, settings, Passwords(settings, lambda prompt: PASSWORD), take_over)
    return headless.run("address-sharer", source, office, headless.Given(decided=decided.read(outcomes)))


def filed(root):
    """What is filed, without what is still unfinished."""
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in kept(root)
        if not path.name.startswith(UNFINISHED)
    }


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """The received file, the outcomes, and what an undisturbed run files."""
    folder = tmp_path_factory.mktemp("sharers")
    week = Week()
    for row in range(2, 8):
        for heading in ("CSO Address", "Sharer Address"):
            week.set("address-sharer", row, heading, f"{row} Kauri Road Ōtaki")
        week.set("address-sharer", row, "Sharer Date of Birth", f"{row:02}/05/2015")
    source = folder / SHARERS_FILE
    source.write_bytes(xlsx(week.grids["address-sharer"]))
    outcomes = folder / "decided.csv"
    with outcomes.open("w", encoding="utf-8", newline="") as file:
        rows = [[f"A8-{row}", "Same address: tell Oranga Tamariki", "yes"] for row in range(2, 8)]
        csv.writer(file).writerows([["Ref", "Outcome", "Sent"], *rows])
    root = folder / "undisturbed"
    root.mkdir()
    work(root, source, outcomes)
    expected = filed(root)
    assert len(expected) == 10  # four copies, six drafts
    return source, outcomes, expected


def has_begun(process, root):
    return process.exitcode is not None or any(path.is_file() for path in root.rglob("*"))


def check(root, expected):
    """Whatever is there is whole, and what is unfinished bears the name that the next run sweeps.

    A draft lies in Drafts before it is known to be sent.
    """
    there = filed(root)
    in_the_end = {name: name.replace("/Drafts/20", "/Drafts/Sent/20") for name in there}
    assert {name: expected.get(in_the_end[name]) for name in there} == there
    return there


def complete(root, sharers):
    """The run after it, once what was left belongs to nobody any more."""
    source, outcomes, expected = sharers
    for path in root.rglob(f"{UNFINISHED}*"):
        os.utime(path, (0, 0))
    work(root, source, outcomes, take_over=True)
    assert filed(root) == expected
    assert list((root / "Child Sex Offenders/Address Sharing Notifications").rglob(f"{UNFINISHED}*")) == []


def test_killed_at_any_moment(undisturbed, tmp_path, monkeypatch):
    source, outcomes, expected = undisturbed
    rng, context = random.Random(5), multiprocessing.get_context("fork")
    elsewhere = tmp_path / "temporary"
    elsewhere.mkdir()
    monkeypatch.setenv("TMPDIR", str(elsewhere))
    began = time.monotonic()
    root = tmp_path / "records"
    root.mkdir()
    work(root, source, outcomes)
    lasts, cut = time.monotonic() - began, 0
    for number in range(KILLS):
        shutil.rmtree(root)
        root = tmp_path / f"records {number}"  # the heads of the logs lie beside the root
        root.mkdir()
        process = context.Process(target=work, args=(root, source, outcomes))
        process.start()
        if number % 2:
            time.sleep(rng.uniform(0, 1.1) * lasts)
        else:  # while files are being written, which is the shorter part
            waiting.until(partial(has_begun, process, root), "a first file", every=0.001)
            time.sleep(rng.uniform(0, 0.03))
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        cut += 0 < len(check(root, expected)) < len(expected)
        complete(root, undisturbed)
        assert list(elsewhere.iterdir()) == []
    assert cut, "no kill came while files were being written"


class Failing:
    """Makes one file call in the records fail; counts them."""

    CALLS = ("open", "mkdir", "link", "unlink", "replace", "rename", "fsync", "scandir", "stat")

    def __init__(self, root, at, code):
        self.root, self.at, self.code, self.count = str(root), at, code, 0

    def wrap(self, real):
        def call(*args, **more):
            on = args[-1] if real.__name__ == "link" else (args[0] if args else more.get("path"))
            if real.__name__ == "fsync" or str(on).startswith(self.root):
                self.count += 1
                if self.count == self.at:
                    raise OSError(self.code, os.strerror(self.code))
            return real(*args, **more)

        return call

    def put_on(self, patch):
        for name in self.CALLS:
            if name != "open":
                patch.setattr(os, name, self.wrap(getattr(os, name)))
        opened = self.wrap(io.open)
        patch.setattr(io, "open", opened)
        patch.setattr(builtins, "open", opened)


@pytest.mark.parametrize("code", CODES, ids=errno.errorcode.get)
def test_any_file_call_fails(code, undisturbed, tmp_path):
    source, outcomes, expected = undisturbed
    at, stopped = 1, 0
    while True:
        root = tmp_path / f"records {at}"
        root.mkdir()
        failing = Failing(root, at, code)
        with pytest.MonkeyPatch.context() as patch:
            failing.put_on(patch)
            try:
                work(root, source, outcomes)
            except CsoError as error:
                stopped += 1
                assert "Canarova" not in str(error)
            except OSError as error:  # the command and the button say it as `of_disk` does
                stopped += 1
                assert "Canarova" not in str(of_disk(error))
        check(root, expected)
        complete(root, undisturbed)
        shutil.rmtree(root)
        if failing.count < at:
            break
        at += EVERY
    assert stopped > 3 / EVERY
    assert Path(tmp_path).exists()


@pytest.mark.parametrize("code", CODES[:3], ids=errno.errorcode.get)
def test_C3_what_cannot_be_recorded_of_a_case_is_not_done(code, undisturbed, tmp_path):
    """Nothing is filed, nothing drafted, and what was filed stays as it is; the next run does it all."""
    source, outcomes, expected = undisturbed
    root = tmp_path / "records"
    root.mkdir()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CaseLog, "append", full_disk(code))
        with pytest.raises(CsoError) as stopped:
            work(root, source, outcomes)
    assert "Canarova" not in str(stopped.value)
    assert filed(root) == {}
    work(root, source, outcomes)
    assert filed(root) == expected
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(CaseLog, "append", full_disk(code))
        nfa = (marks.nfa, (range(2, 3), range(4, 5)))
        settings = settings_.load(settings_.DEFAULTS)
        office = Office.at(root, settings, Passwords(settings, lambda prompt: PASSWORD))
        with pytest.raises(CsoError):
            reopen.mark("address-sharer", office, None, marked=nfa)
    assert filed(root) == expected


def full_disk(code):
    """The case log's `append` on a disk that says no."""

    def append(log, events, since):
        raise of_disk(OSError(code, os.strerror(code), "Case log.jsonl"))

    return append

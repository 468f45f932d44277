"""Damaged and forged files: each is read or refused in words, by the screen or its reader."""

import io
import os
import signal
import zipfile
from contextlib import contextmanager
from email import policy
from email.parser import BytesParser

import pytest

from cso_xl.errors import CsoError, InputError
from cso_xl.intake import apart, emails, limits, tnef
from cso_xl.intake.datamatch import Datamatch
from cso_xl.intake.grids import read_workbook
from cso_xl.intake.received import Received, attachments
from cso_xl.intake.screen import screen
from cso_xl.intake.screen.refused import SAVE_MAIL
from helpers import ole
from helpers.attacks.encrypted_workbooks import sealed
from helpers.attacks.mails import MAIL, forwarded, nested
from helpers.attacks.mutants import mutants, mutants_sealed, mutants_within
from helpers.attacks.workbooks import BOOK, workbook
from helpers.attacks.zips import Entry, archive, datamatch
from helpers.files import ZIP, Week
from helpers.screening import TO_DO
from helpers.winmail import winmail

pytestmark = pytest.mark.proof

FULL = os.environ.get("CSO_XL_PROOFS") == "full"
MUTANTS = 10_000 if FULL else 400  # of each kind
SECONDS = 10  # at most for one of them
OVERRUN = ("longer than", "more than 1,024 MB", "made its reader stop")


@pytest.fixture(autouse=True)
def little(monkeypatch):
    """Readers have ten seconds and one GiB."""
    monkeypatch.setattr(limits, "READ_SECONDS", SECONDS)
    monkeypatch.setattr(limits, "READ_MEMORY", limits.GIB)
    apart.stop()
    yield
    apart.stop()


def one_by_one():
    """The practice members in a ZIP without a password."""
    return archive(*(Entry(name=name, data=data) for name, data in Week().members().items()))


OUTLOOKS = "report.msg"


def outlooks():
    """An e-mail as Outlook saves it, with another in it that carries the report."""
    within = ole.message({"0037": "inner"}, [ole.file(ZIP, one_by_one())], within=True)
    return ole.msg(
        {"0037": "outer", "007D": "Received: x"}, [ole.embedded(within), ole.file("a.csv", b"A,B")]
    )


MUTATED = {
    "ZIP, ZipCrypto": (ZIP, lambda: mutants(datamatch(), MUTANTS)),
    "ZIP": (ZIP, lambda: mutants(one_by_one(), MUTANTS)),
    "workbook": (BOOK, lambda: mutants(workbook(), MUTANTS)),
    "a workbook's parts": (BOOK, lambda: mutants_within(workbook(), MUTANTS)),
    "encrypted workbook": (BOOK, lambda: mutants(sealed(rounds=1_000), MUTANTS)),
    "an encrypted workbook's tables": (BOOK, lambda: mutants_sealed(MUTANTS)),
    "e-mail": (MAIL, lambda: mutants(forwarded(), MUTANTS)),
    "nested e-mail": (MAIL, lambda: mutants(nested(6), MUTANTS)),
    "Outlook's e-mail": (OUTLOOKS, lambda: mutants(outlooks(), MUTANTS)),
}


@contextmanager
def alarm():
    """Stop a screen that takes too long: the time is the processor's, however busy that is with other things."""

    def stop(*_):
        raise TimeoutError(f"more than {SECONDS} seconds")

    before = signal.signal(signal.SIGPROF, stop)
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


def passes(name, data):
    try:
        with alarm():
            screen(name, data)
    except InputError as refused:
        assert any(str(refused).endswith(to_do) for to_do in (*TO_DO.values(), SAVE_MAIL))
        return False
    return True


def read(name, data, passwords):
    """Give a file to every reader that would have it."""
    received = Received(name, data)
    if name == BOOK:
        read_workbook(received, passwords)
    elif name == MAIL:
        emails._of_eml(name, data)
        attachments(received)
    elif name == OUTLOOKS:
        emails._of_msg(name, data)
        attachments(received)
    else:
        found = Datamatch(received)
        for kind in {member.kind for member in found.members} - {None}:
            found.read(kind, passwords)


@pytest.mark.parametrize("kind", MUTATED)
def test_a_mutant_is_read_or_refused_and_nothing_else(kind, passwords):
    name, made = MUTATED[kind]
    passed = [data for data in made() if passes(name, data)]
    assert 0 < len(passed) < MUTANTS
    for data in passed:
        try:
            read(name, data, passwords)
        except CsoError as refused:
            assert str(refused).startswith(name) or name in str(refused)
            assert not any(words in str(refused) for words in OVERRUN)


def test_a_mutant_of_an_e_mail_in_rich_text_is_read_or_named():
    for held in mutants(winmail(("A~1.ZIP", ZIP, one_by_one()), ("a.csv", "", b"A,B")), MUTANTS, seed=3):
        for name, _ in tnef.of_tnef("winmail.dat", held):
            assert isinstance(name, str)


def test_a_mutant_of_a_mail_that_passes_is_within_the_limits_for_its_parser():
    """The screen and the parser find the same parts, whatever is broken."""
    for data in mutants(forwarded(2), MUTANTS, seed=2):
        if passes(MAIL, data):
            parts = list(BytesParser(policy=policy.default).parsebytes(data).walk())
            assert len(parts) <= limits.MAIL_PARTS


def test_a_mutant_of_a_zip_that_passes_is_within_the_limits_for_its_parser():
    """The screen and the parser find the same members, whatever is broken."""
    for data in mutants(one_by_one(), MUTANTS, seed=2):
        if passes(ZIP, data):
            with zipfile.ZipFile(io.BytesIO(data)) as found:
                members = found.infolist()
            assert len({member.filename for member in members}) == len(members)
            assert sum(member.file_size for member in members) <= limits.TOTAL_SIZE

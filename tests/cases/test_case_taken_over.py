"""Follow-ups from before there was a case log are taken over into it, once [C11]."""

import dataclasses
import datetime as dt
import json

import pytest

from cso_xl.cases.book import CaseBook
from cso_xl.cases.events import By, EventKind
from cso_xl.cases.log.legacy import TAKEN_OVER
from cso_xl.cases.state.owed import State
from cso_xl.desk import due
from cso_xl.errors import FileError

CPS = "20250113-D3-7-cps"
DAY = dt.date(2025, 1, 13)
MONDAY = dt.datetime(2025, 1, 12, 21, 0, tzinfo=dt.UTC)  # Monday 13 January 2025, 10:00 in New Zealand
HOUR = dt.timedelta(hours=1)
FOLDER = "Child Sex Offenders/Follow-ups"
LOG = "Child Sex Offenders/Cases/Case log.jsonl"
GOOD = {
    "reference": CPS,
    "report": "daily_diffs",
    "notice": "change_of_address",
    "to": "cps",
    "client_number": "012345678",
    "at": "2025-01-12T21:00:00+00:00",
}


def keep(records, event="drafted", at=MONDAY, reference=CPS, **changed):
    """A file as follow-ups were kept."""
    folder = records / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    facts = {
        **GOOD,
        "reference": reference,
        "to": reference.rpartition("-")[2],
        "at": at.isoformat(),
        **changed,
    }
    (folder / f"{reference} {event}.json").write_text(json.dumps(facts), "utf-8")


@pytest.fixture
def states(records, settings):
    """What is open at a moment, by reference."""

    def found(now=MONDAY):
        book = CaseBook(records, settings, now)
        return {owed.reference: owed.state for case in book.open() for owed in case.owed(book.clock)}

    return found


def test_what_was_begun_goes_on_under_its_old_reference(records, settings, states):
    keep(records, at=MONDAY - HOUR)
    assert states() == {CPS: State.TO_SEND}
    book = CaseBook(records, settings, MONDAY)
    assert book.sent(CPS, MONDAY, By.EMAIL)
    assert states(MONDAY + 73 * HOUR) == {CPS: State.OVERDUE}
    assert book.answered(CPS, MONDAY + 74 * HOUR, By.HAND)
    assert states(MONDAY + 75 * HOUR) == {}
    case = book.find(CPS).case
    assert (case.client, case.rows, case.key[:2]) == ("012345678", (7,), ("daily_diffs", DAY))


@pytest.mark.parametrize(
    ("events", "hours_later", "expected"),
    [
        (("drafted",), 0, {CPS: State.TO_SEND}),
        (("drafted", "sent"), 1, {CPS: State.WAITING}),
        (("drafted", "sent"), 100, {CPS: State.OVERDUE}),
        (("drafted", "sent", "answered"), 100, {}),
        (("sent",), 1, {CPS: State.WAITING}),  # its first file is lost
    ],
)
def test_each_event_is_taken_over_with_its_time(events, hours_later, expected, records, settings, states):
    for event in events:
        keep(records, event)
    assert states(MONDAY + hours_later * HOUR) == expected
    notice = CaseBook(records, settings, MONDAY).find(CPS).notice
    assert {one.time for one in (notice.drafted, notice.sent, notice.answered) if one} == {MONDAY}


def test_it_is_done_once_and_the_files_stay(records, states):
    keep(records)
    for _ in range(3):
        states()
    kinds = [
        json.loads(line)["kind"] for line in (records / LOG).read_text("utf-8").splitlines() if "kind" in line
    ]
    assert kinds == [EventKind.ASKED, EventKind.DECIDED, EventKind.DRAFTED]
    assert sorted(path.name for path in (records / FOLDER).iterdir()) == [f"{CPS} drafted.json", TAKEN_OVER]
    keep(records, "sent")  # by a computer that still has the program from before
    assert states() == {CPS: State.TO_SEND}


def test_it_stands_in_due_with_the_notice_it_is_about(records, settings):
    keep(records)
    keep(records, "sent")
    keep(records, reference="20250113-A8-2-ot", report="address_sharer", notice="address_sharer_notification")
    listed = due.listed(records, settings, MONDAY + 100 * HOUR)
    assert [(one.reference, one.state, one.notice) for one in listed] == [
        (CPS, "overdue", "change_of_address"),
        ("20250113-A8-2-ot", "to send", "address_sharer_notification"),
    ]


@pytest.mark.parametrize("number", ["Smith, John", "1 Kauri Street", "01/02/1990", "0123456789", "١٢٣", ""])
def test_what_is_no_client_number_is_not_kept(number, records, settings, states):
    keep(records, client_number=number)
    assert states() == {CPS: State.TO_SEND}
    assert CaseBook(records, settings, MONDAY).find(CPS).case.client == ""
    if number:
        assert number not in (records / LOG).read_text("utf-8")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"\xff\xfe\xfa",
        b"[]",
        b"null",
        b'"Smith"',
        b"{}",
        b"[" * 100_000,
        *(
            json.dumps({**GOOD, **changed}).encode()
            for changed in (
                {"at": "yesterday"},
                {"at": None},
                {"at": 20250113},
                {"at": "9999-12-31T23:59:59+00:00"},
                {"at": "0001-01-01T00:00:00+13:00"},
                {"reference": "20250113-D3-8-cps"},
                {"reference": 7},
                {"client_number": 12345678},
                {"to": "ot"},
                {"report": "Smith, John"},
            )
        ),
    ],
)
def test_a_damaged_file_is_named_and_what_it_holds_is_not(data, records, states):
    keep(records)
    (records / FOLDER / f"{CPS} sent.json").write_bytes(data)
    with pytest.raises(FileError) as error:
        states()
    assert str(error.value) == (
        f"Child Sex Offenders/Follow-ups/{CPS} sent.json is damaged: it does not hold what cso_xl writes. Move it "
        "out of the folder Follow-ups, or get its earlier version back, and record the notice again."
    )
    assert not (records / LOG).exists()


def test_other_files_in_the_folder_are_let_be(records, states):
    keep(records)
    for name in ("notes.txt", f"{CPS} lost.json", f"{CPS} sent (1).json", ".cso_xl-0123456789abcdef.tmp"):
        (records / FOLDER / name).write_bytes(b"{")
    assert states() == {CPS: State.TO_SEND}


def test_a_folder_that_cannot_be_read_is_no_empty_list(records, states):
    (records / FOLDER).parent.mkdir()
    (records / FOLDER).write_bytes(b"")
    with pytest.raises(FileError, match="The folder .*Follow-ups cannot be read: "):
        states()


def test_a_time_that_is_late_is_read_in_any_zone(records, settings):
    keep(records, at=MONDAY.astimezone(dt.timezone(dt.timedelta(hours=13))))
    assert CaseBook(records, settings, MONDAY).find(CPS).notice.drafted.time == MONDAY


def test_a_client_of_several_notices_is_one_case(records, settings, states):
    keep(records)
    keep(records, reference="20250113-D3-7-ot")
    assert states() == {CPS: State.TO_SEND, "20250113-D3-7-ot": State.TO_SEND}
    (case,) = CaseBook(records, settings, MONDAY).of_day("daily_diffs", DAY)
    assert dataclasses.asdict(case.asked)["rows"] == (7,)

"""A notice in the case log: drafted, sent, answered; by when; and what is not a reference [C2, C3, C6, X2]."""

import dataclasses
import datetime as dt
import multiprocessing
from concurrent.futures import ThreadPoolExecutor

import pytest

from cso_xl.cases.acts import handover
from cso_xl.cases.book import CaseBook
from cso_xl.cases.events import By, Event, EventKind
from cso_xl.cases.log.log import CaseLog
from cso_xl.cases.state.owed import State
from cso_xl.desk import due
from cso_xl.errors import CallError, FileError, SettingsError

TABLE = {
    "region": "WGN",
    "day_begins": "9:00",
    "day_ends": "17:00",
    "cps": "72 hours",
    "scm": "5 working days",
    "cuh": "48 hours",
    "ot": "",
    "yssu": "",
    "matches": "2 days",
}
CPS = "20250113-D3-7-cps"
DAY = dt.date(2025, 1, 13)
MONDAY = dt.datetime(2025, 1, 12, 21, 0, tzinfo=dt.UTC)  # Monday 13 January 2025, 10:00 in New Zealand
HOUR = dt.timedelta(hours=1)
LOG = "Child Sex Offenders/Cases/Case log.jsonl"


def with_table(settings, **changed):
    return dataclasses.replace(settings, values={**settings.values, "follow_ups": {**TABLE, **changed}})


@pytest.fixture
def cases_at(records, settings):
    """The cases at a moment: `book(now)`."""
    return lambda now=MONDAY: CaseBook(records, with_table(settings), now)


def drafted(book, reference=CPS, client="012345678"):
    """A notice, from the question to the draft."""
    entry, to = reference.removeprefix("20250113-").rsplit("-", 1)
    at_once = book(MONDAY - HOUR)
    cases = at_once.of_report("daily_diffs", DAY)
    row = int(entry.rpartition("-")[2])
    if cases.case(entry) is None:
        cases.add(entry, EventKind.ASKED, rows=(row,), client=client)
    cases.add(entry, EventKind.DECIDED, rows=(row,), outcome="tell", owes=(to,))
    cases.add(
        entry, EventKind.DRAFTED, rows=(row,), outcome="tell", reference=reference, to=to, notice="letter"
    )
    at_once.record(cases)


def states(book, now):
    """What is open, by reference."""
    one = book(now)
    return {owed.reference: owed.state for case in one.open() for owed in case.owed(one.clock)}


def test_X2_a_notice_is_drafted_sent_and_answered(cases_at):
    now = MONDAY + 100 * HOUR
    drafted(cases_at)
    assert states(cases_at, now) == {CPS: State.TO_SEND}
    assert cases_at(now).sent(CPS, MONDAY, By.EMAIL)
    assert states(cases_at, now) == {CPS: State.OVERDUE}
    assert cases_at(now).answered(CPS, now, By.EMAIL)
    assert states(cases_at, now) == {}
    found = cases_at(now).find(CPS)
    notice, made = found.notice, found.notice.drafted
    assert (made.reference, made.report, made.notice, made.to) == (CPS, "daily_diffs", "letter", "cps")
    assert (found.case.client, found.case.state(cases_at(now).clock)) == ("012345678", State.DONE)
    assert (made.time, notice.sent.at, notice.answered.at) == (MONDAY - HOUR, MONDAY, now)
    assert cases_at(now).clock.answer_due("cps", MONDAY) == MONDAY + 72 * HOUR


@pytest.mark.parametrize(
    ("to", "hours_later", "state"),
    [
        ("cps", 0, State.WAITING),
        ("cps", 72, State.WAITING),
        ("cps", 72.01, State.OVERDUE),
        ("cuh", 48, State.WAITING),
        ("cuh", 48.01, State.OVERDUE),
        ("scm", 8 * 24 + 7, State.WAITING),  # Wellington's anniversary lies between
        ("scm", 8 * 24 + 7.01, State.OVERDUE),
        ("ot", 10_000, None),
        ("yssu", 10_000, None),
    ],
)
def test_X2_each_recipient_has_a_time_of_its_own(cases_at, to, hours_later, state):
    reference = f"20250113-D3-7-{to}"
    drafted(cases_at, reference)
    cases_at().sent(reference, MONDAY, By.EMAIL)
    assert states(cases_at, MONDAY + hours_later * HOUR) == ({reference: state} if state else {})


def test_each_event_is_recorded_once_and_keeps_its_first_time(cases_at):
    drafted(cases_at)
    for record in ("sent", "answered"):
        assert getattr(cases_at(), record)(CPS, MONDAY, By.EMAIL)
        assert not getattr(cases_at(), record)(CPS, MONDAY + HOUR, By.HAND)
    notice = cases_at().find(CPS).notice
    assert {notice.sent.at, notice.answered.at} == {MONDAY}
    assert {notice.sent.by, notice.answered.by} == {By.EMAIL}


class Between:
    """Lets somebody else act between the reading and the recording of an act, so many times."""

    def __init__(self, monkeypatch, other, times=1):
        self.left, self.other, self.append = times, other, CaseLog.append
        monkeypatch.setattr(CaseLog, "append", lambda log, *given: self.appended(log, *given))

    def appended(self, log, *given):
        if self.left:
            self.left -= 1
            with pytest.MonkeyPatch.context() as without:
                without.setattr(CaseLog, "append", self.append)
                self.other()
        return self.append(log, *given)


def kinds(records, settings):
    return [event.kind for event in CaseLog.of(records, settings).events()][3:]


def test_C3_the_same_answer_by_two_people_at_once_is_recorded_once(cases_at, records, settings, monkeypatch):
    drafted(cases_at)
    cases_at().sent(CPS, MONDAY, By.EMAIL)
    others = []
    Between(monkeypatch, lambda: others.append(cases_at().answered(CPS, MONDAY, By.HAND)))
    assert (cases_at().answered(CPS, MONDAY, By.HAND), others) == (False, [True])
    assert kinds(records, settings) == [EventKind.SENT, EventKind.ANSWERED]


def test_C3_what_two_people_take_back_at_once_is_taken_back_once(cases_at, records, settings, monkeypatch):
    drafted(cases_at)
    cases_at().sent(CPS, MONDAY, By.EMAIL)
    Between(monkeypatch, lambda: cases_at().take_back(CPS))
    found = cases_at().take_back(CPS)  # what is left of it then: its draft
    assert (found.event.kind, found.withdrawn) == (EventKind.DRAFTED, (CPS,))
    assert kinds(records, settings) == [EventKind.SENT, EventKind.TAKEN_BACK, EventKind.WITHDRAWN]


def test_C3_whoever_is_second_to_take_a_case_is_told(cases_at, monkeypatch):
    at_once = cases_at()
    cases = at_once.of_report("daily_diffs", DAY)
    cases.add("D3-7", EventKind.ASKED, rows=(7,), client="012345678")
    cases.add("D3-7", EventKind.HANDED_ON, rows=(7,))
    at_once.record(cases)
    Between(monkeypatch, lambda: handover.take(cases_at(), "20250113-D3-7"))
    with pytest.raises(CallError, match="^20250113-D3-7 is with .+ already.$"):
        handover.take(cases_at(), "20250113-D3-7")


def test_C3_a_report_on_which_somebody_decides_at_the_same_moment_is_told(
    cases_at, records, settings, monkeypatch
):
    drafted(cases_at)
    mine = cases_at()
    cases = mine.of_report("daily_diffs", DAY)
    cases.add("D3-7", EventKind.UNDECIDED, rows=(7,))
    Between(monkeypatch, lambda: cases_at().sent(CPS, MONDAY, By.EMAIL))
    with pytest.raises(
        FileError, match="^Somebody else has decided something on this report at the same moment"
    ):
        mine.record(cases)
    assert kinds(records, settings) == [EventKind.SENT]


def test_C3_what_others_write_about_another_day_stops_nobody(cases_at, records, settings, monkeypatch):
    drafted(cases_at)
    mine = cases_at()
    cases = mine.of_report("daily_diffs", DAY)
    cases.add("D3-7", EventKind.UNDECIDED, rows=(7,))

    def other():
        theirs = cases_at()
        of_other = theirs.of_report("on_list", DAY)
        of_other.add("L7-2", EventKind.ASKED, rows=(2,), client="1")
        theirs.record(of_other)

    Between(monkeypatch, other, times=19)
    assert mine.record(cases) == []
    assert (cases.pending, kinds(records, settings)[-1]) == ([], EventKind.UNDECIDED)


def test_C3_while_others_write_all_the_time_nothing_is_recorded(cases_at, records, settings, monkeypatch):
    drafted(cases_at)
    cases_at().sent(CPS, MONDAY, By.EMAIL)
    monkeypatch.setattr(CaseLog, "last", lambda log: 1)
    with pytest.raises(FileError) as said:
        cases_at().answered(CPS, MONDAY, By.HAND)
    assert str(said.value) == "Others write into the case log all the time. Nothing was recorded; try again."
    assert kinds(records, settings) == [EventKind.SENT]


def test_C3_of_many_processes_that_record_one_answer_one_does(cases_at, records, settings):
    drafted(cases_at)
    cases_at().sent(CPS, MONDAY, By.EMAIL)
    context = multiprocessing.get_context("fork")
    gate, new = context.Barrier(8), context.Queue()

    def answer():
        one = cases_at()
        gate.wait()
        new.put(one.answered(CPS, MONDAY, By.HAND))

    processes = [context.Process(target=answer) for _ in range(8)]
    for process in processes:
        process.start()
    assert sorted(new.get() for _ in processes) == [False] * 7 + [True]
    for process in processes:
        process.join()
    assert kinds(records, settings) == [EventKind.SENT, EventKind.ANSWERED]


def test_of_two_people_at_once_the_first_counts(cases_at):
    drafted(cases_at)
    times = [MONDAY + minute * HOUR / 60 for minute in range(8)]
    with ThreadPoolExecutor(8) as people:
        recorded = list(people.map(lambda at: cases_at().sent(CPS, at, By.EMAIL), times))
    assert recorded.count(True) == 1
    sent = [event for event in cases_at().find(CPS).case.events if event.kind is EventKind.SENT]
    assert [cases_at().find(CPS).notice.sent] == sent
    assert states(cases_at, MONDAY + 2 * HOUR) == {CPS: State.WAITING}


def test_C6_no_answer_to_what_was_not_recorded_as_sent(cases_at):
    drafted(cases_at)
    with pytest.raises(CallError) as error:
        cases_at().answered(CPS, MONDAY + HOUR, By.HAND)
    assert str(error.value) == (
        f"{CPS} is not recorded as sent, so it cannot have been answered. If it was sent, file the e-mail that was "
        "sent first: cso-xl file-email."
    )
    assert states(cases_at, MONDAY) == {CPS: State.TO_SEND}


def test_C10_what_is_overdue_comes_before_what_waits_and_then_the_oldest(cases_at, records, settings):
    hours = {"20250113-D3-9-scm": 3, "20250113-D3-8-cps": 1, CPS: 2, "20250113-D3-4-cuh": 4}
    for reference, later in hours.items():
        drafted(cases_at, reference)
        cases_at(MONDAY + later * HOUR).sent(reference, MONDAY + later * HOUR, By.EMAIL)
    listed = due.listed(records, with_table(settings), MONDAY + 60 * HOUR)
    assert [(one.reference, one.state) for one in listed] == [
        ("20250113-D3-4-cuh", "overdue"),
        ("20250113-D3-8-cps", "waiting"),
        (CPS, "waiting"),
        ("20250113-D3-9-scm", "waiting"),
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"client": "Smith, John"},
        {"client": "1 Kauri Street"},
        {"client": "01/02/1990"},
        {"client": "0123456789"},
        {"client": "١٢٣"},
        {"others": ("Smith",)},
        {"outcome": "Tell Ms Smith"},
        {"notice": "Smith"},
        {"missing": ("Smith, John",)},
        {"reference": "20250113-D3-7-cps/../x"},
        {"time": MONDAY.replace(tzinfo=None)},
        {"at": MONDAY.replace(tzinfo=None)},
    ],
)
def test_an_event_takes_nothing_in_which_a_name_could_stand_and_no_time_without_a_zone(wrong):
    good = {
        "time": MONDAY,
        "user": "jo",
        "kind": EventKind.ASKED,
        "report": "daily_diffs",
        "date": DAY,
        "entry": "D3-7",
    }
    Event(**good)
    with pytest.raises(
        ValueError, match=f"^the case log does not take what was given as {next(iter(wrong))}$"
    ):
        Event(**{**good, **wrong})


def test_an_unknown_reference_names_the_nearest(cases_at, records):
    drafted(cases_at)
    before = (records / LOG).read_bytes()
    for record in (cases_at().sent, cases_at().answered):
        with pytest.raises(CallError) as error:
            record("20250113-D3-8-cps", MONDAY, By.HAND)
        assert str(error.value) == f"No notice has the reference '20250113-D3-8-cps'. Nearest: {CPS}."
    assert (records / LOG).read_bytes() == before


def test_an_unknown_reference_before_anything_was_drafted(cases_at, records):
    with pytest.raises(CallError) as error:
        cases_at().sent(CPS, MONDAY, By.HAND)
    assert str(error.value) == f"No notice has the reference '{CPS}'. No notice is open."
    assert list(records.rglob("*.jsonl")) == []


NO_REFERENCES = [
    "", "Smith, John", "../../20250113-D3-7-cps", "20250113-D3-7-cps/../x", "20250113-D3-7-cps\n",
    "20250113-D3-7-cps\0", "C:\\20250113-D3-7-cps", "[20250113-D3-7-cps]", "20250113-D3-7-cps sent",
    "２０２５０１１３-D3-7-cps", "20250113-d3-7-cps", "20250113-D3-7-CPS", "x" * 100_000,
]  # fmt: skip


@pytest.mark.parametrize("text", NO_REFERENCES)
@pytest.mark.parametrize("act", ["sent", "answered", "machine_replied", "reminded", "take_back", "tick"])
def test_a_text_that_is_no_reference_is_not_repeated_and_records_nothing(act, text, cases_at, records):
    drafted(cases_at)
    before = (records / LOG).read_bytes()
    times = {"sent": (MONDAY, By.HAND), "answered": (MONDAY, By.HAND), "machine_replied": (MONDAY,)}
    with pytest.raises(CallError) as error:
        getattr(cases_at(), act)(text, *times.get(act, ()))
    of_case = act in ("take_back", "tick")
    assert str(error.value).startswith(
        "What was typed is not the reference of a case. It is the day and the entry, and reads like '20250113-D3-7'. "
        if of_case
        else "What was typed is not the reference of a notice. It stands in square brackets in the subject and "
        "reads like '20250113-D3-7-cps'. "
    )
    assert "Smith" not in str(error.value) and len(str(error.value)) < 250
    assert (records / LOG).read_bytes() == before


def test_nothing_recorded_is_an_empty_list_and_makes_no_folder(cases_at, records):
    assert cases_at().open() == [] and cases_at().of_day("daily_diffs", DAY) == []
    assert list(records.iterdir()) == []


def test_a_records_folder_that_is_not_there_is_never_made(tmp_path, settings):
    with pytest.raises(FileError, match="does not exist"):
        CaseBook(tmp_path / "absent", with_table(settings), MONDAY)
    assert not (tmp_path / "absent").exists()


def test_a_log_that_cannot_be_read_is_no_empty_list(cases_at, records):
    (records / LOG).mkdir(parents=True)
    with pytest.raises(FileError):
        cases_at().open()


def test_settings_that_cannot_be_used_are_found_before_anything_is_written(records, settings):
    with pytest.raises(SettingsError, match="^'soon' in \\[follow_ups\\] is not a time that can be counted"):
        CaseBook(records, with_table(settings, scm="soon"), MONDAY)
    assert list(records.iterdir()) == []

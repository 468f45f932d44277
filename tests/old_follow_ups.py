"""Follow-ups of notices and the working days they are counted in [X2, L13]."""

import dataclasses
import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from cso_xl.filing.follow_ups import FOLDER, Facts, FollowUps, due_for

from cso_xl.decisions.working_time import NEW_ZEALAND
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
MONDAY = dt.datetime(2025, 1, 12, 21, 0, tzinfo=dt.UTC)  # Monday 13 January 2025, 10:00 in New Zealand
HOUR = dt.timedelta(hours=1)


def with_table(settings, **changed):
    return dataclasses.replace(settings, values={**settings.values, "follow_ups": {**TABLE, **changed}})


@pytest.fixture
def follow_ups(records, settings):
    return FollowUps(records, with_table(settings))


def facts(reference=CPS, client_number="012345678"):
    return Facts(reference, "daily_diffs", "change_of_address", reference.rpartition("-")[2], client_number)


def test_X2_a_notice_is_drafted_sent_and_answered(follow_ups):
    now = MONDAY + 100 * HOUR
    assert follow_ups.drafted(facts(), MONDAY - HOUR)
    assert [one.state(now) for one in follow_ups.all()] == ["to be sent"]
    assert follow_ups.sent(CPS, MONDAY)
    assert [one.state(now) for one in follow_ups.all()] == ["overdue"]
    assert follow_ups.answered(CPS, now)
    (one,) = follow_ups.all()
    assert (one.reference, one.report, one.notice) == (CPS, "daily_diffs", "change_of_address")
    assert (one.to, one.client_number, one.state(now)) == ("cps", "012345678", "answered")
    assert (one.drafted, one.sent, one.answered) == (MONDAY - HOUR, MONDAY, now)
    assert one.due == MONDAY + 72 * HOUR


@pytest.mark.parametrize(
    ("to", "hours_later", "state"),
    [
        ("cps", 0, "waiting"),
        ("cps", 72, "waiting"),
        ("cps", 72.01, "overdue"),
        ("cuh", 48, "waiting"),
        ("cuh", 48.01, "overdue"),
        ("scm", 8 * 24 + 7, "waiting"),  # Wellington's anniversary lies between
        ("scm", 8 * 24 + 7.01, "overdue"),
        ("ot", 10_000, "done"),
        ("yssu", 10_000, "done"),
    ],
)
def test_X2_each_recipient_has_a_time_of_its_own(follow_ups, to, hours_later, state):
    reference = f"20250113-D3-7-{to}"
    follow_ups.drafted(facts(reference), MONDAY - 24 * HOUR)
    follow_ups.sent(reference, MONDAY)
    now = MONDAY + hours_later * HOUR
    assert [one.state(now) for one in follow_ups.all()] == [state]
    assert [one.to for one in follow_ups.open(now)] == ([] if state == "done" else [to])


def test_L13_the_units_own_time_for_matches(settings):
    assert due_for(with_table(settings), "matches", MONDAY) == MONDAY + 48 * HOUR
    assert due_for(with_table(settings, matches=""), "matches", MONDAY) is None


def test_each_event_is_recorded_once_and_keeps_its_first_time(follow_ups):
    record = (lambda at: follow_ups.drafted(facts(), at), *(
        (lambda at, event=event: event(CPS, at)) for event in (follow_ups.sent, follow_ups.answered)
    ))  # fmt: skip
    assert [event(MONDAY) for event in record] == [True, True, True]
    assert [event(MONDAY + HOUR) for event in record] == [False, False, False]
    (one,) = follow_ups.all()
    assert {one.drafted, one.sent, one.answered} == {MONDAY}


def test_of_two_people_at_once_only_one_records_it(follow_ups):
    follow_ups.drafted(facts(), MONDAY)
    with ThreadPoolExecutor(8) as people:
        recorded = list(people.map(lambda _: follow_ups.sent(CPS, MONDAY), range(8)))
    assert sorted(recorded) == [False] * 7 + [True]


def test_an_answer_to_what_was_not_recorded_as_sent_counts(follow_ups):
    follow_ups.drafted(facts(), MONDAY)
    assert follow_ups.answered(CPS, MONDAY + HOUR)
    (one,) = follow_ups.all()
    assert (one.sent, one.due, one.state(MONDAY)) == (None, None, "answered")
    assert follow_ups.open(MONDAY) == []


def test_the_most_urgent_comes_first_and_what_has_no_date_last(follow_ups):
    for reference in ("20250113-D3-9-scm", "20250113-D3-8-cps", CPS, "20250113-A8-2-ot", "20250113-D3-4-cuh"):
        follow_ups.drafted(facts(reference), MONDAY)
        follow_ups.sent(reference, MONDAY)
    follow_ups.drafted(facts("20250113-A8-1-cps"), MONDAY)
    assert [one.reference for one in follow_ups.all()] == [
        "20250113-D3-4-cuh", CPS, "20250113-D3-8-cps", "20250113-D3-9-scm", "20250113-A8-1-cps", "20250113-A8-2-ot",
    ]  # fmt: skip


def test_a_file_holds_the_facts_and_no_person(follow_ups, records):
    follow_ups.drafted(facts(), MONDAY.astimezone(NEW_ZEALAND))
    follow_ups.sent(CPS, MONDAY)
    folder = records / "Child Sex Offenders" / "Follow-ups"
    assert sorted(path.name for path in folder.iterdir()) == [f"{CPS} drafted.json", f"{CPS} sent.json"]
    for path in folder.iterdir():
        assert json.loads(path.read_bytes()) == {
            "reference": CPS,
            "report": "daily_diffs",
            "notice": "change_of_address",
            "to": "cps",
            "client_number": "012345678",
            "at": "2025-01-12T21:00:00+00:00",
        }


@pytest.mark.parametrize("number", ["Smith, John", "1 Kauri Street", "01/02/1990", "0123456789", "١٢٣", ""])
def test_what_is_no_client_number_is_not_kept(follow_ups, records, number):
    follow_ups.drafted(facts(client_number=number), MONDAY)
    assert [one.client_number for one in follow_ups.all()] == [""]
    kept = json.loads((records / FOLDER / f"{CPS} drafted.json").read_bytes())
    assert kept["client_number"] == ""


def test_an_unknown_reference_names_the_nearest(follow_ups, records):
    follow_ups.drafted(facts(), MONDAY)
    for record in (follow_ups.sent, follow_ups.answered):
        with pytest.raises(CallError) as error:
            record("20250113-D3-8-cps", MONDAY)
        assert str(error.value) == f"No notice has the reference '20250113-D3-8-cps'. Nearest: {CPS}."
    assert len(list((records / FOLDER).iterdir())) == 1


def test_an_unknown_reference_before_anything_was_drafted(follow_ups):
    with pytest.raises(
        CallError, match=r"^No notice has the reference '.*'\. No notice has been drafted yet\.$"
    ):
        follow_ups.sent(CPS, MONDAY)


@pytest.mark.parametrize(
    "text",
    [
        "", "Smith, John", "../../20250113-D3-7-cps", "20250113-D3-7-cps/../x", "20250113-D3-7-cps\n",
        "20250113-D3-7-cps\0", "C:\\20250113-D3-7-cps", "[20250113-D3-7-cps]", "20250113-D3-7-cps sent",
        "２０２５０１１３-D3-7-cps", "20250113-d3-7-cps", "20250113-D3-7-CPS", "x" * 100_000,
    ],
)  # fmt: skip
def test_a_text_that_is_no_reference_makes_no_path_and_is_not_repeated(follow_ups, records, text):
    follow_ups.drafted(facts(), MONDAY)
    for record in (follow_ups.sent, follow_ups.answered):
        with pytest.raises(CallError) as error:
            record(text, MONDAY)
        assert str(error.value).startswith(
            "What was given is not the reference of a notice. It stands in square brackets in the subject and "
            "reads like '20250113-D3-7-cps'. "
        )
        assert "Smith" not in str(error.value) and len(str(error.value)) < 250
    with pytest.raises(CallError):
        follow_ups.drafted(dataclasses.replace(facts(), reference=text), MONDAY)
    assert [path.name for path in records.rglob("*.json")] == [f"{CPS} drafted.json"]


def test_a_reference_names_its_own_recipient(follow_ups):
    with pytest.raises(CallError):
        follow_ups.drafted(dataclasses.replace(facts(), to="ot"), MONDAY)


GOOD = {**dataclasses.asdict(facts()), "at": "2025-01-12T21:00:00+00:00"}


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
                {"at": "2025-01-13"},
                {"at": "2025-01-12T21:00:00"},
                {"at": "9999-12-31T23:59:59+00:00"},
                {"at": "0001-01-01T00:00:00+13:00"},
                {"reference": "20250113-D3-8-cps"},
                {"reference": 7},
                {"client_number": 12345678},
                {"to": "ot"},
                {"client_name": "Smith"},
            )
        ),
    ],
)
def test_a_damaged_file_is_named_and_what_it_holds_is_not(follow_ups, records, data):
    follow_ups.drafted(facts(), MONDAY)
    (records / FOLDER / f"{CPS} sent.json").write_bytes(data)
    for listing in (follow_ups.all, lambda: follow_ups.open(MONDAY)):
        with pytest.raises(FileError) as error:
            listing()
        assert str(error.value) == (
            f"Child Sex Offenders/Follow-ups/{CPS} sent.json is damaged: it does not hold what cso_xl writes. Move it "
            "out of the folder Follow-ups, or get its earlier version back, and record the notice again."
        )


def test_other_files_in_the_folder_are_let_be(follow_ups, records):
    follow_ups.drafted(facts(), MONDAY)
    for name in ("notes.txt", f"{CPS} lost.json", f"{CPS} sent (1).json", ".cso_xl-0123456789abcdef.tmp"):
        (records / FOLDER / name).write_bytes(b"{")
    assert [one.state(MONDAY) for one in follow_ups.all()] == ["to be sent"]


def test_a_notice_whose_first_file_is_lost_is_still_followed_up(follow_ups, records):
    follow_ups.drafted(facts(), MONDAY)
    follow_ups.sent(CPS, MONDAY)
    (records / FOLDER / f"{CPS} drafted.json").unlink()
    (one,) = follow_ups.open(MONDAY)
    assert (one.drafted, one.sent, one.state(MONDAY)) == (None, MONDAY, "waiting")
    assert follow_ups.answered(CPS, MONDAY)


def test_nothing_drafted_is_an_empty_list_and_makes_no_folder(follow_ups, records):
    assert follow_ups.all() == [] and follow_ups.open(MONDAY) == []
    assert list(records.iterdir()) == []


def test_a_folder_that_cannot_be_read_is_no_empty_list(follow_ups, records):
    (records / FOLDER).parent.mkdir()
    (records / FOLDER).write_bytes(b"")
    with pytest.raises(FileError, match="The folder .*Follow-ups cannot be read: "):
        follow_ups.all()


def test_a_records_folder_that_is_not_there_is_never_made(tmp_path, settings):
    with pytest.raises(FileError, match="does not exist"):
        FollowUps(tmp_path / "absent", with_table(settings))
    assert not (tmp_path / "absent").exists()


def test_settings_that_cannot_be_used_are_found_before_anything_is_written(records, settings):
    with pytest.raises(SettingsError, match="^'soon' in \\[follow_ups\\] is not a time that can be counted"):
        FollowUps(records, with_table(settings, scm="soon"))


def test_a_recipient_that_settings_do_not_have_is_an_error(follow_ups, records):
    with pytest.raises(SettingsError) as error:
        follow_ups.drafted(facts("20250113-D3-7-iap"), MONDAY)
    assert str(error.value) == (
        "[follow_ups] in settings does not say how long 'iap' may take. It has cps, scm, cuh, ot, yssu, matches."
    )
    assert list(records.iterdir()) == []


def test_a_time_without_a_zone_is_refused(follow_ups, records):
    with pytest.raises(ValueError, match="a moment has a time zone"):
        follow_ups.drafted(facts(), MONDAY.replace(tzinfo=None))
    assert list(records.iterdir()) == []

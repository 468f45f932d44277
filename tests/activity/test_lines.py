"""The activity log: what a line is, and that no person is in it [X5]."""

import dataclasses
import datetime as dt
import hashlib
import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_xl.activity import ActivityLog, Done
from cso_xl.errors import CallError, FileError
from cso_xl.records.account import account, os_user
from helpers.activity_log import AFTER, BEFORE, MONDAY, done
from helpers.files import CANARIES


def test_X5_a_line_says_who_did_what_when_in_which_report_and_to_whose_rows(log, path):
    entry = log.append(done())
    raw = path.read_bytes()
    assert (
        raw
        == (
            '{"sequence":1,"time":"2025-01-12T21:00:00.000007+00:00","user":"jsmith042","report":"address_sharer",'
            '"report_date":"2025-01-13","ids":["A4"],"step":"remove_rows",'
            f'"before":"{BEFORE}","after":"{AFTER}","counts":{{"kept":3,"removed":2}},'
            f'"clients":["012345678","987654321"],"previous":"{"0" * 96}","hash":"{entry.hash}"}}\n'
        ).encode()
    )
    assert list(log.entries()) == [entry]
    assert (entry.sequence, entry.time, entry.clients) == (1, MONDAY, ("012345678", "987654321"))
    assert log.verify() == []


def test_X5_the_chain_can_be_checked_without_cso_xl(log, path):
    for clients in (("1",), ("2",), ()):
        log.append(done(clients=clients))
    previous = "0" * 96
    for line in path.read_text("utf-8").splitlines():
        body, _, own = line.removesuffix('"}').rpartition(',"hash":"')
        assert json.loads(line)["previous"] == previous
        assert hashlib.sha384(body.encode()).hexdigest() == own
        previous = own


def test_X5_the_head_lies_beside_the_records_root_and_in_the_second_place(log, heads):
    log.append(done())
    entry = log.append(done())
    expected = f'{{"sequence":2,"hash":"{entry.hash}"}}\n'
    assert [head.read_text("utf-8") for head in heads] == [expected, expected]


def test_X5_the_least_that_a_line_holds(log):
    least = Done(time=MONDAY, user="q", report="", report_date=None, ids=(), step="post")
    entry = log.append(least)
    assert dataclasses.asdict(least).items() <= dataclasses.asdict(entry).items()
    assert list(log.entries()) == [entry]


def test_X5_a_time_is_kept_in_utc_and_a_client_once(log):
    there = dt.timezone(dt.timedelta(hours=13))
    entry = log.append(done(time=MONDAY.astimezone(there), clients=("2", "1", "2")))
    assert (entry.time, entry.time.tzinfo, entry.clients) == (MONDAY, dt.UTC, ("1", "2"))


def test_X5_a_report_with_every_client_on_it_is_one_line(log):
    everybody = tuple(f"{number:09}" for number in range(100_000))
    log.append(done(clients=everybody))
    log.append(done())
    assert [len(entry.clients) for entry in log.entries()] == [100_000, 2]
    assert [entry.sequence for entry in log.footprint("99999")] == [1]
    assert log.verify() == []


def test_nothing_logged_is_an_empty_list_and_makes_no_folder(log, records, heads):
    assert (list(log.entries()), log.footprint("1"), log.verify()) == ([], [], [])
    assert list(records.iterdir()) == [] and not any(head.exists() for head in heads)


def test_a_records_folder_that_is_not_there_is_never_made(tmp_path):
    absent = tmp_path / "absent"
    with pytest.raises(FileError) as error:
        ActivityLog(absent)
    assert (
        str(error.value) == f"The records folder {absent} does not exist. Check that its drive is connected."
    )
    assert not absent.exists()


# The footprint


def test_X5_the_footprint_says_who_touched_a_clients_rows(log):
    log.append(done(clients=("012345678", "5")))
    log.append(done(clients=("112345678", "1234567")))
    log.append(
        done(
            user="mturei", report="on_list", ids=("L3",), step="paste_current_clients", clients=("12345678",)
        )
    )
    found = [(one.user, one.time, one.report, one.ids, one.step) for one in log.footprint("12345678")]
    assert found == [
        ("jsmith042", MONDAY, "address_sharer", ("A4",), "remove_rows"),
        ("mturei", MONDAY, "on_list", ("L3",), "paste_current_clients"),
    ]
    assert log.footprint("012345678") == log.footprint("12345678")
    assert log.footprint("3") == []


@pytest.mark.parametrize("number", ["", "Smith", "0123456789", "1 2", "١٢٣", "12\n", "-1", None])
def test_X5_a_footprint_of_what_is_no_client_number(log, number):
    log.append(done())
    with pytest.raises(CallError) as error:
        log.footprint(number)
    assert str(error.value) == "What was given is not a client number: it has 1 to 9 digits."


def test_X5_a_footprint_is_never_made_of_a_log_that_was_changed(log, path, records):
    for number in "123":
        log.append(done(clients=(number,)))
    whole = path.read_bytes()
    wrong = "The activity log is not as it was written."
    then = "Have the log verified and get its earlier version back before anybody relies on it."
    path.write_bytes(whole.replace(b'"clients":["2"]', b'"clients":["4"]'))
    with pytest.raises(FileError) as error:
        log.footprint("4")
    assert str(error.value) == f"{wrong} Line 2: it was changed after it was written. {then}"
    path.write_bytes(whole[: whole.rindex(b"\n", 0, -1) + 1])
    with pytest.raises(FileError) as error:
        log.footprint("3")
    place = f"the head in {records.parent} knows 3."
    assert str(error.value) == f"{wrong} Line 3: from here on lines are gone or changed: {place} {then}"


# No person can be in it

WORDS = re.compile("[a-z]+([_-][a-z]+)*", re.ASCII)
names = st.sampled_from([*CANARIES, "O'Brien", "Ngāti", "Te Whāiti", "Smith", "Jo"])
people = st.one_of(
    st.builds("{}, {}".format, names, names),
    st.builds("{} {}".format, names, names),
    st.builds("{} {} Street".format, st.integers(1, 999), names),
    st.builds("{:%d/%m/%Y}".format, st.dates()),
    st.builds("Flat {}, {} {} Road".format, st.integers(1, 9), st.integers(1, 99), names),
)
FIELDS = {
    "user": lambda text: {"user": text},
    "report": lambda text: {"report": text},
    "step": lambda text: {"step": text},
    "ids": lambda text: {"ids": (text,)},
    "before": lambda text: {"before": text},
    "after": lambda text: {"after": text},
    "counts": lambda text: {"counts": {text: 1}},
    "clients": lambda text: {"clients": ("012345678", text)},
}


@pytest.mark.parametrize("field", FIELDS)
@given(people)
def test_X5_no_name_address_or_date_of_birth_can_enter(field, text):
    with pytest.raises(ValueError, match="^the activity log does not take what was given as ") as error:
        done(**FIELDS[field](text))
    assert str(error.value).endswith(f" as {field}") and text not in str(error.value)


@pytest.mark.parametrize("field", [field for field in FIELDS if field != "user"])
@given(names)
def test_X5_a_single_name_is_only_ever_an_account(field, text):
    with pytest.raises(ValueError):
        done(**FIELDS[field](text))


@given(
    st.sampled_from(list(FIELDS)),
    st.one_of(st.text(), st.from_regex(WORDS), st.text("0123456789٣²", max_size=11)),
)
def test_X5_whatever_enters_is_a_word_of_the_programs_own_digits_or_a_hash(field, text):
    try:
        done(**FIELDS[field](text))
    except ValueError:
        return
    allowed = {
        "user": r"[\w.-]+", "report": f"({WORDS.pattern})?", "step": WORDS.pattern, "counts": WORDS.pattern,
        "ids": "[A-Z][0-9]{1,2}", "clients": "[0-9]{1,9}", "before": "([0-9a-f]{64})?", "after": "([0-9a-f]{64})?",
    }  # fmt: skip
    assert re.fullmatch(allowed[field], text)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("clients", "012345678"),
        ("clients", [12345678]),
        ("clients", (12345678,)),
        ("clients", ("0123456789",)),
        ("clients", ("",)),
        ("clients", ("1\n",)),
        ("clients", None),
        ("ids", "A4"),
        ("ids", ("a4",)),
        ("counts", {"kept": -1}),
        ("counts", {"kept": True}),
        ("counts", {"kept": 1.0}),
        ("counts", {"kept": "3"}),
        ("counts", {"kept": 10_000_000}),
        ("counts", {"kept": 19900102}),
        ("counts", None),
        ("time", MONDAY.replace(tzinfo=None)),
        ("time", MONDAY.replace(year=9999)),
        ("time", "2025-01-13"),
        ("report_date", MONDAY),
        ("report_date", "2025-01-13"),
        ("before", AFTER.upper()),
        ("user", ""),
        ("user", "MSD\\jsmith"),
        ("step", ""),
        ("step", None),
    ],
)
def test_X5_what_is_of_another_kind_is_refused(field, value):
    with pytest.raises(ValueError) as error:
        done(**{field: value})
    assert str(error.value) == f"the activity log does not take what was given as {field}"


def test_X5_what_is_of_another_kind_is_named_altogether():
    with pytest.raises(ValueError) as error:
        done(user="", clients=("x",), time=None)
    assert str(error.value) == "the activity log does not take what was given as user, clients, time"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("counts", {"kept": 0, "left_out": 9_999_999}),
        ("counts", {}),
        ("time", MONDAY.replace(year=2099)),
        ("report_date", None),
        ("user", "x" * 64),
        ("clients", ("1", "123456789")),
        ("ids", ("A4", "D12")),
    ],
)
def test_X5_what_just_fits_is_taken(log, field, value):
    entry = log.append(done(**{field: value}))
    assert getattr(entry, field) == value
    assert list(log.entries()) == [entry]


def test_X5_what_is_put_in_after_the_check_is_not_written(log, path):
    log.append(done())
    there, counts = path.read_bytes(), {"kept": 1}
    late = done(counts=counts)
    counts["Canarova, Quetzalina"] = 1
    with pytest.raises(ValueError, match="^the activity log does not take what was given as counts$"):
        log.append(late)
    assert path.read_bytes() == there


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("jsmith042", "jsmith042"),
        ("MSD\\jsmith042", "jsmith042"),
        ("jsmith042@msd.example.org", "jsmith042"),
        ("Jane Smith", "Jane_Smith"),
        ("Mārama.T", "Mārama.T"),
        ("-x", "_x"),
        ("", "_"),
        ('a"b\\', "_"),
        ("x\ud800y", "x_y"),
        ("x" * 100, "x" * 64),
    ],
)
def test_X5_an_account_is_kept_without_its_domain(given, kept):
    assert account(given) == kept
    assert done(user=kept)


@given(st.text())
def test_X5_every_account_can_be_logged(given):
    assert done(user=account(given))


def test_X5_the_user_is_who_the_system_says(monkeypatch):
    before = os_user()
    for variable in ("USER", "LOGNAME", "LNAME", "USERNAME"):
        monkeypatch.setenv(variable, "somebody-else")
    assert os_user() == before != "somebody-else"
    assert done(user=before)

"""The return to Corrections: the week's confirmed matches and what was done, and nobody else [L13]."""

import datetime as dt
import io
import json
from email import message_from_bytes, policy

import pytest
from openpyxl import load_workbook

from cso_xl import settings as settings_
from cso_xl.decisions.working_time import NEW_ZEALAND
from cso_xl.desk import due
from cso_xl.desk.matches import HEADINGS
from helpers.at_work import Unit, call
from helpers.files import CANARIES

FOLDER = "Child Sex Offenders/Return to Corrections/2025/01 January"
COPY = f"{FOLDER}/20250113 Return to Corrections.xlsx"
REFERENCE = "20250113-L13-1-match"
ADD, IN_PLACE = "No note: add it", "Note in place: NFAR"
DECEASED = "Client is deceased: NFA"
DENIED, ASK = "CPS: not a CSO: NFA", "No note: ask CPS to confirm first"


@pytest.fixture
def unit(tmp_path, records):
    """An on list of which two matches are confirmed (rows 2 and 3); the others are denied, asked about, or open."""
    made = Unit(tmp_path, records)
    (tmp_path / "own.toml").write_text('[notices.addresses]\nmatch = "matches@example.org"\n', "utf-8")
    for row in range(2, 8):
        made.week.set("on-list", row, "Match Level", "1")
        for heading, text in (
            ("Corrections Reference", f"SYN{row}"), ("Date of Birth on MSD System", f"0{row}/01/1980"),
            ("Surname on MSD System", f"Surname{row}"), ("Given Names on MSD System", f"Given{row}"),
        ):  # fmt: skip
            made.week.set("on-list", row, heading, text)
        made.week.set("cso-daily", row, "SWIFTT Status", "Current")
    made.run("on-list")
    made.choose(L6_2=ADD, L6_3=IN_PLACE, L6_4=ASK)
    made.do("draft", "on-list")
    return made


def make(unit, *arguments):
    return call("return", "--records", unit.records, "--settings", unit.folder / "own.toml", "--date", "2025-01-15",
                *arguments)  # fmt: skip


def owed(unit, day=17):
    """What `due` says of the week's return at noon of a day of January 2025."""
    at = dt.datetime(2025, 1, day, 12, tzinfo=NEW_ZEALAND)
    settings = settings_.load(unit.folder / "own.toml")
    return [line.next for line in due.listed(unit.records, settings, at) if "Return" in line.reference]


HOW = "when the week is worked, cso-xl return --date 2025-01-13, or E-mails > Return of confirmed matches"


def test_C10_a_return_is_owed_until_it_is_made_and_again_when_a_match_has_changed(unit):
    assert owed(unit) == owed(unit, day=31) == [f"its matches are confirmed: {HOW}"]
    assert owed(unit, day=10) == []
    make(unit)
    assert owed(unit) == []
    unit.choose(L6_4="CPS confirmed: add the note")
    unit.do("draft", "on-list")
    assert owed(unit) == [f"its confirmed matches have changed since it was made: {HOW}"]
    make(unit)
    assert owed(unit) == []
    unit.choose(L6_2=DENIED, L6_3=DENIED, L6_4=DENIED)
    unit.do("draft", "on-list")
    assert len(owed(unit)) == 1
    make(unit)
    assert owed(unit) == []


def test_a_return_is_not_owed_while_nobody_gets_it(unit):
    (unit.folder / "own.toml").write_text("")
    assert owed(unit) == []


def rows(unit, copy=COPY):
    sheet = load_workbook(unit.records / copy).worksheets[0]
    return [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]


def number(unit, row):
    headings, *listed = unit.week.grids["on-list"]
    return listed[row - 2][headings.index("CSO Client Number")]


def test_the_workbook_has_the_confirmed_matches_and_only_what_is_needed(unit):
    done = make(unit)
    assert done.exit_code == 0, done.output
    assert done.stdout.startswith(
        f"{REFERENCE}: the return of the week from 13 January 2025 with 2 confirmed matches"
    )
    headings, *listed = rows(unit)
    assert tuple(headings) == HEADINGS
    assert [row[:5] for row in listed] == [
        [f"SYN{row}", f"Surname{row}", f"Given{row}", f"0{row}/01/1980", number(unit, row)] for row in (2, 3)
    ]
    assert [row[6] for row in listed] == [
        "Special Cautions note: to be added",
        "Special Cautions note was in place",
    ]


def test_it_holds_no_name_but_those_of_the_confirmed(unit):
    done = make(unit)
    text = str(rows(unit)) + "".join(part for part in done.output)
    assert not [name for name in (*CANARIES, "Surname4", "Surname5") if name in text]
    assert not [row for row in range(2, 8) if f"Surname{row}" in done.output]
    [draft] = (unit.records / FOLDER / "Drafts").glob("*.eml")
    mail = message_from_bytes(draft.read_bytes(), policy=policy.default)
    body = mail.get_body(("plain",)).get_content()
    assert "Surname" not in draft.name + mail["Subject"] + body


def test_the_draft_carries_the_filed_workbook(unit):
    make(unit)
    [draft] = (unit.records / FOLDER / "Drafts").glob(f"*[[]{REFERENCE}].eml")
    mail = message_from_bytes(draft.read_bytes(), policy=policy.default)
    [part] = mail.iter_attachments()
    assert (mail["To"], mail["X-Unsent"]) == ("matches@example.org", "1")
    assert part.get_content() == (unit.records / COPY).read_bytes()
    listed = json.loads(call("drafts", "--json", "--records", unit.records).stdout)["drafts"]
    assert [one["what"] for one in listed if one["reference"] == REFERENCE] == [
        "Confirmed matches of the week, and the action taken"
    ]


def test_what_was_done_is_told_when_it_was(unit):
    unit.choose(
        L7_2="Registered, current or appointment: tell ASCM/SCM",
        L8_2="Dependent children: tell CPS and Oranga Tamariki",
    )
    unit.do("draft", "on-list")
    unit.do("tick", "20250113-L6-2")
    unit.send("20250113-L7-2-scm")
    make(unit)
    [done] = [row[6] for row in rows(unit) if row[1] == "Surname2"]
    added, told = done.split("; ")
    assert (
        added.startswith("Special Cautions note: added on ")
        and told == "the service centre told on 13/01/2025"
    )


def test_run_again_nothing_is_done_twice_and_it_says_so(unit):
    made = f"{REFERENCE}: the return of the week from 13 January 2025 with 2 confirmed matches"
    lies = f"it lies in {FOLDER}/Drafts, for you to read and send.\n"
    assert make(unit).stdout == f"{made} is drafted: {lies}"
    before = {path: path.read_bytes() for path in (unit.records / FOLDER).rglob("*") if path.is_file()}
    again = "was drafted before and waits to be sent. Nothing has changed since"
    assert make(unit).stdout == f"{made} {again}: {lies}"
    assert {
        path: path.read_bytes() for path in (unit.records / FOLDER).rglob("*") if path.is_file()
    } == before
    unit.send(REFERENCE)
    assert make(unit).stdout == f"{made} was sent on 13/01/2025 10:00. Nothing has changed since.\n"


def test_what_changed_since_is_another_return_and_the_unsent_draft_is_withdrawn(unit):
    make(unit)
    unit.choose(L6_5=ADD)
    unit.do("draft", "on-list")
    done = make(unit)
    assert done.stdout.startswith("20250113.2-L13-1-match: ")
    assert [row[1] for row in rows(unit, COPY.replace(".xlsx", " (2).xlsx"))[1:]] == [
        "Surname2",
        "Surname3",
        "Surname5",
    ]
    lie = {path.parent.name for path in unit.records.rglob(f"*[[]{REFERENCE}].eml")}
    assert lie == {"Withdrawn"}
    listed = {one["reference"] for one in json.loads(call("due", "--json", "--records", unit.records).stdout)}
    assert REFERENCE not in listed and "20250113-L13-1" not in listed and "20250113.2-L13-1-match" in listed


def test_what_was_sent_stays_sent_when_another_follows(unit):
    make(unit)
    unit.send(REFERENCE)
    unit.choose(L6_5=ADD)
    unit.do("draft", "on-list")
    make(unit)
    assert {path.parent.name for path in unit.records.rglob(f"*[[]{REFERENCE}].eml")} == {"Sent"}
    ready = {*unit.drafts()} - {"20250113-L6-4-cps"}
    assert ready == {"20250113.2-L13-1-match"}


def test_a_corrected_outcome_is_in_it_no_more(unit):
    unit.choose(L6_2=DENIED)
    unit.do("draft", "on-list")
    make(unit)
    assert [row[1] for row in rows(unit)[1:]] == ["Surname3"]


def test_a_client_recorded_as_deceased_is_a_positive_match_without_a_note(unit):
    """Corrections is told of all positive matches; the note is added 'to all records (unless client is deceased)'."""
    unit.choose(L6_5=DECEASED)
    unit.do("draft", "on-list")
    make(unit)
    [action] = [row[6] for row in rows(unit) if row[1] == "Surname5"]
    assert action == "no Special Cautions note: the client is recorded as deceased"


def deny_all(unit):
    unit.choose(L6_2=DENIED, L6_3=DENIED)
    unit.do("draft", "on-list")


def test_when_no_match_is_left_the_unsent_draft_is_withdrawn(unit):
    make(unit)
    deny_all(unit)
    done = make(unit)
    assert done.stdout == "No match of the week from 13 January 2025 is confirmed, so nothing was drafted.\n"
    assert f"{REFERENCE} is withdrawn: its matches are no longer confirmed." in done.stderr
    assert {path.parent.name for path in unit.records.rglob(f"*[[]{REFERENCE}].eml")} == {"Withdrawn"}
    assert REFERENCE not in make(unit).output


def test_when_no_match_is_left_of_a_return_that_was_sent_one_without_rows_corrects_it(unit):
    make(unit)
    unit.send(REFERENCE)
    deny_all(unit)
    assert make(unit).stdout.startswith(
        "20250113.2-L13-1-match: the return of the week from 13 January 2025 with 0 confirmed matches"
    )
    assert rows(unit, COPY.replace(".xlsx", " (2).xlsx"))[1:] == []


def test_it_is_off_until_settings_name_who_gets_it(unit):
    done = call("return", "--records", unit.records, "--date", "2025-01-15")
    assert (done.exit_code, done.stderr) == (
        2, "The return to Corrections is off: set notices.addresses.match in settings.toml to whoever there gets it.\n"
    )  # fmt: skip
    assert not (unit.records / FOLDER).exists()


def test_a_week_without_a_confirmed_match(unit):
    done = make(unit, "--date", "2025-01-20")
    assert done.stdout == (
        "No match of the week from 20 January 2025 is confirmed, so nothing was drafted.\n"
    )
    assert not (unit.records / FOLDER).exists()


def test_who_was_told_of_is_in_the_footprint_and_the_others_are_not(unit):
    make(unit)
    for row, is_in in ((2, True), (4, False)):
        done = call("footprint", number(unit, row), "--json", "--records", unit.records)
        assert ("return_matches" in {one["step"] for one in json.loads(done.stdout)}) == is_in


def test_the_filed_workbook_is_classified_and_names_no_author(unit):
    make(unit)
    book = load_workbook(io.BytesIO((unit.records / COPY).read_bytes()))
    assert "IN-CONFIDENCE" in book.worksheets[0].oddHeader.center.text and not book.properties.creator

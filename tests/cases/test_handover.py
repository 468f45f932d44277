"""Whose a case is, and who acts again on a client whom they had handed on [X6]."""

import json
import types

import pytest

from cso_xl.records import account
from helpers.at_work import Unit, call
from helpers.decided import worklist_of
from helpers.files import CANARIES

CASE, CPS = "20250113-D3-2", "20250113-D3-2-cps"
TELL = "Address changed: tell CPS"


@pytest.fixture
def sign_in(monkeypatch):
    """Whoever is at the computer from now on."""

    def sign_in(user):
        monkeypatch.setattr(account.pwd, "getpwuid", lambda _: types.SimpleNamespace(pw_name=user))

    sign_in("mere")
    return sign_in


@pytest.fixture
def unit(tmp_path, records, sign_in):
    """Changes of address; the client of row 2 is in row 3, too."""
    made = Unit(tmp_path, records)
    made.changes("Address Change")
    headings, *rows = made.week.grids["daily-diffs"]
    made.number = rows[0][headings.index("Client Number")]
    made.week.set("daily-diffs", 3, "Client Number", made.number)
    made.run("daily-diffs")
    sign_in("hemi")  # has worked here, too
    made.do("find", "999999999")
    sign_in("mere")
    return made


def cso(unit, *arguments):
    done = call(*arguments, "--records", unit.records)
    return done.exit_code, " ".join((done.stdout + done.stderr).split())


def holders(unit):
    listed = json.loads(call("due", "--json", "--records", unit.records).stdout)
    return {one["reference"]: one["holder"] for one in listed}


def review(unit):
    return json.loads(call("log", "review", "--json", "--records", unit.records).stdout)


def test_a_case_that_nobody_has_is_taken(unit):
    assert cso(unit, "take", CASE) == (0, f"{CASE}: taken. Now: To decide.")
    assert (holders(unit)[CASE], holders(unit)["20250113-D3-3"]) == ("mere", "")
    assert cso(unit, "take", CASE) == (2, f"{CASE} is with mere already.")


def test_what_a_colleague_has_is_taken_over_only_when_that_is_said(unit, sign_in):
    cso(unit, "take", CASE)
    sign_in("hemi")
    told = f"{CASE} is with mere. Take it over only when you have asked them: --take-over."
    assert cso(unit, "take", CASE) == (2, told)
    assert holders(unit)[CASE] == "mere"
    cso(unit, "take", CASE, "--take-over")
    assert holders(unit)[CASE] == "hemi"
    cso(unit, "take-back", CASE)
    assert holders(unit)[CASE] == "mere"


def test_a_case_is_given(unit):
    assert cso(unit, "give", CASE, "--to", "hemi") == (0, f"{CASE}: given to hemi. Now: To decide.")
    assert holders(unit)[CASE] == "hemi"
    assert cso(unit, "give", CASE, "--to", "hemi") == (2, f"{CASE} is with hemi already.")
    held = f"{CASE} is with hemi. Take it over only when you have asked them: --take-over."
    to_herself = ("give", CASE, "--to", "MSD\\mere")
    assert cso(unit, *to_herself) == (2, held)
    assert cso(unit, *to_herself, "--take-over") == (0, f"{CASE}: given to mere. Now: To decide.")


def test_of_a_case_that_is_done_nothing_is_taken_or_given(unit):
    unit.do("mark", "daily-diffs", "nfa", "2")
    nothing = f"Nothing of {CASE} is open, so there is nothing to be "
    assert cso(unit, "take", CASE) == (2, f"{nothing}taken.")
    assert cso(unit, "give", CASE, "--to", "hemi") == (2, f"{nothing}given.")


@pytest.mark.parametrize("name", [" ", "Weka", "Weka, Mere"])
def test_to_whom_nobody_knows_nothing_is_given_and_the_name_is_not_repeated(unit, name):
    """It may be a client's."""
    code, said = cso(unit, "give", CASE, "--to", name)
    assert (code, said) == (
        2,
        "Nobody has worked in these records so far under the account that was named. These accounts have: hemi, mere. "
        "A new colleague takes the case themselves.",
    )
    assert holders(unit)[CASE] == ""
    assert not [path for path in unit.records.rglob("*.jsonl") if "Weka" in path.read_text("utf-8")]


def test_every_list_says_who_has_it(unit):
    cso(unit, "give", CASE, "--to", "hemi")
    unit.choose(D3_2=TELL)
    unit.do("draft", "daily-diffs")
    state = worklist_of(unit.records, "20250113 Daily Diffs.xlsx")["D3-2"]["State"]
    assert state.splitlines()[0] == f"To send: {CPS} (with hemi) (D3-2)"
    assert " With " in cso(unit, "due")[1] and "(with hemi)" in cso(unit, "today")[1]
    assert "Cases taken or given, of any day 1 with hemi" in cso(unit, "day", "--date", "2025-01-13")[1]
    listed = json.loads(call("drafts", "--json", "--records", unit.records).stdout)["drafts"]
    assert [(one["reference"], one["holder"]) for one in listed] == [(CPS, "hemi")]
    for command, page in (("today", "Today/Today"), ("drafts", "Drafts/Drafts to send")):
        cso(unit, command, "--html")
        assert "with hemi" in (unit.records / f"Child Sex Offenders/{page}.html").read_text("utf-8")


def test_who_hands_it_on_has_it_no_more_and_who_takes_it_has_it(unit, sign_in):
    cso(unit, "take", CASE)
    cso(unit, "mark", "daily-diffs", "conflict-of-interest", "2")
    assert holders(unit)[CASE] == ""
    sign_in("hemi")
    cso(unit, "take", CASE)
    assert holders(unit)[CASE] == "hemi"


def test_who_knows_the_client_is_not_given_the_case_without_a_word(unit, sign_in):
    cso(unit, "mark", "daily-diffs", "conflict-of-interest", "2")
    sign_in("hemi")
    cso(unit, "take", CASE)
    assert cso(unit, "give", CASE, "--to", "mere")[1].endswith(
        "It was handed on from the account mere: whoever knows the client leaves it to a colleague."
    )


def test_that_it_was_given_is_in_the_activity_log_and_in_what_is_found(unit):
    cso(unit, "give", CASE, "--to", "hemi")
    logged = json.loads(call("footprint", unit.number, "--json", "--records", unit.records).stdout)
    assert (logged[-1]["step"], logged[-1]["user"]) == ("give", "mere")
    assert "mere: given to hemi" in cso(unit, "find", unit.number)[1]


def test_a_report_sent_again_keeps_who_has_it(unit):
    cso(unit, "give", CASE, "--to", "hemi")
    unit.week.set("daily-diffs", 7, "Value Current", "another")
    unit.do("run", "daily-diffs", unit.week.write("daily-diffs", unit.folder), "--again")
    assert holders(unit)["20250113.2-D3-2"] == "hemi"


# cso-xl log review


def test_nobody_acts_again(unit, sign_in):
    cso(unit, "mark", "daily-diffs", "conflict-of-interest", "2")
    cso(unit, "give", CASE, "--to", "hemi")
    sign_in("hemi")
    cso(unit, "take", CASE)
    cso(unit, "mark", "daily-diffs", "nfa", "2", "3")
    assert cso(unit, "log", "review") == (0, "Nobody has acted on a client whom they had handed on.")


def test_who_acts_on_the_client_in_another_row_is_shown(unit, sign_in):
    cso(unit, "mark", "daily-diffs", "conflict-of-interest", "2")
    cso(unit, "mark", "daily-diffs", "nfa", "3", "4")
    cso(unit, "find", unit.number.lstrip("0"))
    [one] = review(unit)
    assert (one["user"], one["client"], one["reference"]) == ("mere", unit.number, CASE)
    assert [(did["what"], did["reference"]) for did in one["acts"]] == [
        ("decided nfa", "20250113-D3-3"), ("find", "")
    ]  # fmt: skip
    said = cso(unit, "log", "review")[1]
    assert said.startswith(f"mere handed on client {unit.number} on ") and "decided nfa 20250113-D3-3" in said
    assert said.endswith(" looked the client up")
    assert not [name for name in CANARIES if name in said]


def test_who_takes_back_what_they_handed_on_and_then_acts_is_not_shown(unit):
    """It was handed on by mistake."""
    cso(unit, "mark", "daily-diffs", "conflict-of-interest", "2")
    cso(unit, "take-back", CASE)
    cso(unit, "mark", "daily-diffs", "nfa", "2")
    assert review(unit) == []


def test_who_takes_it_themselves_is_shown_and_that_somebody_reviewed_is_logged(unit):
    cso(unit, "mark", "daily-diffs", "conflict-of-interest", "2")
    cso(unit, "take", CASE)
    assert [did["what"] for one in review(unit) for did in one["acts"]] == ["taken"]
    logged = json.loads(call("footprint", unit.number, "--json", "--records", unit.records).stdout)
    assert logged[-1]["step"] == "review_conflicts"


def test_who_files_the_report_again_is_not_taken_for_who_handed_it_on(unit, sign_in):
    cso(unit, "mark", "daily-diffs", "conflict-of-interest", "2")
    sign_in("hemi")
    unit.week.set("daily-diffs", 7, "Value Current", "another")
    unit.do("run", "daily-diffs", unit.week.write("daily-diffs", unit.folder), "--again")
    cso(unit, "take", "20250113.2-D3-2")
    assert review(unit) == []


def test_a_second_person_who_knows_the_client_is_recorded_too(unit, sign_in):
    cso(unit, "mark", "daily-diffs", "conflict-of-interest", "2")
    sign_in("hemi")
    for _ in range(2):
        cso(unit, "mark", "daily-diffs", "conflict-of-interest", "2")
    assert cso(unit, "find", unit.number)[1].count(" hemi: handed on") == 1
    assert (
        f"{CASE} was handed on for a conflict of interest by mere, hemi. A colleague"
        in cso(unit, "mark", "daily-diffs", "nfa", "2")[1]
    )
    assert "It was handed on from this account" in cso(unit, "take", CASE)[1]
    assert [(one["user"], one["typed"]) for one in review(unit)] == [("hemi", False)]
    sign_in("mere")
    cso(unit, "take", CASE, "--take-over")
    assert [one["user"] for one in review(unit)] == ["hemi", "mere"]


def test_a_report_sent_again_keeps_everybody_who_knows_the_client(unit, sign_in):
    for user in ("mere", "hemi"):
        sign_in(user)
        cso(unit, "mark", "daily-diffs", "conflict-of-interest", "2")
    sign_in("aroha")
    unit.week.set("daily-diffs", 7, "Value Current", "another")
    unit.do("run", "daily-diffs", unit.week.write("daily-diffs", unit.folder), "--again")
    sign_in("hemi")
    cso(unit, "take", "20250113.2-D3-2")
    assert [one["user"] for one in review(unit)] == ["hemi"]


def test_of_what_was_typed_on_a_sheet_it_is_known_who_pressed(unit):
    cso(unit, "mark", "daily-diffs", "nfa", "4")  # makes the column Comment
    unit.write("Comment", 2, "Conflict of interest")
    unit.do("draft", "daily-diffs")
    assert (
        "mere: handed on for a conflict of interest (typed on a sheet)" in cso(unit, "find", unit.number)[1]
    )
    typed = "by mere (typed on a sheet: by whom is not known). A colleague takes it first"
    assert typed in cso(unit, "mark", "daily-diffs", "nfa", "2")[1]
    assert "It was typed on a sheet and recorded from this account" in cso(unit, "take", CASE)[1]
    [one] = review(unit)
    assert (one["user"], one["typed"]) == ("mere", True)
    said = cso(unit, "log", "review")[1]
    assert said.startswith("mere pressed on ")
    assert f"when client {unit.number} was handed on in words typed on a sheet, by whom is not known" in said


def test_who_says_it_themselves_is_not_taken_for_who_pressed(unit):
    cso(unit, "mark", "daily-diffs", "nfa", "4")
    unit.write("Comment", 2, "Conflict of interest")
    unit.do("draft", "daily-diffs")
    cso(unit, "mark", "daily-diffs", "conflict-of-interest", "2")
    cso(unit, "take", CASE)
    assert [one["typed"] for one in review(unit)] == [False]

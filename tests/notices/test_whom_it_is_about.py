"""What a notice says so that Corrections finds the person, in which languages it greets, and who sends it [D3, X3]."""

import json
import re

import pytest

from cso_xl import settings as settings_
from cso_xl.cases import questions
from cso_xl.errors import SettingsError
from cso_xl.notices import templates
from helpers.at_work import Unit, call
from helpers.decided import drafts

SETTINGS = settings_.load(settings_.DEFAULTS)
TO_CPS = {
    letter.template
    for asked in questions.load(SETTINGS).values()
    for question in asked
    for outcome in question.outcomes
    for letter in outcome.notices
    if letter.to == "cps"
}
TELL = "Address changed: tell CPS"
MAILBOX = "cpu@msd.example"


@pytest.fixture
def unit(tmp_path, records):
    made = Unit(tmp_path, records)
    made.changes("Address Change")
    made.week.set("cso-daily", 3, "Date of Birth on MSD System", "01/02/1980")
    made.week.set("cso-daily", 3, "Corrections Reference", "SYN000123")
    return made


def text_of(unit, reference):
    return unit.text(reference).replace("\r\n", "\n")


@pytest.mark.parametrize("name", templates.names(SETTINGS))
def test_a_notice_greets_and_closes_in_both_languages(name):
    body = templates.load(SETTINGS, name).body
    assert body.startswith("Kia ora koutou / Hello\n")
    assert (
        body.count("Ngā mihi / Kind regards\n\nCentral Processing Unit, Ministry of Social Development\n")
        == 1
    )


@pytest.mark.parametrize("name", sorted(TO_CPS | {"correction", "correction_in_part"}))
def test_a_notice_to_cps_names_what_they_find_the_person_by(name):
    assert {"client_name", "client_number", "date_of_birth", "prn"} <= {
        *templates.load(SETTINGS, name).fields
    }


def test_the_date_of_birth_and_prn_of_cso_daily_stand_in_a_notice_about_a_change(unit):
    """Also when it is drafted from the filed copy, when the ZIP is not at hand."""
    unit.run("daily-diffs")
    unit.choose(D3_3=TELL)
    unit.do("draft", "daily-diffs")
    text = text_of(unit, "20250113-D3-3-cps")
    assert "- Date of birth: 01/02/1980\n- PRN: SYN000123\n" in text


def test_what_is_not_known_is_said_of_the_date_of_birth_and_left_out_of_the_prn(unit):
    unit.week.set("daily-diffs", 4, "Client Number", "999999999")
    unit.run("daily-diffs")
    unit.choose(D3_4=TELL)
    unit.do("draft", "daily-diffs")
    text = text_of(unit, "20250113-D3-4-cps")
    assert "- Date of birth: not recorded\n- " in text and "PRN" not in text


def test_the_reports_own_date_of_birth_goes_before_that_of_cso_daily(unit):
    for report, born, prn in (("on-list", "03/04/1971", "SYN9"), ("cso-daily", "01/02/1980", "SYN1")):
        unit.week.set(report, 2, "Date of Birth on MSD System", born)
        unit.week.set(report, 2, "Corrections Reference", prn)
    unit.run("on-list")
    unit.choose(L6_2="No note: ask CPS to confirm first")
    unit.do("draft", "on-list")
    assert "- Date of birth: 03/04/1971\n- PRN: SYN9\n" in text_of(unit, "20250113-L6-2-cps")


def test_every_draft_is_from_the_shared_mailbox(unit, tmp_path):
    own = tmp_path / "settings.toml"
    own.write_text(f'[notices]\nmailbox = "{MAILBOX}"\n', encoding="utf-8")
    unit.run("daily-diffs")
    unit.choose(D3_3=TELL)
    unit.do("draft", "daily-diffs", "--settings", own)
    assert [mail["From"] for mail in drafts(unit.records).values()] == [MAILBOX]


def test_a_practice_draft_is_from_a_mailbox_that_nobody_has(tmp_path):
    call("training", "week", tmp_path / "week")
    own = tmp_path / "settings.toml"
    own.write_text('[notices]\nmailbox = "cpu@msd.govt.nz"\n', encoding="utf-8")
    report = next((tmp_path / "week" / "received").glob("*Living*"))
    done = call("run", "address-sharer", report, "--records", tmp_path / "week" / "records", "--json")
    refs = {
        f"A8-{line['row']}": "Same address: tell Oranga Tamariki" for line in json.loads(done.stdout)["rows"]
    }
    decided = tmp_path / "decided.csv"
    listed = call("worklist", "address-sharer", report, "--records", tmp_path / "week" / "records").stdout
    known = [ref for ref in refs if re.search(rf"^{ref},", listed, re.MULTILINE)][:1]
    decided.write_text("\n".join(["Ref,Outcome", *(f"{ref},{refs[ref]}" for ref in known)]), encoding="utf-8")
    day = ["--decisions", decided, "--records", tmp_path / "week" / "records", "--settings", own]
    done = call("mark", "address-sharer", *day)
    assert [mail["From"] for mail in drafts(tmp_path / "week" / "records").values()] == [MAILBOX], done.output


@pytest.mark.parametrize("mailbox", ["the unit", "a@b.nz, c@d.nz"])
def test_a_mailbox_that_is_no_address(mailbox, tmp_path):
    own = tmp_path / "settings.toml"
    own.write_text(f'[notices]\nmailbox = "{mailbox}"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="'notices.mailbox' must be an e-mail address"):
        settings_.load(own)

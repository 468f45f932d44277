"""The address to which a client has moved, without which nobody is told of the change [D3, C9, C5]."""

import pytest

from cso_xl.cases.book import CaseBook
from cso_xl.cases.events import By
from cso_xl.desk import due
from helpers.files import Week
from helpers.hands import fill_in, now

CHANGED = "Address changed: tell CPS"
ALSO_OT = "Address changed, living with children under 16: also tell Oranga Tamariki"
LEVIN, FOXTON = "8 Rimu Street, Levin", "3 Kowhai Road, Foxton"


@pytest.fixture
def moved(hands):
    """One client's changes of address, each with this Value Current."""

    def moved(*addresses):
        week = Week(len(addresses))
        for row, address in enumerate(addresses, 2):
            week.set("daily-diffs", row, "Client Number", "000400001")
            week.set("daily-diffs", row, "What Has Changed", "Address Change")
            week.set("daily-diffs", row, "Value Current", address)
        return hands("daily-diffs", week)

    return moved


def drafts(worked, to):
    """The texts of the notices that lie ready for a recipient."""
    found = [path for path in worked.records.rglob("Drafts/*.eml") if f"-{to}" in path.name]
    return sorted(path.read_text(encoding="utf-8").replace("=\n", "") for path in found)


def owed(worked):
    listed = due.listed(worked.records, worked.settings, now())
    return [(line.reference.removeprefix("20250113-"), line.state, line.next) for line in listed]


def choose(worked, outcome=CHANGED, **typed):
    return fill_in(worked, "D3-2", Outcome=outcome, Client_Name="Weka, Mere", **typed)


def test_C9_without_it_there_is_no_notice_and_what_is_missing_is_named(moved):
    worked = moved("")
    choose(worked)
    assert drafts(worked, "cps") == []
    assert ("D3-2", "to send", "fill in new address, then draft again") in owed(worked)
    assert "To send: not drafted (to CPS): new address missing" in worked.book().cell("D3-2", "State").value


def test_D3_a_person_types_it_and_all_who_are_told_read_it(moved):
    worked = moved("")
    choose(worked, ALSO_OT, Detail="Kea, Tama")
    fill_in(worked, "D3-2", New_Address=LEVIN)
    assert [f"- Address now: {LEVIN}\n" in text for to in ("cps", "ot") for text in drafts(worked, to)] == [
        True
    ] * 2


def test_D3_where_the_report_has_it_that_counts_and_nobody_is_asked(moved):
    worked = moved(FOXTON)
    choose(worked)
    assert f"- Address now: {FOXTON}\n" in drafts(worked, "cps")[0]
    assert "New Address" not in worked.book().values()[1][0]


def test_D3_one_line_may_have_both(moved):
    worked = moved(FOXTON, "")
    fill_in(worked, "D3-2", Outcome=CHANGED, Outcome_2=CHANGED, Client_Name="Weka, Mere", New_Address=LEVIN)
    assert [(FOXTON in text, LEVIN in text) for text in drafts(worked, "cps")] == [
        (True, False),
        (False, True),
    ]


def test_C5_another_address_after_it_was_sent_is_owed_a_correction(moved):
    worked = moved("", FOXTON)
    fill_in(worked, "D3-2", Outcome=CHANGED, Outcome_2=CHANGED, Client_Name="Weka, Mere", New_Address=LEVIN)
    for row in (2, 3):
        assert CaseBook(worked.records, worked.settings, now()).sent(f"20250113-D3-{row}-cps", now(), By.HAND)
    worked.press()
    fill_in(worked, "D3-2", New_Address="9 Rimu Street, Levin")
    assert sorted(line[:2] for line in owed(worked) if "-cps" in line[0]) == [
        ("D3-2-cps", "to send"),  # its correction
        ("D3-2-cps-2", "to send"),
        ("D3-3-cps", "waiting"),
    ]

"""The address of social housing, without which Oranga Tamariki is not told of the children there [L9, C9, C5]."""

import pytest

from cso_xl.cases.book import CaseBook
from cso_xl.cases.events import By
from cso_xl.desk import due
from helpers.files import Week
from helpers.hands import fill_in, now

AT_THE_PROPERTY = "Children under 16 at the property: tell CPS and Oranga Tamariki"
LEVIN, FOXTON = "Flat 2, 8 Rimu Street, Levin", "3 Kōwhai Road, Foxton"


@pytest.fixture
def listed(hands):
    """The on list of one client; cso_daily says that they live in social housing here, '' for nothing."""

    def listed(housing=""):
        week = Week(1)
        week.set("on-list", 2, "Housing Address", "")
        week.set("cso-daily", 2, "Housing Address", housing)
        return hands("on-list", week)

    return listed


def choose(worked, **typed):
    return fill_in(worked, "L9-2", Outcome=AT_THE_PROPERTY, Detail="Tāma Kea", **typed)


def to_ot(worked):
    """The text of the notice that lies ready for Oranga Tamariki; '' for none."""
    drafts = [path for path in worked.records.rglob("Drafts/*.eml") if "-ot" in path.name]
    return "".join(path.read_text(encoding="utf-8").replace("=\n", "") for path in drafts)


def owed(worked):
    listed = due.listed(worked.records, worked.settings, now())
    about = [line for line in listed if "-L9-" in line.reference]
    return [(line.reference.removeprefix("20250113-"), line.state, line.next) for line in about]


def test_C9_without_it_there_is_no_notice_and_what_is_missing_is_named(listed):
    worked = listed()
    choose(worked)
    assert to_ot(worked) == ""
    assert ("L9-2", "to send", "fill in housing address, then draft again") in owed(worked)
    assert (
        "To send: not drafted (to Oranga Tamariki): housing address missing"
        in worked.book().cell("L9-2", "State").value
    )


def test_L9_a_person_types_it(listed):
    worked = listed()
    choose(worked)
    fill_in(worked, "L9-2", Housing_Address=LEVIN)
    assert f"- Address: {LEVIN}" in to_ot(worked)


def test_L9_what_cso_daily_says_stands_there_and_may_be_put_right(listed):
    worked = listed(FOXTON)
    assert worked.book().cell("L9-2", "Housing Address").value == FOXTON
    choose(worked, Housing_Address=LEVIN)
    assert f"- Address: {LEVIN}" in to_ot(worked)


def test_C9_what_a_person_has_emptied_is_not_told(listed):
    worked = listed(FOXTON)
    choose(worked, Housing_Address=None)
    assert to_ot(worked) == ""
    worked.run_again()
    assert not worked.book().cell("L9-2", "Housing Address").value


def test_C5_another_address_before_it_is_sent_is_another_draft(listed):
    worked = listed(FOXTON)
    choose(worked)
    fill_in(worked, "L9-2", Housing_Address=LEVIN)
    assert LEVIN in to_ot(worked)
    assert "K=C5=8Dwhai" not in to_ot(worked)


def test_C5_another_address_after_it_was_sent_is_owed_a_correction(listed):
    worked = listed(FOXTON)
    choose(worked)
    for to in ("cps", "ot"):
        assert CaseBook(worked.records, worked.settings, now()).sent(f"20250113-L9-2-{to}", now(), By.HAND)
    worked.press()
    fill_in(worked, "L9-2", Housing_Address=LEVIN)
    assert sorted(line[:2] for line in owed(worked) if "-ot" in line[0]) == [
        ("L9-2-ot", "to send"),  # its correction
        ("L9-2-ot-2", "to send"),
    ]

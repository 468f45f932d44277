"""The same outcome with another Detail, after its notice was sent: what was told no longer stands [C5, C7, C9]."""

import pytest

from helpers.files import Week
from helpers.hands import fill_in, notices_owed, send

NEW_CHILD = "New child included: tell CPS and Oranga Tamariki"
ALSO_OT = "Address changed, living with children under 16: also tell Oranga Tamariki"


@pytest.fixture
def decided(hands):
    """A row with this change; its outcome is chosen, with the Detail 'Kea, Tāma'."""

    def decided(change, outcome):
        week = Week(1)
        week.set("daily-diffs", 2, "What Has Changed", change)
        week.set("daily-diffs", 2, "Value Current", "2 Kauri Road")
        worked = hands("daily-diffs", week)
        (worked.ref,) = worked.book().lines()
        fill_in(worked, worked.ref, Outcome=outcome, Detail="Kea, Tāma", Client_Name="Weka, Mere")
        return worked

    return decided


def test_C5_the_recipient_is_told_of_the_error_and_what_is_right(decided):
    worked = decided("Caregiver Indicator changed", NEW_CHILD)
    send(worked, "D7-2-cps")
    worked.tick(worked.ref)
    assert notices_owed(worked) == {("D7-2-cps", "child_in_care", "waiting")}
    fill_in(worked, worked.ref, Detail="Kea, Rewi")
    assert notices_owed(worked) == {
        ("D7-2-cps", "correction", "to send"),
        ("D7-2-cps-2", "child_in_care", "to send"),
    }
    texts = {path.stem.partition("[")[2]: path.read_bytes() for path in worked.records.rglob("Drafts/*.eml")}
    assert [b"Rewi" in texts[f"20250113-D7-2-cps-{number}]"] for number in (2, 3)] == [True, False]
    send(worked, "D7-2-cps-2", "D7-2-cps-3")
    assert notices_owed(worked) == {
        ("D7-2-cps-2", "child_in_care", "waiting"),
        ("D7-2", "cen", "to do in CMS"),  # which names the child
    }


@pytest.mark.parametrize("detail", [" kea,  TAMA ", ""])
def test_C5_the_same_written_otherwise_or_lost_changes_nothing(decided, detail):
    worked = decided("Caregiver Indicator changed", NEW_CHILD)
    send(worked, "D7-2-cps")
    worked.tick(worked.ref)
    fill_in(worked, worked.ref, Detail=detail)
    assert notices_owed(worked) == {("D7-2-cps", "child_in_care", "waiting")}


def test_C5_who_was_told_nothing_of_it_gets_no_correction(decided):
    worked = decided("Address Change", ALSO_OT)
    send(worked, "D3-2-cps", "D3-2-ot")
    worked.tick(worked.ref)
    fill_in(worked, worked.ref, Detail="Kea, Rewi")
    assert notices_owed(worked) == {
        ("D3-2-cps", "change_of_address", "waiting"), ("D3-2-ot", "correction", "to send"),
        ("D3-2-ot-2", "children_at_address", "to send"),
    }  # fmt: skip


def test_C5_a_draft_that_was_not_sent_is_made_anew(decided):
    worked = decided("Caregiver Indicator changed", NEW_CHILD)
    said = fill_in(worked, worked.ref, Detail="Kea, Rewi")
    assert "Withdrawn: 20250113-D7-2-cps. Its draft must not be sent" in said
    assert notices_owed(worked) == {("D7-2-cps-2", "child_in_care", "to send")}
    (draft,) = (path for path in worked.records.rglob("*.eml") if path.parent.name == "Drafts")
    assert b"Rewi" in draft.read_bytes()


def test_C7_what_was_done_in_CMS_and_does_not_name_it_stays_done(decided):
    worked = decided("Client added to list", "No note: ask CPS to confirm")
    send(worked, "D8-2-cps")
    outcome = "CPS confirmed, living with children under 16: add the note, also tell Oranga Tamariki"
    fill_in(worked, worked.ref, Outcome=outcome)
    send(worked, "D8-2-cps-2")
    worked.tick(worked.ref)
    fill_in(worked, worked.ref, Detail="Kea, Rewi")
    assert notices_owed(worked) == {
        ("D8-2-cps-2", "correction", "to send"),
        ("D8-2-cps-3", "child_in_care", "to send"),
    }


def test_C12_in_a_report_sent_again_the_first_owes_the_correction(decided, tmp_path):
    worked = decided("Caregiver Indicator changed", NEW_CHILD)
    send(worked, "D7-2-cps")
    worked.tick(worked.ref)
    worked.save()
    week = Week(2)
    for row in (2, 3):
        week.set("daily-diffs", row, "What Has Changed", "Caregiver Indicator changed")
        week.set("daily-diffs", row, "Value Current", "2 Kauri Road" if row == 2 else "elsewhere")
    worked.open_again(week.write("daily-diffs", tmp_path / "again"))
    fill_in(worked, worked.ref, Detail="Kea, Rewi")
    assert {one for one in notices_owed(worked) if "D7-2" in one[0]} == {
        ("D7-2-cps", "correction", "to send"), ("20250113.2-D7-2-cps", "child_in_care", "to send"),
    }  # fmt: skip


@pytest.fixture
def at_porirua(hands):
    """The service centre was told, and the note that names it is written in CMS."""
    week = Week(1)
    week.set("on-list", 2, "Match Level", "1")
    week.set("cso-daily", 2, "SWIFTT Status", "Current")
    week.set("cso-daily", 2, "CSO Client Number", "010000001")
    week.set("on-list", 2, "CSO Client Number", "010000001")
    worked = hands("on-list", week)
    worked.ref = "L7-2"
    fill_in(worked, worked.ref, Outcome="Registered, current or appointment: tell ASCM/SCM", Client_Name="Weka, Mere",
        Service_Centre="Porirua", Service_Centre_Email="porirua@example.org",
    )  # fmt: skip
    send(worked, "L7-2-scm")
    worked.tick("L7-2")
    worked.press()
    return worked


def of_the_centre(worked):
    return {line for line in notices_owed(worked) if "L7-2" in line[0]}


def test_L7_another_service_centre_is_told_and_the_first_that_it_was_in_error(at_porirua):
    worked = at_porirua
    fill_in(worked, worked.ref, Service_Centre="Kaikohe", Service_Centre_Email="kaikohe@example.org")
    assert of_the_centre(worked) == {
        ("L7-2-scm", "correction", "to send"), ("L7-2-scm-2", "cso_notification", "to send"),
    }  # fmt: skip
    to = {path.stem.partition("[")[2]: path.read_bytes() for path in worked.records.rglob("Drafts/*.eml")}
    assert b"To: kaikohe@example.org" in to["20250113-L7-2-scm-2]"]
    assert b"To: porirua@example.org" in to["20250113-L7-2-scm-3]"]


def test_L7_another_name_alone_is_told_and_noted_for_both_texts_name_it(at_porirua):
    worked = at_porirua
    fill_in(worked, worked.ref, Service_Centre="Kaikohe")
    assert of_the_centre(worked) == {
        ("L7-2-scm", "correction", "to send"), ("L7-2-scm-2", "cso_notification", "to send"),
    }  # fmt: skip
    send(worked, "L7-2-scm-2", "L7-2-scm-3")
    assert of_the_centre(worked) == {
        ("L7-2-scm-2", "cso_notification", "waiting"), ("L7-2", "cen", "to do in CMS"),
    }  # fmt: skip


def test_L7_the_same_name_written_otherwise_changes_nothing(at_porirua):
    fill_in(at_porirua, at_porirua.ref, Service_Centre=" PORIRUA")
    assert of_the_centre(at_porirua) == {("L7-2-scm", "cso_notification", "waiting")}

"""The client's name typed over under the same outcome: every notice tells it [C5, C9, C14]."""

import pytest

from helpers.files import Week
from helpers.hands import fill_in, notices_owed, send

TELL = "Address changed: tell CPS"


@pytest.fixture
def told(hands):
    """A change of address that CPS is to be told, of 'Kea, Jāmes'."""
    week = Week(1)
    week.set("daily-diffs", 2, "What Has Changed", "Address Change")
    week.set("daily-diffs", 2, "Value Current", "2 Kauri Road")
    worked = hands("daily-diffs", week)
    fill_in(worked, "D3-2", Outcome=TELL, Client_Name="Kea, Jāmes")
    return worked


def texts(worked):
    """The drafts that may be sent, by reference."""
    paths = (path for path in worked.records.rglob("*.eml") if path.parent.name == "Drafts")
    return {
        path.stem.partition("[20250113-")[2].rstrip("]"): path.read_text(encoding="utf-8") for path in paths
    }


def test_C5_an_unsent_draft_is_made_anew(told):
    said = fill_in(told, "D3-2", Client_Name="Weka, Jim")
    assert "Withdrawn: 20250113-D3-2-cps. Its draft must not be sent" in said
    assert notices_owed(told) == {("D3-2-cps-2", "change_of_address", "to send")}
    assert "- Client: Weka, Jim\n" in texts(told)["D3-2-cps-2"]


def test_C5_one_that_was_sent_is_corrected_and_told_anew(told):
    send(told, "D3-2-cps")
    told.tick("D3-2")
    fill_in(told, "D3-2", Client_Name="Weka, Jim")
    assert notices_owed(told) == {
        ("D3-2-cps", "correction", "to send"),
        ("D3-2-cps-2", "change_of_address", "to send"),  # the note in CMS, which names nobody, stays done
    }
    assert "- Client: Weka, Jim\n" in texts(told)["D3-2-cps-2"]


@pytest.mark.parametrize("name", [" kea,  JAMES ", ""])
def test_C5_the_same_written_otherwise_or_lost_changes_nothing(told, name):
    send(told, "D3-2-cps")
    told.tick("D3-2")
    fill_in(told, "D3-2", Client_Name=name)
    assert notices_owed(told) == {("D3-2-cps", "change_of_address", "waiting")}

"""What a season showed: what cannot be written onto the copy is not recorded either, however close two people come."""

import json

import pytest
from click.testing import CliRunner
from test_season_asked_again import HOUSEHOLD, xlsx

from cso_xl.cli import main
from cso_xl.desk.filing import Filing
from helpers.commands import comment, sheet_of, words


@pytest.fixture
def household_copy(tmp_path, records):
    """The Working Copy of one household."""
    report = tmp_path / "CSO Living with Children WB 09 June 2025.xlsx"
    report.write_bytes(xlsx(HOUSEHOLD))
    run(records, "run", "address-sharer", report)
    return next(records.rglob("* Working Copy *.xlsx"))


def run(records, *argv):
    return CliRunner().invoke(main, [*map(str, argv), "--records", str(records)])


def states(records):
    return [line["state"] for line in json.loads(run(records, "due", "--json").stdout)]


def test_a_copy_saved_since_it_was_read_leaves_nothing_recorded(records, household_copy, monkeypatch):
    def saved_meanwhile(self, *given):
        household_copy.write_bytes(household_copy.read_bytes() + b" ")
        return claimed(self, *given)

    claimed = Filing.claimed
    monkeypatch.setattr(Filing, "claimed", saved_meanwhile)
    done = run(records, "mark", "address-sharer", "nfa", "2")
    assert done.exit_code == 1
    assert done.stderr.endswith("was saved by somebody just now, and stays as they saved it. Try again.\n")
    assert states(records) == ["to decide"]


def test_processed_after_the_copy_was_saved_by_somebody_else_files_and_records_nothing(
    records, household_copy, monkeypatch
):
    """What they typed is read when it is run again."""
    comment(household_copy)

    def saved_meanwhile(self, *given):
        comment(household_copy, "Conflict of interest", rows=[2])
        return claimed(self, *given)

    claimed = Filing.claimed
    monkeypatch.setattr(Filing, "claimed", saved_meanwhile)
    done = run(records, "processed")
    assert done.exit_code == 1
    assert done.stderr.endswith("was saved by somebody just now, and stays as they saved it. Try again.\n")
    assert not list(records.rglob("* Processed Copy *.xlsx"))
    assert states(records) == ["to decide"]
    monkeypatch.setattr(Filing, "claimed", claimed)
    done = run(records, "processed")
    assert "Row 2 is handed on (conflict of interest): a colleague gives it an outcome." in words(done.output)
    assert "handed on" in states(records)
    assert not list(records.rglob("* Processed Copy *.xlsx"))


def test_a_copy_saved_after_the_mark_was_recorded_keeps_what_was_typed(records, household_copy, monkeypatch):
    """What was recorded stands on it when it is marked again."""

    def saved_meanwhile(self, *given):
        comment(household_copy, "spoke to the landlord", rows=[3])
        return renew(self, *given)

    renew = Filing.renew
    monkeypatch.setattr(Filing, "renew", saved_meanwhile)
    done = run(records, "mark", "address-sharer", "nfa", "2")
    assert done.stderr.endswith("was saved by somebody just now, and stays as they saved it. Try again.\n")
    monkeypatch.setattr(Filing, "renew", renew)
    assert run(records, "mark", "address-sharer").exit_code == 0
    assert [cell.value for cell in sheet_of(household_copy)["T"][1:3]] == ["NFA", "spoke to the landlord"]


def test_a_copy_open_in_excel_leaves_nothing_recorded(records, household_copy):
    (household_copy.parent / f"~${household_copy.name}").write_bytes(b"")
    done = run(records, "mark", "address-sharer", "nfa", "2")
    assert done.exit_code == 1
    assert done.stderr.endswith("is open in Excel. Save and close it there, then try again.\n")
    assert states(records) == ["to decide"]

"""What a season showed: what cannot be written onto the copy is not recorded either, however close two people come."""

import json

import pytest
from click.testing import CliRunner
from test_season_asked_again import HOUSEHOLD, xlsx

from cso_xl.cli import main
from cso_xl.desk.filing import Filing


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
    assert done.stderr.endswith("was saved by somebody just now. Nothing was changed; try again.\n")
    assert states(records) == ["to decide"]


def test_a_copy_open_in_excel_leaves_nothing_recorded(records, household_copy):
    (household_copy.parent / f"~${household_copy.name}").write_bytes(b"")
    done = run(records, "mark", "address-sharer", "nfa", "2")
    assert done.exit_code == 1
    assert done.stderr.endswith("is open in Excel. Save and close it there, then try again.\n")
    assert states(records) == ["to decide"]

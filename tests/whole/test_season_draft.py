"""What a season showed about `cso-xl draft`: the copy says what was drafted, so that one can choose again."""

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from cso_xl.cli import main
from helpers.entries import Entries
from helpers.files import xlsx

REPORT = """
CSO Client Number|CSO Surname|CSO First Names|CSO Date of Birth|CSO Tag Date|CSO Address|CSO Address Start Date|\
Service Centre|Sharer Client Number|Sharer Surname|Sharer First Names|Sharer Date of Birth|Relationship|\
Sharer Address|Sharer Address Start Date|Region
010000001|Synthetic|Hemi|01/02/1980|01/03/2024|10 Kauri Road Paihia|01/04/2025|\
Kaikohe|020000001|Synthetic|Ana|05/06/2015|Child|\
10 Kauri Road Paihia|02/05/2025|Northland
"""
NFA, SAME = "Not the same address: NFA", "Same address: tell Oranga Tamariki"


@pytest.fixture
def household_copy(tmp_path, records):
    """The Working Copy of one household."""
    report = tmp_path / "CSO Living with Children WB 09 June 2025.xlsx"
    report.write_bytes(xlsx([line.split("|") for line in REPORT.strip().splitlines()]))
    assert (
        CliRunner().invoke(main, ["run", "address-sharer", str(report), "--records", str(records)]).exit_code
        == 0
    )
    return next(records.rglob("* Working Copy *.xlsx"))


def choose(working, outcome):
    book = load_workbook(working)
    Entries(book).write("A8-2", Outcome=outcome)
    book.save(working)


def draft(records):
    done = CliRunner().invoke(main, ["draft", "address-sharer", "--records", str(records)])
    assert done.exit_code == 0, done.output
    return done.output


def test_a_person_may_choose_again_after_drafting(records, household_copy):
    choose(household_copy, NFA)
    draft(records)
    choose(household_copy, SAME)
    assert "decided otherwise" not in draft(records)
    assert [path.name for path in records.rglob("Drafts/*.eml")] == [
        "20250609 Synthetic A Synthetic H [20250609-A8-2-ot].eml"
    ]
    choose(household_copy, NFA)
    draft(records)
    assert not list(records.rglob("Drafts/*.eml"))


def test_the_copy_says_what_was_drafted_and_its_earlier_version_is_kept(records, household_copy):
    choose(household_copy, NFA)
    assert "The earlier version is kept as" in draft(records)
    book = load_workbook(household_copy)
    assert [cell.value for cell in book.worksheets[0][2]][-1] == "NFA"
    assert Entries(book).said("A8-2")["State"] == "Done"


def test_drafts_are_made_while_the_copy_is_open_in_excel_and_that_is_said(records, household_copy):
    choose(household_copy, SAME)
    (household_copy.parent / f"~${household_copy.name}").write_bytes(b"")
    assert "The drafts are made; the copy itself does not say so yet." in draft(records)
    assert list(records.rglob("Drafts/*.eml"))

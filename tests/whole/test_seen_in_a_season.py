"""What was seen in a season of twelve weeks driven through the command, as somebody in a hurry met it [C2-C5, C10]."""

import csv
import json
from pathlib import PurePath

import pytest

from helpers.at_work import COPY, NOT_SAME, SAME, Unit, call
from helpers.files import PROCESSED

TELL_CPS = "Address changed: tell CPS"
CHILDREN = "Address changed, living with children under 16: also tell Oranga Tamariki"
NAME = {"Client Name": "Weka, Mere", "Detail": "Tama"}


@pytest.fixture
def unit(tmp_path, records):
    return Unit(tmp_path, records)


@pytest.fixture
def diffs(unit):
    unit.changes("Address Change")
    unit.run("daily-diffs")
    return unit


def by_csv(unit, **outcomes):
    """Fill in some lines of the worklist's CSV as it was printed, the others left empty, and give it to `mark`."""
    path = unit.folder / "decided.csv"
    printed = call("worklist", unit.report, unit.source, "--records", unit.records).stdout
    lines = list(csv.DictReader(printed.splitlines()))
    for line in lines:
        outcome = outcomes.get(line["Ref"].replace("-", "_"))
        line |= {"Outcome": outcome, **NAME} if isinstance(outcome, str) else outcome or {}
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(lines[0]))
        writer.writeheader()
        writer.writerows(lines)
    return unit.do("mark", unit.report, "--decisions", path)


def opened(unit):
    listed = json.loads(call("due", "--json", "--records", unit.records).stdout)
    return {one["reference"]: one for one in listed}


def test_C3_an_empty_line_of_the_decisions_takes_back_nothing(diffs):
    by_csv(diffs, D3_2=TELL_CPS, D3_3=TELL_CPS)
    diffs.send("20250113-D3-2-cps")
    assert "Withdrawn" not in by_csv(diffs, D3_4=TELL_CPS)
    assert {"20250113-D3-3-cps", "20250113-D3-4-cps"} <= set(diffs.drafts())
    assert opened(diffs)["20250113-D3-2-cps"]["state"] in ("waiting", "overdue")
    assert {ref for ref, outcome in diffs.outcomes().items() if outcome} == {"D3-2", "D3-3", "D3-4"}


def test_C3_an_empty_cell_of_the_decisions_says_nothing_and_a_filled_one_counts(diffs):
    by_csv(diffs, D3_2={"Outcome": CHILDREN, "Client Name": "Weka, Mere"})
    assert "20250113-D3-2-ot" not in diffs.drafts()
    by_csv(diffs, D3_2={"Detail": "Weka, Tama"})
    assert "Weka, Tama" in diffs.text("20250113-D3-2-ot")


def test_C2_a_notice_that_was_sent_is_awaited_although_its_outcome_no_longer_stands(diffs):
    by_csv(diffs, D3_2=TELL_CPS)
    diffs.send("20250113-D3-2-cps")
    diffs.do("mark", "daily-diffs", "conflict-of-interest", "2")
    diffs.do("take", "20250113-D3-2")
    found = opened(diffs)
    assert found["20250113-D3-2"]["state"] == "to decide"
    assert found["20250113-D3-2-cps"]["state"] in ("waiting", "overdue")
    by_csv(diffs, D3_2=TELL_CPS)
    assert [ref for ref in opened(diffs) if ref.startswith("20250113-D3-2-")] == ["20250113-D3-2-cps"]


def test_C10_a_case_that_was_decided_to_be_about_a_child_comes_before_paper(diffs):
    by_csv(diffs, D3_2=TELL_CPS, D3_7=CHILDREN)
    found = opened(diffs)
    assert [found[f"20250113-D3-{rest}"]["child"] for rest in ("2-cps", "7-cps", "7-ot")] == [
        False,
        True,
        True,
    ]
    assert {*list(found)[:2]} == {"20250113-D3-7-cps", "20250113-D3-7-ot"}


def test_C14_a_household_that_was_answered_person_by_person_can_be_answered_together_again(unit):
    unit.household(2, 3, address="1 Kauri Road Ōtaki")
    unit.run("address-sharer")
    by_csv(unit, A8_2=SAME)
    unit.send("20250113-A8-2-ot")
    unit.do("mark", "address-sharer", "nfa", "2", "3")
    assert "20250113-A8-2-ot-2" in unit.drafts()  # the correction
    by_csv(unit, A8_2=SAME)
    assert "20250113-A8-2-ot-2" not in unit.drafts()
    assert not [ref for ref in opened(unit) if ref.startswith("20250113-A8-2")]
    assert set(unit.column("Comment", by="Row").values()) == {"Email sent", None}


def test_C4_a_mark_counts_although_the_outcome_on_the_worklist_is_not_understood(unit):
    unit.run("address-sharer")
    unit.choose(A8_2="maybe the same", A8_3=NOT_SAME)
    unit.do("mark", "address-sharer", "nfa", "2")
    assert unit.column("Comment", by="Row")["2"] == "NFA"
    assert "20250113-A8-2" not in opened(unit)
    assert unit.outcomes()["A8-2"] == "maybe the same"  # what was typed is kept


@pytest.fixture
def grown(unit):
    """A household of two was told of; the report comes again, and a third has moved in."""
    unit.household(2, 3, address="1 Kauri Road Ōtaki")
    unit.run("address-sharer")
    by_csv(unit, A8_2=SAME)
    unit.send("20250113-A8-2-ot")
    unit.household(4, address="1 Kauri Road Ōtaki")
    unit.week.write("address-sharer", unit.folder)
    unit.do("run", "address-sharer", unit.source, "--again")
    unit.again = unit.folder.joinpath(unit.records, COPY["address-sharer"].replace(".xlsx", " (2).xlsx"))
    return unit


def test_C12_a_household_that_has_grown_keeps_what_was_decided_of_its_rows(grown):
    found = opened(grown)
    assert [(one["state"], one["rows"]) for ref, one in found.items() if "A8-2" in ref] == [
        ("to decide", [4])
    ]
    comments = grown.column("Comment", by="Row", report=grown.again)
    assert [comments[row] for row in ("2", "3", "4")] == ["Email sent", "Email sent", None]


def test_C12_who_was_told_of_a_household_before_it_grew_is_told_that_it_was_in_error(grown):
    grown.do("mark", "address-sharer", "nfa", "2-4")
    found = opened(grown)
    assert {ref: one["next"] for ref, one in found.items() if "A8-2" in ref} == {
        "20250113-A8-2-ot": "tell the recipient that it was sent in error: read the correction "
        "20250113-A8-2-ot-2 and send it, then file the e-mail"
    }


def test_C11_a_correction_after_the_processed_copy_was_saved_says_that_it_is_behind(unit):
    unit.run("address-sharer")
    behind = f"{PurePath(PROCESSED).name} was saved before and is as it was."
    assert behind not in unit.do("mark", "address-sharer", "nfa", "2-7")
    unit.do("processed")
    assert behind in unit.do("mark", "address-sharer", "email-sent", "2")
    unit.do("processed")
    assert unit.column("Comment", by="Row", report=PROCESSED)["2"] == "Email sent"
    assert behind not in unit.do("mark", "address-sharer", "email-sent", "2")
    assert behind in unit.do("take-back", "20250113-A8-2")

"""Processed Copies of earlier weeks, and outcomes decided elsewhere."""

import pytest

from cso_xl.cases.worklist.entries import Answer
from cso_xl.desk import decided as decided_elsewhere
from cso_xl.errors import InputError
from cso_xl.intake.received import Received
from cso_xl.intake.tables import read_processed
from helpers.files import xlsx
from helpers.reading import COLUMNS, NAMED, message


def test_a_processed_copy_made_by_hand(passwords):
    """This week on the left, comments anywhere in the gap, last week on the right."""
    grid = [
        ["Client Number", "Name", "", "", "", "Client Number", "Name"],
        ["1", "A", "Email sent", "", "", "7", "G"],
        ["2", "B", "", " NFA ", "x", "8", "H"],
        ["3", "C", "", "", "", "9", "I"],
        ["", "", "", "", "", "10", "J"],
    ]
    found, outcomes = read_processed(Received("p.xlsx", xlsx(grid)), COLUMNS, NAMED, passwords)
    assert (found.headings, found.rows) == (["Client Number", "Name"], [["1", "A"], ["2", "B"], ["3", "C"]])
    assert outcomes == ["Email sent", "NFA; x", ""]


@pytest.mark.parametrize("typed", ["Comment", "comments", "Outcome", "Outcomes", "NOTE", "Notes", "Action"])
def test_a_heading_typed_above_the_comments_is_still_the_gap(typed, passwords):
    grid = [
        ["Client Number", "Name", typed, "", "", "Client Number", "Name"],
        ["1", "A", "Email sent", "", "", "1", "A"],
    ]
    found, outcomes = read_processed(Received("p.xlsx", xlsx(grid)), COLUMNS, NAMED, passwords)
    assert (found.headings, outcomes) == (["Client Number", "Name"], ["Email sent"])


def test_a_column_of_the_senders_is_no_outcome(passwords):
    grid = [
        [
            "Client Number",
            "Name",
            "Comment",
            "Status",
            "Reason",
            "Comment",
            "Client Number",
            "Name",
            "Comment",
        ],
        ["1", "A", "theirs", "New", "no Master", "ours", "1", "A", "theirs"],
    ]
    found, outcomes = read_processed(Received("p.xlsx", xlsx(grid)), COLUMNS, NAMED, passwords)
    assert (found.rows, outcomes) == ([["1", "A", "theirs"]], ["ours"])


def test_a_processed_copy_of_ours(passwords):
    grid = [
        ["Client Number", "Name", "Status", "Reason", "Comment", "Client Number", "Name"],
        ["1", "A", "New", "no Master", "NFA", "1", "A"],
        ["2", "B", "Seen", "no outcome", "", "", ""],
    ]
    found, outcomes = read_processed(Received("p.xlsx", xlsx(grid)), COLUMNS, NAMED, passwords)
    assert (found.rows, outcomes) == ([["1", "A"], ["2", "B"]], ["NFA", ""])


def test_a_processed_copy_of_a_week_in_which_every_row_was_removed(passwords):
    """It has headings, and last week's rows on the right: it says nothing, and nobody has to ask IAP about it."""
    grid = [
        ["Client Number", "Name", "Status", "Reason", "Comment", "Client Number", "Name"],
        ["", "", "", "", "", "1", "A"],
    ]
    found, outcomes = read_processed(Received("p.xlsx", xlsx(grid)), COLUMNS, NAMED, passwords)
    assert (found.rows, outcomes) == ([], [])


def decided(folder, text):
    path = folder / "decided.csv"
    path.write_text(text, "utf-8")
    return decided_elsewhere.read(path)


def test_outcomes_decided_elsewhere(tmp_path):
    columns = "Question,Ref,Row,Client Number,Outcome,Due,Detail,Client Name,Service Centre,Service Centre Email,sent,"
    found = decided(
        tmp_path, f"{columns}\n?,D3-2,2,1, NFA ,x,12 Kauri Road,Weka,Porirua,a@b.nz,no,\n ,\n?,D3-3,3,1,?\n"
    )
    assert found.answers == {
        "D3-2": Answer("NFA", "12 Kauri Road", "Weka", "Porirua", "a@b.nz"),
        "D3-3": Answer("?"),
    }
    assert found.sent == frozenset()


@pytest.mark.parametrize(
    ("said", "sent"),
    [("Yes", 1), (" y", 1), ("TRUE", 1), ("1", 1), ("no", 0), ("N", 0), ("False", 0), ("0", 0), ("", 0)],
)
def test_whether_a_notice_was_sent(said, sent, tmp_path):
    assert decided(tmp_path, f"Ref,Outcome,Sent\nD3-2,NFA,{said}\n").sent == {"D3-2"} - {
        "D3-2" if not sent else ""
    }


@pytest.mark.parametrize("word", ["yesterday", "x", "13/01/2025", "Yes, to CPS", "not yet", "pending", "?"])
def test_a_word_under_sent_that_is_neither_yes_nor_no(word, tmp_path):
    assert message(InputError, decided, tmp_path, f'Ref,Outcome,Sent\nD3-2,NFA,yes\nD3-3,NFA,"{word}"\n') == (
        "decided.csv has 1 fault:\n  row 3, column 'Sent': is neither yes nor no\n"
        "Nothing was written. Each Ref is named once; Sent says yes, no or nothing."
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "Ref,Outcome\nD3-2,a\n,b\nD3-2,c\n",
            "has 2 faults:\n  row 3, column 'Ref': is empty\n  row 4, column 'Ref': appears twice\n"
            "Nothing was written. Each Ref is named once; Sent says yes, no or nothing.",
        ),
        ("Outcome\nx\n", "is not a list of decisions: Ref is missing. "),
        ("Refs,Outcomes\n", "is not a list of decisions: Ref, Outcome is missing. "),
        ("\n", "is not a list of decisions: Ref, Outcome is missing. "),
        ("Ref,Outcome,Colour,Size\n", "is not a list of decisions: Colour, Size is not known. "),
    ],
)
def test_a_list_of_decisions_that_is_none(text, said, tmp_path):
    columns = (
        "Its columns are Ref, Outcome, Detail, Client Name, Service Centre, Service Centre Email, Housing Address, "
        "New Address, Sent; 'cso-xl worklist' prints it with everything but the outcomes filled in."
    )
    assert (
        message(InputError, decided, tmp_path, text)
        == f"decided.csv {said}{columns if said.endswith(' ') else ''}"
    )

"""The sheet 'Worklist': its columns, its lines read back, and lines as they were before [C1, C7]."""

from dataclasses import replace

import pytest

from cso_xl import settings as settings_
from cso_xl.cases.worklist.layout import FOR_NOTICES, LEFT, RIGHT, Slot, WorklistLayout
from cso_xl.cases.worklist.worklist_lines import (
    Facts,
    StandingCells,
    WorklistEntry,
    WorklistLine,
    cells,
    read,
)
from cso_xl.errors import InputError
from cso_xl.sheet.file_engine import FileSheet

ON_LIST = WorklistLayout(
    (Slot.named(1, "L6", "note in place?", False), Slot.named(2, "L8", "children?", True)),
    ("Born", "The report says"),
    centre=True,
)
BEFORE = (
    "Ref", "Row", "Client Number", "Client Name", "Question", "Outcome", "Detail", "Service Centre",
    "Service Centre Email", "Due", "Notice", "CEN", "SCN", "To do", "State", "Done in CMS", "Trace",
)  # fmt: skip
L6 = WorklistEntry(
    "L6-2", "2", "0123", "Weka, Mere", "L6: Note?", "Note in place: NFAR", "", "Levin", "a@b.nz", "", "f 2"
)
L8 = WorklistEntry(
    "L8-2", "2", "0123", "Weka, Mere", "L8: Children?", "", "Tama", "Levin", "a@b.nz", "", "f 1"
)
D3 = WorklistEntry("D3-7", "7", "9", "", "D3: Where?", "", "", trace="a 1")
D6 = WorklistEntry("D6-9", "9", "9", "", "D6: Which?", "Cancelled: NFAR", "", trace="b 3")


def sheet(*rows):
    return FileSheet("Worklist", settings_.load(settings_.DEFAULTS), [list(row) for row in rows])


def written(layout, *lines, done=""):
    rows = [cells(layout, line, StandingCells(state="To decide", done=done)) for line in lines]
    return sheet(layout.headings, *rows)


def test_the_questions_of_a_client_stand_side_by_side():
    line = WorklistLine((L6, L8), Facts("01/02/1980, 44 years", "Match level 1"))
    (row,) = written(ON_LIST, line).values()[1:]
    assert dict(zip(ON_LIST.headings, row, strict=True)) == {
        "Ref": "L6-2\nL8-2", "Row": "2", "State": "To decide", "Since": "", "Due": "", "Client Number": "0123",
        "Client Name": "Weka, Mere", "Born": "01/02/1980, 44 years", "The report says": "Match level 1",
        "Question": "L6: Note?", "L6: note in place?": "Note in place: NFAR",
        "Question 2": "L8: Children?", "L8: children?": "", "L8 Detail": "Tama",
        "Service Centre": "Levin", "Service Centre Email": "a@b.nz", "What follows": "", "Done in CMS": "",
        "Trace": "f 2\nf 1",
    }  # fmt: skip
    assert ON_LIST.hidden == ("Question", "Question 2", "Name in cso_daily", "Trace")


@pytest.mark.parametrize(
    ("layout", "line"),
    [
        (ON_LIST, WorklistLine((L6, L8), Facts("b", "r"))),
        (ON_LIST, WorklistLine((None, L8))),
        (WorklistLayout((Slot.free(1, True), Slot.free(2, False))), WorklistLine((D3, D6))),
        (
            WorklistLayout((Slot.free(1, False),), ("cso_daily says",)),
            WorklistLine((D3,), Facts(daily="Weka, Mere")),
        ),
        (
            WorklistLayout((Slot.free(1, False),), ("cso_daily says", *FOR_NOTICES), True),
            WorklistLine(
                (D3._replace(service_centre="Levin"),), Facts(daily="Weka", birth="1/2/1980", prn="9")
            ),
        ),
    ],
)
def test_a_line_reads_back_as_it_was_written(layout, line):
    found = read(written(layout, line))
    assert found.layout == layout
    assert [(one.slots, one.facts, one.place) for one in found.lines] == [(line.slots, line.facts, 2)]


def test_columns_in_another_order_are_read_and_written_in_it():
    before = ("Ref", "Row", "State", "Since", "Due", "Client Number", "Client Name")  # until 30 November 2026
    order = (*before, *(heading for heading in ON_LIST.headings if heading not in before))
    line = WorklistLine((L6, L8), Facts("01/02/1980, 44 years", "Match level 1"))
    found = read(written(replace(ON_LIST, order=order), line))
    assert found.layout is not None and found.layout.headings == order
    assert [(one.slots, one.facts, one.place) for one in found.lines] == [(line.slots, line.facts, 2)]
    assert (found.layout.frozen, ON_LIST.frozen) == (7, 4)


def test_what_was_typed_right_of_the_worklist_goes_along():
    line = cells(ON_LIST, WorklistLine((L6, L8), more=("rang on Monday",)), StandingCells())
    other = [cell.replace("6-2", "6-3").replace("8-2", "8-3") for cell in line]
    found = read(sheet([*ON_LIST.headings, "My notes"], line, [""] * len(line), other))
    assert found.typed_headings == ("My notes",)
    assert [(one.place, one.more) for one in found.lines] == [
        (2, ("rang on Monday",)),
        (4, ("rang on Monday",)),
    ]


@pytest.mark.parametrize(
    ("typed", "of_each"),
    [
        ("Done", ("Done", "Done")),
        ("", ("", "")),
        ("L6", ("Done", "")),
        ("l8, L6", ("Done", "Done")),
        ("L8 done", ("", "Done")),
        ("L6-2 and L8-2", ("Done", "Done")),
        ("L7", ("L7", "L7")),  # not understood: said of each
        ("perhaps", ("perhaps", "perhaps")),
    ],
)
def test_C7_done_in_CMS_is_said_of_all_or_of_the_questions_that_are_named(typed, of_each):
    found = read(written(ON_LIST, WorklistLine((L6, L8)), done=typed))
    assert tuple(line.done for line in found.lines[0].lines) == of_each


def test_C7_a_question_that_stands_there_twice_is_named_by_its_ref():
    twice = WorklistLine((D6, D6._replace(ref="D6-12", row="12")))
    layout = WorklistLayout((Slot.free(1, False), Slot.free(2, False)))
    read_back = [
        [line.done for line in read(written(layout, twice, done=typed)).lines[0].lines]
        for typed in ("D6", "D6-12")
    ]
    assert read_back == [["D6", "D6"], ["", "Done"]]


@pytest.mark.parametrize("columns", [17, 15])
def test_a_worklist_that_was_begun_before_is_read(columns):
    row = ["D3-7", "7, 8", "9", "Kea", "D3: Where?", "Moved", "4 Rimu", "", "", "15/01/2025", "n", "c", "s", "t",
           "To send", "Done", "abc 2"]  # fmt: skip
    found = read(sheet([*BEFORE[:columns], "Mine"], [*row[:columns], "x"]))
    done, trace = ("Done", "abc 2") if columns == 17 else ("", "")
    assert found.layout is None and found.typed_headings == ("Mine",)
    assert [(one.lines, one.more) for one in found.lines] == [
        (
            [WorklistEntry("D3-7", "7, 8", "9", "Kea", "D3: Where?", "Moved", "4 Rimu", "", "", done, trace)],
            ("x",),
        )
    ]


@pytest.mark.parametrize(
    "headings",
    [
        [*LEFT[:3], "Mine", *ON_LIST.headings[3:]],
        [heading for heading in ON_LIST.headings if heading != "Done in CMS"],
        [heading for heading in ON_LIST.headings if not heading.startswith("Question")],
        [*ON_LIST.headings[:8], "Mine", *ON_LIST.headings[8:]],
        [],
    ],
)
def test_headings_that_are_gone_are_asked_for(headings):
    with pytest.raises(InputError) as said:
        read(sheet(headings, ["x"] * len(headings)))
    assert str(said.value) == (
        f"The sheet 'Worklist' no longer has its headings ({', '.join((*LEFT, '...', *RIGHT))}). Put them back into "
        "row 1, or delete the sheet and press Worklist again."
    )


@pytest.mark.parametrize("ref", ["", "L6-2", "L6-2\nL8-2\nL9-2"])
def test_a_line_whose_Ref_was_changed_is_named(ref):
    row = cells(ON_LIST, WorklistLine((L6, L8)), StandingCells())
    with pytest.raises(InputError) as said:
        read(sheet(ON_LIST.headings, row, [ref, *row[1:]]))
    assert str(said.value) == (
        "Row 3 of the sheet 'Worklist' no longer names what it asks in Ref. Undo that, or delete the sheet and press "
        "Worklist again."
    )


@pytest.mark.parametrize("gap", [0, 2])
@pytest.mark.parametrize("heading", ["Client Name", "State", "beside"])
def test_C1_a_note_under_the_lines_is_named(heading, gap):
    row = cells(ON_LIST, WorklistLine((L6, L8)), StandingCells())
    headings = [*ON_LIST.headings, "beside"]
    note = ["ask Bela" if one == heading else "" for one in headings]
    with pytest.raises(InputError) as said:
        read(sheet(headings, [*row, ""], *[[""] * len(headings)] * gap, note))
    assert str(said.value) == (
        f"Row {3 + gap} of the sheet 'Worklist' has text, but no line of the worklist stands there. Move it to the "
        "right of the line that it is about, or delete it, then press again. Nothing was changed."
    )

"""Filters that a person has set: a step sets them again as they were, or leaves them in place and says so."""

import pytest

from helpers.staff import state

TOP, COLOUR, AND, OR, VALUES = 3, 8, 1, 2, 7
PINK = 0xCEC7FF  # blue first


@pytest.fixture
def formatted(staff):
    book = staff.receive("daily-diffs", "format_sheet")
    return book.sheets[0]


def filtered(sheet, **criteria):
    """Set the filter of the second column, as a person does."""
    headed = sheet.range(sheet.api.AutoFilter.Range.Address)
    headed.api.AutoFilter(Field=2, **criteria)
    return headed


def seen(sheet):
    """What stands in the rows that a person sees, in the second column."""
    last = sheet.used_range.last_cell.row
    return [
        sheet.range((row, 2)).value for row in range(2, last + 1) if not sheet[f"{row}:{row}"].rows.hidden
    ]


def told(sheet):
    one = sheet.api.AutoFilter.Filters.Item(2)
    if one.Operator == COLOUR:
        return COLOUR, one.Criteria1.Color
    return one.Operator, one.Criteria1, one.Criteria2 if one.Operator in (AND, OR) else None


def first_texts(sheet, count=2):
    return [sheet.range((row, 2)).value for row in range(2, 2 + count)]


CRITERIA = {
    "contains": lambda text, other: {"Criteria1": f"=*{text[-3:]}*"},
    "begins with": lambda text, other: {"Criteria1": f"={text[:9]}*"},
    "one value": lambda text, other: {"Criteria1": f"={text}"},
    "not one value": lambda text, other: {"Criteria1": f"<>{text}"},
    "one or the other": lambda text, other: {
        "Criteria1": f"={text}",
        "Operator": OR,
        "Criteria2": f"={other}",
    },
    "several values": lambda text, other: {"Criteria1": [text, other], "Operator": VALUES},
    "a colour": lambda text, other: {"Criteria1": PINK, "Operator": COLOUR},
}


@pytest.mark.parametrize("kind", CRITERIA)
def test_a_filter_is_set_again_as_it_was(staff, formatted, kind):
    formatted["B2"].color = "#FFC7CE"
    filtered(formatted, **CRITERIA[kind](*first_texts(formatted)))
    before, rows = told(formatted), seen(formatted)
    assert 0 < len(rows) < 6
    formatted.activate()
    assert staff.press("say_what_to_do") == ""
    assert (told(formatted), seen(formatted)) == (before, rows)


def test_a_filter_that_cannot_be_set_again_stays_and_is_said(staff, formatted):
    filtered(formatted, Criteria1=2, Operator=TOP)
    before = state(staff.book)
    heading = formatted["B1"].value
    assert staff.press("say_what_to_do") == (
        f"Column B ('{heading}') has a filter by date, rank or icon, which would be lost, so nothing was changed. "
        "Data > Clear, press again, then set the filter again."
    )
    assert state(staff.book) == before


def test_a_filed_copy_filters_by_what_a_filter_names(staff, formatted):
    """'Contains' names no values: in the copy it would hide every row."""
    text, other = first_texts(formatted)
    live = staff_live(staff, formatted)
    for criteria, filters in (
        ({"Criteria1": f"=*{text}*"}, {}),
        ({"Criteria1": f"={text}", "Operator": OR, "Criteria2": f"={other}"}, {2: {text, other}}),
        ({"Criteria1": f"={text}", "Operator": AND, "Criteria2": f"={other}"}, {}),
        ({"Criteria1": f"={text}"}, {2: {text}}),
    ):
        filtered(formatted, **criteria)
        assert live.appearance().filters == filters


def staff_live(staff, sheet):
    from cso_xl import settings
    from cso_xl.sheet.live_sheet import LiveSheet

    return LiveSheet(sheet, settings.load())


def test_a_filter_goes_with_its_sheet(formatted):
    formatted["B2"].color = "#FFC7CE"
    filtered(formatted, Criteria1=PINK, Operator=COLOUR)
    name, copy = formatted.name, formatted.copy(after=formatted)
    formatted.delete()
    copy.name = name
    assert told(copy) == (COLOUR, PINK)
    again = copy.copy(after=copy)
    filtered(again, Criteria1="=*a*")
    copy.delete()
    again.name = name
    assert told(again)[1] == "=*a*"

"""Filters that a person has set: a step sets them again as they were, or leaves them in place and says so."""

from types import SimpleNamespace

import pytest

from cso_xl.errors import FileError
from cso_xl.sheet import live_filters
from helpers.libreoffice.com import ComError
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


class Refused:
    """A filter as Excel has it; what its kind does not have, Excel refuses to tell."""

    On = True

    def __init__(self, operator, **told):
        self.Operator = operator
        self.__dict__.update(told)

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        raise ComError("Application-defined or object-defined error")


def headed_by(native):
    """A range whose only arrow is set so."""
    filters = SimpleNamespace(Count=1, Item=lambda number: native)
    arrows = SimpleNamespace(FilterMode=True, Filters=filters)
    return SimpleNamespace(column=2, sheet=SimpleNamespace(api=SimpleNamespace(AutoFilter=arrows)))


@pytest.mark.parametrize(
    "native",
    [
        Refused(VALUES, Criteria2=(1, "1/31/2025")),  # months and days ticked in the tree of dates
        Refused(VALUES, Criteria1=("=Weka", 45_000.0)),
        Refused(11, Criteria1=3),  # this week
        Refused(10, Criteria1=SimpleNamespace()),  # an icon
        *(Refused(rank, Criteria1=">=2") for rank in (3, 4, 5, 6)),  # top and bottom, items and per cent
        Refused(COLOUR, Criteria1=SimpleNamespace(Gradient=1)),  # a fill of two colours
    ],
)
def test_kinds_of_filter_of_which_excel_does_not_tell_enough(native):
    with pytest.raises(
        FileError, match="^Column B .'Date'. has a filter by date, rank or icon, which would be lost"
    ):
        live_filters.check(live_filters.read(headed_by(native)), {2: "Date"})


@pytest.mark.parametrize(
    ("native", "told"),
    [
        (
            Refused(AND, Criteria1=">=45000", Criteria2="<45031"),
            (AND, ">=45000", "<45031"),
        ),  # a span of dates
        (Refused(9, Criteria1=SimpleNamespace(Color=255.0)), (9, 255, None)),  # the colour of the text
        (Refused(12), (12, None, None)),  # no fill
        (Refused(13), (13, None, None)),  # text of no colour of its own
    ],
)
def test_kinds_of_filter_that_can_be_set_again(native, told):
    found = live_filters.read(headed_by(native))
    assert found == {2: told}
    live_filters.check(found, {})


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

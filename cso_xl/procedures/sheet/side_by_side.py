"""This week's rows and last week's side by side, with our columns in the gap between them [A6, A7, C1]."""

from collections.abc import Sequence

from cso_xl.procedures.sheet import beside
from cso_xl.procedures.sheet.beside import ADDRESS_CHECK, COMMENT, ROW, STATUS
from cso_xl.procedures.work import Work
from cso_xl.sheet.areas import Area
from cso_xl.sheet.protocol import Sheet

CHECKED = (ROW, *ADDRESS_CHECK, COMMENT)  # the gap right of this week before last week is compared,
BETWEEN = (ROW, *STATUS, COMMENT)  # and after


IN_SIGHT = (  # the columns that people need to decide whether two addresses are one household's
    "cso_client_number", "cso_surname", "cso_address", "sharer_client_number", "sharer_surname", "sharer_first_names",
    "sharer_date_of_birth", "sharer_address",
)  # fmt: skip
_FROZEN = 2  # columns that stay in sight: they say whose row it is


def is_compared(headings: Sequence[str]) -> bool:
    """Whether our Status, Reason and Comment stand side by side: last week has been compared [A7]."""
    ours, wanted = beside.find(headings), (*STATUS, COMMENT)
    return ours is not None and tuple(headings[ours.status - 1 : ours.status + 2]) == wanted


def arrange(work: Work, sheet: Sheet) -> None:
    """Fold the sheet, or a copy of it, once last week has been compared; until then it stays as by hand [A5]."""
    if is_compared(work.sheet.headings()):
        fold(work, sheet)


def fold(work: Work, sheet: Sheet) -> None:
    """Fold away last week's columns, and those of this week's that nobody needs to decide a row [I5, A8]."""
    places = work.columns(work.procedure.asks.columns)
    shown = {places[key] for key in IN_SIGHT if key in places}
    sheet.show_only(shown | {*range(work.width + 1, last_week_column(work))})
    sheet.freeze(_FROZEN if {*range(1, _FROZEN + 1)} <= shown else 0)


def both_groups(work: Work) -> list[Area]:
    """This week's rows and last week's, without their headings [A7]."""
    headings, left = work.sheet.headings(), last_week_column(work)
    this_week = Area(2, 1, max(len(work.rows()) + 1, 2), work.width)
    last_week = Area(2, left, len(work.sheet.values()), len(headings))
    return [this_week, last_week] if has_last_week(work) else [this_week]


def has_last_week(work: Work) -> bool:
    return len(work.sheet.headings()) >= last_week_column(work)


def last_week_column(work: Work) -> int:
    """The first column of last week's group: U when the report has 16 columns and the gap is 4 [A6, C1].

    In a copy with another gap, such as one made before the column Row, it is where the headings begin again.
    """
    headings, ours = work.sheet.headings(), beside.find(work.sheet.headings())
    right = range(ours.reason + 2, len(headings) + 1) if ours else ()
    again = next((at for at in right if headings[at - 1] == headings[0]), None)
    return again or work.width + max(work.settings.number(f"{work.procedure.key}.gap"), len(BETWEEN)) + 1

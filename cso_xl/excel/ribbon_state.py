"""What an open workbook says about itself to the next press and to the ribbon, in a defined name that nobody sees.

Excel gives the number of a closed window to the next workbook, and a file's name may come again; this state
stays with its workbook. It holds no path and nobody's data, and what is filed is built without it [X7].
"""

import re
import secrets
from typing import NamedTuple

import xlwings as xw

from cso_xl.sheet import excel_only

NAME = "cso_xl"  # as the add-in's VBA reads it
_SEPARATOR = "|"
_ID = re.compile("[0-9a-f]{16}")


class RibbonState(NamedTuple):
    """What a workbook says about itself.

    `id` is what Excel's memory knows it by, `report` the name of its procedure, `next` the number of the step that
    comes next in it (0: all are done), `decide` how many lines of the worklist wait for an outcome, `undo` the title of
    the step that Undo would take back.
    """

    id: str = ""
    report: str = ""
    next: str = ""
    decide: str = ""
    undo: str = ""


def read(book: xw.Book) -> RibbonState:
    """The state in a workbook; an empty one where there is none that we wrote."""
    fields = excel_only.hidden_text(book, NAME).split(_SEPARATOR)
    return (
        RibbonState(*fields)
        if len(fields) == len(RibbonState._fields) and _ID.fullmatch(fields[0])
        else RibbonState()
    )


def write(book: xw.Book, state: RibbonState) -> None:
    """Write the state into a workbook, in place of an earlier one."""
    if state != read(book):
        excel_only.keep_hidden_text(book, NAME, _SEPARATOR.join(state))


def id_of(book: xw.Book) -> str:
    """The id by which a workbook is known; a workbook without one is given one."""
    state = read(book)
    if not state.id:
        state = state._replace(id=secrets.token_hex(8))
        write(book, state)
    return state.id


def take_off(book: xw.Book) -> None:
    """Empty a workbook's state: then nothing is known of it."""
    write(book, RibbonState())

"""The mark: what an open workbook says about itself to the next press and to the ribbon, in a name that nobody sees.

Excel gives the number of a closed window to the next workbook, and a file's name may come again; a mark stays with
its workbook. It holds no path and nobody's data, and what is filed is built without it [X7].
"""

import re
import secrets
from typing import NamedTuple

import xlwings as xw

from cso_xl.sheet import excel_only

NAME = "cso_xl"  # as the add-in's VBA reads it
_SEPARATOR = "|"
_ID = re.compile("[0-9a-f]{16}")


class Mark(NamedTuple):
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


def read(book: xw.Book) -> Mark:
    """The mark of a workbook; an empty one where there is none that we made."""
    fields = excel_only.hidden_text(book, NAME).split(_SEPARATOR)
    return Mark(*fields) if len(fields) == len(Mark._fields) and _ID.fullmatch(fields[0]) else Mark()


def write(book: xw.Book, mark: Mark) -> None:
    """Give a workbook its mark, in place of an earlier one."""
    if mark != read(book):
        excel_only.keep_hidden_text(book, NAME, _SEPARATOR.join(mark))


def known(book: xw.Book) -> str:
    """What a workbook is known by; it is given a mark when it has none."""
    mark = read(book)
    if not mark.id:
        mark = mark._replace(id=secrets.token_hex(8))
        write(book, mark)
    return mark.id


def take_off(book: xw.Book) -> None:
    """Take a workbook's mark off: nothing is known of it."""
    write(book, Mark())

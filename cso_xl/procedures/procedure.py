"""The description of a report: every fact that another room would otherwise have to know by the report's name.

A report is added by writing such a description: no room but this one tells reports apart.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cso_xl.cells.columns import Column, Record
from cso_xl.notices.fields import CLIENT, About
from cso_xl.procedures.sheet import beside
from cso_xl.procedures.sheet.beside import ROW, STATUS
from cso_xl.procedures.step import Step

if TYPE_CHECKING:
    from cso_xl.intake.tables import Table
    from cso_xl.procedures.work import Work
    from cso_xl.settings import Settings
    from cso_xl.sheet.areas import Area
    from cso_xl.sheet.protocol import Sheet


@dataclass(frozen=True)
class Arrival:
    """How a report comes.

    `kind` is intake's word for its file, `lists` takes from that file the rows and columns of the report. One that
    comes by itself, not in the datamatch ZIP, has the name of its `workbook`. Reports come each week, unless `daily`.
    """

    kind: str
    workbook: str = ""
    daily: bool = False
    lists: Callable[[Table, Settings], Table] = lambda table, settings: table

    @property
    def in_zip(self) -> bool:
        """Whether it comes in the datamatch ZIP."""
        return not self.workbook


@dataclass(frozen=True)
class CopyKinds:
    """The kinds of filed copies that a report has, by their names in [filing].

    `received` is the report as received, `worked_in` is where people work, and `finished` is filed when they are done,
    '' for none. `compared` is the copy of the week before with which the report is compared, '' for none.
    """

    received: str = "report"
    worked_in: str = "report"
    finished: str = ""
    compared: str = ""

    @property
    def has_master(self) -> bool:
        """Whether the received file is filed by itself, byte for byte [A2]."""
        return self.received != self.worked_in

    @property
    def of_work(self) -> str:
        """The name of the copy in which people work."""
        return f"{self.worked_in.title()} Copy" if self.has_master else "filed copy"


@dataclass(frozen=True)
class Own:
    """The columns that our steps write beside the report, by which a copy is recognised.

    `are_in` says whether headings have them, `place` where they stand, in words. If they show how far the work has
    come, `written_by` names the step that writes them.
    """

    headings: tuple[str, ...] = (ROW, *STATUS)
    place: str = "right of the report's columns"
    are_in: Callable[[Sequence[str]], bool] = lambda headings: beside.find(headings) is not None
    written_by: str = ""


Says = Callable[["Work", Mapping[int, Record], Sequence[int]], str]


@dataclass(frozen=True)
class Worklist:
    """The look-ups that a report asks of people.

    `columns` are those that the worklist and the notices read, `after` is the button that comes before, `changes`
    gives the kind of change of each row, `about` whom an entry is about; `says` puts received rows into words, `born`
    is the column with the client's date of birth, '' without one. Of a report whose rows `come_again` each week until
    somebody decides, only the newest week's are asked about [C2, C10].
    """

    columns: tuple[Column, ...]
    after: str = "Say what to do"
    changes: Callable[[Work], Mapping[int, str]] = lambda work: {}
    about: About = CLIENT
    says: Says = lambda work, report, rows: ""
    born: str = ""
    come_again: bool = False


@dataclass(frozen=True)
class Procedure:
    """One report: its ordered steps, and every fact by which it differs from the others.

    `name` is its command, `key` names it in settings and file names, `columns` are those it is read by, `spoken` is
    staff's name for it where that is not its title, `sheet` that of its sheet; `worklist` is None where nothing is
    looked up. `removes` says that rows go to the sheet 'Removed'; `highlighted` are the areas of a copy under the
    Duplicate Values rule. `to_do` names the Status of rows that somebody still has to work; `arrange` folds away, on
    a sheet with the same columns, those that nobody needs for that [I5]. `statuses` are all that its steps may write
    as Status.
    """

    name: str
    key: str
    title: str
    columns: tuple[Column, ...]
    statuses: tuple[str, ...]
    steps: tuple[Step, ...]
    arrives: Arrival
    worklist: Worklist | None = None
    copies: CopyKinds = CopyKinds()
    own: Own = Own()
    spoken: str = ""
    sheet: str = ""
    removes: bool = False
    highlighted: Callable[[Work], Sequence[Area]] = lambda work: ()
    to_do: Callable[[Settings], Collection[str]] = lambda settings: ()
    arrange: Callable[[Work, Sheet], None] = lambda work, sheet: None

    @property
    def words(self) -> str:
        """Staff's name for it: 'address report', 'on list report'."""
        return self.spoken or f"{self.title.lower()} report"

    @property
    def last_to_file(self) -> Step:
        """The last step that files a copy."""
        return [step for step in self.steps if step.files][-1]

    @property
    def asks(self) -> Worklist:
        """Its worklist, for a step that needs one."""
        assert self.worklist is not None, f"{self.name} has no worklist"
        return self.worklist

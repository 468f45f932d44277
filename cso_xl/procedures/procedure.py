"""All that is to be known of one report: what another room would ask of it by its name is a fact here.

A report is added by writing such a description: no room but this one tells reports apart.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cso_xl.cells.columns import Column, Record
from cso_xl.notices.fields import CLIENT, About
from cso_xl.procedures import beside
from cso_xl.procedures.beside import ROW, STATUS
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

    `kind` is what intake knows its file by, `lists` which rows and columns of that file it is made of. One that comes
    by itself, not in the datamatch ZIP, has the name of its `workbook`. Reports come each week, unless `daily`.
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
class Copies:
    """Which kinds of filed copies a report has, by their names in [filing]: which one is what.

    `received` holds what was received, `worked_in` is where people work, and `finished` is filed when they are done,
    '' where nothing is. `compared` is the kind of the week before with which the report is compared, '' for none.
    """

    received: str = "report"
    worked_in: str = "report"
    finished: str = ""
    compared: str = ""

    @property
    def has_master(self) -> bool:
        """Whether what was received is filed by itself, byte for byte [A2]."""
        return self.received != self.worked_in

    @property
    def of_work(self) -> str:
        """What the copy is called in which people work."""
        return f"{self.worked_in.title()} Copy" if self.has_master else "filed copy"


@dataclass(frozen=True)
class Own:
    """The columns that our steps write beside the report, by which a copy is known again.

    `are_in` says whether headings have them, `place` where they stand, in words. Where they tell how far the work has
    come, `written_by` names the step.
    """

    headings: tuple[str, ...] = (ROW, *STATUS)
    place: str = "right of the report's columns"
    are_in: Callable[[Sequence[str]], bool] = lambda headings: beside.find(headings) is not None
    written_by: str = ""


Says = Callable[["Work", Mapping[int, Record], Sequence[int]], str]


@dataclass(frozen=True)
class Worklist:
    """What people look up for a report.

    `columns` are what the worklist and the notices are read by, `after` is the button that comes before, `changes`
    names the kind of change of each row, `about` whom an entry is about; `says` is what the report says of some
    received rows, in words, `born` the column with the client's date of birth, '' without one. Of a report whose rows
    `come_again` each week until somebody decides, only the newest week's are asked [C2, C10].
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

    `name` is its command, `key` names it in settings and file names, `columns` are what it is read by, `spoken` is
    what staff call it where that is not its title; `worklist` is None where nothing is looked up. `removes` says
    that rows go to the sheet 'Removed'; `highlighted` where Duplicate Values are highlighted in a copy. `to_do` names
    the Status of rows that somebody still has to work; `arrange` folds away, on a sheet with the same columns, what
    nobody needs for that [I5]. `statuses` are what its steps write as Status, and nothing else.
    """

    name: str
    key: str
    title: str
    columns: tuple[Column, ...]
    statuses: tuple[str, ...]
    steps: tuple[Step, ...]
    arrives: Arrival
    worklist: Worklist | None = None
    copies: Copies = Copies()
    own: Own = Own()
    spoken: str = ""
    removes: bool = False
    highlighted: Callable[[Work], Sequence[Area]] = lambda work: ()
    to_do: Callable[[Settings], Collection[str]] = lambda settings: ()
    arrange: Callable[[Work, Sheet], None] = lambda work, sheet: None

    @property
    def words(self) -> str:
        """What staff call it: 'address report', 'on list report'."""
        return self.spoken or f"{self.title.lower()} report"

    @property
    def last_to_file(self) -> Step:
        """The step after which nothing more of the report is to be filed."""
        return [step for step in self.steps if step.files][-1]

    @property
    def asks(self) -> Worklist:
        """Its worklist, where a step of one is run."""
        assert self.worklist is not None, f"{self.name} has no worklist"
        return self.worklist

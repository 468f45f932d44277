"""The day's summary: the reports that are filed, the other e-mails that came, and the open cases [X2-X4]."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cso_xl.cases.book import CaseBook
from cso_xl.cases.state.owed import State
from cso_xl.cells import dates
from cso_xl.procedures import BESIDE, PROCEDURES
from cso_xl.records import names
from cso_xl.records.tree import Records
from cso_xl.settings import Settings

_FOLLOWS = {  # what to do with e-mails that came beside the reports
    "dropped_from_master": "nothing is done with it [X4]",
    "date_of_birth_exceptions": "nothing is done with it [X4]",
    "ad_hoc": "check the identity; if it says too little, ask for more detail [X3]",
}


_REPORTS = (*(procedure.key for procedure in PROCEDURES.values()), *BESIDE)


@dataclass(frozen=True)
class SummaryLine:
    """A line of the summary: its subject, and the state in words."""

    about: str
    state: str


def summary(root: Path, settings: Settings, day: dt.date, now: dt.datetime) -> list[SummaryLine]:
    """The reports of `day`, the e-mails of that day, and the cases that are open at `now`. It holds no name."""
    records = Records(root, settings)
    return [
        *_reports(records, settings, day),
        *_emails(records, settings, day),
        *_notices(CaseBook(root, settings, now), day),
    ]


def title(day: dt.date) -> str:
    """'Monday 13 January 2025'."""
    return f"{day:%A} {dates.in_full(day)}"


def _reports(records: Records, settings: Settings, day: dt.date) -> Iterator[SummaryLine]:
    for procedure in PROCEDURES.values():
        kinds = names.kinds(settings, procedure.key)
        filed = [
            kind
            for kind in kinds
            if (records.root / names.file(settings, procedure.key, kind, day)).is_file()
        ]
        if len(kinds) == 1:
            yield SummaryLine(procedure.title, "filed" if filed else "not filed")
        else:
            missing = [kind for kind in kinds if kind not in filed]
            state = f"{', '.join(filed)} filed" if filed else "not filed"
            yield SummaryLine(
                procedure.title, state + (f"; not yet: {', '.join(missing)}" if filed and missing else "")
            )


def _emails(records: Records, settings: Settings, day: dt.date) -> Iterator[SummaryLine]:
    folder = records.root / names.folder(settings, "corrections", day)
    for kind, words in _FOLLOWS.items():
        stem = names.file(settings, "corrections", kind, day, "").name
        count = len([path for path in folder.glob("*") if path.is_file() and path.name.startswith(stem)])
        if count:
            yield SummaryLine(stem.replace(f"{day:%Y%m%d}", "").strip(), f"{count} filed; {words}")


def _notices(book: CaseBook, day: dt.date) -> Iterator[SummaryLine]:
    of_day = [case for report in _REPORTS for case in book.of_day(report, day)]
    owed = Counter(debt.state for case in of_day for debt in case.owed(book.clock))
    done = sum(not case.owed(book.clock) for case in of_day)
    states = [f"{owed[state]} {state.value}" for state in State if owed[state]] + (
        [f"{done} done"] if done else []
    )
    if states:
        yield SummaryLine("Cases of this day", ", ".join(states))
    open_now = Counter(debt.state for case in book.open() for debt in case.owed(book.clock))
    everything = [f"{open_now[state]} {state.value}" for state in State if open_now[state]]
    yield SummaryLine("Open, of any day", ", ".join(everything) or "nothing")
    yield SummaryLine("Answers overdue, of any day", str(open_now[State.OVERDUE]))
    held = Counter(case.holder for case in book.open() if case.holder)
    if held:
        by_whom = [f"{count} with {holder}" for holder, count in sorted(held.items())]
        yield SummaryLine("Cases taken or given, of any day", ", ".join(by_whom))

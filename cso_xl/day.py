"""The day's summary: which reports of a day are filed, what else came, and which notices are still open [X2-X4]."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cso_xl import dates
from cso_xl.filing import names
from cso_xl.filing.follow_ups import FollowUps
from cso_xl.filing.records import Records
from cso_xl.procedures import PROCEDURES
from cso_xl.settings import Settings

_FOLLOWS = {  # what follows from e-mails that came beside the reports
    "dropped_from_master": "nothing is done with it [X4]",
    "date_of_birth_exceptions": "nothing is done with it [X4]",
    "ad_hoc": "check the identity; if it says too little, ask for more detail [X3]",
}


@dataclass(frozen=True)
class Line:
    """One line of the summary: what it is about, and how it stands."""

    about: str
    state: str


def summary(root: Path, settings: Settings, day: dt.date, now: dt.datetime) -> list[Line]:
    """The reports of `day`, the e-mails of that day, and the notices that are open at `now`. It holds no name."""
    records = Records(root, settings)
    return [
        *_reports(records, settings, day),
        *_emails(records, settings, day),
        *_notices(FollowUps(root, settings), day, now),
    ]


def title(day: dt.date) -> str:
    """'Monday 13 January 2025'."""
    return f"{day:%A} {dates.in_full(day)}"


def _reports(records: Records, settings: Settings, day: dt.date) -> Iterator[Line]:
    for procedure in PROCEDURES.values():
        kinds = [kind for kind in settings.table(f"filing.{procedure.key}") if kind != "folder"]
        there = [
            kind
            for kind in kinds
            if (records.root / names.file(settings, procedure.key, kind, day)).is_file()
        ]
        if len(kinds) == 1:
            yield Line(procedure.title, "filed" if there else "not filed")
        else:
            missing = [kind for kind in kinds if kind not in there]
            state = f"{', '.join(there)} filed" if there else "not filed"
            yield Line(
                procedure.title, state + (f"; not yet: {', '.join(missing)}" if there and missing else "")
            )


def _emails(records: Records, settings: Settings, day: dt.date) -> Iterator[Line]:
    folder = records.root / names.folder(settings, "corrections", day)
    for kind, words in _FOLLOWS.items():
        stem = names.file(settings, "corrections", kind, day, "").name
        count = len([path for path in folder.glob("*") if path.is_file() and path.name.startswith(stem)])
        if count:
            yield Line(stem.replace(f"{day:%Y%m%d}", "").strip(), f"{count} filed; {words}")


def _notices(follow_ups: FollowUps, day: dt.date, now: dt.datetime) -> Iterator[Line]:
    listed = follow_ups.all()
    of_day = Counter(one.state(now) for one in listed if one.reference.startswith(f"{day:%Y%m%d}-"))
    if of_day:
        yield Line(
            "Notices of this day", ", ".join(f"{count} {state}" for state, count in sorted(of_day.items()))
        )
    overdue = sum(one.state(now) == "overdue" for one in listed)
    yield Line("Answers overdue, of any day", str(overdue))

"""Follow-ups from before cases had a log, one JSON file for each event; they are taken over once [C11].

'20250113-D3-7-cps sent.json' in the folder Follow-ups. The files stay where they are.
"""

import datetime as dt
import json
import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple

from cso_xl.activity.line import fits
from cso_xl.cases.events import FORMS, LAST_YEAR, By, Event, EventKind
from cso_xl.cases.recording.merge import BEFORE
from cso_xl.cells.columns import CLIENT_NUMBER
from cso_xl.errors import FileError
from cso_xl.files.publish import publish
from cso_xl.records.own_folders import FOLLOW_UPS
from cso_xl.records.references import REFERENCE
from cso_xl.records.tree import read

FOLDER = FOLLOW_UPS
TAKEN_OVER = "Taken over into the case log.txt"
_FILE = re.compile(
    rf"(?P<reference>{re.sub('[?]P<[a-z]+>', '?:', REFERENCE)}) (?P<event>drafted|sent|answered)\.json"
)
_KINDS = {"drafted": EventKind.DRAFTED, "sent": EventKind.SENT, "answered": EventKind.ANSWERED}


class _Kept(NamedTuple):
    """The contents of one file."""

    reference: str
    kind: EventKind
    report: str
    notice: str
    to: str
    client: str
    at: dt.datetime


def events(root: Path, user: str) -> list[Event]:
    """The events that the files record, in order; none once they have been taken over.

    Raises FileError for a folder that cannot be read, and one that names a damaged file, never what it holds.
    """
    folder = root / FOLDER
    if not folder.exists() or (folder / TAKEN_OVER).exists():
        return []
    try:
        files = [path for path in folder.iterdir() if _FILE.fullmatch(path.name)]
    except OSError as error:
        raise FileError(f"The folder {folder} cannot be read: {error.strerror}.") from None
    kept = sorted(_read(path) for path in files)
    by_entry = groupby(sorted(kept, key=_entry), key=_entry)
    made = [event for _, of_entry in by_entry for event in _as_events(list(of_entry), user)]
    return sorted(made, key=lambda event: event.time)


def mark_taken_over(root: Path) -> None:
    """Leave a file that says that the others are in the case log."""
    publish(
        root / FOLDER / TAKEN_OVER,
        b"What these files say stands in the case log since then. They may be kept.\n",
    )


def _entry(kept: _Kept) -> tuple[str, str]:
    """The day and the entry that a file's reference names."""
    match = re.fullmatch(REFERENCE, kept.reference)
    assert match is not None
    return match["date"], match["entry"]


def _as_events(of_entry: Sequence[_Kept], user: str) -> Iterator[Event]:
    """The events of one entry: its question and decision, then what became of each notice."""
    first = min(of_entry, key=lambda kept: kept.at)
    day, entry = _entry(first)
    row = max(int(entry.partition("-")[2]), 1)
    always: dict[str, Any] = {
        "user": user, "report": first.report, "entry": entry, "client": first.client, "rows": (row,),
        "date": dt.date(int(day[:4]), int(day[4:6]), int(day[6:])),
    }  # fmt: skip
    owes = tuple(dict.fromkeys(kept.to for kept in of_entry))
    yield Event(kind=EventKind.ASKED, time=first.at, **always)
    yield Event(kind=EventKind.DECIDED, time=first.at, outcome=BEFORE, owes=owes, **always)
    for kept in {kept.reference: kept for kept in reversed(of_entry)}.values():
        of_notice: dict[str, Any] = {"reference": kept.reference, "to": kept.to}
        begun = min(other.at for other in of_entry if other.reference == kept.reference)
        yield Event(
            kind=EventKind.DRAFTED, time=begun, outcome=BEFORE, notice=kept.notice, **of_notice, **always
        )
    for kept in of_entry:
        if kept.kind is not EventKind.DRAFTED:
            yield Event(
                kind=kept.kind,
                time=kept.at,
                at=kept.at,
                by=By.EMAIL,
                reference=kept.reference,
                to=kept.to,
                **always,
            )


def _is_ours(texts: dict[str, Any], at: dt.datetime) -> bool:
    """Whether the case log takes a file's contents, and they name the recipient that their reference names."""
    match = re.fullmatch(REFERENCE, texts["reference"]) if isinstance(texts["reference"], str) else None
    forms = all(fits(FORMS[name], texts[name]) for name in ("report", "notice", "to"))
    number = isinstance(texts["client_number"], str)
    return bool(match and match["to"] == texts["to"] and forms and number and at.year <= LAST_YEAR)


def _read(path: Path) -> _Kept:
    name = _FILE.fullmatch(path.name)
    assert name is not None
    try:
        facts = json.loads(read(path))
        at = dt.datetime.fromisoformat(facts["at"]).astimezone(dt.UTC)
        texts = {key: facts[key] for key in ("reference", "report", "notice", "to", "client_number")}
        if texts["reference"] != name["reference"] or not _is_ours(texts, at):
            raise ValueError
        number = texts["client_number"] if CLIENT_NUMBER.fullmatch(texts["client_number"]) else ""
        return _Kept(
            texts["reference"],
            _KINDS[name["event"]],
            texts["report"],
            texts["notice"],
            texts["to"],
            number,
            at,
        )
    except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
        raise FileError(
            f"{FOLDER / path.name} is damaged: it does not hold what cso_xl writes. Move it out of the folder "
            "Follow-ups, or get its earlier version back, and record the notice again."
        ) from None

"""Follow-ups: which notices are drafted, sent and answered, and whose answer is due when [X2].

Each event is a file of its own in the folder Follow-ups, '20250113-D3-7-cps sent.json', written once. It
holds no name, address or date of birth.
"""

import datetime as dt
import difflib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from cso_xl.decisions import working_time
from cso_xl.errors import CallError, FileError, SettingsError
from cso_xl.filing.folders import FOLLOW_UPS
from cso_xl.filing.publish import publish
from cso_xl.filing.records import Records, read
from cso_xl.settings import Settings

FOLDER = FOLLOW_UPS
EVENTS = ("drafted", "sent", "answered")
OPEN = ("to be sent", "waiting", "overdue")  # the states in which somebody still has something to do
REFERENCE = re.compile(r"[0-9]{8}-[A-Z][0-9]{1,2}-[0-9]{1,7}-(?P<to>[a-z]{2,5})")
_FILE = re.compile(rf"(?P<reference>{REFERENCE.pattern}) (?P<event>{'|'.join(EVENTS)})\.json")
_CLIENT_NUMBER = re.compile(r"[0-9]{1,9}")
_LAST_YEAR = 2099  # nobody's clock is later, and the holidays are not known much longer
_NEVER = dt.datetime.max.replace(tzinfo=dt.UTC)


@dataclass(frozen=True)
class Facts:
    """What is kept of a notice; `notice` names its template, `to` is a key of [notices.addresses]."""

    reference: str
    report: str
    notice: str
    to: str
    client_number: str


@dataclass(frozen=True)
class FollowUp(Facts):
    """A notice and what has become of it; `due` is None until it is sent and where nothing is awaited [X2]."""

    drafted: dt.datetime | None
    sent: dt.datetime | None
    answered: dt.datetime | None
    due: dt.datetime | None

    @property
    def due_text(self) -> str:
        """'16/01/2025 10:00' in New Zealand; '' when nothing is due."""
        return working_time.shown(self.due) if self.due else ""

    def state(self, now: dt.datetime) -> str:
        """'to be sent', 'waiting', 'overdue', 'answered' or 'done' (sent, and nothing is awaited) [X2]."""
        if self.answered:
            return "answered"
        if not self.sent:
            return "to be sent"
        if not self.due:
            return "done"
        return "overdue" if now > self.due else "waiting"


class FollowUps:
    """The folder Follow-ups under the records root.

    Raises FileError when `root` is not a folder, SettingsError when [follow_ups] cannot be used.
    """

    def __init__(self, root: Path, settings: Settings) -> None:
        self._folder = Records(root, settings).root / FOLDER
        self._settings = settings
        for allowed in _all_allowed(settings).values():
            if allowed:
                working_time.parse(allowed)

    def drafted(self, notice: Facts, at: dt.datetime) -> bool:
        """Record that a notice was drafted. False, and nothing is written, when that is recorded already.

        A client number that is not 1 to 9 digits is left out: it might be anything. Raises CallError for
        a reference that is none, SettingsError when [follow_ups] does not have the recipient.
        """
        if not _is_ours(notice):
            raise CallError(self._no_reference(notice.reference))
        _allowed(self._settings, notice.to)
        return self._record(notice, "drafted", at)

    def sent(self, reference: str, at: dt.datetime) -> bool:
        """Record that a notice was sent. False when that is recorded already; CallError for an unknown one."""
        return self._record(self._facts(reference), "sent", at)

    def answered(self, reference: str, at: dt.datetime) -> bool:
        """Record an answer, even to a notice not recorded as sent. False, CallError: as for `sent`."""
        return self._record(self._facts(reference), "answered", at)

    def references(self, event: str) -> frozenset[str]:
        """The notices of which an event ('drafted', 'sent', 'answered') is recorded."""
        return frozenset(reference for reference, events in self._files().items() if event in events)

    def all(self) -> list[FollowUp]:
        """Every notice by its due date, those without one last, then by reference.

        Raises FileError that names a damaged file.
        """
        listed = [self._follow_up(reference, events) for reference, events in self._files().items()]
        return sorted(listed, key=lambda one: (one.due or _NEVER, one.reference))

    def open(self, now: dt.datetime) -> list[FollowUp]:
        """Those that are still to be sent or whose answer is awaited, in the order of `all` [X2]."""
        return [one for one in self.all() if one.state(now) in OPEN]

    def _record(self, notice: Facts, event: str, at: dt.datetime) -> bool:
        kept = {field.name: getattr(notice, field.name) for field in fields(Facts)}
        if not _CLIENT_NUMBER.fullmatch(notice.client_number):
            kept["client_number"] = ""
        kept["at"] = _utc(at).isoformat(timespec="seconds")
        text = json.dumps(kept, indent=1) + "\n"
        return publish(self._folder / f"{notice.reference} {event}.json", text.encode())

    def _facts(self, reference: str) -> Facts:
        """What is kept of a notice. The reference may come from an e-mail: no path is made from what is none."""
        if not REFERENCE.fullmatch(reference):
            raise CallError(self._no_reference(reference))
        events = self._files().get(reference)
        if events is None:
            raise CallError(f"No notice has the reference '{reference}'. {self._nearest(reference)}")
        return self._read(next(events[event] for event in EVENTS if event in events))[0]

    def _files(self) -> dict[str, dict[str, Path]]:
        """By reference and event; other files in the folder are let be."""
        try:
            paths = list(self._folder.iterdir())
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise FileError(f"The folder {self._folder} cannot be read: {error.strerror}.") from None
        found: dict[str, dict[str, Path]] = {}
        for path in paths:
            if name := _FILE.fullmatch(path.name):
                found.setdefault(name["reference"], {})[name["event"]] = path
        return found

    def _follow_up(self, reference: str, events: Mapping[str, Path]) -> FollowUp:
        known = {event: self._read(events[event]) for event in EVENTS if event in events}
        facts = next(iter(known.values()))[0]
        drafted, sent, answered = (known[event][1] if event in known else None for event in EVENTS)
        due = due_for(self._settings, facts.to, sent) if sent else None
        return FollowUp(
            reference, facts.report, facts.notice, facts.to, facts.client_number, drafted, sent, answered, due
        )

    def _read(self, path: Path) -> tuple[Facts, dt.datetime]:
        """What one file says. Raises FileError that names it, never what it holds."""
        try:
            there = json.loads(read(path))
            at = _utc(dt.datetime.fromisoformat(there.pop("at")))
            facts = Facts(**there)
            texts = all(isinstance(value, str) for value in there.values())
            if not (texts and _is_ours(facts) and path.name.startswith(f"{facts.reference} ")):
                raise ValueError
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError, RecursionError):
            raise FileError(
                f"{FOLDER / path.name} is damaged: it does not hold what cso_xl writes. Move it out of the folder "
                "Follow-ups, or get its earlier version back, and record the notice again."
            ) from None
        return facts, at

    def _no_reference(self, given: str) -> str:
        """The message about a text that is no reference; the text may be anything and is not repeated."""
        return (
            "What was given is not the reference of a notice. It stands in square brackets in the subject and "
            f"reads like '20250113-D3-7-cps'. {self._nearest(given[:40])}"
        )

    def _nearest(self, reference: str) -> str:
        known = sorted(self._files())
        near = difflib.get_close_matches(reference, known)
        if near:
            return f"Nearest: {', '.join(near)}."
        return "None that is recorded is like it." if known else "No notice has been drafted yet."


def due_for(settings: Settings, awaited: str, start: dt.datetime) -> dt.datetime | None:
    """When a recipient's answer, or the unit's own 'matches', is due; None where nothing is awaited [X2, L13].

    Raises SettingsError when [follow_ups] does not have it or its time cannot be read.
    """
    allowed = _allowed(settings, awaited)
    return working_time.Calendar.of(settings).due(start, allowed) if allowed else None


def _allowed(settings: Settings, awaited: str) -> str:
    known = _all_allowed(settings)
    if awaited not in known:
        raise SettingsError(
            f"[follow_ups] in settings does not say how long '{awaited}' may take. It has {', '.join(known)}."
        )
    return known[awaited]


def _all_allowed(settings: Settings) -> dict[str, str]:
    """The time allowed by recipient, and of 'matches'; '' where nothing is awaited."""
    times = settings.table("follow_ups").items()
    return {key: str(value) for key, value in times if key not in ("region", "day_begins", "day_ends")}


def _is_ours(facts: Facts) -> bool:
    """Whether the reference reads as ours do and names the recipient."""
    found = REFERENCE.fullmatch(facts.reference)
    return found is not None and found["to"] == facts.to


def _utc(at: dt.datetime) -> dt.datetime:
    """The moment in UTC. Raises ValueError without a time zone, or when no clock can have said so."""
    if at.tzinfo is None or at.year > _LAST_YEAR:
        raise ValueError("a moment has a time zone and lies before the year 2100")
    return at.astimezone(dt.UTC)

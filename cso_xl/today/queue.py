"""The drafts that are ready to be sent, of all reports and weeks, as one queue; it names nobody [C5, C10]."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from cso_xl.cases.book import CaseBook
from cso_xl.cases.state.notice import Notice
from cso_xl.cases.state.state import Case
from cso_xl.desk.office import ActNote, Office
from cso_xl.notices import templates
from cso_xl.records import emails, names
from cso_xl.settings import Settings

_FOLLOW_UP = "Follow-up: "


@dataclass(frozen=True)
class Queued:
    """A draft: its title `what`, and its recipient `to` by the key of [notices.addresses].

    `reference` is in the name of its file, `case` is the case it follows from; `client` is a number, '' where none is
    known; `since` is when it was drafted, `folder` where it lies, '' where it is gone, `holder` who has the case. Its
    file name has a person's name and is left out.
    """

    reference: str
    what: str
    to: str
    case: str
    client: str
    report: str
    date: dt.date
    rows: tuple[int, ...]
    since: dt.datetime
    child: bool
    folder: str
    holder: str

    def as_json(self) -> Mapping[str, object]:
        """The draft as a JSON object; the report is called as on the command line."""
        moments = {"date": self.date.isoformat(), "since": self.since.isoformat(timespec="seconds")}
        return asdict(self) | moments | {"report": self.report.replace("_", "-"), "rows": list(self.rows)}


def queue(office: Office, now: dt.datetime, day: dt.date | None = None) -> tuple[list[Queued], list[str]]:
    """The drafts to be sent, of one day's reports or of all: about children first, then the oldest. It is logged.

    The second are notices to the person who asks.
    """
    book = CaseBook(office.records.root, office.settings, now)
    cases = [case for case in book.open() if day in (None, case.key[1])]
    places = _Places(office.records.root, office.settings)
    drafts = [draft for case in cases for draft in _of_case(case, places)]
    drafts.sort(
        key=lambda draft: (
            not draft.child,
            draft.since,
            draft.date,
            draft.report,
            draft.rows,
            draft.reference,
        )
    )
    clients = tuple(sorted({draft.client for draft in drafts} - {""}))
    return drafts, office.note(ActNote("list_drafts", counts={"drafts": len(drafts)}, clients=clients))


class _Places:
    """The folders of drafts, and the titles of their templates; each template is read once."""

    def __init__(self, root: Path, settings: Settings) -> None:
        self._root, self._settings = root, settings
        self._titles: dict[str, str] = {}

    def title(self, template: str) -> str:
        if template not in self._titles:
            self._titles[template] = templates.load(self._settings, template).title
        return self._titles[template]

    def of(self, notice: Notice, ending: str = "") -> PurePosixPath | None:
        """The folder in which a draft lies ready; None where it is in no such folder."""
        drafts = names.folder(self._settings, notice.drafted.report, notice.drafted.date) / emails.DRAFTS
        path = emails.drafted(self._root / drafts, notice.reference, ending)
        return drafts if path and path.parent == self._root / drafts else None


def _of_case(case: Case, places: _Places) -> Iterator[Queued]:
    wrong = case.not_to_be_sent()
    for notice in case.notices:
        title = places.title(notice.drafted.notice)
        if notice.is_draft and notice not in wrong:
            yield _queued(case, notice, title, places.of(notice))
        elif notice.reminded and not notice.answered and (folder := places.of(notice, emails.FOLLOW_UP)):
            yield _queued(case, notice, f"{_FOLLOW_UP}{title}", folder)


def _queued(case: Case, notice: Notice, what: str, folder: PurePosixPath | None) -> Queued:
    drafted = notice.drafted
    since = (notice.reminded if notice.sent and notice.reminded else drafted).time
    return Queued(
        notice.reference, what, drafted.to, case.reference, case.client, drafted.report, drafted.date,
        drafted.rows, since, case.child, folder.as_posix() if folder else "", case.holder,
    )  # fmt: skip


def in_words(queued: Sequence[Queued]) -> str:
    """'70 drafts are ready to be sent, 12 of them about children.'."""
    if not queued:
        return "No draft is ready to be sent."
    children = sum(draft.child for draft in queued)
    drafts = "1 draft is" if len(queued) == 1 else f"{len(queued)} drafts are"
    return f"{drafts} ready to be sent{f', {children} of them about children' if children else ''}."

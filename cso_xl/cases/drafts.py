"""The places of drafts: in Drafts lies what is to be sent, and nothing else [C5]."""

from collections.abc import Iterable
from pathlib import Path

from cso_xl.cases.state.notice import Notice
from cso_xl.cases.state.state import Case
from cso_xl.errors import FileError, InputError
from cso_xl.records import emails, names
from cso_xl.records.emails import DRAFTS, FOLLOW_UP, PLACES, READY, SENT, WITHDRAWN
from cso_xl.records.tree import Records, read
from cso_xl.settings import Settings


def find(records: Records, reference: str) -> Path:
    """The draft of a notice. Raises InputError when there is none."""
    draft = records.draft(reference)
    if draft is None:
        raise InputError(f"There is no draft with the reference {reference} in {records.root}.")
    return draft


def addresses_of(records: Records, reference: str) -> frozenset[str]:
    """The addresses that a draft goes to, wherever it lies by now: a colleague may be filing the same e-mail."""
    try:
        return recipients(find(records, reference))
    except FileError:
        return recipients(find(records, reference))


def folder_of_report(draft: Path) -> Path:
    """The folder of the report that a draft belongs to, whether or not the draft was withdrawn."""
    above = (place for place in draft.parents if place.name not in (DRAFTS, *PLACES))
    return next(above)


def recipients(draft: Path) -> frozenset[str]:
    """The addresses that a draft goes to."""
    from email import policy  # here: most runs read no draft
    from email.parser import BytesParser
    from email.utils import getaddresses

    headers = BytesParser(policy=policy.default).parsebytes(read(draft), headersonly=True)
    listed = [str(value) for name in ("to", "cc") for value in headers.get_all(name, [])]
    return frozenset(address.casefold() for _, address in getaddresses(listed) if address)


def arrange(root: Path, settings: Settings, cases: Iterable[Case]) -> None:
    """Move each draft to where it belongs; a follow-up whose answer has come is not left ready to send.

    Raises FileError when a draft is open in another program; it is moved at the next step.
    """
    notices = [notice for case in cases for notice in case.notices]
    for report, day in {(notice.drafted.report, notice.drafted.date) for notice in notices}:
        of_day = [
            notice for notice in notices if (notice.drafted.report, notice.drafted.date) == (report, day)
        ]
        drafts = root / names.folder(settings, report, day) / DRAFTS
        emails.arrange(drafts, {notice.reference: _place(notice) for notice in of_day})
        reminded = {notice.reference: _place_of_follow_up(notice) for notice in of_day if notice.reminded}
        emails.arrange(drafts, reminded, FOLLOW_UP, (READY, WITHDRAWN))


def _place(notice: Notice) -> str:
    if notice.sent:
        return SENT
    return WITHDRAWN if notice.withdrawn else READY


def _place_of_follow_up(notice: Notice) -> str:
    return WITHDRAWN if notice.answered or notice.withdrawn else READY

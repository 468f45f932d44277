"""Where the drafts of cases lie: what is to be sent in Drafts, and nothing else there [C5]."""

from collections.abc import Iterable
from pathlib import Path

from cso_xl.cases.notice import Notice
from cso_xl.cases.state import Case
from cso_xl.records import emails, names
from cso_xl.records.emails import DRAFTS, FOLLOW_UP, READY, SENT, WITHDRAWN
from cso_xl.settings import Settings


def arrange(root: Path, settings: Settings, cases: Iterable[Case]) -> None:
    """Let each draft lie where it belongs, and no follow-up ready of which the answer has come.

    Raises FileError when one is open in another program; it is done at the next step.
    """
    notices = [notice for case in cases for notice in case.notices]
    for report, day in {(one.drafted.report, one.drafted.date) for one in notices}:
        of_day = [one for one in notices if (one.drafted.report, one.drafted.date) == (report, day)]
        drafts = root / names.folder(settings, report, day) / DRAFTS
        emails.arrange(drafts, {one.reference: _place(one) for one in of_day})
        reminded = {one.reference: _place_of_follow_up(one) for one in of_day if one.reminded}
        emails.arrange(drafts, reminded, FOLLOW_UP, (READY, WITHDRAWN))


def _place(notice: Notice) -> str:
    if notice.sent:
        return SENT
    return WITHDRAWN if notice.withdrawn else READY


def _place_of_follow_up(notice: Notice) -> str:
    return WITHDRAWN if notice.answered or notice.withdrawn else READY

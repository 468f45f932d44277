"""The drafts that are to be sent as a page in the records, in place of the one before [C5]."""

import datetime as dt
from collections.abc import Sequence
from html import escape
from pathlib import Path, PurePosixPath

from cso_xl.cases.questions import WHO
from cso_xl.cells import dates
from cso_xl.decisions.working_time import moment
from cso_xl.files.publish import replace
from cso_xl.procedures import title
from cso_xl.records.own_folders import DRAFTS, QUEUE
from cso_xl.settings import Settings
from cso_xl.today.page import document, head, link
from cso_xl.today.queue import Queued, in_words

_TITLE = "Drafts to send"
_COLUMNS = ("Draft", "What", "To", "Client", "Open")
_ABOUT = (
    "The file of a draft has its reference at the end of its name. Open it, read it, send it, then file the e-mail: "
    "the draft leaves this list. The list names nobody."
)


def keep(
    root: Path, settings: Settings, queued: Sequence[Queued], now: dt.datetime, day: dt.date | None
) -> Path:
    """Write the page of all days, or of one, and return its path. Raises FileError when it cannot be written."""
    path = root / QUEUE / f"{f'{day:%Y%m%d} ' if day else ''}{_TITLE}.html"
    replace(path, page(queued, settings.text("records.classification"), now, day).encode())
    return path


def page(queued: Sequence[Queued], classification: str, now: dt.datetime, day: dt.date | None) -> str:
    """The page, as HTML."""
    heading = f"{_TITLE}, reports of {dates.in_full(day)}" if day else _TITLE
    rows = "".join(map(_row, queued))
    table = f'<table class="cases" aria-labelledby="drafts">{head(_COLUMNS)}<tbody>{rows}</tbody></table>'
    return document(
        heading,
        f'<header><p class="marking">{escape(classification)}</p><h1>{escape(heading)}</h1>'
        f"<p>As of {moment(now)}. {escape(_ABOUT)}</p></header>",
        f'<main><h2 id="drafts">{escape(in_words(queued))}</h2>{table if queued else ""}</main>',
        skip="drafts",
    )


def _row(draft: Queued) -> str:
    tag = ' <span class="tag child">Child</span>' if draft.child else ""
    held = f", with {escape(draft.holder)}" if draft.holder else ""
    case = f"<small>{escape(draft.case)}, {escape(title(draft.report))} of {dates.in_cell(draft.date)}{held}</small>"
    way = (
        link(DRAFTS, PurePosixPath(draft.folder), draft.reference)
        if draft.folder
        else "is gone: press Draft notices"
    )
    return (
        f'<tr><th scope="row">{escape(draft.reference)}{tag}</th>'
        f'<td data-label="What">{escape(draft.what)}{case}</td>'
        f'<td data-label="To">{escape(WHO.get(draft.to, draft.to))}</td>'
        f'<td data-label="Client">{escape(draft.client) or "&ndash;"}</td>'
        f'<td data-label="Open">{way}</td></tr>'
    )

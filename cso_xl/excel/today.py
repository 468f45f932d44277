"""The buttons for everything at once: Work what came, and the page Today [I1-I3, C10]."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from cso_xl.errors import Cancelled
from cso_xl.excel import dialogs, messages, today_sheet
from cso_xl.excel.patience import quiet, saying
from cso_xl.excel.session import Session
from cso_xl.excel.sources import records_root
from cso_xl.inbox import page, working
from cso_xl.intake.passwords import kept_from_children
from cso_xl.procedures.remark import Remark
from cso_xl.today import gathered, kept, queue, queue_page

CAME = (("E-mails, ZIPs and workbooks", ("*.eml", "*.msg", "*.zip", "*.xlsx", "*.xlsm", "*.csv")),)
CHOOSE = "What has come: e-mails, ZIPs or workbooks, several at once"
_HEADINGS = ("Could not be worked", "Did not come", "Left alone")  # the page Today is silent about these


def work_what_came(excel: Session) -> list[str]:
    """Work everything that came; what is to be done then stands on the page Today, which is opened.

    Raises Cancelled when nothing is chosen.
    """
    chosen = _chosen(excel)
    excel.work_on(chosen[0])
    office = excel.sources.office
    with quiet(excel.app, "Work what came"):
        done = working.work(chosen, office, dt.datetime.now(dt.UTC))
    problems = [
        f"{section.heading}: {'; '.join(section.lines)}"
        for section in page.sections(done)
        if section.heading in _HEADINGS
    ]
    return [Remark(page.headline(done)), *problems, *(_opened(done.page) if done.page else done.notices)]


def open_today(excel: Session) -> list[str]:
    """Write the page Today and open it, and put the sheet into the workbook in front.

    Returns what is to be said where no program opens pages, or a sheet of that name is somebody's own.
    """
    root = records_root(excel.settings)
    with saying(excel.app, "Gather what is open"):
        today = gathered.gathered(root, excel.settings, dt.datetime.now(dt.UTC))
    notices = [*_opened(kept.keep(root, excel.settings, today))]
    return notices + today_sheet.put(excel, today, root)


def open_drafts(excel: Session) -> list[str]:
    """Write the page of all drafts that are to be sent and open it; that somebody looked is in the activity log [C5].

    Returns how many there are, and what is to be said where no program opens pages.
    """
    office, now = excel.sources.office, dt.datetime.now(dt.UTC)
    with saying(excel.app, "Gather the drafts"):
        queued, notices = queue.queue(office, now)
    page = queue_page.keep(office.records.root, office.settings, queued, now, None)
    return [Remark(queue.in_words(queued)), *notices, *_opened(page)]


def _chosen(excel: Session) -> list[Path]:
    """The folder that settings name, if a person wants that, or the files that they choose."""
    folder = excel.settings.text("inbox.folder")
    if folder and messages.ask(excel.app, f"Work what came in {folder}? No: choose the files yourself."):
        return [Path(folder)]
    chosen = dialogs.ask_files(CHOOSE, CAME, Path(folder) if folder else None)
    if not chosen:
        raise Cancelled("Nothing was chosen.")
    return chosen


def _opened(path: Path) -> Iterator[str]:
    import webbrowser  # here: most presses open nothing

    with kept_from_children():
        opened = webbrowser.open(path.absolute().as_uri())
    if not opened:
        yield f"What is to be done stands on the page {path}. Open it in a browser."

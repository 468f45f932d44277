"""The Notices buttons that are no steps: notes to the clipboard, e-mails filed, answers, questions, what is due."""

import datetime as dt
from functools import partial
from pathlib import Path

from cso_xl import day, enquiries, post
from cso_xl import due as due_
from cso_xl.decisions.working_time import NEW_ZEALAND
from cso_xl.errors import CallError, Cancelled, CsoError
from cso_xl.excel import dialogs, messages
from cso_xl.excel.desk import records_root
from cso_xl.excel.session import Session
from cso_xl.filing.follow_ups import FollowUp, FollowUps
from cso_xl.intake.passwords import kept_from_children
from cso_xl.procedures import worklist
from cso_xl.procedures.step import WORKLIST_SHEET

EMAILS = (("E-mails saved from Outlook", ("*.msg", "*.eml")),)
_SHOWN = 15  # lines that a message box still shows legibly


def copy_note(excel: Session, note: str) -> str:
    """Put the 'CEN' or 'SCN' that follows from the selected row of the worklist on the clipboard [D9, L6].

    Raises CallError when no such row is selected, InputError when no such note follows from it.
    """
    import pyperclip  # here: most presses copy nothing

    sheet = excel.live.sheet(WORKLIST_SHEET)
    rows = excel.selected_rows(excel.tab(WORKLIST_SHEET))
    listed = worklist.listed(excel.live) if sheet else []
    if len(rows) != 1 or not 2 <= rows[0] <= len(listed) + 1:
        raise CallError(
            f"Select one row on the sheet '{WORKLIST_SHEET}' (a cell of it is enough), then press again."
        )
    entry = listed[rows[0] - 2]
    text = worklist.note(entry, note, excel.settings, excel.desk.date, dt.date.today())
    try:
        with kept_from_children():  # on Linux it starts xclip, which stays
            pyperclip.copy(text)
    except pyperclip.PyperclipException:
        raise CsoError(
            "This computer has no clipboard that can be reached. 'cso-xl text' prints the note."
        ) from None
    return f"The {worklist.NOTES[note]} of {entry.line.ref} is on the clipboard. Paste it into CMS."


def file_emails(excel: Session) -> list[str]:
    """File e-mails that a person chooses; one that cannot be filed is named and stops no other."""
    chosen = dialogs.ask_files("Sent notices and answers, saved from Outlook", EMAILS)
    if not chosen:
        raise Cancelled("No e-mail was chosen.")
    root, said = records_root(excel.settings), []
    for path in chosen:
        try:
            said.append(str(_filed(excel, root, path)))
        except CsoError as error:
            said.append(str(error))
    return said


def _filed(excel: Session, root: Path, path: Path) -> post.Filed:
    file = partial(post.file_email, root, excel.settings, path, _now())
    try:
        return file()
    except post.NotCertainError:
        question = f"Is {path.name} an answer to a notice? Yes: it is the answer. No: it is the notice that was sent."
        return file(kind=post.ANSWER if messages.ask(excel.app, question) else post.SENT)


def record_answers(excel: Session) -> str:
    """Record that the answers to the notices that a person chooses have come [X2]."""
    follow_ups, now = FollowUps(records_root(excel.settings), excel.settings), _now()
    awaited = [one for one in follow_ups.open(now) if one.sent]
    if not awaited:
        return "No answer is awaited."
    chosen = dialogs.ask_which(
        "Which of these notices have been answered?", [_line(one, now) for one in awaited]
    )
    if chosen is None:
        raise Cancelled("Nothing was chosen.")
    for at in chosen:
        follow_ups.answered(awaited[at].reference, now)
    return f"Answered: {', '.join(awaited[at].reference for at in chosen)}."


def ask(excel: Session, name: str) -> str:
    """Draft a question to Corrections from what a person types; `name` is one of the enquiries' [X2, X3]."""
    enquiry = enquiries.ENQUIRIES[name]
    typed = dialogs.ask_texts(
        f"{enquiry.title}. A draft is made for you to read and send.",
        list(enquiry.fields.values()),
        lambda texts: enquiries.wrong(enquiry, dict(zip(enquiry.fields, texts, strict=True))),
    )
    if typed is None:
        raise Cancelled("Nothing was typed.")
    values = dict(zip(enquiry.fields, typed, strict=True))
    return str(enquiries.ask(records_root(excel.settings), excel.settings, enquiry, values, _now()))


def remind(excel: Session) -> str:
    """Draft the follow-up e-mail for every overdue answer that is to have one [X2]."""
    root, now = records_root(excel.settings), _now()
    made = [
        str(enquiries.remind(root, excel.settings, one.reference, now))
        for one in enquiries.overdue(root, excel.settings, now)
    ]
    return "\n".join(made) or "No follow-up e-mail is to be sent."


def due(excel: Session) -> str:
    """What is to be sent or confirmed, and which answers are due, the most urgent first [X2, L13]."""
    listed = due_.listed(excel.sources.office, _now())
    lines = list(map(str, listed[:_SHOWN]))
    more = (
        [f"... and {len(listed) - _SHOWN} more: 'cso-xl due' lists them all."] if len(listed) > _SHOWN else []
    )
    return "\n".join([*lines, *more]) or "Nothing is to be sent or confirmed, and no answer is awaited."


def today(excel: Session) -> str:
    """How the day stands: reports filed, e-mails that came, notices and answers [X2-X4]."""
    now = _now()
    date = now.astimezone(NEW_ZEALAND).date()
    lines = day.summary(records_root(excel.settings), excel.settings, date, now)
    return "\n".join([day.title(date), "", *(f"{line.about}: {line.state}" for line in lines)])


def _line(one: FollowUp, now: dt.datetime) -> str:
    return f"{one.reference}: {one.state(now)}" + (f", due {one.due_text}" if one.due else "")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)

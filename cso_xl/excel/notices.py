"""The Notices buttons that are not steps: notes to the clipboard, e-mails filed, answers, questions, what is due."""

import datetime as dt
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from cso_xl import doing
from cso_xl.cases.acts import acts
from cso_xl.cases.acts.handover import HeldError, Receiver
from cso_xl.cases.book import CaseBook
from cso_xl.cases.due_lines import counted, in_lines
from cso_xl.cases.mail import emails as post
from cso_xl.cases.mail import enquiries, kinds, mailbag
from cso_xl.cases.state import in_cms
from cso_xl.cases.state.after_sending import ANOTHER_ANSWER
from cso_xl.cases.state.owed import Clock, State
from cso_xl.cases.state.state import Case
from cso_xl.cases.words import of_owed
from cso_xl.decisions.working_time import day_of
from cso_xl.desk import due as due_
from cso_xl.desk import match_return, noted
from cso_xl.desk.office import ActNote
from cso_xl.errors import CallError, Cancelled, CsoError
from cso_xl.excel import dialogs, messages, selected
from cso_xl.excel.patience import saying
from cso_xl.excel.session import Session
from cso_xl.excel.sources import records_root
from cso_xl.intake.emails import Email
from cso_xl.intake.passwords import kept_from_children
from cso_xl.procedures.remark import Remark
from cso_xl.procedures.worklist import worklist
from cso_xl.records.account import os_user

EMAILS = (("E-mails saved from Outlook", ("*.msg", "*.eml")),)
_ACTS: dict[str, Callable[..., str]] = {"tick": acts.tick, "take": acts.take, "take_back": acts.take_back}
_FIT: dict[str, Callable[[Case, Clock], bool]] = {  # which of a line's entries are meant
    "tick": lambda case, _: any(in_cms.to_do(case)),
    "take": lambda case, clock: bool(case.owed(clock)) and (bool(case.handed_on) or case.holder != os_user()),
    "give": lambda case, clock: bool(case.owed(clock)),
    "take_back": lambda case, _: len(case.events) > 1,
}
_ELSEWHERE = (
    "{} went to none of the addresses of its draft. Was the notice sent with it all the same? Yes: file it as sent. "
    "No: leave it; the notice still has to be sent."
)
_SHOWN = 8  # lines that a message box still shows whole


def copy_note(excel: Session, note: str) -> str:
    """Put the 'CEN' or 'SCN' that follows from the selected row of the worklist on the clipboard [D9, L6].

    Raises CallError when no such row is selected, InputError when no such note follows from it.
    """
    import pyperclip  # here: most presses copy nothing

    entry = selected.single(
        excel, lambda listed: bool(listed.follows.cen if note == "CEN" else listed.follows.scn)
    )
    text = worklist.note(entry, note, excel.settings, excel.desk.date, day_of(dt.datetime.now(dt.UTC)))
    try:
        with kept_from_children():  # on Linux it starts xclip, which stays
            pyperclip.copy(text)
    except pyperclip.PyperclipException:
        raise CsoError(
            "This computer has no clipboard that can be reached. 'cso-xl text' prints the note."
        ) from None
    key, day = excel.report.procedure.key, excel.desk.date
    copied = ActNote(f"copy_{note.lower()}", key, day, clients=noted.clients_of([entry]))
    excel.notices += excel.sources.office.note(copied)
    return Remark(f"The {worklist.NOTES[note]} of {entry.line.ref} is on the clipboard. Paste it into CMS.")


def act(excel: Session, what: str) -> str:
    """Tick, take, give or take back what is selected on the worklist; its line is then brought up to date.

    Several lines may be ticked at once. Raises CallError when no line is selected, or none of its entries fits.
    """
    do = _giving(excel) if what == "give" else _ACTS[what]
    if what in ("give", "take"):
        do = partial(_unless_held, excel, do)
    if what == "take":
        excel.press("draft_notices")  # what was typed while it was handed on does not count
    entries = selected.of_all(excel) if what == "tick" else selected.entries(excel)
    cases = excel.work.desk.cases
    about = [case for entry in entries for case in cases.about(entry.line.ref)]
    if what == "take_back":  # of what a report as it came before has told, by its reference
        about = [case for entry in entries if (case := cases.case(entry.line.ref))]
    fitting = [case.reference for case in about if _FIT[what](case, cases.clock)]
    if what == "take_back" and len(fitting) > 1:
        raise CallError(selected.WHICH)
    issue, records = f".{excel.desk.issue}" if excel.desk.issue > 1 else "", excel.sources.office.records
    first = f"{excel.desk.date:%Y%m%d}{issue}-{entries[0].line.ref}"
    answers = [do(records, excel.settings, reference, _now()) for reference in fitting or [first]]
    excel.desk.look_again()
    excel.work.taken_in = 0  # nothing was typed, and yet the line says something else now
    excel.press("draft_notices")
    return answers[0] if what == "take_back" else Remark("\n".join(_counted(answers, "ticked")))


def _counted(answers: Sequence[str], done: str) -> Sequence[str]:
    """Answers with their number first where several were given: the status bar has no room for all."""
    return [f"{len(answers)} {done}.", *answers] if len(answers) > 1 else answers


def _unless_held(excel: Session, do: Callable[..., str], *case: Any) -> str:
    """Take or give a case; a colleague's only when a person says so. Raises Cancelled when they do not."""
    try:
        return do(*case)
    except HeldError as held:
        if not messages.ask(
            excel.app, f"{str(held).partition('.')[0]}. Have you asked them, and take it over?"
        ):
            raise Cancelled("Nothing was taken.") from None
        return do(*case, take_over=True)


def _giving(excel: Session) -> Callable[..., str]:
    """The act of giving to the colleague whom a person names. Raises Cancelled when they name nobody."""
    selected.entries(excel)  # before anything is asked
    typed = dialogs.ask_texts(
        "Who has the case from now on? Type the name of the account with which they sign in.",
        ["Account"],
        lambda texts: "" if texts[0].strip() else "Type the name of an account, such as jsmith042.",
    )
    if typed is None:
        raise Cancelled("Nobody was named.")
    account = typed[0]

    def give(*case: Any, take_over: bool = False) -> str:
        records, settings, reference, now = case
        return acts.give(records, settings, reference, now, Receiver(account, take_over))

    return give


def return_matches(excel: Session) -> list[str]:
    """Draft the return to Corrections, of the week of the filed copy in front or else of this week [L13]."""
    now = _now()
    with saying(excel.app, "Gather the confirmed matches"):
        returned = match_return.make(excel.sources.office, _day_of_copy(excel) or day_of(now), now)
    return [Remark(str(returned)), *returned.notices]


def _day_of_copy(excel: Session) -> dt.date | None:
    """The day by which the workbook in front is named; None where it is no filed copy."""
    books = excel.app.books
    name = books.active.name[:8] if len(books) and books.active else ""
    try:
        return dt.date.fromisoformat(name)
    except ValueError:
        return None


def file_emails(excel: Session) -> list[str]:
    """File e-mails that a person chooses; one that cannot be filed is named first, and stops no other."""
    chosen = dialogs.ask_files("Sent notices and answers, saved from Outlook", EMAILS)
    if not chosen:
        raise Cancelled("No e-mail was chosen.")
    file = partial(_filed, excel, records_root(excel.settings))
    with saying(excel.app, "File e-mails"):
        result = mailbag.file_all(
            chosen, file, lambda number: doing.tell("File e-mails", number, len(chosen))
        )
    done = len(chosen) - len(result.failed)
    count = [Remark(f"{done} of {len(chosen)} e-mails filed.")] if len(chosen) > 1 else []
    return [*result.failed, *result.odd, *map(Remark, result.filed), *count]


def _filed(excel: Session, root: Path, email: Email) -> post.FiledEmail:
    file = partial(post.file_read, root, excel.settings, email, _now())
    try:
        return file()
    except kinds.NotCertainError:
        question = f"Is {email.name} an answer to a notice? Yes: it is the answer. No: it is the notice that was sent."
        return file(kind=kinds.ANSWER if messages.ask(excel.app, question) else kinds.SENT)
    except kinds.SentElsewhereError:
        if messages.ask(excel.app, _ELSEWHERE.format(email.name)):
            return file(kind=kinds.SENT)
        raise


def record_answers(excel: Session) -> str:
    """Record that the answers to the notices that a person chooses have come [X2]."""
    book = CaseBook(records_root(excel.settings), excel.settings, _now())
    with saying(excel.app, "Look for the answers that are awaited"):
        awaited = [
            (owed.reference, (f"Client {case.client}: " if case.client else "") + of_owed(owed, case))
            for case in book.open()
            for owed in case.owed(book.clock)
            if owed.state in (State.WAITING, State.OVERDUE) or owed.kind == ANOTHER_ANSWER
        ]
    if not awaited:
        return Remark("No answer is awaited.")
    chosen = dialogs.ask_which("Which of these notices have been answered?", [words for _, words in awaited])
    if chosen is None:
        raise Cancelled("Nothing was chosen.")
    answered = [awaited[at][0] for at in chosen]
    records = excel.sources.office.records
    confirmations = [
        acts.answered(records, excel.settings, reference, book.clock.now) for reference in answered
    ]
    words = " ".join(_counted(confirmations, "answered"))
    excel.mark_sent()
    return Remark(words)


def ask(excel: Session, name: str) -> str:
    """Draft a question to Corrections from what a person types; `name` is a key of ENQUIRIES [X2, X3]."""
    enquiry = enquiries.ENQUIRIES[name]
    typed = dialogs.ask_texts(
        f"{enquiry.title}. A draft is made for you to read and send.",
        list(enquiry.fields.values()),
        lambda texts: enquiries.wrong(enquiry, dict(zip(enquiry.fields, texts, strict=True))),
    )
    if typed is None:
        raise Cancelled("Nothing was typed.")
    values = dict(zip(enquiry.fields, typed, strict=True))
    return Remark(enquiries.ask(records_root(excel.settings), excel.settings, enquiry, values, _now()))


def remind(excel: Session) -> str:
    """Draft the follow-up e-mail for every overdue answer that is to have one [X2]."""
    with saying(excel.app, "Follow-up e-mails"):
        drafted = enquiries.remind_all(records_root(excel.settings), excel.settings, _now())
    return Remark(" ".join(drafted))


def due(excel: Session) -> str:
    """What is to be sent or confirmed, and which answers are due, the most urgent first [X2, L13]."""
    with saying(excel.app, "Gather what is open"):
        listed = due_.listed(records_root(excel.settings), excel.settings, _now())
    if not listed:
        return "Nothing is open."
    states = ", ".join(f"{count} {state}" for state, count in counted(listed))
    lines, more = in_lines(listed, _SHOWN)
    return "\n".join([f"{states}.", *lines, *([f"... and {more} more: press Today."] if more else [])])


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)

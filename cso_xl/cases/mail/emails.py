"""Saved e-mails: sent notices, their answers, and whatever else Corrections sends [D12, L12, A12, X2-X4]."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import NoReturn

from cso_xl.cases import drafts
from cso_xl.cases.acts import acts
from cso_xl.cases.book import CaseBook, CaseNotice
from cso_xl.cases.events import By
from cso_xl.cases.mail import kinds
from cso_xl.cases.mail.odd import ahead, odd_of_answer, odd_of_sent
from cso_xl.cases.recording.of_report import ASKED_BY_HAND
from cso_xl.cases.state.after_sending import MACHINE_REPLY
from cso_xl.errors import CallError, InputError
from cso_xl.intake.emails import Email, read_email
from cso_xl.records import emails, kept_apart, names
from cso_xl.records.tree import Records
from cso_xl.settings import Settings


@dataclass(frozen=True)
class FiledEmail:
    """An e-mail in the records: a notice that was sent, an answer to a notice, or anything else from Corrections.

    `kind` is 'sent', 'answer', or a name of [filing.corrections]; `reference` is the notice's, '' without one;
    `look` are sentences on what a person is to look at; `is_new` is False for one that was filed before.
    """

    kind: str
    reference: str
    folder: PurePosixPath
    look: tuple[str, ...] = ()
    is_new: bool = True

    def __str__(self) -> str:
        filed = f"filed {'' if self.is_new else 'before, '}in {self.folder}"
        if self.reference:
            what = f"{self.reference}: {'answer ' if self.kind == kinds.ANSWER else ''}{filed}"
            return ". ".join([what, *self.look])
        return f"{self.kind.replace('_', ' ').capitalize()}: {filed}"


def file_email(
    root: Path, settings: Settings, message: Path, now: dt.datetime, kind: str | None = None
) -> FiledEmail:
    """File a saved message, as `file_read` does. Also raises InputError for a file that is not an e-mail."""
    return file_read(root, settings, read_email(message), now, kind)


def file_read(
    root: Path, settings: Settings, email: Email, now: dt.datetime, kind: str | None = None
) -> FiledEmail:
    """File a message, and record that its notice was sent or answered.

    With our reference in its subject it is filed beside its report, under the name of its draft, which then lies in
    Drafts/Sent. Without one it is filed if it comes from Corrections [X3, X4]. `kind` says 'sent' or 'answer' where
    the message itself does not. Raises InputError for any other message.
    """
    settings = kept_apart.in_force(settings, root)
    records = Records(root, settings)
    reference = emails.reference_in(email.subject)
    if reference is None:
        return _file_received(records, settings, email)
    book = CaseBook(root, settings, now)
    if email.automatic and kind is None and not _is_answer(book, reference, email):
        return _machine_replied(book, reference, email, now)
    draft = records.draft(reference) or _deleted(records, book, reference)
    addresses = drafts.addresses_of(records, reference)
    kind = kind or (kinds.ANSWER if email.automatic else kinds.kind_of(email, addresses))
    if email.at is None:
        raise InputError(
            f"{email.name} has not been sent yet: it is a draft or has no date. Send it first, then file what was sent."
        )
    at, by = min(email.at, now), By.HAND if email.automatic else By.EMAIL
    if kind == kinds.SENT:
        book.sent(reference, at, by)
        act, suffix = acts.Act("file_sent", ("D12", "L12", "A12")), ""
    else:  # an answer that came is a fact, also where the case was handed on: what it means, the colleague decides
        book.answered(reference, at, by, email.mark)
        act, suffix = acts.Act("file_answer", ("C6", "X2")), " answer"
    named = book.find(reference)
    acts.log(records, settings, act, named.case, now)
    folder = records.relative(drafts.folder_of_report(draft))
    name = draft.stem.removesuffix(f"[{reference}]").rstrip() + suffix
    _, is_new = emails.file_email(records.root, folder, name, email)
    _move_drafts(records, settings, named, email, draft)
    odd = (
        odd_of_sent(named.case, email, addresses)
        if kind == kinds.SENT
        else odd_of_answer(named.notice, email)
    )
    return FiledEmail(kind, reference, folder, (*ahead(email, now), *odd), is_new)


def _is_answer(book: CaseBook, reference: str, email: Email) -> bool:
    """Whether a person has said before that this e-mail, which looks like a machine's, is the answer."""
    return any(answer.fingerprint == email.mark for answer in book.find(reference).notice.answers)


def _deleted(records: Records, book: CaseBook, reference: str) -> NoReturn:
    """Raise InputError that says how a notice without a draft gets one again, or its e-mail is filed without it."""
    none = f"There is no draft with the reference {reference} in {records.root}."
    try:
        notice = book.find(reference).notice
    except CallError:
        raise InputError(none) from None
    drafted = notice.drafted
    command = f"cso-xl draft {drafted.report.replace('_', '-')} --date {drafted.date}"
    if notice.is_draft and drafted.outcome != ASKED_BY_HAND:
        raise InputError(
            f"{none} Was it deleted? {command} makes it again under the same reference; then file the e-mail."
        )
    raise InputError(
        f"{none} Was it deleted? Put it back from the recycle bin or the backup and file the e-mail then, or file the "
        "e-mail by hand and record what it says: an answer with cso-xl answered."
    )


def _machine_replied(book: CaseBook, reference: str, email: Email, now: dt.datetime) -> NoReturn:
    """Record that a machine has replied, which answers nothing; nothing is filed [C6]."""
    if book.find(reference).notice.sent:
        book.machine_replied(reference, min(email.at or now, now))
    case = book.find(reference).case
    looks = any(owed.kind == MACHINE_REPLY and owed.reference == reference for owed in case.owed(book.clock))
    then = (
        f"cso-xl due now asks whether {reference} arrived"
        if looks
        else f"the answer to {reference} is still awaited"
    )
    raise InputError(
        f"{email.name} is an automatic reply, a receipt or the like, which answers nothing. It was not filed, and "
        f"{then}. If it is the answer all the same: File e-mails > Record answer, or --answer in a terminal."
    )


def _move_drafts(records: Records, settings: Settings, named: CaseNotice, email: Email, draft: Path) -> None:
    """Move the draft of what was sent out of Drafts, and its follow-up's if that was what was sent [X2]."""
    drafts.arrange(records.root, settings, [named.case])
    reminded = named.notice.reminded
    if reminded and email.at and email.at >= reminded.time.replace(microsecond=0):
        place = {named.notice.reference: emails.SENT}
        emails.arrange(drafts.folder_of_report(draft) / emails.DRAFTS, place, emails.FOLLOW_UP)


def _file_received(records: Records, settings: Settings, email: Email) -> FiledEmail:
    """File an e-mail that Corrections sends beside the reports; nothing follows from it by itself [X3, X4]."""
    kind = kinds.received_as(settings, email)
    if kind is None or email.day is None:
        raise InputError(
            f"{email.name} has no reference such as [20250113-D3-7-cps] in its subject, so it is not known which "
            "notice it is, and it is not an e-mail from Corrections either. File it by hand, or send the notice from "
            "its draft."
        )
    path = names.file(settings, "corrections", kind, email.day, email.suffix)
    _, is_new = emails.file_email(records.root, path.parent, path.stem, email)
    return FiledEmail(kind, "", path.parent, is_new=is_new)

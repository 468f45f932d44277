"""Saved e-mails: sent notices, their answers, and whatever else Corrections sends [D12, L12, A12, X2-X4]."""

import datetime as dt
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from email import policy
from email.parser import BytesParser
from email.utils import getaddresses
from pathlib import Path, PurePosixPath
from typing import NoReturn

from cso_xl.cases.acts import acts
from cso_xl.cases.book import CaseBook, CaseNotice
from cso_xl.cases.events import By
from cso_xl.cases.mail import drafts
from cso_xl.cases.recording.of_report import ASKED_BY_HAND
from cso_xl.cases.state.after_sending import MACHINE_REPLY
from cso_xl.cases.state.notice import Notice
from cso_xl.cases.state.state import Case
from cso_xl.cells.columns import client_key
from cso_xl.decisions.working_time import is_ahead, moment
from cso_xl.errors import CallError, FileError, InputError
from cso_xl.intake.emails import Email, read_email
from cso_xl.records import emails, kept_apart, names
from cso_xl.records.tree import Records, read
from cso_xl.settings import Settings

SENT, ANSWER = "sent", "answer"
AD_HOC = "ad_hoc"
_ANOTHER = ". It is not the first answer: look at it; 'cso-xl due' says what to do if it changes nothing"
_ANSWERS = re.compile(r"\s*re\s*:", re.IGNORECASE)


class NotCertainError(InputError):
    """A message may be the notice that was sent, or an answer to it: a person has to say which."""


@dataclass(frozen=True)
class FiledEmail:
    """An e-mail in the records: a notice that was sent, an answer to a notice, or anything else from Corrections.

    `kind` is 'sent', 'answer', or a name of [filing.corrections]; `reference` is the notice's, '' without one;
    `look` is what a person is to look at, '' for nothing; `is_new` is False for one that was filed before.
    """

    kind: str
    reference: str
    folder: PurePosixPath
    look: str = ""
    is_new: bool = True

    def __str__(self) -> str:
        filed = f"filed {'' if self.is_new else 'before, '}in {self.folder}"
        if self.reference:
            return f"{self.reference}: {'answer ' if self.kind == ANSWER else ''}{filed}{self.look}"
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
    if email.automatic and kind is None:
        return _machine_replied(book, reference, email, now)
    draft = records.draft(reference) or _deleted(records, book, reference)
    addresses = _sent_to(records, reference)
    kind = kind or _kind(email, addresses)
    if email.at is None:
        raise InputError(
            f"{email.name} has not been sent yet: it is a draft or has no date. Send it first, then file what was sent."
        )
    at, by = min(email.at, now), By.HAND if email.automatic else By.EMAIL
    if kind == SENT:
        book.sent(reference, at, by)
    else:  # an answer that came is a fact, also where the case was handed on: what it means, the colleague decides
        book.answered(reference, at, by, email.mark)
    ids = ("D12", "L12", "A12") if kind == SENT else ("C6", "X2")
    named = book.find(reference)
    acts.log(records, settings, acts.Act(f"file_{kind}", ids), named.case, now)
    folder = records.relative(_of_report(draft))
    name = draft.stem.removesuffix(f"[{reference}]").rstrip()
    _, is_new = emails.file_email(records.root, folder, name if kind == SENT else f"{name} answer", email)
    _move_drafts(records, settings, named, email, draft)
    odd = _odd_sent(named.case, email, addresses) if kind == SENT else _odd_answer(named.notice, email)
    return FiledEmail(kind, reference, folder, "".join([*_ahead(email, now), *odd]), is_new)


def _ahead(email: Email, now: dt.datetime) -> Iterator[str]:
    if email.at and is_ahead(email.at, now):
        yield (
            f". The clock or the e-mail's date is wrong: it is dated {moment(email.at)}, and this computer's clock "
            f"says {moment(now)}"
        )


def _odd_sent(case: Case, email: Email, addresses: Collection[str]) -> Iterator[str]:
    """What a person is to look at in a notice as it was sent: to whom it went, and whom it names."""
    if email.recipients and set(addresses) - email.recipients:
        yield ". Look at it: it was not sent to every address of its draft"
    if email.recipients - set(addresses):
        yield ". Look at it: it was sent to an address that its draft does not have"
    if (
        client_key(case.client)
        and email.numbers
        and client_key(case.client) not in map(client_key, email.numbers)
    ):
        yield f". Look at it: it does not name client {case.client}, whom its draft was about"


def _odd_answer(notice: Notice, email: Email) -> Iterator[str]:
    """The same in an answer: whether it is the first, and later than the notice."""
    if (again := notice.another) and again.fingerprint == email.mark:
        yield _ANOTHER
    if email.at and notice.sent_at and email.at < notice.sent_at.replace(second=0, microsecond=0):
        yield f". Look at it: it is dated {moment(email.at)}, before the notice was sent ({moment(notice.sent_at)})"


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


def find_draft(records: Records, reference: str) -> Path:
    """The draft of a notice. Raises InputError when there is none."""
    draft = records.draft(reference)
    if draft is None:
        raise InputError(f"There is no draft with the reference {reference} in {records.root}.")
    return draft


def _sent_to(records: Records, reference: str) -> frozenset[str]:
    """The addresses that a draft goes to, wherever it lies by now: a colleague may be filing the same e-mail."""
    try:
        return recipients(find_draft(records, reference))
    except FileError:
        return recipients(find_draft(records, reference))


def _of_report(draft: Path) -> Path:
    """The folder of the report that a draft belongs to, whether or not the draft was withdrawn."""
    above = (place for place in draft.parents if place.name not in (emails.DRAFTS, *emails.PLACES))
    return next(above)


def _move_drafts(records: Records, settings: Settings, named: CaseNotice, email: Email, draft: Path) -> None:
    """Move the draft of what was sent out of Drafts, and its follow-up's if that was what was sent [X2]."""
    drafts.arrange(records.root, settings, [named.case])
    reminded = named.notice.reminded
    if reminded and email.at and email.at >= reminded.time.replace(microsecond=0):
        place = {named.notice.reference: emails.SENT}
        emails.arrange(_of_report(draft) / emails.DRAFTS, place, emails.FOLLOW_UP)


def recipients(draft: Path) -> frozenset[str]:
    """The addresses that a draft goes to."""
    headers = BytesParser(policy=policy.default).parsebytes(read(draft), headersonly=True)
    listed = [str(value) for name in ("to", "cc") for value in headers.get_all(name, [])]
    return frozenset(address.casefold() for _, address in getaddresses(listed) if address)


def _kind(email: Email, addresses: Collection[str]) -> str:
    """Whether a message is the notice as it was sent, or the answer to it; `addresses` are the notice's recipients.

    Raises NotCertainError where neither is certain: otherwise nobody would wait any longer for an answer to come.
    """
    if email.sender in addresses or (email.arrived and _ANSWERS.match(email.subject)):
        return ANSWER
    if not email.arrived and not _ANSWERS.match(email.subject):
        return SENT
    raise NotCertainError(
        f"It is not certain whether {email.name} is the notice that was sent or an answer to it, so it was not filed. "
        "Say which with --sent or --answer."
    )


def _file_received(records: Records, settings: Settings, email: Email) -> FiledEmail:
    """File an e-mail that Corrections sends beside the reports; nothing follows from it by itself [X3, X4]."""
    kind = _received_as(settings, email)
    if kind is None or email.day is None:
        raise InputError(
            f"{email.name} has no reference such as [20250113-D3-7-cps] in its subject, so it is not known which "
            "notice it is, and it is not an e-mail from Corrections either. File it by hand, or send the notice from "
            "its draft."
        )
    path = names.file(settings, "corrections", kind, email.day, email.suffix)
    _, is_new = emails.file_email(records.root, path.parent, path.stem, email)
    return FiledEmail(kind, "", path.parent, is_new=is_new)


def is_ours(settings: Settings, email: Email) -> bool:
    """Whether an e-mail has our reference, or is something that Corrections sends beside the reports [X3, X4]."""
    return emails.reference_in(email.subject) is not None or _received_as(settings, email) is not None


def _received_as(settings: Settings, email: Email) -> str | None:
    """A name of [filing.corrections]; None for an e-mail that is not from Corrections."""
    subject = " ".join(email.subject.casefold().split())
    for kind, words in settings.table("received_emails").items():
        if any(word.casefold() in subject for word in words):
            return kind
    corrections = settings.text("notices.addresses.cps").rpartition("@")[2].casefold()
    return AD_HOC if corrections and email.sender.rpartition("@")[2] == corrections else None

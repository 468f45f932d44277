"""Notices that no report asks for: questions to Corrections, and reminders of overdue answers [X2, X3]."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from pathlib import Path, PurePosixPath

from cso_xl.cases.book import CaseBook
from cso_xl.cases.drafts import find
from cso_xl.cases.state.notice import Notice
from cso_xl.cases.state.owed import Owed, State
from cso_xl.cells import dates
from cso_xl.cells.columns import CLIENT_NUMBER
from cso_xl.decisions.people import surname_initials
from cso_xl.decisions.working_time import day_of, moment
from cso_xl.errors import CallError, InputError
from cso_xl.files.publish import publish
from cso_xl.notices import drafts, templates
from cso_xl.notices.drafts import Envelope
from cso_xl.records import emails, kept_apart, names
from cso_xl.records.tree import Records, read
from cso_xl.settings import Settings


@dataclass(frozen=True)
class Enquiry:
    """A question that a person asks Corrections; `fields` are those they type: a template's field, and its label."""

    name: str
    id: str
    title: str
    template: str
    to: str
    fields: Mapping[str, str]


MORE_DETAIL = Enquiry(
    "more-detail",
    "X3",
    "Ask for more detail",
    "more_detail_request",
    "cps",
    {"client_name": "Name in the e-mail (Surname, First Names)", "detail": "What is needed"},
)
HOUSING_REFERRAL = Enquiry(
    "housing-referral",
    "X2",
    "Ask about a housing referral",
    "housing_referral",
    "cuh",
    {
        "client_name": "Client's name (Surname, First Names)",
        "client_number": "Client number",
        "detail": "What is asked",
    },
)
ENQUIRIES = {enquiry.name: enquiry for enquiry in (MORE_DETAIL, HOUSING_REFERRAL)}


@dataclass(frozen=True)
class Drafted:
    """A draft: the notice's reference, the folder it lies in, and whether it is new."""

    reference: str
    folder: PurePosixPath
    new: bool

    def __str__(self) -> str:
        return f"{self.reference}: {'drafted' if self.new else 'drafted before'}, in {self.folder}"


def wrong(enquiry: Enquiry, typed: Mapping[str, str]) -> str:
    """A message about what is wrong in what was typed; '' when nothing is."""
    missing = [label for name, label in enquiry.fields.items() if not typed.get(name, "").strip()]
    if missing:
        return f"Missing: {'; '.join(missing)}."
    number = typed.get("client_number", "0").strip()
    return (
        ""
        if CLIENT_NUMBER.fullmatch(number)
        else "The client number must be up to 9 digits, and nothing else."
    )


def ask(
    root: Path, settings: Settings, enquiry: Enquiry, typed: Mapping[str, str], now: dt.datetime
) -> Drafted:
    """Draft a question to Corrections; the same question on the same day is drafted once.

    Raises InputError when a field that it needs was not typed, or its recipient is not in settings.
    """
    settings = kept_apart.in_force(settings, root)
    records, day = Records(root, settings), day_of(now)
    template = templates.load(settings, enquiry.template)
    to = str(settings.table("notices.addresses")[enquiry.to])
    values = {**typed, "report_date": dates.in_full(day)}
    problem = wrong(enquiry, typed)
    if not problem and "@" not in to:
        problem = f"Missing: notices.addresses.{enquiry.to} in settings."
    if problem:
        raise InputError(f"Nothing was drafted. {problem}")
    surname, _, first_names = typed.get("client_name", "").partition(",")
    name = emails.email_name(settings, "corrections", day, {"client": surname_initials(surname, first_names)})
    folder = names.folder(settings, "corrections", day)
    book = CaseBook(root, settings, now)
    cases = book.of_report("corrections", day)
    client = typed.get("client_number", "").strip()

    def mail(reference: str) -> bytes:
        return drafts.message(template, {**values, "reference": reference}, Envelope.of(settings, to))

    def path(reference: str) -> Path:
        return records.root / emails.draft_path(records.root, folder, name, reference)

    asked = [case for case in cases.all() if case.key[-1].startswith(f"{enquiry.id}-")]
    for reference in [notice.reference for case in asked for notice in case.notices if not notice.withdrawn]:
        draft = records.draft(reference)
        if draft and read(draft) == mail(reference):
            return Drafted(reference, records.relative(draft.parent), False)
    reference = cases.tell(f"{enquiry.id}-{len(asked) + 1}", enquiry.to, enquiry.template, client)
    book.record(cases)
    publish(path(reference), mail(reference))
    return Drafted(reference, folder / emails.DRAFTS, True)


def remind(root: Path, settings: Settings, reference: str, now: dt.datetime) -> Drafted:
    """Draft the follow-up e-mail for an answer that is overdue, with the notice itself below it [X2].

    Raises CallError for a notice whose answer is not overdue, or whose recipient gets no follow-up e-mail.
    """
    records, book = Records(root, settings), CaseBook(root, settings, now)
    notice, owed = book.find(reference).notice, _overdue(book).get(reference)
    if owed is None or owed.due is None or notice.sent_at is None:
        raise CallError(f"No answer to {reference} is overdue. 'cso-xl due' lists those that are.")
    name = str(settings.table("reminders").get(notice.drafted.to, ""))
    if not name:
        raise CallError(
            f"No follow-up e-mail is sent to '{notice.drafted.to}': see [reminders] in settings.toml."
        )
    draft = find(records, reference)
    first = BytesParser(policy=policy.default).parsebytes(read(draft))
    values = {
        "reference": reference,
        "sent_on": dates.in_full(day_of(notice.sent_at)),
        "due": moment(owed.due),
        "original": _words(first, settings.text("records.classification")),
    }
    to, cc = (str(first.get(header, "")) for header in ("To", "Cc"))
    kept_apart.check_recipients(root, (to, cc))
    mail = drafts.message(templates.load(settings, name), values, Envelope.of(settings, to, cc))
    book.reminded(reference)
    place = _drafts_of(records, settings, notice)
    earlier = emails.drafted(place, reference, emails.FOLLOW_UP)
    path = earlier or place / f"{draft.stem}{emails.FOLLOW_UP}.eml"
    return Drafted(reference, records.relative(path.parent), publish(path, mail))


def _drafts_of(records: Records, settings: Settings, notice: Notice) -> Path:
    """The folder Drafts of the report that a notice belongs to."""
    return records.root / names.folder(settings, notice.drafted.report, notice.drafted.date) / emails.DRAFTS


def overdue(root: Path, settings: Settings, now: dt.datetime) -> list[str]:
    """The references of the notices for which a follow-up e-mail is due."""
    book = CaseBook(root, settings, now)
    return [reference for reference, owed in _overdue(book).items() if owed.to in book.clock.reminds]


def remind_all(root: Path, settings: Settings, now: dt.datetime) -> list[str]:
    """Draft every follow-up e-mail that is due; returns messages, also on which answers to ask for by hand [X2]."""
    made = [str(remind(root, settings, reference, now)) for reference in overdue(root, settings, now)]
    book = CaseBook(root, settings, now)
    by_hand = [reference for reference, owed in _overdue(book).items() if owed.to not in book.clock.reminds]
    if by_hand:
        made.append(
            f"Overdue, and no follow-up e-mail is set for the recipient: {', '.join(by_hand)}. Ask for the answer by "
            "hand, or name a template under [reminders] in settings.toml."
        )
    return made or ["No follow-up e-mail is to be sent."]


def _overdue(book: CaseBook) -> dict[str, Owed]:
    """Each answer that is overdue, by its notice's reference."""
    late = [owed for case in book.open() for owed in case.owed(book.clock) if owed.state is State.OVERDUE]
    return {owed.reference: owed for owed in sorted(late, key=lambda owed: owed.urgency)}


def _words(draft: EmailMessage, classification: str) -> str:
    """The text of a draft without its classification."""
    body = draft.get_body(("plain",))
    lines = str(body.get_content()).splitlines() if body else []
    return "\n".join(line for line in lines if line != classification).strip()

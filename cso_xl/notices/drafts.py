"""Drafts: an .eml that Outlook opens, for a person to read and send; nothing is ever sent here."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cso_xl.notices.templates import Template
from cso_xl.settings import Settings

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Draft:
    """A notice ready to be sent by a person; `reference` stands in its subject."""

    reference: str
    template: str
    to: str
    client_number: str
    message: bytes


@dataclass(frozen=True)
class Envelope:
    """The addresses that a notice goes to, who has a copy and which mailbox it is sent from, and its classification.

    '' stands for nobody, and for whoever sends it.
    """

    to: str
    cc: str
    mailbox: str
    classification: str

    @classmethod
    def of(cls, settings: Settings, to: str, cc: str = "") -> "Envelope":
        """The envelope that settings give to a notice."""
        mailbox, classification = settings.text("notices.mailbox"), settings.text("records.classification")
        return cls(to, cc, mailbox, classification)


def message(
    template: Template,
    values: Mapping[str, str],
    envelope: Envelope,
    workbooks: Sequence[tuple[str, bytes]] = (),
) -> bytes:
    """The .eml: plain text and simple HTML, marked with the classification; the same values give the same bytes.

    `workbooks` are attached: file names and what they hold. It has no date, and without a shared mailbox no sender:
    these are the person's who sends it.
    """
    from email.message import EmailMessage  # here: most presses never draft anything
    from email.policy import SMTP

    from cso_xl.notices.html_page import html_page

    subject, body = template.fill(values)
    classification = envelope.classification
    mail = EmailMessage(policy=SMTP.clone(max_line_length=76))  # of encoded lines [RFC 2045]
    mail["X-Unsent"] = "1"  # Outlook opens it as a draft
    if envelope.mailbox:
        mail["From"] = envelope.mailbox
    mail["To"] = envelope.to
    if envelope.cc:
        mail["Cc"] = envelope.cc
    mail["Subject"] = f"[{classification}] {subject}"
    mail["Sensitivity"] = "Company-Confidential"  # Outlook's 'Confidential'
    mail.set_content(f"{classification}\n\n{body}\n{classification}\n", cte="quoted-printable")
    mail.add_alternative(html_page(subject, body, classification), subtype="html", cte="quoted-printable")
    mail.set_boundary(_boundary(subject, body))
    for name, data in workbooks:
        mail.add_attachment(data, *XLSX.split("/"), filename=name)
    if workbooks:
        mail.set_boundary(_boundary(subject, body, "attached"))
    return mail.as_bytes(policy=SMTP.clone(max_line_length=200))  # a subject stays on one line


def _boundary(*texts: str) -> str:
    return hashlib.sha256("".join(texts).encode()).hexdigest()[:40]

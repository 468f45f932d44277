"""Drafts: one .eml that Outlook opens ready to be read and sent by a person; nothing is ever sent here."""

import hashlib
import html
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cso_xl.notices.templates import Template

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Draft:
    """A notice ready to be sent by a person; `reference` stands in its subject."""

    reference: str
    template: str
    to: str
    client_number: str
    message: bytes


def message(
    template: Template,
    values: Mapping[str, str],
    to: str,
    cc: str,
    classification: str,
    workbooks: Sequence[tuple[str, bytes]] = (),
) -> bytes:
    """The .eml: plain text and simple HTML, marked with the classification; the same values give the same bytes.

    `to` and `cc` are addresses, `workbooks` are attached: file names and what they hold. It has no sender and no
    date: these are the person's who sends it.
    """
    from email.message import EmailMessage  # here: most presses never draft anything
    from email.policy import SMTP

    subject, body = template.fill(values)
    mail = EmailMessage(policy=SMTP.clone(max_line_length=76))  # of what is encoded [RFC 2045]
    mail["X-Unsent"] = "1"  # Outlook opens it as a draft
    mail["To"] = to
    if cc:
        mail["Cc"] = cc
    mail["Subject"] = f"[{classification}] {subject}"
    mail["Sensitivity"] = "Company-Confidential"  # Outlook's 'Confidential'
    mail.set_content(f"{classification}\n\n{body}\n{classification}\n", cte="quoted-printable")
    mail.add_alternative(_page(subject, body, classification), subtype="html", cte="quoted-printable")
    mail.set_boundary(_boundary(subject, body))
    for name, data in workbooks:
        mail.add_attachment(data, *XLSX.split("/"), filename=name)
    if workbooks:
        mail.set_boundary(_boundary(subject, body, "attached"))
    return mail.as_bytes(policy=SMTP.clone(max_line_length=200))  # a subject stays on one line


def _boundary(*texts: str) -> str:
    return hashlib.sha256("".join(texts).encode()).hexdigest()[:40]


def _page(subject: str, body: str, classification: str) -> str:
    mark = f"<p><strong>{html.escape(classification)}</strong></p>"
    blocks = "\n".join(_blocks(body))
    return (
        '<!DOCTYPE html>\n<html lang="en-NZ">\n<head><meta charset="utf-8">'
        f"<title>{html.escape(subject)}</title></head>\n"
        '<body style="font-family: Calibri, Arial, sans-serif; font-size: 11pt; line-height: 1.4">\n'
        f"{mark}\n{blocks}\n{mark}\n</body>\n</html>\n"
    )


def _blocks(body: str) -> Iterator[str]:
    """Sections, lists and paragraphs as HTML."""
    items: list[str] = []
    words: list[str] = []

    def closed() -> Iterator[str]:
        if items:
            yield "<ul>" + "".join(f"<li>{item}</li>" for item in items) + "</ul>"
        if words:
            yield f"<p>{'<br>'.join(words)}</p>"
        items.clear()
        words.clear()

    for line in [*body.splitlines(), ""]:
        text = html.escape(line.strip())
        if line.startswith("- "):
            if words:
                yield from closed()
            items.append(html.escape(line[2:].strip()))
        elif not text:
            yield from closed()
        elif line.startswith("# "):
            yield from closed()
            yield f'<h2 style="font-size: 13pt">{html.escape(line[2:].strip())}</h2>'
        else:
            if items:
                yield from closed()
            words.append(text)

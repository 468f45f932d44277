"""The two e-mails of a practice week: the datamatch ZIP as IAP's batch sends it, and the address report [I1, A1].

Subjects and the batch's words are those in the guidelines; nobody can have any of the addresses.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from cso_xl.cells.dates import in_full
from cso_xl.decisions.working_time import NEW_ZEALAND
from cso_xl.practice.layouts import ddmmmyyyy
from cso_xl.records.kept_apart import TITLE

BATCH, ANALYST = "iapbatch@iap.example", "Information Analysis Platform <analysts@iap.example>"
INBOX = "CSO_Helpline <cso_helpline@cpu.example>"
_MAIL_SERVER = "mail.cpu.example"
_BATCH_AT, _ANALYST_AT = dt.time(5, 58), dt.time(8, 12)  # in New Zealand, on the Monday
_BATCH_SAYS = (
    "This email has been generated automatically from an MSD batch process. Do not reply to the sending address. "
    "Please respond via your usual MSD contacts."
)


@dataclass(frozen=True)
class Attached:
    """The file that an e-mail carries."""

    name: str
    data: bytes


def datamatch_subject(monday: dt.date) -> str:
    """'CSO Datamatch ZIP file for Week Ended 13JAN2025': as the guidelines show it, with the ZIP's date."""
    return f"CSO Datamatch ZIP file for Week Ended {ddmmmyyyy(monday)}"


def addresses_subject(monday: dt.date) -> str:
    """'CSO Living with Children WB 13 January 2025'."""
    return f"CSO Living with Children WB {in_full(monday)}"


def datamatch(monday: dt.date, attached: Attached) -> bytes:
    """The batch's e-mail with the ZIP."""
    return _message(BATCH, datamatch_subject(monday), _at(monday, _BATCH_AT), _BATCH_SAYS, attached)


def addresses(monday: dt.date, attached: Attached) -> bytes:
    """The e-mail with the address report."""
    says = (
        f"Tēnā koutou\n\nAttached are the addresses to check for the week beginning {in_full(monday)}. "
        "The password is the usual one.\n\nNgā mihi"
    )
    return _message(ANALYST, addresses_subject(monday), _at(monday, _ANALYST_AT), says, attached)


def _at(day: dt.date, time: dt.time) -> str:
    return format_datetime(dt.datetime.combine(day, time, NEW_ZEALAND))


def _message(sender: str, subject: str, at: str, says: str, attached: Attached) -> bytes:
    """The .eml as it was received; the same arguments give the same bytes."""
    mark = hashlib.sha256(b"\0".join([subject.encode(), attached.data])).hexdigest()[:24]
    mail = EmailMessage(policy=SMTP)
    mail["Received"] = f"by {_MAIL_SERVER}; {at}"
    mail["From"], mail["To"], mail["Subject"], mail["Date"] = sender, INBOX, subject, at
    mail["Message-ID"] = f"<{mark}@iap.example>"
    if sender == BATCH:
        mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(f"{says}\n\n{TITLE}: nobody in it exists.\n", cte="quoted-printable")
    mail.add_attachment(attached.data, "application", "octet-stream", filename=attached.name)
    mail.set_boundary(mark)
    return mail.as_bytes()

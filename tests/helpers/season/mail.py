"""E-mails as they come and go."""

import email
import email.policy
from email.message import EmailMessage

RECEIPT = """--B
Content-Type: text/plain

read
--B
Content-Type: message/disposition-notification

Disposition: automatic-action/MDN-sent-automatically; displayed
--B--
"""


def sent_copy(draft, at):
    message = email.message_from_bytes(draft.read_bytes(), policy=email.policy.default)
    del message["X-Unsent"]
    message["From"] = "cpu@msd.example"
    message["Date"] = at
    return bytes(message)


def reply(subject, at, kind="human"):
    message = EmailMessage()
    message["From"] = "cs_help_desk@corrections.govt.nz"
    message["To"] = "cpu@msd.example"
    message["Received"] = "by mail.msd.example"
    message["Date"] = at
    message["Subject"] = {
        "read": "Read: ",
        "not read": "Not read: ",
        "out of office": "Automatic reply: ",
    }.get(kind, "RE: ") + subject
    message.set_content("Synthetic.")
    if kind in ("read", "not read"):
        message.replace_header(
            "Content-Type", "multipart/report; report-type=disposition-notification; boundary=B"
        )
        message.set_payload(RECEIPT)
    if kind == "x-autoreply":
        message["X-Autoreply"] = "yes"
    if kind == "bulk":
        message["Precedence"] = "bulk"
    if kind == "suppress":
        message["X-Auto-Response-Suppress"] = "All"
    return bytes(message)


MACHINES = ("read", "not read", "out of office", "x-autoreply", "bulk")


def text_of(draft):
    message = email.message_from_bytes(draft.read_bytes(), policy=email.policy.default)
    return message.get_body(("plain",)).get_content()

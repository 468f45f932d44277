"""What a saved e-mail is: a notice as it was sent, an answer, or what Corrections sends beside the reports [X2-X4]."""

import re
from collections.abc import Collection

from cso_xl.errors import InputError
from cso_xl.intake.emails import Email
from cso_xl.records import emails
from cso_xl.settings import Settings

SENT, ANSWER = "sent", "answer"
AD_HOC = "ad_hoc"
_ANSWERS = re.compile(r"\s*re\s*:", re.IGNORECASE)


class NotCertainError(InputError):
    """A message may be the notice that was sent, or an answer to it: a person has to say which."""


class SentElsewhereError(InputError):
    """A message has our reference and went to none of the notice's addresses: a person has to say whether it is it."""


def kind_of(email: Email, addresses: Collection[str]) -> str:
    """Whether a message is the notice as it was sent, or the answer to it; `addresses` are the notice's recipients.

    Raises NotCertainError where neither is certain: otherwise nobody would wait any longer for an answer to come; and
    SentElsewhereError for a copy of it that only others got: otherwise a notice that reached nobody would look sent.
    """
    if email.sender in addresses or (email.arrived and _ANSWERS.match(email.subject)):
        return ANSWER
    if not email.arrived and not _ANSWERS.match(email.subject):
        if email.recipients.isdisjoint(addresses) and email.recipients:
            raise SentElsewhereError(
                f"{email.name} went to none of the addresses of its draft, so it was not filed as the notice that was "
                "sent: that still has to be sent. If it was sent with this e-mail all the same, say so with --sent."
            )
        return SENT
    raise NotCertainError(
        f"It is not certain whether {email.name} is the notice that was sent or an answer to it, so it was not filed. "
        "Say which with --sent or --answer."
    )


def is_ours(settings: Settings, email: Email) -> bool:
    """Whether an e-mail has our reference, or is something that Corrections sends beside the reports [X3, X4]."""
    return emails.reference_in(email.subject) is not None or received_as(settings, email) is not None


def received_as(settings: Settings, email: Email) -> str | None:
    """A name of [filing.corrections]; None for an e-mail that is not from Corrections."""
    subject = " ".join(email.subject.casefold().split())
    for kind, words in settings.table("received_emails").items():
        if any(word.casefold() in subject for word in words):
            return kind
    corrections = settings.text("notices.addresses.cps").rpartition("@")[2].casefold()
    return AD_HOC if corrections and email.sender.rpartition("@")[2] == corrections else None

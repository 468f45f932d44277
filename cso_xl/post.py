"""After the drafts: sent e-mails are filed, answers recorded, and what is due is listed [D12, L12, A12, X2]."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from cso_xl.errors import InputError
from cso_xl.filing import emails
from cso_xl.filing.follow_ups import FOLDER, FollowUps
from cso_xl.filing.records import Records
from cso_xl.settings import Settings

DRAFTS = "Drafts"  # the folder of drafts, in that of their report


@dataclass(frozen=True)
class Filed:
    """A sent e-mail in the records, and the notice that it is."""

    reference: str
    folder: PurePosixPath


def file_email(root: Path, settings: Settings, message: Path, at: dt.datetime) -> Filed:
    """File a sent message beside its report, under the name of its draft, and record that it was sent.

    The draft stays. Raises InputError for a message that is none of ours, that was not sent, or whose draft is
    not there.
    """
    records = Records(root, settings)
    sent = emails.read_sent(message)
    if sent.reference is None:
        raise InputError(
            f"{message.name} has no reference such as [20250113-D3-7-cps] in its subject, so it is not known which "
            "notice it is. File it by hand, or send the notice from its draft."
        )
    draft = next((records.root / FOLDER.parent).rglob(f"{DRAFTS}/*[[]{sent.reference}[]].eml"), None)
    if draft is None:
        raise InputError(f"There is no draft with the reference {sent.reference} in {root}.")
    if sent.sent is None:
        raise InputError(
            f"{message.name} has not been sent yet: it has no date. Send it first, then file what was sent."
        )
    folder = records.relative(draft.parent.parent)
    name = draft.stem.removesuffix(f"[{sent.reference}]").rstrip()
    emails.file_sent(records.root, folder, name, sent)
    FollowUps(root, settings).sent(sent.reference, at)
    return Filed(sent.reference, folder)

"""Messages that a program wrote by itself: receipts, bounces, automatic replies, tickets [C6]."""

import re
from collections.abc import Callable, Iterable, Mapping

Headers = Iterable[tuple[str, str]]

_CLASSES = (  # how Outlook's begin
    "report.", "ipm.note.rules.", "ipm.recall.report", "ipm.outlook.recall", "ipm.schedule.meeting."
)  # fmt: skip
_TAG = (  # a gateway's tag before a subject
    r"(?:\[[^\]]{1,40}\]|\{[^}]{1,40}\}|<[^>]{1,40}>|\([^)]{1,40}\)|\*{1,3}[^*]{1,40}\*{1,3}|"
    r"(?:ext|external|caution|in[- ]confidence|unclassified|sensitive|restricted)\s*:)\s*"
)
_SUBJECT = re.compile(
    rf"\s*(?:{_TAG})*(?:"
    r"(?:read|not read|delivered|relayed|expanded|undeliverable|auto|recall)\s*:"
    r"|(?:accepted|declined|tentative|tentatively accepted|cancel?led|new time proposed)\s*:"
    r"|(?:delivery delayed|message delayed|message recall (?:success|failure|report))\s*:"
    r"|auto(?:mat(?:ic|ed))?[ -]?(?:reply|response)\b|vacation (?:reply|response)\b"
    r"|(?:i am |i'm |currently )?out of (?:the )?office\b|away from (?:the|my) (?:office|desk)\b"
    r"|whaka(?:utu|hoki) aunoa\b|kei waho (?:au|ahau) i te tari\b"  # 'automatic reply', 'I am out of the office'
    r"|return receipt\b|returned mail\b|undelivered mail returned\b|delayed mail\b|failure notice\b"
    r"|mail (?:delivery|system) (?:failed|failure|error)\b|delivery (?:status notification|failure|has failed)\b"
    r"|warning: (?:message|could not send message)\b)",
    re.IGNORECASE,
)
_SENDER = re.compile(
    r"(?:mailer-daemon|postmaster|microsoftexchange[0-9a-f]{32}|no[-_.]?reply|do[-_.]?not[-_.]?reply)@"
)
_REPLY_MARK = re.compile(
    r"x-(?:mail-)?auto-?(?:reply|respond|response|responder|generated)(?:-from|-for|-domain)?"
)
_REPORTS = (
    "multipart/report", "message/disposition-notification", "message/delivery-status", "text/calendar"
)  # fmt: skip


def _is_set(value: str) -> bool:
    return value not in ("", "no", "false", "0")


_MARKS: Mapping[str, Callable[[str], bool]] = {  # a header, and whether its value marks a machine
    "auto-submitted": lambda value: re.split(r"[\s;(]", value, maxsplit=1)[0] not in ("", "no"),
    "precedence": lambda value: value.replace("-", "_") in ("auto_reply", "bulk", "junk"),
    "content-type": lambda value: value.partition(";")[0].strip() in _REPORTS,
    "return-path": lambda value: value == "<>",  # of what nobody is to answer [RFC 3834]
    "delivered-to": lambda value: value == "autoresponder",
    "x-post-messageclass": lambda value: "autoresponder" in value,
    "x-fc-machinegenerated": _is_set,
    "x-failed-recipients": _is_set,
    "x-ms-exchange-message-is-ndr": lambda value: True,
}


def is_automatic(subject: str, headers: Headers = (), sender: str = "", message_class: str = "") -> bool:
    """Whether a program wrote a message. X-Auto-Response-Suppress is no sign: people's messages carry it, too."""
    return (
        _SUBJECT.match(subject) is not None
        or _SENDER.match(sender) is not None
        or message_class.casefold().startswith(_CLASSES)
        or any(_marks(name.strip().casefold(), value.strip().casefold()) for name, value in headers)
    )


def _marks(name: str, value: str) -> bool:
    if _REPLY_MARK.fullmatch(name):
        return _is_set(value)
    return name in _MARKS and _MARKS[name](value)

"""The words in Comment as the case log knows them, and back again [A10, C4]."""

from cso_xl.cases import questions
from cso_xl.cases.events import EMAIL_SENT
from cso_xl.cases.questions import slug
from cso_xl.cases.recording.merge import CONFLICT
from cso_xl.decisions.comment_words import ClosedList, Says, may_be_repeated, settles
from cso_xl.settings import Settings

_SPELLED = {"nfa": "NFA", "nfar": "NFAR", EMAIL_SENT: "Email sent", CONFLICT: "Conflict of interest"}
_SAME = {"no-further-action": "nfa", "emailed": EMAIL_SENT, "e-mailed": EMAIL_SENT, "e-mail-sent": EMAIL_SENT}


def closed_list(settings: Settings) -> ClosedList:
    """The closed list of the settings, with the words that outcomes of the worklists write into Comment.

    Raises SettingsError when the table of questions cannot be used.
    """
    return ClosedList.of(settings, questions.marks(settings))


def keys(comment: str, words: ClosedList) -> tuple[str, ...] | None:
    """The outcomes that a comment names, () for none; None when it is not understood."""
    says = settles(comment, words).says
    if says is Says.HANDED_ON:
        return (CONFLICT,)
    if says is Says.NOT_UNDERSTOOD:
        return None
    parts = (settles(part, words) for part in comment.split(";"))
    return tuple(dict.fromkeys(_key(part.outcome) for part in parts if part.settled))


def not_understood(comment: str, words: ClosedList) -> str:
    """The part of a comment that is not understood, or 'its comment' where that may hold a name; '' for none."""
    read = settles(comment, words)
    if read.says is not Says.NOT_UNDERSTOOD:
        return ""
    return f'"{read.part}"' if may_be_repeated(read.part, words) else "its comment"


def settles_nothing(row: int | str, comment: str, words: ClosedList) -> str:
    """A message that a row's comment is not understood, and what follows; '' where it is understood [C4]."""
    what = not_understood(comment, words)
    return f"Row {row}: {what} is not understood, so it settles nothing." if what else ""


def text(names: tuple[str, ...], words: ClosedList) -> str:
    """These outcomes as they stand in Comment: 'NFAR; Email sent'."""
    spelled = {slug(word): word for word in words.outcomes} | _SPELLED
    return "; ".join(spelled.get(name, name) for name in names)


def renewed(comment: str, names: tuple[str, ...], words: ClosedList) -> str:
    """The comment with these outcomes in place of those it named; whatever else staff typed is kept."""
    parts = [part for part in map(str.strip, comment.split(";")) if part]
    kept = [part for part in parts if settles(part, words).says not in (Says.SETTLED, Says.HANDED_ON)]
    return "; ".join(filter(None, [*kept, text(names, words)]))


def _key(outcome: str) -> str:
    key = slug(outcome)
    return _SAME.get(key, key)

"""Whether a comment settles a row: an outcome of the closed list, and nothing that takes it back [C4].

| comment                                            | what it says                                            |
| -------------------------------------------------- | ------------------------------------------------------- |
| `NFA`, ` nfa. `, `No further action`, `Done`       | settled                                                 |
| `NFA 13 Jan`, `NFA - JS`, `NFAR (JS, 13/01)`       | settled: a date and initials may follow                 |
| `Email sent to OT`, `Emailed Oranga Tamariki 13/01/2025 JS` | settled: so may whom it went to                |
| `lives upstairs; NFA`, `NFA?; NFA`                 | settled: what stands before an outcome is answered by it |
| `NFA; same flat number`                            | settled: a remark after it that takes nothing back      |
| `NFA; ask the team leader`, `Email sent; bounced`  | not understood: what follows takes the outcome back     |
| `NFA?`, `not NFA`, `to be emailed`, `NFA TBC`, `NFA if OT agrees` | not understood                           |
| `NFA; Conflict of interest`                        | handed on, whatever stands beside it [X6]               |
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from cso_xl.cells.text import fold, squeeze
from cso_xl.settings import Settings


class Says(Enum):
    """What a comment says about its row; OPEN is what has been decided of it, or taken back, since it was written."""

    NOTHING = "nothing"
    SETTLED = "settled"
    HANDED_ON = "handed on"
    OPEN = "to be decided again, or to be sent"
    NOT_UNDERSTOOD = "not understood"


@dataclass(frozen=True)
class Comment:
    """A comment as it was read: the outcome as the closed list spells it, or the part that is not understood."""

    says: Says
    outcome: str = ""
    part: str = ""

    @property
    def settled(self) -> bool:
        """Whether nothing more has to be decided about the row."""
        return self.says is Says.SETTLED


@dataclass(frozen=True)
class ClosedList:
    """The closed list, and whom an e-mail may have gone to; case and spaces do not matter."""

    outcomes: tuple[str, ...]
    recipients: tuple[str, ...] = ()

    @classmethod
    def of(cls, settings: Settings, marks: Iterable[str]) -> "ClosedList":
        """The settings' words, and those that the program itself writes into Comment: `marks`."""
        listed = (*settings.words("address_sharer.outcomes"), *marks)
        recipients = settings.words("address_sharer.recipients")
        return cls(tuple(dict.fromkeys(map(squeeze, listed))), tuple(map(squeeze, recipients)))


def settles(comment: str, words: ClosedList) -> Comment:
    """Read a comment, part by part between ';': the last outcome counts unless a later part takes it back."""
    if _CONFLICT.search(fold(comment)):
        return Comment(Says.HANDED_ON)
    outcome, unclear = "", ""
    for part in filter(None, map(squeeze, comment.split(";"))):
        if named := _outcome(part, words):
            outcome, unclear = named, ""
        elif not outcome or _takes_back(part):
            unclear = unclear or part
    if unclear:
        return Comment(Says.NOT_UNDERSTOOD, part=unclear)
    return Comment(Says.SETTLED, outcome) if outcome else Comment(Says.NOTHING)


def may_be_repeated(part: str, words: ClosedList) -> bool:
    """Whether a message may show this part of a comment: it is a few known words, so nobody's name."""
    harmless = _SMALL_WORDS | set(_letters(" ".join((*words.outcomes, *words.recipients))))
    has_digits = any(letter.isdigit() for letter in part)
    return len(part) <= _LONGEST and not has_digits and harmless.issuperset(_letters(part))


def _outcome(part: str, words: ClosedList) -> str:
    """The outcome that a whole part spells; '' when it is not an outcome."""
    match = _whole(words).fullmatch(part) if len(part) <= _LONGEST else None
    return next((word for word in words.outcomes if match and _same(word, match["outcome"])), "")


def _takes_back(part: str) -> bool:
    return bool(_ASKS_OR_PLANS.search(fold(part))) or not _DOUBT.isdisjoint(_letters(part))


def _same(text: str, other: str) -> bool:
    return re.findall(r"\w+", fold(text)) == re.findall(r"\w+", fold(other))


def _letters(text: str) -> list[str]:
    """The words of a text: 'can't' is 'can' and 't'."""
    return re.findall(r"[^\W\d_]+", fold(text))


_LONGEST = 100  # characters of a part that may be an outcome, or be repeated in a message
_CONFLICT = re.compile(r"\bconflicts?\b.{0,40}\binterests?\b|\bcoi\b", re.DOTALL)

# In a remark after an outcome any of these takes it back: nobody can tell what still holds.
_ASKS_OR_PLANS = re.compile(r"\?|^to\b|\bto (?:do|send|re-?send|e-?mail|go|come|follow|get)\b")
_DOUBT = frozenset(
    _letters(
        """
        no not never nor none neither without nothing nobody t cannot cant dont didnt doesnt isnt wasnt wont
        hasnt havent kao kaore ehara unsure uncertain unknown unclear maybe perhaps possibly probably might may
        could would should must if unless until till when once after before later tomorrow soon next yet still
        again be will shall going gonna need needs needed want wants tbc tbd tba pending wait waiting await
        awaiting awaits hold open draft drafted conflict conflicted bounce bounced bounces undelivered
        undeliverable undelivering failed fail fails fault returned rejected refused wrong wrongly error
        incorrect mistake mistaken mistakenly invalid cancel cancelled canceled withdraw withdrawn undo undone
        recall recalled revoked reversed resend redo retry reopen reopened reassess review recheck check
        checking ask asking query queried confirm verify look see call ring phone follow please pls asap but
        however except although though instead rather than who what why where which whether how doubt doubtful
        """
    )
)
_SMALL_WORDS = _DOUBT | frozenset(
    _letters(
        """
        a an and as at by for from has have he her him i in is it its me my of on or our she so that the their to
        them they this up was we were with you been being am are do does did done email emails e mail mails
        mailed emailed sent send sending address team leader manager row child children client sharer flat same
        today yesterday now
        """
    )
)

# Letters that must not be taken for initials.
_TWO_LETTERS = _letters(
    """
    ad ah am an as at be by ck do eh er ex go ha he hi id if in is it ko ma me mm my na nk no nr nt ny oh ok on
    or ow oy pa pl qu qy re so ta te to tt uh um up us we wt ya ye yo
    """
)
_THREE_LETTERS = _letters(
    """
    act ago aim ain all and ano any are ask bad bit but can chk cos cry cut dad day did dns dnf due dup end err
    eta etc far few fix for fyi get got had has her him his how its kao kia kid ldr let lot man may men mid mum
    neg new nil nok non nor not now nxt off old one oob ooo oot opp our out own pay pdg per plz pls pnd poo put
    qry que raw red ref rej req rev rtn rts run sad say see set she six ten tbc tbd tba tha the tho thx too tpo
    try two una unk unt use via was way who why wil win wip wld wrg yep yes yet you
    """
)

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE = (
    r"(?:\d{1,2}[/.-]\d{1,2}(?:[/.-](?:\d{4}|\d{2}))?|\d{4}-\d{1,2}-\d{1,2}|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?[ -]?{_MONTH}\.?,?(?:[ -]?(?:\d{{4}}|\d{{2}}))?)(?!\d)"
)
_INITIALS = (
    rf"(?:(?i:(?!(?:{'|'.join(_TWO_LETTERS)})\b)[a-z]{{2}})\b|"  # JS, js
    rf"(?!(?:{'|'.join(_THREE_LETTERS).upper()})\b)[A-Z]{{3}}\b|"  # JAS
    r"(?:[A-Z]\.[ ]?){2,3})"  # J.S.
)


@lru_cache(maxsize=16)
def _whole(words: ClosedList) -> re.Pattern[str]:
    """A part that is an outcome and nothing else but a date, initials or recipients after it."""
    recipient = _any_of(words.recipients) if words.recipients else r"(?!)"
    recipients = rf"(?:to )?{recipient}(?:(?: and | ?& ?|, ?|/){recipient})*"
    follows = rf"(?:(?i:(?:on )?{_DATE})|(?:(?i:by) )?{_INITIALS}|(?i:{recipients})(?!\w))"
    between = r"(?: ?[-,:/(] ?| )"
    return re.compile(
        rf"(?P<outcome>(?i:{_any_of(words.outcomes)}))(?!\w)(?:{between}{follows}){{0,3}}\)?[ .]*"
    )


def _any_of(texts: Iterable[str]) -> str:
    """Any of the texts, the longest first; a hyphen may stand where they have a space."""
    ordered: Sequence[str] = sorted((text for text in texts if text.strip()), key=len, reverse=True)
    spelled = (r"[ -]".join(map(re.escape, re.findall(r"\w+", text))) for text in ordered)
    return f"(?:{'|'.join(spelled)})" if ordered else r"(?!)"

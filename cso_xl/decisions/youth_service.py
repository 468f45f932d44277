"""The clients to be listed for the Youth Service Support Unit [X1]."""

from collections.abc import Collection
from dataclasses import dataclass

from cso_xl.cells.columns import Record, Records, client_key
from cso_xl.cells.text import fold
from cso_xl.decisions.decision import Decision
from cso_xl.decisions.on_list import StatusWords
from cso_xl.settings import Settings

LISTED, CHECK = "Listed", "Check"


@dataclass(frozen=True)
class YouthWords:
    """The words of cso_daily for the benefit's status, and for whether the client is with Youth Service."""

    status: StatusWords
    yes: Collection[str]
    no: Collection[str]

    @classmethod
    def of(cls, settings: Settings) -> "YouthWords":
        """The words in settings."""
        words = settings.words
        return cls(StatusWords.of(settings), words("youth_service.yes"), words("youth_service.no"))

    def answer(self, text: str) -> bool | None:
        """Whether a cell says yes; an empty one says no. None when it says neither."""
        if not text.strip() or _is_one_of(text, self.no):
            return False
        return True if _is_one_of(text, self.yes) else None


def decide(daily: Records, words: YouthWords) -> dict[int, Decision]:
    """A decision for each row that is listed: Youth Service, with an active benefit.

    `daily` has client_number, youth_service and status. A row that says neither yes nor no is listed to be
    checked; a row that plainly says no is left out.
    """
    decisions: dict[int, Decision] = {}
    listed: set[str] = set()
    for row, record in daily.items():
        number = record["client_number"].strip()
        doubt = _doubt(record, words)
        if doubt is None:
            continue
        if client_key(number) in listed:
            doubt = "the client number is listed twice"
        listed.add(client_key(number))
        status, reason = (CHECK, doubt) if doubt else (LISTED, "Youth Service, active benefit")
        decisions[row] = Decision(row, number, status, f"X1: {reason}")
    return decisions


def _doubt(record: Record, words: YouthWords) -> str | None:
    """The doubt that a person has to check, '' for none; None when the row is not listed."""
    young, status = words.answer(record["youth_service"]), record["status"]
    is_active, is_known = words.status.is_current(status), words.status.is_known(status)
    if young is False or (is_known and not is_active):
        return None
    if young is None:
        return "Youth Service says neither yes nor no"
    return "" if is_active else "the benefit's status is not a known word"


def _is_one_of(text: str, words: Collection[str]) -> bool:
    return fold(text) in {fold(word) for word in words}

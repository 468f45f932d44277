"""The rows that are recognised: responded to in an earlier week, and unchanged since [A4, C11]."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import Protocol

from cso_xl.cells import dates
from cso_xl.cells.columns import Record, Records, client_key
from cso_xl.cells.text import fold, squeeze
from cso_xl.decisions.comment_words import ClosedList, Comment, Says, settles
from cso_xl.settings import Settings

PROCESSED, WORKING = "processed", "working"  # the copies in which outcomes stand
COMPARED = ("sharer_date_of_birth", "cso_address_start", "sharer_address_start", "cso_tag_date")
PLACES = ("cso_address", "sharer_address")

Pair = tuple[str, object]  # a CSO and a sharer
SamePlace = Callable[[str, str], bool]


@dataclass(frozen=True)
class Origin:
    """The copy in which a row stands: its name, its kind and its date."""

    name: str
    kind: str
    date: dt.date


@dataclass(frozen=True)
class Earlier:
    """A row of an earlier copy whose Comment was not empty; `row` tells the rows of one copy apart.

    `sealed` are its COMPARED cells as the copies' `seal` leaves them, for each column that the copy has; `places` are
    its two addresses.
    """

    copy: Origin
    row: int
    comment: Comment
    sealed: Mapping[str, str]
    places: tuple[str, str]

    @property
    def date(self) -> dt.date:
        """The date of the copy."""
        return self.copy.date


class Copies(Protocol):
    """Earlier copies of the report, and what they say about their rows."""

    def rows(self, who: Pair) -> Sequence[Earlier]:
        """The rows about this CSO and this sharer, of copies that are earlier than the report."""

    def seal(self, cell: str) -> str:
        """A cell as `Earlier.sealed` has it."""


@dataclass
class Outcomes:
    """Earlier copies in memory."""

    words: ClosedList
    _rows: dict[Pair, list[Earlier]] = field(default_factory=lambda: defaultdict(list))

    def add(self, copy: Records, texts: Sequence[str], date: dt.date, kind: str = PROCESSED) -> None:
        """Take in a copy: the sharer columns, and each row's comment."""
        origin = Origin(f"{kind} {date}", kind, date)
        for who, row in earlier_rows(copy, texts, origin, self.words, self.seal):
            self._rows[who].append(row)

    def rows(self, who: Pair) -> Sequence[Earlier]:
        """The rows about this CSO and this sharer."""
        return self._rows.get(who, [])

    def seal(self, cell: str) -> str:
        """The cell itself."""
        return cell


def earlier_rows(
    copy: Records,
    texts: Sequence[str],
    origin: Origin,
    words: ClosedList,
    seal: Callable[[str], str],
) -> list[tuple[Pair, Earlier]]:
    """The commented rows of a copy, each with the CSO and sharer whom it is about."""
    commented = []
    for (number, row), text in zip(copy.items(), texts, strict=True):
        comment = settles(text, words)
        if comment.says is not Says.NOTHING:
            sealed = {key: seal(same_cell(row[key])) for key in COMPARED if key in row}
            places = row[PLACES[0]], row[PLACES[1]]
            commented.append((pair(row), Earlier(origin, number, comment, sealed, places)))
    return commented


class Precedent(Enum):
    """What earlier copies say about a row of the report."""

    NOTHING = "nothing"
    RECOGNISED = "responded to, and as it was"
    ASKED_AGAIN = "an NFA that is too old"
    TAKEN_BACK = "the newest comment on it settles nothing"
    MOVED = "responded to, but a date has changed"
    TWIN = "another row like it has the outcome"
    UNTOLD = "the sharer cannot be told apart from the one that has the outcome"


@dataclass(frozen=True)
class History:
    """What earlier copies say about a row: the outcome and its date, and the columns that have changed since."""

    precedent: Precedent
    date: dt.date = dt.date.min
    outcome: str = ""
    changed: tuple[str, ...] = ()

    @property
    def on_file(self) -> str:
        """'NFA, Processed Copy of 06 January 2025'."""
        return f"{self.outcome}, Processed Copy of {dates.in_full(self.date)}"


_NOTHING = History(Precedent.NOTHING)


@dataclass(frozen=True)
class Terms:
    """How long an outcome counts for the report of a date; `nfa` are the outcomes that end after `nfa_weeks`."""

    date: dt.date
    nfa_weeks: int
    nfa: frozenset[str]

    @classmethod
    def of(cls, settings: Settings, date: dt.date) -> "Terms":
        """The terms in force."""
        words = frozenset(map(fold, settings.words("recognised.nfa")))
        return cls(date, settings.number("recognised.nfa_weeks"), words)

    def ended(self, row: Earlier) -> bool:
        """Whether an NFA is so old that its row is asked again."""
        is_nfa = fold(row.comment.outcome) in self.nfa
        return is_nfa and self.date - row.date >= dt.timedelta(weeks=self.nfa_weeks)


@dataclass
class Recogniser:
    """Looks the rows of one report up in earlier copies, from top to bottom: one outcome covers one row."""

    copies: Copies
    same_place: SamePlace
    terms: Terms
    _used: set[tuple[Origin, int]] = field(default_factory=set)
    _shown: set[tuple[Origin, int]] = field(default_factory=set)

    def of(self, row: Record) -> History:
        """What is on file about a row of the report; an outcome that one row uses, no later row can use."""
        at_home = [earlier for earlier in self._at_home(row) if earlier.copy.kind == PROCESSED]
        if pair(row)[1] is None:
            return _newest(Precedent.UNTOLD, at_home)
        as_it_was = [earlier for earlier in at_home if not self._changed(row, earlier)]
        if not as_it_was:
            return self._moved(row, at_home)
        unused = _first_of_each_copy(as_it_was, self._used)
        if not unused:
            return _newest(Precedent.TWIN, as_it_was)
        self._used.update((earlier.copy, earlier.row) for earlier in unused)
        newest = unused[0]
        if not newest.comment.settled:
            return History(Precedent.TAKEN_BACK, newest.date)
        precedent = Precedent.ASKED_AGAIN if self.terms.ended(newest) else Precedent.RECOGNISED
        return History(precedent, newest.date, newest.comment.outcome)

    def comment(self, row: Record, day: dt.date) -> Comment:
        """The comment on the same row in the Processed or Working Copy of a day; a settled comment first."""
        if pair(row)[1] is None:
            return Comment(Says.NOTHING)
        unchanged = [
            earlier
            for earlier in self._at_home(row)
            if earlier.date == day and not self._changed(row, earlier)
        ]
        unused = sorted(
            _first_of_each_copy(unchanged, self._shown), key=lambda earlier: not earlier.comment.settled
        )
        self._shown.update((earlier.copy, earlier.row) for earlier in unused)
        return unused[0].comment if unused else Comment(Says.NOTHING)

    def _at_home(self, row: Record) -> list[Earlier]:
        """The earlier rows of the same CSO and sharer at the same two addresses."""
        return [
            earlier
            for earlier in self.copies.rows(pair(row))
            if all(
                _same_text(row[key], place) or self.same_place(row[key], place)
                for key, place in zip(PLACES, earlier.places, strict=True)
            )
        ]

    def _changed(self, row: Record, earlier: Earlier) -> tuple[str, ...]:
        """The columns of the report that have changed; a column that it does not have is not compared."""
        return tuple(
            key
            for key in COMPARED
            if key in row and self.copies.seal(same_cell(row[key])) != earlier.sealed.get(key)
        )

    def _moved(self, row: Record, at_home: Sequence[Earlier]) -> History:
        settled = [earlier for earlier in at_home if earlier.comment.settled]
        if not settled:
            return _NOTHING
        newest = max(settled, key=lambda earlier: (earlier.date, -len(self._changed(row, earlier))))
        return History(Precedent.MOVED, newest.date, newest.comment.outcome, self._changed(row, newest))


def pair(row: Record) -> Pair:
    """The CSO and the sharer: client numbers, or whole name and date of birth of a sharer who has none.

    A sharer with neither is None: such a row is never taken for an earlier one.
    """
    sharer: object = client_key(row.get("sharer_client_number", "")) or None
    if sharer is None:
        surname, names = (fold(row.get(key, "")) for key in ("sharer_surname", "sharer_first_names"))
        born = dates.parse(row.get("sharer_date_of_birth", ""))
        sharer = (surname, names, born) if surname and names and born else None
    return client_key(row["cso_client_number"]), sharer


@lru_cache(maxsize=16384)
def same_cell(text: str) -> str:
    """A cell as it is compared between weeks: dates as dates, numbers without leading zeros."""
    plain = squeeze(text).casefold()
    if plain.isdecimal():
        return plain.lstrip("0")
    date = dates.parse(plain) if plain[:1].isdigit() else None
    return date.isoformat() if date else plain


def _same_text(text: str, other: str) -> bool:
    return text == other or squeeze(text).casefold() == squeeze(other).casefold()


def _newest(precedent: Precedent, rows: Sequence[Earlier]) -> History:
    """The newest outcome among these rows; NOTHING where no row is settled."""
    settled = [row for row in rows if row.comment.settled]
    if not settled:
        return _NOTHING
    newest = max(settled, key=lambda row: row.date)
    return History(precedent, newest.date, newest.comment.outcome)


def _first_of_each_copy(rows: Sequence[Earlier], used: set[tuple[Origin, int]]) -> list[Earlier]:
    """The first unused row of each copy, the newest copy first; of one day's copies, unsettled rows first."""
    first: dict[Origin, Earlier] = {}
    for row in sorted(rows, key=lambda row: row.row):
        if (row.copy, row.row) not in used:
            first.setdefault(row.copy, row)
    return sorted(first.values(), key=lambda row: (-row.date.toordinal(), row.comment.settled))

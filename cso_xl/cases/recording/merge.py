"""The events that follow from what a person typed on a sheet, given what is known of the case [C3, C14].

A sheet remembers how much of a case it knew when it was written. What differs from that was typed by a person; if the
case has gone on since and says otherwise, a person is asked.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cso_xl.cases.events import EMAIL_SENT, By, EventKind, Item, Recorded, recipients, to_tick
from cso_xl.cases.questions import Outcome, Question, slug
from cso_xl.cases.state import handed_on, in_cms
from cso_xl.cases.state.state import Case

BEFORE = "before"  # the outcome of what was decided before outcomes were recorded
CONFLICT = "conflict-of-interest"  # what a comment may say beside an outcome's mark


@dataclass(frozen=True)
class Typed:
    """A sheet's words about an entry: the outcome's key, and for each row what its Comment says, '' for nothing.

    A row whose Comment is not understood is left out of `comments`. `rows` are those that the sheet speaks of, None for
    all of the case. `known_events` is how many events of the case the sheet knew, `now` whether a person gives the
    outcome at this moment, so that nothing contradicts it. `renews` are the recipients, and the note in CMS, that are
    told something else now, for the Detail is another than when the outcome was decided [C5].
    """

    outcome: str = ""
    comments: Mapping[int, str] = field(default_factory=dict)
    known_events: int = 0
    ticked: bool = False
    now: bool = False
    rows: tuple[int, ...] | None = None
    renews: tuple[str, ...] = ()


@dataclass(frozen=True)
class PendingEvent:
    """An event that follows from what was typed, before it has a time and a place."""

    kind: EventKind
    rows: tuple[int, ...] = ()
    outcome: str = ""
    owes: tuple[str, ...] = ()
    asks: bool = False
    reference: str = ""
    item: str = ""
    by: str = ""
    child: bool = False
    letters: tuple[str, ...] = ()
    answers: bool = False
    renews: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contradiction:
    """Somebody has decided otherwise since: their decision, None where they took one away; what the sheet `says`."""

    rows: tuple[int, ...]
    decision: Recorded | None
    says: str


@dataclass(frozen=True)
class Merged:
    """The events that follow, or what contradicts them: then nothing is done about the entry.

    `untaken` are rows that were handed on: what was typed about them does not count until somebody takes them [X6].
    `kept` are rows that stay as they were decided, though the outcome chosen for the entry is another.
    """

    changes: tuple[PendingEvent, ...] = ()
    contradiction: Contradiction | None = None
    untaken: tuple[int, ...] = ()
    kept: tuple[int, ...] = ()


def shown(case: Case | None, question: Question) -> Typed:
    """What a sheet shows of a case if it is written now."""
    if case is None:
        return Typed()
    comments = {row: comment(case, question, row) for row in case.rows}
    return Typed(_outcome(case, question), comments, len(case.events))


def comment(case: Case, question: Question, row: int) -> str:
    """A row's Comment: empty until all that its outcome asks for is done, and undone [A10, C5, C7]."""
    if row in case.handed_on:
        return CONFLICT
    decision = case.decided.get(row)
    if decision is None:
        return ""
    outcome = question.of_key(decision.outcome)
    if outcome is None and decision.outcome != BEFORE:
        return decision.outcome
    if outcome and any(row in doing.rows for doing in in_cms.to_undo(case)):
        return ""
    to_tell = recipients(decision)
    if outcome and outcome.notices and not decision.owes:
        return EMAIL_SENT  # about the report as it came first that day [C12]
    if to_tell:
        return EMAIL_SENT if all(case.is_told(decision, to, row) for to in to_tell) else ""
    done = not set(case.left_to_tick(decision, [row])) - {Item.CEN}
    return slug(outcome.mark or "Done") if outcome and done else ""


def _outcome(case: Case, question: Question) -> str:
    """The key of the entry's outcome in force, the newest of its question's; '' while some rows are undecided."""
    rows = [row for row in case.rows if follows_entry(case, question, row)]
    decisions = [case.decided[row] for row in rows if row in case.decided]
    is_from_before = any(decision.outcome == BEFORE for decision in decisions)
    if is_from_before or (decisions and len(decisions) == len(rows)):
        return max(decisions, key=lambda decision: decision.sequence).outcome
    return ""


@dataclass(frozen=True)
class _Sheet:
    """What was typed on a sheet, and its case; `then` and `base` are the case as the sheet knew it, `now` as it is."""

    case: Case
    question: Question
    typed: Typed
    then: Case | None
    base: Typed
    now: Typed

    @classmethod
    def of(cls, case: Case, question: Question, typed: Typed) -> "_Sheet":
        """The sheet on which this was typed."""
        then = Case(case.events[: typed.known_events]) if typed.known_events else None
        return cls(case, question, typed, then, shown(then, question), shown(case, question))

    @property
    def says_done(self) -> bool:
        """Whether somebody has ticked, since the sheet was written, that all is done in CMS [C7]."""
        return self.typed.ticked and not (self.then and in_cms.is_all_done(self.then))


def merge(case: Case, question: Question, typed: Typed) -> Merged:
    """The events that follow from what was typed, in the order in which they are to be recorded."""
    sheet = _Sheet.of(case, question, typed)
    rows, wrong = _rows(sheet)
    if wrong:
        return Merged(contradiction=wrong)
    left = [
        row
        for row, word in rows.items()
        if word == "" or (word is None and follows_entry(case, question, row))
    ]
    anew = [] if left else _all_anew(sheet, rows)
    if wrong := _decided_since(sheet, anew):
        return Merged(contradiction=wrong)
    changes = _entry(sheet, left or anew)
    if isinstance(changes, Contradiction):
        return Merged(contradiction=changes)
    ticks = (*_ticks(case, sheet.then), *_ticked_at_once(case, changes)) if sheet.says_done else ()
    untaken = tuple(row for row in handed_on.waiting(case, rows) if _is_news(sheet, row))
    kept = tuple(_kept(sheet, [row for row, word in rows.items() if word is None], changes))
    return Merged((*_of_rows(case, question, rows), *changes, *ticks), untaken=untaken, kept=kept)


def _is_news(sheet: _Sheet, row: int) -> bool:
    """Whether a sheet says anything new of a row that is handed on: in its Comment, or for its entry as a whole."""
    case, typed, base, now = sheet.case, sheet.typed, sheet.base, sheet.now
    if typed.comments.get(row, CONFLICT) not in (base.comments.get(row, ""), now.comments.get(row, "")):
        return True
    is_chosen = typed.outcome not in ("", base.outcome, now.outcome)
    return (sheet.says_done or is_chosen) and not handed_on.free(case, typed.rows or case.rows)


def _rows(sheet: _Sheet) -> tuple[dict[int, str | None], Contradiction | None]:
    """What each row's Comment newly says: '' where it was cleared, None where it says nothing new."""
    case, typed, base, now = sheet.case, sheet.typed, sheet.base, sheet.now
    new: dict[int, str | None] = dict.fromkeys(
        row for row in case.rows if typed.rows is None or row in typed.rows
    )
    for row, text in typed.comments.items():
        was, stands = base.comments.get(row, ""), now.comments.get(row, "")
        if text in (was, stands) or row not in new or row in case.handed_on:
            continue
        if not typed.now and _decision(sheet.then, row) != _decision(case, row):
            return new, Contradiction((row,), case.decided.get(row), text)
        new[row] = text
    return new, None


def _decision(case: Case | None, row: int) -> str:
    """The key of the outcome that is decided for a row; '' for none."""
    decision = case.decided.get(row) if case else None
    return decision.outcome if decision else ""


def follows_entry(case: Case, question: Question, row: int) -> bool:
    """Whether a row has no outcome of its own, so that the entry's outcome is its outcome [C14]."""
    decision = case.decided.get(row)
    if row in case.handed_on:
        return False
    return decision is None or bool(question.of_key(decision.outcome)) or decision.outcome == BEFORE


def _entry(sheet: _Sheet, rows: Sequence[int]) -> tuple[PendingEvent, ...] | Contradiction:
    """The changes that follow from the entry's outcome for the rows that have none of their own."""
    case, question, typed, base, now = sheet.case, sheet.question, sheet.typed, sheet.base, sheet.now
    outcome = question.of_key(typed.outcome)
    if outcome is None and typed.outcome:
        return ()
    if outcome and now.outcome == BEFORE and _tells_the_same(case, outcome):
        return ()
    changed = _is_chosen(sheet)
    if changed and base.outcome != now.outcome and not typed.now:
        return Contradiction(case.rows, next(iter(case.decided.values()), None), typed.outcome)
    in_force = typed.outcome if changed else now.outcome
    outcome = question.of_key(in_force)
    if outcome is None:
        cleared = tuple(row for row in rows if row in case.decided)
        return (PendingEvent(EventKind.UNDECIDED, cleared),) if changed and cleared else ()
    new = _reached(sheet, rows, outcome)
    if not new:
        return ()
    answered = _answered(case) if outcome.answers else ()
    decided = PendingEvent(
        EventKind.DECIDED, new, outcome.key, outcome.owes, outcome.asks,
        child=outcome.child, letters=outcome.letters, answers=outcome.answers, renews=typed.renews,
    )  # fmt: skip
    return (*answered, decided, *_still_done(case, decided))


def _still_done(case: Case, decided: PendingEvent) -> Iterator[PendingEvent]:
    """The ticks for what was done under the same outcome, and stays as it is with another Detail [C7]."""
    for item in to_tick(decided) if decided.renews else ():
        rows = tuple(row for row in decided.rows if (item, decided.outcome, row) in case.ticked)
        if rows and item not in decided.renews:
            yield PendingEvent(EventKind.TICKED, rows, decided.outcome, item=item)


def _is_chosen(sheet: _Sheet) -> bool:
    """Whether a person has chosen or emptied the entry's outcome; one given at this moment need not be the sheet's."""
    typed, base, now = sheet.typed, sheet.base, sheet.now
    return typed.outcome != now.outcome and (typed.now or typed.outcome != base.outcome)


def _reached(sheet: _Sheet, rows: Sequence[int], outcome: Outcome) -> tuple[int, ...]:
    """The rows that an outcome of the entry newly decides: while some are open, none that was settled before [C14]."""
    decided, question = sheet.case.decided, sheet.question
    reached = rows
    if not _is_chosen(sheet) or not {*rows} <= {*decided}:
        reached = [row for row in rows if row not in decided or not question.of_key(decided[row].outcome)]
    return tuple(
        row
        for row in rows
        if (row in reached and (row not in decided or decided[row].outcome != outcome.key))
        or (sheet.typed.renews and row in decided and decided[row].outcome == outcome.key)
    )


def _kept(sheet: _Sheet, rows: Sequence[int], changes: Sequence[PendingEvent]) -> Iterator[int]:
    """The rows whose decision stands, though a person gives the entry an outcome that says otherwise."""
    outcome = sheet.question.of_key(sheet.typed.outcome)
    reached = {row for change in changes for row in change.rows}
    if outcome and (sheet.typed.now or _is_chosen(sheet)):
        says = {outcome.key, BEFORE, EMAIL_SENT if outcome.notices else slug(outcome.mark)}
        decided = sheet.case.decided
        yield from (
            row for row in rows if row in decided and row not in reached and decided[row].outcome not in says
        )


def _all_anew(sheet: _Sheet, rows: Mapping[int, str | None]) -> Sequence[int]:
    """The rows for which a person gives the entry's outcome, if each has had an outcome of its own until now."""
    if not sheet.typed.outcome or not _is_chosen(sheet):
        return []
    return [row for row in handed_on.free(sheet.case, rows) if rows[row] is None]


def _decided_since(sheet: _Sheet, rows: Sequence[int]) -> Contradiction | None:
    """A contradiction, if somebody has decided one of these rows otherwise since the sheet was written."""
    if sheet.typed.now:
        return None
    changed = [row for row in rows if _decision(sheet.then, row) != _decision(sheet.case, row)]
    if not changed:
        return None
    return Contradiction(tuple(changed), sheet.case.decided.get(changed[0]), sheet.typed.outcome)


def _tells_the_same(case: Case, outcome: Outcome) -> bool:
    """Whether a decision from before outcomes were recorded tells nobody whom this outcome does not."""
    to_tell = {to for decision in case.decided.values() for to in recipients(decision)}
    return to_tell <= {notice.to for notice in outcome.notices}


def _answered(case: Case) -> tuple[PendingEvent, ...]:
    """The change that an answer has come: choosing an outcome that needs the answer says so [C6, C8]."""
    waiting = [
        notice for notice in case.notices if notice.drafted.asks and notice.sent and not notice.answered
    ]
    return tuple(
        PendingEvent(EventKind.ANSWERED, reference=notice.reference, by=By.HAND) for notice in waiting
    )


def _of_rows(case: Case, question: Question, rows: Mapping[int, str | None]) -> Iterator[PendingEvent]:
    """The changes that follow from the Comments of single rows, those with the same word together."""
    by_word: dict[str, list[int]] = {}
    for row, word in rows.items():
        if word is not None:
            by_word.setdefault(word, []).append(row)
    for word, alike in by_word.items():
        if word == CONFLICT:
            yield PendingEvent(EventKind.HANDED_ON, tuple(alike), by=By.TYPED)
        elif word == EMAIL_SENT:
            yield from _sent(case, alike)
        elif word:
            yield PendingEvent(EventKind.DECIDED, tuple(alike), word)
        elif cleared := tuple(row for row in alike if row in case.decided or row in case.handed_on):
            yield PendingEvent(EventKind.UNDECIDED, cleared)


def _sent(case: Case, rows: Sequence[int]) -> Iterator[PendingEvent]:
    """The changes when a person says that the e-mail about these rows was sent, from a draft or by hand."""
    drafted = [
        notice
        for notice in case.notices
        if not (notice.sent or notice.withdrawn or notice.drafted.about) and {*notice.drafted.rows} & {*rows}
    ]
    for notice in drafted:
        yield PendingEvent(EventKind.SENT, notice.drafted.rows, reference=notice.reference, by=By.HAND)
    covered = {row for notice in drafted for row in notice.drafted.rows}
    if by_hand := tuple(row for row in rows if row not in covered):
        yield PendingEvent(EventKind.DECIDED, by_hand, EMAIL_SENT)


def _ticks(case: Case, then: Case | None) -> Iterator[PendingEvent]:
    """The ticks for all that the decisions in force ask for in CMS, except what was ticked `then` already [C7].

    What was ticked `then`, and is to be done now, has been taken back since: there the sheet is out of date.
    """
    ticked = then.ticked if then else {}
    for doing in in_cms.to_do(case):
        if new := tuple(row for row in doing.rows if (doing.item, doing.outcome, row) not in ticked):
            yield PendingEvent(EventKind.TICKED, new, doing.outcome, item=doing.item)


def _ticked_at_once(case: Case, changes: Iterable[PendingEvent]) -> Iterator[PendingEvent]:
    """The ticks made together with the first outcome; after a changed outcome they have to be made again."""
    for change in changes if not case.decided else ():
        for item in to_tick(change):
            if item != Item.CEN or not recipients(change):
                yield PendingEvent(EventKind.TICKED, change.rows, change.outcome, item=item)

"""What a person typed on a sheet against what is known of the case: the events that follow [C3, C14].

A sheet remembers how much of a case it knew when it was written. What differs from that was typed by a person;
where the case has gone on since and says otherwise, a person is asked.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from cso_xl.cases import handed_on, in_cms
from cso_xl.cases.events import EMAIL_SENT, By, Item, Kind, Recorded, recipients, to_tick
from cso_xl.cases.questions import Outcome, Question, slug
from cso_xl.cases.state import Case

BEFORE = "before"  # the outcome of what was decided before outcomes were recorded
CONFLICT = "conflict-of-interest"  # what a comment may say beside an outcome's mark


@dataclass(frozen=True)
class Typed:
    """What a sheet says of an entry: the outcome's key, and of each row what its Comment says, '' for nothing.

    A row whose Comment is not understood is left out of `comments`. `rows` are those that the sheet speaks of, None for
    all of the case. `known` is how many events of the case the
    sheet knew, `now` whether a person gives the outcome at this moment, so that nothing contradicts it.
    """

    outcome: str = ""
    comments: Mapping[int, str] = field(default_factory=dict)
    known: int = 0
    ticked: bool = False
    now: bool = False
    rows: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Change:
    """An event that follows from what was typed, before it has a time and a place."""

    kind: Kind
    rows: tuple[int, ...] = ()
    outcome: str = ""
    owes: tuple[str, ...] = ()
    asks: bool = False
    reference: str = ""
    item: str = ""
    by: str = ""
    child: bool = False


@dataclass(frozen=True)
class Contradiction:
    """Somebody decided otherwise since the sheet was written: their decision, None where they took it away."""

    rows: tuple[int, ...]
    decision: Recorded | None


@dataclass(frozen=True)
class Merged:
    """The events that follow, and what contradicts them: then nothing of the entry is done.

    `untaken` are rows that were handed on: what was typed of them counts for nothing until somebody takes them [X6].
    """

    changes: tuple[Change, ...] = ()
    contradiction: Contradiction | None = None
    untaken: tuple[int, ...] = ()


def shown(case: Case | None, question: Question) -> Typed:
    """What a sheet shows of a case when it is written now."""
    if case is None:
        return Typed()
    comments = {row: comment(case, question, row) for row in case.rows}
    return Typed(_outcome(case, question), comments, len(case.events))


def comment(case: Case, question: Question, row: int) -> str:
    """What stands in Comment of a row: nothing until all is done and undone that its outcome asks for [A10, C5, C7]."""
    if row in case.handed_on:
        return CONFLICT
    decision = case.decided.get(row)
    if decision is None:
        return ""
    outcome = question.of_key(decision.outcome)
    if outcome is None and decision.outcome != BEFORE:
        return decision.outcome
    if outcome and any(row in one.rows for one in in_cms.to_undo(case)):
        return ""
    to = recipients(decision)
    if outcome and outcome.notices and not decision.owes:
        return EMAIL_SENT  # of the report as it came first that day [C12]
    if to:
        return EMAIL_SENT if all(case.is_told(decision, one, row) for one in to) else ""
    done = not set(case.left_to_tick(decision, [row])) - {Item.CEN}
    return slug(outcome.mark or "Done") if outcome and done else ""


def _outcome(case: Case, question: Question) -> str:
    """The key of the entry's outcome in force, the newest of its question's; '' while rows of it are to be decided."""
    follow = [row for row in case.rows if follows_entry(case, question, row)]
    decided = [case.decided[row] for row in follow if row in case.decided]
    if any(one.outcome == BEFORE for one in decided) or (decided and len(decided) == len(follow)):
        return max(decided, key=lambda one: one.sequence).outcome
    return ""


@dataclass(frozen=True)
class _Sheet:
    """What was typed on a sheet, beside its case: `then` and `base` as the sheet was written, then what is so now."""

    case: Case
    question: Question
    typed: Typed
    then: Case | None
    base: Typed
    now: Typed

    @classmethod
    def of(cls, case: Case, question: Question, typed: Typed) -> "_Sheet":
        """The sheet on which something was typed."""
        then = Case(case.events[: typed.known]) if typed.known else None
        return cls(case, question, typed, then, shown(then, question), shown(case, question))

    @property
    def says_done(self) -> bool:
        """Whether somebody has said since that all is done in CMS [C7]."""
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
    found = _entry(sheet, left or anew)
    if isinstance(found, Contradiction):
        return Merged(contradiction=found)
    ticks = (*_ticks(case, sheet.then), *_ticked_at_once(case, found)) if sheet.says_done else ()
    untaken = tuple(row for row in handed_on.waiting(case, rows) if _is_news(sheet, row))
    return Merged((*_of_rows(case, question, rows), *found, *ticks), untaken=untaken)


def _is_news(sheet: _Sheet, row: int) -> bool:
    """Whether a sheet says anything new of a row that is handed on: in its Comment, or for its entry as a whole."""
    case, typed, base, now = sheet.case, sheet.typed, sheet.base, sheet.now
    if typed.comments.get(row, CONFLICT) not in (base.comments.get(row, ""), now.comments.get(row, "")):
        return True
    is_chosen = typed.outcome not in ("", base.outcome, now.outcome)
    return (sheet.says_done or is_chosen) and not handed_on.free(case, typed.rows or case.rows)


def _rows(sheet: _Sheet) -> tuple[dict[int, str | None], Contradiction | None]:
    """Of each row what its Comment newly says: '' where it was cleared, None where it says nothing new."""
    case, typed, base, now = sheet.case, sheet.typed, sheet.base, sheet.now
    new: dict[int, str | None] = dict.fromkeys(
        row for row in case.rows if typed.rows is None or row in typed.rows
    )
    for row, text in typed.comments.items():
        was, stands = base.comments.get(row, ""), now.comments.get(row, "")
        if text in (was, stands) or row not in new or row in case.handed_on:
            continue
        if not typed.now and _decision(sheet.then, row) != _decision(case, row):
            return new, Contradiction((row,), case.decided.get(row))
        new[row] = text
    return new, None


def _decision(case: Case | None, row: int) -> str:
    """What is decided of a row: an outcome's key, '' for none."""
    decision = case.decided.get(row) if case else None
    return decision.outcome if decision else ""


def follows_entry(case: Case, question: Question, row: int) -> bool:
    """Whether a row has no word of its own, so that the entry's outcome is its outcome [C14]."""
    decision = case.decided.get(row)
    if row in case.handed_on:
        return False
    return decision is None or bool(question.of_key(decision.outcome)) or decision.outcome == BEFORE


def _entry(sheet: _Sheet, rows: Sequence[int]) -> tuple[Change, ...] | Contradiction:
    """What follows from the entry's outcome for the rows that have none of their own."""
    case, question, typed, base, now = sheet.case, sheet.question, sheet.typed, sheet.base, sheet.now
    outcome = question.of_key(typed.outcome)
    if outcome is None and typed.outcome:
        return ()
    if outcome and now.outcome == BEFORE and _tells_the_same(case, outcome):
        return ()
    changed = typed.outcome not in (base.outcome, now.outcome)
    if changed and base.outcome != now.outcome and not typed.now:
        return Contradiction(case.rows, next(iter(case.decided.values()), None))
    in_force = typed.outcome if changed else now.outcome
    outcome = question.of_key(in_force)
    if outcome is None:
        cleared = tuple(row for row in rows if row in case.decided)
        return (Change(Kind.UNDECIDED, cleared),) if changed and cleared else ()
    new = tuple(row for row in rows if row not in case.decided or case.decided[row].outcome != in_force)
    if not new:
        return ()
    answered = _answered(case) if outcome.answers else ()
    decided = Change(Kind.DECIDED, new, outcome.key, outcome.owes, outcome.asks, child=outcome.child)
    return (*answered, decided)


def _all_anew(sheet: _Sheet, rows: Mapping[int, str | None]) -> Sequence[int]:
    """The rows for which a person gives the entry's outcome, where each has had a word of its own until now."""
    if not sheet.typed.outcome or sheet.typed.outcome in (sheet.base.outcome, sheet.now.outcome):
        return []
    return [row for row in handed_on.free(sheet.case, rows) if rows[row] is None]


def _decided_since(sheet: _Sheet, rows: Sequence[int]) -> Contradiction | None:
    """That somebody has given one of these rows another word of its own since the sheet was written."""
    if sheet.typed.now:
        return None
    changed = [row for row in rows if _decision(sheet.then, row) != _decision(sheet.case, row)]
    return Contradiction(tuple(changed), sheet.case.decided.get(changed[0])) if changed else None


def _tells_the_same(case: Case, outcome: Outcome) -> bool:
    """Whether what was decided before outcomes were recorded tells nobody else."""
    told = {to for one in case.decided.values() for to in recipients(one)}
    return told <= {notice.to for notice in outcome.notices}


def _answered(case: Case) -> tuple[Change, ...]:
    """Choosing an outcome that needs an answer says that the answer has come [C6, C8]."""
    waiting = [one for one in case.notices if one.drafted.asks and one.sent and not one.answered]
    return tuple(Change(Kind.ANSWERED, reference=one.reference, by=By.HAND) for one in waiting)


def _of_rows(case: Case, question: Question, rows: Mapping[int, str | None]) -> Iterator[Change]:
    """What follows from the Comments of single rows; rows with the same word together."""
    by_word: dict[str, list[int]] = {}
    for row, word in rows.items():
        if word is not None:
            by_word.setdefault(word, []).append(row)
    for word, alike in by_word.items():
        if word == CONFLICT:
            yield Change(Kind.HANDED_ON, tuple(alike))
        elif word == EMAIL_SENT:
            yield from _sent(case, alike)
        elif word:
            yield Change(Kind.DECIDED, tuple(alike), word)
        elif cleared := tuple(row for row in alike if row in case.decided or row in case.handed_on):
            yield Change(Kind.UNDECIDED, cleared)


def _sent(case: Case, rows: Sequence[int]) -> Iterator[Change]:
    """A person says that the e-mail about these rows was sent: of what was drafted, or by hand."""
    drafted = [
        one
        for one in case.notices
        if not (one.sent or one.withdrawn or one.drafted.about) and {*one.drafted.rows} & {*rows}
    ]
    for one in drafted:
        yield Change(Kind.SENT, one.drafted.rows, reference=one.reference, by=By.HAND)
    told = {row for one in drafted for row in one.drafted.rows}
    if by_hand := tuple(row for row in rows if row not in told):
        yield Change(Kind.DECIDED, by_hand, EMAIL_SENT)


def _ticks(case: Case, then: Case | None) -> Iterator[Change]:
    """What a person did in CMS: all that the decisions in force ask for, except what was ticked `then` already [C7].

    What was ticked when the sheet was written has been taken back since: the sheet is out of date.
    """
    known = then.ticked if then else {}
    for one in in_cms.to_do(case):
        if new := tuple(row for row in one.rows if (one.item, one.outcome, row) not in known):
            yield Change(Kind.TICKED, new, one.outcome, item=one.item)


def _ticked_at_once(case: Case, found: Iterable[Change]) -> Iterator[Change]:
    """Ticks made together with the first outcome; after a changed outcome they have to be made again."""
    for one in found if not case.decided else ():
        for item in to_tick(one):
            if item != Item.CEN or not recipients(one):
                yield Change(Kind.TICKED, one.rows, one.outcome, item=item)

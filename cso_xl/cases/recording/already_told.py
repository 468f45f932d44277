"""What the report as it came before has told and had done, and how it follows what is decided now [C5, C7, C12]."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from cso_xl.cases.events import EventKind, to_tick
from cso_xl.cases.recording.merge import PendingEvent
from cso_xl.cases.recording.of_report import ReportCases
from cso_xl.cases.recording.pairs import Earlier
from cso_xl.cases.state import in_cms
from cso_xl.cases.state.notice import Asking, Notice
from cso_xl.cases.state.state import Case


def close_first(cases: ReportCases, entry: str, changes: Iterable[PendingEvent]) -> None:
    """Let those cases of earlier reports from which something was sent follow the decisions on the new one."""
    case, renewed = cases.case(entry), {row for change in changes if change.renews for row in change.rows}
    for earlier in cases.all_before(entry):
        if case and earlier.case.was_sent:
            _follow(cases, case, earlier, renewed)


def _follow(cases: ReportCases, case: Case, earlier: Earlier, renewed: Collection[int]) -> None:
    first, place = earlier.case, earlier.back
    for decision, rows in case.in_force():
        other = tuple(
            place[row]
            for row in rows
            if row in place and (row in renewed or _outcome(first, place[row]) != decision.outcome)
        )
        if other:
            cases.add_to(
                first, EventKind.DECIDED, rows=other, outcome=decision.outcome, letters=decision.letters,
                answers=decision.answers, owes=_told(first, decision, other), renews=decision.renews,
            )  # fmt: skip


def _outcome(case: Case, row: int) -> str:
    return case.decided[row].outcome if row in case.decided else ""


def without_told(cases: ReportCases, entry: str, changes: Iterable[PendingEvent]) -> list[PendingEvent]:
    """The changes without whom the first report has told already, and what was done for it in CMS [C5, C7, C12]."""
    earlier = cases.all_before(entry)
    return [_without(change, earlier) if change.owes else change for change in changes]


def _without(change: PendingEvent, earlier: Iterable[Earlier]) -> PendingEvent:
    told: set[str] = set()
    for pair in earlier:
        first, back = pair.case, pair.back
        if all(row in back for row in change.rows):
            rows = [back[row] for row in change.rows]
            told |= {*_told(first, change, rows), *_done(first, change, rows)}
    return replace(change, owes=tuple(word for word in change.owes if word not in told))


def told_before(cases: ReportCases, entry: str, to: str) -> dict[int, Notice]:
    """For each row of an entry the last notice that a recipient got about it in an earlier issue [C14]."""
    told: dict[int, Notice] = {}
    for pair in cases.all_before(entry):
        last = pair.case.last_notices(to)
        told |= {pair.place[row]: notice for row, notice in last.items() if row in pair.place}
    return told


def _done(first: Case, decision: PendingEvent, rows: Sequence[int]) -> Iterator[str]:
    """The items that were done in CMS for all of these rows under this outcome, and not undone since."""
    done = in_cms.done(first)
    for item in to_tick(decision):
        if item not in decision.renews and all(done.get((item, row)) == decision.outcome for row in rows):
            yield item


def _told(first: Case, decision: Asking, rows: Iterable[int]) -> tuple[str, ...]:
    """The recipients who have had the notice that a decision asks for, about all of these rows; none of a question."""
    if decision.asks:
        return ()
    recipients = dict.fromkeys(to for to in map(_recipient, decision.letters) if to not in decision.renews)
    told = [(to, first.last_notices(to)) for to in recipients]
    return tuple(
        to for to, of_row in told if all(row in of_row and of_row[row].is_for(decision, to) for row in rows)
    )


def _recipient(letter: str) -> str:
    """'ot' of 'child_in_care to ot cc cps'."""
    return letter.partition(" to ")[2].partition(" cc ")[0]

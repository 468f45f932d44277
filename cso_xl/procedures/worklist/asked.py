"""The entries that a report asks for, under the names by which they are known, each recorded once [C1, C3]."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from cso_xl.cases.events import EventKind
from cso_xl.cases.questions import slug
from cso_xl.cases.recording.carry import carry, replace_changed
from cso_xl.cases.recording.rows_gone import note_gone
from cso_xl.cases.state import gone
from cso_xl.cases.state.notice import Notice
from cso_xl.cases.state.state import Case
from cso_xl.cases.words import of_rows, withdrawn
from cso_xl.cases.worklist.entries import Entry, entries
from cso_xl.cells.columns import Record, client_key
from cso_xl.procedures.work import Work
from cso_xl.procedures.worklist.take_in import fingerprint_of, number_of

if TYPE_CHECKING:
    from cso_xl.cases.recording.of_report import ReportCases
    from cso_xl.cases.state.state import Case


def entries_of(work: Work, records: Mapping[int, Record]) -> list[Entry]:
    """The entries of a report; those that nobody was asked yet, or not about these rows, are recorded."""
    decisions, changes = work.received_decisions(), work.procedure.asks.changes(work)
    new = entries(work.questions, decisions, records, changes, work.desk.date)
    asked = _asked_before(work.desk.cases)
    known = [named for entry in new for named in _as_known(work, entry, asked)]
    _record_asked(work, known, with_changes=bool(changes))
    return known


def _asked_before(cases: ReportCases) -> Mapping[tuple[str, int], Sequence[Case]]:
    """The cases of the report by the number of their question and each row that they ask about."""
    asked: dict[tuple[str, int], list[Case]] = defaultdict(list)
    for case in cases.all():
        question, _, _ = case.asked.entry.partition("-")
        for row in case.rows:
            asked[question, row].append(case)
    return asked


def _as_known(work: Work, entry: Entry, asked: Mapping[tuple[str, int], Sequence[Case]]) -> Iterator[Entry]:
    """An entry under the name by which it is known, also when a row was restored above its first [C1].

    A client's rows that were once asked about one by one stay apart.
    """
    own = work.desk.cases.case(entry.ref)
    if own and {*own.rows} >= {*entry.rows}:
        yield entry
        return
    about = {case.key: case for row in entry.rows for case in asked.get((entry.question.id, row), ())}
    shared = {  # rows, by the name of the case that asks about them
        case.asked.entry: {*case.rows} & {*entry.rows}
        for case in sorted(about.values(), key=lambda case: case.events[0].sequence)
    }
    if len(shared) < 2:
        yield replace(entry, known_as="".join(shared)) if shared else entry
        return
    new = {*entry.rows}.difference(*shared.values())
    for ref, rows in shared.items():
        yield replace(entry, rows=tuple(sorted(rows | new)), known_as=ref)
        new = set()


def _record_asked(work: Work, known: Sequence[Entry], with_changes: bool) -> None:
    """Record each entry that was not asked yet, or not about these rows [C3].

    `with_changes`: the report names changes, and the question's own word for the change is recorded with it.
    """
    prints, cases = work.fingerprints(), work.desk.cases
    new = [entry.ref for entry in known if cases.case(entry.ref) is None]
    for entry in known:
        case, trace = cases.case(entry.ref), fingerprint_of(entry.rows, prints)
        rows = tuple(sorted({*entry.rows, *(case.rows if case else ())}))  # rows asked about before stay
        if case is None or case.rows != rows:
            cases.add(
                entry.ref, EventKind.ASKED, rows=rows, client=number_of(entry.client_number),
                others=entry.others, child=entry.child, fingerprint=trace, prints=_each(rows, prints),
                change=slug(entry.question.rows[0]) if with_changes else "",
            )  # fmt: skip
    for ref in new:
        for earlier in cases.before(ref):
            _say_withdrawn(work, carry(cases, ref, earlier))
    asked = {(entry.question.id, client_key(entry.client_number)) for entry in known}
    _say_withdrawn(work, replace_changed(cases, asked))
    newly, withdrawn_with_it = note_gone(cases)
    _say_withdrawn(work, withdrawn_with_it)
    _say_told(work, newly)


def _say_told(work: Work, newly: Sequence[tuple[Case, Sequence[int]]]) -> None:
    """Name what was sent about rows of the report as it came before, which this one does not have as they were."""
    for first, rows in newly:
        if told := gone.told(first, rows):
            work.notices.append(
                f"{', '.join(told)} was sent about {of_rows(rows)} of the report before, which this one does not have "
                f"as it was. Was it sent in error? Then run cso-xl close {first.reference}: the correction is drafted. "
                f"If it stands, run cso-xl close {first.reference} --stands. In Excel: Today > Rows that are gone."
            )


def _say_withdrawn(work: Work, notices: Sequence[Notice]) -> None:
    """Name the drafts of the report as it came first that are not to be sent: they are made anew, or no longer hold."""
    work.notices += [withdrawn(notice.reference) for notice in notices]


def _each(rows: Sequence[int], prints: Mapping[int, str]) -> tuple[str, ...]:
    """The fingerprint of each of several rows; nothing for a single row, or where one is not on the sheet."""
    return tuple(prints[row] for row in rows) if len(rows) > 1 and prints.keys() >= set(rows) else ()

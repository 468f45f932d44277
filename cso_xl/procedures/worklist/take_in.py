"""Text that people have typed on the sheets of a report becomes events of its cases [C1, C3, C14]."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from cso_xl.cases.events import EventKind
from cso_xl.cases.questions import Outcome, Question
from cso_xl.cases.recording import comments
from cso_xl.cases.recording.already_told import close_first, without_told
from cso_xl.cases.recording.comments import closed_list
from cso_xl.cases.recording.merge import (
    BEFORE,
    CONFLICT,
    Contradiction,
    Typed,
    comment,
    follows_entry,
    merge,
    shown,
)
from cso_xl.cases.state import contradicted, handed_on, in_cms
from cso_xl.cases.state.state import Case
from cso_xl.cases.told import (
    renewed_by,
    renewed_by_centre,
    renewed_by_detail,
    told,
)
from cso_xl.cases.words import LATER, of_rows
from cso_xl.cases.worklist.also import answered_also
from cso_xl.cases.worklist.entries import sharers_of
from cso_xl.cases.worklist.worklist_lines import WORKLIST_SHEET, Lines, WorklistEntry, ask, read
from cso_xl.cells import dates
from cso_xl.cells.columns import CLIENT_NUMBER, Record, client_key
from cso_xl.decisions.people import is_child
from cso_xl.decisions.working_time import day_of
from cso_xl.notices.fields import has_new_address
from cso_xl.notices.templates import ADDRESSES
from cso_xl.procedures.sheet.beside import comment_column
from cso_xl.procedures.work import Work, fingerprint

if TYPE_CHECKING:
    from cso_xl.cases.recording.of_report import ReportCases

Keys = tuple[str, ...]
_BY_COMMENT = (
    "what Comment says of each row counts, and Outcome is empty again. Choose once more if that is to count."
)
_OPEN_ROWS_ONLY = (
    "Outcome counts for the open rows alone. If it is to count for that row too, empty Outcome in the filed copy, "
    "draft again, then choose it once more."
)
_OWN_WORD = "If Outcome is to count for it too, empty its Comment in the filed copy, save it and draft again."
_NEVER_ASKED = (
    "the outcome is an answer, but no question is recorded as sent. If one was sent, file the sent e-mail; if not, "
    "check who has confirmed it."
)
_TICK_THERE = (
    "what is to be done in CMS is of the report as it came before. Tick that where it is listed: {} (the button Done "
    "in CMS, or cso-xl tick)."
)
_NOT_IN_LIST = "Outcome is not in the list: choose one of the drop-down"


@dataclass(frozen=True)
class TakenLine:
    """A line of the worklist, its question, its case; `trouble` says why it cannot be used, '' when all is well."""

    line: WorklistEntry
    question: Question | None
    case: Case | None
    trouble: str = ""


class Sheets:
    """The worklist and the comments of a report as people have left them, read once."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self.words = closed_list(work.settings)
        self.records: Mapping[int, Record] = work.records(work.procedure.asks.columns)
        self.fingerprints = work.fingerprints()
        self._asked = {ask(question): question for question in work.questions}
        self._given = {ref for ref, answer in work.answers.items() if answer.outcome}
        sheet = work.book.sheet(WORKLIST_SHEET)
        filled_in = read(sheet) if sheet else Lines(None)
        self.worklist = answered_also(filled_in, self._asked, self._in_force, self._given)
        self.lines = [line for together in self.worklist.lines for line in together.lines]
        self.facts = {line.ref: together.facts for together in self.worklist.lines for line in together.lines}
        self._of_row: dict[int, list[WorklistEntry]] = defaultdict(list)
        for line in self.lines:
            for row in line.rows:
                self._of_row[row].append(line)

    @property
    def cases(self) -> ReportCases:
        """The cases of this report's day."""
        return self._work.desk.cases

    def question(self, line: WorklistEntry) -> Question | None:
        """The question of a line; None when it is no longer asked."""
        return self._asked.get(line.question)

    def take_in(self) -> list[TakenLine]:
        """Record text typed since the sheets were written, line by line; nothing of a line in trouble."""
        return [self._taken(line) for line in self.lines]

    @cached_property
    def comments(self) -> Mapping[int, str]:
        """The Comment of each received row; none without that column."""
        column = comment_column(self._work.sheet.headings(), self._work.width)
        if column is None:
            return {}
        rows = zip(self._work.excel_rows, self._work.rows(), strict=True)
        return {row: cells[column - 1] for row, cells in rows if row in self.records}

    def expected(self, row: int, then: bool = False) -> Keys:
        """The keys of a row's Comment by its cases as they are now, or `then`: when the sheet was written [C7]."""
        words: list[str] = []
        for line in self._of_row[row]:
            case, question = self._case(line, then), self.question(line)
            word = comment(case, question, row) if case and question else ""
            if word == CONFLICT:
                return (CONFLICT,)
            words.append(word)
        return tuple(dict.fromkeys(words)) if all(words) else ()

    def _in_force(self, ref: str, question: Question) -> str:
        """The key of an entry's outcome in force; '' for none."""
        return shown(self.cases.case(ref), question).outcome

    def _case(self, line: WorklistEntry, then: bool = False) -> Case | None:
        case = self.cases.case(line.ref)
        if then and case:
            return Case(case.events[: line.known_events]) if line.known_events else None
        return case

    def _taken(self, line: WorklistEntry) -> TakenLine:
        question = self.question(line)
        trouble = self.trouble(line, question)
        if trouble or question is None:
            return TakenLine(line, question, self.cases.case(line.ref), trouble)
        not_in_list = bool(line.outcome) and question.outcome(line.outcome) is None
        case = self._asked_about(line, question)
        merged = merge(case, question, self._typed(line, question, case))
        if merged.contradiction:
            self._contradicted(line, case, merged.contradiction)
            return TakenLine(line, question, case, self._contradiction(merged.contradiction, question))
        if merged.untaken:
            what = f"What was chosen or typed for {of_rows(merged.untaken)} does not count."
            self._work.notices.append(f"{what} {handed_on.why([case])}")
        self._end_contradictions(line, question, case)
        self._work.notices += self._stay(line.ref, question, case, merged.kept)
        self.cases.change(line.ref, without_told(self.cases, line.ref, merged.changes))
        if merged.changes:
            close_first(self.cases, line.ref, merged.changes)
        case = self.cases.case(line.ref) or case
        if line.is_ticked and in_cms.waits_for_a_notice(case):
            self._work.notices.append(f"{line.ref}: {LATER}")
        about = self.cases.about(line.ref)
        if line.is_ticked and (there := [first.reference for first in about[1:] if any(in_cms.to_do(first))]):
            self._work.notices.append(f"{line.ref}: {_TICK_THERE.format(', '.join(there))}")
        if any(change.answers for change in merged.changes) and not any(map(_was_asked, about)):
            self._work.notices.append(f"{line.ref}: {_NEVER_ASKED}")
        if merged.changes and _counts_by_comment(line, question, case):
            self._work.notices.append(f"{line.ref}: {_BY_COMMENT}")
        return TakenLine(line, question, case, _NOT_IN_LIST if not_in_list else "")

    def _stay(self, ref: str, question: Question, case: Case, kept: Iterable[int]) -> Iterator[str]:
        """Messages that rows stay as they were decided, whatever Outcome says, and how that is changed [C14]."""
        for row in kept:
            key = case.decided[row].outcome
            outcome = question.of_key(key)
            what = outcome.name if outcome else comments.text((key,), self.words)
            yield f"{ref}: row {row} stays '{what}'. {_OPEN_ROWS_ONLY if outcome else _OWN_WORD}"

    def _asked_about(self, line: WorklistEntry, question: Question) -> Case:
        """The case of a line; one that was asked before cases were recorded is recorded now."""
        case = self.cases.case(line.ref)
        if case is None or set(line.rows) - set(case.rows):
            self.cases.add(
                line.ref,
                EventKind.ASKED,
                rows=tuple(sorted({*line.rows, *(case.rows if case else ())})),
                client=number_of(line.client_number),
                others=sharers_of([self.records[row] for row in line.rows]),
                child=question.children and self._has_child(line.rows),
                fingerprint=line.fingerprint,
            )
            case = self.cases.case(line.ref)
        assert case is not None
        return case

    def _has_child(self, rows: Iterable[int]) -> bool:
        day = self._work.desk.date
        return any(
            is_child(self.records[row].get("sharer_date_of_birth", ""), day) is not False for row in rows
        )

    def _typed(self, line: WorklistEntry, question: Question, case: Case) -> Typed:
        outcome = question.outcome(line.outcome)
        # an outcome that is not in the list changes nothing
        as_it_was = shown(case, question).outcome if line.outcome else ""
        return Typed(
            outcome.key if outcome else as_it_was,
            dict(self._typed_comments(line, question, case)),
            line.known_events,
            bool(line.is_ticked),
            line.ref in self._given,
            line.rows,
            self._renewed(line, outcome) if outcome else (),
        )

    def _renewed(self, line: WorklistEntry, outcome: Outcome) -> tuple[str, ...]:
        """Those whom an outcome tells something else than when it was decided, or who were not the right ones [C5]."""
        settings = self._work.settings
        by_detail = renewed_by_detail(outcome, settings) if line.has_other("detail") else ()
        by_centre = renewed_by_centre(outcome) if line.has_other("service_centre_email") else ()
        names = (name for name in ("service_centre", "client_name") if line.has_other(name))
        by_name = (who for name in names for who in renewed_by(name, outcome, settings))
        by_address = told(outcome, self._addresses(line), settings) if line.has_other("address") else ()
        return tuple(dict.fromkeys((*by_detail, *by_centre, *by_name, *by_address)))

    def _addresses(self, line: WorklistEntry) -> Sequence[str]:
        """The fields of a notice that a person types an address for: the new one only where the report has none."""
        given = has_new_address(self.records[line.rows[0]])
        return [name for name in ADDRESSES if not (given and name == "new_address")]

    def _typed_comments(
        self, line: WorklistEntry, question: Question, case: Case
    ) -> Iterator[tuple[int, str]]:
        """The word of each Comment about this entry; a Comment that is as the program left it changes nothing."""
        as_is = shown(case, question).comments
        for row in line.rows:
            keys = comments.keys(self.comments[row], self.words) if row in self.comments else None
            if keys is None:
                continue  # no Comment, or it is not understood and settles nothing [C4]
            if keys == self.expected(row) or (not keys and follows_entry(case, question, row)):
                yield row, as_is.get(row, "")
            elif keys == self.expected(row, then=True):
                yield row, self._then(line, question, row)
            elif keys == (CONFLICT,) or not keys or self._settles_all(row, question):
                yield row, keys[-1] if keys else ""

    def _then(self, line: WorklistEntry, question: Question, row: int) -> str:
        """The word of a row's Comment about this entry when the sheet was written."""
        case = self._case(line, then=True)
        return comment(case, question, row) if case else ""

    def _settles_all(self, row: int, question: Question) -> bool:
        """Whether a comment on the row answers this question; one about children only if it is the only question."""
        return len(self._of_row[row]) == 1 or not question.children

    def trouble(self, line: WorklistEntry, question: Question | None) -> str:
        """The reason why a line cannot be used, in words; '' when all is well."""
        if question is None:
            return "This question is no longer asked: ask your team leader"
        for row in line.rows:
            if row in self._work.doubled:
                return (
                    f"Row {row} appears twice on the sheet: delete the one that was pasted, then press again"
                )
            if row not in self.records:
                return f"Row {row} is no longer on the sheet: undo that, then press again"
        if line.fingerprint and line.fingerprint != fingerprint_of(line.rows, self.fingerprints):
            rows = "Row" if len(line.rows) == 1 else "One of the rows"
            return f"{rows} {line.row} is no longer as received: undo the change, then press again"
        if not all(_is_of(self.records[row], line) for row in line.rows):
            return f"Row {line.row} is another client's now: undo the sorting, then press again"
        if line.is_ticked is None:
            return (
                "'Done in CMS' is not understood: write Done there when all of it is done, or leave it empty"
            )
        return ""

    def _contradicted(self, line: WorklistEntry, case: Case, said: Contradiction) -> None:
        """Record, once, that a sheet says otherwise than was decided since: a person is asked in `due`, too [C10]."""
        known = contradicted.rows(case)
        new = tuple(row for row in said.rows if row not in known or known[row].outcome != said.says)
        if new and said.decision:
            self.cases.add(line.ref, EventKind.CONTRADICTED, rows=new, outcome=said.says)

    def _end_contradictions(self, line: WorklistEntry, question: Question, case: Case) -> None:
        """A contradiction ends when a sheet that showed something else now says what is decided [C3]."""
        said = {event.sequence: event for event in contradicted.rows(case).values()}
        chosen = question.outcome(line.outcome) if said else None
        then = shown(self._case(line, then=True), question).outcome
        if chosen and then != chosen.key == shown(case, question).outcome:
            for number, event in said.items():
                self.cases.add(
                    line.ref, EventKind.TAKEN_BACK, rows=event.rows, of=number, outcome=event.outcome
                )

    def _contradiction(self, contradiction: Contradiction, question: Question) -> str:
        decision = contradiction.decision
        if decision is None:
            return "Somebody has taken the outcome back since: choose again"
        outcome = question.of_key(decision.outcome)
        what = outcome.name if outcome else comments.text((decision.outcome,), self.words)
        when = dates.in_cell(day_of(decision.time))
        return (
            f"{decision.user} decided otherwise on {when}: '{what}'. Talk to them. Choose that here and press; if "
            "another is right, choose it after that"
        )


def outcome_now(line: WorklistEntry, question: Question, case: Case) -> str:
    """The text for Outcome: the outcome in force; '' where no row goes by it, or some are still to be decided.

    A decision made before outcomes were recorded stays as it is written.
    """
    key = shown(case, question).outcome
    if now := question.of_key(key):
        return line.outcome if question.outcome(line.outcome) == now else now.name
    return line.outcome if key == BEFORE else ""


def _counts_by_comment(line: WorklistEntry, question: Question, case: Case) -> bool:
    """Whether the outcome on the sheet no longer counts, because each row has a word of its own in Comment."""
    return bool(line.outcome) and {*case.decided} >= {*case.rows} and not outcome_now(line, question, case)


def fingerprint_of(rows: Sequence[int], fingerprints: Mapping[int, str]) -> str:
    """The fingerprint of an entry's rows together; '' when one of them is not on the sheet."""
    of_rows = [fingerprints.get(row, "") for row in rows]
    if len(of_rows) == 1 or not all(of_rows):
        return of_rows[0] if len(of_rows) == 1 else ""
    return fingerprint(of_rows)


def _was_asked(case: Case) -> bool:
    """Whether a question was sent whose answer an outcome may be [C8]."""
    return any(notice.drafted.asks and notice.sent for notice in case.notices)


def number_of(client: str) -> str:
    """A client number as the case log takes it; '' for text that is none."""
    number = client.strip()
    return number if CLIENT_NUMBER.fullmatch(number) else ""


def _is_of(record: Record, line: WorklistEntry) -> bool:
    number = record.get("client_number") or record.get("cso_client_number", "")
    return client_key(number) == client_key(line.client_number)

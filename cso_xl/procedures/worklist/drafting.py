"""The notices that follow from the outcomes of a report, and what the worklist then shows [A9, D3-D9, L7-L9, O3]."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cso_xl.cases import words
from cso_xl.cases.events import By, EventKind, Recorded
from cso_xl.cases.questions import Letter, Outcome, Question
from cso_xl.cases.recording import comments
from cso_xl.cases.recording.already_told import told_before
from cso_xl.cases.recording.merge import BEFORE
from cso_xl.cases.state.notice import Notice
from cso_xl.cases.state.state import Case
from cso_xl.cases.worklist.entries import detail_fields
from cso_xl.cases.worklist.worklist_lines import Facts, Follows, WorklistEntry
from cso_xl.cells import dates
from cso_xl.cells.columns import Record
from cso_xl.cells.text import squeeze
from cso_xl.decisions.working_time import day_of
from cso_xl.notices import cms_notes, drafts, fields, templates
from cso_xl.notices.drafts import Draft, Envelope
from cso_xl.procedures.work import Work
from cso_xl.procedures.worklist.choices import SCN
from cso_xl.procedures.worklist.take_in import Sheets, TakenLine, outcome_now

if TYPE_CHECKING:
    from cso_xl.cases.recording.of_report import ReportCases

CORRECTION, CORRECTION_IN_PART = (
    "correction",
    "correction_in_part",
)  # a notice, or part of it, was sent in error [C5]


@dataclass(frozen=True)
class _Entry:
    """A line of the worklist in good order, with everything that its notices are made from."""

    work: Work
    records: Mapping[int, Record]
    line: WorklistEntry
    question: Question
    facts: Facts = Facts()

    @property
    def identity(self) -> dict[str, str]:
        """The date of birth and PRN of the client, by which Corrections finds them: the report's, or cso_daily's."""
        first = self.records.get(self.line.rows[0], {})
        born = first.get("date_of_birth", "") or first.get("cso_date_of_birth", "")
        return {
            "date_of_birth": squeeze(born) or self.facts.birth,
            "prn": squeeze(first.get("prn", "")) or self.facts.prn,
        }

    @property
    def cases(self) -> ReportCases:
        """The cases of the report's day."""
        return self.work.desk.cases

    @property
    def case(self) -> Case:
        """Its case as it is now."""
        case = self.cases.case(self.line.ref)
        assert case is not None
        return case

    def outcome(self, decision: Recorded) -> Outcome | None:
        """The outcome chosen; for a decision made before outcomes were recorded, the one that the line shows."""
        if decision.outcome == BEFORE:
            return self.question.outcome(self.line.outcome)
        return self.question.of_key(decision.outcome)


def follow(work: Work, sheets: Sheets, taken: TakenLine) -> Follows:
    """Draft the notices that an entry's outcomes ask for and withdraw the others; what the line then shows."""
    if taken.trouble or taken.question is None or taken.case is None:
        return Follows(state=taken.trouble)
    entry = _Entry(work, sheets.records, taken.line, taken.question, sheets.facts[taken.line.ref])
    _withdraw(entry)
    for decision, to, rows in list(entry.case.to_tell()):
        outcome = entry.outcome(decision)
        for letter in outcome.notices if outcome else ():
            if letter.to == to:
                _tell(entry, decision, letter, rows)
    _mark_sent(entry)
    _correct(entry)
    return _follows(entry)


def _withdraw(entry: _Entry) -> None:
    """Withdraw every draft that is not to be sent, or that does not name everybody it should name now [C5, C14]."""
    case = entry.case
    wrong = case.not_to_be_sent()
    for notice in case.notices:
        if notice.is_draft and (notice in wrong or not (notice.drafted.about or _names_all(case, notice))):
            withdraw(entry.work, entry.line.ref, notice)


def _names_all(case: Case, draft: Notice) -> bool:
    """Whether a draft is about all the rows, and only those, of which its recipient is to be told now [C14]."""
    to = draft.drafted.to
    return any(
        {*draft.drafted.rows} == {row for row in rows if not case.is_told(decision, to, row)}
        for decision, told, rows in case.to_tell()
        if told == to and draft.is_for(decision, to)
    )


def withdraw(work: Work, ref: str, notice: Notice) -> None:
    """Record that a draft is not to be sent; the desk then takes it out of the folder Drafts."""
    work.desk.cases.add(ref, EventKind.WITHDRAWN, **notice.withdrawal)
    work.notices.append(words.withdrawn(notice.reference))


@dataclass(frozen=True)
class _Wanted:
    """A notice that an outcome asks for, about `rows`; `told` are the notices that its recipient has had."""

    decision: Recorded
    letter: Letter
    rows: Sequence[int]
    told: Mapping[int, Notice]
    reference: str


def _tell(entry: _Entry, decision: Recorded, letter: Letter, rows: Sequence[int]) -> None:
    """Draft one notice for the rows whose people its recipient has not been told of yet [C14]."""
    told = entry.case.last_notices(letter.to)
    sent = {row: told[row] for row in rows if row in told and told[row].is_for(decision, letter.to)}
    wanted = tuple(row for row in rows if row not in sent)
    known = told_before(entry.cases, entry.line.ref, letter.to)
    sent |= {
        row: notice
        for row, notice in known.items()
        if row not in wanted and _still_told(entry, row, decision)
    }
    if not wanted:
        return
    live = [notice for notice in entry.case.notices if notice.is_for(decision, letter.to) and notice.is_draft]
    reference = live[0].reference if live else entry.cases.reference(entry.line.ref, letter.to)
    draft = _draft(entry, _Wanted(decision, letter, wanted, sent, reference))
    if isinstance(draft, Draft):
        if not live:
            entry.cases.add(
                entry.line.ref, EventKind.DRAFTED, rows=wanted, outcome=decision.outcome, asks=decision.asks,
                reference=reference, to=letter.to, notice=letter.template, letters=(str(letter),),
            )  # fmt: skip
    elif not live:
        _not_drafted(entry, decision, letter.to, draft)


def _still_told(entry: _Entry, row: int, decision: Recorded) -> bool:
    """Whether what an earlier issue of the report told about a row is still so [C12, C14]."""
    return row in entry.case.decided and entry.case.decided[row].outcome == decision.outcome


def _draft(entry: _Entry, wanted: _Wanted) -> Draft | tuple[str, ...]:
    """The draft of a notice, filed with the step's files; or the names of the fields that are missing."""
    outcome, line, settings = entry.outcome(wanted.decision), entry.line, entry.work.settings
    letter, rows, reference = wanted.letter, wanted.rows, wanted.reference
    assert outcome is not None
    day, about = entry.work.desk.date, entry.work.procedure.asks.about
    records = [entry.records[row] for row in rows]
    before = [
        (entry.records[row], day_of(notice.sent_at))
        for row, notice in wanted.told.items()
        if row in entry.records and notice.sent_at
    ]
    values = entry.identity | fields.of_rows(about, records, detail_fields(outcome, line.answer), day, before)
    template = templates.load(settings, letter.template)
    to = address(entry.work, letter.to, line)
    missing = [name.replace("_", " ") for name in template.missing({**values, "reference": reference})]
    if "@" not in to:
        missing.append(
            "Service Centre Email" if letter.to == "scm" else f"notices.addresses.{letter.to} in settings"
        )
    if missing:
        return tuple(missing)
    cc = str(settings.table("notices.addresses")[letter.cc]) if letter.cc else ""
    mail = drafts.message(template, {**values, "reference": reference}, Envelope.of(settings, to, cc))
    draft = Draft(reference, letter.template, letter.to, values["client_number"], mail)
    entry.work.desk.draft(draft, fields.filed_under(about, records, values, day))
    return draft


def address(work: Work, to: str, line: WorklistEntry) -> str:
    """A recipient's e-mail address, from settings, or a service centre's from the line; '' when neither has one."""
    in_settings = str(work.settings.table("notices.addresses")[to])
    return in_settings or (line.service_centre_email if to == "scm" else "")


def _not_drafted(entry: _Entry, decision: Recorded, to: str, missing: tuple[str, ...]) -> None:
    """Record, once, that a notice is owed, with the fields that are missing [C10]."""
    recorded = [
        event for event in entry.case.standing if event.kind is EventKind.NOT_DRAFTED and event.to == to
    ]
    if recorded and recorded[-1].missing == missing and recorded[-1].sequence > decision.sequence:
        return
    rows, outcome = decision.rows, decision.outcome
    entry.cases.add(entry.line.ref, EventKind.NOT_DRAFTED, rows=rows, outcome=outcome, to=to, missing=missing)


def _mark_sent(entry: _Entry) -> None:
    """Record that a person has sent the notices of this entry, if they said so with its outcome."""
    if entry.line.ref not in entry.work.sent:
        return
    for notice in entry.case.notices:
        if notice.is_draft and not notice.drafted.about:
            entry.cases.add(
                entry.line.ref, EventKind.SENT, rows=notice.drafted.rows, reference=notice.reference,
                to=notice.drafted.to, by=By.HAND,
            )  # fmt: skip


def _correct(entry: _Entry) -> None:
    """Draft the corrections of notices that were sent in error, to the recipients who got them [C5]."""
    for owed in entry.case.owed(entry.cases.clock):
        if owed.kind == "correction" and owed.notice and "@" in _sent_to(entry, owed.notice):
            _correct_one(entry, owed.notice, owed.rows)


def correct(work: Work, sheets: Sheets, line: WorklistEntry) -> None:
    """Draft the corrections that are owed for an entry, and do nothing else: what stands on the sheet is not taken in.

    An entry whose rows are not as they were is left out: the correction would name others.
    """
    question = sheets.question(line)
    if question and work.desk.cases.case(line.ref) and not sheets.trouble(line, question):
        _correct(_Entry(work, sheets.records, line, question, sheets.facts[line.ref]))


def _correct_one(entry: _Entry, notice: Notice, rows: Sequence[int]) -> None:
    """Draft the correction of a notice: of the whole, or of the people of some rows, so that the rest stands."""
    settings, line = entry.work.settings, entry.line
    drafted = [correction for correction in entry.case.corrections(notice) if correction.is_draft]
    to, name = notice.drafted.to, CORRECTION if set(rows) == set(notice.drafted.rows) else CORRECTION_IN_PART
    reference = drafted[-1].reference if drafted else entry.cases.reference(line.ref, to)
    values = entry.identity | {
        "reference": reference,
        "about": notice.reference,
        "sent_on": dates.in_full(day_of(notice.sent_at)) if notice.sent_at else "",
        "client_number": line.client_number,
        "client_name": _client_name(line),
        "people": fields.people([entry.records[row] for row in rows], entry.work.desk.date),
    }
    template = templates.load(settings, name)
    sent_to, copied = _sent_to(entry, notice), _copied(entry, notice)
    mail = drafts.message(template, values, Envelope.of(settings, sent_to, copied))
    draft = Draft(reference, name, to, line.client_number, mail)
    entry.work.desk.draft(draft, _names(entry, rows))
    if not drafted:
        entry.cases.add(
            line.ref, EventKind.DRAFTED, rows=rows, outcome=notice.drafted.outcome, reference=reference, to=to,
            notice=name, about=notice.reference,
        )  # fmt: skip


def _sent_to(entry: _Entry, notice: Notice) -> str:
    """The address that got a notice: of a service centre, whose address is typed, that of the draft."""
    to = notice.drafted.to
    usual = address(entry.work, to, entry.line)
    return (entry.work.desk.sent_to(notice.reference) or usual) if to == "scm" else usual


def _names(entry: _Entry, rows: Sequence[int]) -> dict[str, str]:
    """The names in a correction's file name, as in the notice's."""
    records = [entry.records[row] for row in rows if row in entry.records]
    values = {"client_name": entry.line.client_name, "service_centre": entry.line.service_centre}
    return fields.filed_under(entry.work.procedure.asks.about, records, values, entry.work.desk.date)


def _client_name(line: WorklistEntry) -> str:
    surname, _, first_names = line.client_name.partition(",")
    return " ".join(filter(None, (first_names.strip(), surname.strip())))


def _copied(entry: _Entry, notice: Notice) -> str:
    """The address that had a copy of a notice; '' for none."""
    outcome = entry.question.of_key(notice.drafted.outcome)
    to = notice.drafted.to
    letters = [letter for letter in outcome.notices if letter.to == to] if outcome else []
    return (
        str(entry.work.settings.table("notices.addresses")[letters[0].cc])
        if letters and letters[0].cc
        else ""
    )


def follows(work: Work, records: Mapping[int, Record], line: WorklistEntry, question: Question) -> Follows:
    """What follows from an entry's recorded outcome, as it is now."""
    return _follows(_Entry(work, records, line, question))


def _follows(entry: _Entry) -> Follows:
    case, settings = entry.case, entry.work.settings
    state = words.of_all(entry.cases.about(entry.line.ref), entry.cases.clock)
    outcome = entry.question.outcome(outcome_now(entry.line, entry.question, case))
    is_decided = {*case.rows} <= {*case.decided}
    if outcome is None:
        return Follows(state=state, is_decided=is_decided)
    records = [entry.records[row] for row in entry.line.rows]
    typed = detail_fields(outcome, entry.line.answer)
    about = entry.work.procedure.asks.about
    values = fields.of_rows(about, records, typed, entry.work.desk.date)
    notices = "; ".join(letter.in_words(settings) for letter in outcome.notices)
    cen = cms_notes.short_description(outcome.cen, values)
    return Follows(notices, cen, SCN[outcome.scn], outcome.todo, state, is_decided)


def comment_of(sheets: Sheets, row: int) -> str | None:
    """The new Comment of a row; None where it stays as it is.

    Text that is not understood stays; the row's decision is written after it, and then counts [C4].
    """
    text = sheets.comments.get(row, "")
    keys, expected = comments.keys(text, sheets.words), sheets.expected(row)
    if keys == expected or (keys is None and not expected):
        return None
    return comments.renewed(text, expected, sheets.words)

"""Outcomes decided elsewhere and given to a run, checked against the worklist and later decisions [C3]."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cso_xl.cases.events import DECIDES, EventKind, Recorded
from cso_xl.cases.recording import comments
from cso_xl.cases.recording.comments import closed_list
from cso_xl.cases.recording.merge import shown
from cso_xl.cases.state.state import Case
from cso_xl.cases.worklist.entries import Answer, Entry
from cso_xl.cases.worklist.trace import Trace, is_another
from cso_xl.cases.worklist.worklist_lines import Lines, WorklistEntry
from cso_xl.cells import dates
from cso_xl.cells.text import fold
from cso_xl.decisions.working_time import day_of
from cso_xl.errors import InputError
from cso_xl.procedures.work import Work
from cso_xl.procedures.worklist.take_in import fingerprint_of
from cso_xl.records.account import os_user

_TRACE = "Trace"  # the column of a printed file
_TYPED = [name for name in Answer._fields if name not in ("outcome", "trace")]
_NAMED = 20  # entries that a message names


def check(work: Work, entries: Sequence[Entry]) -> None:
    """Raise InputError for decisions that name no entry, other rows, or an outcome that its question does not have."""
    by_ref, answers = {entry.ref: entry for entry in entries}, work.answers
    if unknown := sorted(set(answers) - set(by_ref)):
        raise InputError(
            f"The decisions name what is not on the worklist: {', '.join(unknown[:_NAMED])}. "
            f"On it are: {', '.join(by_ref) or 'no entries'}."
        )
    if others := _of_others(work, by_ref):
        raise InputError(
            f"The decisions were printed for other rows than these: {', '.join(others[:_NAMED])}. Nothing was written. "
            "Check that they belong to this report and day, or print them again with cso-xl worklist."
        )
    if rejected := [ref for ref, answer in answers.items() if _is_rejected(answer, by_ref[ref])]:
        lines = [f"  {ref}: choose one of {_choices(by_ref[ref])}" for ref in rejected[:_NAMED]]
        more = [f"  ... and {len(rejected) - _NAMED} more."] if len(rejected) > _NAMED else []
        raise InputError(
            "\n".join(
                ["The decisions have outcomes that are not on the list. Nothing was written.", *lines, *more]
            )
        )


def keep_newer_decisions(work: Work, entries: Sequence[Entry], before: Lines) -> None:
    """Let a file of decisions overrule no decision made since it was printed; a notice says where it would [C3]."""
    by_ref, filled_in = {entry.ref: entry for entry in entries}, _filled_in(before)
    kept: dict[str, Answer] = {}
    for ref, answer in work.answers.items():
        case = work.desk.cases.case(ref)
        printed = _Printed.of(case, by_ref[ref], answer) if case else None
        kept[ref] = answer.left_of(filled_in.get(ref, Answer())) if printed and printed.since else answer
        if case and not Trace.read(answer.trace).known_events:
            work.notices += _in_its_place(work, case, by_ref[ref], answer)
        if printed and printed.is_overruled(ref in work.sent):
            work.notices.append(printed.in_words(ref))
            work.sent = {*work.sent} - {ref}
        elif printed and printed.since and (other := _others_than(answer, filled_in.get(ref, Answer()))):
            work.notices.append(
                f"{ref}: {' and '.join(other)} {'stays' if len(other) == 1 else 'stay'} as filed, for it was decided "
                "after these decisions were printed. Print it again with cso-xl worklist and change it there."
            )
    work.answers = kept


def _others_than(answer: Answer, filled_in: Answer) -> list[str]:
    """The headings of fields in which an answer says something else than is filled in."""
    of_both = zip(Answer._fields, answer, filled_in, strict=True)
    return [
        name.replace("_", " ").title()
        for name, text, filled in of_both
        if name in _TYPED and text.strip() and filled.strip() and fold(text) != fold(filled)
    ]


def differing(answer: Answer, stood: Answer, now: WorklistEntry) -> Iterator[str]:
    """Messages on an answer's text that is not taken over what `stood`, or is taken over what was typed since [C3]."""
    for name in _TYPED:
        text, before, left = getattr(answer, name), getattr(stood, name), getattr(now, name)
        if not text or not before or fold(text) == fold(before):
            continue
        heading = name.replace("_", " ").title()
        if fold(left) != fold(text):
            yield (
                f"{now.ref}: {heading} stays '{left}', as it stands on the worklist. The list of decisions says "
                f"'{text}', and it is not known whether somebody means that. If it is right, type it on the worklist, "
                "or print the filed copy's list again with cso-xl worklist and type it there."
            )
        elif is_another(before, Trace.read(answer.trace).told(name)):
            yield (
                f"{now.ref}: {heading} is now '{left}' in place of '{before}', which was typed on the worklist after "
                "the list was printed: check it."
            )


def _in_its_place(work: Work, case: Case, entry: Entry, answer: Answer) -> Iterator[str]:
    """A message that an answer changes what was decided: its file does not say whether it was printed before that."""
    chosen = entry.question.outcome(answer.outcome)
    others = [event for event in case.decided.values() if chosen and event.outcome != chosen.key]
    if chosen and others:
        last = max(others, key=lambda event: event.sequence)
        before = entry.question.of_key(last.outcome)
        name = before.name if before else comments.text((last.outcome,), closed_list(work.settings))
        yield (
            f"{entry.ref}: '{chosen.name}' now stands in place of '{name}', chosen by {last.user} on "
            f"{dates.in_cell(day_of(last.time))}. The list of decisions has no {_TRACE}, so it is not known whether it "
            "was made before that: check it."
        )


@dataclass(frozen=True)
class _Printed:
    """An answer in a printed file: its outcome, the outcomes in force then and now, and the decisions `since`."""

    outcome: str
    then: str
    now: str
    since: Sequence[Recorded]

    @classmethod
    def of(cls, case: Case, entry: Entry, answer: Answer) -> _Printed | None:
        """None where the file does not say how much was known when it was printed."""
        known = Trace.read(answer.trace).known_events
        if not known:
            return None
        question = entry.question
        chosen = question.outcome(answer.outcome)
        then = shown(Case(case.events[:known]), question).outcome
        since = [event for event in case.events[known:] if event.kind in DECIDES]
        return cls(chosen.key if chosen else "", then, shown(case, question).outcome, since)

    def is_overruled(self, says_sent: bool) -> bool:
        """Whether it differs from what counts now: its outcome, or the outcome whose notice it says was sent."""
        is_new = self.outcome != self.then or says_sent
        return bool(self.since and self.outcome and is_new and self.outcome != self.now)

    def in_words(self, ref: str) -> str:
        last = self.since[-1]
        when = dates.in_cell(day_of(last.time))
        who, talk = ("you", "If") if last.user == os_user() else (last.user, "Talk to them; if")
        return (
            f"{ref} stays as it is: {who} decided about it on {when}, after these decisions were printed. {talk} "
            "it is to be changed, print it again with cso-xl worklist and choose there."
        )


def _filled_in(before: Lines) -> Mapping[str, Answer]:
    return {line.ref: line.answer for together in before.lines for line in together.lines}


def _of_others(work: Work, by_ref: Mapping[str, Entry]) -> list[str]:
    """The Refs of answers printed for rows that differ from this entry's, as they are now and when it was asked."""
    prints, of_others = work.fingerprints() if work.answers else {}, []
    for ref, answer in work.answers.items():
        printed = Trace.read(answer.trace).fingerprint
        case = work.desk.cases.case(ref)
        asked = (
            {event.fingerprint for event in case.events if event.kind is EventKind.ASKED} if case else set()
        )
        if printed and printed not in asked | {fingerprint_of(by_ref[ref].rows, prints)}:
            of_others.append(ref)
    return of_others


def _is_rejected(answer: Answer, entry: Entry) -> bool:
    return bool(answer.outcome) and entry.question.outcome(answer.outcome) is None


def _choices(entry: Entry) -> str:
    return ", ".join(f"'{outcome.name}'" for outcome in entry.question.outcomes)

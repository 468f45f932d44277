"""Outcomes decided elsewhere and given to a run, held against the worklist and what was decided since [C3]."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cso_xl.cases.entries import Answer, Entry
from cso_xl.cases.events import DECIDES, Kind, Recorded
from cso_xl.cases.merge import shown
from cso_xl.cases.state import Case
from cso_xl.cases.worklist_lines import Lines, traced
from cso_xl.cells import dates
from cso_xl.decisions.working_time import day_of
from cso_xl.errors import InputError
from cso_xl.procedures.take_in import fingerprint_of
from cso_xl.procedures.work import Work

_NAMED = 20  # entries that a message names


def check(work: Work, made: Sequence[Entry]) -> None:
    """Raise InputError for decisions that name no entry, other rows, or an outcome that is none of its question's."""
    of, answers = {entry.ref: entry for entry in made}, work.answers
    if unknown := sorted(set(answers) - set(of)):
        raise InputError(
            f"The decisions name what is not on the worklist: {', '.join(unknown[:_NAMED])}. "
            f"On it are: {', '.join(of) or 'no entries'}."
        )
    if others := _of_others(work, of):
        raise InputError(
            f"The decisions were printed for other rows than these: {', '.join(others[:_NAMED])}. Nothing was written. "
            "Check that they belong to this report and day, or print them again with cso-xl worklist."
        )
    if rejected := [ref for ref, answer in answers.items() if _is_rejected(answer, of[ref])]:
        lines = [f"  {ref}: choose one of {_choices(of[ref])}" for ref in rejected[:_NAMED]]
        more = [f"  ... and {len(rejected) - _NAMED} more."] if len(rejected) > _NAMED else []
        raise InputError(
            "\n".join(
                ["The decisions have outcomes that are not on the list. Nothing was written.", *lines, *more]
            )
        )


def let_count(work: Work, made: Sequence[Entry], before: Lines) -> None:
    """Let a file of decisions overrule nothing that was decided since it was printed; says where it would [C3]."""
    of, there = {entry.ref: entry for entry in made}, _filled_in(before)
    kept: dict[str, Answer] = {}
    for ref, answer in work.answers.items():
        case = work.desk.cases.case(ref)
        one = _Printed.of(case, of[ref], answer) if case else None
        kept[ref] = answer.left_of(there.get(ref, Answer())) if one and one.since else answer
        if one and one.is_overruled(ref in work.sent):
            work.notices.append(one.in_words(ref))
            work.sent = {*work.sent} - {ref}
    work.answers = kept


@dataclass(frozen=True)
class _Printed:
    """An answer in a file that was printed: its outcome, those in force then and now, what was decided since."""

    outcome: str
    then: str
    now: str
    since: Sequence[Recorded]

    @classmethod
    def of(cls, case: Case, entry: Entry, answer: Answer) -> _Printed | None:
        """None where the file does not say how much was known as it was printed."""
        _, known = traced(answer.trace)
        if not known:
            return None
        question = entry.question
        chosen = question.outcome(answer.outcome)
        then = shown(Case(case.events[:known]), question).outcome
        since = [event for event in case.events[known:] if event.kind in DECIDES]
        return cls(chosen.key if chosen else "", then, shown(case, question).outcome, since)

    def is_overruled(self, says_sent: bool) -> bool:
        """Whether it says otherwise than what counts now, be it that the notice of another outcome was sent."""
        is_said = self.outcome != self.then or says_sent
        return bool(self.since and self.outcome and is_said and self.outcome != self.now)

    def in_words(self, ref: str) -> str:
        last = self.since[-1]
        when = dates.in_cell(day_of(last.time))
        return (
            f"{ref} stays as it is: {last.user} decided about it on {when}, after these decisions were printed. Talk "
            "to them; if it is to be changed, print it again with cso-xl worklist and choose there."
        )


def _filled_in(before: Lines) -> Mapping[str, Answer]:
    return {line.ref: line.answer for together in before.lines for line in together.lines}


def _of_others(work: Work, made: Mapping[str, Entry]) -> list[str]:
    """The answers that were printed for rows which said something else than this entry's now, or when it was asked."""
    prints, found = work.fingerprints(), []
    for ref, answer in work.answers.items():
        held, _ = traced(answer.trace)
        case = work.desk.cases.case(ref)
        known = {event.fingerprint for event in case.events if event.kind is Kind.ASKED} if case else set()
        if held and held not in known | {fingerprint_of(made[ref].rows, prints)}:
            found.append(ref)
    return found


def _is_rejected(answer: Answer, entry: Entry) -> bool:
    return bool(answer.outcome) and entry.question.outcome(answer.outcome) is None


def _choices(entry: Entry) -> str:
    return ", ".join(f"'{one.name}'" for one in entry.question.outcomes)

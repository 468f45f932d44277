"""Outcomes that also answer other questions about the same client: 'Client is deceased: NFA' [L6, L7]."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from cso_xl.cases.questions import Outcome, Question
from cso_xl.cases.worklist.worklist_lines import Lines, WorklistEntry, WorklistLine

InForce = Callable[[str, Question], str]  # from an entry's Ref and question, the key of its outcome in force
Chosen = Callable[[WorklistEntry, Question], Outcome | None]


def answered_also(
    worklist: Lines, asked: Mapping[str, Question], in_force: InForce, given: Collection[str]
) -> Lines:
    """The worklist with the other answers that its outcomes imply; an outcome that a person has chosen counts more.

    An outcome that is no longer chosen takes its other answers away, so that they are asked again. `asked` are the
    questions by their text on the sheet, `given` the Refs that are answered at this moment.
    """
    return replace(
        worklist, lines=[_together(worklist, line, asked, in_force, given) for line in worklist.lines]
    )


def _together(
    worklist: Lines,
    line: WorklistLine,
    asked: Mapping[str, Question],
    in_force: InForce,
    given: Collection[str],
) -> WorklistLine:
    beside = line.lines if worklist.layout else _about(worklist, line.lines[0])
    now = dict(_also(beside, asked, lambda entry, question: question.outcome(entry.outcome)))
    then = dict(_also(beside, asked, lambda entry, question: question.of_key(in_force(entry.ref, question))))

    def answered(entry: WorklistEntry | None) -> WorklistEntry | None:
        if entry is None or entry.ref in given:
            return entry
        implied, before = now.get(entry.id, ""), then.get(entry.id, "")
        if not entry.outcome:
            return entry._replace(outcome=implied)
        is_left = before and not implied and entry.outcome == before
        return entry._replace(outcome="") if is_left else entry

    return replace(line, slots=tuple(map(answered, line.slots)))


def _about(worklist: Lines, line: WorklistEntry) -> list[WorklistEntry]:
    """The entries about the same rows, where each has a line of its own."""
    return [entry for together in worklist.lines for entry in together.lines if entry.rows == line.rows]


def _also(
    lines: Iterable[WorklistEntry], asked: Mapping[str, Question], chosen: Chosen
) -> Iterator[tuple[str, str]]:
    """The other answers that the outcomes chosen in these entries imply: the question's id, and its outcome."""
    for line in lines:
        question = asked.get(line.question)
        if question and any(outcome.also for outcome in question.outcomes):
            outcome = chosen(line, question)
            yield from outcome.also if outcome else ()

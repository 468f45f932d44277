"""An outcome that answers other questions about the same client as well: 'Client is deceased: NFA' [L6, L7]."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from cso_xl.cases.questions import Outcome, Question
from cso_xl.cases.worklist_lines import Line, Lines, Together

InForce = Callable[[str, Question], str]  # of an entry's Ref and question, the key of its outcome in force
Chosen = Callable[[Line, Question], Outcome | None]


def answered_also(
    worklist: Lines, asked: Mapping[str, Question], in_force: InForce, given: Collection[str]
) -> Lines:
    """The worklist with what its outcomes answer as well; what a person has chosen there counts more.

    An outcome that is no longer chosen takes its other answers along, so that they are asked again. `asked` are the
    questions by what stands on the sheet, `given` the Refs that are answered at this moment.
    """
    return replace(
        worklist, lines=[_together(worklist, line, asked, in_force, given) for line in worklist.lines]
    )


def _together(
    worklist: Lines,
    line: Together,
    asked: Mapping[str, Question],
    in_force: InForce,
    given: Collection[str],
) -> Together:
    beside = line.lines if worklist.layout else _about(worklist, line.lines[0])
    now = dict(_also(beside, asked, lambda one, question: question.outcome(one.outcome)))
    then = dict(_also(beside, asked, lambda one, question: question.of_key(in_force(one.ref, question))))

    def answered(one: Line | None) -> Line | None:
        if one is None or one.ref in given:
            return one
        implied, before = now.get(one.id, ""), then.get(one.id, "")
        if not one.outcome:
            return one._replace(outcome=implied)
        return one._replace(outcome="") if before and not implied and one.outcome == before else one

    return replace(line, slots=tuple(map(answered, line.slots)))


def _about(worklist: Lines, line: Line) -> list[Line]:
    """The entries about the same rows, where each has a line of its own."""
    return [one for together in worklist.lines for one in together.lines if one.rows == line.rows]


def _also(lines: Iterable[Line], asked: Mapping[str, Question], chosen: Chosen) -> Iterator[tuple[str, str]]:
    """What the outcomes chosen in these entries answer as well: the question's id, and its outcome."""
    for line in lines:
        question = asked.get(line.question)
        if question and any(outcome.also for outcome in question.outcomes):
            outcome = chosen(line, question)
            yield from outcome.also if outcome else ()

"""Outcomes that were decided elsewhere and given to a run, held against the worklist [C3]."""

from collections.abc import Mapping, Sequence

from cso_xl.cases.entries import Answer, Entry
from cso_xl.errors import InputError

_NAMED = 20  # entries that a message names


def check(answers: Mapping[str, Answer], made: Sequence[Entry]) -> None:
    """Raise InputError for decisions that name no entry, or an outcome that is none of its question's."""
    of = {entry.ref: entry for entry in made}
    if unknown := sorted(set(answers) - set(of)):
        raise InputError(
            f"The decisions name what is not on the worklist: {', '.join(unknown[:_NAMED])}. "
            f"On it are: {', '.join(of) or 'no entries'}."
        )
    if rejected := [ref for ref, answer in answers.items() if _is_rejected(answer, of[ref])]:
        lines = [f"  {ref}: choose one of {_choices(of[ref])}" for ref in rejected[:_NAMED]]
        more = [f"  ... and {len(rejected) - _NAMED} more."] if len(rejected) > _NAMED else []
        raise InputError(
            "\n".join(
                ["The decisions have outcomes that are not on the list. Nothing was written.", *lines, *more]
            )
        )


def _is_rejected(answer: Answer, entry: Entry) -> bool:
    return bool(answer.outcome) and entry.question.outcome(answer.outcome) is None


def _choices(entry: Entry) -> str:
    return ", ".join(f"'{one.name}'" for one in entry.question.outcomes)

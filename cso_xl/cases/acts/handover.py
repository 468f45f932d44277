"""Who has a case: somebody takes it, gives it to a colleague, or takes it over from one [X6]."""

from dataclasses import dataclass

from cso_xl.activity.line import fits
from cso_xl.cases.book import CaseBook
from cso_xl.cases.events import FORMS, EventKind
from cso_xl.cases.log.at_once import at_once
from cso_xl.cases.state.state import Case
from cso_xl.errors import CallError


class HeldError(CallError):
    """A colleague has the case that somebody wants to take."""


@dataclass(frozen=True)
class Receiver:
    """The account that is to have a case; `take_over` says that a third, who has it, knows."""

    account: str
    take_over: bool = False


@at_once
def take(book: CaseBook, reference: str, take_over: bool = False) -> Case:
    """Record that somebody takes a case: one that was handed on [X6], nobody's, or, with `take_over`, a colleague's.

    Raises CallError where they have it already or nothing of it is open, HeldError where a colleague has it.
    """
    case = _open(book, reference, "taken")
    _expect_free(book, case, reference, take_over)
    if case.handed_on:
        book.append([book.event(case, EventKind.TAKEN, rows=tuple(case.handed_on))])
        return book.case_of(reference)
    return _given(book, case, reference, book.user)


@at_once
def give(book: CaseBook, reference: str, to: Receiver) -> Case:
    """Record that a colleague has a case from now on; one that was handed on they take themselves [X6].

    Raises CallError where they have it already or nothing of it is open, HeldError where a third has it who may not
    know.
    """
    holder = to.account
    if not holder or not fits(FORMS["holder"], holder):
        raise CallError("What was typed is not the name of an account, such as jsmith042.")
    case = _open(book, reference, "given")
    if case.holder != holder:
        _expect_free(book, case, reference, to.take_over)
    return _given(book, case, reference, holder)


def _open(book: CaseBook, reference: str, what: str) -> Case:
    """The case, if something of it is open. Raises CallError."""
    case = book.case_of(reference)
    if not case.owed(book.clock):
        raise CallError(f"Nothing of {reference} is open, so there is nothing to be {what}.")
    return case


def _expect_free(book: CaseBook, case: Case, reference: str, take_over: bool) -> None:
    """Raise HeldError where somebody else has the case, who may not know what becomes of it."""
    if case.holder not in ("", book.user) and not take_over:
        raise HeldError(
            f"{reference} is with {case.holder}. Take it over only when you have asked them: --take-over."
        )


def _given(book: CaseBook, case: Case, reference: str, holder: str) -> Case:
    if case.holder == holder:
        raise CallError(f"{reference} is with {holder} already.")
    book.append([book.event(case, EventKind.GIVEN, rows=case.rows, holder=holder)])
    return book.case_of(reference)

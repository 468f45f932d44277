"""One numbered step of the guidelines: a small function, with the words that staff know it by.

Everything a person meets (command, button, training note, table in docs/) is made from the lists of steps.
"""

import inspect
from collections.abc import Callable
from dataclasses import dataclass

from cso_xl.procedures.work import Work


@dataclass(frozen=True)
class Step:
    """One numbered step of the guidelines.

    `id` is the guidelines' number, `also` further numbers that it carries out; `name` is the ribbon
    button's, which steps of several reports may share; `title` has the words staff know it by,
    `by_hand` how they did it, `why` the harm without it; a step that `files` a kind of copy leaves the
    workbook as it is; a step that `paints` changes only how the workbook looks; a step that `reads` looks into filed
    workbooks.
    """

    id: str
    name: str
    title: str
    by_hand: str
    why: str
    run: Callable[[Work], None]
    also: tuple[str, ...] = ()
    files: str = ""
    paints: bool = False
    reads: bool = False

    @property
    def does(self) -> str:
        """What the step does, from its function's docstring."""
        return " ".join((inspect.getdoc(self.run) or "").split())

    @property
    def ids(self) -> tuple[str, ...]:
        """All the guidelines' numbers that it carries out."""
        return (self.id, *self.also)


def step(
    id: str,
    title: str,
    *,
    by_hand: str,
    why: str,
    also: tuple[str, ...] = (),
    name: str = "",
    files: str = "",
    paints: bool = False,
    reads: bool = False,
) -> Callable[[Callable[[Work], None]], Step]:
    """Make a function a Step; its docstring says what it does, its name is the button's."""

    def made(run: Callable[[Work], None]) -> Step:
        return Step(id, name or run.__name__, title, by_hand, why, run, also, files, paints, reads)

    return made

"""What the address sharers' rows are compared with: each other's addresses, and what is on file of earlier weeks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from cso_xl.cells.columns import Column
from cso_xl.decisions.recognised import COMPARED, Copies, Recogniser, Terms
from cso_xl.errors import FileError
from cso_xl.procedures.work import Work

if TYPE_CHECKING:
    from cso_xl.addresses.comparing import Addresses
    from cso_xl.addresses.register import Register


@contextmanager
def addresses_of(work: Work) -> Iterator[Addresses]:
    """What compares addresses, by the unit's road register where there is one [A4]."""
    from cso_xl import addresses  # here: a press of another button does not wait for it

    with _road_register(work) as register:
        yield addresses.comparer(work.settings, register)


@contextmanager
def _road_register(work: Work) -> Iterator[Register | None]:
    """The unit's road register; without it fewer addresses are surely the same, and none is lost."""
    from cso_xl.addresses import register

    try:
        opened = register.from_settings(work.settings)
    except FileError as error:
        work.notices.append(f"{error} The addresses were compared without it.")
        opened = None
    with opened or nullcontext():
        yield opened


def recogniser(work: Work, addresses: Addresses, copies: Copies) -> Recogniser:
    """What tells the rows that were responded to in earlier weeks [C11]."""
    from cso_xl.addresses.comparing import Verdict

    def same_place(one: str, other: str) -> bool:
        return addresses.compare(one, other).verdict is Verdict.SAME

    return Recogniser(copies, same_place, Terms.of(work.settings, work.desk.date))


def not_compared(work: Work, wanted: Sequence[Column]) -> list[str]:
    """A notice where the report lacks a column by which an earlier outcome is told to hold still [C11]."""
    names, found = work.settings.columns(work.procedure.key), work.columns(wanted)
    lacks = [f"'{names[key][0]}'" for key in COMPARED if key not in found]
    if not lacks:
        return []
    return [
        f"The report has no column {' and no column '.join(lacks)}. Whoever has moved away and come back since an "
        "earlier outcome cannot be told without it, and is removed as recognised. Ask IAP for the column; if it only "
        "has another name, add that name to [columns] in settings.toml."
    ]

"""The means to compare the address sharers' rows: with each other's addresses, and with the files of earlier weeks."""

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
    """The comparer of addresses, by the unit's road register where there is one [A4]."""
    from cso_xl import addresses  # here: a press of another button does not wait for it

    with _road_register(work) as register:
        yield addresses.comparer(work.settings, register)


@contextmanager
def _road_register(work: Work) -> Iterator[Register | None]:
    """The unit's road register; without it fewer addresses count as surely the same, and no row is lost."""
    from cso_xl.addresses import register

    try:
        opened = register.from_settings(work.settings)
    except FileError as error:
        work.notices.append(f"{error} The addresses were compared without it.")
        opened = None
    with opened or nullcontext():
        yield opened


def recogniser(work: Work, addresses: Addresses, copies: Copies) -> Recogniser:
    """The recogniser of rows that were responded to in earlier weeks [C11]."""
    from cso_xl.addresses.comparing import Verdict

    def same_place(address: str, other: str) -> bool:
        return addresses.compare(address, other).verdict is Verdict.SAME

    return Recogniser(copies, same_place, Terms.of(work.settings, work.desk.date))


def not_compared(work: Work, wanted: Sequence[Column]) -> list[str]:
    """A notice where the report lacks a column that shows whether an earlier outcome still holds [C11]."""
    names, columns = work.settings.columns(work.procedure.key), work.columns(wanted)
    lacks = [f"'{names[key][0]}'" for key in COMPARED if key not in columns]
    if not lacks:
        return []
    return [
        f"The report has no column {' and no column '.join(lacks)}. Whoever has moved away and come back since an "
        "earlier outcome cannot be told without it, and is removed as recognised. Ask IAP for the column; if it only "
        "has another name, add that name to [columns] in settings.toml."
    ]

"""REPORT as an argument of a command: looked up when it is asked for, so that no other command waits for it."""

from collections.abc import Sequence
from functools import cached_property

import click


def names(with_worklist: bool = False) -> Sequence[str]:
    """The reports by their commands, or those of them that have a worklist."""
    from cso_xl.procedures import PROCEDURES

    return [name for name, one in PROCEDURES.items() if one.worklist or not with_worklist]


class ReportChoice(click.Choice[str]):
    """One of the reports, or of those that have a worklist."""

    def __init__(self, with_worklist: bool = False) -> None:
        self._with_worklist = with_worklist
        self.case_sensitive = True

    @cached_property
    def choices(self) -> Sequence[str]:  # type: ignore[override]
        """The names that can be meant."""
        return names(self._with_worklist)

"""REPORT as an argument of a command: the reports are loaded only when needed, so that no other command waits."""

from collections.abc import Sequence
from functools import cached_property

import click


def names(with_worklist: bool = False) -> Sequence[str]:
    """The reports by their commands, or those of them that have a worklist."""
    from cso_xl.procedures import PROCEDURES

    return [name for name, procedure in PROCEDURES.items() if procedure.worklist or not with_worklist]


class ReportChoice(click.Choice[str]):
    """One of the reports, or of those that have a worklist."""

    def __init__(self, with_worklist: bool = False) -> None:
        self._with_worklist = with_worklist
        self.case_sensitive = True

    @cached_property
    def choices(self) -> Sequence[str]:  # type: ignore[override]
        """The names of the reports."""
        return names(self._with_worklist)

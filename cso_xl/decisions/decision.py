"""The decision on one row of a report."""

import re
from dataclasses import dataclass, replace

_EVIDENCE = re.compile(r" \[[^\[\]]*\]")


@dataclass(frozen=True, slots=True)
class Decision:
    """A row's status and the reason for it; `row` is Excel's row number in the received file.

    The reason names nobody and no address, so that it may be shown anywhere. `whole_reason` adds in brackets what
    it rests on, and stands only beside the row's own cells.
    """

    row: int
    client_number: str
    status: str
    reason: str
    whole_reason: str = ""

    @property
    def on_the_sheet(self) -> str:
        """The reason as a person reads it beside the row."""
        return self.whole_reason or self.reason

    @property
    def rests_on_evidence(self) -> bool:
        """Whether the reason on the sheet ends with what it rests on, in brackets."""
        return self.on_the_sheet != self.reason and self.on_the_sheet.endswith("]")

    def adding(self, remark: str) -> "Decision":
        """The same decision with one more remark in its reason."""
        whole_reason = f"{self.whole_reason}; {remark}" if self.whole_reason else ""
        return replace(self, reason=f"{self.reason}; {remark}", whole_reason=whole_reason)


def beside_its_row(row: int, status: str, written: str) -> Decision:
    """A decision as it stands on a sheet; its `reason` leaves out what it rests on."""
    return Decision(row, "", status, _EVIDENCE.sub("", written), written)

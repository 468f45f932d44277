"""What becomes of one row of a report."""

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Decision:
    """A row's status and the reason for it; `row` is Excel's row number in the received file."""

    row: int
    client_number: str
    status: str
    reason: str

    def adding(self, remark: str) -> "Decision":
        """The same decision with one more remark in its reason."""
        return replace(self, reason=f"{self.reason}; {remark}")

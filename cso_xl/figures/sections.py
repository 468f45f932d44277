"""What is counted, section by section: each is a closed list, which holds nothing that a person typed."""

from cso_xl.figures.counting import Section
from cso_xl.procedures import PROCEDURES

NO_STATUS, OTHER_STATUS, OTHER_LEVEL = "No status", "Another status", "Other match level"
STATUSES = (
    *dict.fromkeys(status for procedure in PROCEDURES.values() for status in procedure.statuses),
    OTHER_LEVEL,
    OTHER_STATUS,
    NO_STATUS,
)
BANDS = {  # working days after the day of the report: the most in each band
    "Same day": 0, "1 working day": 1, "2 working days": 2, "3 to 5 days": 5, "6 to 10 days": 10,
}  # fmt: skip
LONGER = "More than 10 days"
HANDED_ON, UNDECIDED, ASKED_AGAIN = "Handed on", "Not decided", "Asked again in a later report"
IN_TIME, LATE, OVERDUE, NOT_DUE = "In time", "Late", "Overdue", "Not due yet"
WAITING, NOT_AWAITED = "Waiting", "No longer awaited"
DRAFTED, SENT, ANSWERED, WITHDRAWN = "Drafted", "Sent", "Answered", "Withdrawn unsent"

REPORTS = Section(
    "Reports",
    "Report",
    ("Filed",),
    "Reports that are filed, by the day of the report; one sent again counts again.",
)
ROWS = Section(
    "Rows",
    "Report",
    STATUSES,
    "Rows received, by the day of the report, with the status they have in the filed copy.",
)
REASONS = Section(
    "Rows removed",
    "Reason",
    ("Removed",),
    "Rows of the address report that were removed [A4], by the day of the report.",
)
DECISIONS = Section(
    "From report to decision", "Report", (*BANDS, LONGER, HANDED_ON, UNDECIDED, ASKED_AGAIN),
    "Questions of the worklists (an on list asks up to four of each client), by the day of the report: working days "
    "from it until every row was first decided, or decided anew after it was handed on.",
)  # fmt: skip
DUE = Section(
    "Decided in time", "Report", (IN_TIME, LATE, OVERDUE, NOT_DUE),
    "The same questions of reports that are to be decided within some days [L13], by the day of the report.",
)  # fmt: skip
NOTICES = Section(
    "Notices", "Recipient", (DRAFTED, SENT, ANSWERED, WITHDRAWN),
    "Notices, each on the day on which it was drafted, sent, answered or withdrawn: these do not add up.",
    add_up=False,
)  # fmt: skip
SENDING = Section(
    "From report to notice", "Recipient", (*BANDS, LONGER),
    "Notices sent, by the day they were sent: working days since the day of the report.",
)  # fmt: skip
ANSWERS = Section(
    "Answers in time", "Recipient", (IN_TIME, LATE, WAITING, OVERDUE, NOT_AWAITED),
    "Notices sent to whoever answers within a set time [X2], by the day they were sent, whenever the answer came.",
)  # fmt: skip
SECTIONS = (REPORTS, ROWS, REASONS, DECISIONS, DUE, NOTICES, SENDING, ANSWERS)


def band(working_days: int) -> str:
    """The band in which this many working days fall."""
    return next((name for name, most in BANDS.items() if working_days <= most), LONGER)

"""The names of all folders that are not in settings: our own in the records, and those of a practice week.

The folders of reports, copies and e-mails are in settings, [filing.*]; `names` makes paths of them.
"""

from pathlib import PurePosixPath

OURS = PurePosixPath(
    "Child Sex Offenders"
)  # the guidelines keep none of these; they stand beside the reports
ACTIVITY = OURS / "Activity"
CASES = OURS / "Cases"
CLAIMS = OURS / "Claims"  # the reports that are being worked now
FOLLOW_UPS = OURS / "Follow-ups"  # from before there was a case log
INDEX = OURS / "Index"  # files that can always be made again from the copies
TODAY = OURS / "Today"  # the page that shows what is open; made again whenever it is asked for
QUEUE = OURS / "Drafts"  # the list of all drafts that are to be sent; the drafts lie with their reports
DRAFTS = "Drafts"  # in the folder of each report
WITHDRAWN = "Withdrawn"  # in Drafts: those that are not to be sent any more [C5]
SENT = "Sent"  # in Drafts: those that were sent; the e-mails themselves are filed beside the report

WEEK_RECEIVED = "received"  # in the folder of a practice week: the e-mails
WEEK_RECORDS = "records"
WEEK_SETTINGS = "settings.toml"
WEEK_ABOUT = "README.md"

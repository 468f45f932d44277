"""The activity log: who did which step to which clients' rows, in a chain that shows every later change [X5].

One line per step, and each line's hash covers the hash of the line before. The head, which is the number and
hash of the last line, is kept apart from the log, so that a cut end or a log written anew shows too. The log
holds no name, address or date of birth: what it takes is digits, dates, hashes and words of the program's own.
"""

from cso_xl.activity.line import Done, Logged
from cso_xl.activity.links import LogFinding
from cso_xl.activity.log import ActivityLog

__all__ = ["Done", "Logged", "LogFinding", "ActivityLog"]

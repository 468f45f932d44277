"""People: their age on a day, and their names in file names [A9, D12, L12, A12]."""

import datetime as dt
import re

from cso_xl.cells import dates
from cso_xl.cells.text import squeeze

ADULT = 16  # years; the 16th birthday itself counts as 16 [A9]
OLDEST = 120  # years; an older date of birth is a stand-in for an unknown one, such as 01/01/1900


def age_on(born: dt.date, day: dt.date) -> int:
    """Age in whole years on a day; outside leap years, somebody born on 29 February has a birthday on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_child(born: str, day: dt.date) -> bool | None:
    """Whether somebody is under 16 on a day [A9].

    None when the date of birth is missing, ambiguous, later than the day or longer ago than anybody lives.
    """
    date = dates.parse(born)
    if date is None or date > day or age_on(date, day) > OLDEST:
        return None
    return age_on(date, day) < ADULT


def initials(first_names: str) -> str:
    """'JA' of 'John Andrew', 'MJĀ' of 'Mary-Jane Āwhina', 'A' of 'ʻAlisi'."""
    words = re.split(r"[\s-]+", squeeze(first_names))
    return "".join(next(filter(str.isalpha, word), "").upper() for word in words)


def surname_initials(surname: str, first_names: str) -> str:
    """'Smith JA', as filed e-mails are called [D12, L12, A12]."""
    return " ".join(filter(None, (squeeze(surname), initials(first_names))))

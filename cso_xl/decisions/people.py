"""People: how old they are on a day, and how a file name calls them [A9, D12, L12, A12]."""

import datetime as dt
import re

from cso_xl import dates
from cso_xl.text import squeeze

ADULT = 16  # years; the 16th birthday itself counts as 16 [A9]


def age_on(born: dt.date, day: dt.date) -> int:
    """Whole years on a day; who was born on 29 February turns on 1 March in other years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def is_child(born: str, day: dt.date) -> bool | None:
    """Whether somebody is under 16 on a day; None when the date of birth is missing, not plain or later [A9]."""
    date = dates.parse(born)
    return None if date is None or date > day else age_on(date, day) < ADULT


def initials(first_names: str) -> str:
    """'JA' of 'John Andrew', 'MJĀ' of 'Mary-Jane Āwhina'."""
    return "".join(
        word[0].upper() for word in re.split(r"[\s-]+", squeeze(first_names)) if word[:1].isalpha()
    )


def surname_initials(surname: str, first_names: str) -> str:
    """'Smith JA', as filed e-mails are called."""
    return " ".join(filter(None, (squeeze(surname), initials(first_names))))

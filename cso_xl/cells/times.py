"""Times that are allowed, as settings write them: '72 hours', '5 working days' [X2, C15]."""

import re

from cso_xl.errors import SettingsError

_FORM = re.compile(r"(?P<number>[1-9][0-9]{0,2}) (?P<working>working )?(?P<unit>hour|day)s?")


def parse(allowed: str) -> tuple[int, str]:
    """(72, 'hours') of '72 hours'; the unit is 'hours', 'days', 'working hours' or 'working days'.

    Raises SettingsError for any other form.
    """
    match = _FORM.fullmatch(" ".join(allowed.lower().split()))
    if match is None:
        raise SettingsError(
            f"'{allowed}' in [follow_ups] is not a time that can be counted. Write it like '72 hours', '2 days', "
            "'48 working hours' or '5 working days', with a number from 1 to 999."
        )
    return int(match["number"]), f"{match['working'] or ''}{match['unit']}s"

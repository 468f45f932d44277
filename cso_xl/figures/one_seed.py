"""One seed for one unit: two seeds would round the same figures in two ways, and two roundings give a count away.

The records know which seed it is by a mark from which nobody can tell the seed.
"""

import datetime as dt
import hashlib
import hmac
import json
from pathlib import Path

from cso_xl.cells import dates
from cso_xl.decisions.working_time import day_of
from cso_xl.errors import SettingsError
from cso_xl.files.publish import publish, read
from cso_xl.records.account import os_user
from cso_xl.records.own_folders import ACTIVITY

MARK = ACTIVITY / "Figures seed.json"


def expect(root: Path, seed: bytes, place: Path, now: dt.datetime) -> str:
    """Note the mark of the first seed with which figures of these records are released.

    Returns what is to be said of it then, '' ever after. Raises SettingsError for any other seed.
    """
    mark = hmac.digest(seed, b"mark of the seed", hashlib.sha256).hex()
    noted = {"mark": mark, "user": os_user(), "day": day_of(now).isoformat()}
    if publish(root / MARK, json.dumps(noted).encode()):
        return (
            f"The secret seed of the unit lies in {place}. Back it up, apart from the figures, and have every "
            "colleague who releases figures name it as seed under [figures] in settings."
        )
    first = json.loads(read(root / MARK))
    if first["mark"] == mark:
        return ""
    day = dates.in_full(dt.date.fromisoformat(first["day"]))
    raise SettingsError(
        f"Figures of these records were first released by {first['user']} on {day} with another seed than the one in "
        f"{place}. Two roundings of one count give it away. Name the unit's seed file, which they have, as seed under "
        "[figures] in settings; if it is lost, restore it from a backup."
    )

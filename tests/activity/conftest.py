"""An activity log, its second place and its heads."""

import pytest

from cso_xl.activity import ActivityLog
from cso_xl.activity.disk import FOLDER
from helpers.activity_log import HEAD, done


@pytest.fixture
def log(records, second):
    return ActivityLog(records, second)


@pytest.fixture
def path(records):
    return records / FOLDER / "Activity log.jsonl"


@pytest.fixture
def heads(records, second):
    return [records.parent / HEAD, second / HEAD]


@pytest.fixture
def twelve(log):
    """A log of twelve lines."""
    for number in range(1, 13):
        log.append(done(clients=(f"{number}", f"{number:09}"), counts={"kept": number}))
    return log

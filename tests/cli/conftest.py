"""What the tests of the command begin from."""

import pytest

from helpers.commands import run
from helpers.files import LAST_MASTER, WORKING, Week, filed_before, xlsx


@pytest.fixture
def working(tmp_path, records):
    """A week that has been run, the week before filed."""
    before = Week(4)
    before.set("address-sharer", 3, "Relationship", "changed since")
    filed_before(records, LAST_MASTER, xlsx(before.grids["address-sharer"]))
    week = Week()
    week.set("address-sharer", 7, "Sharer Address", "No Fixed Abode")
    assert run("address-sharer", week.write("address-sharer", tmp_path), records).exit_code == 0
    return records / WORKING

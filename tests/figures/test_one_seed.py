"""Figures of one unit are released with one seed: another one would round them in another way, and give counts away."""

import datetime as dt

import pytest

from cso_xl.errors import SettingsError
from cso_xl.figures import one_seed

DAY = dt.datetime(2025, 2, 6, 20, 0, tzinfo=dt.UTC)  # 7 February in New Zealand
OURS, OTHER = bytes(32), b"x" * 32


def test_the_first_seed_is_said_where_it_lies_and_to_be_kept_and_then_nothing_more(records, tmp_path):
    place = tmp_path / "figures seed.txt"
    assert one_seed.expect(records, OURS, place, DAY) == (
        f"The secret seed of the unit lies in {place}. Back it up, apart from the figures, and have every colleague "
        "who releases figures name it as seed under [figures] in settings."
    )
    assert one_seed.expect(records, OURS, place, DAY) == ""
    assert OURS.hex() not in (records / one_seed.MARK).read_text()


def test_a_colleagues_own_seed_is_refused_and_it_is_said_who_has_the_units(records, tmp_path, monkeypatch):
    monkeypatch.setattr(one_seed, "os_user", lambda: "mere")
    one_seed.expect(records, OURS, tmp_path / "hers.txt", DAY)
    before = (records / one_seed.MARK).read_bytes()
    monkeypatch.setattr(one_seed, "os_user", lambda: "tom")
    with pytest.raises(SettingsError) as refused:
        one_seed.expect(records, OTHER, tmp_path / "his.txt", DAY)
    assert str(refused.value) == (
        "Figures of these records were first released by mere on 07 February 2025 with another seed than the one in "
        f"{tmp_path / 'his.txt'}. Two roundings of one count give it away. Name the unit's seed file, which they have, "
        "as seed under [figures] in settings; if it is lost, restore it from a backup."
    )
    assert (records / one_seed.MARK).read_bytes() == before

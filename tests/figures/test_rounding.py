"""Rounding to base 3: never more than 2 away, the same each time, every sum by itself, the seed kept apart."""

import datetime as dt
import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cso_xl import settings as settings_
from cso_xl.errors import FileError, SettingsError
from cso_xl.figures.counting import ALL, Counted, Section, Span, lines
from cso_xl.figures.rounding import Rounding, seed

SECTION = Section("Notices", "Recipient", ("Sent", "Late"), "")
SPAN = Span(dt.date(2025, 1, 1), dt.date(2025, 3, 31))
SEED = bytes(32)
units = st.lists(st.text(max_size=8), unique=True, max_size=40)
seeds = st.binary(min_size=32, max_size=32)
items = st.lists(
    st.tuples(
        st.sampled_from(["CPS", "OT", "SCM"]), st.sampled_from(SECTION.what), st.dates(SPAN.first, SPAN.last)
    ),
    max_size=60,
).map(lambda found: [Counted(SECTION, *one, f"unit {at}") for at, one in enumerate(found)])


@given(units, seeds)
def test_a_multiple_of_3_less_than_3_away(counted, secret):
    rounded = Rounding(secret)(counted)
    assert (rounded % 3, abs(rounded - len(counted)) < 3, rounded >= 0) == (0, True, True)
    assert len(counted) % 3 or rounded == len(counted)


@given(units, seeds, st.randoms())
def test_the_same_things_are_rounded_the_same_in_any_order(counted, secret, random):
    shuffled = random.sample(counted, len(counted))
    assert Rounding(secret)(counted) == Rounding(secret)(shuffled)


@pytest.mark.parametrize(("count", "up"), [(1, 1 / 3), (2, 2 / 3), (4, 1 / 3), (5, 2 / 3)])
def test_the_nearer_multiple_twice_in_three_times(count, up):
    rounded = [Rounding(SEED)([f"{at} {one}" for one in range(count)]) for at in range(4_000)]
    assert set(rounded) == {count // 3 * 3, count // 3 * 3 + 3}
    assert abs(sum(one > count for one in rounded) / 4_000 - up) < 0.03
    assert abs(sum(rounded) / 4_000 - count) < 0.1  # neither too many nor too few, in the long run


def test_another_seed_rounds_otherwise():
    cells = [[f"{at}"] for at in range(60)]
    assert [Rounding(SEED)(one) for one in cells] != [Rounding(b"1" * 32)(one) for one in cells]


def counted(found, count=len, span=SPAN):
    return {
        (line.of, line.what, period): number
        for line in lines(found, [SECTION], span, count)
        for period, number in line.counts.items()
    }


@given(items, seeds)
def test_every_cell_and_every_sum_is_rounded_by_itself_from_what_is_true(found, secret):
    true, rounded = counted(found), counted(found, Rounding(secret))
    assert all(number % 3 == 0 and abs(number - true[key]) < 3 for key, number in rounded.items())
    assert all(number < 3 for key, number in true.items() if key not in rounded)


@given(items)
def test_a_sum_is_what_it_is_the_sum_of(found):
    true = counted(found)
    whole = {key[:2]: number for key, number in true.items() if key[2] == SPAN.whole}
    assert whole.get((ALL, ALL), 0) == len(found)
    for of, what in whole:
        if ALL not in (of, what):
            months = [true[of, what, period] for period in SPAN.of_kind("month")]
            assert sum(months) == whole[of, what]


def test_who_asks_for_other_days_learns_nothing_more_of_the_same_things():
    found = [Counted(SECTION, "CPS", "Sent", dt.date(2025, 2, 12), f"{at}") for at in range(4)]
    numbers = {
        number
        for days in range(40)
        for number in counted(
            found, Rounding(SEED), Span(SPAN.first + dt.timedelta(days), SPAN.last)
        ).values()
        if number
    }
    assert len(numbers) == 1


# The seed


def test_the_seed_is_made_once_beside_the_settings_for_nobody_else(settings, records):
    made = seed(settings, [records])
    file = settings_.user_file().with_name("figures seed.txt")
    assert (len(made), made.hex(), seed(settings, [records])) == (32, file.read_text().strip(), made)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def with_seed(tmp_path, place):
    file = tmp_path / "own.toml"
    file.write_text(f"[figures]\nseed = '{place}'\n")
    return settings_.load(file)


def test_the_seed_may_lie_where_settings_say(tmp_path, records):
    place = tmp_path / "unit" / "seed.txt"
    assert seed(with_seed(tmp_path, place), [records]).hex() == place.read_text().strip()


def test_the_seed_is_never_in_the_records_or_beside_the_table(tmp_path, records):
    place = records / "seed.txt"
    with pytest.raises(SettingsError) as refused:
        seed(with_seed(tmp_path, place), [records])
    assert str(refused.value) == (
        f"The seed of rounded figures lies in {records}, where the records or the figures are: who has both can undo "
        "the rounding. Name another place as seed under [figures], or write the figures elsewhere."
    )
    assert not place.exists()


def test_a_file_without_a_seed_is_never_replaced(tmp_path, records):
    place = tmp_path / "seed.txt"
    place.write_text("lost")
    with pytest.raises(FileError) as refused:
        seed(with_seed(tmp_path, place), [records])
    assert str(refused.value) == (
        f"{place} does not hold a seed for rounding. With another one the same figures would be rounded otherwise: "
        "restore the file from a backup, or take it away if no figures were released yet."
    )
    assert place.read_text() == "lost"

"""People: ages on a day, and how a file name calls somebody [A9, D12, L12, A12]."""

import datetime as dt

import pytest

from cso_xl.decisions.people import age_on, initials, is_child, surname_initials

DAY = dt.date(2025, 1, 20)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ((2009, 1, 20), (2025, 1, 20), 16),
        ((2009, 1, 21), (2025, 1, 20), 15),
        ((2025, 1, 20), (2025, 1, 20), 0),
        ((2024, 12, 31), (2025, 1, 1), 0),
        ((2008, 2, 29), (2024, 2, 28), 15),
        ((2008, 2, 29), (2024, 2, 29), 16),
        ((2008, 2, 29), (2025, 2, 28), 16),
        ((2008, 2, 29), (2025, 3, 1), 17),
    ],
)
def test_age_in_whole_years(born, day, age):
    assert age_on(dt.date(*born), dt.date(*day)) == age


@pytest.mark.parametrize(
    ("born", "child"),
    [
        ("21/01/2009", True),
        ("20/01/2009", False),  # the 16th birthday itself
        ("19/01/2009", False),
        ("21JAN2009", True),
        ("2009-01-20 00:00:00", False),
        (" 21/01/2009 ", True),
        ("20/01/2025", True),  # born on the day
        ("20/01/1905", False),  # 120 years old
    ],
)
def test_a_child_is_under_16_on_the_day_of_the_report(born, child):
    assert is_child(born, DAY) is child


@pytest.mark.parametrize(
    "born",
    [
        "", " ", "unknown", "2009", "01/2009", "31/02/2009", "39833", "09/01/20", "about 20/01/2009",
        "21/01/2025", "20/01/2125", "19/01/1904", "01/01/1900", "01/01/0001",
    ],
)  # fmt: skip
def test_who_has_no_plain_date_of_birth_is_neither_child_nor_adult(born):
    assert is_child(born, DAY) is None


@pytest.mark.parametrize(
    ("first_names", "expected"),
    [
        ("John", "J"),
        ("John Andrew", "JA"),
        ("john  andrew ", "JA"),
        ("Mary-Jane Āwhina", "MJĀ"),
        ("Mary\N{NON-BREAKING HYPHEN}Jane", "MJ"),
        ("A\N{COMBINING MACRON}whina", "Ā"),
        ("āwhina", "Ā"),
        ("D'Arcy", "D"),
        ("\N{MODIFIER LETTER TURNED COMMA}Alisi Mele", "AM"),
        ("'Ana", "A"),
        ("(Jack) Andrew", "JA"),
        ("J. A.", "JA"),
        ("John\N{NO-BREAK SPACE}Andrew", "JA"),
        ("Mary- Jane", "MJ"),
        ("", ""),
        (" - ", ""),
        ("?", ""),
    ],
)
def test_initials(first_names, expected):
    assert initials(first_names) == expected


@pytest.mark.parametrize(
    ("surname", "first_names", "expected"),
    [
        ("Smith", "John Andrew", "Smith JA"),
        (" Smith ", "", "Smith"),
        ("", "John", "J"),
        ("", "", ""),
        ("O'Brien-Ngāti", "Āwhina", "O'Brien-Ngāti Ā"),
        ("van  der Berg", "Piet", "van der Berg P"),
    ],
)
def test_surname_and_initials(surname, first_names, expected):
    assert surname_initials(surname, first_names) == expected

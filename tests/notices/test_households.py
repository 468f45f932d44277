"""Who of a household is a child, and how a file name calls somebody [A9, D12]."""

import pytest

from cso_xl.cells.dates import parse
from cso_xl.decisions import people
from cso_xl.notices import fields

DAY = parse("13/01/2025")


@pytest.mark.parametrize(
    ("born", "child"),
    [
        ("14/01/2009", True),
        ("13/01/2009", False),  # the 16th birthday itself
        ("12/01/2009", False),
        ("2009-01-14", True),
        ("29/02/2008", False),
        ("13/01/2025", True),
        ("14/01/2025", None),  # not born yet: a mistake
        ("", None),
        ("about 2010", None),
        ("31/02/2015", None),
    ],
)
def test_A9_who_is_a_child_on_the_day(born, child):
    assert people.is_child(born, DAY) is child


def household(*born, tag="01/12/2024", start="05/01/2025"):
    return [
        {
            "cso_client_number": "1", "cso_address": "12 Kauri Road", "cso_tag_date": tag,
            "cso_address_start": "01/01/2020", "sharer_address_start": start, "sharer_surname": "Weka",
            "sharer_first_names": name, "sharer_date_of_birth": date,
        }
        for name, date in zip("ABC", born, strict=False)
    ]  # fmt: skip


def test_A9_children_others_and_the_unknown_stand_apart():
    found = fields.of_household(household("14/01/2009", "13/01/2009", ""), DAY)
    assert found["children"] == "- A Weka, born 14/01/2009, 15 years old, at this address since 05/01/2025"
    assert found["family_and_others"] == (
        "- B Weka, born 13/01/2009, 16 years old (please note: exactly 16), at this address since 05/01/2025"
    )
    assert found["unknown_age"] == "- C Weka, date of birth not known, at this address since 05/01/2025"


@pytest.mark.parametrize(
    ("tag", "start", "expected"),
    [
        ("01/12/2024", "05/01/2025", "05/01/2025"),
        ("06/01/2025", "05/01/2025", "06/01/2025"),
        ("", "05/01/2025", ""),
        ("01/12/2024", "soon", ""),
    ],
)
def test_A9_the_later_date_counts(tag, start, expected):
    assert fields.date_of_change(household("14/01/2009", tag=tag, start=start)) == expected


@pytest.mark.parametrize(
    ("surname", "first_names", "expected"),
    [
        ("Smith", "John Andrew", "Smith JA"),
        ("Ō'Kauri", "Mary-Jane Āwhina", "Ō'Kauri MJĀ"),
        ("Weka", "", "Weka"),
        ("", "Mere", "M"),
    ],
)
def test_D12_surname_and_initials(surname, first_names, expected):
    assert people.surname_initials(surname, first_names) == expected

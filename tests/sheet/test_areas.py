"""Areas of cells."""

import pytest

from cso_xl.sheet.areas import Area


@pytest.mark.parametrize(
    ("ref", "area"),
    [
        ("A2:P120", Area(2, 1, 120, 16)),
        ("$A$2:$P$120", Area(2, 1, 120, 16)),
        ("$AP$7", Area(7, 42, 7, 42)),
        ("B:D", Area(1, 2, 1_048_576, 4)),
        ("$2:$9", Area(2, 1, 9, 16_384)),
    ],
)
def test_an_area_by_its_address(ref, area):
    assert Area.of(ref) == area


@pytest.mark.parametrize("ref", ["a1", "Sheet1!A1", "A1:B2:C3", "#REF!"])
def test_what_is_no_area(ref):
    with pytest.raises(ValueError):
        Area.of(ref)


def test_an_area_in_words():
    area = Area(2, 1, 120, 16)
    assert (area.ref, area.short, area.fixed) == ("A2:P120", "A2:P120", "$A$2:$P$120")
    assert Area(7, 42, 7, 42).short == "AP7"

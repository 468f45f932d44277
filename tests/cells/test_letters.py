"""Columns by their letters."""

import pytest
from openpyxl.utils import column_index_from_string, get_column_letter

from cso_xl.cells.letters import letters_of, number_of


def test_every_column_that_excel_has():
    columns = range(1, 16_385)
    assert [letters_of(column) for column in columns] == [get_column_letter(column) for column in columns]
    assert [number_of(letters_of(column)) for column in columns] == list(columns)
    assert (letters_of(16_384), number_of("ap")) == ("XFD", 42)


@pytest.mark.parametrize("text", ["", "1", "A1", "ABCD", "Ā", " A"])
def test_what_is_no_column(text):
    with pytest.raises(ValueError, match="not a column's letters"):
        number_of(text)
    with pytest.raises(ValueError):
        column_index_from_string(text)

"""Columns by Excel's letters: 1 is A, 27 is AA."""

from functools import cache

_MOST = 3  # letters: Excel's last column is XFD


@cache
def letters_of(column: int) -> str:
    """'AP' of 42."""
    letters = ""
    while column > 0:
        column, letter = divmod(column - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


@cache
def number_of(letters: str) -> int:
    """42 of 'AP', in capitals or small letters. Raises ValueError for anything but one to three letters."""
    number = 0
    for letter in letters.upper():
        if not "A" <= letter <= "Z":
            raise ValueError("not a column's letters")
        number = number * 26 + ord(letter) - ord("A") + 1
    if not 0 < len(letters) <= _MOST:
        raise ValueError("not a column's letters")
    return number

"""The list of all attacks, by name."""

from collections.abc import Callable

ATTACKS: dict[str, Callable[[], tuple[str, bytes]]] = {}


def attack(make):
    """Put an attack on the list."""
    ATTACKS[make.__name__] = make
    return make

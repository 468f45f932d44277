"""The room that says whether two New Zealand addresses are one place, may be, or are not [A4]."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cso_xl.addresses.comparing import Addresses
    from cso_xl.addresses.placing import Roads
    from cso_xl.settings import Settings

__all__ = ["comparer"]


def comparer(settings: "Settings", register: "Roads | None" = None) -> "Addresses":
    """The comparer of addresses, by the words in settings, and by a road register where one is given."""
    from cso_xl.addresses.comparing import Addresses
    from cso_xl.addresses.words import Words

    return Addresses(Words.of(settings), register)

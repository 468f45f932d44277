"""The daily diffs of a practice week: every change in the guidelines, and one that is not in them."""

from cso_xl.practice.matches import Rows
from cso_xl.practice.people import People

CHANGES = (  # What Has Changed, Value Previously, Value Current
    ("Secured/Locked status changed", "Not locked", "Locked"),
    ("Deleted SALS", "SALS client", ""),
    ("Change SHA end-date", "31/01/2025", "28/02/2025"),
    ("Deleted TRACE", "TRACE debtor", ""),
    ("Delete SHA", "Waitlist", ""),
    ("Address Change", "12 Kauri Road Rotorua", "8 Rimu Street Taupō"),
    ("Deleted SWIFTT", "Service Code JSS Status – Cancelled", ""),
    ("Deleted SWIFTT", "Service Code JSS Status – Cancelled", "Service Code CSC Status – ACTV"),
    ("Added SWIFTT", "", "Service Code SLP Status – Registered"),
    ("Added SWIFTT", "", "Service Code JSS Status – Current"),
    ("Change Status SWIFTT", "Current", "Expired medical certificate"),
    ("Change Status SWIFTT", "Current", "Suspended in prison"),
    ("Change Status SWIFTT", "Suspended", "Current"),
    ("Change Status SWIFTT", "Current", "Cancelled"),
    ("Change Status SWIFTT", "Current", "Suspended failed to reapply"),
    ("Change Status SWIFTT", "Current", "Under review"),
    ("Dependent contact changed", "No partner", "Partner included"),
    ("Caregiver Indicator changed", "N", "Y"),
    ("Added SHA", "", "Waitlist from 10/01/2025"),
    ("Client added to list", "", "Added 11/01/2025"),
    ("Alias name details changed", "", "Alias: Moa, Sam"),
    ("Telephone number changed", "Mobile", "Mobile and landline"),  # not in the guidelines
)


def invent(people: People, rows: int, clients: list[str]) -> Rows:
    """So many changes, but never fewer than CHANGES, of some of these client numbers."""
    changes = [*CHANGES, *people.rng.choices(CHANGES, k=max(rows - len(CHANGES), 0))]
    numbers = people.rng.choices(clients, k=len(changes))
    return [[what, number, before, now] for (what, before, now), number in zip(changes, numbers, strict=True)]

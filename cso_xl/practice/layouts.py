"""The headings of the practice reports, in order.

The guidelines show Match Level (A), CSO Client Number (B), the client on the MSD system (N, O, Q),
the status in AP of cso_daily, the four columns of the diffs and the two addresses of the sharers;
the other headings are chosen so that the files are whole.
"""

import datetime as dt

from cso_xl.cells.dates import MONTHS

ON_LIST = (
    "Match Level", "CSO Client Number", "Corrections Reference", "Corrections Surname",
    "Corrections Given Names", "Corrections Alias Surname", "Corrections Alias Given Names",
    "Corrections Date of Birth", "Corrections Gender", "Corrections Address Line 1",
    "Corrections Address Line 2", "Corrections Town", "Main Reporting Centre",
    "Surname on MSD System", "Given Names on MSD System", "Alias on MSD System",
    "Date of Birth on MSD System", "Gender on MSD System", "MSD Address Line 1", "MSD Address Line 2",
    "MSD Suburb", "MSD Town", "MSD Postcode", "Source System", "Service Code", "Benefit Type",
    "Service Centre", "Service Centre Email", "Partner Client Number", "Dependent Children",
    "Youngest Child Date of Birth", "Housing Status", "Housing Address", "Youth Service", "Deceased",
    "Special Caution Date", "Record Locked", "Last Contact Date", "Match Run Date", "Match Comment",
)  # fmt: skip
CSO_DAILY = (*ON_LIST, "Benefit Start Date", "SWIFTT Status")
OFF_LIST = (
    "Match Level", "CSO Client Number", "Surname on MSD System", "Given Names on MSD System",
    "Date of Birth on MSD System", "Corrections Reference", "Conditions End Date", "Service Centre",
)  # fmt: skip
DAILY_DIFFS = ("What Has Changed", "Client Number", "Value Previously", "Value Current")
SHARERS = (
    "CSO Client Number", "CSO Surname", "CSO First Names", "CSO Date of Birth", "CSO Tag Date",
    "CSO Address", "CSO Address Start Date", "Service Centre", "Sharer Client Number", "Sharer Surname",
    "Sharer First Names", "Sharer Date of Birth", "Relationship", "Sharer Address",
    "Sharer Address Start Date", "Region",
)  # fmt: skip
SYNTHETIC = "Synthetic data"  # the Match Comment of every row


def ddmmmyyyy(date: dt.date) -> str:
    """'13JAN2025', whatever the machine's language."""
    return f"{date.day:02}{MONTHS[date.month - 1][:3].upper()}{date.year}"

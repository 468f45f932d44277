"""What staff are told to do about a file that is refused, and what a screen may take."""

from cso_xl.errors import InputError
from cso_xl.intake.screen import screen

MEMORY = 64 << 20  # bytes beside the file itself

TO_DO = {
    "in one": "Nothing in it was opened. Ask the sender for it as one ZIP.",
    "reports only": (
        "Nothing in it was opened. Ask the sender for a ZIP with the reports themselves, and nothing else."
    ),
    "damaged": "It may have been cut short or damaged: save it from the e-mail again, or ask the sender for it again.",
    "text": (
        "If it holds the rows of the report, give it the name .csv and use that; else save it from the e-mail again."
    ),
    "too much": "No report is like that, so nothing in it was opened. Ask the sender for the report again.",
    "values alone": (
        "Excel keeps that where rows were fetched from elsewhere, and a report needs none of it: nothing in it was "
        "opened. Ask the sender for a CSV, or for a workbook with the values alone."
    ),
    "harm": (
        "A report holds nothing of the kind, so nothing in it was opened. Do not open it yourself: "
        "ask the sender what they sent, and tell your trainer."
    ),
    "save as": (
        "Open it in Excel, save it as .xlsx and use that copy; if it does not open, ask the sender for it again."
    ),
    "open in Outlook": (
        "Open the e-mail in Outlook, save the files attached to it in a folder and use those."
    ),
    "save the one": "Open the e-mail in Outlook, save the one that is meant in a folder and use that.",
    "pack again": (
        "Nothing in it was opened. Ask the sender to pack it with Windows, or with 7-Zip as ZIP with AES-256."
    ),
}


def is_refused(name, data, words=""):
    try:
        screen(name, data)
    except InputError as error:
        assert words in str(error), str(error)
        return True
    return False

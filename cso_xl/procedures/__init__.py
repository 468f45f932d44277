"""The guidelines, report by report, as lists of steps."""

from cso_xl.procedures import address_sharer, daily_diffs, off_list, on_list, youth_service
from cso_xl.procedures.procedure import Procedure

PROCEDURES: dict[str, Procedure] = {
    module.PROCEDURE.name: module.PROCEDURE
    for module in (daily_diffs, on_list, off_list, address_sharer, youth_service)
}
BY_KEY = {procedure.key: procedure for procedure in PROCEDURES.values()}
BESIDE = {  # the cases that no report asks for
    "corrections": "E-mails from Corrections",  # the questions put to them [X2, X3]
    "matches": "Return to Corrections",
}


def title(key: str) -> str:
    """The words for a report, or for the cases beside the reports."""
    return BY_KEY[key].title if key in BY_KEY else BESIDE[key]

"""The guidelines, report by report, as lists of steps."""

from cso_xl.procedures import address_sharer, daily_diffs, off_list, on_list, youth_service
from cso_xl.procedures.procedure import Procedure

PROCEDURES: dict[str, Procedure] = {
    module.PROCEDURE.name: module.PROCEDURE
    for module in (daily_diffs, on_list, off_list, address_sharer, youth_service)
}
BY_KEY = {procedure.key: procedure for procedure in PROCEDURES.values()}
BESIDE = {  # what cases there are of that no report asks for
    "corrections": "E-mails from Corrections",  # what is asked of them [X2, X3]
    "matches": "Return to Corrections",
}


def title(key: str) -> str:
    """What a report, or what stands beside them, is called."""
    return BY_KEY[key].title if key in BY_KEY else BESIDE[key]

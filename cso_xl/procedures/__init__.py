"""The guidelines, report by report, as lists of steps."""

from cso_xl.procedures import address_sharer, daily_diffs, off_list, on_list, youth_service
from cso_xl.procedures.procedure import Procedure

PROCEDURES: dict[str, Procedure] = {
    module.PROCEDURE.name: module.PROCEDURE
    for module in (daily_diffs, on_list, off_list, address_sharer, youth_service)
}
BY_KEY = {procedure.key: procedure for procedure in PROCEDURES.values()}

"""The topmost report of the ZIP, with which others are compared: who gets a benefit now [L3]."""

from cso_xl.cells.columns import CellKind, Column, Records, faults, locate, records
from cso_xl.decisions import on_list
from cso_xl.errors import Fault, InputError
from cso_xl.intake.datamatch import CSO_DAILY
from cso_xl.procedures.work import Work

COLUMNS = (Column("client_number", CellKind.CLIENT_NUMBER), Column("status"))
_OTHERS = (Column("client_number", CellKind.CLIENT_NUMBER_OR_EMPTY),)  # rows that are not Current


def read(work: Work) -> Records:
    """cso_daily's client numbers and statuses, checked.

    Raises InputError when the status column holds none of the known words, or a client number is wrong.
    """
    if work.daily is None:
        work.daily = _checked(work)
    return work.daily


def _checked(work: Work) -> Records:
    table = work.desk.cso_daily()
    places = locate(table.file, table.headings, COLUMNS, work.settings.columns(CSO_DAILY))
    daily = records(table.rows, places, table.excel_rows)
    words = on_list.StatusWords.of(work.settings)
    status_heading = table.headings[places["status"]]
    if not any(
        status.strip() and words.is_known(status)
        for status in {record["status"] for record in daily.values()}
    ):
        raise InputError(
            f"{table.file}: column '{status_heading}' does not hold benefit statuses: none of its cells reads "
            f"{', '.join((words.current, *words.others))}. Set [columns.cso_daily] status in settings.toml to the "
            "heading or letter of the column that does.",
            [Fault("holds no known status", column=status_heading)],
        )
    headings = {"client_number": table.headings[places["client_number"]]}
    current = on_list.current_clients(daily, words)
    others = {row: record for row, record in daily.items() if row not in current}
    wrong = []
    for rows, columns in ((current, COLUMNS), (others, _OTHERS)):
        numbers = {"client_number": [record["client_number"] for record in rows.values()]}
        wrong += faults(list(rows), numbers, columns, headings)
    if wrong:
        raise InputError.of_faults(table.file, wrong, "Nothing was written. Ask IAP for a corrected report.")
    return daily

"""A report that was sent again for the same day: whom its rows are about [C12]."""

from collections.abc import Hashable

from cso_xl.cells.columns import Record, client_key, locate, records
from cso_xl.cells.text import heading_key
from cso_xl.decisions import recognised
from cso_xl.decisions.sent_again import Issue
from cso_xl.intake.tables import Table
from cso_xl.procedures.procedure import Procedure
from cso_xl.procedures.sheet.beside import COMMENT
from cso_xl.settings import Settings


def issue_of(procedure: Procedure, table: Table, settings: Settings) -> Issue:
    """A received table, each row with whom it is about. Raises InputError when columns are missing."""
    places = locate(table.file, table.headings, procedure.columns, settings.columns(procedure.key))
    by_row = records(table.rows, places, table.excel_rows)
    own = [at for at, heading in enumerate(table.headings) if heading != COMMENT]  # staff type there [O2]
    return Issue(
        [table.headings[at] for at in own],
        {row: [cells[at] for at in own] for row, cells in zip(table.excel_rows, table.rows, strict=True)},
        {row: _about(record) for row, record in by_row.items()},
    )


def _about(record: Record) -> Hashable | None:
    """The client with the sharer, or with the change; None where that is not known."""
    if "cso_client_number" in record:
        pair = recognised.pair(record)
        return pair if all(pair) else None
    client = client_key(record["client_number"])
    return (client, heading_key(record.get("what_has_changed", ""))) if client else None

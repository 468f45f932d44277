"""The button 'Find a client': the one selected, or asked for, in every report and week, in a workbook of its own."""

import datetime as dt
from collections.abc import Iterator, Sequence

import xlwings as xw

from cso_xl.cells.columns import CLIENT_NUMBER, CellKind, client_key, client_numbers
from cso_xl.cells.columns import find as find_columns
from cso_xl.desk import client, client_lines
from cso_xl.desk.client_lines import IndentedLine
from cso_xl.errors import Cancelled, CsoError
from cso_xl.excel import dialogs
from cso_xl.excel.patience import quiet, saying
from cso_xl.excel.session import Session
from cso_xl.procedures.remark import Remark
from cso_xl.sheet import excel_only
from cso_xl.sheet.live_sheet import LiveSheet
from cso_xl.sheet.xlwings_engine import LiveBook

_DOING = "Find a client"
_QUESTION = "Which client? The row that is selected names none."
_NO_NUMBER = "A client number has 1 to 9 digits."
_OWN_HEADING = "Client Number"  # on the sheet Worklist
_WIDTH = 120  # of the column, in characters


def find_client(excel: Session) -> list[str]:
    """Show all that is on file about a client; that somebody looked is in the activity log [X5].

    Raises Cancelled when no number is given.
    """
    number = next(_selected(excel), "") or _typed_number()
    with saying(excel.app, _DOING):
        on_file = client.find(excel.sources.office, number, dt.datetime.now(dt.UTC))
    headline = client_lines.headline(on_file)
    with quiet(excel.app, _DOING):
        book = _shown(
            excel, f"Client {on_file.number}", [IndentedLine(headline, 0), *client_lines.of_all(on_file)]
        )
    excel_only.needs_no_saving(book)
    return [Remark(headline), *on_file.notices]


def _selected(excel: Session) -> Iterator[str]:
    """The numbers on the selected row of a report or one of our sheets, the one in the selected cell first."""
    selected = excel.app.selection
    try:
        columns = excel.report.procedure.columns
    except CsoError:  # no report is in front
        return
    values = LiveSheet(selected.sheet, excel.settings).values() if selected else []
    if not (selected and 1 < selected.row <= len(values)):
        return
    aliases = excel.settings.columns(excel.report.procedure.key)
    of_clients = [
        aliases[column.key]
        for column in columns
        if column.kind in (CellKind.CLIENT_NUMBER, CellKind.CLIENT_NUMBER_OR_EMPTY)
    ]
    places = [at for names in (*of_clients, [_OWN_HEADING]) for at in find_columns(values[0], names)]
    places.sort(key=lambda at: at != selected.column - 1)
    yield from client_numbers(values[selected.row - 1][at] for at in places)


def _typed_number() -> str:
    typed = dialogs.ask_texts(
        _QUESTION, ["Client number"], lambda texts: "" if _is_number(*texts) else _NO_NUMBER
    )
    if typed is None:
        raise Cancelled("No number was typed.")
    return "".join(typed[0].split())


def _is_number(text: str) -> bool:
    digits = "".join(text.split())  # CMS shows it in groups
    return bool(CLIENT_NUMBER.fullmatch(digits) and client_key(digits))


def _shown(excel: Session, title: str, lines: Sequence[IndentedLine]) -> xw.Book:
    """A new workbook with lines, and links to what they name."""
    rows = [[f"{'    ' * line.depth}{line.text}"] for line in lines]
    book = LiveBook.new(excel.app, excel.settings, title, rows, dict).book
    sheet, root = book.sheets[0], excel.sources.office.records.root
    sheet.range("A1").column_width = _WIDTH
    sheet.range("A1").expand("down").wrap_text = True
    for row, line in enumerate(lines, 1):
        if not line.depth:
            sheet.range((row, 1)).font.bold = True
        if line.to:
            sheet.range((row, 1)).add_hyperlink(str(root / line.to), rows[row - 1][0])
    return book

"""What the drop-downs of an open worklist offer, as LibreOffice works it out for each question on each line."""

from cso_xl.cases.worklist.layout import WorklistLayout
from helpers.libreoffice.com import Box

_SCRATCH = 60  # a column that nothing uses
_CALC = 0  # com.sun.star.sheet.AddressConvention


def layout(sheet):
    return WorklistLayout.of(sheet.used_range.options(ndim=2, empty="").value[0])


def cell(sheet, ref, heading="Outcome"):
    """The cell of an open worklist on the line of an entry that stands there by itself."""
    rows = sheet.used_range.options(ndim=2, empty="").value
    row = next(number for number, line in enumerate(rows, 1) if line[0] == ref)
    return sheet.range((row, rows[0].index(heading) + 1))


def asked(sheet):
    """By line (Excel's row) and heading of the outcome, what is asked there."""
    rows, of = sheet.used_range.options(ndim=2, empty="").value, layout(sheet)
    return {
        (row, slot.outcome): question
        for row, line in enumerate(rows[1:], 2)
        for slot in of.slots
        if (question := line[of.at(slot.asks)])
    }


def offered(sheet):
    """By line and heading of the outcome, what its drop-down lists; nothing for a cell without one."""
    lists = {}
    for row, heading in asked(sheet):
        cell = _cell(sheet, row, layout(sheet).at(heading) + 1)
        lists[row, heading] = _listed(sheet, row, heading) if cell.Validation.Type.value == "LIST" else []
    return lists


def expected(book):
    """By line and heading: the outcomes that the sheet 'Outcomes' has for the question."""
    listed = book.sheets["Outcomes"].used_range.options(ndim=2).value[1:]
    return {
        place: [outcome for question, outcome, *_ in listed if question == wanted]
        for place, wanted in asked(book.sheets["Worklist"]).items()
    }


def offered_name(sheet, row):
    """What the drop-down under Client Name lists on a line."""
    return _listed(sheet, row, "Client Name")


def source(sheet, row=2, heading="Outcome"):
    """The formula of a line's drop-down, as LibreOffice writes it for its cell."""
    cell = _cell(sheet, row, layout(sheet).at(heading) + 1)
    parser = sheet.book.impl.doc.createInstance("com.sun.star.sheet.FormulaParser")
    parser.CompileEnglish, parser.FormulaConvention = True, _CALC
    validation = cell.Validation
    tokens = parser.parseFormula(validation.getFormula1(), validation.getSourcePosition())
    return parser.printFormula(tokens, cell.CellAddress)


def _listed(sheet, row, heading):
    scratch = _cell(sheet, row, _SCRATCH)
    scratch.setFormula(f'=TEXTJOIN("|";0;{source(sheet, row, heading)})')
    listed = scratch.String.split("|")
    scratch.clearContents(127)
    return listed


def _cell(sheet, row, column):
    return sheet.impl.cells_of(Box(row, column, row, column)).getCellByPosition(0, 0)

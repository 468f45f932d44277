"""What the drop-downs of an open worklist offer, as LibreOffice works it out for each line."""

from cso_xl.procedures.worklist import HEADINGS
from helpers.libreoffice.com import Box

_OUTCOME = HEADINGS.index("Outcome") + 1
_SCRATCH = 60  # a column that nothing uses
_CALC = 0  # com.sun.star.sheet.AddressConvention


def offered(sheet):
    """By line (Excel's row): what its drop-down lists; nothing for a cell without one."""
    found = {}
    for row in range(2, sheet.used_range.last_cell.row + 1):
        cell = _cell(sheet, row, _OUTCOME)
        found[row] = _listed(sheet, cell, row) if cell.Validation.Type.value == "LIST" else []
    return found


def expected(book):
    """By line: the outcomes that the sheet 'Outcomes' has for its question."""
    listed = book.sheets["Outcomes"].used_range.options(ndim=2).value[1:]
    lines = book.sheets["Worklist"].used_range.options(ndim=2).value[1:]
    question = HEADINGS.index("Question")
    return {
        row: [outcome for asked, outcome, *_ in listed if asked == line[question]]
        for row, line in enumerate(lines, 2)
    }


def source(sheet, row=2):
    """The formula of a line's drop-down, as LibreOffice writes it for its cell."""
    cell = _cell(sheet, row, _OUTCOME)
    parser = sheet.book.impl.doc.createInstance("com.sun.star.sheet.FormulaParser")
    parser.CompileEnglish, parser.FormulaConvention = True, _CALC
    validation = cell.Validation
    tokens = parser.parseFormula(validation.getFormula1(), validation.getSourcePosition())
    return parser.printFormula(tokens, cell.CellAddress)


def _listed(sheet, cell, row):
    scratch = _cell(sheet, row, _SCRATCH)
    scratch.setFormula(f'=TEXTJOIN("|";0;{source(sheet, row)})')
    listed = scratch.String.split("|")
    scratch.clearContents(127)
    return listed


def _cell(sheet, row, column):
    return sheet.impl.cells_of(Box(row, column, row, column)).getCellByPosition(0, 0)

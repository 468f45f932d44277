"""openpyxl's reader for values only, with shared strings as they stand in the file."""

# mypy: disable-error-code="attr-defined, no-untyped-call, union-attr"
# (the type stubs of openpyxl leave out what a reader needs)

import io

from openpyxl import Workbook
from openpyxl.cell.text import Text
from openpyxl.reader.excel import ExcelReader
from openpyxl.xml.constants import SHARED_STRINGS, SHEET_MAIN_NS
from openpyxl.xml.functions import iterparse


class _Reader(ExcelReader):
    def read_strings(self) -> None:
        """Read the shared strings; openpyxl's own way undoes half of their escapes."""
        part = self.package.find(SHARED_STRINGS)
        if part is not None:
            with self.archive.open(part.PartName[1:]) as source:
                for _, node in iterparse(source):
                    if node.tag == f"{{{SHEET_MAIN_NS}}}si":
                        self.shared_strings.append(Text.from_tree(node).content)
                        node.clear()


def open_values(data: bytes) -> Workbook:
    """A workbook to be read once, row by row: values, no formulas."""
    reader = _Reader(io.BytesIO(data), read_only=True, data_only=True)
    reader.read()
    return reader.wb

"""Workbooks read from their XML by nothing but Python's own parser: the tests' own eyes."""

import re
import zipfile
from xml.etree import ElementTree as ET

from openpyxl.utils import get_column_letter


def part(path, name):
    with zipfile.ZipFile(path) as package:
        return package.read(name)


def parts(path):
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def unescaped(text):
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


def trimmed(grid):
    """Without the empty cells at the end of rows and the empty rows at the end."""
    rows = [list(row) for row in grid]
    for row in rows:
        while row and not row[-1]:
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def text(cell, strings):
    if cell.get("t") == "s":
        return strings[int(cell.find(f"{MAIN}v").text)]
    return unescaped("".join(piece.text or "" for piece in cell.iter(f"{MAIN}t")))


def plain(path):
    """Every sheet's cells, read from the XML by nothing but Python's own parser."""
    strings = [
        unescaped("".join(piece.text or "" for piece in entry.iter(f"{MAIN}t")))
        for entry in ET.fromstring(part(path, "xl/sharedStrings.xml"))
    ]
    names = [sheet.get("name") for sheet in ET.fromstring(part(path, "xl/workbook.xml")).iter(f"{MAIN}sheet")]
    grids = {}
    for number, name in enumerate(names, 1):
        grids[name] = grid = []
        for row in ET.fromstring(part(path, f"xl/worksheets/sheet{number}.xml")).iter(f"{MAIN}row"):
            assert int(row.get("r")) == len(grid) + 1
            cells = {cell.get("r"): cell for cell in row}
            assert all(cell.get("t") in ("s", "inlineStr") for cell in row if len(cell))
            letters = [get_column_letter(column) for column in range(1, 61)]
            grid.append(
                [
                    text(cells[place], strings)
                    if (place := f"{letter}{row.get('r')}") in cells and len(cells[place])
                    else ""
                    for letter in letters
                ]
            )
    return {name: trimmed(grid) for name, grid in grids.items()}

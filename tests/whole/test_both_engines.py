"""The procedures on both engines: button by button in a spreadsheet program, and without one.

The open workbook and the headless one are compared part by part, the filed copies byte for byte.
"""

import io
import re
import zipfile

import pytest
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from cso_xl.desk import headless
from cso_xl.desk.office import Office
from cso_xl.intake.passwords import Passwords
from cso_xl.practice.week import Sizes, Week
from cso_xl.procedures import PROCEDURES
from helpers.files import PASSWORD, saved
from helpers.libreoffice.outline import split

WEEKS = [Week(), Week(sizes=Sizes(on_list=60, cso_daily=40, daily_diffs=40, off_list=9, sharers=90), seed=7)]


@pytest.fixture(params=WEEKS, ids=["practice week", "another week"])
def two_weeks(request, tmp_path):
    return request.param.write(tmp_path / "week"), request.param.write(tmp_path / "again")


def source(files, report):
    return files.address_report if report == "address-sharer" else files.datamatch


def headlessly(files, report, settings):
    """Filed copies by name, worked without Excel."""
    office = Office.at(files.records, settings, Passwords(settings, lambda prompt: PASSWORD))
    result = headless.run(report, source(files, report), office)
    return {one.path: (files.records / one.path).read_bytes() for one in result.filed}


@pytest.mark.parametrize("report", PROCEDURES)
def test_the_same_workbook_is_filed_and_open(report, two_weeks, settings, excel, tmp_path):
    pressed, alone = two_weeks
    excel.use_records(pressed.records)
    expected = headlessly(alone, report, settings)
    said = excel.open(report, source(pressed, report))
    assert not said or (report == "youth-service" and said[0].startswith("Listed: "))
    for step in PROCEDURES[report].steps[1:]:
        excel.press(step.name)
    for path, data in expected.items():
        filed = (pressed.records / path).read_bytes()
        if path.suffix == ".eml":
            continue  # the workbook that it carries is compared
        if "Master" in path.name:
            assert filed == saved(source(pressed, report), tmp_path).read_bytes()
        else:
            assert different(filed, data) == {}
            assert parts(filed) == parts(data)
    workbooks = [data for path, data in expected.items() if path.suffix != ".eml"]
    excel.book.save(tmp_path / "open.xlsx")
    assert different((tmp_path / "open.xlsx").read_bytes(), workbooks[-1], frozen(excel.book)) == {}


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name).replace(b"&#13;", b"") for name in package.namelist()}


def frozen(book):
    """By sheet, the first cell that moves, as the window shows it: LibreOffice saves it with another sheet."""
    view, found = book.impl.doc.CurrentController, {}
    front = view.ActiveSheet
    for sheet in book.sheets:
        sheet.activate()
        columns, rows = split(view)
        found[sheet.name] = f"{get_column_letter(columns + 1)}{rows + 1}"
    view.setActiveSheet(front)
    return found


def different(data, expected, frozen_in_window=None):
    """Where two workbooks differ, by sheet and part: (found, expected)."""
    found, wanted = sheets(data), sheets(expected)
    for name, first in (frozen_in_window or {}).items():
        found[name]["frozen"] = first
    assert list(found) == list(wanted)
    return {
        (sheet, part, at): (here.get(at), there.get(at))
        for sheet in found
        for part, here, there in (
            (part, as_dict(found[sheet][part]), as_dict(wanted[sheet][part])) for part in found[sheet]
        )
        for at in {**here, **there}
        if here.get(at) != there.get(at)
    }


def as_dict(part):
    return part if isinstance(part, dict) else {"": part}


def sheets(data):
    """All that a person sees of a workbook, by sheet."""
    return {sheet.title: seen(sheet) for sheet in load_workbook(io.BytesIO(data)).worksheets}


def seen(sheet):
    cells = {
        cell.coordinate: look(cell) for row in sheet.iter_rows() for cell in row if cell.value or filled(cell)
    }
    return {
        "cells": cells,
        "hidden rows": {number for number, row in sheet.row_dimensions.items() if row.hidden},
        "hidden columns": columns(sheet, "hidden"),
        "grouped columns": columns(sheet, "outlineLevel"),
        "widths": widths(sheet),
        "frozen": sheet.freeze_panes,
        "filter": (
            sheet.auto_filter.ref,
            {column.colId: values(column) for column in sheet.auto_filter.filterColumn},
        ),
        "rules": [
            (
                str(area.sqref),
                [rule.type for rule in rules],
                rgb(rules[0].dxf.fill.bgColor),
                rgb(rules[0].dxf.font.color),
            )
            for area, rules in sheet.conditional_formatting._cf_rules.items()
        ],
        "drop-downs": {
            at: (re.sub("[$']", "", one.formula1), one.prompt or "", bool(one.showErrorMessage))
            for one in sheet.data_validations.dataValidation
            for area in one.sqref.ranges
            for at in area.cells
        },
        "notes": {
            cell.coordinate: cell.comment.text for row in sheet.iter_rows() for cell in row if cell.comment
        },
    }


def look(cell):
    font = cell.font
    return (
        None if cell.value is None else cell.value.replace("\r\n", "\n"),
        cell.data_type if cell.value else None,
        rgb(cell.fill.fgColor) if filled(cell) else None,
        (font.name, font.sz, bool(font.b)) if cell.value else None,
        cell.number_format[-1:] if cell.value else None,
        (cell.alignment.wrap_text, cell.alignment.vertical) if cell.value else None,
    )


def filled(cell):
    return cell.fill.fill_type == "solid"


def rgb(colour):
    return colour.rgb[-6:]


def values(column):
    """What a column's arrow is set to; of one value Excel and LibreOffice make a comparison."""
    if column.filters is not None:
        return set(column.filters.filter)
    return {one.val for one in column.customFilters.customFilter}


def columns(sheet, what):
    spans = [one for one in sheet.column_dimensions.values() if getattr(one, what)]
    return {at for one in spans for at in range(one.min, min(one.max, sheet.max_column) + 1)}


def widths(sheet):
    spans = [one for one in sheet.column_dimensions.values() if one.width and not one.hidden]
    headed = {cell.column for cell in sheet[1] if cell.value}
    return {at: round(one.width) for one in spans for at in range(one.min, one.max + 1) if at in headed}

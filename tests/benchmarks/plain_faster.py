"""The second yardstick: the reports of `plain` read with python-calamine and written with XlsxWriter.

What a colleague would write who has looked for the fastest libraries: the decisions are those of `plain`, the sheets
have the same text, hidden rows and columns, and rules. `pip install python-calamine XlsxWriter`.

    python plain_faster.py on-list ZIP OUT
    python plain_faster.py address-sharer XLSX PREVIOUS OUT
"""

import datetime as dt
import io
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
import plain
import xlsxwriter
from plain import CLASSIFICATION, GAP, LEVELS, NEEDED, date_in, read_member
from python_calamine import CalamineWorkbook
from xlsxwriter.worksheet import Worksheet


def read_report(workbook: Path, columns: int | None = None) -> pd.DataFrame:
    """The first sheet, its first `columns` columns, every cell as text and dates as DD/MM/YYYY."""
    data = io.BytesIO(workbook.read_bytes())
    if not data.getvalue().startswith(b"PK"):
        import msoffcrypto

        office, data = msoffcrypto.OfficeFile(data), io.BytesIO()
        office.load_key(password=plain.PASSWORD)
        office.decrypt(data)
        data.seek(0)
    headings, *rows = CalamineWorkbook.from_filelike(data).get_sheet_by_index(0).to_python()
    cells = [[as_text(value) for value in row[:columns]] for row in rows]
    return pd.DataFrame(cells, columns=headings[:columns], dtype=object)


def as_text(value: object) -> str:
    """A cell as staff see it; calamine gives every number as a float."""
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value).removesuffix(".0")


class Report:
    """A workbook in the making: text cells, the look of a report, the Duplicate Values rule."""

    def __init__(self, path: Path) -> None:
        self.book = xlsxwriter.Workbook(path)
        look = {"num_format": "@", "valign": "top", "text_wrap": True}
        self.text = self.book.add_format(look)
        self.heading = self.book.add_format(look | {"bold": True, "bg_color": "#D9E1F2"})
        self.red = self.book.add_format({"font_color": "#9C0006", "bg_color": "#FFC7CE"})

    def sheet(self, title: str, *tables: tuple[int, pd.DataFrame], hidden: Sequence[str] = ()) -> Worksheet:
        """A new sheet with tables in it, each from its column (from 0) on; formatted."""
        sheet = self.book.add_worksheet(title)
        width = height = 0
        for left, table in tables:
            self._put(sheet, left, table, hidden)
            width, height = max(width, left + len(table.columns)), max(height, len(table))
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, height, width - 1)
        sheet.repeat_rows(0)
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f"&C{CLASSIFICATION}")
        sheet.set_footer(f"&C{CLASSIFICATION}")
        return sheet

    def _put(self, sheet: Worksheet, left: int, table: pd.DataFrame, hidden: Sequence[str]) -> None:
        for column, (heading, texts) in enumerate(table.items(), left):
            sheet.write_string(0, column, heading, self.heading)
            for row, text in enumerate(texts, 1):
                if text:
                    sheet.write_string(row, column, text, self.text)
            longest = max(map(len, [heading, *texts[:2000]]))
            sheet.set_column(
                column, column, min(max(longest + 2, 8), 42), None, {"hidden": heading in hidden}
            )

    def highlight(self, sheet: Worksheet, areas: str) -> None:
        """Excel's Duplicate Values rule."""
        first = areas.split()[0]
        sheet.conditional_format(first, {"type": "duplicate", "format": self.red, "multi_range": areas})


def on_list(zip_file: Path, out: Path) -> None:
    """Filter, hide, paste the Current clients, highlight and say which rows to process [L]."""
    table, daily = read_member(zip_file, "on_list_daily"), read_member(zip_file, "daily")
    current = daily.loc[daily["SWIFTT Status"] == "Current", "CSO Client Number"]
    width = len(table.columns)
    decided = table.assign(**plain.who_is_current(table, daily))
    due = (date_in(zip_file) + dt.timedelta(days=2)).strftime("%d/%m/%Y")
    decided["Due"] = decided["Status"].isin(["Process", "Check"]).map({True: due, False: ""})

    report = Report(out / f"{date_in(zip_file):%Y%m%d} On List.xlsx")
    ours = decided[["Status", "Reason", "Due"]]
    hidden = [heading for heading in table.columns if heading not in NEEDED]
    tables = ((0, table), (width + 1, current.to_frame()), (width + 2, ours))
    sheet = report.sheet("On List", *tables, hidden=hidden)
    sheet.autofilter(0, 0, len(table), width + 4)
    sheet.filter_column_list(table.columns.get_loc("Match Level"), list(LEVELS))
    for row, level in enumerate(table["Match Level"], 1):
        if level not in LEVELS:
            sheet.set_row(row, None, None, {"hidden": True})
    last = xlsxwriter.utility.xl_rowcol_to_cell(max(len(table), len(current)), width + 1)
    report.highlight(sheet, f"A1:{last}")
    report.book.close()


def address_sharer(workbook: Path, previous: Path, out: Path) -> None:
    """Master, Filtered and Working Copy: remove, compare with last week, highlight [A]."""
    plain.read_report = read_report
    table = read_report(workbook)
    last_master = max(previous.glob("* Master Copy *.xlsx"))
    last, last_day = read_report(last_master), date_in(last_master)
    name = f"{date_in(workbook):%Y%m%d} {{}} Copy CSOs Living With Children.xlsx"
    shutil.copyfile(workbook, out / name.format("Master"))

    verdicts = plain.households(table, plain.outcomes(previous))
    gone = pd.Series([status == "Removed" for status, _ in verdicts])
    table["Status"], table["Reason"] = zip(*verdicts, strict=True)
    removed, kept = table[gone], table[~gone].reset_index(drop=True)
    own = list(last.columns)
    removed = removed[["Reason", *own]]
    removed.insert(0, "Row in Master", (removed.index + 2).astype(str))

    end = xlsxwriter.utility.xl_rowcol_to_cell(len(kept), len(own) - 1)
    filtered = Report(out / name.format("Filtered"))
    sheet = filtered.sheet("CSOs Living With Children", (0, kept.assign(Comment="")[[*own, *GAP]]))
    filtered.highlight(sheet, f"A1:{end}")
    filtered.sheet("Removed", (0, removed))
    filtered.book.close()

    kept = plain.since_last_week(kept, last, last_day)
    working, left = Report(out / name.format("Working")), len(own) + len(GAP)
    sheet = working.sheet(
        "CSOs Living With Children", (0, kept.assign(Comment="")[[*own, *GAP]]), (left, last)
    )
    beside = xlsxwriter.utility.xl_range(1, left, len(last), left + len(own) - 1)
    working.highlight(sheet, f"A2:{end} {beside}")
    working.sheet("Removed", (0, removed))
    working.book.close()


if __name__ == "__main__":
    work = {"on-list": on_list, "address-sharer": address_sharer}
    work[sys.argv[1]](*map(Path, sys.argv[2:]))

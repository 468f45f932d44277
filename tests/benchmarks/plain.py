"""The yardstick: the same reports as a plain pandas, openpyxl and pyzipper script.

What a colleague who knows these libraries would write in an afternoon: the same values, hidden rows
and columns, rules and fills in the copies, but no settings, no checks of what comes in, no messages
and nothing that notices a lost row. It knows the layouts of the practice week only.

    python plain.py on-list ZIP OUT
    python plain.py daily-diffs ZIP OUT
    python plain.py address-sharer XLSX PREVIOUS OUT

PREVIOUS is the folder with last week's Master Copy and Processed Copy; the password is in
CSO_XL_PASSWORD.
"""

import datetime as dt
import difflib
import io
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

import pandas as pd
from openpyxl import Workbook
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

PASSWORD = os.environ.get("CSO_XL_PASSWORD", "")
CLASSIFICATION = "IN-CONFIDENCE"
GAP = ["Status", "Reason", "Comment"]
WHO = ["CSO Client Number", "Sharer Client Number"]
NEEDED = [
    "Match Level", "CSO Client Number", "Surname on MSD System", "Given Names on MSD System",
    "Date of Birth on MSD System",
]  # fmt: skip
LEVELS = ("1", "2")
KNOWN = ("Suspended", "Expired", "Cancelled", "Registered", "")
NO_ACTION = (
    "Secured/Locked status changed", "Deleted SALS", "Change SHA end-date", "Deleted TRACE", "Delete SHA",
)  # fmt: skip
ACTIONS = {
    "Address Change": "D3: tell CPS of the change of address",
    "Deleted SWIFTT": "D4: look up whether the client has or had a benefit",
    "Added SWIFTT": "D5: look up whether a Special Cautions note is in place",
    "Dependent contact changed": "D7: check Relationships in CMS for a new partner",
    "Caregiver Indicator changed": "D7: check Relationships in CMS for a new child",
    "Added SHA": "D8: check the Social Housing case for children under 16",
    "Client added to list": "D8: look up whether a Special Cautions note is in place",
    "Alias name details changed": "D8: tell CPS of the alias",
}
SHORT = {
    "rd": "road", "st": "street", "ave": "avenue", "dr": "drive", "pl": "place", "cres": "crescent",
    "ln": "lane", "tce": "terrace", "ct": "court", "gr": "grove", "pde": "parade", "hwy": "highway",
}  # fmt: skip
LODGING = re.compile(
    r"\b(no fixed abode|nfa|holiday park|caravan park|motel)s?\b(?! (?:road|street|lane|drive))"
)


# Reading


def read_member(zip_file: Path, name: str) -> pd.DataFrame:
    """One CSV of the datamatch ZIP; `name` is what stands before the date."""
    import pyzipper

    with pyzipper.AESZipFile(zip_file) as archive:
        archive.setpassword(PASSWORD.encode())
        member = next(one for one in archive.namelist() if re.match(rf"css?o_{name}_\d", one))
        data = archive.read(member)
    return pd.read_csv(io.BytesIO(data), dtype=str, keep_default_na=False, encoding="utf-8-sig")


def read_report(workbook: Path, columns: int | None = None) -> pd.DataFrame:
    """The first sheet, its first `columns` columns, every cell as text and dates as DD/MM/YYYY."""
    data = io.BytesIO(workbook.read_bytes())
    if not data.getvalue().startswith(b"PK"):
        import msoffcrypto

        office, data = msoffcrypto.OfficeFile(data), io.BytesIO()
        office.load_key(password=PASSWORD)
        office.decrypt(data)
    wanted = range(columns) if columns else None
    table = pd.read_excel(data, dtype=object, keep_default_na=False, usecols=wanted)
    return table.map(as_text)


def as_text(value: object) -> str:
    """A cell as staff see it."""
    return f"{value:%d/%m/%Y}" if isinstance(value, dt.date) else str(value)


# Writing


class Report:
    """A workbook in the making: text cells, the look of a report, the Duplicate Values rule."""

    def __init__(self) -> None:
        self.book = Workbook()
        self.book.remove(self.book.worksheets[0])
        wrapped = Alignment(vertical="top", wrap_text=True)
        self.book.add_named_style(NamedStyle("Report text", number_format="@", alignment=wrapped))
        self.book.add_named_style(
            NamedStyle(
                "Report heading",
                number_format="@",
                alignment=wrapped,
                font=Font(bold=True),
                fill=PatternFill("solid", fgColor="D9E1F2"),
            )
        )

    def sheet(self, title: str, table: pd.DataFrame) -> Worksheet:
        """A new sheet with a table in it, formatted."""
        sheet = self.book.create_sheet(title)
        put(sheet, 1, table)
        sheet.freeze_panes = "A2"
        sheet.auto_filter.ref = sheet.dimensions
        sheet.print_title_rows = "1:1"
        sheet.page_setup.orientation = "landscape"
        sheet.page_setup.paperSize = "9"  # A4
        sheet.page_setup.fitToHeight = 0
        sheet.sheet_properties.pageSetUpPr.fitToPage = True
        sheet.oddHeader.center.text = sheet.oddFooter.center.text = CLASSIFICATION
        return sheet

    def save(self, path: Path) -> None:
        """Write the workbook."""
        for sheet in self.book.worksheets:
            fit_widths(sheet)
        self.book.save(path)


def put(sheet: Worksheet, left: int, table: pd.DataFrame) -> None:
    """Write a table with its headings in row 1, from column `left` on, every cell as text."""
    for number, row in enumerate([list(table.columns), *table.itertuples(index=False)], 1):
        for column, text in enumerate(row, left):
            if text:
                cell = sheet.cell(number, column, text)
                cell.style = "Report heading" if number == 1 else "Report text"
                cell.data_type = "s"
                if text[0] in "=+-@":
                    cell.quotePrefix = True


def fit_widths(sheet: Worksheet) -> None:
    """Columns as wide as the longest text in them, within reason."""
    for column in sheet.iter_cols(max_row=2000):
        longest = max(len(cell.value or "") for cell in column)
        sheet.column_dimensions[get_column_letter(column[0].column)].width = min(max(longest + 2, 8), 42)


def highlight(sheet: Worksheet, areas: str) -> None:
    """Excel's Duplicate Values rule."""
    style = DifferentialStyle(font=Font(color="9C0006"), fill=PatternFill(bgColor="FFC7CE"))
    sheet.conditional_formatting.add(areas, Rule(type="duplicateValues", dxf=style))


# On list


def on_list(zip_file: Path, out: Path) -> None:
    """Filter, hide, paste the Current clients, highlight and say which rows to process [L]."""
    table, daily = read_member(zip_file, "on_list_daily"), read_member(zip_file, "daily")
    current = daily.loc[daily["SWIFTT Status"] == "Current", "CSO Client Number"]
    width = len(table.columns)
    decided = table.assign(**who_is_current(table, daily))
    due = (date_in(zip_file) + dt.timedelta(days=2)).strftime("%d/%m/%Y")
    decided["Due"] = decided["Status"].isin(["Process", "Check"]).map({True: due, False: ""})

    report = Report()
    sheet = report.sheet("On List", table)
    put(sheet, width + 2, current.to_frame())
    put(sheet, width + 3, decided[["Status", "Reason", "Due"]])
    sheet.auto_filter.ref = f"A1:{get_column_letter(width + 5)}{len(table) + 1}"
    level = table.columns.get_loc("Match Level")
    sheet.auto_filter.add_filter_column(level, list(LEVELS))
    for number, text in enumerate(table["Match Level"], 2):
        if text not in LEVELS:
            sheet.row_dimensions[number].hidden = True
    for number, heading in enumerate(table.columns, 1):
        if heading not in NEEDED:
            sheet.column_dimensions[get_column_letter(number)].hidden = True
    highlight(sheet, f"A1:{get_column_letter(width + 2)}{max(len(table), len(current)) + 1}")
    report.save(out / f"{date_in(zip_file):%Y%m%d} On List.xlsx")


def who_is_current(table: pd.DataFrame, daily: pd.DataFrame) -> dict[str, list[str]]:
    """Status and Reason of each row of the on list [L5, L10]."""
    rows = daily.assign(
        key=daily["CSO Client Number"].str.strip().str.lstrip("0"),
        row=range(2, len(daily) + 2),
        rank=(daily["SWIFTT Status"] != "Current").astype(int),
    )
    rows = rows.sort_values(["rank", "row"]).drop_duplicates("key")
    found = {key: (status, row) for key, status, row in rows[["key", "SWIFTT Status", "row"]].values}
    keys = table["CSO Client Number"].str.strip().str.lstrip("0")
    again = keys.duplicated(keep=False)
    person = table.groupby(NEEDED[2:])["CSO Client Number"].transform("nunique") > 1
    whole = (table[NEEDED[2:]] != "").all(axis=1)
    statuses, reasons = [], []
    for key, level, twice, twin in zip(keys, table["Match Level"], again, person & whole, strict=True):
        benefit, row = found.get(key, (None, 0))
        if level not in LEVELS:
            status, reason = f"Match level {level}", "only match levels 1 and 2 are worked"
        elif benefit is None:
            status, reason = "Not current", "not in cso_daily"
        elif benefit == "Current":
            status, reason = "Process", f"Current in cso_daily, row {row}"
        elif benefit in KNOWN:
            status, reason = "Not current", f"{benefit or 'no status'} in cso_daily, row {row}"
        else:
            status, reason = "Check", f"cso_daily, row {row}, has an unknown status"
        if status == "Not current" and twice:
            reason += "; still red, the number is in the on list more than once"
        if twin:
            reason += "; may be the same person under two client numbers: STP DIU process"
            status = "Check" if status == "Not current" else status
        statuses.append(status)
        reasons.append(reason)
    return {"Status": statuses, "Reason": reasons}


# Daily diffs


def daily_diffs(zip_file: Path, out: Path) -> None:
    """Say what each row asks for, and fill the no-action rows red [D]."""
    table = read_member(zip_file, "daily_diffs")
    decided = [what_to_do(*row) for row in table.itertuples(index=False)]
    table["Status"] = [status for status, _ in decided]
    table["Reason"] = [reason for _, reason in decided]
    report = Report()
    sheet = report.sheet("Daily Diffs", table)
    red = PatternFill("solid", fgColor="FF0000")
    for number, what in enumerate(table["What Has Changed"], 2):
        if what in NO_ACTION:
            for column in range(1, len(table.columns) + 1):
                sheet.cell(number, column).fill = red
    report.save(out / f"{date_in(zip_file):%Y%m%d} Daily Diffs.xlsx")


def what_to_do(what: str, number: str, before: str, now: str) -> tuple[str, str]:
    """Status and Reason of one change."""
    if what in NO_ACTION:
        return "NFA", f"D2: {what}: no further action"
    if "ACTV" in f"{what} {number} {before} {now}":
        return "NFA", "D1: 'ACTV' is in the row"
    if re.fullmatch(r"Service Code \S+ Status [-–] Current", now):
        return "NFA", "D1: Value Current reads 'Service Code xx Status – Current'"
    if what == "Change Status SWIFTT":
        return new_status(before.lower(), now.lower())
    if what in ACTIONS:
        return "Action", ACTIONS[what]
    return "Check", "D10: this change is not in the guidelines"


def new_status(before: str, now: str) -> tuple[str, str]:
    """Status and Reason of a changed benefit status [D6]."""
    if "cancelled" in now:
        return "NFA", "D6: cancelled: no further action required"
    if "current" in now and ("suspended" in before or "expired" in before):
        return "NFA", "D6: from suspended or expired to current"
    if "suspended" in now and "in prison" in now or "expired" in now and "medical certificate" in now:
        return "NFA", "D6: no further action"
    if "suspended" in now or "expired" in now:
        return "Action", "D6: tell CPS of the change in benefit status"
    return "Check", "D6: Value Current names no known status"


# Address sharer


def address_sharer(workbook: Path, previous: Path, out: Path) -> None:
    """Master, Filtered and Working Copy: remove, compare with last week, highlight [A]."""
    table = read_report(workbook)
    last_master = max(previous.glob("* Master Copy *.xlsx"))
    last, last_day = read_report(last_master), date_in(last_master)
    name = f"{date_in(workbook):%Y%m%d} {{}} Copy CSOs Living With Children.xlsx"
    shutil.copyfile(workbook, out / name.format("Master"))

    verdicts = households(table, outcomes(previous))
    gone = pd.Series([status == "Removed" for status, _ in verdicts])
    table["Status"] = [status for status, _ in verdicts]
    table["Reason"] = [reason for _, reason in verdicts]
    removed, kept = table[gone], table[~gone].reset_index(drop=True)
    own = list(last.columns)
    removed = removed[["Reason", *own]]
    removed.insert(0, "Row in Master", (removed.index + 2).astype(str))
    area = f"A1:{get_column_letter(len(own))}{{}}"

    filtered = Report()
    sheet = filtered.sheet("CSOs Living With Children", kept.assign(Comment="")[[*own, *GAP]])
    highlight(sheet, area.format(len(kept) + 1))
    filtered.sheet("Removed", removed)
    filtered.save(out / name.format("Filtered"))

    kept = since_last_week(kept, last, last_day)
    working = Report()
    sheet = working.sheet("CSOs Living With Children", kept.assign(Comment="")[[*own, *GAP]])
    left = len(own) + len(GAP) + 1
    put(sheet, left, last)
    first, final = get_column_letter(left), get_column_letter(left + len(own) - 1)
    mine = area.format(len(kept) + 1).replace("A1", "A2")
    highlight(sheet, f"{mine} {first}2:{final}{len(last) + 1}")
    working.sheet("Removed", removed)
    working.save(out / name.format("Working"))


def outcomes(previous: Path) -> dict[Sequence[str], str]:
    """The comments of last week's Processed Copy, which stand right of its 16 columns."""
    done = read_report(max(previous.glob("* Processed Copy *.xlsx")), 17)
    comments = done.iloc[:, 16]
    keys = done[[*WHO, "CSO Address", "Sharer Address"]].itertuples(index=False, name=None)
    return {key: comment for key, comment in zip(keys, comments, strict=True) if comment}


def households(table: pd.DataFrame, known: dict[Sequence[str], str]) -> list[tuple[str, str]]:
    """For each row Removed, Check address or nothing yet, with the reason [A4]."""
    found = []
    for row in table[[*WHO, "CSO Address", "Sharer Address"]].itertuples(index=False, name=None):
        status, reason = one_household(*row[2:])
        if status != "Removed" and row[1] and row in known:
            status, reason = "Removed", f"recognised: {known[row]}"
        found.append((status, reason))
    return found


def one_household(one: str, other: str) -> tuple[str, str]:
    """Whether two addresses are one household, in a simple way: numbers, then likeness."""
    first, second = simple(one), simple(other)
    for text in (first, second):
        if lodging := LODGING.search(text):
            return "Removed", lodging[1]
    if not first or not second or "unknown" in (first, second):
        return "Check address", "an address is missing"
    if first == second:
        return "", ""
    numbers, others = (re.findall(r"\d+", text) for text in (first, second))
    if numbers and others and not set(numbers) & set(others):
        return "Removed", "the numbers differ"
    if difflib.SequenceMatcher(None, first, second).ratio() < 0.6:
        return "Removed", "the streets differ"
    return "Check address", "nearly the same"


def simple(address: str) -> str:
    """An address in small letters, without macrons, punctuation and postcode, its words in full."""
    decomposed = unicodedata.normalize("NFD", address.lower())
    plain = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    words = re.sub(r"[^\w/ ]", " ", re.sub(r"\b\d{4}$", "", plain)).split()
    return " ".join(SHORT.get(word, word) for word in words)


def since_last_week(kept: pd.DataFrame, last: pd.DataFrame, day: dt.date) -> pd.DataFrame:
    """The Status of each kept row: Seen, Check address, Changed or New [A7]."""
    before = last.drop_duplicates(WHO)
    both = kept.merge(before, on=WHO, how="left", suffixes=("", " before"), indicator=True)
    others = [heading for heading in before.columns if heading not in WHO]
    differs = pd.DataFrame({heading: both[heading] != both[f"{heading} before"] for heading in others})
    statuses, reasons = [], []
    for index, (status, reason, merged) in enumerate(
        zip(both["Status"], both["Reason"], both["_merge"], strict=True)
    ):
        changed = [heading for heading in others if differs.at[index, heading]]
        if merged == "left_only":
            now, why = "New", f"not in the Master Copy of {day:%d %B %Y}"
        elif changed:
            now, why = "Changed", f"since {day:%d %B %Y}: {', '.join(changed)}"
        else:
            now, why = "Seen", f"Seen on {day:%d %B %Y}; no outcome on file"
        if status == "Check address" and now != "Seen":
            now, why = status, f"{reason}; {now.lower()}: {why}"
        statuses.append(now)
        reasons.append(why)
    return kept.assign(Status=statuses, Reason=reasons)


def date_in(path: Path) -> dt.date:
    """The date in a file's name."""
    if found := re.search(r"20\d{6}", path.name):
        return dt.datetime.strptime(found[0], "%Y%m%d").date()
    return dt.datetime.strptime(" ".join(path.stem.split()[-3:]), "%d %B %Y").date()


if __name__ == "__main__":
    work = {"on-list": on_list, "daily-diffs": daily_diffs, "address-sharer": address_sharer}
    work[sys.argv[1]](*map(Path, sys.argv[2:]))

"""What an address report of 300 rows costs with 2 and with 100 weeks on file; prints a Markdown table.

    python tests/benchmarks/weeks.py [--rows 300] [--repetitions 5]

Every week on file is a Master and a Processed Copy whose rows all have outcomes. Each run is a fresh process with a
fresh copy of the records; 'index there' is the week after the index was made, 'one new copy' the ordinary Monday, 'no
index' what a run costs that reads every copy, which is how it was done before. Nothing here judges a time.
"""

import argparse
import datetime as dt
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter, time

from openpyxl import Workbook

from cso_xl import settings
from cso_xl.cases.filed.on_file import FILE
from cso_xl.records import names

FIRST = dt.date(2023, 1, 9)
HEADINGS = (
    "CSO Client Number", "CSO Surname", "CSO First Names", "CSO Date of Birth", "CSO Tag Date", "CSO Address",
    "CSO Address Start Date", "Service Centre", "Sharer Client Number", "Sharer Surname", "Sharer First Names",
    "Sharer Date of Birth", "Relationship", "Sharer Address", "Sharer Address Start Date", "Region",
)  # fmt: skip
GAP = ("Status", "Reason", "Comment")


def row(week: int, number: int) -> list[str]:
    """An invented row; a third of each week's rows were there the week before."""
    serial = week * 200 + number
    home = f"{serial % 180 + 1} Kauri Road Rotorua"
    return [
        str(100_000_000 + serial), "Practice", "Tui", "01/02/1980", "03/03/2020", home, "01/12/2022", "Rotorua",
        str(500_000_000 + serial), "Practice", "Kea", "05/06/2015", "Child", home, "02/12/2022", "Waiariki",
    ]  # fmt: skip


def save(path: Path, grid: Sequence[Sequence[str]]) -> None:
    """A workbook of text."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("CSOs Living With Children")
    for cells in grid:
        sheet.append(list(cells))
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def file_week(root: Path, week: int, rows: int) -> None:
    """A Master and a Processed Copy."""
    date = FIRST + dt.timedelta(weeks=week)
    grid = [row(week, number) for number in range(rows)]
    chosen = settings.load()
    save(root / names.file(chosen, "address_sharer", "master", date), [HEADINGS, *grid])
    processed = [[*HEADINGS, *GAP], *([*cells, "New", "", "Email sent"] for cells in grid)]
    save(root / names.file(chosen, "address_sharer", "processed", date), processed)


def age(root: Path) -> None:
    """As if all copies had been saved an hour ago."""
    for path in root.rglob("*.xlsx"):
        os.utime(path, (time() - 3600, time() - 3600))


def seconds(records: Path, report: Path, keep: bool = False) -> float:
    """Wall seconds of one run; the records are a fresh copy, unless they are to be kept."""
    with tempfile.TemporaryDirectory() as folder:
        place = records if keep else Path(folder) / "records"
        if not keep:
            shutil.copytree(records, place)
        command = [
            sys.executable,
            "-m",
            "cso_xl",
            "run",
            "address-sharer",
            str(report),
            "--records",
            str(place),
        ]
        started = perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        return perf_counter() - started


def main() -> None:
    """Time 2 and 100 weeks side by side, in turn."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=300)
    parser.add_argument("--weeks", type=int, nargs="+", default=[2, 100])
    parser.add_argument("--repetitions", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        cases: dict[tuple[int, str], tuple[Path, Path]] = {}
        for weeks in chosen.weeks:
            prepared(Path(folder), weeks, chosen.rows, cases)
        times: dict[tuple[int, str], list[float]] = {case: [] for case in cases}
        for _ in range(chosen.repetitions):
            for case, (records, report) in cases.items():
                times[case].append(seconds(records, report))
        print(f"| weeks on file | index | seconds, median of {chosen.repetitions} |\n| --- | --- | --- |")
        for (weeks, how), found in times.items():
            print(f"| {weeks} | {how} | {statistics.median(found):.2f} |")


def prepared(folder: Path, weeks: int, rows: int, cases: dict[tuple[int, str], tuple[Path, Path]]) -> None:
    """Records with so many weeks, in three states of the index."""
    root = folder / f"{weeks} weeks"
    for week in range(weeks):
        file_week(root, week, rows)
    age(root)
    date = FIRST + dt.timedelta(weeks=weeks)
    report = folder / f"CSO Living with Children WB {date:%d %B %Y}, {weeks}.xlsx"
    save(report, [HEADINGS, *(row(weeks, number) for number in range(rows))])
    for how in ("index there", "one new copy", "no index"):
        place = folder / f"{weeks} weeks, {how}"
        shutil.copytree(root, place)
        cases[weeks, how] = place, report
    index = folder / "made" / str(weeks)
    shutil.copytree(root, index)
    seconds(index, report, keep=True)
    for how, into in (("index there", FILE), ("one new copy", FILE)):
        target = cases[weeks, how][0] / into
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(index / FILE, target)
    newest = max(
        (cases[weeks, "one new copy"][0]).rglob("* Processed Copy *.xlsx"), key=lambda path: path.name
    )
    save(newest, [[*HEADINGS, *GAP], *([*row(weeks - 1, at), "New", "", "NFA"] for at in range(rows))])


if __name__ == "__main__":
    main()

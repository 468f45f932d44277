"""A whole practice week: the files that come in on a Monday, and the records of the week before."""

import datetime as dt
import random
from dataclasses import dataclass
from pathlib import Path

from cso_xl import settings as settings_
from cso_xl.dates import in_full
from cso_xl.filing import names
from cso_xl.filing.protect import protect
from cso_xl.filing.publish import publish
from cso_xl.practice import diffs, matches, sharers, workbooks, zipcrypto
from cso_xl.practice.layouts import CSO_DAILY, DAILY_DIFFS, OFF_LIST, ON_LIST, TITLE, ddmmmyyyy
from cso_xl.practice.members import as_csv, as_page
from cso_xl.practice.people import People
from cso_xl.practice.zipcrypto import Member

PASSWORD = "Practice-2025"  # opens everything received in a practice week; it protects invented data only
ABOUT = "SYNTHETIC DATA.txt"  # lies in the folder of every practice week, written last
_V2_SHARE, _V3_SHARE = 0.31, 0.27  # of cso_daily's rows, by the sizes of a real day


@dataclass(frozen=True)
class Sizes:
    """Rows of each report. A report has at least a row for each of its cases, whatever is asked for."""

    on_list: int = 30
    cso_daily: int = 120
    daily_diffs: int = 22
    off_list: int = 4
    sharers: int = 40


REAL_DAY = Sizes(on_list=150, cso_daily=3_000, daily_diffs=50, off_list=4, sharers=300)


@dataclass(frozen=True)
class Files:
    """Where the parts of a practice week lie."""

    datamatch: Path
    address_report: Path
    records: Path
    about: Path

    def are_there(self) -> bool:
        """Whether a practice week was written here, whole."""
        return self.about.is_file() and self.datamatch.is_file() and self.address_report.is_file()


@dataclass(frozen=True)
class Week:
    """The practice week of a Monday; the same week has the same content wherever it is written.

    Of the address report that is its content: Excel's encryption itself is never twice the same.
    """

    monday: dt.date = dt.date(2025, 1, 13)
    sizes: Sizes = Sizes()
    seed: int = 2025

    def files(self, folder: Path) -> Files:
        """Where the parts lie when the week is written into `folder`."""
        received = folder / "received"
        return Files(
            datamatch=received / f"cso_{self.monday:%Y%m%d}_{self.monday:%Y%m%d}.zip",
            address_report=received / f"CSO Living with Children WB {in_full(self.monday)}.xlsx",
            records=folder / "records",
            about=folder / ABOUT,
        )

    def write(self, folder: Path) -> Files:
        """Write the received files and last week's records; a file that is there already stays as it is.

        Raises FileError when the disk says no.
        """
        files, settings = self.files(folder), settings_.load(settings_.DEFAULTS)
        sharings = sharers.invent(self._people("sharers"), self.sizes.sharers)
        publish(files.datamatch, self._datamatch())
        publish(files.address_report, self._address_report(sharings))
        for kind, data in self._last_week(sharings, settings).items():
            path = names.file(settings, "address_sharer", kind, self.monday - dt.timedelta(days=7))
            publish(files.records / path, data)
        publish(files.about, self._about())
        return files

    def members(self) -> dict[str, bytes]:
        """The eight members of the ZIP by name, in the order in which the guidelines show them."""
        people, sizes = self._people("datamatch"), self.sizes
        lists = matches.invent(people, sizes.on_list, sizes.cso_daily, sizes.off_list)
        daily = lists.cso_daily
        changed = diffs.invent(people, sizes.daily_diffs, [row[1] for row in daily])
        second, third = (daily[: round(len(daily) * share)] for share in (_V2_SHARE, _V3_SHARE))
        stamp, day = f"{self.monday:%Y%m%d}_050021.csv", ddmmmyyyy(self.monday)
        return {
            f"cso_daily_{stamp}": as_csv(CSO_DAILY, daily),
            f"cso_daily_diffs_{self.monday:%Y%m%d}_05_00_21.csv": as_csv(DAILY_DIFFS, changed),
            f"cso_off_list_daily_{stamp}": as_csv(OFF_LIST, lists.off_list),
            f"cso_on_list_daily_{stamp}": as_csv(ON_LIST, lists.on_list, "utf-8-sig"),
            f"cso_v2_daily_{stamp}": as_csv(CSO_DAILY, second),
            f"cso_v3_daily_{stamp}": as_csv(CSO_DAILY, third),
            f"cso_daily_diffs_{day}.html": as_page("Daily diffs", DAILY_DIFFS, changed),
            f"ssv_comp_{day}.html": as_page("Comparison", CSO_DAILY, daily),
        }

    def _people(self, report: str) -> People:
        return People(random.Random(f"{self.seed} {report}"), self.monday)

    def _made(self, weeks_ago: int = 0) -> dt.datetime:
        day = self.monday - dt.timedelta(weeks=weeks_ago)
        return dt.datetime.combine(day, dt.time(5, 0, 20))

    def _datamatch(self) -> bytes:
        held = [Member(name, data, self._made()) for name, data in self.members().items()]
        return zipcrypto.write(held, PASSWORD, random.Random(self.seed), comment=TITLE)

    def _address_report(self, sharings: list[sharers.Sharing]) -> bytes:
        rows = [one.this_week for one in sharings if one.this_week]
        return protect(workbooks.report(rows, self._made()), PASSWORD)

    def _last_week(self, sharings: list[sharers.Sharing], settings: settings_.Settings) -> dict[str, bytes]:
        """The Master as it was received, and the Processed Copy: without the rows that went, with outcomes."""
        rows = [one.last_week for one in sharings if one.last_week]
        worked = [
            (one.last_week, one.outcome) for one in sharings if one.last_week and one.outcome is not None
        ]
        made = self._made(weeks_ago=1)
        return {
            "master": workbooks.report(rows, made),
            "processed": workbooks.processed(worked, rows[::2], settings, made),
        }

    def _about(self) -> bytes:
        lines = (
            f"{TITLE}: the week of {in_full(self.monday)}. Nobody in it exists.",
            f"The password of the files in 'received' is {PASSWORD}",
        )
        return "".join(f"{line}\r\n" for line in lines).encode()

"""A whole practice week: the e-mails that come on a Monday, and the records of the week before."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath

from cso_xl import settings as settings_
from cso_xl.files.publish import publish
from cso_xl.practice import diffs, emails, guide, matches, sharers, workbooks, zipcrypto
from cso_xl.practice.emails import Attached
from cso_xl.practice.layouts import CSO_DAILY, DAILY_DIFFS, OFF_LIST, ON_LIST, ddmmmyyyy
from cso_xl.practice.members import as_csv, as_page
from cso_xl.practice.people import People
from cso_xl.practice.sealed import seal
from cso_xl.practice.zipcrypto import Member
from cso_xl.procedures.procedure import Procedure
from cso_xl.records import kept_apart, names, own_folders
from cso_xl.records.kept_apart import TITLE
from cso_xl.settings import Settings

PASSWORD = "Practice-2025"  # opens everything received in a practice week; it protects invented data only
_CSSO = dt.date(2025, 3, 1)  # from here on the members' names begin with 'csso' [I3]
_V2_SHARE, _V3_SHARE = 0.31, 0.27  # of cso_daily's rows, by the sizes of a real day
_WEEK = dt.timedelta(days=7)


@dataclass(frozen=True)
class Sizes:
    """Rows of each report. A report has at least a row for each of its cases, whatever is asked for."""

    on_list: int = 30
    cso_daily: int = 120
    daily_diffs: int = 22
    off_list: int = 4
    sharers: int = 40

    @classmethod
    def of(cls, rows: int) -> "Sizes":
        """So many rows in the address report, and in the others as many as go with them on a real day."""
        return cls(**{name: -(-size * rows // REAL_DAY.sharers) for name, size in asdict(REAL_DAY).items()})


REAL_DAY = Sizes(on_list=150, cso_daily=3_000, daily_diffs=50, off_list=4, sharers=300)


@dataclass(frozen=True)
class Files:
    """Where the parts of a practice week lie: the two e-mails, the records, the settings, and the guide to them."""

    datamatch: Path
    address_report: Path
    records: Path
    settings: Path
    about: Path

    def carrying(self, report: Procedure) -> Path:
        """The e-mail that carries a report."""
        return self.datamatch if report.arrives.in_zip else self.address_report

    def are_written(self) -> bool:
        """Whether a whole practice week was written here."""
        return self.about.is_file() and self.datamatch.is_file() and self.address_report.is_file()


@dataclass(frozen=True)
class Week:
    """The practice week of a Monday; the same week is the same bytes wherever it is written."""

    monday: dt.date = dt.date(2025, 1, 13)
    sizes: Sizes = Sizes()
    seed: int = 2025

    def files(self, folder: Path) -> Files:
        """Where the parts lie when the week is written into `folder`."""
        received = folder / own_folders.WEEK_RECEIVED
        return Files(
            datamatch=received / f"{emails.datamatch_subject(self.monday)}.eml",
            address_report=received / f"{emails.addresses_subject(self.monday)}.eml",
            records=folder / own_folders.WEEK_RECORDS,
            settings=folder / own_folders.WEEK_SETTINGS,
            about=folder / own_folders.WEEK_ABOUT,
        )

    def write(self, folder: Path) -> Files:
        """Write the received e-mails and last week's records; a file that exists already stays as it is.

        Raises FileError when the disk says no.
        """
        files, settings = self.files(folder), settings_.load(settings_.DEFAULTS)
        sharings = sharers.invent(self._people("sharers"), self.sizes.sharers)
        publish(files.datamatch, emails.datamatch(self.monday, self._datamatch()))
        publish(files.address_report, emails.addresses(self.monday, self._address_report(sharings)))
        for path, data in self._last_week(sharings, settings):
            publish(files.records / path, data)
        publish(files.records / kept_apart.MARK, kept_apart.MARKED.encode())
        publish(files.settings, kept_apart.SETTINGS.encode())
        received = (files.datamatch.name, files.address_report.name)
        about = guide.written(self.monday, received, PASSWORD, is_usual=self == Week())
        publish(files.about, about.encode())
        return files

    def members(self) -> dict[str, bytes]:
        """The eight members of the ZIP by name, in the order in which the guidelines show them."""
        people, sizes = self._people("datamatch"), self.sizes
        lists = matches.invent(people, sizes.on_list, sizes.cso_daily, sizes.off_list)
        daily = lists.cso_daily
        changed = diffs.invent(people, sizes.daily_diffs, [row[1] for row in daily])
        second, third = (daily[: round(len(daily) * share)] for share in (_V2_SHARE, _V3_SHARE))
        cso = "csso" if self.monday >= _CSSO else "cso"
        stamp, day = f"{self.monday:%Y%m%d}_050021.csv", ddmmmyyyy(self.monday)
        return {
            f"{cso}_daily_{stamp}": as_csv(CSO_DAILY, daily),
            f"{cso}_daily_diffs_{self.monday:%Y%m%d}_05_00_21.csv": as_csv(DAILY_DIFFS, changed),
            f"{cso}_off_list_daily_{stamp}": as_csv(OFF_LIST, lists.off_list),
            f"{cso}_on_list_daily_{stamp}": as_csv(ON_LIST, lists.on_list, "utf-8-sig"),
            f"{cso}_v2_daily_{stamp}": as_csv(CSO_DAILY, second),
            f"{cso}_v3_daily_{stamp}": as_csv(CSO_DAILY, third),
            f"{cso}_daily_diffs_{day}.html": as_page("Daily diffs", DAILY_DIFFS, changed),
            f"ssv_comp_{day}.html": as_page("Comparison", CSO_DAILY, daily),
        }

    def _people(self, report: str, weeks_ago: int = 0) -> People:
        return People(random.Random(f"{self.seed} {report}"), self.monday - weeks_ago * _WEEK)

    def _made(self, weeks_ago: int = 0) -> dt.datetime:
        return dt.datetime.combine(self.monday - weeks_ago * _WEEK, dt.time(5, 0, 20))

    def _datamatch(self) -> Attached:
        held = [Member(name, data, self._made()) for name, data in self.members().items()]
        archive = zipcrypto.write(held, PASSWORD, random.Random(f"{self.seed} ZIP"), comment=TITLE)
        return Attached(f"cso_{self.monday:%Y%m%d}_{self.monday:%Y%m%d}.zip", archive)

    def _address_report(self, sharings: list[sharers.Sharing]) -> Attached:
        rows = [sharing.this_week for sharing in sharings if sharing.this_week]
        workbook = workbooks.report(rows, self._made())
        sealed = seal(workbook, PASSWORD, random.Random(f"{self.seed} workbook"))
        return Attached(f"{emails.addresses_subject(self.monday)}.xlsx", sealed)

    def _last_week(
        self, sharings: list[sharers.Sharing], settings: Settings
    ) -> Iterator[tuple[PurePosixPath, bytes]]:
        """The copies that staff filed by hand a week ago, by path: the Master as it came, the Processed Copy
        without the removed rows and with outcomes, and that Monday's lists."""
        rows = [sharing.last_week for sharing in sharings if sharing.last_week]
        worked = [
            (sharing.last_week, sharing.outcome)
            for sharing in sharings
            if sharing.last_week and sharing.outcome is not None
        ]
        made = self._made(weeks_ago=1)

        def path(report: str, kind: str = "report") -> PurePosixPath:
            return names.file(settings, report, kind, made.date())

        yield path("address_sharer", "master"), workbooks.report(rows, made)
        yield (
            path("address_sharer", "processed"),
            workbooks.processed(worked, rows[::2], settings, made),
        )
        people = self._people("last week", weeks_ago=1)
        lists = matches.invent(people, on_list=0, cso_daily=0, off_list=3)
        changed = diffs.invent(people, 0, [row[1] for row in lists.cso_daily])
        yield path("on_list"), workbooks.on_list(lists.on_list, made)
        yield path("off_list"), workbooks.off_list(lists.off_list, made)
        yield path("daily_diffs"), workbooks.daily_diffs(changed, made)

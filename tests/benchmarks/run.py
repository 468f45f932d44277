"""What `cso-xl run` costs, beside a plain script that does the same work; prints a Markdown table.

    python tests/benchmarks/run.py [--quick] [--million]

Every run is a fresh process with a fresh records folder, the contestants take turns, and the table
gives medians. Seconds of the processor, which suffer less from other work on the machine, and the
peak of memory are as the operating system counted them: this needs Linux or macOS. The ratio is one of
seconds of the processor. Nothing here judges a time: numbers depend on the machine, ratios less so.
A second script stands beside the plain one where python-calamine and XlsxWriter are installed.
"""

import argparse
import dataclasses
import multiprocessing
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from time import perf_counter

PLAIN, FASTER = (Path(__file__).with_name(name) for name in ("plain.py", "plain_faster.py"))
PASSWORD = "Practice-2025"  # of the practice week: cso_xl.practice.week.PASSWORD
IMPORTS = "import pandas, openpyxl"
MIB_OF_MAXRSS = 2**20 if sys.platform == "darwin" else 2**10  # getrusage counts bytes there, KiB elsewhere
GROWTH = (10_000, 100_000, 1_000_000)  # rows of the on list


@dataclasses.dataclass(frozen=True)
class Rows:
    """Rows of a week's reports."""

    on_list: int
    cso_daily: int
    sharers: int


LARGE = Rows(on_list=13_000, cso_daily=26_000, sharers=10_000)
QUICK = Rows(on_list=1_300, cso_daily=2_600, sharers=1_000)


@dataclasses.dataclass(frozen=True)
class Contestant:
    """A command to be timed; it may hold {out}, a fresh folder for what it files."""

    name: str
    command: tuple[str, ...]


@dataclasses.dataclass(frozen=True)
class Job:
    """One comparison: contestants that take turns. `records` is copied into every fresh {out}."""

    title: str
    contestants: Sequence[Contestant]
    repetitions: int
    records: Path | None = None


@dataclasses.dataclass(frozen=True)
class Taken:
    """What a run took: seconds by the clock, seconds of the processor, peak memory in MiB."""

    clock: float
    processor: float
    peak: float


def _median(runs: Sequence[Taken]) -> Taken:
    return Taken(*(statistics.median(values) for values in zip(*map(dataclasses.astuple, runs), strict=True)))


def main() -> None:
    """Make the data, run the jobs and print the tables."""
    options = _options()
    with tempfile.TemporaryDirectory(prefix="cso_xl-benchmark-") as folder:
        print(_about(), end="\n\n")
        _compare(Path(folder), options.quick)
        if options.million:
            _grow(Path(folder), GROWTH[:2] if options.quick else GROWTH)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, large sizes a tenth")
    parser.add_argument("--million", action="store_true", help="also on lists of up to 1,000,000 rows")
    return parser.parse_args()


def _about() -> str:
    return f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} cores; medians."


# The comparison with the plain script


def _compare(folder: Path, quick: bool) -> None:
    print("| work | what | runs | seconds | of the processor | ratio to plain | peak MiB |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: |")
    small, large = (3, 1) if quick else (7, 3)
    real, big = folder / "real day", folder / "large"
    sizes = QUICK if quick else LARGE
    _in_a_process(_make_week, real, None)
    for report in ("on-list", "daily-diffs", "address-sharer"):
        _show(_job(f"real day, {report}", report, real, small, [*_floors()]))
    _in_a_process(_make_week, big, sizes)
    title = f"ZIP with {sizes.on_list + sizes.cso_daily:,} rows, on-list"
    _show(_job(title, "on-list", big, large))
    _show(_job(f"{sizes.sharers:,} rows beside last week's, address-sharer", "address-sharer", big, large))


def _floors() -> Iterator[Contestant]:
    yield Contestant("bare Python", (sys.executable, "-c", "pass"))
    yield Contestant(IMPORTS, (sys.executable, "-c", IMPORTS))


def _job(title: str, report: str, week: Path, repetitions: int, floors: Sequence[Contestant] = ()) -> Job:
    """Our run and the plain script on a week's files."""
    received = next((week / "received").glob("*.xlsx" if report == "address-sharer" else "*.zip"))
    previous = [str(path.parent) for path in (week / "records").rglob("* Master Copy *.xlsx")]
    given = [str(received), *(previous if report == "address-sharer" else [])]
    ours = Contestant(f"cso-xl run {report} --json", _ours(report, received))
    scripts = [Contestant("plain script", (sys.executable, str(PLAIN), report, *given, "{out}"))]
    if report != "daily-diffs" and all(map(find_spec, ("python_calamine", "xlsxwriter"))):
        command = (sys.executable, str(FASTER), report, *given, "{out}")
        scripts.append(Contestant("plain script, calamine + XlsxWriter", command))
    return Job(title, [*floors, ours, *scripts], repetitions, week / "records")


def _ours(report: str, received: Path) -> tuple[str, ...]:
    run = (sys.executable, "-m", "cso_xl", "run", report, str(received))
    return (*run, "--records", "{out}", "--json")


def _show(job: Job) -> None:
    """Run a job, the contestants in turn, and print its rows of the table."""
    taken: dict[str, list[Taken]] = {contestant.name: [] for contestant in job.contestants}
    for turn in range(job.repetitions + 1):
        for contestant in job.contestants:
            run = _run(contestant.command, job.records)
            if turn:  # the first turn only warms the disk cache and the .pyc files
                taken[contestant.name].append(run)
    plain = _median(taken["plain script"])
    for name, runs in taken.items():
        one = _median(runs)
        times = f"{one.clock:.3f} | {one.processor:.3f} | {one.processor / plain.processor:.2f}"
        print(f"| {job.title} | {name} | {job.repetitions} | {times} | {_mib(one.peak)} |", flush=True)


def _mib(peak: float) -> str:
    """A peak; one no larger than this process's own cannot be told apart from it."""
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB_OF_MAXRSS
    return f"{peak:,.0f}" if peak > own * 1.05 else f"under {own:,.0f}"


def _run(command: Sequence[str], records: Path | None = None) -> Taken:
    """Run a command in a process of its own; stops with its message when it fails."""
    with tempfile.TemporaryDirectory(prefix="cso_xl-records-") as name:
        out = Path(name) / "records"
        if records:
            shutil.copytree(records, out)
        else:
            out.mkdir()
        environment = {**os.environ, "CSO_XL_PASSWORD": PASSWORD}
        environment.pop(
            "PYTHONDONTWRITEBYTECODE", None
        )  # nobody works with modules that are compiled anew each time
        filled = [str(out) if part == "{out}" else part for part in command]
        with tempfile.TemporaryFile() as errors:
            start = perf_counter()
            process = subprocess.Popen(filled, stdout=subprocess.DEVNULL, stderr=errors, env=environment)
            _, status, used = os.wait4(process.pid, 0)
            seconds = perf_counter() - start
            process.returncode = os.waitstatus_to_exitcode(status)
            if process.returncode:
                errors.seek(0)
                sys.exit(f"{' '.join(filled)}\n{errors.read().decode(errors='replace')}")
    return Taken(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / MIB_OF_MAXRSS)


# Growth


def _grow(folder: Path, sizes: Sequence[int]) -> None:
    print("\nGrowth: on-list, from an unencrypted ZIP, beside a cso_daily of 3,000 rows; one run each.\n")
    print("| rows of the on list | seconds | of the processor | seconds per 100,000 rows | peak MiB |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    for rows in sizes:
        zip_file = folder / "cso_20250113_20250113.zip"
        _in_a_process(_make_growth, zip_file, rows)
        one = _run(_ours("on-list", zip_file))
        times = f"{one.clock:.1f} | {one.processor:.1f} | {one.clock / rows * 100_000:.2f}"
        print(f"| {rows:,} | {times} | {_mib(one.peak)} |", flush=True)
        zip_file.unlink()


# The data; made in processes of their own, for a child's peak is never counted below its parent's


def _in_a_process(make: Callable[..., None], *given: object) -> None:
    process = multiprocessing.get_context("spawn").Process(target=make, args=given)
    process.start()
    process.join()
    if process.exitcode:
        sys.exit(f"{make.__name__} failed.")


def _make_week(folder: Path, rows: Rows | None) -> None:
    """A practice week, of a real day's sizes or these: ZipCrypto ZIP, encrypted workbook, last week's copies."""
    from cso_xl.intake.received import attachments, receive
    from cso_xl.practice import week

    asked = dataclasses.asdict(rows) if rows else {}
    sizes = dataclasses.replace(week.REAL_DAY, **asked)
    files = week.Week(sizes=sizes).write(folder)
    for mail in (files.datamatch, files.address_report):  # a plain script reads no e-mails
        (attached,) = attachments(receive(mail))
        (mail.parent / attached.name).write_bytes(attached.data)


def _make_growth(zip_file: Path, rows: int) -> None:
    """A ZIP without a password (encrypting so much in Python would take minutes) with a long on list."""
    import zipfile

    from cso_xl.practice import layouts, members, week

    modest = week.Week(sizes=dataclasses.replace(week.REAL_DAY, on_list=18)).members()
    daily = next(name for name in modest if name.startswith("cso_daily_2"))
    numbers = [line.split(b",")[1].decode() for line in modest[daily].splitlines()[1:] if line[1:2] == b","]
    with zipfile.ZipFile(zip_file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr(daily, modest[daily])
        with archive.open("cso_on_list_daily_20250113_050021.csv", "w", force_zip64=True) as member:
            member.write(members.as_csv(layouts.ON_LIST, [], "utf-8-sig"))
            lines: list[str] = []
            for line in _lines(rows, numbers):
                lines.append(line)
                if len(lines) == 10_000:
                    member.write("".join(lines).encode())
                    lines.clear()
            member.write("".join(lines).encode())


def _lines(rows: int, numbers: Sequence[str]) -> Iterator[str]:
    """Lines of an on list, each with another client; the first have the client numbers given."""
    from cso_xl.practice.layouts import SYNTHETIC
    from cso_xl.practice.people import MEN, STREETS, SURNAMES, TOWNS, WOMEN

    given = [f"{first} {second}" for first in WOMEN for second in MEN]
    for row in range(rows):
        number = numbers[row] if row < len(numbers) else str(100_000_001 + row * 7)
        surname, names = SURNAMES[(row + row // 134_400) % len(SURNAMES)], given[row % len(given)]
        year, month, day = 1955 + row % 50, 1 + row // 50 % 12, 1 + row // 600 % 28
        street, town = STREETS[row % len(STREETS)], TOWNS[row % len(TOWNS)]
        yield (
            f"{'112345'[row % 6]},{number},SYN{row:07},{surname.upper()},{names},,,{year}-{month:02}-{day:02},"
            f"{'FM'[row % 2]},{row % 9_973} {street},,{town.name},{town.name} Community Corrections,"
            f"{surname},{names},,{day:02}/{month:02}/{year},{'FM'[row % 2]},{row % 9_967} {street},,,"
            f"{town.name},{town.postcode},SWIFTT,JSS,Jobseeker Support,{town.name} Service Centre,"
            f"scm.{town.postcode}@example.org,,{row % 3},,,,N,N,,N,{1 + row % 28:02}/12/2024,"
            f"13JAN2025,{SYNTHETIC}\r\n"
        )


if __name__ == "__main__":
    main()

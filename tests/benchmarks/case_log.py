"""What the case log costs after five years, beside the activity log; prints a Markdown table.

    python tests/benchmarks/case_log.py [--events 100000] [--rounds 15]

The contestants take turns in one run, and the table gives medians. What is read is read in a fresh process each time;
the imports are in the time of the process and not in that of the call. Nothing here judges a time: numbers depend
on the machine, ratios less so. What it writes is synthetic: no client, entry or account is anybody's.
"""

import argparse
import datetime as dt
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path

from cso_xl.activity import ActivityLog, Done
from cso_xl.activity import line as activity_line
from cso_xl.activity.links import START
from cso_xl.cases.events import Event, EventKind
from cso_xl.cases.log import log_line
from cso_xl.cases.log.log import CaseLog

MONDAY = dt.datetime(2020, 1, 6, 9, tzinfo=dt.UTC)
REPORTS = {"address_sharer": "A7", "on_list": "L7", "daily_diffs": "D3", "off_list": "O3"}
TOGETHER = 24  # events of one step: the entries of a report
LATER = {  # what follows the question, after so many days
    EventKind.DECIDED: 0, EventKind.DRAFTED: 0, EventKind.SENT: 1, EventKind.ANSWERED: 4, EventKind.TICKED: 5,
}  # fmt: skip
Times = dict[str, list[tuple[float, float]]]  # seconds by the clock and of the processor
READ = """
import sys, time, datetime as dt
from pathlib import Path
from cso_xl.cases.log.log import CaseLog
log = CaseLog(Path(sys.argv[1]), is_open=lambda events: events[-1].kind != "ticked", rule="ticked")
clock, processor = time.perf_counter(), time.process_time()
found = log.open() if sys.argv[2] == "open" else log.of_report("on_list", dt.date.fromisoformat(sys.argv[3]))
print(time.perf_counter() - clock, time.process_time() - processor)
"""


def main() -> None:
    """Write two logs of five years, time what is done with them, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="cso_xl-benchmark-") as folder:
        root = Path(folder) / "records"
        root.mkdir()
        weeks = write_logs(root, options.events)
        print(
            f"Python {sys.version.split()[0]}, {sys.platform}, {os.cpu_count()} cores; {options.events:,} events.\n"
        )
        print("| what | runs | milliseconds | fastest | of the processor |")
        print("| --- | ---: | ---: | ---: | ---: |")
        read(root, options.rounds, MONDAY.date() + dt.timedelta(weeks=weeks // 2))
        append(root, options.rounds * 4)


def write_logs(root: Path, number: int) -> int:
    """Two logs of so many lines, as they would have become; returns the weeks."""
    weeks = number // (len(REPORTS) * TOGETHER * (1 + len(LATER))) + 1
    events = sorted(events_of(weeks), key=lambda event: event.time)[:number]
    write(root, CaseLog(root), (lambda at, link: log_line.written(events[at], at + 1, link, 0)), number)
    write(root, ActivityLog(root), (lambda at, link: activity_line.written(done(at), at + 1, link)), number)
    return weeks


def events_of(weeks: int) -> Iterator[Event]:
    """What happens to the entries of every week; of a hundred entries one stays open."""
    chance = random.Random(1)
    for week in range(weeks):
        for report, rule in REPORTS.items():
            for entry in range(1, TOGETHER + 1):
                ends = chance.random() > 0.01
                for kind, days in {EventKind.ASKED: 0, **LATER}.items():
                    if kind != EventKind.TICKED or ends:
                        at = MONDAY + dt.timedelta(
                            weeks=week, days=days, seconds=chance.randrange(days * 7200 + 1)
                        )
                        yield event(
                            at, kind, report, f"{rule}-{entry}", MONDAY.date() + dt.timedelta(weeks=week)
                        )


def event(at: dt.datetime, kind: EventKind, report: str, entry: str, date: dt.date) -> Event:
    """One event, with as much in it as they hold."""
    reference = (
        f"{date:%Y%m%d}-{entry}-cps"
        if kind in (EventKind.DRAFTED, EventKind.SENT, EventKind.ANSWERED)
        else ""
    )
    return Event(
        time=at, user="jsmith042", kind=kind, report=report, date=date, entry=entry, rows=(2, 3),
        client="012345678", child=True, outcome="" if kind == EventKind.ASKED else "same-address",
        owes=("cps", "cen") if kind == EventKind.DECIDED else (), reference=reference, to="cps" if reference else "",
        item="cen" if kind == EventKind.TICKED else "", fingerprint="ab" * 8 if kind == EventKind.ASKED else "",
    )  # fmt: skip


def done(number: int) -> Done:
    """A step of the activity log."""
    return Done(
        time=MONDAY + dt.timedelta(minutes=number), user="jsmith042", report="on_list", report_date=MONDAY.date(),
        ids=("L3",), step="paste_current_clients", before="ab" * 32, after="cd" * 32, counts={"rows": 24},
        clients=tuple(f"{client:09}" for client in range(number, number + 24)),
    )  # fmt: skip


def write(root: Path, log: CaseLog | ActivityLog, line: Callable[[int, str], bytes], number: int) -> None:
    """The file of a log and its head."""
    path = root / log.FOLDER / f"{log.TITLE}.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    link = START
    with path.open("wb") as file:
        for at in range(number):
            data = line(at, link)
            link = data[-99:-3].decode()
            file.write(data)
    head = root.parent / log.HEAD.format(records=root.name)
    head.write_bytes(f'{{"sequence":{number},"hash":"{link}"}}\n'.encode())


def read(root: Path, rounds: int, date: dt.date) -> None:
    """Read what is open and a report's day in fresh processes, with the index and, now and then, without."""
    index = root / CaseLog.FOLDER / "Case index.json"
    times: Times = defaultdict(list)
    for turn in range(rounds):
        if turn % 5 == 0:
            index.unlink(missing_ok=True)
            times["`open()` without the index, which is made"].append(called(root, "open"))
        times["`open()`"].append(called(root, "open"))
        times["`of_report()`"].append(called(root, "of_report", str(date)))
    for turn in range(rounds + 1):  # afterwards, for what counts as open is another thing to it
        times[f"`cso-xl due`{'' if turn else ', which makes the index'}"].append(due(root))
    show(times)
    print(f"| size of the index: {index.stat().st_size / 2**20:.1f} MiB | | | | |")


def called(root: Path, *arguments: str) -> tuple[float, float]:
    """The seconds that a call took in a process of its own, by the clock and of the processor."""
    command = [sys.executable, "-c", READ, str(root), *arguments]
    clock, processor = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
    return float(clock), float(processor)


def due(root: Path) -> tuple[float, float]:
    """The seconds that the command takes which lists all that is open, by the clock and of the processor."""
    clock, before = time.perf_counter(), os.times()
    command = [sys.executable, "-m", "cso_xl", "due", "--json", "--records", str(root)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = os.times()
    of_processor = sum(after[2:4]) - sum(before[2:4])  # of children, in user mode and in the system
    return time.perf_counter() - clock, of_processor


def append(root: Path, rounds: int) -> None:
    """Append to both logs in turn."""
    times: Times = defaultdict(list)
    activity, cases = ActivityLog(root), CaseLog(root)
    together = [
        event(MONDAY, EventKind.DECIDED, "on_list", f"L7-{entry}", MONDAY.date())
        for entry in range(1, TOGETHER + 1)
    ]
    for turn in range(rounds):
        one = done(turn)
        times["activity log, `append()` of one line"].append(timed(lambda one=one: activity.append(one)))
        times[f"case log, `append()` of {TOGETHER} events"].append(timed(lambda: cases.append(together)))
    show(times)
    whole, ours = (statistics.median(clock for clock, _ in runs) for runs in times.values())
    print(f"\nThe {TOGETHER} events cost {ours / whole:.2f} times the line.")


def timed(call: Callable[[], object]) -> tuple[float, float]:
    """The seconds that a call takes, by the clock and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    call()
    return time.perf_counter() - clock, time.process_time() - processor


def show(times: Times) -> None:
    for what, taken in times.items():
        clocks, processor = zip(*taken, strict=True)
        figures = (statistics.median(clocks), min(clocks), statistics.median(processor))
        print(f"| {what} | {len(taken)} | {' | '.join(f'{1000 * one:.2f}' for one in figures)} |", flush=True)


if __name__ == "__main__":
    main()

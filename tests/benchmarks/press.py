"""How long a press of each button takes, beside the start of Python plus `import xlwings, openpyxl`, in one run.

    python tests/benchmarks/press.py [--rounds N]

Each press is a new Python process, as from the ribbon, on the real day's sizes; the spreadsheet program
is LibreOffice without a window, which stands there already as Excel does. What the harness costs and
Excel does not (loading UNO, attaching) is measured by a press of nothing and left out. 'program' is what
the spreadsheet program takes of a press for what it is asked, 'asked' how often it is asked; the rest,
'Python', is what this package costs. 'resident' is the same press in a Python that has pressed a button
before, as with xlwings' UDF server.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from cso_xl.addin import build  # noqa: E402
from cso_xl.practice.week import PASSWORD, REAL_DAY, Week  # noqa: E402
from helpers import libreoffice  # noqa: E402
from helpers.files import saved  # noqa: E402

ATTACH = (
    "from helpers import libreoffice; libreoffice.attach(visible=False); import clock; clock = clock.Clock()"
)
CHOOSE = "from cso_xl.excel import dialogs; from pathlib import Path; dialogs.ask_file = lambda *a, **k: Path({!r})"
RESIDENT = """
import json, sys, time, xlwings
import cso_xl.excel.buttons
for name in sys.argv[3:]:
    xlwings.books.active.set_mock_caller()
    start, program = time.perf_counter(), clock.seconds
    getattr(cso_xl.excel.buttons, name)()
    print(json.dumps([name, time.perf_counter() - start, clock.seconds - program]), flush=True)
"""

DATAMATCH = (
    [
        "open_daily_diffs", "format_sheet", "say_what_to_do", "highlight_red_rows", "make_worklist",
        "draft_notices", "save_daily_diffs",
    ],
    [
        "open_on_list", "format_sheet", "filter_match_levels", "show_needed_columns", "paste_current_clients",
        "highlight_duplicates", "say_what_to_do", "make_worklist", "draft_notices", "save_on_list",
    ],
    [
        "open_off_list", "format_sheet", "show_needed_columns", "insert_comment", "say_what_to_do",
        "make_worklist", "draft_notices", "save_off_list",
    ],
)  # fmt: skip
ADDRESSES = [
    "open_address_report", "save_master", "format_sheet", "highlight_duplicates", "remove_rows", "save_filtered",
    "paste_previous_master", "compare", "make_worklist", "draft_notices", "save_working", "email_sent", "nfa",
    "undo_last_step", "what_is_this_step", "what_is_due",
]  # fmt: skip


class Office:
    """LibreOffice with the add-in loaded, and a fresh practice week."""

    def __init__(self, folder: Path) -> None:
        files = Week(sizes=REAL_DAY).write(folder)
        self.datamatch, self.address_report = (
            saved(mail, folder / "saved") for mail in (files.datamatch, files.address_report)
        )
        config = folder / "config" / "cso_xl"
        config.mkdir(parents=True)
        (config / "settings.toml").write_text(f"[records]\nroot = '{files.records}'\n")
        self.environment = os.environ | {
            "XDG_CONFIG_HOME": str(folder / "config"),
            "CSO_XL_PASSWORD": PASSWORD,
        }
        self.app = libreoffice.start()
        self.environment[libreoffice.PIPE] = self.app.impl.office.pipe
        self.environment["PYTHONPATH"] = os.pathsep.join(map(str, Path(__file__).parents[:2]))
        self.app.books.open(str(build.write(folder)))
        self.app.books.add()

    def press(self, name: str, source: Path) -> tuple[float, float, int]:
        """Seconds that a press takes in a new Python, those of the spreadsheet program, how often it is asked."""
        press = f"{CHOOSE.format(str(source))}; import cso_xl.excel.buttons; cso_xl.excel.buttons.{name}()"
        seconds, printed = self.run(
            f"import cso_xl.excel; {ATTACH}; {press}; print(clock.seconds, clock.calls)"
        )
        program, calls = printed.split()
        return seconds, float(program), int(calls)

    def run(self, command: str) -> tuple[float, str]:
        """Seconds that a new Python takes for a command, and what it prints."""
        start = time.perf_counter()
        printed = self.python(command)
        return time.perf_counter() - start, printed

    def resident(self, steps: list[str], source: Path) -> list[tuple[str, float, float]]:
        """Each press in one Python that stays up: its seconds, and those of the program in them."""
        printed = self.python(f"{ATTACH}; {CHOOSE.format(str(source))}\n{RESIDENT}", *steps)
        return [json.loads(line) for line in printed.splitlines()]

    def python(self, command: str, *arguments: str) -> str:
        """What a new Python prints; it ends at once, because UNO may crash while Python takes it apart."""
        line = [sys.executable, "-c", f"{command}\nimport os, sys; sys.stdout.flush(); os._exit(0)"]
        caller = [f"--wb={self.app.books.active.name}", "--from_xl=1"]
        done = subprocess.run(
            [*line, *caller, *arguments], env=self.environment, check=True, stdout=subprocess.PIPE
        )
        return done.stdout.decode()


@dataclass
class Times:
    """What the rounds took, in seconds: by name what a press needs anyway, by (report, step) the presses."""

    needed: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    presses: dict[tuple[str, str], list[tuple[float, float, int]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    again: dict[tuple[str, str], list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))


def main() -> None:
    """Measure, and print the table of docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    times = Times()
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            one_round(Path(folder), times)
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
    show(times, rounds)


def one_round(folder: Path, times: Times) -> None:
    """Press every button once in a new Python and once in a resident one, each on a fresh week."""
    for resident in (False, True):
        office = Office(folder / str(resident))
        try:
            for steps in (*DATAMATCH, ADDRESSES):
                report = steps[0].removeprefix("open_").replace("_", " ")
                source = office.address_report if steps is ADDRESSES else office.datamatch
                if resident:
                    for step, seconds, program in office.resident(["about", *steps], source):
                        times.again[report, step].append((seconds, program))
                    continue
                for step in steps:
                    times.needed["imports"].append(office.run("import xlwings, openpyxl")[0])
                    times.needed["attach"].append(office.run(f"import xlwings, openpyxl; {ATTACH}")[0])
                    times.presses[report, step].append(office.press(step, source))
        finally:
            office.app.quit()


def show(times: Times, rounds: int) -> None:
    """The table, in Markdown: the fastest of the rounds, since whatever else the machine does only adds."""
    imports, attach = (min(times.needed[name]) for name in ("imports", "attach"))
    harness = attach - imports
    print(
        f"Fastest of {rounds} rounds; `import xlwings, openpyxl` takes {imports:.2f} s, attaching {harness:.2f} s."
    )
    print()
    print("| report | press | seconds | program | asked | Python | times the imports | resident | Python |")
    print("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |")
    for (report, step), presses in times.presses.items():
        whole = min(seconds for seconds, _, _ in presses) - harness
        python = min(seconds - program for seconds, program, _ in presses) - harness
        again = min(seconds for seconds, _ in times.again[report, step])
        own = min(seconds - program for seconds, program in times.again[report, step])
        print(
            f"| {report} | {step} | {whole:.2f} | {whole - python:.2f} | {presses[0][2]} | {python:.2f} "
            f"| {python / imports:.2f} | {again:.2f} | {own:.2f} |"
        )


if __name__ == "__main__":
    main()

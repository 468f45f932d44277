"""How long a press of each button takes, beside the start of Python plus `import xlwings, openpyxl`, in one run.

    python tests/benchmarks/press.py [--rounds N]

Each press is a new Python process, as from the ribbon, on the real day's sizes; the spreadsheet program
is LibreOffice without a window, which stands there already as Excel does. 'resident' is the same press
in a Python that has pressed a button before, as with xlwings' UDF server. What the harness costs and
Excel does not (loading UNO, attaching) is measured by a press of nothing and shown in a line of its own.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

import libreoffice  # noqa: E402

from cso_xl.addin import build  # noqa: E402
from cso_xl.practice.week import PASSWORD, REAL_DAY, Week  # noqa: E402

ATTACH = "import libreoffice; libreoffice.attach(visible=False)"
CHOOSE = "from cso_xl.excel import dialogs; from pathlib import Path; dialogs.ask_file = lambda *a, **k: Path({!r})"
MOST = 1.5  # times the imports

DATAMATCH = (
    ["open_daily_diffs", "format_sheet", "say_what_to_do", "highlight_red_rows", "save_daily_diffs"],
    [
        "open_on_list", "format_sheet", "filter_match_levels", "show_needed_columns", "paste_current_clients",
        "highlight_duplicates", "say_what_to_do", "save_on_list",
    ],
    ["open_off_list", "format_sheet", "show_needed_columns", "insert_comment", "say_what_to_do", "save_off_list"],
)  # fmt: skip
ADDRESSES = [
    "open_address_report", "save_master", "format_sheet", "highlight_duplicates", "remove_rows", "save_filtered",
    "paste_previous_master", "compare", "save_working", "email_sent", "nfa", "undo_last_step", "what_is_this_step",
]  # fmt: skip


class Office:
    """LibreOffice with the add-in loaded, and a fresh practice week."""

    def __init__(self, folder: Path) -> None:
        self.files = Week(sizes=REAL_DAY).write(folder)
        config = folder / "config" / "cso_xl"
        config.mkdir(parents=True)
        (config / "settings.toml").write_text(f"[records]\nroot = '{self.files.records}'\n")
        self.environment = os.environ | {"XDG_CONFIG_HOME": str(folder / "config"), "CSO_XL_PASSWORD": PASSWORD}
        self.app = libreoffice.start()
        self.environment[libreoffice.PIPE] = self.app.impl.office.pipe
        self.environment["PYTHONPATH"] = str(Path(__file__).parent.parent)
        self.app.books.open(str(build.write(folder)))
        self.app.books.add()

    def press(self, name: str, source: Path) -> float:
        """Seconds that a press takes in a new Python."""
        command = f"{ATTACH}; {CHOOSE.format(str(source))}; import cso_xl.buttons; cso_xl.buttons.{name}()"
        return self.run(command)

    def run(self, command: str) -> float:
        book = self.app.books.active.name
        line = [sys.executable, "-c", command, f"--wb={book}", "--from_xl=1"]
        start = time.perf_counter()
        subprocess.run(line, env=self.environment, check=True, stdout=subprocess.DEVNULL)
        return time.perf_counter() - start


def main() -> None:
    """Measure, and print the table of the README."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    taken: dict[tuple[str, str], list[float]] = defaultdict(list)
    for number in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            one_round(Path(folder), taken)
        print(f"round {number + 1} of {rounds}", file=sys.stderr)
    show(taken, rounds)


def one_round(folder: Path, taken: dict[tuple[str, str], list[float]]) -> None:
    office = Office(folder)
    try:
        for steps in (*DATAMATCH, ADDRESSES):
            report = steps[0].removeprefix("open_").replace("_", " ")
            source = office.files.address_report if steps is ADDRESSES else office.files.datamatch
            taken["", "import"].append(office.run("import xlwings, openpyxl"))
            taken["", "attach"].append(office.run(ATTACH))
            for step in steps:
                taken[report, step].append(office.press(step, source))
    finally:
        office.app.quit()


def show(taken: dict[tuple[str, str], list[float]], rounds: int) -> None:
    middle = {key: statistics.median(times) for key, times in taken.items()}
    imports, attach = middle.pop(("", "import")), middle.pop(("", "attach"))
    print(f"| report | press | seconds | without the harness | times `import xlwings, openpyxl` ({rounds} rounds) |")
    print("| --- | --- | ---: | ---: | ---: |")
    print(f"| | `import xlwings, openpyxl` | {imports:.2f} | {imports:.2f} | 1.00 |")
    print(f"| | the harness, pressing nothing | {attach:.2f} | {imports:.2f} | 1.00 |")
    for (report, step), seconds in middle.items():
        own = seconds - (attach - imports)
        print(f"| {report} | {step} | {seconds:.2f} | {own:.2f} | {own / imports:.2f} |")


if __name__ == "__main__":
    main()

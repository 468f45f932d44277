"""Lines of an activity log, and the same lines made or changed by somebody else."""

import datetime as dt
import hashlib
import json
import os
import subprocess
import sys

from cso_xl.activity import Done
from helpers import waiting

FULL = os.environ.get("CSO_XL_PROOFS") == "full"
MONDAY = dt.datetime(2025, 1, 12, 21, 0, 0, 7, tzinfo=dt.UTC)  # Monday 13 January 2025, 10:00 in New Zealand
BEFORE, AFTER = "ab" * 32, "cd" * 32
HEAD = "records activity head.json"
KEEP = (
    "Nothing was logged. Keep the log and its heads as they are and tell your team leader. A new log begins once all "
    "of them have been moved together into a folder of their own."
)


def done(**changed):
    """A step that was done, with what a test changes of it."""
    usual = {
        "time": MONDAY,
        "user": "jsmith042",
        "report": "address_sharer",
        "report_date": dt.date(2025, 1, 13),
        "ids": ("A4",),
        "step": "remove_rows",
        "before": BEFORE,
        "after": AFTER,
        "counts": {"removed": 2, "kept": 3},
        "clients": ("012345678", "987654321"),
    }
    return Done(**usual | changed)


def faults(log):
    return [finding for finding in log.verify() if finding.fault]


def said(log):
    return [str(finding) for finding in log.verify()]


ALONE = """
import datetime as dt, pathlib, sys, time
from cso_xl.activity import ActivityLog, Done
root, second, name, lines = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
log = ActivityLog(root, second)
print("ready", flush=True)
sys.stdin.readline()
for number in range(lines):
    done = Done(time=dt.datetime.now(dt.UTC), user=name, report="on_list", report_date=None, ids=("L3",),
                step="paste_current_clients", counts={"round": number}, clients=("012345678",))
    log.append(done)
    print(number, flush=True)
"""


def started(records, second, name, lines, program=ALONE):
    command = [sys.executable, "-c", program, str(records), str(second), name, str(lines)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert waiting.line(process) == "ready\n"
    return process


def go(process):
    process.stdin.write("go\n")
    process.stdin.flush()


def rewritten(entries):
    """The lines of a log with right hashes; how a line is made is written here once more."""
    lines, previous = [], "0" * 96
    for number, entry in enumerate(entries, 1):
        facts = {**entry, "sequence": number, "previous": previous}
        facts.pop("hash", None)
        body = json.dumps(facts, ensure_ascii=False, separators=(",", ":"))[:-1]
        previous = hashlib.sha384(body.encode()).hexdigest()
        lines.append(f'{body},"hash":"{previous}"}}\n'.encode())
    return lines


def head_of(line):
    """What a head says that knows this line as the last."""
    last = json.loads(line)
    return f'{{"sequence":{last["sequence"]},"hash":"{last["hash"]}"}}\n'.encode()


def cut(state, chance):
    data = b"".join(state["log"])
    state["log"] = [data[: chance.randrange(len(data))]]

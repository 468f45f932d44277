"""Names stay in workbooks and drafts: not in subjects, messages, follow-ups, nor in any file elsewhere [X7]."""

import csv
import errno
import gc
import inspect
import io
import itertools
import json
import os
import sys
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import format_datetime

import pytest
from click.testing import CliRunner

from cso_xl import cli, faults
from cso_xl.files import publish as publishing
from helpers import waiting
from helpers.files import CANARIES, HEADS, PASSWORD, Week, kept
from helpers.raw import parts, plain

pytestmark = pytest.mark.proof
FULL = os.environ.get("CSO_XL_PROOFS") == "full"

# Notes every file that Python opens for writing, makes, renames or links.
WATCHER = """
import os, sys
log = os.open(os.environ["WATCHED"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
def hook(event, args):
    if event == "open" and (args[0] == os.devnull or type(args[0]) is int):
        return
    if event == "open" and args[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
        os.write(log, f"{args[0]}\\n".encode())
    elif event in ("os.mkdir", "os.rename", "os.link", "os.symlink"):
        os.write(log, f"{args[1 if event != 'os.mkdir' else 0]}\\n".encode())
    elif event == "subprocess.Popen" and "cso_xl.intake.apart" not in args[1]:
        os.write(log, b"a program was started\\n")
sys.addaudithook(hook)
"""
SAME_ADDRESS = "Same address: tell Oranga Tamariki"
OUTCOMES = {
    "D3": ("Address changed: tell CPS", ""),
    "D7": ("New child included: tell CPS and Oranga Tamariki", CANARIES[1]),
    "L6": ("No note: add it", ""),
    "L7": ("Registered, current or appointment: tell ASCM/SCM", ""),
    "L8": ("Dependent children: tell CPS and Oranga Tamariki", CANARIES[1]),
    "L9": ("Children under 16 at the property: tell CPS and Oranga Tamariki", CANARIES[1]),
    "O3": ("Not asked yet: ask CPS", ""),
    "A8": (SAME_ADDRESS, ""),
}


@pytest.fixture
def watched(tmp_path, records):
    """Commands in processes of their own, each watched; what they may write is the records."""
    watch, watched = tmp_path / "watch", tmp_path / "watched.txt"
    watch.mkdir()
    (watch / "sitecustomize.py").write_text(WATCHER, "utf-8")
    settings = tmp_path / "own.toml"
    settings.write_text(
        '[notices.addresses]\nyssu = "yssu@example.org"\n[reminders]\ncps = "cuh_follow_up"\n', "utf-8"
    )
    environment = os.environ | {
        "PYTHONPATH": str(watch),
        "WATCHED": str(watched),
        "PYTHONDONTWRITEBYTECODE": "1",
        "CSO_XL_PASSWORD": PASSWORD,
    }

    def call(*arguments, typed=""):
        command = [sys.executable, "-m", "cso_xl", *map(str, arguments)]
        command += ["--records", str(records), "--settings", str(settings)]
        return waiting.run(command, env=environment, input=typed, capture_output=True, text=True, check=False)

    heads = (*(f"{records} {name}" for name in HEADS), f"{records.parent}{os.sep}.cso_xl-")  # of the logs
    call.elsewhere = lambda: {
        path
        for path in watched.read_text("utf-8").splitlines()
        if not path.startswith((f"{records}{os.sep}", "/dev/", *heads))
        and path != str(records.parent)  # is there already
    }
    return call


def a_week():
    week = Week()
    for row in (3, 5):
        week.set("daily-diffs", row, "What Has Changed", "Caregiver Indicator changed")
    for row in range(2, 8):
        week.set("on-list", row, "Service Centre", "Ōtaki")
        week.set("on-list", row, "Service Centre Email", "scm@example.org")
    return week


def decided(printed, folder):
    rows = list(csv.DictReader(io.StringIO(printed)))
    for row in rows:
        row["Outcome"], row["Detail"] = OUTCOMES[row["Ref"].split("-")[0]]
        row["Client Name"] = row["Client Name"] or f"{CANARIES[0]}, {CANARIES[2]}"
    path = folder / "decided.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def saved(folder, draft, **headers):
    """A draft as it lies among the sent e-mails, or another message with the same subject."""
    mail = BytesParser(policy=policy.SMTP).parsebytes(draft.read_bytes()) if draft else EmailMessage()
    del mail["X-Unsent"]
    mail["Date"] = format_datetime(datetime(2025, 1, 13, 9, tzinfo=UTC))
    for name, text in headers.items():
        del mail[name]
        mail[name] = text
    path = folder / f"{len(list(folder.glob('*.eml')))}.eml"
    path.write_bytes(mail.as_bytes())
    return path


def no_canary(done):
    said = done.stdout + done.stderr
    assert [name for name in CANARIES if name in said] == [], done.args
    return done


def test_a_whole_week_says_no_name_and_writes_nowhere_else(watched, records, tmp_path):
    """Every command, from the received files to the answers; 'worklist' and 'text' print names to be used."""
    week = a_week()
    for report in ("daily-diffs", "on-list", "off-list", "address-sharer"):
        source = week.write(report, tmp_path)
        assert no_canary(watched("run", report, source)).returncode == 0
        outcomes = decided(watched("worklist", report, source).stdout, tmp_path)
        done = no_canary(watched("mark", report, "--decisions", outcomes, "--json"))
        assert done.returncode == 0, done.stderr
        assert json.loads(done.stdout)["worklist"]
        no_canary(watched("draft", report))
    no_canary(watched("run", "youth-service", week.write("daily-diffs", tmp_path)))
    drafts = sorted(records.rglob("Drafts/*.eml"))
    assert len(drafts) > 20
    messages = [saved(tmp_path, draft, From="cpu@example.org") for draft in drafts]
    assert no_canary(watched("file-email", *messages)).returncode == 0
    assert no_canary(watched("mark", "address-sharer")).returncode == 0
    assert no_canary(watched("processed")).returncode == 0
    no_canary_in_the_life_of_a_case(watched)
    assert no_canary(watched("due", "--json")).returncode == 0
    assert ": drafted, in " in no_canary(watched("remind")).stdout
    assert no_canary(watched("day", "--date", "2025-01-13")).returncode == 0
    typed = f"{CANARIES[0]}, {CANARIES[1]}\n{CANARIES[2]}\n"
    assert no_canary(watched("ask", "more-detail", typed=typed)).returncode == 0
    assert watched.elsewhere() == set()
    for path in records.rglob("*.eml"):
        subject = BytesParser(policy=policy.default).parsebytes(path.read_bytes(), headersonly=True)[
            "Subject"
        ]
        assert [name for name in CANARIES if name in subject] == []
    logs = [*records.rglob("*.json"), *records.rglob("*.jsonl"), *records.parent.glob("records * head.json")]
    assert {"Case log.jsonl", "Activity log.jsonl"} < {path.name for path in logs}
    kept = b"".join(path.read_bytes() for path in logs)
    people = (*CANARIES, "Ōtaki", "/03/1987", "1987-03-", "example.org")  # names, addresses, dates of birth
    assert [name for name in people if name.encode() in kept] == []
    assert list(records.rglob(".cso_xl-*")) == []


def no_canary_in_the_life_of_a_case(office):
    """Answered, taken back, ticked, handed on and taken; then an earlier version put back."""
    listed = json.loads(no_canary(office("due", "--json")).stdout)
    waiting = next(one["reference"] for one in listed if one["state"] in ("waiting", "overdue"))
    to_tick = next(one["reference"] for one in listed if one["state"] == "to do in CMS")
    handed_on = ("mark", "daily-diffs", "conflict-of-interest", "4")
    for command in (
        ("answered", waiting),
        ("take-back", waiting),
        ("tick", to_tick),
        ("take-back", to_tick),
        handed_on,
        ("take", "20250113-D3-4"),
        ("history", "daily-diffs", "2025-01-13"),
    ):
        assert no_canary(office(*command)).returncode == 0, command
    for command in (
        ("tick", CANARIES[0]),
        ("take-back", CANARIES[1]),
        ("answered", to_tick),
    ):
        assert office(*command).returncode == 2, command


FAILURES = {
    "nothing to tick": lambda office, folder: office("tick", CANARIES[0]),
    "nothing to take": lambda office, folder: office("take", CANARIES[0]),
    "nothing to take back": lambda office, folder: office("take-back", f"{CANARIES[0]}, {CANARIES[1]}"),
    "no e-mail": lambda office, folder: office("file-email", named(folder, "x.eml", CANARIES[0])),
    "an e-mail of somebody": lambda office, folder: office(
        "file-email", saved(folder, None, Subject=CANARIES[0], From=f"{CANARIES[1]} <a@example.org>")
    ),
    "no draft of it": lambda office, folder: office(
        "file-email", saved(folder, None, Subject=f"{CANARIES[0]} [20250113-D3-7-cps]", From="a@example.org")
    ),
    "no such reference": lambda office, folder: office("answered", CANARIES[0]),
    "a reminder of nothing": lambda office, folder: office("remind", "20250113-D3-7-cps"),
    "a wrong number": lambda office, folder: office(
        "ask", "housing-referral", typed=f"{CANARIES[0]}, A\n{CANARIES[1]}\n{CANARIES[2]}\n"
    ),
    "decisions that are none": lambda office, folder: office(
        "mark", "daily-diffs", "--decisions", named(folder, "d.csv", f"{CANARIES[0]},{CANARIES[1]}\n")
    ),
}


def named(folder, name, text):
    path = folder / name
    path.write_text(text, "utf-8")
    return path


@pytest.mark.parametrize("kind", FAILURES)
def test_what_fails_says_no_name_and_writes_nothing(kind, watched, records, tmp_path):
    assert watched("run", "daily-diffs", a_week().write("daily-diffs", tmp_path)).returncode == 0
    before = {path: path.read_bytes() for path in kept(records)}
    done = no_canary(FAILURES[kind](watched, tmp_path))
    assert done.returncode != 0
    assert "Tell support" not in done.stderr, "foreseen, and said in words"
    assert {path: path.read_bytes() for path in kept(records)} == before
    assert watched.elsewhere() == set()


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EACCES, errno.EROFS, errno.EIO])
@pytest.mark.parametrize("after", [0, 1, 3, 6])
def test_drafts_are_whole_or_not_there_and_running_again_completes_them(
    code, after, tmp_path, records, monkeypatch
):
    """The disk refuses the first draft, the second, the fourth, and the copy, which comes last."""

    def call(*arguments):
        return CliRunner().invoke(cli.main, list(map(str, arguments)), env={"CSO_XL_PASSWORD": PASSWORD})

    source = a_week().write("daily-diffs", tmp_path)
    outcomes = decided(call("worklist", "daily-diffs", source, "--records", records).stdout, tmp_path)
    command = ("run", "daily-diffs", source, "--records", records, "--decisions", outcomes)
    written, real = [], publishing._write

    def write(path, data):
        if records in path.parents and path.parent.name not in ("Cases", "Claims"):
            if len(written) == after:
                path.write_bytes(data[: len(data) // 2])
                raise OSError(code, os.strerror(code))
            written.append(path)
        real(path, data)

    with monkeypatch.context() as broken:
        broken.setattr(publishing, "_write", write)
        done = call(*command)
    assert done.exit_code == 1
    assert os.strerror(code) in done.stderr
    assert [name for name in CANARIES if name in done.stderr] == []
    there = [path for path in kept(records) if path.suffix != ".json"]
    assert len(there) == after
    assert call(*command).exit_code == 0
    assert len(list(records.rglob("Drafts/*.eml"))) == 6


# Rows that are removed


def test_what_is_removed_stands_on_the_sheet_removed_and_nowhere_else(records, tmp_path):
    """Every cell of a removed row has a canary; once the sheet is deleted the copy is without them."""
    week = Week()
    headings = week.grids["address-sharer"][0]
    for row in (3, 5):
        for heading in headings:
            if "Date" not in heading and "Number" not in heading:
                week.set("address-sharer", row, heading, f"Halcyonne {heading}")
        week.set("address-sharer", row, "CSO Client Number", f"0919191{row}")
        week.set("address-sharer", row, "Sharer Date of Birth", "19/11/1991")
        week.set("address-sharer", row, "CSO Address", "19 Halcyonne Road, Ōtaki")
        week.set("address-sharer", row, "Sharer Address", "91 Nirvanella Street, Ōtaki")
    source, common = week.write("address-sharer", tmp_path), ("--records", records)
    for command in (("run", "address-sharer", source), ("processed", "--without-outcomes")):
        done = CliRunner().invoke(cli.main, list(map(str, (*command, *common))))
        assert done.exit_code == 0, done.stderr
    copies = [path for path in records.rglob("*.xlsx") if "Master" not in path.name]
    assert len(copies) == 3
    for path in copies:
        held = parts(path)
        removed = list(plain(path)).index("Removed") + 1
        for name, data in held.items():
            found = [canary for canary in REMOVED if canary in data]
            assert found == (list(REMOVED) if name == f"xl/worksheets/sheet{removed}.xml" else []), name


REMOVED = (b"Halcyonne", b"Nirvanella", b"09191913", b"09191915", b"19/11/1991")


# Faults of the program, anywhere in it


BOUNDARY = (
    "cso_xl.cli.command",
    "cso_xl.cli.shared",
    "cso_xl.faults",
    "cso_xl.errors",
    "cso_xl.intake.apart.__main__",
)


def reached(call):
    """The package's functions that a command gets to, but for those that say what went wrong."""
    seen = set()
    sys.setprofile(lambda frame, event, _: seen.add(frame.f_code) if event == "call" else None)
    try:
        call()
    finally:
        sys.setprofile(None)
    found = {}
    for name, module in list(sys.modules.items()):
        if name.startswith("cso_xl") and name not in BOUNDARY:
            for place in (module, *(one for one in vars(module).values() if isinstance(one, type))):
                for key, one in list(vars(place).items()):
                    ours = inspect.isfunction(one) and one.__module__.startswith("cso_xl")
                    if ours and one.__code__ in seen and one.__module__ not in BOUNDARY:
                        found.setdefault(f"{one.__module__}.{one.__qualname__}", []).append((place, key))
    return found


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # openpyxl's, of an open part
@pytest.mark.parametrize("report", ["daily-diffs", "on-list", "off-list", "address-sharer"])
def test_a_fault_anywhere_in_the_program_shows_nobodys_data(report, tmp_path):
    """Each function that a run reaches fails in turn, with a name, an address and a number in what it raises."""
    source, turns = a_week().write(report, tmp_path / "inbox"), itertools.count()

    def call():
        root = tmp_path / f"records {next(turns)}"
        root.mkdir()
        command = ("run", report, source, "--records", root)
        return CliRunner().invoke(cli.main, list(map(str, command))), root

    call()
    places = reached(call)
    assert len(places) > 150
    for name in sorted(places)[:: 1 if FULL else 8]:
        with pytest.MonkeyPatch.context() as broken:
            for place, key in places[name]:
                broken.setattr(place, key, fail)
            done, root = call()
        assert no_canary_in(done.output), name
        assert no_canary_in(faults.log_file().read_text("utf-8") if faults.log_file().exists() else ""), name
        for path in root.rglob("*"):
            assert path.is_dir() or path.suffix == ".xlsx" or no_canary_in(path.read_text("utf-8")), (
                name,
                path,
            )
        assert done.exit_code in (0, 1) and isinstance(done.exception, SystemExit | None), name
    gc.collect()


def fail(*_args, **_kwargs):
    raise KeyError(f"{CANARIES[0]}, 12 {CANARIES[2]} Road, 0917171")


def no_canary_in(text):
    return not any(canary in text for canary in (*CANARIES, "0917171"))

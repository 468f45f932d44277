"""Three people at work in one records folder at the same moments: nothing twice, nothing lost, each act is theirs.

Each of them is a process of its own, under their account and with their umask.
"""

import csv
import json
import os
import re
import subprocess
import sys
from collections import Counter
from email import message_from_bytes, policy

import pytest

from cso_xl.inbox.working import AT_WORK

PASSWORD = "Practice-2025"
UNIT = {"aroha": 0o077, "tom": 0o022, "mere": 0o022}
MONDAYS = ("2025-01-13", "2025-01-20")
REPORTS = ("daily-diffs", "on-list", "address-sharer")
CHOSEN = {  # by the question
    "D3": "Address changed: tell CPS",
    "L6": "No note: ask CPS to confirm first",
    "A8": "Same address: tell Oranga Tamariki",
}
SIGNED_IN = """
import sys, types
from cso_xl.records import account
user = types.SimpleNamespace(pw_name=sys.argv.pop(1))
account.pwd.getpwuid = lambda number: user
from cso_xl.cli import main
main()
"""


class Unit:
    """Three people, their records, and what each has told the program to do."""

    def __init__(self, folder):
        self.folder, self.records = folder, folder / MONDAYS[0] / "records"
        self.settings, self.acts = folder / MONDAYS[0] / "settings.toml", Counter()
        for monday in MONDAYS:
            self.cso("tom", "training", "week", folder / monday, "--date", monday, where=())

    def start(self, user, *argv, where=None):
        where = ("--records", self.records, "--settings", self.settings) if where is None else where
        return subprocess.Popen(
            [sys.executable, "-c", SIGNED_IN, user, *map(str, (*argv, *where))],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8", umask=UNIT[user],
            env={**os.environ, "CSO_XL_PASSWORD": PASSWORD, "COLUMNS": "200", "PYTHONUTF8": "1"},
        )  # fmt: skip

    def cso(self, user, *argv, where=None):
        return self.ended(self.start(user, *argv, where=where), argv)

    def ended(self, process, argv=()):
        out, err = process.communicate()
        assert "Traceback" not in err, (argv, err)
        return process.returncode, out, err

    def at_once(self, acts):
        """Each person's act at the same moment, by account."""
        started = {user: self.start(user, *argv) for user, argv in acts.items()}
        return {user: self.ended(process, acts[user]) for user, process in started.items()}

    def told(self, user, *argv):
        code, out, err = self.cso(user, *argv, "--json")
        assert code == 0, (argv, err)
        return json.loads(out)

    def log(self, folder, name):
        lines = (self.records / f"Child Sex Offenders/{folder}/{name}.jsonl").read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines]

    def events(self, kind):
        return [event for event in self.log("Cases", "Case log") if event.get("kind") == kind]

    # What they do

    def receive(self, monday):
        """All of them work what came; one does, and the others are told so or find nothing left to do."""
        done = self.at_once(dict.fromkeys(UNIT, ("work", self.folder / monday / "received")))
        assert any(out.startswith("5 reports worked, ") for code, out, _ in done.values() if code == 0)
        assert all(code == 0 or AT_WORK.partition(" by {by}")[0] in err for code, _, err in done.values()), (
            done
        )

    def decide(self, monday):
        """Each takes a report of their own, chooses outcomes in its list, and gives it twice."""
        acts = {}
        for user, report in zip(UNIT, REPORTS, strict=True):
            received = self.folder / monday / "received"
            kind = "Living" if report == "address-sharer" else "ZIP"
            [source] = [path for path in received.iterdir() if kind in path.name]
            listed = self.folder / monday / f"{report}.csv"
            assert self.cso(user, "worklist", report, source, "--into", listed)[0] == 0
            with listed.open(encoding="utf-8-sig", newline="") as file:
                lines = [*csv.DictReader(file)]
            for line in lines:
                line["Outcome"] = CHOSEN.get(line["Ref"].partition("-")[0], "")
                line["Client Name"] = line["Client Name"] or "Rimu, Anahera"
            with listed.open("w", encoding="utf-8-sig", newline="") as file:
                writer = csv.DictWriter(file, lines[0].keys())
                writer.writeheader()
                writer.writerows(lines)
            acts[user] = ("mark", report, "--date", monday, "--decisions", listed)
        for _ in range(2):
            assert {code for code, *_ in self.at_once(acts).values()} == {0}

    def send(self, monday):
        """One sends every draft; all of them file the same folder at the same moment. Returns the references."""
        sent, queued = self.folder / f"sent {monday}", self.told("mere", "drafts", "--date", monday)["drafts"]
        sent.mkdir()
        for draft in queued:
            [path] = (self.records / draft["folder"]).glob(f"*[[]{draft['reference']}].eml")
            mail = message_from_bytes(path.read_bytes(), policy=policy.SMTP)
            del mail["X-Unsent"]
            mail["Date"] = f"{monday[8:]} Jan 2025 15:00:00 +1300"
            (sent / f"{draft['reference']}.eml").write_bytes(mail.as_bytes())
        for code, out, err in self.at_once(dict.fromkeys(UNIT, ("file-email", sent))).values():
            assert (code, err) == (0, "")
            assert len(out.splitlines()) == len(queued) and "Look at it" not in out
        assert self.told("tom", "drafts", "--date", monday)["drafts"] == []
        return {draft["reference"] for draft in queued}


@pytest.fixture(scope="module")
def unit(tmp_path_factory):
    """Two weeks of the unit; `sent` are the references of what was sent."""
    made = Unit(tmp_path_factory.mktemp("unit"))
    made.sent = set()
    for monday in MONDAYS:
        made.receive(monday)
        made.decide(monday)
        made.sent |= made.send(monday)
    return made


def test_every_notice_was_sent_once_and_its_email_is_filed_once(unit):
    assert len(unit.sent) > 20
    assert Counter(event["reference"] for event in unit.events("sent")) == Counter(unit.sent)
    filed = [path for path in unit.records.rglob("*.eml") if "Drafts" not in path.parts]
    subjects = (
        str(message_from_bytes(path.read_bytes(), policy=policy.default)["Subject"]) for path in filed
    )
    assert Counter(re.search(r"\[(\d{8}-.*)\]", text)[1] for text in subjects) == Counter(unit.sent)


def test_every_question_was_asked_and_decided_once_by_whoever_did(unit):
    decided = Counter((e["date"], e["report"], e["entry"], *e["rows"]) for e in unit.events("decided"))
    assert decided and set(decided.values()) == {1}
    by = {
        (event["report"], event["user"])
        for event in unit.events("decided")
        if event["report"] != "youth_service"
    }
    assert by == {("daily_diffs", "aroha"), ("on_list", "tom"), ("address_sharer", "mere")}
    asked = Counter((event["date"], event["report"], event["entry"]) for event in unit.events("asked"))
    assert set(asked.values()) == {1}


def test_no_row_is_lost_and_the_figures_say_what_was_done(unit):
    figures = unit.told("aroha", "figures", "--from", "2025-01-13", "--to", "2025-01-26")["figures"]
    whole = {
        (one["section"], one["of"], one["what"]): one["count"] for one in figures if one["period"] == "all"
    }
    filed = {of: count for (section, of, _), count in whole.items() if section == "Reports"}
    assert filed.pop("All") == 10 and set(filed.values()) == {2}
    assert whole["Rows", "Address sharer", "All"] == 80 and whole["Rows", "On list", "All"] == 60
    assert whole["Notices", "All", "Sent"] == len(unit.sent)


def test_of_three_who_take_a_case_at_once_one_has_it_and_who_looks_is_logged(unit):
    case, number = next(
        (line["reference"], line["client"])
        for line in unit.told("tom", "due")
        if line["state"] == "to decide" and line["client"]
    )
    done = unit.at_once(dict.fromkeys(UNIT, ("take", case)))
    [holder] = [user for user, (code, *_) in done.items() if code == 0]
    assert all(f"{case} is with {holder}." in done[user][2] for user in UNIT if user != holder)
    assert {code for code, *_ in unit.at_once(dict.fromkeys(UNIT, ("find", number))).values()} == {0}
    found = [line for line in unit.log("Activity", "Activity log") if line.get("step") == "find"]
    assert Counter((line["user"], *line["clients"]) for line in found) == {(user, number): 1 for user in UNIT}


def test_both_logs_are_whole(unit):
    assert unit.cso("mere", "log", "verify") == (
        0,
        "The activity log is as it was written.\nThe case log is as it was written.\n",
        "",
    )

"""What the practice week asks of a person, from the received e-mails to the last case done: presses, choices, keys.

    python tests/benchmarks/day.py

The week is really worked, at the command, with one set of decisions, until nothing is open. Each command is counted as
it is typed in a terminal where settings name the records folder. The same work at the ribbon is counted from the tab. A
Python in which the commit d379f6a is installed works and counts that commit's week: before cases were followed to the
end, before 'Work what came', when a worklist's line said little more than a number.
"""

import csv
import io
import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from importlib.util import find_spec
from pathlib import Path

from cso_xl.practice.week import PASSWORD, Week

IS_BEFORE = find_spec("cso_xl.cases") is None
REPORTS = ("daily-diffs", "on-list", "off-list", "address-sharer", "youth-service")
CHOSEN = {  # by how its question, or else its Ref, begins: the outcome
    "D3": "Address changed: tell CPS", "D4": "Benefit cancelled, note in place",
    "D5": "No note: ask CPS to confirm", "D6": "Suspended or expired for another reason: tell CPS",
    "D7: Do Relationships in CMS show a new partner": "No new partner: NFA",
    "D7": "New child included: tell CPS and Oranga Tamariki",
    "D8: Does": "No children under 16: NFA", "D8: Is": "Note in place: NFA", "D8": "Alias changed: tell CPS",
    "D10": "Team leader: NFA", "L6": "No note: add it",
    "L7": "Registered, current or appointment: tell ASCM/SCM", "L8": "No children: NFA",
    "L9": "Not in social housing: NFA", "O3": "Not asked yet: ask CPS",
    "A8": "Same address: tell Oranga Tamariki",
}  # fmt: skip
AFTER_THE_ANSWER = {"D5": "CPS confirmed, no such benefit", "O3": "Still a CSO: the note stays"}
DETAIL = {"New child included": "Weka, Ana", "Alias changed": "Weka, Mary"}
NOTES = ("D3", "D4", "D6", "D7-19", "D8-22", "L6", "L7", "D5")  # Refs of which something is written in CMS
SENT, CAME = "Mon, 13 Jan 2025 11:00:00 +1300", "Tue, 14 Jan 2025 9:00:00 +1300"


class Day:
    """A person at the command: the commands they type, what they fill in and send."""

    def __init__(self, folder: Path) -> None:
        self.files, self.folder = Week().write(folder), folder
        self.typed: list[str] = []
        self.counts = Counter[str]()

    def call(self, *words: str, typed: str = "") -> str:
        """What a command prints; `typed` is what a person types instead, '-' when they do not type it at all."""
        if typed != "-":
            self.typed.append(
                typed or " ".join(f'"{one}"' if " " in one else one for one in ("cso-xl", *words))
            )
        named = ("--records", "records") if words[0] not in ("--help", "members") else ()
        settings = ("--settings", "settings.toml") if words[0] in ("mark", "run", "work", "worklist") else ()
        done = subprocess.run(
            [sys.executable, "-m", "cso_xl", *words, *named, *settings],
            cwd=self.folder, capture_output=True, text=True,
            env=os.environ | {"CSO_XL_PASSWORD": PASSWORD},
        )  # fmt: skip
        if done.returncode:
            print(" ".join(words), done.stderr, file=sys.stderr)
        return done.stdout

    def receive(self) -> None:
        if not IS_BEFORE:
            self.call("work", "received")
            return
        for report in REPORTS:
            self.call("run", report, self._source(report))

    def _source(self, report: str) -> str:
        path = self.files.address_report if report == "address-sharer" else self.files.datamatch
        return str(path.relative_to(self.folder))

    def decide(self, chosen: dict[str, str], only: tuple[str, ...] = ("",)) -> None:
        """Fill in the worklist of each filed copy, then draft; here a CSV is given in place of the saved copy."""
        for report in REPORTS[:4]:
            lines = [
                *csv.DictReader(io.StringIO(self.call("worklist", report, self._source(report), typed="-")))
            ]
            meant = [one for one in lines if one["Ref"].startswith(only)]
            for at, one in enumerate(meant):
                self._fill(one, at, chosen)
            if meant:
                with (self.folder / "decided.csv").open("w", encoding="utf-8", newline="") as file:
                    out = csv.DictWriter(file, lines[0])
                    out.writeheader()
                    out.writerows(meant)
                self.call(
                    "mark",
                    report,
                    "--decisions",
                    "decided.csv",
                    typed=f"cso-xl draft {report}" if IS_BEFORE else "-",
                )
                self.counts["copies filled in"] += 1
        if not IS_BEFORE:
            self.call("draft")

    def _fill(self, one: dict[str, str], at: int, chosen: dict[str, str]) -> None:
        outcome = next(
            chosen[key] for key in chosen if one["Question" if ":" in key else "Ref"].startswith(key)
        )
        if one["Ref"].startswith("A8") and at % 2:
            outcome = "Not the same address: NFA"
        one["Outcome"], one["Detail"] = outcome, DETAIL.get(outcome.partition(":")[0], "")
        if not one["Client Name"] and not outcome.endswith(": NFA"):
            one["Client Name"] = "Weka, Mere"
            self.counts["cells typed"] += 1
        self.counts["outcomes chosen"] += 1
        self.counts["cells typed"] += bool(one["Detail"])

    def send(self) -> None:
        """Read and send every draft in Outlook, drag what was sent into a folder, file it; then the answers."""
        drafts = [path.read_bytes() for path in self.files.records.rglob("Drafts/*.eml")]
        self.counts["notices sent"] += len(drafts)
        self._file("sent", [_sent(one) for one in drafts])
        waiting = {one["reference"] for one in json.loads(self.call("due", "--json", typed="-"))}
        answers = [answer for one in drafts if (answer := _answer(one, waiting))]
        self.counts["answers"] += len(answers)
        self._file("answers", answers)

    def _file(self, kind: str, mails: list[EmailMessage]) -> None:
        folder = self.folder / kind
        folder.mkdir(exist_ok=True)
        for at, mail in enumerate(mails):
            (folder / f"{at}.eml").write_bytes(mail.as_bytes())
        names = [f"{kind}/{at}.eml" for at in range(len(mails))]
        option = "answer" if kind == "answers" else "sent"
        if mails:
            self.call("file-email", *names, f"--{option}", typed=f"cso-xl file-email {kind}/*")

    def write_in_cms(self) -> None:
        """Copy each note, write it in CMS, and say so."""
        for report in REPORTS[:2]:
            lines = csv.DictReader(
                io.StringIO(self.call("worklist", report, self._source(report), typed="-"))
            )
            for one in lines:
                if one["Ref"].startswith(NOTES):
                    self.call("text", report, one["Ref"], typed="" if IS_BEFORE else "-")
                    self.counts["notes written"] += 1
            if not IS_BEFORE:
                self.call("text", report)
        if not IS_BEFORE:
            owed = json.loads(self.call("due", "--json", typed="-"))
            refs = dict.fromkeys(one["reference"] for one in owed if one["state"] == "to do in CMS")
            first, *others = refs
            self.call("tick", first, *(ref.partition("-")[2] for ref in others))
            self.counts["lines ticked"] = len({ref.rpartition("-")[2] + ref[9] for ref in refs})


def _sent(draft: bytes) -> EmailMessage:
    mail = BytesParser(policy=policy.SMTP).parsebytes(draft)
    del mail["X-Unsent"], mail["From"], mail["Date"]
    mail["From"], mail["Date"] = "cpu@example.org", SENT
    return mail


def _answer(draft: bytes, waiting: set[str]) -> EmailMessage | None:
    """The answer to a notice that waits for one."""
    notice, mail = BytesParser(policy=policy.SMTP).parsebytes(draft), EmailMessage(policy.SMTP)
    if not any(f"[{one}]" in notice["Subject"] for one in waiting):
        return None
    mail["From"], mail["To"], mail["Date"] = notice["To"] or "cps@example.org", "cpu@example.org", CAME
    mail["Subject"] = f"RE: {notice['Subject']}"
    mail.set_content("Kia ora. It is so.")
    return mail


def at_the_ribbon(of: Counter[str]) -> dict[str, int]:
    """Presses of the mouse at the ribbon, in its boxes and on its sheets, but for what people decide, type and send.

    A button on the tab is one, in a list two; a file dialog one; a line that is selected one. Before, each report was
    opened, each statement was a box to close, each line had to be looked up on the report's sheet, and note and tick
    were two buttons of a line; a press that drafts or files said so in a box.
    """
    copies = of["copies filled in"]
    if IS_BEFORE:
        looked_up = (
            30  # lines of the daily diffs and the address report, which say neither what changed nor who
        )
        return {
            "receive": 4 * (2 + 1) + (1 + 1), "to the worklist": 5 * (1 + 1), "look at the row": 2 * looked_up,
            "draft": copies * (1 + 1), "file e-mails": 2 * (1 + 1 + 1),
            "notes": of["notes written"] * (1 + 2 + 1), "save": 4 * (1 + 1) + (1 + 1),
        }  # fmt: skip
    return {
        "receive": 2 + 1, "open from Today": 4, "draft": copies, "file e-mails": 2 * (1 + 1),
        "notes": of["notes written"] * (1 + 2), "tick": 2 * (1 + 2), "save": 4 + 2,
    }  # fmt: skip


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        day = Day(Path(folder) / "week")
        day.receive()
        day.decide(CHOSEN)
        day.send()
        day.decide(AFTER_THE_ANSWER, only=("D5", "O3"))
        day.write_in_cms()
        day.call("processed")
        left = [one["reference"] for one in json.loads(day.call("due", "--json"))]
        ribbon = at_the_ribbon(day.counts)
        print(f"{'before' if IS_BEFORE else 'now'}: {dict(day.counts)}; still open: {left}")
        print(f"at the command: {len(day.typed)} commands, {sum(len(one) + 1 for one in day.typed)} keys")
        print("\n".join(f"    {one}" for one in day.typed))
        print(f"at the ribbon: {sum(ribbon.values())} presses: {ribbon}")


if __name__ == "__main__":
    main()

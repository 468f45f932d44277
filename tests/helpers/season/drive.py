"""A season worked through the command, and judged after every step."""

import datetime as dt
import json
import random
import re
from collections import Counter
from email.utils import format_datetime

import openpyxl

from helpers.entries import Entries
from helpers.season.mail import MACHINES, reply, sent_copy, text_of
from helpers.season.truth import ADULTS, AWAITED, FOLLOWS, NFA, OT, YSSU, Entry, Recognised
from helpers.season.world import DIFFS, address_workbook, as_csv, name, nz, pairs, week_zip

PASSWORD = "Practice-2025"
READY = ("to send", "correction")  # whose drafts must lie in Drafts
TYPED = {  # what only a person knows
    "Detail": "Zzchild Ana",
    "Client Name": "Zzclient, Tama",
    "Service Centre": "Kaikohe",
    "Service Centre Email": "kaikohe@example.invalid",
}
REFERENCE = re.compile(r"\[(\d{8}-[^\]]+)\]")


def household(pair):
    """What an entry of the address report is about."""
    return pair.cso, pair.address


class Fault(AssertionError):
    """What is told, or lies in the records, is not what must be so."""


class Season:
    def __init__(self, folder, clock, run, monday, weeks, seed=1):
        self.folder, self.clock, self.run, self.monday, self.weeks = folder, clock, run, monday, weeks
        self.records = folder / "records"
        self.records.mkdir()
        self.box = folder / "box"
        self.box.mkdir()
        self.rng = random.Random(seed)
        self.pairs = pairs(monday, weeks, seed)
        self.entries = {}
        self.recognised = Recognised()
        self.reports = {}  # date: rows of the address report
        self.comments = {}  # (date, row): outcome it must have on the address report
        self.trace = []
        self.subjects, self.mails = {}, 0
        self.retired, self.sha = set(), set()

    # --- telling

    def fault(self, text):
        raise Fault("\n".join([*self.trace[-12:], f"{self.clock.now:%a %d/%m %H:%M}: {text}"]))

    def must(self, truth, text):
        if not truth:
            self.fault(text)

    def cso(self, *argv, rc=0):
        self.trace.append(
            f"{self.clock.now:%a %H:%M} " + " ".join(map(str, argv)).replace(str(self.folder), "")
        )
        code, out, err = self.run(*argv, "--records", self.records)
        if rc is not None and code != rc:
            self.fault(f"rc {code}, not {rc}: {out} {err}")
        self.no_secrets(out + err)
        return out, err

    def no_secrets(self, text):
        for secret in ("Zz", "Lane", "Street", "Kauri Road", "05/06/2015", "01/02/1981", "Ana"):
            self.must(secret not in text, f"{secret} in what is said: {text}")

    # --- judging

    def judge(self):
        out, _ = self.cso("due", "--json")
        listed = json.loads(out)
        states = {}
        for line in listed:
            self.must(
                line["reference"] not in states
                or line["state"] == "to do in CMS" == states[line["reference"]],
                f"{line['reference']} listed twice",
            )
            states[line["reference"]] = line["state"]
        owed = {}
        for entry in self.entries.values():
            if entry.ref not in self.retired:
                owed.update(entry.owed())
        for reference, allowed in owed.items():
            if reference not in states:
                self.fault(f"{reference} ({'/'.join(sorted(allowed))}) is missing from due")
            elif states[reference] not in allowed:
                self.fault(f"{reference} is '{states[reference]}', should be {'/'.join(sorted(allowed))}")
        for reference in states.keys() - owed.keys():
            self.fault(f"{reference} is listed as '{states[reference]}', and nothing is owed")
        ready = {r for e in self.entries.values() for r, s in e.notices.items() if s in READY}
        lying = self.drafts()
        self.must(ready == lying.keys(), f"drafts that lie ready: {sorted(lying)}; should: {sorted(ready)}")
        for log in self.records.rglob("*.jsonl"):
            self.no_secrets(log.read_text(encoding="utf-8"))

    def drafts(self):
        found = {}
        for path in self.records.rglob("Drafts/*.eml"):
            if path.parent.name == "Drafts" and "follow" not in path.name.lower():
                reference = REFERENCE.search(path.name).group(1)
                self.must(reference not in found, f"two drafts of {reference}")
                found[reference] = path
        return found

    def copies(self, date, kind):
        return [
            p
            for p in self.records.rglob(f"{date:%Y%m%d} {kind}*.xlsx")
            if "as of" not in p.name and "Versions" not in str(p)
        ]

    def comments_of(self, date, kind):
        paths = self.copies(date, kind)
        if not paths:
            return None
        sheet = openpyxl.load_workbook(max(paths, key=lambda p: p.name)).worksheets[0]
        heads = [c.value for c in sheet[1]]
        row, comment = heads.index("Row"), heads.index("Comment")
        return {
            int(cells[row]): cells[comment] or ""
            for cells in sheet.iter_rows(min_row=2, values_only=True)
            if cells[row]
        }

    def judge_comments(self, date, kind="Working Copy"):
        found = self.comments_of(date, kind)
        if found is None:
            return
        for row, comment in found.items():
            wanted = self.comments.get((date, row), "")
            self.must(
                comment.strip(" .").split(" ")[0].casefold() == wanted.split(" ")[0].casefold(),
                f"row {row} of {date} reads '{comment}', should '{wanted}' ({kind})",
            )

    # --- what comes

    def address_report(self, week):
        day = self.monday + dt.timedelta(weeks=week)
        rows = [p for p in self.pairs if week in p.weeks]
        self.rng.shuffle(rows)
        path = self.box / f"CSO Living with Children WB {day:%d %B %Y}.xlsx"
        address_workbook(path, rows)
        self.reports[day] = rows
        out, _ = self.cso("run", "address-sharer", path, "--json")
        self.take_address(day, json.loads(out))
        return path

    def take_address(self, day, told):
        rows = self.reports[day]
        counts = told["counts"]
        self.must(
            told["reconciled"]
            and counts["rows_in"] == len(rows) == counts["kept"] + counts.get("removed", 0),
            f"reconciliation: {counts}",
        )
        gone, allowed = Counter(), self.recognised.may_remove(rows)
        kept = set()
        for line in told["rows"]:
            row = rows[line["row"] - 2]
            if line["status"] != "Removed":
                kept.add(line["row"])
                self.must(
                    not row.leaves and "Motel" not in row.address,
                    f"row {line['row']} should have gone: {line}",
                )
            elif not row.leaves and "Motel" not in row.address:
                gone[row.key] += 1
                self.must("recognised" in line["reason"], f"row {line['row']} went: {line['reason']}")
        for key, number in gone.items():
            self.must(number <= allowed[key], f"removed {number}, at most {allowed[key]}: {key}")
        for key, number in allowed.items():
            there = sum(row.key == key for row in rows)
            if min(number, there) != gone[key] and key[8]:  # twins may stay
                self.fault(f"{min(number, there)} should be recognised, {gone[key]} are: {key}")
        asked = Counter()
        for entry in told["worklist"]:
            households = {household(rows[row - 2]) for row in entry["rows"]}
            self.must(len(households) == 1, f"{entry['ref']} is about {households}")
            asked.update(entry["rows"])
            self.ask("address-sharer", day, entry)
        self.must(asked == Counter(kept), f"asked {asked}, kept {kept}")
        self.asked_again([(entry["ref"], entry["rows"]) for entry in told["worklist"]], day)

    def asked_again(self, asked, day):
        """A household that nobody decided is the later week's alone, if its rows are as they were."""
        later = [Counter(self.reports[day][row - 2].key for row in rows) for _, rows in asked]
        for entry in self.entries.values():
            if entry.report == "address-sharer" and entry.date < day and not entry.outcome:
                before = Counter(self.reports[entry.date][row - 2].key for row in entry.rows)
                if any(not before - now for now in later):
                    self.retired.add(entry.ref)

    def ask(self, report, day, entry):
        ref = f"{day:%Y%m%d}-{entry['ref']}"
        if ref not in self.entries:
            self.entries[ref] = Entry(report, day, ref, entry["rows"])

    def other_reports(self, week):
        day = self.monday + dt.timedelta(weeks=week)
        clients = [
            (f"03{week:03d}{n:04d}", level, status)
            for n, (level, status) in enumerate([("1", "Current"), ("2", "Expired"), ("4", "Current")])
        ]
        path = self.box / f"cso_{day - dt.timedelta(days=7):%Y%m%d}_{day:%Y%m%d}.zip"
        young = [] if week % 3 == 2 else [clients[0][0], clients[1][0]]
        week_zip(path, day, clients, [f"04{week:07d}"], PASSWORD, young)
        for report, kept in (("on-list", 3), ("off-list", 1)):
            out, _ = self.cso("run", report, path, "--json")
            told = json.loads(out)
            self.must(
                told["counts"]["rows_in"] == told["counts"]["kept"] == kept, f"{report}: {told['counts']}"
            )
            for entry in told["worklist"]:
                self.ask(report, day, entry)
        return path

    def youth_service(self, week, path, is_set_up=True):
        """The week's notification: those with Youth Service and a current benefit, if there are any [X1]."""
        day = self.monday + dt.timedelta(weeks=week)
        settings = self.box / "settings.toml"
        settings.write_text(
            f'[notices.addresses]\nyssu = "{"yssu@example.invalid" if is_set_up else ""}"\n', "utf-8"
        )
        out, _ = self.cso("run", "youth-service", path, "--settings", settings, "--json")
        listed = 0 if week % 3 == 2 else 1
        self.must(json.loads(out)["counts"]["kept"] == listed, f"youth service: {out}")
        if listed:
            self.ask("youth-service", day, {"ref": "X1-1", "rows": [1]})
            entry = self.entries[f"{day:%Y%m%d}-X1-1"]
            entry.outcome, entry.is_missing = YSSU, not is_set_up
            if is_set_up and not entry.notices:
                entry.drafted([f"{entry.ref}-yssu"])

    def diffs(self, day):
        n = int(f"{day:%j}")
        rows = [
            ("Address Change", f"05{n:03d}0001", "1 Kauri Road Paihia", "2 Rimu Street Paihia"),
            ("Deleted TRACE", f"05{n:03d}0002", "x", ""),
            ("Added SWIFTT", f"05{n:03d}0003", "", "Service Code JSW Status – Registered"),
            ("Added SHA", f"05{n:03d}0004", "", "x"),
            ("Client added to list", f"05{n:03d}0005", "", ""),
            ("Frobnicated", f"05{n:03d}0006", "a", "b"),
        ]
        self.rng.shuffle(rows)
        path = self.box / f"cso_daily_diffs_{day:%Y%m%d}_05_58_01.csv"
        path.write_text(as_csv(DIFFS, rows), encoding="utf-8")
        out, _ = self.cso("run", "daily-diffs", path, "--json")
        told = json.loads(out)
        self.must(told["counts"]["kept"] == 6, "diffs")
        asked = {e["rows"][0] for e in told["worklist"]}
        self.must(
            asked == {i + 2 for i, r in enumerate(rows) if r[0] != "Deleted TRACE"}, f"diffs asked {asked}"
        )
        for entry in told["worklist"]:
            self.ask("daily-diffs", day, entry)
            if rows[entry["rows"][0] - 2][0] == "Added SHA":
                self.sha.add(f"{day:%Y%m%d}-{entry['ref']}")
        return path

    # --- what people do

    def decide(self, report, day, outcomes, way="csv", rc=0):
        """Outcomes by reference; `way` is csv or cells, with the sheets sorted or not."""
        if way == "csv":
            path = self.box / f"decided {len(self.trace)}.csv"
            lines = [(ref.split("-", 1)[1], outcome, *TYPED.values()) for ref, outcome in outcomes.items()]
            path.write_text(as_csv(["Ref", "Outcome", *TYPED], lines), encoding="utf-8-sig")
            out = self.cso("mark", report, "--date", day, "--decisions", path, rc=rc)
        else:
            self.type(report, day, outcomes, way)
            out = self.cso("draft", report, "--date", day, rc=rc)
        for ref, outcome in outcomes.items():
            self.settle(ref, outcome)
        return out

    KINDS = {
        "address-sharer": "Working Copy",
        "on-list": "On List",
        "off-list": "Off List",
        "daily-diffs": "Daily Diffs",
    }

    def type(self, report, day, outcomes, way):
        path = max(self.copies(day, self.KINDS[report]), key=lambda p: p.name)
        book = openpyxl.load_workbook(path)
        sheet = book["Worklist"]
        heads = [c.value for c in sheet[1]]
        if "sorted" in way:
            self.sort(sheet, key=heads.index("Client Number"))
        if "both" in way:
            self.sort(book.worksheets[0], key=1)
        worklist = Entries(book)
        for entry in worklist.lines:
            ref = f"{day:%Y%m%d}-{entry}"
            if ref in outcomes:
                worklist.cell(entry, "Outcome").value = outcomes[ref]
                for heading, value in TYPED.items():
                    if (cell := worklist.cell(entry, heading)) is not None:
                        cell.value = cell.value or value
        book.save(path)

    def sort(self, sheet, key):
        """As Sort does: values move and nothing else; empty cells come last."""
        rows = [tuple(cells) for cells in sheet.iter_rows(min_row=2, values_only=True)]
        rows.sort(key=lambda cells: (not cells[key], str(cells[key] or ""), self.rng.random()))
        for number, values in enumerate(rows, 2):
            for column, value in enumerate(values, 1):
                sheet.cell(number, column).value = value

    def settle(self, ref, outcome):
        entry = self.entries[ref]
        entry.fresh = []
        entry.decide(outcome)
        made = entry.fresh
        lying = self.drafts()
        known = {r for e in self.entries.values() for r in e.notices}
        new = [r for r in lying if r not in known and r.startswith(ref + "-")]
        if len(new) != len(made):
            self.fault(f"{ref}: {outcome}: drafts {new}, expected {made}")
        entry.drafted(new)
        if entry.report == "address-sharer":
            for row in entry.rows:
                if outcome in (NFA, ADULTS):
                    self.comments[entry.date, row] = "NFA"
            if outcome == OT:
                for r in new:
                    self.read_notice(entry, lying[r])

    def mark_nfa(self, entry, rows, way):
        if way == "mark":
            self.cso("mark", "address-sharer", "nfa", *rows, "--date", entry.date)
        else:
            path = max(self.copies(entry.date, "Working Copy"), key=lambda p: p.name)
            book = openpyxl.load_workbook(path)
            sheet = book.worksheets[0]
            heads = [c.value for c in sheet[1]]
            for cells in sheet.iter_rows(min_row=2):
                if cells[heads.index("Row")].value and int(cells[heads.index("Row")].value) in rows:
                    cells[heads.index("Comment")].value = "nfa. "
            book.save(path)
        for row in rows:
            self.comments[entry.date, row] = "NFA"

    def read_notice(self, entry, path):
        """The notice holds the right people, under the right headings, with the right dates [A9, C14]."""
        rows = self.reports[entry.date]
        told = [rows[r - 2] for r in entry.rows if self.comments.get((entry.date, r)) != "NFA"]
        text = text_of(path)
        heads, under = {"Children": [], "Family": [], "Age": []}, []
        for line in text.splitlines():
            if line.startswith("# "):
                under = heads[line[2:].split(" ")[0]]
            elif line.startswith("- "):
                under.append(line)
        wanted = {"Children": [], "Family": [], "Age": []}
        for pair in told:
            age = pair.age(entry.date)
            head = "Age" if age is None else "Children" if age < 16 else "Family"
            wanted[head].append(f"since {nz(max(pair.start, pair.cso_start))}|{name(pair.who)}")
        for head, people in wanted.items():
            newly = Counter(
                f"since {re.search(r'since ([0-9/]+)', x).group(1)}|{re.search(r'Zz[a-z]+', x).group(0)}"
                for x in heads[head]
                if "told" not in x
            )
            self.must(
                newly == Counter(people), f"{entry.ref}: under {head}: {newly}; should: {people}\n{text}"
            )
        before = [x for x in sum(heads.values(), []) if "told" in x]
        here = {name(p.who) for p in self.pairs if household(p) == household(told[0]) and p.home}
        for line in before:
            self.must(re.search("Zz[a-z]+", line).group(0) in here, f"{entry.ref}: who is this? {line}")
        change = max(max(p.start, p.cso_start, p.tag) for p in told)
        self.must(
            f"Date of change: {nz(change)}" in text,
            f"{entry.ref}: date of change is not {nz(change)}\n{text}",
        )
        self.must(told[0].address in text and told[0].cso in text, f"{entry.ref}: address\n{text}")
        child = [p for p in told if p.age(entry.date) is None or p.age(entry.date) < 16]
        if child:
            self.must(any(name(p.who) in path.name for p in child), f"file is named {path.name}")

    def write(self, data, suffix=".eml"):
        self.mails += 1
        path = self.box / f"mail {self.mails}{suffix}"
        path.write_bytes(data)
        return path

    def find(self, reference):
        return next((e for e in self.entries.values() if reference in e.notices), None)

    def send(self, reference):
        draft = self.drafts()[reference]
        mail = self.write(sent_copy(draft, format_datetime(self.clock.now)))
        self.subjects[reference] = re.search(
            r"^Subject: (.*?)$", mail.read_text(errors="replace").replace("\n ", " "), re.M
        ).group(1)
        entry = self.find(reference)
        self.cso("file-email", mail)
        if entry.notices[reference] == "correction":
            entry.notices[reference] = entry.notices[reference.removesuffix("-2")] = "told"
            return mail
        to = reference.rsplit("-", 1)[1].rstrip("0123456789")
        entry.notices[reference] = "waiting" if to in AWAITED else "told"
        if entry.report == "address-sharer":
            for row in entry.rows:
                if self.comments.get((entry.date, row)) != "NFA":
                    self.comments[entry.date, row] = "Email"
        return mail

    def answer(self, reference, kind="human"):
        mail = self.write(reply(self.subjects[reference], format_datetime(self.clock.now), kind))
        entry = self.find(reference)
        if kind in MACHINES:
            self.cso("file-email", mail, rc=None)
            return mail
        self.cso("file-email", mail)
        if entry.notices[reference] == "waiting":
            entry.opened = FOLLOWS[entry.outcome][2]
            entry.notices[reference] = "answered" if entry.opened else ""
        return mail

    def tick(self, ref):
        self.cso("tick", ref)
        self.entries[ref].tick()

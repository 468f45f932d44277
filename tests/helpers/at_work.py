"""Somebody of the unit at the command line: works a report, chooses outcomes, sorts, sends, files what comes."""

import json
import re
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from click.testing import CliRunner
from openpyxl import load_workbook

from cso_xl import cli
from helpers.entries import Entries
from helpers.files import COPIES, FOLDERS, PASSWORD, Week

COPY = {report: f"{FOLDERS[report]}/{COPIES[report][-1]}" for report in FOLDERS}
SAME, NOT_SAME = "Same address: tell Oranga Tamariki", "Not the same address: NFA"
TYPED = {
    "Client_Name": "Weka, Mere",
    "Detail": "Tama",
    "Service_Centre": "Porirua",
    "Service_Centre_Email": "scm@example.org",
}


def call(*arguments):
    return CliRunner().invoke(cli.main, list(map(str, arguments)), env={"CSO_XL_PASSWORD": PASSWORD})


class Unit:
    """The unit's records, and what somebody does there."""

    def __init__(self, folder, records):
        self.folder, self.records, self.week = folder, records, Week()
        for row in range(2, 8):
            for heading in ("CSO Address", "Sharer Address"):
                self.week.set("address-sharer", row, heading, f"{9 - row} Kauri Road Ōtaki")
            self.week.set("address-sharer", row, "Sharer Date of Birth", f"{row:02}/05/2015")

    def household(self, *rows, address, cso="010000001"):
        for row in rows:
            self.week.set("address-sharer", row, "CSO Client Number", cso)
            for heading in ("CSO Address", "Sharer Address"):
                self.week.set("address-sharer", row, heading, address)

    def changes(self, change):
        for row in range(2, 8):
            self.week.set("daily-diffs", row, "What Has Changed", change)
            self.week.set("daily-diffs", row, "Value Current", f"{row} Kauri Road")

    def do(self, *arguments):
        done = call(*arguments, "--records", self.records)
        assert done.exit_code == 0, done.output
        return " ".join(done.output.split())

    def run(self, report):
        self.report, self.source = report, self.week.write(report, self.folder)
        return self.do("run", report, self.source)

    def choose(self, **outcomes):
        """Choose outcomes on the worklist of the filed copy: by Ref, with _ for its hyphen."""
        book = load_workbook(self.records / COPY[self.report])
        worklist = Entries(book)
        for ref in worklist.lines:
            if outcome := outcomes.get(ref.replace("-", "_")):
                worklist.write(ref, Outcome=outcome, **TYPED)
        book.save(self.records / COPY[self.report])

    def tick_on_the_sheet(self, ref):
        """Write Done under 'Done in CMS' of a line of the worklist."""
        book = load_workbook(self.records / COPY[self.report])
        Entries(book).write(ref, Done_in_CMS="Done")
        book.save(self.records / COPY[self.report])

    def sort(self, heading, backwards=True):
        book = load_workbook(self.records / COPY[self.report])
        sheet = book.worksheets[0]
        at = [cell.value for cell in sheet[1]].index(heading)
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
        rows.sort(key=lambda row: str(row[at] or ""), reverse=backwards)
        for number, row in enumerate(rows, 2):
            for column, value in enumerate(row, 1):
                sheet.cell(number, column).value = value
        book.save(self.records / COPY[self.report])

    def column(self, heading, by, report=None):
        """What a column of the filed copy says, by what another says."""
        sheet = load_workbook(self.records / (report or COPY[self.report])).worksheets[0]
        headings = [cell.value for cell in sheet[1]]
        key, at = headings.index(by), headings.index(heading) if heading in headings else None
        return {
            row[key].value: row[at].value if at is not None else None for row in sheet.iter_rows(min_row=2)
        }

    def outcomes(self):
        worklist = Entries(load_workbook(self.records / COPY[self.report]))
        return {ref: worklist.cell(ref, "Outcome").value for ref in worklist.lines}

    def write(self, heading, row, text):
        book = load_workbook(self.records / COPY[self.report])
        sheet = book.worksheets[0]
        sheet.cell(row, [cell.value for cell in sheet[1]].index(heading) + 1).value = text
        book.save(self.records / COPY[self.report])

    def drafts(self):
        """The drafts that lie ready to be sent, by reference."""
        drafts = (path for path in self.records.rglob("*.eml") if path.parent.name == "Drafts")
        return {re.search(r"\[(.*)\]", path.name)[1]: path for path in drafts}

    def text(self, reference):
        mail = BytesParser(policy=policy.default).parsebytes(self.drafts()[reference].read_bytes())
        return mail.get_body(("plain",)).get_content()

    def send(self, reference):
        """Send a draft and file what was sent."""
        mail = BytesParser(policy=policy.SMTP).parsebytes(self.drafts()[reference].read_bytes())
        del mail["X-Unsent"]
        del mail["From"]
        mail["From"], mail["Date"] = "cpu@example.org", "Mon, 13 Jan 2025 10:00:00 +1300"
        path = self.folder / "sent.eml"
        path.write_bytes(mail.as_bytes())
        self.do("file-email", path)

    def reply(self, reference, **headers):
        mail = EmailMessage()
        mail["From"], mail["To"] = "cs_help_desk@corrections.govt.nz", "cpu@example.org"
        mail["Subject"], mail["Date"] = f"RE: [{reference}]", "Tue, 14 Jan 2025 10:00:00 +1300"
        for name, text in headers.items():
            mail[name.replace("_", "-")] = text
        mail.set_content("Ka pai")
        path = self.folder / "reply.eml"
        path.write_bytes(mail.as_bytes())
        return call("file-email", path, "--records", self.records)

    def due(self):
        """What is open, a line each: '20250113-A8-2-ot: to send: read the draft and send it, ...'."""
        done = call("due", "--json", "--records", self.records)
        assert done.exit_code == 0, done.output
        lines = json.loads(done.stdout)
        return "\n".join(f"{line['reference']}: {line['state']}: {line.get('next', '')}" for line in lines)

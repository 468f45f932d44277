"""`cso-xl mark`: a filed copy brought up to date, as if everything had been known from the beginning [A8, A10, O4]."""

import csv
import io
import json
import zipfile
from email import policy
from email.parser import BytesParser

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from cso_xl import cli
from cso_xl.files import publish as publishing
from helpers.files import COPIES, FOLDERS, PASSWORD, PROCESSED, WORKING, Week, kept

COPY = {report: f"{FOLDERS[report]}/{COPIES[report][-1]}" for report in FOLDERS}
OUTCOMES = {  # for each report: an outcome with a notice, and one without, for every other row
    "daily-diffs": {"D3": ["Address changed: tell CPS"], "D7": ["No new partner: NFA"]},
    "on-list": {
        "L6": ["No note: add it", "Note in place: NFAR"],
        "L7": ["Registered, current or appointment: tell ASCM/SCM", "Neither: NFA"],
        "L8": ["No children: NFA"],
        "L9": ["Not in social housing: NFA"],
    },
    "off-list": {"O3": ["Not asked yet: ask CPS", "Still a CSO: the note stays"]},
    "address-sharer": {"A8": ["Same address: tell Oranga Tamariki", "Not the same address: NFA"]},
}


def call(*arguments):
    return CliRunner().invoke(cli.main, list(map(str, arguments)), env={"CSO_XL_PASSWORD": PASSWORD})


def a_week():
    week = Week()
    for row in (3, 5, 7):
        week.set("daily-diffs", row, "What Has Changed", "Dependent contact changed")
    week.set("daily-diffs", 6, "What Has Changed", "Deleted TRACE")
    for row in range(2, 8):
        week.set("on-list", row, "Service Centre", "Whangārei")
        week.set("on-list", row, "Service Centre Email", "scm@example.org")
        for heading in ("CSO Address", "Sharer Address"):
            week.set("address-sharer", row, heading, f"{row} Kauri Road Ōtaki")
        week.set("address-sharer", row, "Sharer Date of Birth", f"{row:02}/05/2015")
    return week


def decisions(report, source, records, folder, **more):
    """The worklist as the command prints it, with outcomes filled in by turns."""
    shown = call("worklist", report, source, "--records", records)
    rows = list(csv.DictReader(io.StringIO(shown.stdout)))
    assert rows, shown.output
    for number, row in enumerate(rows):
        choices = OUTCOMES[report][row["Ref"].split("-")[0]]
        row |= {
            "Outcome": choices[number // len(OUTCOMES[report]) % len(choices)],
            "Client Name": "Weka, Mere",
            **more,
        }
    path = folder / f"{report} decided.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


@pytest.fixture
def filed(tmp_path, records):
    """Work a report without outcomes; where its file lies."""

    def work(report):
        source = a_week().write(report, tmp_path)
        assert call("run", report, source, "--records", records).exit_code == 0
        return source

    return work


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in kept(folder)}


def earlier(records, report):
    return [path for path in (records / FOLDERS[report]).iterdir() if ", as of " in path.name]


def events(records):
    """What the case log tells, line by line, but when it happened and how the lines are chained."""
    told = (records / "Child Sex Offenders/Cases/Case log.jsonl").read_text("utf-8").splitlines()
    by_itself = ("time", "sequence", "previous", "hash", "more")
    return sorted(
        [{name: value for name, value in json.loads(line).items() if name not in by_itself} for line in told],
        key=lambda event: (event["entry"], event["kind"], event.get("reference", "")),
    )


def parts(data):
    """What a workbook holds, part by part: how its parts are packed does not matter."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


@pytest.mark.parametrize("report", OUTCOMES)
def test_outcomes_that_come_later_give_the_copy_that_a_run_with_them_files(report, filed, tmp_path, records):
    source = filed(report)
    before = (records / COPY[report]).read_bytes()
    decided = decisions(report, source, records, tmp_path)
    done = call("mark", report, "--decisions", decided, "--records", records)
    assert done.exit_code == 0, done.output
    at_once = tmp_path / "at once"
    at_once.mkdir()
    assert call("run", report, source, "--records", at_once, "--decisions", decided).exit_code == 0
    (kept,) = earlier(records, report)
    assert kept.read_bytes() == before
    kept.unlink()
    later, expected = files(records), files(at_once)
    assert any("Drafts" in name for name in expected)
    assert events(records) == events(at_once)
    assert sorted(later) == sorted(expected)
    assert {name: parts(data) for name, data in later.items()} == {
        name: parts(data) for name, data in expected.items()
    }


@pytest.mark.parametrize("report", OUTCOMES)
def test_marked_twice_nothing_changes(report, filed, tmp_path, records):
    source = filed(report)
    decided = decisions(report, source, records, tmp_path)
    call("mark", report, "--decisions", decided, "--records", records)
    before, told = files(records), events(records)
    for again in (
        call("mark", report, "--records", records),
        call("mark", report, "--decisions", decided, "--records", records),
        call("run", report, source, "--records", records),
        call("draft", report, "--records", records),
    ):
        assert again.exit_code == 0, again.output
        assert "brought up to date" not in again.output
        assert "drafts: was" not in again.output, "several were there"
    assert (files(records), events(records)) == (before, told)


def fills(records, report, row):
    """The colours of a row of the sheet, our own columns included."""
    cells = load_workbook(records / COPY[report]).worksheets[0][row]
    return {cell.fill.fgColor.rgb[-6:] for cell in cells if cell.fill.fill_type}


def test_a_row_that_was_coloured_keeps_its_colour_when_the_copy_is_brought_up_to_date_again(filed, records):
    filed("daily-diffs")
    call("mark", "daily-diffs", "nfa", 3, "--records", records)
    call("mark", "daily-diffs", "conflict-of-interest", 5, "--records", records)
    call("mark", "daily-diffs", "nfa", 7, "--records", records)
    assert [fills(records, "daily-diffs", row) for row in (3, 5, 7)] == [{"92D050"}, {"FFC000"}, {"92D050"}]


def test_a_mark_that_the_questions_of_the_row_take_back_leaves_no_green(filed, records):
    filed("on-list")
    call("mark", "on-list", "nfa", 2, "--records", records)  # four questions are still to be answered
    assert "92D050" not in fills(records, "on-list", 2)


def test_X6_handed_on_is_amber_however_it_was_typed(filed, records):
    filed("daily-diffs")
    call("mark", "daily-diffs", "nfa", 2, "--records", records)  # makes the column
    book = load_workbook(records / COPY["daily-diffs"])
    headings = [cell.value for cell in book.worksheets[0][1]]
    book.worksheets[0].cell(5, headings.index("Comment") + 1).value = "a neighbour; conflict of interest"
    book.save(records / COPY["daily-diffs"])
    call("mark", "daily-diffs", "--records", records)
    assert fills(records, "daily-diffs", 5) == {"FFC000"}


def test_A10_rows_are_marked_and_the_processed_copy_follows(filed, records):
    filed("address-sharer")
    assert call("mark", "address-sharer", "nfa", "2", "4", "--records", records).exit_code == 0
    assert call("mark", "address-sharer", "email-sent", 3, 5, 6, 7, "--records", records).exit_code == 0
    assert len(earlier(records, "address-sharer")) >= 1
    assert call("processed", "--records", records).exit_code == 0
    sheet = load_workbook(records / PROCESSED).worksheets[0]
    comment = [cell.value for cell in sheet[1]].index("Comment") + 1
    assert [sheet.cell(row, comment).value for row in range(2, 8)] == [
        "NFA", "Email sent", "NFA", "Email sent", "Email sent", "Email sent",
    ]  # fmt: skip
    for row in range(2, 8):
        assert "92D050" in {cell.fill.fgColor.rgb[-6:] for cell in sheet[row] if cell.fill.fill_type}


def test_X6_a_conflict_of_interest_is_no_outcome(filed, records):
    filed("address-sharer")
    call("mark", "address-sharer", "nfa", *range(2, 8), "--records", records)
    call("mark", "address-sharer", "conflict-of-interest", "3", "--records", records)
    said = call("processed", "--records", records).output
    assert "1 row has no outcome: row 3." in " ".join(said.split())


def send(records, folder):
    """Every draft, as it lies among the sent e-mails of the person who sent it."""
    for number, draft in enumerate(records.rglob("Drafts/*.eml")):
        mail = BytesParser(policy=policy.SMTP).parsebytes(draft.read_bytes())
        del mail["X-Unsent"]
        mail["From"], mail["Date"] = "cpu@example.org", "Mon, 13 Jan 2025 10:00:00 +1300"
        path = folder / f"sent {number}.eml"
        path.write_bytes(mail.as_bytes())
        yield path


def test_what_was_sent_is_marked_and_not_drafted_again(filed, tmp_path, records):
    decided = decisions("address-sharer", filed("address-sharer"), records, tmp_path)
    call("mark", "address-sharer", "--decisions", decided, "--records", records)
    assert "rows have no outcome" in call("processed", "--records", records).output
    messages = list(send(records, tmp_path))
    assert len(messages) == 3
    assert call("file-email", *messages, "--records", records).exit_code == 0
    for draft in records.rglob("Drafts/*.eml"):
        draft.unlink()  # as somebody does who tidies up
    done = call("mark", "address-sharer", "--records", records)
    assert (done.exit_code, list(records.rglob("Drafts/*.eml"))) == (0, []), done.output
    sheets = load_workbook(records / WORKING)
    headings, *lines = sheets["Worklist"].iter_rows(values_only=True)
    assert {line[headings.index("State")] for line in lines} == {"Done"}
    headings, *rows = sheets.worksheets[0].iter_rows(values_only=True)
    assert [row[headings.index("Comment")] for row in rows[:2]] == ["Email sent", "NFA"]
    assert call("processed", "--records", records).exit_code == 0
    assert (records / PROCESSED).is_file()


def test_a_mark_after_an_email_was_filed_contradicts_nobody(filed, tmp_path, records):
    """The copy does not show yet that the notice was sent: that is no other decision."""
    decided = decisions("address-sharer", filed("address-sharer"), records, tmp_path)
    call("mark", "address-sharer", "--decisions", decided, "--records", records)
    call("file-email", *send(records, tmp_path), "--records", records)
    done = call("mark", "address-sharer", "conflict-of-interest", 2, "--records", records)
    assert "decided otherwise" not in done.output
    assert "Worklist: 6 entries, 5 decided" in done.output
    assert call("take", "20250113-A8-2", "--records", records).stdout.startswith(
        "20250113-A8-2: taken. Now: To decide."
    )


@pytest.mark.parametrize("lock", ["~${name}", ".~lock.{name}#"])
def test_a_copy_that_is_open_is_left_alone(lock, filed, records):
    filed("address-sharer")
    working = records / WORKING
    working.with_name(lock.replace("{name}", working.name)).write_text("")
    before = files(records)
    done = call("mark", "address-sharer", "nfa", "2", "--records", records)
    assert done.exit_code == 1
    assert "is open in Excel. Save and close it there, then try again." in " ".join(done.stderr.split())
    assert files(records) == before


def test_a_disk_that_refuses_leaves_the_copy_whole(filed, records, monkeypatch):
    filed("address-sharer")
    before = (records / WORKING).read_bytes()

    def full(path, data):
        if ", as of " not in path.name:
            path.write_bytes(data[:100])
            raise OSError(28, "No space left on device")
        real(path, data)

    real = publishing._write
    monkeypatch.setattr(publishing, "_write", full)
    done = call("mark", "address-sharer", "nfa", "2", "--records", records)
    assert done.exit_code == 1
    assert "No space left on device" in done.stderr
    assert (records / WORKING).read_bytes() == before
    assert list(records.rglob(".cso_xl-*")) == []


def test_somebody_who_saves_in_between_loses_nothing(filed, records, monkeypatch):
    from cso_xl.records import versions as filing

    filed("address-sharer")
    real = filing.publish

    def saved_meanwhile(path, data):
        (records / WORKING).write_bytes(b"what a colleague has just saved")
        return real(path, data)

    monkeypatch.setattr(filing, "publish", saved_meanwhile)
    done = call("mark", "address-sharer", "nfa", "2", "--records", records)
    assert done.exit_code == 1
    assert "was saved by somebody just now" in done.stderr
    assert (records / WORKING).read_bytes() == b"what a colleague has just saved"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nfa"], "Name the rows to mark after the mark"),
        (["nfa", "99"], "Not on the sheet: row 99. Rows go by their column Row; there are rows 2 to 7."),
        (["nfa", "1"], "A row is written as its column Row has it, from 2 on: 5, or 5-9"),
        (["done", "2"], "'done' is not one of 'email-sent', 'nfa', 'conflict-of-interest'"),
    ],
)
def test_what_cannot_be_marked_is_said(arguments, said, filed, records):
    filed("address-sharer")
    before = files(records)
    done = call("mark", "address-sharer", *arguments, "--records", records)
    assert done.exit_code != 0
    assert said in " ".join(done.output.split())
    assert files(records) == before


def test_a_row_that_was_changed_by_hand_stops_it(filed, records):
    filed("address-sharer")
    book = load_workbook(records / WORKING)
    book.worksheets[0]["F3"] = "another address"
    book.save(records / WORKING)
    done = call("mark", "address-sharer", "nfa", "2", "--records", records)
    assert done.exit_code == 1
    assert "row 3 of 20250113 Master Copy CSOs Living With Children.xlsx is not in it" in " ".join(
        done.stderr.split()
    )


def test_a_report_without_a_worklist(records):
    done = call("mark", "youth-service", "--records", records)
    assert (done.exit_code, "'youth-service' is not one of" in done.output) == (2, True)


def test_rows_marked_by_hand_are_decided(filed, records):
    """A mark on all rows of an entry decides it, though nobody chose an outcome on the worklist."""
    filed("address-sharer")
    done = call("mark", "address-sharer", "nfa", 2, "--records", records)
    assert "Worklist: 6 entries, 1 decided, 1 done." in done.output


def test_C4_a_comment_that_is_not_understood_is_said_at_once(filed, records):
    filed("address-sharer")
    book = load_workbook(records / WORKING)
    sheet = book.worksheets[0]
    column = [cell.value for cell in sheet[1]].index("Comment") + 1
    for row, text in {2: "to be emailed", 3: "ask Canarova", 4: "rang CPS"}.items():
        sheet.cell(row, column).value = text
    book.save(records / WORKING)
    said = call("mark", "address-sharer", "--records", records).output
    assert 'Row 2: "to be emailed" is not understood, so it settles nothing.' in said
    assert "Canarova" not in said

"""The drafts of all reports as one queue, which leaves with the e-mail; a folder of e-mails filed at once [C5, D12]."""

import json
import re

import pytest

from cso_xl.cases import drafts
from cso_xl.cases.questions import WHO
from cso_xl.records.account import os_user
from helpers.at_work import Unit, call
from helpers.files import CANARIES, FOLDERS, Week

TELL, ASK = "Address changed: tell CPS", "No note: ask CPS to confirm first"
SHARE = "Same address: tell Oranga Tamariki"
SENT = "Mon, 13 Jan 2025 10:00:00 +1300"


@pytest.fixture
def unit(tmp_path, records):
    """Drafts of three reports: to CPS, to Oranga Tamariki about a child, to CPS again."""
    made = Unit(tmp_path, records)
    made.changes("Address Change")
    for report, chosen in (
        ("daily-diffs", {"D3_2": TELL, "D3_3": TELL}), ("on-list", {"L6_2": ASK}), ("address-sharer", {"A8_2": SHARE}),
    ):  # fmt: skip
        made.run(report)
        made.choose(**chosen)
        made.do("mark", report)
    return made


def queue(unit, *arguments):
    done = call("drafts", "--json", *arguments, "--records", unit.records)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def mail(unit, reference, name, sender="cpu@example.org", subject="{}", date=SENT):
    """An e-mail as it lies in the folder of what was sent."""
    folder = unit.folder / "mails"
    folder.mkdir(exist_ok=True)
    path = folder / name
    text = f"From: {sender}\r\nDate: {date}\r\nSubject: {subject.format(f'[{reference}]')}\r\n\r\n."
    path.write_bytes(text.encode())
    return path


def test_the_drafts_of_all_reports_are_one_queue_about_children_first(unit):
    found = queue(unit)["drafts"]
    assert {one["reference"] for one in found} == {*unit.drafts()} == {
        "20250113-A8-2-ot", "20250113-D3-2-cps", "20250113-D3-3-cps", "20250113-L6-2-cps"
    }  # fmt: skip
    first = found[0]
    assert (first["reference"], first["to"], first["case"], first["report"], first["child"]) == (
        "20250113-A8-2-ot", "ot", "20250113-A8-2", "address-sharer", True,
    )  # fmt: skip
    assert first["what"] == "CSO Address Sharer Notification to Oranga Tamariki"
    assert {one["folder"] for one in found} == {
        f"{FOLDERS[report]}/Drafts" for report in ("daily-diffs", "on-list", "address-sharer")
    }


def test_the_page_holds_every_reference_and_way_and_no_name(unit):
    done = call("drafts", "--html", "--records", unit.records)
    page = unit.records / "Child Sex Offenders/Drafts/Drafts to send.html"
    assert done.stdout.endswith(f"Written: {page}\n"), done.output
    text = page.read_text("utf-8")
    for one in queue(unit)["drafts"]:
        assert f'<th scope="row">{one["reference"]}' in text and WHO[one["to"]] in text
    for way in re.findall('href="([^"#]*)"', text):
        assert (page.parent / way.replace("%20", " ")).is_dir(), way
    named = [path.name.partition(" [")[0].removeprefix("20250113 ") for path in unit.drafts().values()]
    assert named and not [name for name in (*CANARIES, "Weka", *named) if name in text + done.output]


def test_what_was_sent_leaves_the_queue_and_so_does_what_is_withdrawn(unit):
    unit.send("20250113-A8-2-ot")
    unit.report = "daily-diffs"
    unit.do("mark", "daily-diffs", "nfa", "3")
    assert [one["reference"] for one in queue(unit)["drafts"]] == ["20250113-D3-2-cps", "20250113-L6-2-cps"]
    assert {*unit.drafts()} == {"20250113-D3-2-cps", "20250113-L6-2-cps"}


def test_drafts_of_a_report_go_by_the_number_of_their_row(tmp_path, records):
    unit = Unit(tmp_path, records)
    unit.week = Week(10)
    for row in range(2, 12):
        unit.week.set("daily-diffs", row, "What Has Changed", "Address Change")
    unit.run("daily-diffs")
    unit.choose(**{f"D3_{row}": TELL for row in (10, 2, 9)})
    unit.do("mark", "daily-diffs")
    assert [one["rows"] for one in queue(unit)["drafts"]] == [[2], [9], [10]]


def test_the_terminal_says_which_are_about_a_child_who_has_them_and_each_folder_once(unit, monkeypatch):
    monkeypatch.setenv("COLUMNS", "180")
    said = call("drafts", "--records", unit.records).stdout.splitlines()
    assert said[0].split() == ["Reference", "About", "What", "To", "Client", "Since"]
    assert [line.split()[:3] for line in said[1:5] if " a child " in line] == [
        ["20250113-A8-2-ot", "a", "child"]
    ]
    assert said[5] == "4 drafts are ready to be sent, 1 of them about children."
    assert said[6:] == sorted(
        f"  in {FOLDERS[name]}/Drafts" for name in ("daily-diffs", "on-list", "address-sharer")
    )
    call("take", "20250113-A8-2", "--records", unit.records)
    said = call("drafts", "--records", unit.records).stdout.splitlines()
    assert said[0].split()[-1] == "With" and said[1].split()[-1] == os_user()


def test_a_draft_that_was_deleted_is_named_as_gone(unit):
    unit.drafts()["20250113-D3-2-cps"].unlink()
    folders = {one["reference"]: one["folder"] for one in queue(unit)["drafts"]}
    assert folders["20250113-D3-2-cps"] == "" and folders["20250113-D3-3-cps"]


def test_of_one_day(unit):
    assert len(queue(unit, "--date", "2025-01-13")["drafts"]) == 4
    assert queue(unit, "--date", "2025-01-12")["drafts"] == []
    said = call("drafts", "--date", "2025-01-12", "--records", unit.records).output
    assert said == "No draft is ready to be sent.\n"


def test_that_somebody_looked_at_the_queue_is_in_the_activity_log(unit):
    number = next(one["client"] for one in queue(unit)["drafts"] if one["client"])
    logged = json.loads(call("footprint", number, "--json", "--records", unit.records).stdout)
    assert logged[-1]["step"] == "list_drafts"


def test_a_folder_of_emails_is_filed_at_once_and_says_the_failures_first(unit):
    """An answer whose name comes first is filed after its notice; what is not a notice stops nothing."""
    for reference, name in (("20250113-A8-2-ot", "z.eml"), ("20250113-D3-2-cps", "y.eml")):
        mail(unit, reference, name)
    answer = {
        "sender": "cs_help_desk@corrections.govt.nz",
        "subject": "RE: {}",
        "date": SENT.replace("10:", "11:"),
    }
    mail(unit, "20250113-D3-2-cps", "a.eml", **answer)
    mail(unit, "20250113-D3-9-cps", "b.eml")
    (unit.folder / "mails" / "c.eml").write_bytes(b"%PDF")
    (unit.folder / "mails" / "note.txt").write_text("not an e-mail")
    done = call("file-email", unit.folder / "mails", "--records", unit.records)
    assert done.exit_code == 1
    failed = done.stderr.splitlines()
    assert [line.split(":")[0] for line in failed[:2]] == ["c.eml", "b.eml"]
    assert failed[-1] == "2 of 5 e-mails were not filed."
    assert [line.split(": ")[:2] for line in done.stdout.splitlines()] == [
        ["y.eml", "20250113-D3-2-cps"], ["z.eml", "20250113-A8-2-ot"], ["a.eml", "20250113-D3-2-cps"],
    ]  # fmt: skip
    again = call("file-email", unit.folder / "mails", "--records", unit.records)
    before = done.stdout.replace("filed in", "filed before, in")
    assert (again.stdout, again.exit_code) == (before, 1), "the same folder twice files nothing twice"
    assert {*unit.drafts()} == {"20250113-D3-3-cps", "20250113-L6-2-cps"}


def test_a_folder_without_an_email(unit, tmp_path):
    (tmp_path / "empty").mkdir()
    done = call("file-email", tmp_path / "empty", "--records", unit.records)
    assert (done.exit_code, done.stderr) == (
        1,
        f"There is no e-mail (.eml or .msg) in {tmp_path / 'empty'}.\n",
    )


def test_a_draft_that_a_colleague_moves_meanwhile_stops_nothing(unit, monkeypatch):
    """Two people file the same folder: the one lets the draft lie in Sent while the other is about to read it."""

    def moved(records, reference):
        path = find(records, reference)
        if path.parent.name == "Drafts":
            (path.parent / "Sent").mkdir(exist_ok=True)
            path.rename(path.parent / "Sent" / path.name)
        return path

    find = drafts.find
    monkeypatch.setattr(drafts, "find", moved)
    done = call("file-email", mail(unit, "20250113-D3-2-cps", "a.eml"), "--records", unit.records)
    assert (done.exit_code, done.stderr) == (0, "")

"""From an outcome to a draft and the notes [D3-D9, D12, L6-L9, L12, O3, O4, A8, A9, A12]."""

import csv
import datetime as dt
import io
import json
from email import policy
from email.parser import BytesParser
from email.utils import format_datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from cso_xl import cli
from cso_xl import settings as settings_
from cso_xl.cases import questions
from cso_xl.cells.dates import parse
from cso_xl.decisions import people
from cso_xl.desk import headless
from cso_xl.desk.office import Office
from cso_xl.errors import SettingsError
from cso_xl.intake.passwords import Passwords
from cso_xl.notices import fields, templates
from cso_xl.practice import week as practice
from cso_xl.records import emails
from helpers.at_work import Unit
from helpers.files import CANARIES, FOLDERS, PASSWORD, PROCESSED, Week

CPS, OT = "cs_help_desk@corrections.govt.nz", "contact@ot.govt.nz"
ADVISED = "Community Probation Services have been advised"
with (Path(__file__).parents[1] / "data" / "outcomes.csv").open(encoding="utf-8", newline="") as file:
    TABLE = list(csv.DictReader(file))  # typed from the procedure, not from the program


EACH_ROW = pytest.mark.parametrize(
    "row", TABLE, ids=[f"{row['id']} {row['only']}{row['change']} {row['outcome']}" for row in TABLE]
)


@EACH_ROW
def test_what_follows_from_an_outcome(row, settings):
    change = "Check" if row["id"] == "D10" else row["change"]
    asked = [
        one
        for one in questions.load(settings)[row["report"]]
        if (one.id, one.only) == (row["id"], row["only"]) and (not change or change in one.rows)
    ]
    (outcome,) = [found for question in asked if (found := question.outcome(row["outcome"]))]
    notices = "; ".join(map(str, outcome.notices))
    found = (notices, outcome.cen, outcome.scn, outcome.mark)
    assert found == (row["notices"], row["cen"], row["scn"], row["comment"])
    assert (outcome.asks, outcome.answers) == (row["asks"] == "yes", row["answers"] == "yes")  # [C8]
    assert outcome.to_tick == tuple(to_tick(row))  # [C7]


def to_tick(row):
    """What is ticked once it is done in CMS: every note, and what the table names."""
    notes = {"": [], "add": ["add-scn"], "end-date": ["end-date-scn"]}[row["scn"]]
    return [*notes, *(["cen"] if row["cen"] else []), *row["ticks"].split()]


def test_every_outcome_is_in_the_table(settings):
    asked = [
        (question.report, question.id, question.only, outcome.name)
        for of_report in questions.load(settings).values()
        for question in of_report
        for outcome in question.outcomes
    ]
    assert sorted(asked) == sorted((row["report"], row["id"], row["only"], row["outcome"]) for row in TABLE)


def test_C9_nobody_under_16_is_offered_first_where_the_dates_of_birth_say_so(settings):
    first = {one.only: one.outcomes[0].name for one in questions.load(settings)["address_sharer"]}
    assert first == {"": "Not the same address: NFA", "adults": "Same address, nobody under 16: NFA"}


@pytest.mark.parametrize(
    ("setting", "second"), [("true", "No note: ask CPS to confirm first"), ("false", "No note: add it")]
)
def test_C9_a_setting_says_whether_cps_is_asked_before_a_note_is_added(setting, second, tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text(f"[on_list]\nask_cps_first = {setting}\n", encoding="utf-8")
    names = [one.name for one in questions.load(settings_.load(path))["on_list"][0].outcomes]
    assert next(name for name in names if name.startswith("No note")) == second
    assert sorted(names) == sorted(row["outcome"] for row in TABLE if row["id"] == "L6")


def test_every_change_that_asks_for_something_has_a_question(settings):
    asked = {name for question in questions.load(settings)["daily_diffs"] for name in question.rows}
    assert {change.name for change in settings.changes() if change.rule != "red"} <= asked


def test_every_template_can_be_filled(settings):
    templates.check(settings)
    used = {
        n.template
        for asked in questions.load(settings).values()
        for q in asked
        for o in q.outcomes
        for n in o.notices
    }
    assert used <= set(templates.names(settings))


SETTLED = {"NFA", "Not current", "Removed"}  # and match levels that are not worked


@pytest.mark.parametrize("report", questions.REPORTS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_row_that_is_not_settled_is_on_the_worklist(report, seed, tmp_path, settings):
    """Nothing that somebody has to look at is left out [D10]."""
    report = report.replace("_", "-")
    week = practice.Week(seed=seed).write(tmp_path / "week")
    office = Office.at(week.records, settings, Passwords(settings, lambda prompt: practice.PASSWORD))
    source = week.address_report if report == "address-sharer" else week.datamatch
    done = headless.run(report, source, office, dry_run=True)
    open_rows = {
        one.row
        for one in done.decisions
        if one.status not in SETTLED and not one.status.startswith("Match level")
    }
    assert open_rows
    assert {row for one in done.worklist for row in one.line.rows} == open_rows


def test_a_change_of_ones_own_is_asked_about(tmp_path, records):
    """A unit may add a kind of change to settings; without a question of its own it is a person's to decide."""
    own_settings = tmp_path / "own.toml"
    own_settings.write_text(
        '[daily_diffs.changes]\n"Moved abroad" = { id = "D8", rule = "action", todo = "look it up" }\n',
        "utf-8",
    )
    week = Week()
    week.set("daily-diffs", 2, "What Has Changed", "Moved abroad")
    source = week.write("daily-diffs", tmp_path)
    shown = call("worklist", "daily-diffs", source, "--records", records, "--settings", own_settings)
    assert next(csv.DictReader(io.StringIO(shown.stdout)))["Ref"] == "D10-2"


# Each row of the table, from the received report to what is on the desk

TITLES = {  # as the guidelines call the templates
    "change_of_address": "CSO Change of address notification",
    "benefit_status_change": "CSO Notification of benefit status change",
    "new_cso_notification": "New CSO Notification",
    "cso_confirmation": "Confirmation of CSO",
    "change_in_circumstances": "Change in circumstances status",
    "child_in_care": "Notification of Child in Care",
    "social_housing": "Social Housing notification",
    "alias_name": "Notification of Change – Alias Name",
    "children_at_address": "CSO living with children notification",
    "cso_notification": "Child Sex Offender Notification",
    "off_list_verification": "CSO off list: please verify",
    "address_sharer_notification": "CSO Address Sharer Notification to Oranga Tamariki",
    "address_sharer_housing": "Address sharer notification",
}
SCM = "scm.levin@example.org"
TYPED = {
    "Client Name": "Weka, Mere",
    "Service Centre": "Levin",
    "Service Centre Email": SCM,
    "Detail": "Tama Weka",
}
CEN = """Business group: Service Delivery
Event type: Data Integrity and Helpline
Event sub-type: Helpline
Short description: {}
Contents: CSO daily client changes for 13 January 2025"""
CAUTION = (
    "This client is a Child Sex Offender. Contact Centre Staff can amend the client's record for changes in "
    "circumstances but should not refer the client to ANY employment or training opportunities. For all referrals "
    "and other enquiries, please refer the client to their Case Manager."
)


@EACH_ROW
def test_an_outcome_from_the_report_to_the_drafts_and_the_notes(row, tmp_path, records):
    report, week = row["report"].replace("_", "-"), Week()
    if row["change"]:
        week.set("daily-diffs", 2, "What Has Changed", row["change"])
    if report == "address-sharer" and row["only"] != "adults":
        week.set(report, 2, "Sharer Date of Birth", "14/01/2009")  # 16 on the day after the report
    ref = f"{row['id']}-2"
    rows = {ref: {"Ref": ref, "Outcome": row["outcome"], **TYPED}}
    source = week.write(report, tmp_path)
    done = call("run", report, source, "--records", records, "--decisions", decided(tmp_path, rows))
    assert done.exit_code == 0, done.output
    addresses = {"cps": CPS, "ot": OT, "scm": SCM}
    expected = []
    for notice in filter(None, row["notices"].split("; ")):
        template, _, people = notice.partition(" to ")
        to, _, cc = people.partition(" cc ")
        expected.append((f"{TITLES[template]} [20250113-{ref}-{to}]", addresses[to], addresses.get(cc)))
    found = [
        (mail["Subject"].removeprefix("[IN-CONFIDENCE] "), mail["To"], mail["Cc"])
        for mail in drafts(records).values()
    ]
    assert sorted(found) == sorted(expected)
    shown = call("text", report, ref, "--records", records)
    notes = []
    if row["cen"]:
        filled = row["cen"].replace("{service_centre}", "Levin").replace("{child_name}", "Tama Weka")
        notes.append(CEN.format(filled))
    if row["scn"] == "add":
        today = f"{dt.date.today():%d/%m/%Y}"
        notes.append(
            f"Category: Child Sex Offender\nType: Special Caution\nStart date: {today}\nDescription: {CAUTION}"
        )
    assert shown.stdout.strip() == "\n\n".join(notes)
    assert shown.exit_code == (0 if notes else 1)
    entry = worklist_of(records, f"20250113 {COPY_NAMES[report]}.xlsx")[ref]
    assert bool(entry["SCN"]) == bool(row["scn"])
    assert entry["State"] == in_words(row, ref)
    assert comment_of(records, f"20250113 {COPY_NAMES[report]}.xlsx") == comment_at_once(row)


def in_words(row, ref):
    """State of an entry whose outcome was just chosen: what is to be sent, then what is to be done in CMS."""
    names = {
        "add-scn": "add the Special Cautions note",
        "end-date-scn": "end-date the Special Cautions note",
        "cen": "write the client event note",
        "relationships": "end-date the relationships",
        "other": "do what 'To do' says",
    }
    owed = [
        f"To send: 20250113-{ref}-{notice.split(' ')[2]}"
        for notice in filter(None, row["notices"].split("; "))
    ]
    if ticks := to_tick(row):
        owed.append(f"To do in CMS: {', '.join(names[item] for item in ticks)}")
    return "; ".join(owed) or "Done"


def comment_at_once(row):
    """What stands on the row before anything was sent or done in CMS [C7]; an on-list row has four questions."""
    return None if row["notices"] or to_tick(row) or row["report"] == "on_list" else row["comment"]


def comment_of(records, name):
    """Comment of the first row; None for an empty one, or without that column."""
    headings, first, *_ = load_workbook(next(records.rglob(name))).worksheets[0].iter_rows(values_only=True)
    return first[headings.index("Comment")] if "Comment" in headings else None


COPY_NAMES = {
    "daily-diffs": "Daily Diffs",
    "on-list": "On List",
    "off-list": "Off List",
    "address-sharer": "Working Copy CSOs Living With Children",
}


def test_L6_a_row_of_the_on_list_says_something_once_its_four_questions_are_answered(tmp_path, records):
    outcomes = {
        "L6-2": "Note in place: NFAR",
        "L7-2": "Neither: NFA",
        "L8-2": "No children: NFA",
        "L9-2": "On the waitlist: NFA",
    }
    said = []
    source = Week().write("on-list", tmp_path)
    call("run", "on-list", source, "--records", records)
    for ref, outcome in outcomes.items():
        path = decided(tmp_path, {ref: {"Ref": ref, "Outcome": outcome}})
        assert call("mark", "on-list", "--decisions", path, "--records", records).exit_code == 0
        said.append(comment_of(records, "20250113 On List.xlsx"))
    assert said == [None, None, None, "NFAR; NFA"]


# A week with outcomes


def call(*arguments):
    return CliRunner().invoke(cli.main, list(map(str, arguments)), env={"CSO_XL_PASSWORD": PASSWORD})


def to_decide(report, source, records):
    """The worklist as the command prints it, by Ref."""
    shown = call("worklist", report, source, "--records", records)
    assert shown.exit_code == 0, shown.output
    return {row["Ref"]: row for row in csv.DictReader(io.StringIO(shown.stdout))}


def decided(tmp_path, rows):
    path = tmp_path / "decided.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(next(iter(rows.values()))))
        writer.writeheader()
        writer.writerows(rows.values())
    return path


def drafts(records):
    found = {}
    for path in sorted(records.rglob("Drafts/*.eml")):
        mail = BytesParser(policy=policy.strict).parsebytes(path.read_bytes())
        found[path.relative_to(records).as_posix()] = mail
    return found


def run(report, week, tmp_path, records, decide):
    """Work a report with what `decide` says of each entry of its worklist."""
    source = week.write(report, tmp_path)
    rows = to_decide(report, source, records)
    for row in rows.values():
        row |= decide(row) or {}
    return call("run", report, source, "--records", records, "--decisions", decided(tmp_path, rows))


def worklist_of(records, name):
    sheet = load_workbook(next(records.rglob(name)))["Worklist"]
    headings, *rows = sheet.iter_rows(values_only=True)
    return {row[0]: dict(zip(headings, row, strict=True)) for row in rows}


def address_changed(week):
    for row in range(2, 8):
        week.set("daily-diffs", row, "What Has Changed", "Address Change")
    return week


def test_D3_a_change_of_address_becomes_a_draft_to_cps(tmp_path, records):
    week = address_changed(Week())
    done = run(
        "daily-diffs", week, tmp_path, records,
        lambda row: {"Outcome": "Address changed: tell CPS", "Client Name": "Āperahama-Weka, Mere Ana"},
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    found = drafts(records)
    assert list(found)[0] == (
        f"{FOLDERS['daily-diffs']}/Drafts/20250113 Āperahama-Weka MA [20250113-D3-2-cps].eml"
    )
    mail = next(iter(found.values()))
    assert (mail["X-Unsent"], mail["To"], mail["From"], mail["Date"]) == ("1", CPS, None, None)
    assert mail["Subject"] == "[IN-CONFIDENCE] CSO Change of address notification [20250113-D3-2-cps]"
    for kind in ("plain", "html"):
        text = mail.get_body([kind]).get_content()
        assert "Āperahama-Weka, Mere Ana" in text and "IN-CONFIDENCE" in text and "Tēnā koutou" in text
    listed = worklist_of(records, "20250113 Daily Diffs.xlsx")["D3-2"]
    assert (listed["CEN"], listed["State"]) == (
        f"{ADVISED} of client's change in address.",
        "To send: 20250113-D3-2-cps; To do in CMS: write the client event note",
    )


def test_a_week_again_makes_no_second_draft(tmp_path, records):
    week = address_changed(Week())
    decide = lambda row: {"Outcome": "Address changed: tell CPS", "Client Name": "Weka, Mere"}  # noqa: E731
    run("daily-diffs", week, tmp_path, records, decide)
    first = {path: path.read_bytes() for path in records.rglob("*.eml")}
    assert len(first) == 6
    assert run("daily-diffs", week, tmp_path, records, decide).exit_code == 0
    assert call("draft", "daily-diffs", "--records", records).exit_code == 0
    assert {path: path.read_bytes() for path in records.rglob("*.eml")} == first


def test_L7_the_service_centre_gets_its_notice_and_the_note_is_ready_to_copy(tmp_path, records):
    def decide(row):
        return {
            "L7": {
                "Outcome": "Registered, current or appointment: tell ASCM/SCM",
                "Client Name": "Weka, Mere Ana",
                "Service Centre": "Levin",
                "Service Centre Email": "scm.levin@example.org",
            },
            "L6": {"Outcome": "No note: add it"},
        }.get(row["Ref"][:2])

    done = run("on-list", Week(), tmp_path, records, decide)
    assert done.exit_code == 0, done.output
    found = drafts(records)
    name = "20250113 Weka MA-CSO Notification email sent to SCM (Levin)"
    assert {path.split(" [")[0].rpartition("/")[2] for path in found} == {name}
    mail = next(iter(found.values()))
    assert mail["To"] == "scm.levin@example.org"
    assert mail["Subject"].startswith("[IN-CONFIDENCE] Child Sex Offender Notification [20250113-L7-")
    ref = mail["Subject"].split("-L7-")[1].split("-")[0]
    for path in records.rglob("*.eml"):
        path.unlink()
    said = call("text", "on-list", f"L7-{ref}", "--records", records).stdout
    assert said.splitlines() == [
        "Business group: Service Delivery",
        "Event type: Data Integrity and Helpline",
        "Event sub-type: Helpline",
        "Short description: Child Sex Offender notification email sent to ASCM/SCM (Levin)",
        "Contents: CSO daily client changes for 13 January 2025",
    ]
    assert (
        "should not refer the client to ANY employment"
        in call("text", "on-list", f"L6-{ref}", "--records", records).stdout
    )
    assert drafts(records) == {}  # to read a text drafts nothing


def test_A9_a_notice_to_oranga_tamariki_and_the_processed_copy_at_once(tmp_path, records):
    week = Week()
    for row in range(2, 8):
        week.set(
            "address-sharer", row, "Sharer Date of Birth", "14/01/2009"
        )  # 16 on the day after the report

    def decide(row):
        return {"Outcome": "Same address: tell Oranga Tamariki", "Sent": "yes"}

    done = run("address-sharer", week, tmp_path, records, decide)
    assert done.exit_code == 0, done.output
    assert (records / PROCESSED).is_file()
    mails = drafts(records)
    assert mails and {mail["To"] for mail in mails.values()} == {OT}
    body = next(iter(mails.values())).get_body(["plain"]).get_content()
    children, others = body.split("# Children")[1].split("# Family members and others involved")
    assert "15 years old" in children and others.split("#")[0].strip() == "None"
    sheet = load_workbook(records / PROCESSED).worksheets[0]
    comment = [cell.value for cell in sheet[1]].index("Comment") + 1
    assert {sheet.cell(row, comment).value for row in range(2, 8)} == {"Email sent"}


def test_no_name_is_in_a_subject_or_in_what_is_said(tmp_path, records):
    def decide(row):
        return {"Outcome": "Same address: tell Oranga Tamariki"}

    said = run("address-sharer", Week(), tmp_path, records, decide).output
    assert drafts(records)
    subjects = " ".join(mail["Subject"] for mail in drafts(records).values())
    assert [name for name in CANARIES if name in subjects + said] == []


def test_what_is_missing_stops_one_draft_alone_and_is_named(tmp_path, records):
    def decide(row):
        named = {} if row["Ref"] == "D3-2" else {"Client Name": "Weka, Mere"}
        return {"Outcome": "Address changed: tell CPS", **named}

    done = run("daily-diffs", address_changed(Week()), tmp_path, records, decide)
    assert done.exit_code == 0
    assert len(drafts(records)) == 5
    assert "On the worklist D3-2 could not be drafted: State says why." in " ".join(done.output.split())
    state = worklist_of(records, "20250113 Daily Diffs.xlsx")["D3-2"]["State"]
    assert state == (
        "To send: not drafted (to CPS): client name missing; To do in CMS: write the client event note"
    )


def test_an_outcome_that_is_not_in_the_list(tmp_path, records):
    """Typed on the sheet, where Excel's drop-down was got round: it stays, and the line says so."""
    unit = Unit(tmp_path, records)
    unit.changes("Address Change")
    unit.run("daily-diffs")
    unit.choose(D3_2="All good")
    unit.do("draft", "daily-diffs")
    assert (unit.outcomes()["D3-2"], drafts(records)) == ("All good", {})
    state = worklist_of(records, "20250113 Daily Diffs.xlsx")["D3-2"]["State"]
    assert state == "Outcome is not in the list: choose one of the drop-down"


def test_what_could_not_be_drafted_is_not_marked_as_sent(tmp_path, records):
    """Nor is a row of which it is not certain whose it is."""
    decide = lambda row: {"Outcome": "Address changed: tell CPS", "Sent": "yes"}  # noqa: E731
    run("daily-diffs", address_changed(Week()), tmp_path, records, decide)
    sheet = load_workbook(next(records.rglob("20250113 Daily Diffs.xlsx"))).worksheets[0]
    assert "Email sent" not in [cell.value for row in sheet.iter_rows() for cell in row]


def test_L7_without_the_service_centres_email_the_other_notices_are_drafted(tmp_path, records):
    def decide(row):
        outcome = {
            "L7": "Registered, current or appointment: tell ASCM/SCM",
            "L8": "Dependent children: tell CPS and Oranga Tamariki",
        }
        typed = {"Service Centre": "Levin", "Detail": "Tama Weka"}
        return {"Outcome": outcome.get(row["Ref"][:2], ""), **typed} if row["Ref"].endswith("-2") else None

    assert run("on-list", Week(), tmp_path, records, decide).exit_code == 0
    assert [mail["To"] for mail in drafts(records).values()] == [CPS]
    state = worklist_of(records, "20250113 On List.xlsx")["L7-2"]["State"]
    assert state == (
        "To send: not drafted (to ASCM/SCM): Service Centre Email missing; To do in CMS: write the client event note"
    )


def sharing(week, row, **cells):
    for heading, text in cells.items():
        week.set("address-sharer", row, heading.replace("_", " "), text)


def test_A9_two_csos_in_one_household_are_two_notices(tmp_path, records):
    """Each about its own CSO; one of them is a sharer of the other, grown up, and no child."""
    week, flat = Week(), "4/12 Kauri Road Māngere Auckland 2024"
    week.keep("address-sharer", 5)
    for row, cso, sharer, born in (
        (2, "011", "099", "03/04/2015"),
        (3, "011", "022", "03/04/1980"),
        (4, "022", "099", "03/04/2015"),
        (5, "022", "011", "03/04/1979"),
    ):
        sharing(
            week, row, CSO_Client_Number=cso, Sharer_Client_Number=sharer, CSO_Address=flat,
            Sharer_Address=flat, Sharer_Date_of_Birth=born, CSO_Surname=f"Cso{cso}",
            Sharer_Surname=f"Sharer{sharer}", CSO_First_Names="Tāne", Sharer_First_Names="Āwhina Rose",
        )  # fmt: skip
    done = run(
        "address-sharer",
        week,
        tmp_path,
        records,
        lambda row: {"Outcome": "Same address: tell Oranga Tamariki"},
    )
    assert done.exit_code == 0, done.output
    found = drafts(records)
    assert [name.rpartition("/")[2] for name in found] == [
        "20250113 Sharer099 ĀR Cso011 T [20250113-A8-2-ot].eml",
        "20250113 Sharer099 ĀR Cso022 T [20250113-A8-4-ot].eml",
    ]
    for mail, other in zip(found.values(), ("022", "011"), strict=True):
        body = mail.get_body(["plain"]).get_content()
        children, others = body.split("# Children")[1].split("# Family members and others involved")
        assert "Sharer099" in children and f"Sharer{other}" in others and f"Sharer{other}" not in children


BAD_DECISIONS = {
    "no Ref": ("Outcome\nx\n", "decided.csv is no list of decisions: Ref is missing."),
    "another column": ("Ref,Outcome,Colour\n", "decided.csv is no list of decisions: Colour is not known."),
    "twice": ("Ref,Outcome\nD3-2,x\nD3-2,x\n", "row 3, column 'Ref': is there twice"),
    "not on the worklist": (
        "Ref,Outcome\nD3-99,x\n",
        "The decisions name what is not on the worklist: D3-99.",
    ),
}


@pytest.mark.parametrize("kind", BAD_DECISIONS)
def test_bad_decisions_stop_the_run_and_nothing_is_written(kind, tmp_path, records):
    text, complaint = BAD_DECISIONS[kind]
    (tmp_path / "decided.csv").write_text(text, encoding="utf-8")
    source = address_changed(Week()).write("daily-diffs", tmp_path)
    done = call("run", "daily-diffs", source, "--records", records, "--decisions", tmp_path / "decided.csv")
    assert done.exit_code == 1
    assert complaint in " ".join(done.stderr.split())
    assert list(records.rglob("*.*")) == []


# After the draft [X2, D12]


def sent_from(draft, folder, subject=None):
    """The message as it lies among the sent ones: as drafted, with a sender and a date."""
    mail = BytesParser(policy=policy.SMTP).parsebytes(draft.read_bytes())
    del mail["X-Unsent"]
    mail["From"], mail["Date"] = "cpu@example.org", format_datetime(dt.datetime.now(dt.UTC))
    if subject is not None:
        mail.replace_header("Subject", subject)
    path = folder / "sent.eml"
    path.write_bytes(mail.as_bytes())
    return path


def states(records):
    """What `due` says of each line that is open."""
    return {
        row["reference"]: row["state"]
        for row in json.loads(call("due", "--json", "--records", records).stdout)
    }


def test_D12_a_sent_email_is_filed_beside_its_report_and_the_answer_is_awaited(tmp_path, records):
    decide = lambda row: {"Outcome": "Address changed: tell CPS", "Client Name": "Weka, Mere"}  # noqa: E731
    run("daily-diffs", address_changed(Week()), tmp_path, records, decide)
    reference = "20250113-D3-2-cps"

    def listed():
        return states(records)

    assert listed()[reference] == "to send"
    message = sent_from(next(records.rglob(f"*{reference}*.eml")), tmp_path)
    for _ in range(2):
        done = call("file-email", message, "--records", records)
        assert (done.exit_code, done.stdout) == (0, f"{reference}: filed in {FOLDERS['daily-diffs']}\n")
    filed = [path.name for path in (records / FOLDERS["daily-diffs"]).glob("*.eml")]
    assert filed == ["20250113 Weka M.eml"]
    assert listed()[reference] == "waiting"
    assert call("answered", reference, "--records", records).stdout == (
        f"{reference}: answered. To do in CMS: write the client event note.\n"
    )
    assert reference not in listed()
    assert listed()["20250113-D3-2"] == "to do in CMS"  # an answer ends the waiting, and nothing else [C7]
    kept = (records / "Child Sex Offenders/Cases/Case log.jsonl").read_text("utf-8")
    assert "Weka" not in kept and reference in kept


def test_a_draft_is_not_filed_as_sent(tmp_path, records):
    decide = lambda row: {"Outcome": "Address changed: tell CPS", "Client Name": "Weka, Mere"}  # noqa: E731
    run("daily-diffs", address_changed(Week()), tmp_path, records, decide)
    draft = next(records.rglob("*.eml"))
    done = call("file-email", draft, "--records", records)
    assert (done.exit_code, done.stderr) == (
        1,
        f"{draft.name} has not been sent yet: it is a draft or has no date. Send it first, then file what was sent.\n",
    )
    assert states(records)["20250113-D3-2-cps"] == "to send"


def test_two_emails_of_one_name_are_both_kept(tmp_path, records):
    decide = lambda row: {"Outcome": "Address changed: tell CPS", "Client Name": "Weka, Mere"}  # noqa: E731
    run("daily-diffs", address_changed(Week()), tmp_path, records, decide)
    for row in (2, 3):
        message = sent_from(next(records.rglob(f"*D3-{row}-cps*.eml")), tmp_path)
        assert call("file-email", message, "--records", records).exit_code == 0
    filed = sorted(path.name for path in (records / FOLDERS["daily-diffs"]).glob("*.eml"))
    assert filed == ["20250113 Weka M (2).eml", "20250113 Weka M.eml"]


@pytest.mark.parametrize(
    ("name", "data", "complaint"),
    [
        ("a.eml", b"Subject: hello\n\nx\n", "a.eml has no reference such as"),
        (
            "a.eml",
            b"Subject: x [20250113-D3-9-cps]\n\nx\n",
            "There is no draft with the reference 20250113-D3-9-cps",
        ),
        ("a.pdf", b"%PDF-1.7", "a.pdf is no e-mail: it is a PDF document."),
        ("a.msg", b"not Outlook's", "a.msg is no e-mail: it is plain text."),
        ("a.eml", b"", "a.eml is empty (0 bytes)."),
    ],
)
def test_what_is_not_one_of_our_emails_is_not_filed(name, data, complaint, tmp_path, records):
    (tmp_path / name).write_bytes(data)
    done = call("file-email", tmp_path / name, "--records", records)
    assert (done.exit_code, list(records.rglob("*.*"))) == (1, [])
    assert complaint in done.stderr


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Smith JA", "Smith JA"),
        ("Ō'Kauri / Weka: <x>?", "Ō'Kauri Weka x"),
        ("CON", "CON_"),
        ("name. ", "name"),
        ("A\u0304pi", "Āpi"),
        ("x" * 200, "x" * 120),
    ],
)
def test_a_name_is_one_that_windows_takes(text, expected):
    assert emails.safe_name(text) == expected


# Templates


def own(tmp_path, **lines):
    text = "".join(f"{key} = {str(value)!r}\n" for key, value in lines.items())
    path = tmp_path / "settings.toml"
    path.write_text(f"[notices]\n{text}", encoding="utf-8")
    return settings_.load(path)


def test_a_trainer_changes_the_wording(tmp_path):
    (tmp_path / "alias_name.txt").write_text(
        "Subject: Alias [{reference}]\n\nKia ora {client_name}\n", encoding="utf-8"
    )
    template = templates.load(own(tmp_path, templates=tmp_path), "alias_name")
    assert template.fill({"reference": "r", "client_name": "Ana"}) == ("Alias [r]", "Kia ora Ana\n")


BAD_TEMPLATES = {
    "an unknown field": ("Subject: A\n\n{surname}\n", "line 3: {surname} is not a field."),
    "a name in the subject": ("Subject: {client_name}\n\nx\n", "line 1: a subject may hold {reference} only"),
    "no subject": ("Kia ora\n", "line 1: expected 'Subject: ' and the subject."),
    "half a brace": ("Subject: A\n\n{client_name\n", "line 3: a brace without its other half."),
}


@pytest.mark.parametrize("kind", BAD_TEMPLATES)
def test_a_bad_template_is_named_with_its_line(kind, tmp_path):
    text, complaint = BAD_TEMPLATES[kind]
    (tmp_path / "alias_name.txt").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError) as said:
        templates.check(own(tmp_path, templates=tmp_path))
    assert complaint in str(said.value)
    assert str(tmp_path / "alias_name.txt") in str(said.value)


BAD_QUESTIONS = {
    "a template that is not there": ('notices = ["nowhere to cps"]', "there is no template 'nowhere'"),
    "a recipient that is not there": (
        'notices = ["alias_name to police"]',
        "'police' is not in [notices.addresses]",
    ),
    "another form": ('notices = ["alias_name"]', "does not read 'template to recipient'"),
    "an unknown note": ('scn = "remove"', 'scn must be "add" or "end-date"'),
    "an unknown key": ('colour = "red"', "colour is missing, or not known here"),
}


@pytest.mark.parametrize("ask", ["x" * 241, "Note * in place?", "About ~2 years?"])
def test_a_question_that_its_drop_down_could_not_find_is_named(ask, tmp_path):
    path = tmp_path / "questions.toml"
    path.write_text(
        f'[[on_list]]\nid = "L6"\nrows = ["Process"]\nask = "{ask}"\noutcomes = [{{ name = "a" }}]\n'
    )
    with pytest.raises(SettingsError) as said:
        questions.load(own(tmp_path, questions=path))
    assert str(said.value) == (
        f"{path} cannot be used:\n  question 1 of on_list: ask may have 240 characters and no * or ~, or Excel finds "
        "no outcomes for it."
    )


@pytest.mark.parametrize("kind", BAD_QUESTIONS)
def test_a_bad_table_of_questions_is_named(kind, tmp_path):
    line, complaint = BAD_QUESTIONS[kind]
    path = tmp_path / "questions.toml"
    path.write_text(
        f'[[on_list]]\nid = "L6"\nrows = ["Process"]\nask = "?"\noutcomes = [{{ name = "a", {line} }}]\n',
        encoding="utf-8",
    )
    with pytest.raises(SettingsError) as said:
        questions.load(own(tmp_path, questions=path))
    assert complaint in str(said.value)


# People [A9, D12]


DAY = parse("13/01/2025")


@pytest.mark.parametrize(
    ("born", "child"),
    [
        ("14/01/2009", True),
        ("13/01/2009", False),  # the 16th birthday itself
        ("12/01/2009", False),
        ("2009-01-14", True),
        ("29/02/2008", False),
        ("13/01/2025", True),
        ("14/01/2025", None),  # not born yet: a mistake
        ("", None),
        ("about 2010", None),
        ("31/02/2015", None),
    ],
)
def test_A9_who_is_a_child_on_the_day(born, child):
    assert people.is_child(born, DAY) is child


def household(*born, tag="01/12/2024", start="05/01/2025"):
    return [
        {
            "cso_client_number": "1", "cso_address": "12 Kauri Road", "cso_tag_date": tag,
            "cso_address_start": "01/01/2020", "sharer_address_start": start, "sharer_surname": "Weka",
            "sharer_first_names": name, "sharer_date_of_birth": date,
        }
        for name, date in zip("ABC", born, strict=False)
    ]  # fmt: skip


def test_A9_children_others_and_the_unknown_stand_apart():
    found = fields.of_household(household("14/01/2009", "13/01/2009", ""), DAY)
    assert found["children"] == "- A Weka, born 14/01/2009, 15 years old, at this address since 05/01/2025"
    assert found["family_and_others"] == (
        "- B Weka, born 13/01/2009, 16 years old (please note: exactly 16), at this address since 05/01/2025"
    )
    assert found["unknown_age"] == "- C Weka, date of birth not known, at this address since 05/01/2025"


@pytest.mark.parametrize(
    ("tag", "start", "expected"),
    [
        ("01/12/2024", "05/01/2025", "05/01/2025"),
        ("06/01/2025", "05/01/2025", "06/01/2025"),
        ("", "05/01/2025", ""),
        ("01/12/2024", "soon", ""),
    ],
)
def test_A9_the_later_date_counts(tag, start, expected):
    assert fields.date_of_change(household("14/01/2009", tag=tag, start=start)) == expected


@pytest.mark.parametrize(
    ("surname", "first_names", "expected"),
    [
        ("Smith", "John Andrew", "Smith JA"),
        ("Ō'Kauri", "Mary-Jane Āwhina", "Ō'Kauri MJĀ"),
        ("Weka", "", "Weka"),
        ("", "Mere", "M"),
    ],
)
def test_D12_surname_and_initials(surname, first_names, expected):
    assert people.surname_initials(surname, first_names) == expected

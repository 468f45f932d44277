"""From an outcome to a draft and the notes [D3-D9, D12, L6-L9, L12, O3, O4, A8, A9, A12]."""

import pytest
from openpyxl import load_workbook

from helpers.at_work import Unit
from helpers.decided import address_changed, call, drafts, run, worklist_of
from helpers.files import CANARIES, FOLDERS, PROCESSED, Week
from helpers.outcomes import ADVISED, CPS, OT


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
        assert "Āperahama-Weka, Mere Ana" in text and "IN-CONFIDENCE" in text and "Kia ora koutou" in text
    listed = worklist_of(records, "20250113 Daily Diffs.xlsx")["D3-2"]
    assert (listed["What follows"], listed["State"]) == (
        f"CSO Change of address notification to CPS. CEN: {ADVISED} of client's change in address",
        "To send: 20250113-D3-2-cps",
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

    week = address_changed(Week())
    week.set("daily-diffs", 2, "Client Number", "999999999")  # of whom cso_daily has no name
    done = run("daily-diffs", week, tmp_path, records, decide)
    assert done.exit_code == 0
    assert len(drafts(records)) == 5
    assert "On the worklist D3-2 could not be drafted: State says why." in " ".join(done.output.split())
    state = worklist_of(records, "20250113 Daily Diffs.xlsx")["D3-2"]["State"]
    assert state == ("To send: not drafted (to CPS): client name missing")


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
    week = address_changed(Week())
    for row in range(2, 8):
        week.set("daily-diffs", row, "Client Number", f"99999999{row}")  # of whom cso_daily has no name
    run("daily-diffs", week, tmp_path, records, decide)
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
        "To decide: L6, L9\n"
        "To send: not drafted (to ASCM/SCM): Service Centre Email missing (L7)\n"
        "To send: 20250113-L8-2-cps (L8)"
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
    "no Ref": ("Outcome\nx\n", "decided.csv is not a list of decisions: Ref is missing."),
    "another column": (
        "Ref,Outcome,Colour\n",
        "decided.csv is not a list of decisions: Colour is not known.",
    ),
    "twice": ("Ref,Outcome\nD3-2,x\nD3-2,x\n", "row 3, column 'Ref': appears twice"),
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

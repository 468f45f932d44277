"""Each outcome, from the received report to the drafts and the notes [D3-D9, L6-L9, O3, O4, A8]."""

import datetime as dt
import re

from openpyxl import load_workbook

from cso_xl.decisions.working_time import day_of
from helpers.decided import call, decided, drafts, worklist_of
from helpers.files import Week
from helpers.outcomes import CPS, EACH_ROW, OT, to_tick

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
    "Housing Address": "Flat 2, 8 Rimu Street, Levin",
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
        today = f"{day_of(dt.datetime.now(dt.UTC)):%d/%m/%Y}"  # in New Zealand, wherever the tests run
        notes.append(
            f"Category: Circumstance Alerts\nType: Child Sex Offender\nStart date: {today}\nDescription: {CAUTION}"
        )
    assert shown.stdout.strip() == "\n\n".join(notes)
    assert shown.exit_code == (0 if notes else 1)
    entry = worklist_of(records, f"20250113 {COPY_NAMES[report]}.xlsx")[ref]
    assert ("Special Cautions note" in (entry["What follows"] or "")) == bool(row["scn"])
    assert state_of(entry, row["id"]) == in_words(row, ref)
    assert comment_of(records, f"20250113 {COPY_NAMES[report]}.xlsx") == comment_at_once(row)


def state_of(entry, id):
    """What State says of one question of a line: 'Done: L6, L7' says it of two."""
    lines = entry["State"].split("\n")
    if len(entry["Ref"].split("\n")) == 1:
        return entry["State"]
    (found,) = [line for line in lines if re.search(rf"\b{id}(?=[,)]|$)", line)]
    return re.sub(r"( \([L0-9, ]+\)|: [L0-9, ]+)$", "", found)


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
    # that somebody was told is written into CMS once they were
    if ticks := [item for item in to_tick(row) if item != "cen" or not row["notices"]]:
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

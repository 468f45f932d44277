"""Real presses: each button of the built add-in, from its macro to the changed cell in the open window."""

import contextlib
import datetime as dt
import re
import shutil
from email import policy
from email.parser import BytesParser
from email.utils import format_datetime
from pathlib import Path

import pytest
import xlwings as xw
from pyopenvba import ExcelFile

from cso_xl.excel.today import CHOOSE
from cso_xl.practice.week import Week
from cso_xl.procedures.ribbon_buttons import BUTTONS
from cso_xl.records.account import os_user
from cso_xl.sheet import excel_only
from cso_xl.today import kept
from cso_xl.training import workbook
from helpers import press, waiting
from helpers.addin_for_libreoffice import make_copy
from helpers.choices import cell
from helpers.files import PASSWORD, saved
from helpers.libreoffice.office import struct
from helpers.press import agrees, chooses, click, hidden_rows, presses, shown_columns, types
from helpers.programs import tool

FILE = "The file in which the {} report came"
FOLDER = "Choose the records folder: the one that stands for Objective"
RED, GREEN, AMBER, HEADING = "FF0000", "92D050", "FFC000", "D9E1F2"
ON_LIST = "Child Sex Offenders/On List/2025/01 January/WB 13 January Onlist/20250113 On List.xlsx"
OFF_LIST = "Child Sex Offenders/Off List/2025/01 January/WB 13 January Offlist/20250113 Off List.xlsx"
DIFFS = "Child Sex Offenders/Change of Circumstances/2025/01 January/20250113 Daily Diffs.xlsx"
YOUTH_SERVICE = (
    "Child Sex Offenders/Youth Service Notification/2025/01 January/20250113 Youth Service Notification.xlsx"
)
SHARERS = (
    "Child Sex Offenders/Address Sharing Notifications/2025 Address Sharer/01 January/WB 13 January Address Sharer/"
    "20250113 {} Copy CSOs Living With Children.xlsx"
)
TO_DO = "To do in CMS: write the client event note"
SEND = "to send: read the draft and send it, then file the e-mail"

MACRO = "Module1.InsertComment"
MODULE = """Attribute VB_Name = "Module1"
Public Sub InsertComment()
    RunPython "import cso_xl.excel.buttons; cso_xl.excel.buttons.insert_comment()"
End Sub
"""


@pytest.fixture(scope="module", params=[False, True], ids=["started", "resident"])
def window(request, tmp_path_factory):
    """The program with the add-in, for all presses of this file; Python is started by each, or by the user."""
    with press.opened(tmp_path_factory.mktemp("window"), is_resident=request.param) as opened:
        yield opened


@pytest.fixture(scope="module")
def practice_week(window, tmp_path_factory):
    """A practice week, new for each window; the report is saved from its e-mail, without a date in its name."""
    files = Week().write(tmp_path_factory.mktemp("week"))
    report = saved(files.address_report, files.address_report.parent)
    report.rename(report.with_name("CSOs.xlsx"))
    return files


def test_every_button(window, practice_week):
    """A Monday's work: what staff press on each of the reports."""
    for work in (on_list, daily_diffs, off_list, address_sharer, youth_service, training):
        work(window, practice_week)
        window.close_book()
    everything_at_once(window, practice_week)
    about_the_add_in(window, practice_week)
    assert window.pressed == set(BUTTONS)


def everything_at_once(window, week):
    """What the presses before have filed stays as it is; what is to be done stands on the page Today."""
    came = week.records.parent / "came.eml"  # Tk asks for several files with spaces between them
    came.write_bytes(week.datamatch.read_bytes())
    *_, said = window.press("work_what_came", chooses(CHOOSE, came))
    assert said.startswith("0 reports worked, 4 worked before, ")
    page = week.records / kept.FILE
    assert window.opened.read_text().strip() == page.as_uri()
    assert "20250113-D3-7" in page.read_text("utf-8")


def on_list(window, week):
    """The first press of a new user asks for the file and the password; a practice week has records of its own."""
    asked = (chooses(FILE.format("on list"), week.datamatch), types(PASSWORD))
    assert window.press("open_on_list", *asked) == [to_practise(week)]
    assert (window.sheet.name, window.sheet["A1:B1"].value) == (
        "On List",
        ["Match Level", "CSO Client Number"],
    )
    window.know_password(PASSWORD)
    assert window.tab("Label", "next_step") == "Next: Format (2 of 10)"
    [said] = window.press("what_is_this_step")
    assert said.startswith("On list, step 2 of 10: Format [I5]\n\nBy hand: Format the spreadsheet")
    prepare_on_list(window)
    mark_and_undo(window)
    assert window.tab("Label", "next_step") == "Next: Worklist (8 of 10)"
    assert window.press("save") == [f"Filed: {ON_LIST}"]
    assert (week.records / ON_LIST).is_file()
    assert window.press("save_on_list") == [f"Filed before, unchanged: {ON_LIST}"]
    assert window.press("what_was_said") == [f"Filed before, unchanged: {ON_LIST}"]


def prepare_on_list(window):
    sheet = window.sheet
    assert window.press("next_step") == []
    assert sheet["A1"].font.bold and window.shows(HEADING)
    assert window.tab("Label", "next_step") == "Next: Filter match levels 1-2 (3 of 10)"
    assert window.press("format_sheet") == []
    assert window.press("filter_match_levels") == []
    levels = dict(enumerate(sheet["A2:A31"].value, 2))
    assert hidden_rows(sheet) == [row for row, level in levels.items() if level not in ("1", "2")] != []
    assert window.press("show_needed_columns") == []
    assert shown_columns(sheet, "ABCDEFGHIJKLMNOPQR") == ["A", "B", "N", "O", "Q"]
    assert window.press("paste_current_clients") == []
    assert sheet["AO1:AP1"].value == [None, "CSO Client Number"] and sheet["AP2"].value.isdigit()
    assert window.press("highlight_duplicates") == []
    assert [area.ref for area in excel_only.duplicates(sheet)] == [f"A1:AP{sheet.used_range.last_cell.row}"]
    assert window.press("say_what_to_do") == []
    assert sheet["AQ1:AT1"].value == ["Row", "Status", "Reason", "Due"]
    assert {"Process", "Check"} <= set(sheet["AR2:AR31"].value)
    window.shot("on list")


def mark_and_undo(window):
    """Only rows that can be seen are marked; Undo asks only when something was typed since: that goes, too."""
    sheet = window.sheet
    sheet["A16:A21"].select()  # rows 17 to 19 are filtered out
    assert window.press("nfa") == []
    assert sheet["AU1"].value == "Comment"
    assert sheet["AU15:AU22"].value == [None, "NFA", *[None] * 3, "NFA", "NFA", None]
    assert window.shows(GREEN)
    sheet["AU2"].value = "by hand"
    assert window.press("undo_last_step", agrees) == ["Taken back: Mark as NFA."]
    assert window.sheet["AU1:AU31"].value == [None] * 31
    assert window.tab("Screentip", "undo_last_step") == "Undo: Say which rows to process"
    assert window.press("undo_last_step") == ["Taken back: Say which rows to process."]
    assert window.press("next_step") == []
    assert window.sheet["AR1"].value == "Status"
    assert shown_columns(window.sheet, "ABC") == ["A", "B"]


def daily_diffs(window, week):
    chosen = chooses(FILE.format("daily diffs"), week.datamatch)
    assert window.press("open_daily_diffs", chosen) == [to_practise(week)]
    assert window.press("say_what_to_do") == []
    assert set(window.sheet["F2:F23"].value) == {"NFA", "Action", "Check"}
    assert window.press("highlight_red_rows") == []
    assert window.sheet["A2:D6"].color == rgb(RED) and window.shows(RED)
    draft_a_notice(window, week)
    assert window.press("do_all_steps") == [f"Filed: {DIFFS}"]
    assert window.press("save_daily_diffs") == [f"Filed before, unchanged: {DIFFS}"]
    window.shot("daily diffs")


def draft_a_notice(window, week):
    """The outcome is chosen on the worklist, the draft lies beside the report, ready for a person to send."""
    assert window.press("make_worklist") == []
    sheet = window.book.sheets["Worklist"]
    sheet.activate()
    window.shot("worklist")
    cell(sheet, "D3-7", "Client Name").value = "Weka, Mere Ana"
    cell(sheet, "D3-7").value = "Address changed: tell CPS"
    drafts = f"{DIFFS.rpartition('/')[0]}/Drafts"
    other = next(ref for ref in sheet["A1:A30"].value if str(ref).startswith("D5-"))
    cell(sheet, other).value = "CPS confirmed, no such benefit"
    assert window.press("draft_notices") == [
        f"{other}: the outcome is an answer, but no question is recorded as sent. If one was sent, file the sent "
        "e-mail; if not, check who has confirmed it.",
        f"Drafted, for you to read and send: 1, in {drafts}",
    ]
    assert cell(sheet, "D3-7", "State").value == "To send: 20250113-D3-7-cps"
    draft = week.records / drafts / "20250113 Weka MA [20250113-D3-7-cps].eml"
    assert draft.is_file()
    copy_the_notes(window, sheet, other)
    log = (week.records / "Child Sex Offenders/Activity/Activity log.jsonl").read_text("utf-8")
    assert log.count('"step":"copy_cen"') == log.count('"step":"copy_scn"') == 1
    file_what_was_sent(window, week, sheet, draft)
    window.book.sheets[0].activate()


def copy_the_notes(window, sheet, other):
    """Each note is on the clipboard as another program finds it there."""
    cell(sheet, "D3-7", "Row").select()
    assert window.press("copy_cen") == [
        "The client event note of D3-7 is on the clipboard. Paste it into CMS."
    ]
    note = clipboard(window.display)
    assert note.startswith("Business group: Service Delivery\nEvent type: Data Integrity and Helpline\n")
    assert note.endswith("Contents: CSO daily client changes for 13 January 2025")
    [said] = window.press("copy_scn")
    assert said == "No Special Cautions note follows from D3-7: To send: 20250113-D3-7-cps."
    cell(sheet, other, "Ref").resize(1, 3).select()
    [said] = window.press("copy_scn")
    assert said.startswith("The Special Cautions note of D5-")
    assert "\nDescription: This client is a Child Sex Offender. " in clipboard(window.display)


def training(window, week):
    """A trainee answers questions in a copy of the training workbook, and works on an exercise with the ribbon."""
    path = week.records.parent / "My training.xlsx"
    path.write_bytes(workbook.build())
    book = window.app.books.open(str(path))
    sheet = book.sheets["On list check yourself"]
    sheet.activate()
    sheet["D7"].value, sheet["D8"].value = "Process", "Process"
    [said] = window.press("check_yourself")
    assert said.startswith("1 of 8 right, 6 not answered yet.")
    assert (
        "On list, question 2: Not yet: it is ‘Not current’. The number is not in cso_daily at all. [L3]"
        in said
    )
    assert sheet["E7"].value.startswith("Right. The client is Current in cso_daily.")
    assert sheet["E9"].value == "Not answered yet. Look at row 10 once more; rule L5 helps."
    book.sheets["On list (synthetic)"].activate()
    assert window.press("filter_match_levels") == []
    assert window.press("say_what_to_do", chooses(FILE.format("on list"), week.datamatch)) == []
    headings = window.sheet["A1:AZ1"].value
    assert window.sheet[2, headings.index("Status")].value == "Process"
    [said] = window.press("check_yourself")
    assert said == "The sheet ‘On list (synthetic)’: all 30 rows are there, as they were received."
    window.sheet[4, headings.index("Status")].value = "Process"
    [said] = window.press("check_yourself")
    assert said.startswith(
        "The sheet ‘On list (synthetic)’: not yet as it should be.\n\nRow 5: its Status is ‘Not cu"
    )
    window.sheet[4, headings.index("Status")].value = "Not current"
    window.press("make_worklist")
    book.sheets["Worklist"].activate()
    [said] = window.press("check_yourself")
    assert said.startswith("0 of 24 right, 24 not answered yet.")
    assert (
        "On list, L6-2: Not chosen yet. Look the client up on the sheet ‘Practice CMS’; rule L6 helps."
        in said
    )


def clipboard(display):
    command = [tool("xclip"), "-o", "-selection", "clipboard", "-display", display]
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # one that has ended meanwhile
            program = (process / "cmdline").read_text().split("\0")[0]
            if "xclip" in program:  # it stays to hand out what it holds
                assert "CSO_XL_PASSWORD" not in (process / "environ").read_text()
    return waiting.run(command, check=True, capture_output=True, text=True).stdout


def file_what_was_sent(window, week, sheet, draft):
    """What a person sent is filed beside the report and its row marked; the answer comes by telephone."""
    mail = BytesParser(policy=policy.SMTP).parsebytes(draft.read_bytes())
    del mail["X-Unsent"]
    del mail["From"]
    mail["From"], mail["Date"] = "cpu@example.org", format_datetime(dt.datetime.now(dt.UTC))
    message = week.records.parent / "sent.eml"  # Tk asks for several files with spaces between them
    message.write_bytes(mail.as_bytes())
    question = chooses("Sent notices and answers, saved from Outlook", message)
    folder = DIFFS.rpartition("/")[0]
    assert window.press("file_emails", question) == [f"sent.eml: 20250113-D3-7-cps: filed in {folder}"]
    assert (draft.parent.parent / "20250113 Weka MA.eml").read_bytes() == message.read_bytes()
    assert cell(sheet, "D3-7", "State").value.startswith("Waiting until ")
    report = window.book.sheets[0]
    assert report["H1"].value == "Comment" and report["H7"].value == "Email sent"
    [due] = window.press("what_is_due")
    assert due.startswith("9 to decide, 1 waiting, 2 to do in CMS.\n20250113-")
    answered = f"20250113-D3-7-cps: answered. {TO_DO}."
    assert window.press("record_answers", presses("space", "Return")) == [answered]
    assert window.press("record_answers") == ["No answer is awaited."]
    gone = "No case is open whose row is gone from a report that was sent again."
    assert window.press("rows_gone") == [gone]
    follow_the_case(window, sheet)


def follow_the_case(window, sheet):
    """What has been done in CMS is ticked, taken back and ticked again."""
    sheet.activate()
    cell(sheet, "D3-7", "Ref").select()
    assert window.press("tick_done")[0] == "20250113-D3-7: ticked. Now: Done."
    assert cell(sheet, "D3-7", "State").value == "Done"
    [said, *_] = window.press("take_back")
    assert said.startswith("20250113-D3-7: 'ticked' of ") and said.endswith(f" Now: {TO_DO}.")
    assert cell(sheet, "D3-7", "State").value == TO_DO
    assert window.press("take_case")[0] == f"20250113-D3-7: taken. Now: {TO_DO}."
    assert cell(sheet, "D3-7", "State").value == f"{TO_DO} (with {os_user()})"
    [said] = window.press("give_case", types("hemi"))
    assert said.startswith("Nobody has worked in these records so far under the account that was named.")
    window.press("take_back")
    assert cell(sheet, "D3-7", "State").value == TO_DO
    assert (
        window.press("give_case", types(os_user()))[0]
        == f"20250113-D3-7: given to {os_user()}. Now: {TO_DO}."
    )
    find_the_client(window, sheet)


def find_the_client(window, sheet):
    """All that is on file about the client of the selected line, in a workbook of its own."""
    number = cell(sheet, "D3-7", "Client Number").value
    cell(sheet, "D3-7", "Ref").select()
    assert window.press("find_client")[0].endswith(f" client {number}.")
    assert window.sheet.name == f"Client {number}"
    assert "decided 'Address changed: tell CPS'" in "\n".join(filter(None, window.sheet["A1:A40"].value))
    window.shot("client found")
    window.close_book()
    window.book.activate()


def youth_service(window, week):
    [said] = window.press("open_youth_service", chooses(FILE.format("youth service"), week.datamatch))
    assert said.startswith("Listed: 1 of the 120 rows of cso_daily_20250113_050021.csv.")
    assert said.endswith(to_practise(week))
    assert window.press("say_what_to_do") == []
    assert window.sheet["H1:K1"].value == ["Youth Service", "SWIFTT Status", "Row", "Status"]
    assert window.sheet["K2"].value == "Listed"
    window.shot("youth service")
    assert window.press("save_youth_service") == [f"Filed: {YOUTH_SERVICE}"]
    [said] = window.press("draft_notices")
    assert said.startswith(
        "Drafted, for you to read and send: 1, in Child Sex Offenders/Youth Service Notification/"
    )


def off_list(window, week):
    chosen = chooses(FILE.format("off list"), week.datamatch)
    assert window.press("open_off_list", chosen) == [to_practise(week)]
    assert window.press("insert_comment") == []
    assert window.sheet["B1:D1"].value == ["CSO Client Number", "Comment", "Surname on MSD System"]
    assert window.press("say_what_to_do") == []
    assert window.sheet["K1:K5"].value == ["Status", *["Verify"] * 4]
    window.shot("off list")
    assert window.press("save_off_list") == [f"Filed: {OFF_LIST}"]
    assert (week.records / OFF_LIST).is_file()


def address_sharer(window, week):
    """The day is asked for, because the file's name does not say it."""
    file = week.address_report.with_name("CSOs.xlsx")
    question = chooses(FILE.format("address sharer"), file)
    assert window.press("open_address_report", question, types("13/01/2025")) == [to_practise(week)]
    assert window.press("save_master") == [f"Filed: {SHARERS.format('Master')}"]
    assert (week.records / SHARERS.format("Master")).read_bytes() == file.read_bytes()
    prepare_sharers(window)
    restore_and_mark(window)
    window.sheet["B2:B25"].select()
    assert window.press("nfa") == []
    assert window.press("save_processed") == [f"Filed: {SHARERS.format('Processed')}"]


def prepare_sharers(window):
    sheet = window.sheet
    assert window.press("remove_rows") == []
    assert [one.name for one in window.book.sheets] == ["CSOs Living With Children", "Removed"]
    assert window.sheet == sheet
    assert (sheet.used_range.last_cell.row, window.book.sheets[1].used_range.last_cell.row) == (24, 18)
    assert window.press("save_filtered") == [f"Filed: {SHARERS.format('Filtered')}"]
    assert window.press("paste_previous_master") == []
    assert sheet["U1:V1"].value == ["CSO Client Number", "CSO Surname"]
    assert window.press("compare") == []
    assert sheet["Q1:T1"].value == ["Row", "Status", "Reason", "Comment"]
    assert {"New", "Changed", "Check address"} <= set(sheet["R2:R24"].value)
    window.shot("address sharer, compared")
    assert "Every column is shown" in window.press("show_columns")[0]
    assert "folded away" in window.press("show_columns")[0]
    assert window.press("save_working") == [f"Filed: {SHARERS.format('Working')}"]


def restore_and_mark(window):
    sheet, removed = window.sheet, window.book.sheets["Removed"]
    sheet["A6"].select()
    assert window.press("email_sent") == []
    assert (sheet["T6"].value, sheet["A6"].color) == ("Email sent", rgb(GREEN))
    sheet["B7"].select()
    assert window.press("conflict_of_interest") == []
    assert (sheet["T7"].value, sheet["A7"].color) == ("Conflict of interest", rgb(AMBER))
    assert window.shows(GREEN) and window.shows(AMBER)
    sheet["T8"].value = "no further action; a cousin"
    assert window.press("colour_done_rows") == []
    assert sheet["A8"].color == rgb(GREEN)
    window.shot("address sharer, marked")
    removed.activate()
    removed["A2"].select()
    restored = removed["C2:R2"].value
    assert window.press("restore_row") == [f"Restored under the list: row 25 of the sheet '{sheet.name}'."]
    assert sheet["A25:P25"].value == restored
    assert sheet["R25"].value == "Check address"
    sheet.activate()


def to_practise(week):
    return f"This is to practise: what you file goes into {week.records}."


def about_the_add_in(window, week):
    [settings] = window.press("show_settings")
    assert settings.startswith("Your settings are in ") and "/cso_xl/settings.toml" in settings
    [tested] = window.press("self_test")
    assert re.match(r"\d+ passed, 0 failed, 1 not applicable, \d+ need an eye\. The report: ", tested)
    records = week.records.parent / "Objective"
    records.mkdir()
    ask_corrections(window, records)
    [about] = window.press("about")
    assert f"Records folder: {records}\n" in about


def ask_corrections(window, records):
    """The first press that needs the unit's records asks for their folder; nothing practised is in them."""
    asked = (types("Weka, Mere\tmiddle name"), chooses(FOLDER, records, "Return", "alt+o"))
    [said] = window.press("ask_more_detail", *asked)
    assert "-X3-1-cps: drafted, in Child Sex Offenders/Corrections E-mails/" in said
    [said] = window.press("ask_housing_referral", types("Weka, Mere\t012\ta flat"))
    assert "-X2-1-cuh: drafted, in Child Sex Offenders/Corrections E-mails/" in said
    [due] = window.press("what_is_due")
    assert due.splitlines()[0] == "2 to send."
    assert [line.partition(": ")[2] for line in due.splitlines()[1:]] == [SEND, SEND]
    assert window.press("remind") == ["No follow-up e-mail is to be sent."]
    assert window.press("today") == []
    assert window.opened.read_text().strip() == (records / kept.FILE).as_uri()
    assert "<dt>Cases of this day</dt><dd>2 to send</dd>" in (records / kept.FILE).read_text("utf-8")
    assert window.press("drafts_to_send") == ["2 drafts are ready to be sent."]
    assert window.opened.read_text().strip().endswith("Drafts%20to%20send.html")
    [off] = window.press("return_matches")
    assert off.startswith("The return to Corrections is off")


@pytest.mark.parametrize("window", [False], ids=["started"], indirect=True)
def test_a_mouse_click_on_a_button_in_a_sheet(window, tmp_path):
    """A workbook of one's own may have buttons too: its macro calls RunPython as the ribbon's do."""
    book = window.app.books.open(with_macro(tmp_path, window.script))
    sheet = book.sheets[0]
    sheet["A1:C2"].number_format = "@"
    sheet["A1:C2"].value = [
        ["Match Level", "CSO Client Number", "Service Centre"],
        ["1", "012345678", "Ōtaki"],
    ]
    place = button_on(book, "Insert Comment column", MACRO)
    assert window.after(lambda: click(window.display, *place), "mouse click") == []
    assert sheet["B1:D2"].value == [
        ["CSO Client Number", "Comment", "Service Centre"],
        ["012345678", None, "Ōtaki"],
    ]
    window.shot("mouse click")
    book.close()


def with_macro(folder, script):
    """xlwings' own example of a workbook with macros, with one that calls a button of ours."""
    example = Path(xw.__file__).with_name("quickstart_standalone.xlsm")
    made = shutil.copyfile(example, folder / "example.xlsm")
    with ExcelFile(made) as file:
        file.set_module("Module1", MODULE.replace("\n", "\r\n"))
        file.save()
    return make_copy(made, script, folder / "Practice.xlsm")


def button_on(book, label, macro):
    """Put a form button on the first sheet; returns its middle on the screen."""
    document = book.impl.doc
    shape = document.createInstance("com.sun.star.drawing.ControlShape")
    shape.Size, shape.Position = (
        struct("awt.Size", Width=5000, Height=1500),
        struct("awt.Point", X=1000, Y=4000),
    )
    shape.Control = document.createInstance("com.sun.star.form.component.CommandButton")
    shape.Control.Label = label
    page = book.sheets[0].impl.x.DrawPage
    page.add(shape)
    page.Forms.getByIndex(0).registerScriptEvent(
        0,
        struct(
            "script.ScriptEventDescriptor",
            ListenerType="com.sun.star.awt.XActionListener",
            EventMethod="actionPerformed",
            ScriptType="Script",
            ScriptCode=press.script_url(f"{document.BasicLibraries.ProjectName}.{macro}"),
        ),
    )
    book.activate()
    document.CurrentController.setFormDesignMode(False)
    seen = document.CurrentController.getControl(shape.Control).AccessibleContext
    corner, size = seen.LocationOnScreen, seen.Size
    return corner.X + size.Width // 2, corner.Y + size.Height // 2


def rgb(colour):
    """As xlwings has it."""
    return tuple(bytes.fromhex(colour))

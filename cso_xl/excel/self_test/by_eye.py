"""The checks that only a person can do, each with a picture of what should be seen."""

from cso_xl.excel.self_test.check import Check
from cso_xl.procedures import ribbon

_TAB = " | ".join(
    (item.first.button.label if item.first else item.label)
    if isinstance(item, ribbon.Menu)
    else item.button.label
    for item in ribbon.items()
)
_UNDO = """\
Point at the arrow of Excel's own Undo (top left), in the workbook in front:

    [<-] Undo self-test

Press Ctrl+Z: a box says that there is no step to undo."""
_KEYS = f"""\
Press Alt, then C, S: letters stand at each button of the tab CSO, which has a picture each:

    {_TAB}

Hold the mouse over 'Next step': a box opens whose lines are broken as in

    Next step
    Does the step that comes next. ..."""
_FOLLOWS = """\
Open a report with Receive, then an empty workbook (Ctrl+N), and go from one to the other:

    report in front:          [Next: Format (2 of 10)]   below: On list - step 2 of 10
    empty workbook in front:  [Next step]                below: Ready"""
_EDITED = """\
Type a letter in a cell without Enter, press Next. After some five seconds:

    +- CSO ----------------------------------------------------------+
    | Excel is waiting for you to finish typing in a cell.           |
    | Press Enter, then press the button again.                      |
    +----------------------------------------------------------------+"""
_PROTECTED_VIEW = """\
Open a workbook from an e-mail, do not press Enable Editing, close all others, press Receive > Address report:

    a window 'The file in which the address sharer report came' in front, with the keyboard"""
_QUESTION = """\
Maximise Excel, press Receive > On list, and type at once:

    the letters appear under 'File name' of the window, not in a cell"""
_NOT_ASKED = """\
Press Next on a report, close Excel:

    Excel asks once, about the report; never about 'Book2', and at the next start it recovers nothing"""
_OTHERS = """\
Type in a terminal: python -c "import win32com.client as c; c.DispatchEx('Excel.Application'); input()"
Press Help > About. Task Manager > Details then still shows

    EXCEL.EXE
    EXCEL.EXE"""
_TRAINING = """\
Open 'CSO training.xlsx': no word of a repair; point at a red corner: the note is as large as its text.

    +----------+
    | ...    /\\|   <- red corner
    +----------+"""

_MARK = """\
Press Format, save the workbook, close it, open it again:

    [Next step]   not '[Next: ...]'; Undo last step says that there is no step to undo"""
_SORTED = """\
Press Worklist, sort it by Client Name, press Undo last step and Worklist again. Each time a cell under Outcome offers:

    the outcomes of the question on its own line, and refuses other words"""
_STAYS_UP = """\
Type 'cso-xl addin install --stay-up', start Excel, press Format on two reports:

    the first press takes some seconds, the second one less than one"""
_RESIDENT = """\
Type 'cso-xl addin install --resident', start Excel, press Format, then Ctrl+Z. End pythonw.exe in the Task Manager and
press again:

    Format is done and taken back within two seconds, Excel takes no keys meanwhile, and the tab follows; the last press
    says that the Python that works for the add-in is not there. Sign out and in: it is there again"""
_NETWORK = """\
File a report while the network cable is out:

    the box says that the drive or the network does not answer; nothing is half written"""

CHECKS = (
    Check(
        "Ctrl+Z",
        "Excel's own Undo takes a step back.",
        "cso_xl/sheet/excel_only.py: offer_undo",
        picture=_UNDO,
    ),
    Check(
        "The tab",
        "Pictures, letters after Alt, line breaks in tips.",
        "cso_xl/addin/custom_ui.py",
        picture=_KEYS,
    ),
    Check(
        "The tab follows",
        "It shows how the workbook in front stands.",
        "cso_xl/addin/CsoRibbon.bas",
        picture=_FOLLOWS,
    ),
    Check(
        "A cell being edited",
        "It is waited for, then said.",
        "cso_xl/sheet/excel_only.py: bound_patience",
        picture=_EDITED,
    ),
    Check(
        "Protected View",
        "A press works with nothing else open.",
        "cso_xl/addin/CsoRibbon.bas",
        picture=_PROTECTED_VIEW,
    ),
    Check(
        "The keyboard",
        "Questions come to the front and take it.",
        "cso_xl/excel/foreground.py",
        picture=_QUESTION,
    ),
    Check(
        "Closing Excel",
        "It asks about the report only.",
        "cso_xl/sheet/excel_only.py: hide_in_memory",
        picture=_NOT_ASKED,
    ),
    Check(
        "Another program's Excel",
        "It is left alone when a press ends.",
        "cso_xl/excel/__init__.py",
        picture=_OTHERS,
    ),
    Check("The training workbook", "It opens whole.", "cso_xl/training/workbook.py", picture=_TRAINING),
    Check(
        "A mark that a file brings along",
        "It is taken off.",
        "cso_xl/addin/CsoRibbon.bas: CsoForget",
        picture=_MARK,
    ),
    Check(
        "Drop-downs of a sorted worklist",
        "They follow their lines.",
        "cso_xl/procedures/worklist/choices.py",
        picture=_SORTED,
    ),
    Check(
        "A Python that stays up", "The second press is at once.", "cso_xl/addin/install.py", picture=_STAYS_UP
    ),
    Check(
        "A Python that the user starts",
        "It does what is pressed where Office may start nothing.",
        "cso_xl/addin/CsoResident.bas, cso_xl/excel/resident.py, cso_xl/addin/at_logon.py",
        picture=_RESIDENT,
    ),
    Check(
        "A network that is gone", "It is said in staff's words.", "cso_xl/files/windows.py", picture=_NETWORK
    ),
)

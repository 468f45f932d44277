"""What the tab says of the workbook and the sheet in front, by the add-in's own VBA: no Python is started for it."""

import pytest

from cso_xl.addin import build, names
from cso_xl.excel.ribbon_state import NAME, RibbonState
from cso_xl.procedures import PROCEDURES
from cso_xl.procedures.ribbon_buttons import BUTTONS
from helpers import waiting
from helpers.addin_for_libreoffice import make_copy
from helpers.libreoffice.office import properties, url_of
from helpers.vba import played

ID = "0123456789abcdef"
STEPS = {name: [step.name for step in procedure.steps] for name, procedure in PROCEDURES.items()}


RECORD = '#!/bin/sh\nprintf "%s|%s\\n" "$1" "$2" >> "{log}"\n'


class Tab:
    """The tab's macros in LibreOffice, and the workbook in front; what they start writes its command into `log`."""

    def __init__(self, app, addin, log):
        self._app, self._scripts, self.log = app, addin.getScriptProvider(), log
        self._place = f"{addin.BasicLibraries.ProjectName}.CsoRibbon"

    def front(self, *mark, sheet="On List"):
        """A new workbook in front, with this mark."""
        book = self._app.books.add()
        book.sheets[0].name = sheet
        if mark:
            book.names.add(NAME, f'="{"|".join(RibbonState(ID, *mark))}"')
        return book

    def get(self, what, id):
        """What the ribbon is told of a control."""
        return self.call(f"CsoGet{what}", id, None)[2][1]

    def call(self, macro, *arguments):
        """Call a macro as the ribbon does."""
        place = f"{self._place}.{macro}?language=Basic&location=document"
        return self._scripts.getScript(f"vnd.sun.star.script:{place}").invoke(arguments, (), ())


@pytest.fixture(scope="module")
def log(tmp_path_factory):
    return tmp_path_factory.mktemp("a folder") / "log"


@pytest.fixture(scope="module")
def addin(office, log):
    script = log.with_name("record.sh")
    script.write_text(RECORD.format(log=log))
    script.chmod(0o755)
    copy = make_copy(build.write(log.parent / "built"), script, log.with_name(build.FILE_NAME))
    how = properties(FilterName="Calc MS Excel 2007 VBA XML", MacroExecutionMode=4, Hidden=True)
    opened = office.impl.office.desktop.loadComponentFromURL(url_of(copy), "_blank", 0, how)
    yield opened
    opened.close(True)


@pytest.fixture
def tab(office, addin, log):
    yield Tab(office, addin, log)
    for book in office.books:
        book.close()


def test_next_names_the_step_that_comes_next(tab):
    tab.front("on-list", "5", "0", "")
    assert tab.get("Label", "next_step") == "Next: Paste current clients (5 of 10)"
    assert tab.get("Label", "next_next_step") == "Next: Paste current clients (5 of 10)"
    assert tab.get("Screentip", "next_step") == "Paste current clients (L3)"


def test_every_step_of_every_report_is_named_as_its_button_is(tab):
    for report, steps in STEPS.items():
        for number, name in enumerate(steps[1:], 2):
            tab.front(report, str(number), "0", "")
            said = tab.get("Label", "next_step")
            assert said == f"Next: {BUTTONS[name].label} ({number} of {len(steps)})"
            assert tab.get("Screentip", "next_step") != ""


def test_after_the_last_step_there_is_none(tab):
    tab.front("on-list", "0", "0", "")
    assert tab.get("Label", "next_step") == tab.get("Screentip", "next_step") == "All steps done"
    assert not tab.get("Enabled", "next") and not tab.get("Enabled", "next_do_all_steps")
    assert tab.get("Label", "next_save_on_list") == "10. Save on list (done)"


def test_under_next_stand_the_steps_of_the_report_in_front(tab):
    tab.front("daily-diffs", "3", "0", "")
    every = dict.fromkeys(name for steps in STEPS.values() for name in steps)
    seen = [name for name in every if tab.get("Visible", f"next_{name}")]
    assert [tab.get("Label", f"next_{name}") for name in seen] == [
        "1. Receive (done)",
        "2. Format (done)",
        "3. Say what to do",
        "4. Highlight red rows",
        "5. Worklist",
        "6. Draft notices",
        "7. Save daily diffs",
    ]
    assert [tab.get("Enabled", f"next_{name}") for name in seen] == [False, *[True] * 6]


@pytest.mark.parametrize(
    ("report", "number", "said"),
    [
        ("address-sharer", "2", "Save master"),
        ("address-sharer", "3", "Save filtered copy"),
        ("address-sharer", "13", "Save processed copy"),
        ("address-sharer", "0", "Save processed copy"),
        ("on-list", "2", "Save on list"),
        ("youth-service", "5", "Save Youth Service"),
    ],
)
def test_save_names_the_copy_that_comes_next(tab, report, number, said):
    tab.front(report, number, "0", "")
    assert tab.get("Label", "save") == tab.get("Label", "copies_save") == said
    assert tab.get("Screentip", "save").startswith("Save the ")


def test_only_the_copies_of_the_report_in_front_are_listed(tab):
    tab.front("address-sharer", "2", "0", "")
    saves = [name for name in BUTTONS if name.startswith("save_")]
    assert [name for name in saves if tab.get("Visible", f"copies_{name}")] == saves[:4]


def test_worklist_says_how_many_lines_wait(tab):
    tab.front("on-list", "9", "3", "")
    assert tab.get("Label", "make_worklist") == "Worklist (3)"
    tab.front("on-list", "9", "0", "")
    assert tab.get("Label", "make_worklist") == "Worklist"


def test_a_report_without_a_worklist_has_none(tab):
    tab.front("youth-service", "3", "0", "")
    assert [tab.get("Enabled", name) for name in ("make_worklist", "draft_notices")] == [False, True]


def test_undo_names_what_it_takes_back(tab):
    tab.front("on-list", "5", "0", "Paste current clients")
    assert tab.get("Screentip", "undo_last_step") == "Undo: Paste current clients"
    tab.front("on-list", "2", "0", "")
    assert tab.get("Screentip", "undo_last_step") == "Undo last step"


MARKS = ("email_sent", "nfa", "conflict_of_interest")


def test_rows_are_marked_on_the_report_and_notes_copied_on_the_worklist(tab):
    book = tab.front("on-list", "9", "3", "")
    for name in ("Worklist", "Outcomes", "Removed"):
        book.sheets.add(name)
    enabled = {}
    for sheet in book.sheets:
        sheet.activate()
        enabled[sheet.name] = [tab.get("Enabled", id) for id in (*MARKS, "notes")]
    assert enabled == {
        "On List": [True, True, True, False],
        "Worklist": [False, False, False, True],
        "Outcomes": [False] * 4,
        "Removed": [False] * 4,
    }
    assert tab.get("Screentip", "notes") == "Notes: go to the sheet Worklist first, and select a line"
    book.sheets["Worklist"].activate()
    assert tab.get("Screentip", "notes") == "Notes"


def test_a_removed_row_is_restored_where_rows_are_removed(tab):
    tab.front("on-list", "5", "0", "")
    assert not tab.get("Visible", "undo_restore_row")
    tab.front("address-sharer", "5", "0", "")
    assert tab.get("Visible", "undo_restore_row")


@pytest.mark.parametrize("mark", [(), ("no-such-report", "5", "1", "x"), ("on-list", "5", "1|2", "x")])
def test_of_a_workbook_without_a_mark_the_press_itself_finds_out(tab, mark):
    tab.front(*mark)
    assert [tab.get("Label", id) for id in ("next_step", "save", "make_worklist")] == [
        "Next step",
        "Save",
        "Worklist",
    ]
    assert all(tab.get("Enabled", id) for id in ("next", "make_worklist", "notes", *MARKS))
    assert not tab.get("Visible", "next_format_sheet")
    assert tab.get("Visible", "undo_restore_row")


@pytest.mark.parametrize(
    ("sheet", "next_", "save"),
    [
        ("On List", "Next: Draft notices (9 of 10)", "Save on list"),
        ("CSOs Living With Children", "Next: Draft notices (10 of 13)", "Save working copy"),
        ("Sheet1", "Next step", "Save"),
    ],
)
def test_a_filed_copy_that_was_just_opened_goes_on_after_its_worklist(tab, sheet, next_, save):
    tab.front(sheet=sheet).sheets.add("Worklist", after=sheet)
    assert [tab.get("Label", id) for id in ("next_step", "save")] == [next_, save]


def test_a_step_that_there_is_not_is_none(tab):
    tab.front("on-list", "99", "", "")
    assert tab.get("Label", "next_step") == "All steps done"


def test_every_button_reaches_python(tab):
    """Each macro starts the script with its command, and with the workbook in front."""
    book = tab.front()
    wanted = {f"import cso_xl.excel.buttons; cso_xl.excel.buttons.{name}()" for name in BUTTONS}
    for button in BUTTONS.values():
        tab.call(names.sub_name(button), button.name)

    def commands():
        lines = tab.log.read_text().splitlines() if tab.log.exists() else []
        return {line.partition("|")[0] for line in lines} == wanted

    waiting.until(commands, "every button to reach Python")
    assert len(book.sheets) == 1


# The status bar, in pyOpenVBA's interpreter

PYTHON = 'ActiveWorkbook.Names.Add "cso_xl", "=""{mark}""": Application.StatusBar = {said}'
SAID = '"Filed: On List"'
EVENTS = """
Sub Opened()
    CsoForget ActiveWorkbook
End Sub
Sub Typed(name As String)
    ActiveSheet.Name = name
    CsoTyped ActiveSheet
End Sub
"""


def pressed(modules, *mark, said=SAID):
    """The Excel in which a button was pressed, after which the workbook in front has this mark."""
    excel = played(modules, does=PYTHON.format(mark="|".join(RibbonState(ID, *mark)), said=said))
    excel.run("CsoAbout", "about")
    assert excel.dialogs == []
    excel.add_module(EVENTS)
    return excel


def bar(excel):
    return excel.application.status_bar


def test_what_was_said_stands_in_the_status_bar_after_how_the_workbook_stands(modules):
    said = bar(pressed(modules, "on-list", "5", "3", ""))
    assert said == "On list - step 5 of 10 - 3 to decide - Filed: On List"
    assert bar(pressed(modules, "on-list", "0", "0", "")) == "On list - all 10 steps done - Filed: On List"
    assert bar(pressed(modules, "on-list", "5", "0", "", said="False")) == "On list - step 5 of 10"


def test_another_workbook_does_not_inherit_what_was_said(modules):
    excel = pressed(modules, "on-list", "5", "3", "")
    excel.add_workbook()
    excel.run("CsoLeave")
    excel.run("CsoShow")
    assert bar(excel) is False
    excel.activate_workbook(excel.workbooks()[0])
    excel.run("CsoShow")
    assert bar(excel) == "On list - step 5 of 10 - 3 to decide - Filed: On List"


def test_what_is_to_decide_is_not_said_once_somebody_has_typed_on_the_worklist(modules):
    excel = pressed(modules, "on-list", "9", "3", "", said="False")
    excel.run("Typed", "On List")
    assert bar(excel) == "On list - step 9 of 10 - 3 to decide", "nothing is decided there"
    excel.run("Typed", "Worklist")
    assert bar(excel) == "On list - step 9 of 10"
    excel.run("CsoAbout", "about")
    assert bar(excel) == "On list - step 9 of 10 - 3 to decide", "they were counted again"


def test_a_mark_that_a_file_brings_along_is_taken_off(modules):
    excel = pressed(modules, "on-list", "5", "3", "")
    excel.run("Opened")
    excel.run("CsoLeave")
    excel.run("CsoShow")
    assert bar(excel) is False


# A press


def test_a_press_without_a_workbook_opens_an_empty_one_first(modules):
    excel = played(modules)
    excel.run("CsoAbout", "about")
    assert (len(excel.workbooks()), excel.dialogs) == (1, [])
    assert excel.console == ["import cso_xl.excel.buttons; cso_xl.excel.buttons.about()"]


def test_excels_own_undo_takes_back_the_last_step(modules):
    excel = played(modules)
    excel.run("CsoUndo")
    assert excel.console == ["import cso_xl.excel.buttons; cso_xl.excel.buttons.undo_last_step()"]


def test_a_press_without_python_says_what_to_do(modules):
    excel = played(modules, there=False)
    excel.run("CsoAbout", "about")
    assert excel.console == []
    assert [text for _, text, _, _ in excel.dialogs] == [
        "The CSO add-in could not reach Python, so nothing was done.\r\n\r\n"
        "Type 'cso-xl doctor' in a terminal: it says what is wrong and what to do."
    ]

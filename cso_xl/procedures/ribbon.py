"""The ribbon tab 'CSO': which buttons it has, in the order of the work. Their words are the steps' own.

A button's name is the function in cso_xl.excel.buttons that it calls, and the name of the steps that it
presses, one for each report that has it.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from cso_xl.procedures import PROCEDURES
from cso_xl.procedures.marks import MARKS
from cso_xl.procedures.step import Step


@dataclass(frozen=True)
class Button:
    """One button; `icon` is Excel's own imageMso, `keytip` what is typed after Alt and the tab's.

    `tip` says what a button does that is not a step.
    """

    name: str
    label: str
    icon: str
    keytip: str
    large: bool = False
    tip: str = ""

    @property
    def steps(self) -> list[tuple[str, Step]]:
        """The steps that it presses, each with the title of its report; marks are every report's."""
        of_reports = [
            (procedure.title, step)
            for procedure in PROCEDURES.values()
            for step in procedure.steps
            if step.name == self.name
        ]
        return of_reports or [("", mark) for mark in MARKS if mark.name == self.name]


@dataclass(frozen=True)
class Menu:
    """A button that opens a list of buttons."""

    name: str
    label: str
    icon: str
    keytip: str
    buttons: tuple[Button, ...]


@dataclass(frozen=True)
class Group:
    """A named group of buttons and menus."""

    name: str
    label: str
    items: tuple[Button | Menu, ...]

    @property
    def buttons(self) -> Iterator[Button]:
        """All its buttons, those in menus too."""
        for item in self.items:
            yield from item.buttons if isinstance(item, Menu) else (item,)


TAB_LABEL, TAB_KEYTIP = "CSO", "CS"

GROUPS = (
    Group(
        "receive",
        "Receive",
        (
            Menu(
                "open_datamatch",
                "Open datamatch ZIP",
                "FileOpen",
                "D",
                (
                    Button("open_daily_diffs", "Daily diffs", "ReviewTrackChanges", "D"),
                    Button("open_on_list", "On list", "TableInsert", "N"),
                    Button("open_off_list", "Off list", "TableDeleteRows", "2"),
                    Button("open_youth_service", "Youth Service", "GroupPersonalInformation", "Y"),
                ),
            ),
            Button("open_address_report", "Open address report", "AddressBook", "A", large=True),
            Button(
                "work_what_came",
                "Work what came",
                "ReceiveAll",
                "9",
                large=True,
                tip="Works everything that came in one go: each report that is due, and the e-mails that belong to "
                "cases. Says what could not be worked and what did not come, and opens the page Today.",
            ),
        ),
    ),
    Group(
        "prepare",
        "Prepare",
        (
            Button("format_sheet", "Format", "FormatCellsDialog", "F", large=True),
            Button("filter_match_levels", "Filter match levels 1-2", "Filter", "L"),
            Button("show_needed_columns", "Show only needed columns", "FieldChooser", "C"),
            Button("insert_comment", "Insert Comment column", "QueryInsertColumns", "I"),
            Button("paste_current_clients", "Paste current clients", "Paste", "P"),
            Button("highlight_duplicates", "Highlight duplicates", "ConditionalFormattingMenu", "H"),
            Button("say_what_to_do", "Say what to do", "ReviewNewComment", "W"),
            Button("highlight_red_rows", "Highlight red rows", "CellFillColorPicker", "R"),
            Button("make_worklist", "Worklist", "DataValidation", "Z", large=True),
        ),
    ),
    Group(
        "address_sharer",
        "Address sharer",
        (
            Button("save_master", "Save master", "FileSaveAs", "SM", large=True),
            Button("remove_rows", "Remove rows", "TableRowsDelete", "X"),
            Button("save_filtered", "Save filtered copy", "FileSave", "SF"),
            Button("paste_previous_master", "Paste previous master", "PasteSpecialDialog", "V"),
            Button("compare", "Compare with last week", "CompareAndCombine", "K", large=True),
            Button("save_working", "Save working copy", "FileSave", "SW"),
        ),
    ),
    Group(
        "mark",
        "Mark",
        (
            Button("email_sent", "Email sent", "EnvelopesAndLabelsDialog", "E", large=True),
            Button("nfa", "NFA", "AcceptInvitation", "G", large=True),
            Button("conflict_of_interest", "Conflict of interest", "Private", "B"),
            Button("restore_row", "Restore removed row", "RecoverInviteToMeeting", "T"),
            Button("colour_done_rows", "Colour done rows", "CellFillColorPicker", "Q"),
        ),
    ),
    Group(
        "notices",
        "Notices",
        (
            Button("draft_notices", "Draft notices", "NewMessage", "Y", large=True),
            Menu(
                "copy_note",
                "Copy note",
                "Copy",
                "N",
                (
                    Button(
                        "copy_cen",
                        "Client event note (CEN)",
                        "PasteTextOnly",
                        "C",
                        tip="Copies the client event note that follows from the selected row of the worklist, to be "
                        "pasted into CMS.",
                    ),
                    Button(
                        "copy_scn",
                        "Special Cautions note (SCN)",
                        "PasteValues",
                        "S",
                        tip="Copies the Special Cautions note that follows from the selected row of the worklist, to "
                        "be pasted into CMS.",
                    ),
                ),
            ),
            Button(
                "file_emails",
                "File e-mails",
                "SaveAttachments",
                "1",
                large=True,
                tip="Files e-mails saved from Outlook: sent notices and the answers to them under the name of their "
                "draft, and what else Corrections sends. Rows whose notices were sent are marked.",
            ),
            Button(
                "record_answers",
                "Record answer",
                "Reply",
                "3",
                tip="Lists the notices whose answer is awaited; choose those that have been answered, by telephone "
                "for example. An answer that is filed as an e-mail is recorded by that.",
            ),
            Menu(
                "the_case",
                "The case",
                "AcceptTask",
                "8",
                (
                    Button(
                        "tick_done",
                        "Done in CMS",
                        "AcceptInvitation",
                        "D",
                        tip="Says of the selected line of the worklist that all of it has been done in CMS: the note "
                        "added or end-dated, the client event note written.",
                    ),
                    Button(
                        "take_case",
                        "Take it",
                        "DistributionListSelectMembers",
                        "T",
                        tip="Takes the case of the selected line, which a colleague has handed on for a conflict of "
                        "interest.",
                    ),
                    Button(
                        "take_back",
                        "Take back",
                        "Undo",
                        "B",
                        tip="Takes back the last thing recorded of the case of the selected line: an outcome, that a "
                        "notice was sent or answered, a tick. Nothing is erased; a draft that no longer follows is "
                        "withdrawn.",
                    ),
                ),
            ),
            Menu(
                "ask_corrections",
                "Ask Corrections",
                "NewContact",
                "4",
                (
                    Button(
                        "ask_more_detail",
                        "More detail (ad hoc)",
                        "NameManager",
                        "M",
                        tip="Drafts the question for a date of birth or middle name when an e-mail from Corrections "
                        "says too little to identify somebody.",
                    ),
                    Button(
                        "ask_housing_referral",
                        "Housing referral",
                        "Home",
                        "H",
                        tip="Drafts the question whether a referral to social housing can be approved; the answer is "
                        "due within 48 hours.",
                    ),
                ),
            ),
            Button(
                "remind",
                "Follow-up e-mails",
                "AddReminder",
                "5",
                tip="Drafts the follow-up e-mail for every answer that is overdue and is to have one.",
            ),
            Button(
                "what_is_due",
                "What is due",
                "NewTask",
                "6",
                tip="Lists what is to be sent or confirmed, and the answers that are due or overdue.",
            ),
            Button(
                "today",
                "Today",
                "CalendarToolSelectDate",
                "7",
                tip="Opens the page that shows everything open of all weeks, children first, with ways to the "
                "workbooks and drafts, and how the day stands.",
            ),
        ),
    ),
    Group(
        "save",
        "Save",
        (
            Button("save_processed", "Processed copy", "FileSaveAsExcelXlsx", "SP", large=True),
            Button("save_daily_diffs", "Daily diffs", "FileSave", "SD"),
            Button("save_on_list", "On list", "FileSave", "SN"),
            Button("save_off_list", "Off list", "FileSave", "SO"),
            Button("save_youth_service", "Youth Service", "FileSave", "SY"),
        ),
    ),
    Group(
        "help",
        "Help",
        (
            Button(
                "what_is_this_step",
                "What is this step",
                "Help",
                "J",
                large=True,
                tip="Says which step of the procedure comes next on this sheet, how it is done by hand, "
                "what the button does, and why the rule is there.",
            ),
            Button(
                "undo_last_step",
                "Undo last step",
                "Undo",
                "U",
                large=True,
                tip="Takes back the last step on this workbook, several steps back if pressed again, until the "
                "workbook is closed. A filed copy stays filed.",
            ),
            Button(
                "do_all_steps",
                "Do all steps",
                "MacroPlay",
                "O",
                large=True,
                tip="Presses the buttons of this report that are left, one after the other, up to where a person "
                "has to look.",
            ),
            Button(
                "check_yourself",
                "Check yourself",
                "Spelling",
                "8",
                tip="In a copy of the training workbook: says of each answer on the sheet in front whether it is "
                "right, and which rule applies.",
            ),
            Button(
                "show_settings",
                "Settings",
                "PropertySheet",
                "M",
                tip="Opens your settings.toml: folders, columns, words and colours.",
            ),
            Button("about", "About", "Info", "0", tip="Version, records folder, and where to ask for help."),
        ),
    ),
)


def buttons() -> list[Button]:
    """Every button of the tab, in the order of the work."""
    return [button for group in GROUPS for button in group.buttons]

"""The buttons of the ribbon: the words and picture of each; a step itself says what it does.

A button's name is the function in cso_xl.excel.buttons that it calls, and the name of the steps that it presses, one
for each report that has it. A picture (Excel's own imageMso) means one thing.
"""

from dataclasses import dataclass

from cso_xl.procedures import PROCEDURES
from cso_xl.procedures.sheet.marks import MARKS
from cso_xl.procedures.step import Step


@dataclass(frozen=True)
class Button:
    """A button to press; `tip` says what it does if it is not a step."""

    name: str
    label: str
    icon: str
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


_RECEIVE = (
    Button(
        "work_what_came",
        "Work what came",
        "RefreshAll",
        tip="Works everything that came in one go: each report that is due, and the e-mails that belong to cases. Says "
        "what could not be worked and what did not come, and opens the page Today.",
    ),
    Button("open_daily_diffs", "Daily diffs", "ReviewTrackChanges"),
    Button("open_on_list", "On list", "TableInsert"),
    Button("open_off_list", "Off list", "TableDeleteRows"),
    Button("open_youth_service", "Youth Service", "Head"),
    Button("open_address_report", "Address report", "AddressBook"),
)
_STEPS = (
    Button("format_sheet", "Format", "FormatCellsDialog"),
    Button("filter_match_levels", "Filter match levels 1-2", "Filter"),
    Button("show_needed_columns", "Show only needed columns", "FieldChooser"),
    Button("insert_comment", "Insert Comment column", "QueryInsertColumns"),
    Button("paste_current_clients", "Paste current clients", "Paste"),
    Button("highlight_duplicates", "Highlight duplicates", "PasteDuplicate"),
    Button("remove_rows", "Remove rows", "TableRowsDelete"),
    Button("paste_previous_master", "Paste previous master", "PasteSpecialDialog"),
    Button("compare", "Compare with last week", "CompareAndCombine"),
    Button("say_what_to_do", "Say what to do", "ReviewNewComment"),
    Button("highlight_red_rows", "Highlight red rows", "FormatPainter"),
    Button("make_worklist", "Worklist", "DataValidation"),
    Button("draft_notices", "Draft notices", "NewMailMessage"),
    Button("colour_done_rows", "Colour done rows", "FormatPainter"),
    Button("save_master", "Save master", "FileSave"),
    Button("save_filtered", "Save filtered copy", "FileSave"),
    Button("save_working", "Save working copy", "FileSave"),
    Button("save_processed", "Save processed copy", "FileSave"),
    Button("save_daily_diffs", "Save daily diffs", "FileSave"),
    Button("save_on_list", "Save on list", "FileSave"),
    Button("save_off_list", "Save off list", "FileSave"),
    Button("save_youth_service", "Save Youth Service", "FileSave"),
)
_MARKS = (
    Button("email_sent", "Email sent", "EnvelopesAndLabelsDialog"),
    Button("nfa", "NFA", "AcceptInvitation"),
    Button("conflict_of_interest", "Conflict of interest", "Private"),
    Button("restore_row", "Restore removed row", "RecoverInviteToMeeting"),
)
_WORK = (
    Button(
        "next_step",
        "Next step",
        "RightArrow2",
        tip="Does the step that comes next. Hold the mouse over a step in the list below it to read what that does, "
        "how it was done by hand and why.",
    ),
    Button(
        "do_all_steps",
        "Do all steps",
        "MacroPlay",
        tip="Does the steps of this report that are left, one after the other, up to where a person has to look.",
    ),
    Button(
        "save",
        "Save",
        "FileSave",
        tip="Files the copy that comes next, under the name and in the folder that the guidelines give it.",
    ),
    Button(
        "show_columns",
        "Show all columns, or fewer",
        "OutlineShowDetail",
        tip="Shows every column of the sheet in front; pressed again, it folds away those that nobody needs for the "
        "decision. Excel's own [+] above the columns does it for some of them.",
    ),
    Button(
        "undo_last_step",
        "Undo last step",
        "Undo",
        tip="Takes back the last step on this workbook, several steps back if pressed again, until the workbook is "
        "closed. It asks first when something was typed since. A filed copy stays filed.",
    ),
)
_CASE = (
    Button(
        "copy_cen",
        "Client event note (CEN)",
        "RecordInJournal",
        tip="Copies the client event note that follows from the selected row of the worklist, to be pasted into CMS.",
    ),
    Button(
        "copy_scn",
        "Special Cautions note (SCN)",
        "HighImportance",
        tip="Copies the Special Cautions note that follows from the selected row of the worklist, to be pasted into "
        "CMS.",
    ),
    Button(
        "tick_done",
        "Done in CMS",
        "TagMarkComplete",
        tip="Says of the selected line of the worklist, or of several, that all of it has been done in CMS: the note "
        "added or end-dated, the client event note written.",
    ),
    Button(
        "take_case",
        "Take it",
        "AssignTask",
        tip="Takes the case of the selected line: one that was handed on for a conflict of interest, or "
        "that a colleague has who is away. The lists then show that it is yours.",
    ),
    Button(
        "give_case",
        "Give it to a colleague",
        "DelegateAccess",
        tip="Gives the case of the selected line to a colleague, whose account you name. The lists then show that it "
        "is theirs.",
    ),
    Button(
        "take_back",
        "Take back what was recorded",
        "CancelAcceptTask",
        tip="Takes back the last thing recorded of the case of the selected line: an outcome, that a notice was sent "
        "or answered, a tick. Nothing is erased; a draft that no longer follows is withdrawn.",
    ),
)
_EMAILS = (
    Button(
        "file_emails",
        "File e-mails",
        "MoveToFolder",
        tip="Files e-mails saved from Outlook: sent notices and the answers to them under the name of their draft, "
        "and what else Corrections sends. Rows whose notices were sent are marked.",
    ),
    Button(
        "drafts_to_send",
        "Drafts to send",
        "MailMergeRecipientsEditList",
        tip="Opens the page that lists every draft that is to be sent, of all reports as one queue: about children "
        "first, with the recipient, the case and who has it, and the way to its folder. It names nobody.",
    ),
    Button(
        "record_answers",
        "Record answer",
        "Reply",
        tip="Lists the notices whose answer is awaited; choose those that have been answered, by telephone for "
        "example. An answer that is filed as an e-mail is recorded by that.",
    ),
    Button(
        "remind",
        "Follow-up e-mails",
        "ReminderSound",
        tip="Drafts the follow-up e-mail for every answer that is overdue and is to have one.",
    ),
    Button(
        "ask_more_detail",
        "More detail (ad hoc)",
        "CheckNames",
        tip="Drafts the question for a date of birth or middle name when an e-mail from Corrections says too little "
        "to identify somebody.",
    ),
    Button(
        "ask_housing_referral",
        "Housing referral",
        "NewMessageToContact",
        tip="Drafts the question whether a referral to social housing can be approved; the answer is due within 48 "
        "hours.",
    ),
    Button(
        "return_matches",
        "Return of confirmed matches",
        "FileSendAsAttachment",
        tip="Files a workbook of the week's confirmed matches and the action taken, and drafts the e-mail that takes "
        "it to Corrections: of the week of the filed copy in front, or else of this week. It is off until settings "
        "name who gets it.",
    ),
)
_DAY = (
    Button(
        "today",
        "Today",
        "NewAppointment",
        tip="Opens the page that shows everything open of all weeks, children first, with ways to the workbooks and "
        "drafts, and how the day stands.",
    ),
    Button(
        "what_is_due",
        "What is due",
        "NewTask",
        tip="Lists what is to be decided, sent, awaited or done in CMS, children first.",
    ),
    Button(
        "find_client",
        "Find a client",
        "FindDialog",
        tip="Shows in a workbook of its own all that is on file about the client of the selected row, or of the number "
        "that you type: every report and week, with what was decided, drafted, sent and answered, and ways to the "
        "copies. That you looked is in the activity log.",
    ),
    Button(
        "rows_gone",
        "Rows that are gone",
        "RecordsDeleteRecord",
        tip="Lists the open cases whose rows are not in their report as it was sent again; choose those that are "
        "settled. If somebody was told, it asks whether that stands, or was in error: then the correction is drafted.",
    ),
)
_HELP = (
    Button(
        "what_is_this_step",
        "What is this step",
        "ContextHelp",
        tip="Says which step of the procedure comes next on this sheet, how it is done by hand, what the button does, "
        "and why the rule is there.",
    ),
    Button(
        "what_was_said",
        "What was said",
        "ReviewShowAllComments",
        tip="Shows what the last press said in the status bar, all of it.",
    ),
    Button(
        "check_yourself",
        "Check yourself",
        "Spelling",
        tip="In a copy of the training workbook: says of each answer on the sheet in front whether it is right, and "
        "which rule applies. On the worklist of a practice week: the same of each outcome, by the practice CMS.",
    ),
    Button(
        "self_test",
        "Self-test",
        "AnimationPreview",
        tip="Tries in this Excel, on workbooks that it makes itself, everything that only Excel can prove: in two "
        "minutes, without anybody's data. The report says what passed and what failed, for IT to keep.",
    ),
    Button(
        "show_settings",
        "Settings",
        "PropertySheet",
        tip="Opens your settings.toml: folders, columns, words and colours.",
    ),
    Button("about", "About", "Info", tip="Version, records folder, and where to ask for help."),
)

BUTTONS = {
    button.name: button for button in (*_RECEIVE, *_WORK, *_STEPS, *_MARKS, *_CASE, *_EMAILS, *_DAY, *_HELP)
}

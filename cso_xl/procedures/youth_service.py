"""The Youth Service Notification: the clients of whom the Youth Service Support Unit is told each week [X1]."""

from cso_xl.cases.recording.carry import replace_told
from cso_xl.cases.words import withdrawn
from cso_xl.cells import dates
from cso_xl.cells.columns import CellKind, Column, locate, records
from cso_xl.decisions import youth_service
from cso_xl.decisions.youth_service import CHECK, YouthWords
from cso_xl.errors import Fault, InputError
from cso_xl.intake.datamatch import CSO_DAILY
from cso_xl.intake.tables import Table
from cso_xl.notices import drafts, templates
from cso_xl.notices.drafts import Draft, Envelope
from cso_xl.procedures.procedure import Arrival, Procedure
from cso_xl.procedures.sheet.common import format_sheet, open_report, show_decisions
from cso_xl.procedures.sheet.finishing import copy_to_file
from cso_xl.procedures.sheet.numbering import number_rows
from cso_xl.procedures.step import step
from cso_xl.procedures.work import Work
from cso_xl.settings import Settings

KEY = "youth_service"
TITLE = "Youth Service Notification"
COLUMNS = (
    Column("client_number", CellKind.CLIENT_NUMBER),
    Column("surname", required=False),
    Column("given_names", required=False),
    Column("date_of_birth", CellKind.DATE, required=False),
    Column("benefit_type", required=False),
    Column("service_centre", required=False),
    Column("reporting_centre", required=False),
    Column("youth_service"),
    Column("status"),
)
_TEMPLATE, _TO, _ENTRY = "yssu_notification", "yssu", "X1-1"


def listed(table: Table, settings: Settings) -> Table:
    """The rows and columns of cso_daily that go into the notification; nothing else of it leaves the unit.

    Raises InputError when the column Youth Service answers yes or no in no row.
    """
    names, words = settings.columns(KEY), YouthWords.of(settings)
    places = locate(table.file, table.headings, COLUMNS, names)
    daily = records(table.rows, places, table.excel_rows)
    texts = {record["youth_service"].strip() for record in daily.values()}
    answers = {text: words.answer(text) for text in texts}
    if not any(text and answer is not None for text, answer in answers.items()):
        heading = table.headings[places["youth_service"]]
        raise InputError(
            f"{table.file}: column '{heading}' says in no row whether the client is with Youth Service "
            f"({', '.join([*words.yes, *words.no])}). Set [columns.youth_service] or [youth_service] in settings.toml.",
            [Fault("says neither yes nor no", column=heading)],
        )
    decisions = youth_service.decide(daily, words)
    return Table(
        table.file,
        [names[key][0] for key in places],
        [list(daily[row].values()) for row in decisions],
        list(decisions),
        table.titles,
        table.blanks,
        left_out=len(daily) - len(decisions),
        remarks=table.remarks,
        counted=table.counted,
    )


@step(
    "X1",
    "Say who is listed, and what to check",
    by_hand="Filter AH to Yes and AP to Current.",
    why="Who is not listed is not asked about.",
    name="say_what_to_do",
)
def say_who_is_listed(work: Work) -> None:
    """Writes the Status: Listed, or Check where it is not clear."""
    number_rows(work)
    decisions = youth_service.decide(work.records(COLUMNS), YouthWords.of(work.settings))
    work.decide(list(decisions.values()))
    show_decisions(work, work.width + 1)


@step(
    "X1",
    "Save the notification",
    by_hand="Save the workbook as 'Youth Service Notification'.",
    why="What was sent can be shown later.",
    files="report",
)
def save_youth_service(work: Work) -> None:
    """Files the workbook as 'yyyymmdd Youth Service Notification'."""
    work.expect_status("Say what to do")
    work.desk.file("report", copy_to_file(work))


@step(
    "X1",
    "Draft the notification",
    by_hand="E-mail the workbook to the Manager of the Youth Service Support Unit and the delegate.",
    why="They advise the Youth Service provider, who asks the probation officer before any referral.",
    name="draft_notices",
)
def draft_notification(work: Work) -> None:
    """Drafts the e-mail to the Youth Service Support Unit with the filed workbook attached. Nothing is sent."""
    to, cases = str(work.settings.table("notices.addresses")[_TO]), work.desk.cases
    work.notices += [withdrawn(draft.reference) for draft in replace_told(cases, _ENTRY)]
    if not work.rows():
        work.notices.append("No client is listed this week, so no notification was drafted.")
        return
    if "@" not in to:
        cases.not_told(_ENTRY, _TO, [f"notices.addresses.{_TO} in settings"])
        work.notices.append(
            f"The notification was not drafted: set notices.addresses.{_TO} in settings.toml to the addresses of "
            "the manager of the Youth Service Support Unit and the delegate, with a comma between them."
        )
        return
    day = work.desk.date
    values = {
        "reference": cases.tell(_ENTRY, _TO, _TEMPLATE),
        "report_date": dates.in_full(day),
    }
    mail = drafts.message(
        templates.load(work.settings, _TEMPLATE),
        values,
        Envelope.of(work.settings, to),
        [work.desk.filed_copy("report")],
    )
    rows = [place for place, row in enumerate(work.excel_rows, 2) if work.decisions[row].status == CHECK]
    if rows:
        work.notices.append(
            f"Before it is sent, check {', '.join(f'row {row}' for row in rows)} of the workbook: Reason says what."
        )
    work.desk.draft(Draft(values["reference"], _TEMPLATE, _TO, "", mail), {})


PROCEDURE = Procedure(
    name="youth-service",
    key=KEY,
    title="Youth Service",
    sheet=TITLE,
    columns=COLUMNS,
    statuses=(youth_service.LISTED, CHECK),
    steps=(
        open_report("open_youth_service", TITLE),
        format_sheet,
        say_who_is_listed,
        save_youth_service,
        draft_notification,
    ),
    arrives=Arrival(CSO_DAILY, lists=listed),
    to_do=lambda settings: (CHECK,),
)

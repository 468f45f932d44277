"""Steps that more than one report begins with."""

from cso_xl.procedures.step import Step, Work, step


def open_report(name: str, title: str) -> Step:
    """The first step of a report that comes in the datamatch ZIP; `title` names the sheet."""

    @step(
        "I1",
        "Open the report",
        by_hand="Open the e-mail's ZIP, enter the password, double-click the report.",
        why="Excel strips leading zeros, shortens long numbers and reinterprets dates when it opens a CSV.",
        also=("I2", "I3", "I4", "I6", "I7"),
        name=name,
    )
    def opened(work: Work) -> None:
        """Reads the report from the ZIP, e-mail, CSV or workbook with every cell as text and checks its columns."""
        work.open(title)

    return opened


@step(
    "I5",
    "Format",
    by_hand="Format the spreadsheet to see all details.",
    why="A cut-off name or address is easily misread.",
)
def format_sheet(work: Work) -> None:
    """Bold frozen headings, filter arrows, fitted widths, wrapped long text, print set-up with the classification."""
    work.sheet.format_report()

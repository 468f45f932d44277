"""The sheets of a workbook that are ours: 'Removed', 'Worklist' and 'Outcomes', however staff have renamed them."""

from collections.abc import Mapping, Sequence

from cso_xl.cases.worklist.worklist_lines import WORKLIST_SHEET
from cso_xl.errors import CallError
from cso_xl.procedures.work import ADDED_SHEETS, OUTCOMES_SHEET, REMOVED_HEADINGS, REMOVED_SHEET
from cso_xl.procedures.worklist.choices import OUTCOME_HEADINGS

_WORKLIST_HEADINGS = {"Ref", "Row", "Question", "Due"}


def added_sheets(headings: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The name on the tab of each of our sheets, by its kind; `headings` is the first row of every sheet, by its name.

    The sheet with our name counts; failing that, one with our headings. Raises CallError when several have them.
    """
    named = {name.casefold(): name for name in headings}
    tabs = {}
    for kind in ADDED_SHEETS:
        if name := named.get(kind.casefold()):
            tabs[kind] = name
            continue
        alike = [name for name, row in headings.items() if kind_of(row) == kind]
        if len(alike) > 1:
            which = " and ".join(f"'{name}'" for name in alike)
            raise CallError(
                f"The sheets {which} both look like the sheet '{kind}'. Give the one that counts the name '{kind}', "
                "then try again."
            )
        if alike:
            tabs[kind] = alike[0]
    return tabs


def kind_of(headings: Sequence[str]) -> str:
    """The kind of our sheets that has such headings; '' for none."""
    if tuple(headings[: len(REMOVED_HEADINGS)]) == REMOVED_HEADINGS:
        return REMOVED_SHEET
    if tuple(headings[:2]) == OUTCOME_HEADINGS[:2]:
        return OUTCOMES_SHEET
    return WORKLIST_SHEET if set(headings) >= _WORKLIST_HEADINGS else ""

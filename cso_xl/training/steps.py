"""The sheets that show a report after each step: what was done by hand, what the button does, why, and the table."""

from collections.abc import Mapping, Sequence
from itertools import cycle

from cso_xl.procedures.ribbon_buttons import BUTTONS
from cso_xl.records import names
from cso_xl.settings import Settings
from cso_xl.sheet import look, measure
from cso_xl.sheet.areas import Area
from cso_xl.training.exercises import EXERCISES, REPORTS
from cso_xl.training.lessons import Change, Shot
from cso_xl.training.page import Page

SHORT = {exercise.report: exercise.short for exercise in EXERCISES if exercise.report}
TABS = dict(
    zip(REPORTS, cycle(("0072B2", "E69F00", "009E73", "56B4E9", "CC79A7")), strict=False)
)  # told apart by everybody
SYNTHETIC = "Synthetic data: nobody on this sheet exists."
TEXT = 118  # width, in Excel's units, that the words above a table have
_HEADINGS = 7  # the row of the table's headings, under the words
_PLAIN = 8.43  # the width of a column that nobody has fitted


def sheet_name(shot: Shot) -> str:
    """'On 1 Start', 'On 3 Filter match levels 1-2': the report, the step's number, and its button or further sheet."""
    what = shot.sheet if shot.beside else "Start" if shot.number == 1 else button(shot)
    return f"{SHORT[shot.procedure.name]} {shot.number} {what}"[: look.SHEET_NAME]


def title(shot: Shot) -> str:
    """'Filter match levels 1 and 2': the step's title, and the further sheet if it is one."""
    return f"{shot.step.title}: the sheet ‘{shot.sheet}’" if shot.beside else shot.step.title


def button(shot: Shot) -> str:
    """The label of the step's button."""
    return BUTTONS[shot.step.name].label


def page(shot: Shot, before: str, after: str, contents: str, settings: Settings) -> Page:
    """The sheet of one step; `before`, `after` and `contents` are the sheets that it leads to."""
    rows, looks = shot.seen.rows, shot.seen.appearance
    made = Page(sheet_name(shot), TABS[shot.procedure.name], frozen_rows=_HEADINGS)
    made.hidden_columns = set(looks.hidden_columns)
    _fit(made, rows, looks.formatted)
    label, text, last = _places(made, len(rows[0]))
    of = len(shot.procedure.steps)
    ids = ", ".join(shot.step.ids)
    made.put(1, label, f"{shot.procedure.title}, step {shot.number} of {of}: {title(shot)}", "title")
    for at, (link, sheet) in zip(
        _shown(made, label, len(rows[0])),
        (("‹ Back", before), ("Contents", contents), ("Next ›", after)),
        strict=False,
    ):
        made.link(2, at, link, sheet)
    for row, (name, words) in enumerate(_words(shot, ids, settings).items(), 3):
        made.put(row, label, name, "label")
        made.put(row, text, words, "body", to=last)
    made.put(_HEADINGS - 1, label, SYNTHETIC, "synthetic", to=last)
    _put_table(made, shot)
    for change in shot.changes or (Change(1, label, "Nothing on the sheet changes."),):
        made.notes[change.row + _HEADINGS - 1, change.column] = _note(change, shot, ids)
    return made


def _words(shot: Shot, ids: str, settings: Settings) -> Mapping[str, str]:
    step = shot.step
    does = f"‘{button(shot)}’. {step.does}"
    if step.files:
        does += f" Filed as {names.file(settings, shot.procedure.key, step.files, shot.date)}."
    return {"By hand": step.by_hand, "The button": does, "Why": f"{step.why} [{ids}]"}


def _note(change: Change, shot: Shot, ids: str) -> str:
    return (
        f"{change.words}\n\nBy hand: {shot.step.by_hand}\n\nThe button ‘{button(shot)}’: {shot.step.does}\n\n"
        f"Why [{ids}]: {shot.step.why}"
    )


def _fit(made: Page, rows: Sequence[Sequence[str]], formatted: bool) -> None:
    fitted = measure.fit(rows).widths if formatted else [_PLAIN] * len(rows[0])
    made.widths = {at: float(width) for at, width in enumerate(fitted, 1)}


def _shown(made: Page, first: int, width: int) -> list[int]:
    """The columns that can be seen, and a few right of them."""
    return [at for at in range(first, width + 4) if at not in made.hidden_columns]


def _places(made: Page, width: int) -> tuple[int, int, int]:
    """The columns in which the labels stand, and in which their words begin and end, wide enough to read."""
    shown = [at for at in range(1, width + 1) if at not in made.hidden_columns]
    label = shown[0]
    made.widths[label] = max(made.widths[label], 13)
    room, last = 0.0, label
    for at in [*shown[1:], width + 1]:
        if room >= TEXT:
            break
        room, last = room + made.widths.get(at, 0), at
    if room < TEXT:
        made.widths[last] = made.widths.get(last, 0) + TEXT - room
    return label, shown[1] if len(shown) > 1 else width + 1, last


def _put_table(made: Page, shot: Shot) -> None:
    """The report's table under the words, looking as it does on the report's own sheet."""
    rows, looks, down = shot.seen.rows, shot.seen.appearance, _HEADINGS - 1
    lines = measure.lines(rows, measure.fit(rows), looks.hidden_columns) if looks.formatted else {}
    for number, cells in enumerate(rows, 1):
        at = number + down
        while len(made.rows) < at:
            made.rows.append([])
        made.rows[at - 1] = list(cells)
        style = ("head" if number == 1 else "text") if looks.formatted else "received"
        made.looks[at] = dict.fromkeys(range(1, len(cells) + 1), style) | looks.fills.get(number, {})
        made.heights[at] = look.LINE * lines.get(number, 1)
        if number > 1 and not all(
            cells[column - 1] in accepted for column, accepted in looks.filters.items()
        ):
            made.hidden_rows.add(at)
    if looks.formatted:
        made.arrows, made.filters = _down(looks.arrows, down), dict(looks.filters)
    made.duplicates = tuple(_down(area, down) for area in looks.duplicates)


def _down(area: Area, rows: int) -> Area:
    return area._replace(top=area.top + rows, bottom=area.bottom + rows)

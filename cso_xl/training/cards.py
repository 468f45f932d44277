"""The cards for the desk: every button of the tab, what each step replaces, the rules by number."""

from collections.abc import Iterator, Mapping, Sequence

from cso_xl.procedures import ribbon
from cso_xl.procedures.ribbon import ButtonPlace, Menu
from cso_xl.procedures.ribbon_buttons import Button
from cso_xl.training import rules
from cso_xl.training.clicks import CLICKS
from cso_xl.training.lessons import Shot
from cso_xl.training.page import Page
from cso_xl.training.steps import SYNTHETIC

CONTENTS, CARD, BUTTONS = "Contents", "Staff card", "Steps by hand"
INK = "1F2933"
_OF_STEPS = {
    "receive": "a report",
    "next": "a step",
    "copies": "a copy",
}  # what the steps in a list are called


def card() -> Page:
    """One page for the desk: what staff press each day, from the left of the tab to its right."""
    made = _headed(
        CARD,
        "The tab CSO: what to press",
        "‘Next’ names the step that comes next: press it until it reads ‘All steps done’. Hold the mouse over a "
        "button to read what it does. You look up, decide and send; the program never sends.",
        {"On the tab": 18, "Button": 32, "What it does": 80},
    )
    row = 7
    for group in ribbon.GROUPS:
        lines = [line for item in group.items for line in _lines(item)]
        for at, (name, does) in enumerate(lines):
            made.put(row, 2, "" if at else group.label, "line strong")
            made.put(row, 3, name, "line")
            made.put(row, 4, does, "line")
            row += 1
    return made


def _headed(name: str, title: str, says: str, columns: Mapping[str, int]) -> Page:
    """A page to print with its title, what it says, and the headings of a table; `columns` are widths by heading."""
    made, last = Page(name, INK, landscape=False, pages_high=1), len(columns) + 1
    made.widths = {1: 2, **dict(enumerate(columns.values(), 2))}
    made.put(1, 2, title, "title", to=last)
    made.link(2, 2, "‹ Contents", CONTENTS)
    made.put(3, 2, says, "body", to=last)
    made.put(4, 2, SYNTHETIC, "synthetic", to=last)
    for column, heading in enumerate(columns, 2):
        made.put(6, column, heading, "heading")
    return made


def _lines(item: ButtonPlace | Menu) -> Iterator[tuple[str, str]]:
    """Each button of an item, and what it does; the reports' steps together on one line."""
    if isinstance(item, ButtonPlace):
        yield _line(item.button.label, item.button)
        return
    if item.first:
        yield _line(item.label, item.first.button)
    others = [place.button for place in item.places if not (item.first and place.button == item.first.button)]
    if steps := [button.label for button in others if button.name in CLICKS]:
        yield f"{item.label} › {_OF_STEPS[item.name]}", item.tip or f"{', '.join(dict.fromkeys(steps))}."
    for button in others:
        if button.name not in CLICKS and not (item.name == "next" and button.name == "what_is_this_step"):
            yield _line(f"{item.label} › {button.label}", button)


def _line(label: str, button: Button) -> tuple[str, str]:
    return label, button.tip or next(step.does for _, step in button.steps)


def steps_by_hand(shots: Sequence[Shot]) -> Page:
    """The steps: what each button replaces, clicks by hand against presses."""
    made = _headed(
        BUTTONS,
        "The steps, and what they replace",
        "Clicks by hand are counted along the guidelines. Every step can be taken back with ‘Undo last step’; "
        "a filed copy stays filed. ‘Do all steps’ presses all that are left.",
        {"Button": 36, "By hand": 58, "Clicks by hand": 18, "Presses": 10},
    )
    for row, shot in enumerate(_each_button(shots), 7):
        cells = (ribbon.where(shot.step.name), shot.step.by_hand, str(CLICKS[shot.step.name]), "1")
        for column, cell in enumerate(cells, 2):
            made.put(row, column, cell, "line")
    return made


def rules_by_number() -> Page:
    """What each number in brackets means."""
    made = _headed(
        rules.SHEET,
        "The rules by number",
        "What the numbers in brackets mean, beside a step, a question or an outcome. They are the program's own: the "
        "guidelines have none. Under ‘A case’ stands what the guidelines leave open.",
        {"About": 24, "Number": 11, "Rule": 100},
    )
    lines = [
        ("" if at else group.title, number, words)
        for group in rules.GROUPS
        for at, (number, words) in enumerate(group.rules.items())
    ]
    for row, (title, number, words) in enumerate(lines, 7):
        made.put(row, 2, title, "line strong")
        made.put(row, 3, number, "line")
        made.put(row, 4, words, "line")
    made.frozen_rows, made.pages_high = 6, 2
    return made


def _each_button(shots: Sequence[Shot]) -> Iterator[Shot]:
    """One step for each button, in the order of the work."""
    seen = set()
    for shot in shots:
        if shot.step.name not in seen:
            seen.add(shot.step.name)
            yield shot

"""The sheets of the case that is followed from the question to done, and of the practice CMS."""

from collections.abc import Sequence

from cso_xl.procedures import PROCEDURES
from cso_xl.settings import Settings
from cso_xl.sheet.areas import Area
from cso_xl.training import cms
from cso_xl.training.a_case import Scene
from cso_xl.training.cards import CONTENTS, INK
from cso_xl.training.page import Page
from cso_xl.training.steps import SYNTHETIC

_FIRST = 8  # the row in which the line of the worklist begins
_SHOWN = (
    "State", "Since", "Due", "Client Number", "Client Name", "The report says", "cso_daily says", "Outcome",
    "Service Centre", "Service Centre Email", "What follows", "Done in CMS",
)  # fmt: skip
_STATES = {  # how State begins, and its colour in [colours.state]
    "To decide": "to_decide", "To send": "to_send", "Waiting": "waiting", "Answered": "answered",
    "To do in CMS": "to_do_in_cms", "Done": "done",
}  # fmt: skip


def case_name(scene: Scene) -> str:
    """'Case 1 Look up'."""
    return f"Case {scene.number} {scene.title}"


def case(scenes: Sequence[Scene], settings: Settings) -> list[Page]:
    """A sheet for each act: what a person does, and how the line of the worklist then reads."""
    names = [CONTENTS, *map(case_name, scenes), CONTENTS]
    return [_scene(scene, names[at], names[at + 2], settings) for at, scene in enumerate(scenes)]


def _scene(scene: Scene, before: str, after: str, settings: Settings) -> Page:
    made = Page(case_name(scene), INK, frozen_rows=2, pages_high=1)
    made.widths = {1: 22, 2: 70, 3: 3, 4: 74}
    made.put(1, 1, f"A case, {scene.number}: {scene.title}", "title")
    ways = [("Contents", CONTENTS)] if after == CONTENTS else [("Contents", CONTENTS), ("Next ›", after)]
    for column, (text, sheet) in zip((1, 2, 4), (("‹ Back", before), *ways), strict=False):
        made.link(2, column, text, sheet)
    words = {"You": scene.you, "By hand": scene.by_hand, "Why": f"{scene.why} [{scene.ids}]"}
    for row, (label, text) in enumerate(words.items(), 3):
        made.put(row, 1, label, "label")
        made.put(row, 2, text, "body", to=4)
    made.put(6, 1, SYNTHETIC, "synthetic", to=4)
    made.put(7, 1, "The line of the worklist then reads", "part")
    cells = [(heading, scene.line[heading]) for heading in _SHOWN if scene.line.get(heading)]
    for row, (heading, cell) in enumerate(cells, _FIRST):
        made.put(row, 1, heading, "heading")
        made.put(row, 2, cell, "line")
        if heading == "State":
            made.looks[row][2] = _colour(cell, settings)
    if scene.text:
        made.put(_FIRST - 1, 4, scene.beside, "part")
        _beside(made, scene.text, _FIRST + len(cells))
    return made


def _beside(made: Page, text: str, last: int) -> None:
    """Put a text right of the line, over its rows as far as `last`, whose height makes up what they lack."""
    rows = {row: made.heights.pop(row) for row in range(_FIRST, last)}
    made.put(_FIRST, 4, text, "body")
    needed = made.heights[_FIRST]
    made.heights |= rows
    made.put(last, 4, "", "body")
    made.heights[last] = min(max(needed - sum(rows.values()), 1), 409)
    made.merged.append(Area(_FIRST, 4, last, 4))


def _colour(state: str, settings: Settings) -> str:
    """The colour that State has on the worklist."""
    name = next(colour for begins, colour in _STATES.items() if state.startswith(begins))
    return settings.text(f"colours.state.{name}")


def practice_cms(settings: Settings) -> Page:
    """What CMS and SWIFTT show of each invented client whom the practice week's worklists ask about."""
    made = Page(cms.SHEET, INK, frozen_rows=6)
    made.widths = {1: 17, 2: 8, 3: 17, 4: 30, 5: 84, 6: 44}
    made.put(1, 1, "The practice CMS", "title", to=6)
    made.link(2, 1, "‹ Contents", CONTENTS)
    made.put(
        3, 1, "What CMS, SWIFTT and Social Housing show of each client of the practice week, and what is said when "
        "somebody is asked. Find the client by the number, choose the outcome on the worklist, then press ‘Check "
        "yourself’ with the worklist in front, or run: cso-xl training check FILE", "body", to=6,
    )  # fmt: skip
    made.put(4, 1, SYNTHETIC, "synthetic", to=6)
    headings = ("Report", "Row", "Client Number", "Client", "What CMS and SWIFTT show", "When you ask")
    for column, heading in enumerate(headings, 1):
        made.put(6, column, heading, "heading")
    records = cms.shown(settings)
    for row, record in enumerate(records, 7):
        title = PROCEDURES[record.report].title
        cells = (title, record.row, record.number, record.name, record.shows, record.asked)
        for column, cell in enumerate(cells, 1):
            made.put(row, column, cell, "line")
    made.arrows = Area(6, 1, 6 + len(records), 6)
    return made

"""The page Today can be read by everybody: WCAG 2.2 AA by axe in a real browser, light and dark, narrow and wide."""

import datetime as dt
from pathlib import PurePosixPath

import pytest

from cso_xl.cases.due_lines import Due
from cso_xl.cases.state.owed import State
from cso_xl.desk.day import SummaryLine
from cso_xl.today import page, words
from cso_xl.today.gathered import OpenItem, Report, ReportPlaces, Today
from helpers.browser import Shown, examined

AT = dt.datetime(2025, 1, 13, 20, 0, tzinfo=dt.UTC)
DAY = dt.date(2025, 1, 14)
FOLDER = PurePosixPath("Child Sex Offenders/On List/2025/01 January/WB 13 January Onlist")
PLACE = ReportPlaces(FOLDER, FOLDER / "20250113 On List.xlsx", FOLDER / "Drafts")
NOTHING = Today(DAY, AT, [], [], [SummaryLine("On list", "not filed")])


def item(number, state, child, **more):
    due = Due(
        f"20250113-L7-{number}-scm", state.value, "16/01/2025 09:00", "scm", f"01000000{number}", "decision",
        "on-list", since="13/01/2025 10:00", next="choose the outcome that the answer gives", child=child,
        overdue=state is State.OVERDUE,
    )  # fmt: skip
    return OpenItem(due, PLACE, is_new=number % 2 == 0, **more)


def everything():
    """Something in every state, about children and about others."""
    items = [
        item(number, state, child) for child in (True, False) for number, state in enumerate(words.OPEN, 2)
    ]
    report = Report("On list", DAY, PLACE, {State.DONE: 3, State.TO_DECIDE: 2})
    return Today(DAY, AT, items, [report], [SummaryLine("On list", "filed")], practice=True)


def named():
    today = everything()
    items = [item(2, State.TO_SEND, True, name="Weka, Mere Ana", draft=FOLDER / "Drafts/Weka MA.eml")]
    return Today(DAY, AT, items, today.week, today.lines, named=True)


PAGES = {"everything": everything(), "nothing": NOTHING, "named": named()}
WRONG = '<p style="color:#999">Quiet</p><table><tr><td style="min-width:50rem">wide</td></tr></table>'


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_axe_finds_nothing(dark, tmp_path):
    """The last page is wrong, in its contrast and its width: what is found of it is what the rest rests on."""
    pages = {name: page.page(today, "IN-CONFIDENCE") for name, today in PAGES.items()}
    shown = {f"{name} {width}": Shown(text, width) for name, text in pages.items() for width in (320, 1200)}
    shown["wrong"] = Shown(pages["nothing"].replace("<main>", f"<main>{WRONG}"), 320)
    found = examined(shown, tmp_path, dark)
    wrong = found.pop("wrong")
    assert any(one.startswith("color-contrast: ") for one in wrong.violations) != dark
    assert wrong.wider > 0
    for name, one in found.items():
        unseen = [text for text in one.incomplete if not text.startswith("color-contrast: <text ")]
        assert (name, one.violations, unseen, one.wider) == (name, [], [], 0)
        assert len(one.inks) == 1  # the drawings' letters are as dark as the page's
        assert one.passes > 15

"""In Excel: work that is done after a copy was filed is filed with Save, too, and the earlier version is kept."""

import dataclasses

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook

from cso_xl import cli
from cso_xl.excel import memory, messages
from cso_xl.records import versions
from helpers.commands import comment
from helpers.files import COPIES, FOLDERS, PASSWORD, PROCESSED, WORKING, Week

DIFFS = f"{FOLDERS['daily-diffs']}/{COPIES['daily-diffs'][0]}"
ASKED = (
    "{} is filed, and it is not what this workbook filed last: somebody may have worked in it since. Yes: file this "
    "workbook in its place; the earlier version is kept. No: leave it as it is."
)


def mark(excel, address, name="nfa"):
    excel.book.sheets[0].activate()
    excel.book.sheets[0].range(address).select()
    return excel.press(name)


def comments(data_or_path, heading="Comment"):
    sheet = load_workbook(data_or_path).worksheets[0]
    at = [cell.value for cell in sheet[1]].index(heading) + 1
    return [sheet.cell(row, at).value or "" for row in range(2, sheet.max_row + 1)]


def there(excel, place):
    """The versions of a filed copy, what was filed first first."""
    return [one.path for one in versions.of(excel.records / place)]


@pytest.fixture
def filed_diffs(excel, tmp_path):
    """Daily diffs that are open and filed."""
    assert excel.open("daily-diffs", Week().write("daily-diffs", tmp_path)) == []
    assert excel.press("say_what_to_do") == []
    assert excel.press("save_daily_diffs") == [f"Filed: {DIFFS}"]
    return excel


def test_what_is_done_after_the_first_save_is_filed_with_save(filed_diffs):
    first = (filed_diffs.records / DIFFS).read_bytes()
    for count, address in enumerate(("A2", "A3"), 1):
        mark(filed_diffs, address)
        said = filed_diffs.press("save_daily_diffs")
        *_, earlier, copy = there(filed_diffs, DIFFS)
        assert said == [f"The earlier version is kept as {earlier.name}. - Filed again: {DIFFS}"]
        assert comments(copy)[:3] == (["NFA"] * count + [""] * 3)[:3]
    assert [path.read_bytes() for path in there(filed_diffs, DIFFS)][0] == first
    assert len(there(filed_diffs, DIFFS)) == 3
    assert filed_diffs.press("save_daily_diffs") == [f"Filed before, unchanged: {DIFFS}"]


@pytest.mark.parametrize(
    ("answer", "said"), [("no", "Filed before; it stays as it is: "), ("yes", "Filed again: ")]
)
def test_what_somebody_else_did_since_is_replaced_only_at_a_persons_word(answer, said, filed_diffs):
    done = CliRunner().invoke(
        cli.main,
        ["mark", "daily-diffs", "conflict-of-interest", "4", "--records", str(filed_diffs.records)],
        env={"CSO_XL_PASSWORD": PASSWORD},
    )
    assert done.exit_code == 0, done.output
    theirs = (filed_diffs.records / DIFFS).read_bytes()
    mark(filed_diffs, "A2")
    filed_diffs.app.impl.answers = [answer]
    question, told = filed_diffs.press("save_daily_diffs")
    assert question == ASKED.format(DIFFS)
    assert told.endswith(f"{said}{DIFFS}")
    assert theirs in [path.read_bytes() for path in there(filed_diffs, DIFFS)]
    assert ((filed_diffs.records / DIFFS).read_bytes() == theirs) == (answer == "no")
    mark(filed_diffs, "A3")
    filed_diffs.app.impl.answers = ["no"]
    assert len(filed_diffs.press("save_daily_diffs")) == (2 if answer == "no" else 1)


def test_another_workbook_of_the_same_report_is_asked_about(filed_diffs, tmp_path, monkeypatch):
    """Its Save would take the place of what the first one filed."""
    monkeypatch.setattr(memory.Memory, "of", classmethod(lambda cls, app: None))
    mark(filed_diffs, "A2")
    filed_diffs.answers["file"] = Week().write("daily-diffs", tmp_path)
    filed_diffs.app.impl.answers = ["no"]
    assert filed_diffs.press("save_daily_diffs")[0] == ASKED.format(DIFFS)
    assert len(there(filed_diffs, DIFFS)) == 1


def test_a_processed_copy_that_is_corrected_is_filed_again(excel, tmp_path):
    week = Week()
    excel.open("address-sharer", week.write("address-sharer", tmp_path))
    for name in ("save_master", "remove_rows", "paste_previous_master", "compare", "save_working"):
        excel.press(name)
    mark(excel, "A2:A7")
    assert excel.press("save_processed") == [f"Filed: {PROCESSED}"]
    first = (excel.records / PROCESSED).read_bytes()
    mark(excel, "A2", "email_sent")
    excel.press("save_processed")
    earlier, copy = there(excel, PROCESSED)
    assert earlier.read_bytes() == first
    assert comments(copy)[:2] == ["Email sent", "NFA"]
    behind = f"{PROCESSED.rpartition('/')[2]} was saved before and is as it was."
    assert behind not in " ".join(excel.press("save_working"))
    assert comments(there(excel, WORKING)[-1])[:2] == ["Email sent", "NFA"]
    mark(excel, "A3", "email_sent")
    assert behind in " ".join(excel.press("save_working"))


@pytest.fixture
def all_commented(excel, tmp_path):
    """An address report whose rows all have outcomes, and its Working Copy as this workbook has filed it."""
    excel.open("address-sharer", Week().write("address-sharer", tmp_path))
    for name in ("save_master", "remove_rows", "paste_previous_master", "compare"):
        excel.press(name)
    mark(excel, "A2:A7")
    excel.press("save_working")
    return excel


@pytest.mark.parametrize(("answer", "is_filed"), [("no", False), ("yes", True)])
def test_somebody_elses_work_in_the_working_copy_is_asked_about(answer, is_filed, all_commented):
    """Before it is filed that all is done; the copy stays as they saved it."""
    comment(all_commented.records / WORKING, "ask the team leader", rows=[3])
    theirs = (all_commented.records / WORKING).read_bytes()
    all_commented.app.impl.answers = [answer]
    question, *said = all_commented.press("save_processed")
    assert question.startswith(ASKED.format(WORKING).partition(" Yes:")[0])
    assert question.endswith("Yes: all is done, file it. No: look there first.")
    assert said == ([f"Filed: {PROCESSED}"] if is_filed else [])
    assert (all_commented.records / PROCESSED).exists() == is_filed
    assert (all_commented.records / WORKING).read_bytes() == theirs


def test_what_is_saved_while_a_question_stands_is_asked_about(filed_diffs, monkeypatch):
    """Yes was said to what was there when it was asked."""
    mark(filed_diffs, "A2")
    filed_diffs.press("save_daily_diffs")
    comment(filed_diffs.records / DIFFS, "first", rows=[3])
    asked = []

    def ask(app, question):
        asked.append(question)
        if len(asked) == 1:
            comment(filed_diffs.records / DIFFS, "second", rows=[3])
            return True
        return False

    monkeypatch.setattr(messages, "ask", ask)
    mark(filed_diffs, "A4")
    assert filed_diffs.press("save_daily_diffs") == [f"Filed before; it stays as it is: {DIFFS}"]
    assert asked == [ASKED.format(DIFFS)] * 2
    assert comments(filed_diffs.records / DIFFS)[:3] == ["NFA", "second", ""]


def test_a_copy_that_is_open_elsewhere_is_not_replaced(filed_diffs):
    (filed_diffs.records / DIFFS).with_name("~$20250113 Daily Diffs.xlsx").write_bytes(b"")
    mark(filed_diffs, "A2")
    assert filed_diffs.press("save_daily_diffs") == [
        f"{DIFFS} is open in Excel. Save and close it there, then try again."
    ]
    assert len(there(filed_diffs, DIFFS)) == 1


def test_what_was_filed_is_remembered_once(filed_diffs):
    filed_diffs.press("save_daily_diffs")
    filed_diffs.press("save_daily_diffs")
    kept = memory.Memory.of(filed_diffs.app).entries("filed", filed_diffs.book)
    assert [dataclasses.asdict(one)["facts"]["path"] for one in kept] == [DIFFS]

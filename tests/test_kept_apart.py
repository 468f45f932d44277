"""Practice and work kept apart: nobody's invented rows in the unit's records, in Excel and on the command line [X8]."""

import shutil
from email import policy
from email.parser import BytesParser
from pathlib import Path

import ole
import openpyxl
import pytest
from click.testing import CliRunner
from conftest import PASSWORD
from files import Week as MadeWeek
from files import kept, saved

from cso_xl import activity, cli
from cso_xl import settings as settings_
from cso_xl.errors import InputError
from cso_xl.practice import kept_apart
from cso_xl.practice.week import Week
from cso_xl.training import workbook

REFUSED = " is from a week to practise on: its people are invented, and must not get into the records "


@pytest.fixture
def week(tmp_path):
    """A practice week beside the unit's records."""
    return Week().write(tmp_path / "practice")


@pytest.fixture
def excel(excel):
    excel.answers["password"] = None  # the environment has it
    return excel


def work(excel, *buttons):
    return [said for button in buttons for said in excel.press(button)]


def logged(records):
    log = activity.Log.of(records, settings_.load(settings_.DEFAULTS))
    return [entry.step for entry in log.entries()]


def test_what_lies_in_a_practice_week_is_worked_by_its_settings_in_its_records(excel, week, records):
    """From the e-mail to the drafts, with the unit's records set: they and the settings stay as they are."""
    before = settings_.user_file().read_bytes()
    assert excel.open("address-sharer", week.address_report) == [
        f"This is to practise: what you file goes into {week.records}."
    ]
    work(excel, "save_master", "format_sheet", "highlight_duplicates", "remove_rows", "save_filtered")
    work(excel, "paste_previous_master", "compare", "make_worklist")
    listed = excel.book.sheets["Worklist"]
    listed["F2"].value = "Same address: tell Oranga Tamariki"
    said = work(excel, "draft_notices", "save_working")
    names = [path.name for path in kept(week.records)]
    assert "20250113 Master Copy CSOs Living With Children.xlsx" in names
    assert "20250113 Working Copy CSOs Living With Children.xlsx" in names
    [draft] = [path for path in kept(week.records) if path.suffix == ".eml"]
    message = BytesParser(policy=policy.default).parsebytes(draft.read_bytes())
    assert "contact@ot.example" in str(message["To"])
    assert any("Drafted" in one for one in said)
    assert kept(records) == []
    assert settings_.user_file().read_bytes() == before
    assert "open_address_report" in logged(week.records)


def test_a_filed_copy_of_a_practice_week_is_worked_in_it(excel, week, records):
    """Opened again another day, from the folder in which it is filed."""
    done = CliRunner().invoke(
        cli.main, ["run", "address-sharer", str(week.address_report), "--records", str(week.records)]
    )
    assert done.exit_code == 0, done.output
    [working] = [path for path in kept(week.records) if "Working Copy" in path.name]
    excel.app.books.open(str(working))
    work(excel, "save_working")
    assert kept(records) == []
    assert "save_working" in logged(week.records)


def test_an_exercise_is_filed_in_the_practice_week_and_logged_nowhere_else(excel, week, records, tmp_path):
    """Two reports in one copy of the training workbook, each with the e-mail in which it came."""
    mine = tmp_path / "My training.xlsx"
    mine.write_bytes(workbook.build())
    book = excel.app.books.open(str(mine))
    book.sheets["On list (synthetic)"].activate()
    excel.answers["file"] = week.datamatch
    work(excel, "filter_match_levels", "show_needed_columns", "paste_current_clients", "say_what_to_do")
    book.sheets["Address sharer (synthetic)"].activate()
    excel.answers["file"] = week.address_report
    said = work(excel, "format_sheet", "highlight_duplicates", "remove_rows", "save_master")
    assert any("Master Copy" in one for one in said)
    assert any("20250113 Master Copy" in path.name for path in kept(week.records))
    assert kept(records) == []
    assert logged(records) == []
    assert excel.asked.count("file") == 2


@pytest.mark.parametrize("report", ["address-sharer", "daily-diffs"])
def test_an_e_mail_taken_out_of_its_week_is_refused_at_the_units_records(
    report, excel, week, records, tmp_path
):
    source = week.address_report if report == "address-sharer" else week.datamatch
    moved = Path(shutil.copy(source, tmp_path))
    there = len(excel.app.books)
    [said] = excel.open(report, moved)
    assert said.startswith(f"{moved.name}{REFUSED}{records}. Nothing was opened.")
    assert len(excel.app.books) <= there + 1  # the empty one that stands for Excel's own
    assert kept(records) == []


def test_the_command_line_refuses_it_unless_the_records_are_named(week, records):
    settings_.keep_records_root(records)
    arguments = ["run", "on-list", str(week.datamatch)]
    done = CliRunner().invoke(cli.main, arguments, env={"CSO_XL_PASSWORD": PASSWORD})
    assert done.exit_code == 1
    assert f"{REFUSED}{records}" in done.output
    assert kept(records) == []
    done = CliRunner().invoke(cli.main, [*arguments, "--records", str(week.records)])
    assert done.exit_code == 0, done.output


def test_an_attachment_saved_in_its_week_is_refused_too_although_its_password_hides_what_it_says(
    week, records
):
    settings_.keep_records_root(records)
    report = saved(week.address_report, week.address_report.parent)
    assert b"Synthetic" not in report.read_bytes()
    done = CliRunner().invoke(cli.main, ["run", "address-sharer", str(report)])
    assert done.exit_code == 1
    assert f"{report.name}{REFUSED}{records}" in done.output
    assert kept(records) == []


def test_a_report_of_the_units_own_is_worked_by_the_units_settings(excel, records, tmp_path):
    received = MadeWeek().write("on-list", tmp_path / "received")
    assert kept_apart.week_of(received) is None
    assert excel.open("on-list", received) == []
    assert excel.press("filter_match_levels") == []
    assert logged(records) == ["open_on_list", "filter_match_levels"]


def test_whoever_has_set_the_weeks_own_records_is_told_nothing(excel, week):
    excel.use_records(week.records)
    assert excel.open("on-list", week.datamatch) == []


def test_a_folder_that_may_not_be_looked_into_is_no_practice_week(week, monkeypatch):
    """On a server the folders above one's own are often closed, and a drive may be out of reach."""

    def closed(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_file", closed)
    assert kept_apart.week_of(week.datamatch) is None


def test_a_week_without_its_settings_is_an_error_in_words(week):
    week.settings.unlink()
    with pytest.raises(settings_.SettingsError, match="settings.toml"):
        kept_apart.settings_for(week.datamatch)


def test_a_practice_weeks_own_copies_say_so(week):
    assert (week.records / kept_apart.MARK).read_text("utf-8").startswith("Synthetic practice data: nobody")
    master = next(path for path in kept(week.records) if "Master" in path.name)
    assert openpyxl.load_workbook(master).properties.title == "Synthetic practice data"


def test_a_practice_weeks_e_mail_that_outlook_saved_is_known_too(tmp_path, records):
    mail = ole.msg({"0037": f"CSO report {kept_apart.TITLE}"}, [ole.file("a.csv", b"x")])
    with pytest.raises(InputError, match=REFUSED):
        kept_apart.check(tmp_path / "a.msg", mail, records)

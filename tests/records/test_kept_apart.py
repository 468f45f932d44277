"""Practice and work kept apart: nobody's invented rows in the unit's records, in Excel and on the command line [X8]."""

import csv
import datetime as dt
import shutil
from email import policy
from email.parser import BytesParser
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from cso_xl import activity, cli
from cso_xl import settings as settings_
from cso_xl.cases.book import CaseBook
from cso_xl.cases.events import By
from cso_xl.cases.mail import enquiries
from cso_xl.errors import InputError
from cso_xl.practice.week import Week
from cso_xl.records import kept_apart
from cso_xl.training import workbook
from helpers import ole
from helpers.choices import cell
from helpers.files import PASSWORD, kept, saved
from helpers.files import Week as MadeWeek

REFUSED = " is from a week to practise on: its people are invented, and must not get into the records "


@pytest.fixture
def practice_week(tmp_path):
    """A practice week beside the unit's records."""
    return Week().write(tmp_path / "practice")


@pytest.fixture
def excel_by_itself(excel):
    """Excel, where nobody is asked for the password: the environment has it."""
    excel.answers["password"] = None
    return excel


def work(excel, *buttons):
    return [said for button in buttons for said in excel.press(button)]


def logged(records):
    log = activity.ActivityLog.of(records, settings_.load(settings_.DEFAULTS))
    return [entry.step for entry in log.entries()]


def test_what_lies_in_a_practice_week_is_worked_by_its_settings_in_its_records(
    excel_by_itself, practice_week, records
):
    """From the e-mail to the drafts, with the unit's records set: they and the settings stay as they are."""
    before = settings_.user_file().read_bytes()
    assert excel_by_itself.open("address-sharer", practice_week.address_report) == [
        f"This is to practise: what you file goes into {practice_week.records}."
    ]
    work(
        excel_by_itself, "save_master", "format_sheet", "highlight_duplicates", "remove_rows", "save_filtered"
    )
    work(excel_by_itself, "paste_previous_master", "compare", "make_worklist")
    listed = excel_by_itself.book.sheets["Worklist"]
    cell(listed, "A8-4").value = "Same address: tell Oranga Tamariki"
    said = work(excel_by_itself, "draft_notices", "save_working")
    names = [path.name for path in kept(practice_week.records)]
    assert "20250113 Master Copy CSOs Living With Children.xlsx" in names
    assert "20250113 Working Copy CSOs Living With Children.xlsx" in names
    [draft] = [path for path in kept(practice_week.records) if path.suffix == ".eml"]
    message = BytesParser(policy=policy.default).parsebytes(draft.read_bytes())
    assert "contact@ot.example" in str(message["To"])
    assert any("Drafted" in one for one in said)
    assert kept(records) == []
    assert settings_.user_file().read_bytes() == before
    assert "open_address_report" in logged(practice_week.records)


def test_a_filed_copy_of_a_practice_week_is_worked_in_it(excel_by_itself, practice_week, records):
    """Opened again another day, from the folder in which it is filed."""
    done = CliRunner().invoke(
        cli.main,
        ["run", "address-sharer", str(practice_week.address_report), "--records", str(practice_week.records)],
    )
    assert done.exit_code == 0, done.output
    [working] = [path for path in kept(practice_week.records) if "Working Copy" in path.name]
    excel_by_itself.app.books.open(str(working))
    work(excel_by_itself, "save_working")
    assert kept(records) == []
    assert "save_working" in logged(practice_week.records)


def test_an_exercise_is_filed_in_the_practice_week_and_logged_nowhere_else(
    excel_by_itself, practice_week, records, tmp_path
):
    """Two reports in one copy of the training workbook, each with the e-mail in which it came."""
    mine = tmp_path / "My training.xlsx"
    mine.write_bytes(workbook.build())
    book = excel_by_itself.app.books.open(str(mine))
    book.sheets["On list (synthetic)"].activate()
    excel_by_itself.answers["file"] = practice_week.datamatch
    work(
        excel_by_itself,
        "filter_match_levels",
        "show_needed_columns",
        "paste_current_clients",
        "say_what_to_do",
    )
    book.sheets["Address sharer (synthetic)"].activate()
    excel_by_itself.answers["file"] = practice_week.address_report
    said = work(excel_by_itself, "format_sheet", "highlight_duplicates", "remove_rows", "save_master")
    assert any("Master Copy" in one for one in said)
    assert any("20250113 Master Copy" in path.name for path in kept(practice_week.records))
    assert kept(records) == []
    assert logged(records) == []
    assert excel_by_itself.asked.count("file") == 2


@pytest.mark.parametrize("report", ["address-sharer", "daily-diffs"])
def test_an_e_mail_taken_out_of_its_week_is_refused_at_the_units_records(
    report, excel_by_itself, practice_week, records, tmp_path
):
    source = practice_week.address_report if report == "address-sharer" else practice_week.datamatch
    moved = Path(shutil.copy(source, tmp_path))
    there = len(excel_by_itself.app.books)
    [said] = excel_by_itself.open(report, moved)
    assert said.startswith(f"{moved.name}{REFUSED}{records}. Nothing was opened.")
    assert len(excel_by_itself.app.books) <= there + 1  # the empty one that stands for Excel's own
    assert kept(records) == []


def test_the_command_line_refuses_it_unless_the_records_are_named(practice_week, records):
    settings_.keep_records_root(records)
    arguments = ["run", "on-list", str(practice_week.datamatch)]
    done = CliRunner().invoke(cli.main, arguments, env={"CSO_XL_PASSWORD": PASSWORD})
    assert done.exit_code == 1
    assert f"{REFUSED}{records}" in done.output
    assert kept(records) == []
    done = CliRunner().invoke(cli.main, [*arguments, "--records", str(practice_week.records)])
    assert done.exit_code == 0, done.output


def test_an_attachment_saved_in_its_week_is_refused_too_although_its_password_hides_what_it_says(
    practice_week, records
):
    settings_.keep_records_root(records)
    report = saved(practice_week.address_report, practice_week.address_report.parent)
    assert b"Synthetic" not in report.read_bytes()
    done = CliRunner().invoke(cli.main, ["run", "address-sharer", str(report)])
    assert done.exit_code == 1
    assert f"{report.name}{REFUSED}{records}" in done.output
    assert kept(records) == []


REFUSED_WHOLE = (
    "{} is from a week to practise on: its people are invented, and must not get into the records {}. Nothing was "
    "opened. In Excel, choose the file where it lies in its week; on the command line, name that week's records with "
    "--records."
)


def call(*arguments, typed=""):
    return CliRunner().invoke(
        cli.main, list(map(str, arguments)), input=typed, env={"CSO_XL_PASSWORD": PASSWORD}
    )


def taken_out(week, tmp_path, what):
    """A file of the practice week where nothing beside it says what it is."""
    if what == "attachment":
        return saved(week.address_report, tmp_path)
    return Path(shutil.copy(week.address_report if what == "e-mail" else week.datamatch, tmp_path))


@pytest.mark.parametrize("what", ["e-mail", "attachment", "datamatch"])
def test_C13_practice_is_refused_in_any_records_that_are_none_of_its_own(
    what, practice_week, records, tmp_path
):
    """However they are named; and also where only what the password hides says that it is practice."""
    source = taken_out(practice_week, tmp_path, what)
    report = "on-list" if what == "datamatch" else "address-sharer"
    for arguments in ([], ["--dry-run"], ["--again"]):
        done = call("run", report, source, "--records", records, *arguments)
        assert (done.exit_code, done.stderr.strip()) == (1, REFUSED_WHOLE.format(source.name, records))
    assert kept(records) == []


def test_C13_the_zip_that_an_e_mail_carried_says_it_too(practice_week, records, tmp_path):
    source = saved(practice_week.datamatch, tmp_path)
    done = call("run", "daily-diffs", source, "--records", records)
    assert (done.exit_code, done.stderr.strip()) == (1, REFUSED_WHOLE.format(source.name, records))


def recipients(records):
    """Whom the drafts go to."""
    messages = [
        BytesParser(policy=policy.default).parsebytes(path.read_bytes())
        for path in kept(records)
        if path.suffix == ".eml"
    ]
    return {address for message in messages for address in str(message["To"]).split(", ")}


@pytest.mark.parametrize("settings", [None, "another's"])
def test_C13_without_the_weeks_settings_its_notices_go_to_nobody_all_the_same(
    settings, practice_week, tmp_path
):
    """Whatever settings are in force: the unit's own, or others that the command names."""
    own = tmp_path / "settings.toml"
    own.write_text(
        '[notices.addresses]\ncps = "cs_help_desk@corrections.govt.nz"\nyssu = "manager@msd.govt.nz"\n'
    )
    options = ["--records", practice_week.records, *(["--settings", own] if settings else [])]
    assert call("run", "youth-service", practice_week.datamatch, *options).exit_code == 0
    assert call("run", "daily-diffs", practice_week.datamatch, *options).exit_code == 0
    decided = tmp_path / "decided.csv"
    assert call("run", "address-sharer", practice_week.address_report, *options).exit_code == 0
    assert (
        call(
            "worklist", "address-sharer", practice_week.address_report, *options, "--into", decided
        ).exit_code
        == 0
    )
    text = decided.read_text("utf-8-sig").replace(",,,", ",Same address: tell Oranga Tamariki,,", 1)
    decided.write_text(text, "utf-8")
    done = call("mark", "address-sharer", "--decisions", decided, *options)
    assert done.exit_code == 0, done.output
    done = call("ask", "more-detail", *options, typed="Weka, Mere\nDate of birth\n")
    assert done.exit_code == 0, done.output
    found = recipients(practice_week.records)
    assert {"contact@ot.example", "manager@yssu.example", "cps@corrections.example"} <= found
    assert all(address.endswith(".example") or address.endswith("@example.org") for address in found)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ('cps = "trainer@training.example"', "trainer@training.example"),
        ('cps = "cs_help_desk@corrections.govt.nz"', "cps@corrections.example"),
        ('cps = "a@b.example, jo@msd.govt.nz"', "cps@corrections.example"),
        ('cps = ""', "cps@corrections.example"),
        ("cps = 7", "cps@corrections.example"),
        ("cps", "cps@corrections.example"),
    ],
)
def test_C13_a_weeks_own_addresses_hold_where_nobody_can_have_them(written, address, practice_week, settings):
    practice_week.settings.write_text(f"[notices.addresses]\n{written}\n")
    in_force = kept_apart.in_force(settings, practice_week.records)
    assert in_force.text("notices.addresses.cps") == address
    assert in_force.text("notices.addresses.scm") == ""
    assert settings.text("notices.addresses.cps") == "cs_help_desk@corrections.govt.nz"


def test_C13_a_week_without_its_settings_and_a_recipient_of_ones_own(practice_week, settings):
    practice_week.settings.unlink()
    more = settings.with_addresses({"iwi": "office@iwi.nz"}, "")
    addresses = kept_apart.in_force(more, practice_week.records).table("notices.addresses")
    assert (addresses["ot"], addresses["iwi"]) == ("contact@ot.example", "")


def test_C13_the_units_own_settings_stay_as_they_are(settings, records):
    assert kept_apart.in_force(settings, records) is settings


def test_C13_an_address_that_somebody_may_have_is_refused_in_a_practice_week(practice_week, tmp_path):
    assert call("run", "on-list", practice_week.datamatch, "--records", practice_week.records).exit_code == 0
    decided = tmp_path / "decided.csv"
    call(
        "worklist", "on-list", practice_week.datamatch, "--records", practice_week.records, "--into", decided
    )
    with decided.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["Ref"].startswith("L7"):
            row |= {
                "Outcome": "Registered, current or appointment: tell ASCM/SCM",
                "Client Name": "Weka, Mere",
                "Service Centre Email": "jo@msd.govt.nz",
            }
    with decided.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    before = kept(practice_week.records)
    done = call("mark", "on-list", "--decisions", decided, "--records", practice_week.records)
    assert (done.exit_code, done.stderr.strip()) == (
        1,
        "Nothing was drafted: these records are a practice week's, and a notice would go to an address that somebody "
        "may have. Use one that ends in .example, such as scm@service.example.",
    )
    assert kept(practice_week.records) == before


@pytest.mark.parametrize(
    ("addresses", "nobodys"),
    [
        ("cps@corrections.example", True),
        ("Help <cps@help.corrections.example>, scm@example.org", True),
        ("", True),
        ("cps@corrections.example.nz", False),
        ("cps@corrections.example, jo@corrections.govt.nz", False),
        ("jo@notexample", False),
        ("nobody", False),
    ],
)
def test_which_addresses_nobody_can_have(addresses, nobodys):
    assert kept_apart.is_nobodys(addresses) == nobodys


def test_C13_an_earlier_draft_to_a_real_agency_is_not_repeated(practice_week, settings):
    """Such drafts were made before a practice week was told by what it is."""
    typed = {"client_name": "Weka, Mere", "client_number": "1", "detail": "Is there a child?"}
    sent = dt.datetime(2025, 1, 13, tzinfo=dt.UTC)
    asked = enquiries.ask(practice_week.records, settings, enquiries.HOUSING_REFERRAL, typed, sent)
    [draft] = (practice_week.records / asked.folder).iterdir()
    draft.write_bytes(
        draft.read_bytes().replace(b"cuh@corrections.example", b"cs_help_desk@corrections.govt.nz")
    )
    CaseBook(practice_week.records, settings, sent).sent(asked.reference, sent, By.HAND)
    with pytest.raises(InputError, match="Nothing was drafted: these records are a practice week's"):
        enquiries.remind(practice_week.records, settings, asked.reference, sent + dt.timedelta(days=9))
    assert list(draft.parent.iterdir()) == [draft]


def test_a_report_of_the_units_own_is_worked_by_the_units_settings(excel_by_itself, records, tmp_path):
    received = MadeWeek().write("on-list", tmp_path / "received")
    assert kept_apart.week_of(received) is None
    assert excel_by_itself.open("on-list", received) == []
    assert excel_by_itself.press("filter_match_levels") == []
    assert logged(records) == ["open_on_list", "filter_match_levels"]


def test_whoever_has_set_the_weeks_own_records_is_told_nothing(excel_by_itself, practice_week):
    excel_by_itself.use_records(practice_week.records)
    assert excel_by_itself.open("on-list", practice_week.datamatch) == []


def test_a_folder_that_may_not_be_looked_into_is_no_practice_week(practice_week, monkeypatch):
    """On a server the folders above one's own are often closed, and a drive may be out of reach."""

    def closed(path):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "is_file", closed)
    assert kept_apart.week_of(practice_week.datamatch) is None


def test_a_week_without_its_settings_is_an_error_in_words(practice_week):
    practice_week.settings.unlink()
    with pytest.raises(settings_.SettingsError, match="settings.toml"):
        kept_apart.settings_for(practice_week.datamatch)


def test_a_practice_weeks_own_copies_say_so(practice_week):
    assert (
        (practice_week.records / kept_apart.MARK)
        .read_text("utf-8")
        .startswith("Synthetic practice data: nobody")
    )
    master = next(path for path in kept(practice_week.records) if "Master" in path.name)
    assert openpyxl.load_workbook(master).properties.title == "Synthetic practice data"


def test_a_practice_weeks_e_mail_that_outlook_saved_is_known_too(tmp_path, records):
    mail = ole.msg({"0037": f"CSO report {kept_apart.TITLE}"}, [ole.file("a.csv", b"x")])
    with pytest.raises(InputError, match=REFUSED):
        kept_apart.check(tmp_path / "a.msg", [mail], records)

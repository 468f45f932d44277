"""Folders: each is named in one place, and a layout of one's own is worked like ours."""

import ast
import datetime as dt
import tomllib
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

import cso_xl
from cso_xl import cli
from cso_xl import settings as settings_
from cso_xl.cases.mail import enquiries
from cso_xl.records import own_folders
from cso_xl.records.tree import Records
from helpers.files import PASSWORD, Week

REFERENCE = "20250113-D3-2-cps"
LAYOUTS = {
    "ours": "",
    "another top folder": '[filing.daily_diffs]\nfolder = "Diffs/{year}/{month}"\n',
    "the year first": '[filing.daily_diffs]\nfolder = "{year}/{month}/Diffs"\n',
    "one folder for all": '[filing.daily_diffs]\nfolder = "Diffs"\n',
}


def call(*arguments):
    return CliRunner().invoke(cli.main, list(map(str, arguments)), env={"CSO_XL_PASSWORD": PASSWORD})


@pytest.fixture(params=LAYOUTS)
def layout(request, tmp_path):
    """A settings file."""
    file = tmp_path / "layout.toml"
    file.write_text(LAYOUTS[request.param] + '[reminders]\ncps = "cuh_follow_up"\n')
    return file


@pytest.fixture
def drafted_there(layout, tmp_path, records):
    """One notice that was drafted in that layout."""
    week = Week()
    week.set("daily-diffs", 2, "What Has Changed", "Address Change")
    decided = tmp_path / "decided.csv"
    decided.write_text('Ref,Outcome,Client Name\nD3-2,Address changed: tell CPS,"Weka, Mere"\n', "utf-8")
    source = week.write("daily-diffs", tmp_path)
    options = ["--records", records, "--settings", layout]
    done = call("run", "daily-diffs", source, "--decisions", decided, *options)
    assert done.exit_code == 0, done.output
    return options


def sent(tmp_path, reference=REFERENCE):
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "cpu@example.org", f"CSO Change of address notification [{reference}]"
    mail["Date"] = format_datetime(dt.datetime(2025, 1, 13, 22, tzinfo=dt.UTC))
    mail.set_content("Kia ora\n")
    path = tmp_path / "sent.eml"
    path.write_bytes(mail.as_bytes())
    return path


def test_a_sent_notice_is_filed_and_reminded_of_wherever_reports_lie(
    drafted_there, layout, tmp_path, records
):
    [draft] = list(records.rglob("*.eml"))
    assert draft.parent.name == own_folders.DRAFTS
    done = call("file-email", sent(tmp_path), *drafted_there)
    assert done.exit_code == 0, done.output
    assert (draft.parent.parent / "20250113 Weka M.eml").is_file()
    late = dt.datetime(2025, 2, 13, tzinfo=dt.UTC)
    reminder = enquiries.remind(records, settings_.load(layout), REFERENCE, late)
    assert (reminder.reference, reminder.new) == (REFERENCE, True)
    assert records / reminder.folder == draft.parent


def test_a_draft_is_found_without_a_walk_through_all_years(drafted_there, layout, records, monkeypatch):
    def walked(*_):
        raise AssertionError("all folders were walked through")

    monkeypatch.setattr(Path, "rglob", walked)
    assert (
        Records(records, settings_.load(layout)).draft(REFERENCE).name == f"20250113 Weka M [{REFERENCE}].eml"
    )


def test_a_draft_that_was_moved_is_found_all_the_same(drafted_there, layout, records):
    shelf = Records(records, settings_.load(layout))
    draft = shelf.draft(REFERENCE)
    elsewhere = draft.parent.parent / "put away" / own_folders.DRAFTS
    elsewhere.mkdir(parents=True)
    draft.rename(elsewhere / draft.name)
    assert shelf.draft(REFERENCE) == elsewhere / draft.name


@pytest.mark.parametrize("reference", ["20250113-D3-3-cps", "20251313-D3-2-cps", "20250113.2-D3-2-cps"])
def test_a_draft_that_is_not_there(reference, drafted_there, layout, records):
    assert Records(records, settings_.load(layout)).draft(reference) is None


def test_every_folder_is_named_in_one_place():
    """Elsewhere none of their names is a text of its own, or the beginning of a path."""
    named = {
        "Child Sex Offenders",
        "Activity",
        "Cases",
        "Claims",
        "Follow-ups",
        own_folders.DRAFTS,
    }
    found = [
        (path.name, node.value)
        for path in Path(cso_xl.__file__).parent.rglob("*.py")
        if path.name != "own_folders.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and (node.value in named or node.value.startswith("Child Sex Offenders/"))
    ]
    assert found == []


def test_ours_stand_beside_the_reports_of_the_default_layout():
    filing = tomllib.loads(settings_.DEFAULTS.read_text("utf-8"))["filing"]
    assert {table["folder"].split("/")[0] for table in filing.values()} == {str(own_folders.OURS)}

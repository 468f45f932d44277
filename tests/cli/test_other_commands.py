"""`cso-xl steps`, `settings`, `members`."""

import re

import pytest

from cso_xl import settings as settings_
from helpers.commands import REPORTS, call, run, words
from helpers.files import COPIES, Week, snapshot

COVERED = {  # what the guidelines' numbers of each report come to
    "on-list": "I1 I2 I3 I4 I5 I6 I7 L1 L2 L3 L4 L5 L10 L11 L13",
    "off-list": "I1 I2 I3 I4 I5 I6 I7 O1 O2 O3 O5",
    "daily-diffs": "I1 I2 I3 I4 I5 I6 I7 D1 D2 D3 D4 D5 D6 D7 D8 D10 D11",
    "address-sharer": "A1 A2 A3 A4 A5 A6 A7 A8 A10 A11 I2 I4 I5 I6 I7",
}


@pytest.mark.parametrize("report", REPORTS)
def test_steps_print_the_procedure(report):
    shown = call("steps", report)
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert set(COVERED[report].split()) <= set(re.findall(r"\b[ILODA]\d+\b", shown.stdout))
    assert "By hand" in shown.stdout
    assert f"({report})" in shown.stdout
    assert f"({report})" in call("steps").stdout


def test_settings_show_every_value_and_where_it_came_from(tmp_path):
    shown = call("settings")
    assert words(shown.stdout).startswith(
        f"Your settings: {settings_.user_file()} (not there: all settings are defaults)"
    )
    assert 'records.classification = "IN-CONFIDENCE"   # default' in shown.stdout.splitlines()
    path = tmp_path / "own.toml"
    path.write_text("[address_sharer]\ngap = 4\n")
    lines = call("settings", "--settings", path).stdout.splitlines()
    assert lines[0] == f"Your settings: {path}"
    assert f"address_sharer.gap = 4   # {path}" in lines
    assert len(lines) == len(shown.stdout.splitlines())


def test_the_users_own_settings_are_in_force(tmp_path, records):
    settings_.user_file().parent.mkdir()
    settings_.user_file().write_text(f"[records]\nroot = '{records}'\n", encoding="utf-8")
    assert call("run", "off-list", Week().write("off-list", tmp_path)).exit_code == 0
    assert [path.name for path in records.rglob("*.xlsx")] == COPIES["off-list"]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[records]\nrot = 'x'", "'records.rot' is not a setting. Did you mean 'records.root'?"),
        ("recrods = 'x'", "'recrods' is not a setting. Did you mean 'records'?"),
        ("[on_list]\ncurent = 'x'", "'on_list.curent' is not a setting. Did you mean 'on_list.current'?"),
        ("gap = 4", "'gap' is not a setting. Did you mean 'address_sharer.gap'?"),
        ("[address_sharer]\ngap = '4'", "'address_sharer.gap' must be a whole number, not a text."),
        (
            "[address_sharer]\ngap = 2",
            "'address_sharer.gap' must be 3 or more: Status, Reason and Comment stand in the gap.",
        ),
        ("[colours]\ndone = 'green'", "'colours.done' must be six of 0-9 and A-F, such as FF0000."),
    ],
)
def test_a_setting_that_cannot_be_used(text, line, tmp_path, records):
    path = tmp_path / "own.toml"
    path.write_text(text)
    shown = run("on-list", Week().write("on-list", tmp_path), records, "--settings", path)
    assert (shown.exit_code, snapshot(records)) == (1, {})
    assert shown.stderr == f"{path} cannot be used:\n  {line}\n"


def test_a_settings_file_that_is_not_there_or_none(tmp_path):
    shown = call("settings", "--settings", tmp_path / "none.toml")
    assert (shown.exit_code, shown.stderr) == (
        1,
        f"There is no settings file {tmp_path}/none.toml. Check the folder and the name.\n",
    )
    (tmp_path / "own.toml").write_text("this is = = no toml [\n")
    shown = call("settings", "--settings", tmp_path / "own.toml")
    assert shown.exit_code == 1
    assert shown.stderr.startswith(f"{tmp_path}/own.toml is not written as settings should be: ")


def test_members_are_listed_without_a_password(tmp_path, monkeypatch):
    monkeypatch.delenv("CSO_XL_PASSWORD")
    week = Week()
    week.others["notes [draft].txt"] = b"12345"
    shown = call("members", week.write("on-list", tmp_path))
    lines = [re.split(r"\s{2,}", line.strip()) for line in shown.stdout.splitlines()]
    assert lines[0] == ["Name", "Kind", "Size", "Modified"]
    assert ["cso_v2_daily_20250113_050021.csv", "v2", "10", "13/01/2025 05:00"] in lines
    assert ["notes [draft].txt", "not known", "5", "13/01/2025 05:00"] in lines
    assert len(lines) == 10


def test_members_of_something_else(tmp_path):
    (tmp_path / "x.zip").write_bytes(b"no zip")
    shown = call("members", tmp_path / "x.zip")
    assert (shown.exit_code, shown.stderr) == (
        1,
        "x.zip is not a ZIP file, but plain text. If it holds the rows of the report, give it the name .csv and use "
        "that; else save it from the e-mail again.\n",
    )

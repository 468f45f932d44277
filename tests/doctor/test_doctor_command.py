"""`cso-xl doctor`: what it prints, for people and for programs, and how it ends."""

import json
import sys

from click.testing import CliRunner

from cso_xl.cli import main
from helpers.files import PASSWORD
from helpers.settings_files import settings_file


def call(*args):
    shown = CliRunner().invoke(main, ["doctor", *map(str, args)])
    assert PASSWORD not in shown.output
    return shown


def test_the_command_when_all_is_in_order(records):
    shown = call("--records", records)
    assert (shown.exit_code, shown.stderr) == (0, "")
    assert shown.stdout.endswith("\nEverything that this computer can have is in order.\n")
    assert "in order  " in shown.stdout
    assert "to do" not in shown.stdout


def test_the_command_when_something_is_to_be_done():
    shown = call()
    assert (shown.exit_code, shown.stderr) == (1, "")
    assert shown.stdout.endswith("\n1 to do.\n")
    assert "Records folder           to do     No records folder is set." in shown.stdout


def test_the_command_with_settings_that_cannot_be_used(tmp_path, records):
    shown = call("--settings", settings_file(tmp_path, "colour = 1"), "--records", records)
    assert shown.exit_code == 1
    assert "'colour' is not a setting. Did you mean 'colours'?" in shown.stdout


def test_the_command_for_programs(records):
    shown = call("--records", records, "--json")
    answer = json.loads(shown.stdout)
    assert (shown.exit_code, answer["in_order"]) == (0, True)
    words = f"{records} is there, and you may write in it."
    there = {"subject": "Records folder", "state": "in order", "words": words, "advice": ""}
    assert there in answer["findings"]
    shown = call("--json")
    answer = json.loads(shown.stdout)
    assert (shown.exit_code, answer["in_order"]) == (1, False)
    assert all(set(one) == {"subject", "state", "words", "advice"} for one in answer["findings"])
    assert [one["subject"] for one in answer["findings"] if one["state"] == "to do"] == ["Records folder"]


def test_the_command_without_rich(monkeypatch, records):
    monkeypatch.setitem(sys.modules, "rich.table", None)
    shown = call("--records", records)
    assert shown.exit_code == 0
    assert f"Records folder: in order. {records} is there, and you may write in it." in shown.stdout

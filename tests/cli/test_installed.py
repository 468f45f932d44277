"""The true command, as installed: streams, terminals, being stopped; no password is an argument."""

import json
import os
import re
import subprocess
import sys

import click
import pytest
from click.testing import CliRunner

from cso_xl.cli import main
from helpers import waiting
from helpers.commands import OFF, command, installed, run
from helpers.files import DEFAULT_STYLE, HEADINGS, PASSWORD, ZIP, Week, patched, raw_xlsx, snapshot


def test_no_password_is_ever_an_argument():
    options = [option for command in main.commands.values() for option in command.params]
    assert not [option.name for option in options if "pass" in option.name or "pw" in option.name]


# A fault of the program, and being stopped


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_fault_of_the_program_names_no_data(options, tmp_path, records, monkeypatch):
    def fail(*args):
        raise KeyError("Canarova, 5 Sentinelle Road")

    monkeypatch.setattr("cso_xl.decisions.on_list.decide", fail)
    source = Week().write("on-list", tmp_path)
    shown = CliRunner().invoke(main, ["run", "on-list", str(source), "--records", str(records), *options])
    assert (shown.exit_code, snapshot(records)) == (1, {})
    assert re.fullmatch(
        "The program failed in a way that was not foreseen. A report is filed whole or not at all; what was filed "
        r"before is safe. Tell support this number: \d{8}-\d{6}-\w+-\d+-KeyError. It stands in .+faults.log.\n",
        shown.stderr,
    )
    if options:
        found = json.loads(shown.stdout)  # a program that reads this is told, too
        assert (found["report"], found["reconciled"]) == ("on-list", False)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, click.Abort])
def test_being_stopped_is_no_fault_of_the_program(stop, tmp_path, records, monkeypatch):
    """Ctrl+C while a step runs, or at the password."""

    def interrupt(*args):
        raise stop

    monkeypatch.setattr("cso_xl.decisions.on_list.decide", interrupt)
    shown = run("on-list", Week().write("on-list", tmp_path), records)
    assert (shown.exit_code, snapshot(records)) == (1, {})
    assert shown.stderr == (
        "Stopped. What was already filed stays filed; give the command again to complete it.\n"
    )


def test_the_command_as_installed(tmp_path, records):
    source = Week().write("on-list", tmp_path)
    args = ["run", "on-list", source, "--records", records]
    home = str(tmp_path)
    done = command([*args, "--json"], HOME=home)
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["reconciled"] is True
    again = command(args, HOME=home)
    assert b"Nothing was changed." in again.stdout
    wrong = command(args, HOME=home, CSO_XL_PASSWORD="wrong")
    assert (wrong.returncode, wrong.stdout) == (1, b"")
    assert wrong.stderr.startswith(f"{ZIP} did not open: wrong password".encode())
    module = waiting.run([sys.executable, "-m", "cso_xl", "--version"], capture_output=True, text=True)
    assert re.fullmatch(r"cso-xl, version \d+\.\d+\.\d+\n", module.stdout)


def test_a_good_run_says_nothing_on_stderr(tmp_path, records):
    """Not even of a workbook whose styles are not as Excel writes them."""
    columns = "".join(f'<c t="inlineStr"><is><t>{one}</t></is></c>' for one in HEADINGS["off-list"])
    data = raw_xlsx(f"<row>{columns}</row><row><c><v>1</v></c><c><v>12</v></c></row>")
    source = tmp_path / f"{OFF[:-4]}.xlsx"
    source.write_bytes(patched(data, "xl/styles.xml", DEFAULT_STYLE.encode(), b""))
    done = command(["run", "off-list", source, "--records", records, "--json"], HOME=str(tmp_path))
    assert (done.returncode, done.stderr) == (0, b"")
    assert json.loads(done.stdout)["rows"][0]["client_number"] == "12"


@pytest.mark.parametrize("options", [[], ["--json"]], ids=["tables", "JSON"])
@pytest.mark.parametrize("encoding", ["cp1252", "ascii"])
def test_a_terminal_that_has_no_macrons(encoding, options, tmp_path):
    """As on Windows when the output goes into a file: letters that cannot be shown stop nothing."""
    records = tmp_path / "Māngere"
    records.mkdir()
    week = Week()
    week.others["Tūī.txt"] = b"x"
    args = ["run", "on-list", week.write("on-list", tmp_path), "--records", records, *options]
    done = command(args, HOME=str(tmp_path), PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    if options:
        assert json.loads(done.stdout)["reconciled"] is True


@pytest.mark.skipif(os.name == "nt", reason="a terminal of its own needs Unix")
@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ([f"{PASSWORD}\n"], 0, "report: filed"),
        (["a\n", "b\n", "c\n"], 1, "did not open: wrong password"),
        (["\x04"], 1, "Stopped. What was already filed stays filed"),
    ],
    ids=["right", "wrong", "left"],
)
def test_the_password_is_asked_for_and_not_shown(typed, code, said, tmp_path, records):
    import pty

    source = Week().write("on-list", tmp_path)
    ours, theirs = pty.openpty()
    running = subprocess.Popen(
        [installed(), "run", "on-list", source, "--records", records],
        env={"HOME": str(tmp_path), "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring"},
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    )
    shown = b""
    with running, running.stdout as output:
        while byte := output.read(1):
            shown += byte
            if shown.endswith(f"Password for {ZIP}: ".encode()):
                os.write(ours, (typed.pop(0) if typed else "\x04").encode())
    os.close(theirs)
    os.close(ours)
    assert running.returncode == code
    assert said in shown.decode()
    assert PASSWORD not in shown.decode()


def test_a_worklist_in_a_file_keeps_its_macrons_and_is_not_overwritten(tmp_path, records):
    """What is printed goes through the terminal's code page, which has no macrons; a file is UTF-8, and says so."""
    week = Week()
    week.set("on-list", 2, "Surname on MSD System", "Kākāpō")
    source, into = week.write("on-list", tmp_path), tmp_path / "decided.csv"
    arguments = ["worklist", "on-list", str(source), "--records", str(records), "--into", str(into)]
    shown = CliRunner().invoke(main, arguments)
    assert (shown.exit_code, shown.output) == (0, f"Written: {into}\n")
    data = into.read_bytes()
    assert data.startswith(b"\xef\xbb\xbfRef,")
    assert "Kākāpō".encode() in data
    again = CliRunner().invoke(main, arguments)
    assert (again.exit_code, again.stderr) == (
        1,
        f"{into} already exists. Name another file, or delete that one.\n",
    )
    assert into.read_bytes() == data

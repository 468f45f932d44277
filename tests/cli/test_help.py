"""Help at the command: every command by what one wants to do, and what to type after a wrong call."""

import json
import re
import shlex

import click
import pytest

from cso_xl.cli import main
from cso_xl.cli.purposes import PURPOSES
from helpers.at_work import COPY, NOT_SAME, Unit, call


@pytest.fixture
def unit(tmp_path, records):
    at_work = Unit(tmp_path, records)
    at_work.run("address-sharer")
    return at_work


def said(done):
    return " ".join(done.stderr.split())


# --help


def test_every_command_stands_under_one_purpose_and_is_never_cut():
    listed = [name for examples in PURPOSES.values() for name in examples]
    assert sorted(listed) == sorted(main.commands), "give the command its place in cso_xl/cli/purposes.py"
    shown = call("--help").output
    assert "..." not in shown.partition("Options:")[2]
    headings = re.findall(r"^(\w[\w ]*):$", shown, re.MULTILINE)
    assert headings == ["Options", *PURPOSES]
    assert list(PURPOSES) == ["Receive", "Decide", "Send", "Follow up", "Look up", "Set up"]
    text = " ".join(shown.split())
    for command in main.commands.values():
        first = " ".join((command.help or "").split("\n\n")[0].split())
        sentence = re.sub(r" \[[A-Z]\d[^\]]*\]", "", first).removesuffix(".")
        assert sentence.split(". ")[0] in text, command.name


@pytest.mark.parametrize(
    "name", [name for name, command in main.commands.items() if isinstance(command, click.Group)]
)
def test_the_commands_of_a_subject_are_never_cut(name):
    shown = call(name, "--help").output.partition("Commands:")[2].partition("For example:")[0]
    assert "..." not in shown
    listed = re.findall(r"^  (\S+) ", shown, re.MULTILINE)
    assert listed == sorted(main.commands[name].commands)


@pytest.mark.parametrize("name", main.commands)
def test_every_example_is_a_call_that_can_be_meant(name):
    """Each is parsed as typed; the examples of the documentation are run."""
    example = next(examples[name] for examples in PURPOSES.values() if name in examples)
    program, *arguments = shlex.split(example)
    assert (program, arguments[0]) == ("cso-xl", name)
    command, rest = main.commands[name], arguments[1:]
    while isinstance(command, click.Group):
        command, rest = command.commands[rest[0]], rest[1:]
    command.make_context(name, rest)
    assert example in " ".join(call(name, "--help").output.split())


# A wrong call


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (
            ["rum", "on-list"],
            "There is no command 'rum'. Did you mean run?\n'cso-xl --help' says more.\n",
        ),
        (
            ["frobnicate"],
            "There is no command 'frobnicate'.\n'cso-xl --help' says more.\n",
        ),
        (
            ["on-list", "x.eml"],
            "'on-list' is a report, not a command. Type: cso-xl run on-list FILE\n'cso-xl --help' says more.\n",
        ),
        (
            ["nfa", "5"],
            "'nfa' is a mark, not a command. Type: cso-xl mark address-sharer nfa 5\n"
            "'cso-xl --help' says more.\n",
        ),
        (
            ["run", "on-list"],
            "Missing argument 'INPUT'.\n"
            'For example:  cso-xl run on-list "CSO Datamatch ZIP file.eml"\n'
            "'cso-xl run --help' says more.\n",
        ),
        (
            ["draft", "onlist"],
            "'onlist' is not one of 'daily-diffs', 'on-list', 'off-list', 'address-sharer', 'youth-service'.\n"
            "For example:  cso-xl draft on-list\n'cso-xl draft --help' says more.\n",
        ),
        (
            ["mark", "address-sharer", "nfs", "5"],
            "'nfs' is not one of 'email-sent', 'nfa', 'conflict-of-interest'.\n"
            "For example:  cso-xl mark address-sharer nfa 5 7-9\n'cso-xl mark --help' says more.\n",
        ),
    ],
)
def test_a_wrong_call_is_answered_with_what_to_type(arguments, answer):
    done = call(*arguments)
    assert (done.exit_code, done.stdout, done.stderr) == (2, "", answer)


# Rows to mark, by their column Row


def test_rows_are_marked_from_one_to_another_and_said_back_by_number(unit):
    done = unit.do("mark", "address-sharer", "nfa", "3-5", "7")
    assert (
        "Note: Mark as NFA: row 3 (CSO 010000002, sharer 020000002), row 4 (CSO 010000003, sharer 020000003), "
        "row 5 (CSO 010000004, sharer 020000004), row 7 (CSO 010000006, sharer 020000006)."
    ) in done
    marked = {row for row, comment in unit.column("Comment", "Row").items() if comment}
    assert {str(row) for row in marked} == {"3", "4", "5", "7"}
    log = (unit.records / "Child Sex Offenders/Activity/Activity log.jsonl").read_text("utf-8")
    (line,) = [json.loads(line) for line in log.splitlines() if json.loads(line)["step"] == "nfa"]
    assert {"010000002", "020000006"} <= {*line["clients"]}
    assert "Canarova" not in done + log


def test_rows_between_that_are_not_on_the_sheet_are_left_and_said(unit):
    unit.week.set("address-sharer", 4, "Sharer Address", "no fixed abode")
    (unit.records / COPY["address-sharer"]).unlink()
    for path in unit.records.rglob("20250113*.xlsx"):
        path.unlink()
    unit.run("address-sharer")
    done = unit.do("mark", "address-sharer", "nfa", "3-5")
    assert "Mark as NFA: row 3 (CSO 010000002, sharer 020000002), row 5 (CSO" in done
    assert "Not on the sheet, so not marked: row 4." in done
    assert unit.column("Comment", "Row")["5"] == "NFA"


def test_rows_by_their_number_stay_the_same_when_the_sheet_is_sorted(unit):
    unit.sort("Row")
    unit.do("mark", "address-sharer", "nfa", "2-3")
    assert {row for row, comment in unit.column("Comment", "Row").items() if comment} == {"2", "3"}


@pytest.mark.parametrize("rows", [["99"], ["90-99"], ["3", "8-9"]])
def test_rows_that_are_not_there_are_answered_with_those_that_are(rows, unit):
    done = call("mark", "address-sharer", "nfa", *rows, "--records", unit.records)
    named = rows[-1].replace("-", " to ")
    assert (done.exit_code, done.stderr) == (
        2,
        f"Not on the sheet: row {named}. Rows go by their column Row; there are rows 2 to 7.\n",
    )
    assert not any(unit.column("Comment", "Row").values())


@pytest.mark.parametrize("row", ["x", "0", "1", "9-5", "1-3", "5-", "5-6-7", "1048577", "99999999"])
def test_what_is_no_row(row, unit):
    done = call("mark", "address-sharer", "nfa", row, "--records", unit.records)
    assert (done.exit_code, done.stderr) == (
        2,
        "A row is written as its column Row has it, from 2 on: 5, or 5-9 for those from 5 to 9.\n",
    )


# Outcomes that are not on the list


@pytest.mark.parametrize("command", ["run", "mark"])
def test_a_rejected_outcome_is_answered_with_the_allowed_ones(command, unit):
    path = unit.folder / "decided.csv"
    path.write_text(f"Ref,Outcome\nA8-2,Canarova\nA8-3,{NOT_SAME}\nA8-4,\nA8-5,NFA?\n")
    before = (unit.records / COPY["address-sharer"]).read_bytes()
    source = [unit.source] if command == "run" else []
    done = call(command, "address-sharer", *source, "--decisions", path, "--records", unit.records)
    assert (done.exit_code, done.stderr) == (
        1,
        "The decisions have outcomes that are not on the list. Nothing was written.\n"
        "  A8-2: choose one of 'Not the same address: NFA', 'Same address: tell Oranga Tamariki', "
        "'Same address, nobody under 16: NFA'\n"
        "  A8-5: choose one of 'Not the same address: NFA', 'Same address: tell Oranga Tamariki', "
        "'Same address, nobody under 16: NFA'\n",
    )
    assert (unit.records / COPY["address-sharer"]).read_bytes() == before
    assert "to send" not in unit.due()

"""The README is true: its commands run, and it names every step, command and setting file."""

import os
import re
import shlex
import tomllib
from pathlib import Path

import pytest
from click.testing import CliRunner

from cso_xl import cli, settings
from cso_xl.cases import questions
from cso_xl.cases.words import ITEMS
from cso_xl.excel import buttons
from cso_xl.practice.week import PASSWORD, Week
from cso_xl.procedures import PROCEDURES, ribbon
from cso_xl.procedures.marks import MARKS
from cso_xl.sheet import excel_only

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
RIBBON = re.compile(r"(<!-- ribbon: .*? -->\n)(.*?)(<!-- /ribbon -->)", re.DOTALL)
LEFT, RIGHT = "\N{BOX DRAWINGS LIGHT DOWN AND RIGHT}", "\N{BOX DRAWINGS LIGHT DOWN AND LEFT}"
DASH, BAR = "\N{BOX DRAWINGS LIGHT HORIZONTAL}", "\N{BOX DRAWINGS LIGHT VERTICAL}"
OUTCOMES = re.compile(r"(<!-- outcomes: .*? -->\n)(.*?)(<!-- /outcomes -->)", re.DOTALL)
STEPS = re.compile(r"(<!-- steps: .*? -->\n)(.*?)(<!-- /steps -->)", re.DOTALL)


def commands(kind):
    blocks = re.findall(rf"^```sh{kind}\n(.*?)^```", README, re.DOTALL | re.MULTILINE)
    return [line for block in blocks for line in block.splitlines() if line]


def steps_table():
    lines = []
    for procedure in PROCEDURES.values():
        lines += [
            f"### {procedure.title}",
            "",
            "| ID | step | by hand | what the step does |",
            "| --- | --- | --- | --- |",
        ]
        lines += [f"| {', '.join(s.ids)} | {s.title} | {s.by_hand} | {s.does} |" for s in procedure.steps]
        lines.append("")
    return "\n".join(lines)


def outcomes_table():
    """The guidelines' table as the program has it: each outcome, and what follows."""
    lines = [
        "",
        "| ID | asked of | outcome | notice | CEN: short description | SCN | Comment | to be ticked | an answer |",
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    in_force = settings.load(settings.DEFAULTS)
    for asked in questions.load(in_force).values():
        for question in asked:
            about = f"{question.report.replace('_', ' ')}: {', '.join(question.rows)}"
            about += ", nobody under 16" if question.only == questions.ADULTS else ""
            for one in question.outcomes:
                notices = "; ".join(notice.in_words(in_force) for notice in one.notices)
                answer = "is awaited" if one.asks else "has come" if one.answers else ""
                later = "once sent: " if one.notices else ""
                ticks = ", ".join((later if item == "cen" else "") + ITEMS[item] for item in one.to_tick)
                also = "".join(f" (answers {id}, too: {name})" for id, name in one.also)
                cells = (
                    question.id,
                    about,
                    one.name + also,
                    notices,
                    one.cen,
                    one.scn,
                    one.mark,
                    ticks,
                    answer,
                )
                lines.append(f"| {' | '.join(cells)} |")
    return "\n".join([*lines, "", ""])


def ribbon_picture():
    """The tab with an on list in front: a box for each group, its things one beside or under the other."""
    columns = [[group.label, *map(on_the_tab, group.items)] for group in ribbon.GROUPS]
    height = max(map(len, columns)) - 1
    rows = [""] * (height + 2)
    for label, *lines in columns:
        width = max(map(len, [label, *lines])) + 2
        rows[0] += f"{LEFT}{f' {label} '.ljust(width, DASH)}{RIGHT}"
        for at in range(1, height + 1):
            text = lines[at - 1] if at <= len(lines) else ""
            rows[at] += f"{BAR} {text.ljust(width - 2)} {BAR}"
        rows[-1] += f"\N{BOX DRAWINGS LIGHT UP AND RIGHT}{DASH * width}\N{BOX DRAWINGS LIGHT UP AND LEFT}"
    return "\n".join(rows)


def on_the_tab(item):
    """What is read of an item; 'Next' names the step that comes next."""
    if not isinstance(item, ribbon.Menu):
        return item.button.label
    label = "Next: Paste current clients (5 of 10)" if item.name == "next" else item.label
    return f"{label} \N{BLACK DOWN-POINTING SMALL TRIANGLE}"


def ribbon_table():
    """Each item, its letter, and what lies under it."""
    lines = ["| item | Alt, C, S, then | it does, or what opens under it |", "| --- | --- | --- |"]
    for item in ribbon.items():
        if isinstance(item, ribbon.Menu):
            lines.append(f"| **{item.label}** | {item.keytip} | {'; '.join(under(item))} |")
        else:
            lines.append(f"| **{item.button.label}** | {item.keytip} | {item.button.steps[0][1].title} |")
    return "\n".join(lines)


def under(menu):
    """The labels of a list, each with its letter there; of the steps and copies only that they follow the report."""
    of_report = {"next": "the steps of the report in front", "copies": "the copies of the report in front"}
    labels = [
        of_report[menu.name]
        if menu.name in of_report and place.button.steps
        else f"{place.button.label} ({place.keytip})"
        for place in menu.places
    ]
    return dict.fromkeys(labels)


def test_the_documentation_is_made_from_the_code():
    picture = f"\n```text\n{ribbon_picture()}\n```\n\n{ribbon_table()}\n\n"
    written = STEPS.sub(lambda found: found[1] + steps_table() + found[3], README)
    written = OUTCOMES.sub(lambda found: found[1] + outcomes_table() + found[3], written)
    written = RIBBON.sub(lambda found: found[1] + picture + found[3], written)
    if os.environ.get("CSO_XL_WRITE_DOCS"):
        (ROOT / "README.md").write_text(written, encoding="utf-8")
    assert written == README, "run the tests once with CSO_XL_WRITE_DOCS=1 to bring the README up to date"


def test_every_rule_of_the_procedure_that_this_version_carries_out_has_a_step():
    carried = {id for procedure in PROCEDURES.values() for step in procedure.steps for id in step.ids}
    in_scope = {
        "I": [1, 2, 3, 4, 5, 6, 7],
        "D": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
        "L": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13],
        "O": [1, 2, 3, 4, 5],
        "A": [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    }
    assert {f"{letter}{number}" for letter, numbers in in_scope.items() for number in numbers} <= carried


def test_every_step_says_what_why_and_what_was_done_by_hand():
    for procedure in PROCEDURES.values():
        for step in procedure.steps:
            assert all([step.title, step.by_hand, step.why, step.does]), step.id


def test_every_step_has_a_button_and_every_button_a_function():
    named = {button.name for button in ribbon.buttons()}
    steps = [step for procedure in PROCEDURES.values() for step in procedure.steps]
    assert {step.name for step in [*steps, *MARKS]} <= named
    assert all(callable(getattr(buttons, name)) for name in named)
    assert not hasattr(buttons, "no_such_button")


def test_what_only_excel_can_show_is_listed_with_its_check():
    table = README.split("### Not yet proven in Excel")[1].split("\n## ")[0]
    seams = [
        name
        for name, one in vars(excel_only).items()
        if callable(one) and one.__module__ == excel_only.__name__
    ]
    assert [name for name in seams if not name.startswith("_") and f"`{name}`" not in table] == []


def test_every_command_is_in_the_readme():
    for name in cli.main.commands:
        assert f"cso-xl {name}" in README


def test_the_set_up_is_two_commands():
    assert commands(" setup") == ["pip install . && cso-xl demo", 'pip install ".[test]" && pytest']


def test_the_commands_of_the_readme_run(tmp_path, monkeypatch):
    Week().write(tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CSO_XL_PASSWORD", PASSWORD)
    for kind, code in (("", 0), (" refused", 1)):
        assert commands(kind)
        for line in commands(kind):
            program, *arguments = shlex.split(line)
            assert program == "cso-xl"
            result = CliRunner().invoke(cli.main, arguments)
            assert (line, result.exit_code) == (line, code), result.output


def test_the_changelog_begins_with_this_version():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    assert re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)[1] == version


def test_every_dependency_is_locked_with_a_hash():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = project["dependencies"] + project["optional-dependencies"]["test"]
    lock = (ROOT / "requirements.lock").read_text()
    for name in (re.match(r"[\w-]+", requirement)[0].lower() for requirement in wanted):
        assert re.search(
            rf"^{name}==\S+ .*\\\n    --hash=sha256:|^{name}==\S+ \\\n    --hash=sha256:", lock, re.MULTILINE
        ), name


@pytest.mark.parametrize("name", ["LICENSE", "CHANGELOG.md", "requirements.lock", ".ci/run"])
def test_what_convention_puts_beside_is_there(name):
    assert (ROOT / name).is_file()

"""The documentation is true: its examples run, its links lead somewhere, its tables and pictures are those of the code.

CSO_XL_WRITE_DOCS=1 writes what is made from the code anew, and draws a picture again whose subject has changed.
"""

import json
import os
import re
import shlex
import shutil
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt

from cso_xl import cli
from cso_xl.cases.worklist import layout
from cso_xl.excel import buttons, self_test
from cso_xl.practice.week import PASSWORD, Week
from cso_xl.procedures import PROCEDURES, ribbon
from cso_xl.procedures.sheet.marks import MARKS
from cso_xl.sheet import excel_only
from cso_xl.training import workbook
from helpers import pictures, waiting
from helpers.documented import PAGES, ROOT, made_anew, parts, read
from helpers.programs import tool

WRITES = bool(os.environ.get("CSO_XL_WRITE_DOCS"))
LINKED = [*PAGES, *(ROOT / name for name in ("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")),
          *sorted((ROOT / "workbooks").rglob("*.md"))]  # fmt: skip
TEACHING = ROOT / "workbooks" / "README.md"
EXAMPLES = re.compile(r"^```sh( refused)?\n(.*?)^```", re.DOTALL | re.MULTILINE)
README_BYTES = 6_000
PRINTED = """
@page { size: A4; margin: 15mm } body { font: 10pt/1.3 'DejaVu Sans Condensed', sans-serif }
h1 { font-size: 15pt; margin: 0 } h2 { font-size: 12pt; margin: 8pt 0 2pt } p, ul, ol, table { margin: 3pt 0 }
table { border-collapse: collapse } th, td { border: 1px solid; padding: 1pt 4pt; text-align: left }
"""
EXIT_CODES = {"": 0, " refused": 1}


def by_name(pages):
    return {page.relative_to(ROOT).as_posix(): page for page in pages}


def examples(page):
    """The commands of a page, each with whether it is ' refused'."""
    return [
        (kind, line) for kind, block in EXAMPLES.findall(read(page)) for line in block.splitlines() if line
    ]


# What is made from the code


@pytest.mark.parametrize("name", by_name(PAGES))
def test_the_documentation_is_made_from_the_code(name):
    page = ROOT / name
    written = made_anew(page)
    if WRITES:
        page.write_text(written, "utf-8")
    assert read(page) == written, "run the tests once with CSO_XL_WRITE_DOCS=1 to bring the page up to date"


def test_every_generated_part_has_its_place():
    assert parts() == {"tab", "steps", "rules", "outcomes", "settings", "self_test", "packages"}


def test_the_pictures_show_what_there_is_now(tmp_path):
    now = pictures.sources(tmp_path)
    if WRITES and drawn_from() != now:
        pictures.draw(tmp_path / "anew")
    assert drawn_from() == now, "run the tests once with CSO_XL_WRITE_DOCS=1 to draw the pictures anew"


def drawn_from():
    return {name: one["from"] for name, one in json.loads(read(pictures.DRAWN_FROM)).items()}


def test_the_pictures_are_those_that_were_drawn_and_small():
    kept = json.loads(read(pictures.DRAWN_FROM))
    assert pictures.pictures() == {name: one["is"] for name, one in kept.items()}
    assert all((pictures.FOLDER / name).stat().st_size <= pictures.LARGEST for name in kept)
    assert sorted(path.name for path in pictures.FOLDER.glob("*.png")) == sorted(kept)


# What is written


def test_the_readme_is_read_in_two_minutes():
    assert (ROOT / "README.md").stat().st_size <= README_BYTES


def test_the_page_for_staff_is_two_pages_when_printed(tmp_path):
    printed, shown = tmp_path / "staff.pdf", tmp_path / "staff.html"
    page = MarkdownIt("commonmark").enable("table").render(read(ROOT / "docs" / "staff.md"))
    shown.write_text(f'<!doctype html><meta charset="utf-8"><style>{PRINTED}</style>{page}', "utf-8")
    command = [
        tool("chromium", "chromium-browser", "google-chrome"), "--headless", "--no-sandbox", "--disable-gpu",
        f"--user-data-dir={tmp_path / 'browser'}", f"--print-to-pdf={printed}", shown.as_uri(),
    ]  # fmt: skip
    waiting.run(command, capture_output=True, check=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes())) == 2


COLUMNS = {
    *layout.LEFT,
    *layout.FACTS,
    *map(layout.heading_of, layout.ADDRESSES),
    *layout.CENTRE,
    *layout.RIGHT,
    "Detail",
}  # of a worklist


def test_the_page_for_staff_names_things_as_they_are_on_the_screen():
    menus = {item.label for item in ribbon.items() if isinstance(item, ribbon.Menu)}
    on_the_tab = {button.label for button in ribbon.buttons()} | menus | {"Next"}
    assert bold(read(ROOT / "docs" / "staff.md")) - on_the_tab - COLUMNS == {"It never sends\nanything."}


def test_the_worklist_is_told_by_the_names_of_its_columns():
    told = read(ROOT / "docs" / "outcomes.md").split("## A line of the worklist")[1].split("\n## ")[0]
    assert bold(told) - COLUMNS == {"Worklist", "Outcomes"}


def bold(text):
    return set(re.findall(r"\*\*([^*]+)\*\*", text))


def test_every_command_is_in_the_documentation():
    written = "".join(map(read, [*PAGES, TEACHING]))
    assert [name for name in cli.main.commands if f"cso-xl {name}" not in written] == []


def test_every_page_is_reached_from_the_readme():
    readme = read(ROOT / "README.md")
    assert [name for name in by_name(PAGES[1:]) if f"]({name}" not in readme] == []


@pytest.mark.parametrize("name", by_name(LINKED))
def test_every_link_leads_somewhere(name):
    page = ROOT / name
    assert list(broken(page)) == []


def broken(page: Path) -> Iterator[str]:
    """The links of a page whose file, or heading in it, does not exist."""
    for link in re.findall(r"\]\(([^)\s]+)\)", without_code(read(page))):
        if re.match(r"https?:|mailto:", link):
            continue
        path, _, anchor = link.partition("#")
        there = (page.parent / path).resolve() if path else page
        if not there.exists() or (anchor and anchor not in anchors(read(there))):
            yield link


def without_code(text):
    return re.sub(r"^```.*?^```|`[^`\n]*`", "", text, flags=re.DOTALL | re.MULTILINE)


def anchors(text):
    """The headings of a page as GitHub links to them."""
    headings = re.findall(
        r"^#+ (.*)$", re.sub(r"^```.*?^```", "", text, flags=re.DOTALL | re.MULTILINE), re.MULTILINE
    )
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_what_only_excel_can_show_is_in_the_self_test():
    seams = [
        name
        for name, one in vars(excel_only).items()
        if callable(one) and one.__module__ == excel_only.__name__ and not name.startswith("_")
    ]
    mended = {word for one in self_test.CHECKS for word in re.findall(r"\w+", one.mend)}
    assert [name for name in seams if name not in mended] == []


def test_what_a_check_names_is_there():
    paths = {path for one in self_test.CHECKS for path in re.findall(r"cso_xl/[\w/.]+\w", one.mend)}
    assert [path for path in paths if not (ROOT / path).is_file()] == []


# What is typed


def test_the_set_up_is_two_commands():
    blocks = re.findall(r"^```sh setup\n(.*?)^```", read(ROOT / "README.md"), re.DOTALL | re.MULTILINE)
    assert blocks == ["pip install . && cso-xl demo\n", 'pip install ".[test]" && pytest\n']


@pytest.mark.parametrize(
    "name", [name for name, page in by_name([*PAGES, TEACHING]).items() if examples(page)]
)
def test_the_examples_of_a_page_run(name, tmp_path, monkeypatch):
    """In its order, in a practice week of its own; every key of what is printed as JSON is named on the page."""
    Week().write(tmp_path)
    shutil.copy(TEACHING.with_name(workbook.FILE_NAME), tmp_path)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CSO_XL_PASSWORD", PASSWORD)
    for kind, line in examples(ROOT / name):
        program, *arguments = shlex.split(line)
        assert program == "cso-xl"
        result = CliRunner().invoke(cli.main, arguments)
        assert (line, result.exit_code) == (line, EXIT_CODES[kind]), result.output
        if "--json" in arguments:
            unnamed = [key for key in keys(json.loads(result.stdout)) if f"`{key}`" not in read(ROOT / name)]
            assert (line, unnamed) == (line, [])


def keys(value: object) -> Iterator[str]:
    """The keys of a JSON value; of what is counted by its state or status, none."""
    if isinstance(value, list):
        for one in value:
            yield from keys(one)
    if isinstance(value, dict):
        for key, one in value.items():
            yield key
            yield from () if key in ("counts", "open") else keys(one)


# What the code promises


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

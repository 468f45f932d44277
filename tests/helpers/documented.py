"""The parts of the documentation that are made from the code, each between two marks on its page."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from cso_xl import settings
from cso_xl.addin import bundle, lock
from cso_xl.cases import questions
from cso_xl.cases.words import ITEMS
from cso_xl.excel import self_test
from cso_xl.procedures import PROCEDURES, ribbon
from cso_xl.training import rules

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
SHOWN_WORDS, SHOWN_KEYS = 6, 20  # of a setting that is a list; of a table of settings
_MADE = re.compile(r"(<!-- ([\w-]+): written by .*? -->\n)(.*?)(<!-- /\2 -->)", re.DOTALL)
_TABLE = re.compile(r"((?:# .*\n)*)\[([\w.]+)\](?:\s+# (.*))?")
_KEY = re.compile(r'^("[^"]+"|\w+) = ')
_REASON = re.compile(r'^    "([\w-]+)[^"]*",\s+# (.*)$', re.MULTILINE)  # of a dependency in pyproject.toml
_NOTE = re.compile(r"\s+# (.*)$")


def read(page: Path) -> str:
    """The text of a page."""
    return page.read_text("utf-8")


def made_anew(page: Path) -> str:
    """The page with its generated parts as the code has them now."""
    return _MADE.sub(lambda match: f"{match[1]}\n{_PARTS[match[2]]()}\n\n{match[4]}", read(page))


def parts() -> set[str]:
    """The generated parts that the pages have."""
    return {match[2] for page in PAGES for match in _MADE.finditer(read(page))}


def _row(*cells: str) -> str:
    return f"| {' | '.join(cells)} |"


def _table(*headings: str) -> list[str]:
    return [_row(*headings), _row(*("---" for _ in headings))]


def self_test_checks() -> str:
    """What only Excel can prove, and whether the self-test answers it alone."""
    rows = [
        _row(check.name, check.proves, f"`{check.mend}`", "itself" if check.look else "an eye")
        for check in self_test.CHECKS
    ]
    return "\n".join([*_table("what", "what it proves", "where it is wrong, mend", "answered by"), *rows])


def steps() -> str:
    """Each report's steps, as `cso-xl steps` has them."""
    lines = []
    for procedure in PROCEDURES.values():
        lines += ["", f"### {procedure.title}", "", *_table("ID", "step", "by hand", "what the step does")]
        lines += [_row(", ".join(step.ids), step.title, step.by_hand, step.does) for step in procedure.steps]
    return "\n".join(lines[1:])


def outcomes() -> str:
    """The guidelines' table as the program has it: each outcome, and what follows."""
    headings = (
        "ID", "asked of", "outcome", "notice", "CEN: short description", "SCN", "Comment", "to be ticked", "an answer",
    )  # fmt: skip
    in_force = settings.load(settings.DEFAULTS)
    every = [question for of_report in questions.load(in_force).values() for question in of_report]
    return "\n".join(
        _table(*headings) + [line for question in every for line in _outcomes(question, in_force)]
    )


def _outcomes(question: questions.Question, in_force: settings.Settings) -> Iterator[str]:
    about = f"{question.report.replace('_', ' ')}: {', '.join(question.rows)}"
    about += ", nobody under 16" if question.only == questions.ADULTS else ""
    for outcome in question.outcomes:
        notices = "; ".join(notice.in_words(in_force) for notice in outcome.notices)
        later = "once sent: " if outcome.notices else ""
        ticks = ", ".join((later if item == "cen" else "") + ITEMS[item] for item in outcome.to_tick)
        also = "".join(f" (answers {id}, too: {name})" for id, name in outcome.also)
        answer = "is awaited" if outcome.asks else "has come" if outcome.answers else ""
        yield _row(
            question.id, about, outcome.name + also, notices, outcome.cen, outcome.scn, outcome.mark, ticks, answer
        )  # fmt: skip


def tab() -> str:
    """Each item of the tab, its letter, and what lies under it."""
    lines = _table("item", "key", "it does, or what opens under it")
    for item in ribbon.items():
        if isinstance(item, ribbon.Menu):
            lines.append(_row(f"**{item.label}**", item.keytip, "; ".join(_under(item))))
        else:
            lines.append(_row(f"**{item.button.label}**", item.keytip, item.button.steps[0][1].title))
    return "\n".join(lines)


def _under(menu: ribbon.Menu) -> dict[str, None]:
    """The labels of a list, each with its letter there; of the steps and copies only that they follow the report."""
    of_report = {"next": "the steps of the report in front", "copies": "the copies of the report in front"}
    labels = [
        of_report[menu.name]
        if menu.name in of_report and place.button.steps
        else f"{place.button.label} ({place.keytip})"
        for place in menu.places
    ]
    return dict.fromkeys(labels)


def all_settings() -> str:
    """Every setting with its default and the note that stands beside it."""
    lines: list[str] = []
    for block in re.split(r"\n\n(?=(?:# .*\n)*\[[\w.]+\])", read(settings.DEFAULTS))[1:]:
        above, name, beside = _TABLE.match(block).groups()
        about = [line.removeprefix("# ") for line in [*above.splitlines(), beside or ""] if line]
        keys = list(_keys(block.removeprefix(above)))
        lines += ["", f"## {name}", "", *([*about, ""] if about else [])]
        lines += [*_table("setting", "default", "what it is for"), *keys[:SHOWN_KEYS]] if keys else []
        more = len(keys) - SHOWN_KEYS
        lines += ["", f"And {more} more of the kind, in `cso_xl/settings.toml`."] if more > 0 else []
    return "\n".join(lines[1:])


def _keys(block: str) -> Iterator[str]:
    before = ""
    for line in block.splitlines()[1:]:
        if line.startswith("# "):
            before = f"{before} {line[2:]}".strip()
        elif key := _KEY.match(line):
            note = _NOTE.search(line)
            yield _row(
                f"`{key[1]}`", _value(block, key[1]), "; ".join(filter(None, (before, note and note[1])))
            )
            before = ""


def _value(block: str, key: str) -> str:
    """A default as it is written; of a long list its first words."""
    value = tomllib.loads(block.partition("\n")[2])[key.strip('"')]
    if isinstance(value, dict):
        return ", ".join(f"`{name} = {_quoted(part)}`" for name, part in value.items())
    if not isinstance(value, list):
        return f"`{_quoted(value)}`"
    more = f" and {len(value) - SHOWN_WORDS} more" if len(value) > SHOWN_WORDS else ""
    return (", ".join(f"`{_quoted(word)}`" for word in value[:SHOWN_WORDS]) or "none") + more


def _quoted(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else str(value).lower()


def rules_by_number() -> str:
    """What each number in brackets means."""
    lines: list[str] = []
    for group in rules.GROUPS:
        lines += ["", f"### {group.title}: rules", "", *_table("ID", "rule")]
        lines += [_row(number, words) for number, words in group.rules.items()]
    return "\n".join(lines[1:])


def packages() -> str:
    """What is installed beside the program on Windows, and why; pyproject.toml has the reasons."""
    target = bundle.Target("windows", "3.12")
    reasons = dict(_REASON.findall(read(bundle.source() / bundle.PROJECT).partition("[project.optional-")[0]))
    locked = lock.needed(
        lock.read(bundle.source() / bundle.LOCK),
        lock.wanted(bundle.source() / bundle.PROJECT, target.environment),
        target.environment,
    )
    names = {package.name for package in locked}
    rows = [_row(f"{package.name} {package.version}", _why(package, reasons, names)) for package in locked]
    return "\n".join([*_table("package", "why"), *rows])


def _why(one: lock.Locked, reasons: dict[str, str], names: set[str]) -> str:
    return reasons.get(one.name) or f"needed by {', '.join(sorted(one.via & names))}"


_PARTS = {
    "packages": packages,
    "self_test": self_test_checks,
    "steps": steps,
    "rules": rules_by_number,
    "outcomes": outcomes,
    "tab": tab,
    "settings": all_settings,
}

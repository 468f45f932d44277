"""A report is described in one place: where else its name is known is listed here, and the list only gets shorter.

'A sixth report, on paper' in CONTRIBUTING.md says what a new one touches.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import cso_xl
from cso_xl.procedures import PROCEDURES

PACKAGE = Path(cso_xl.__file__).parent
KEYS = [procedure.key for procedure in PROCEDURES.values()]
NAMED = re.compile(rf"\b({'|'.join(key.replace('_', '[-_]') for key in KEYS)})(?![a-z])")
OWN = {  # what is written for a new report
    *(f"procedures/{key}.py" for key in KEYS),
    *(f"decisions/{key}.py" for key in KEYS),
    "procedures/__init__.py",  # the registry
    "procedures/ribbon.py",  # the tab
}
PRACTICE = "practice/"  # its invented rows
ELSEWHERE = {  # and why; nobody else asks which report it is
    "cli/addresses.py": "compares the two addresses of a row under the headings that the address report has",
    "cli/decide.py": "an example",
    "cli/notices.py": "an example",
    "cli/purposes.py": "examples",
    "decisions/comment_words.py": "what settles a row, in every report: the words stand in [address_sharer]",
    "intake/datamatch.py": "how each file of the ZIP is named [I3]",
    "procedures/sheet/cso_daily.py": "how a status reads is the on list's to say",
    "procedures/worklist/facts.py": "how a status reads is the on list's to say",
    "settings.py": "[daily_diffs.changes], and limits of values",
    "settings_check.py": "limits of values",
}


def named_in(path: Path) -> Iterator[str]:
    """The reports that a module's code names: in a text that is not a docstring, or by their modules."""
    tree = ast.parse(path.read_text("utf-8"))
    about = (ast.Module, ast.ClassDef, ast.FunctionDef)
    docstrings = {
        node.body[0].value for node in ast.walk(tree) if isinstance(node, about) and ast.get_docstring(node)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in docstrings:
            yield from NAMED.findall(node.value)
        if isinstance(node, ast.ImportFrom):
            modules = {(node.module or "").rpartition(".")[2], *(alias.name for alias in node.names)}
            yield from modules.intersection(KEYS)


PLACES = {
    path.relative_to(PACKAGE).as_posix(): found
    for path in sorted(PACKAGE.rglob("*.py"))
    if (found := set(named_in(path)))
}


def test_only_these_places_know_a_report_by_its_name():
    others = {place for place in PLACES if not place.startswith(PRACTICE)} - OWN
    assert others == set(ELSEWHERE), "a fact on its Procedure says it instead"


@pytest.mark.parametrize("key", KEYS)
def test_a_report_has_its_module_and_is_in_the_registry(key):
    assert f"procedures/{key}.py" in PLACES
    assert key in PLACES["procedures/__init__.py"]


def test_no_fact_is_there_that_tells_no_reports_apart():
    facts = {
        "arrives": {one.arrives for one in PROCEDURES.values()},
        "worklist": {one.worklist for one in PROCEDURES.values()},
        "copies": {one.copies for one in PROCEDURES.values()},
        "statuses": {one.statuses for one in PROCEDURES.values()},
        "own": {one.own for one in PROCEDURES.values()},
        "spoken": {one.words for one in PROCEDURES.values()},
        "removes": {one.removes for one in PROCEDURES.values()},
        "highlighted": {one.highlighted for one in PROCEDURES.values()},
    }
    assert [name for name, values in facts.items() if len(values) < 2] == []

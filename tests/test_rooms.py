"""The rooms of the package and of its tests: who imports whom, what lies at the root, how long a module is."""

import ast
import re
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path
from typing import NamedTuple

import cso_xl

PACKAGE = Path(cso_xl.__file__).parent
ROOMS = (  # from the lowest up: a room imports itself and those before it, whether in a function or for types only
    "errors",
    "doing",
    "computer",
    "files",
    "cells",
    "settings",
    "faults",
    "addresses",
    "decisions",
    "sheet",
    "intake",
    "records",
    "activity",
    "notices",
    "cases",
    "procedures",
    "desk",
    "figures",
    "today",
    "inbox",
    "practice",
    "training",
    "excel",
    "addin",
    "doctor",
    "cli",
    "__main__",
)
TEACHING = {"practice", "training"}  # what the work itself never needs: invented people, lessons
MAY_TEACH = {*TEACHING, "excel", "cli"}
AT_THE_ROOT = 5  # modules, beside __init__ and __main__
LONGEST = 350  # lines of a module
USUAL, MOST, LONGEST_FUNCTION = 8, 20, 45  # lines of half of the functions, of nine in ten, of each
ARGUMENTS = 5  # of a function, `self` and `cls` apart; more are a dataclass
GIVEN_BY_NAME = {"cso_xl.procedures.step.step"}  # reads as a form that is filled in


def module_of(path: Path) -> str:
    """'cso_xl.cells.text' of the file cells/text.py, 'cso_xl.cells' of cells/__init__.py."""
    parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_of(path): path for path in sorted(PACKAGE.rglob("*.py"))}


def room_of(module: str) -> str:
    """The room in which a module lies; settings_check.py is part of settings."""
    return {"settings_check": "settings"}.get(name := module.split(".")[1], name)


def imported(module: str) -> Iterator[str]:
    """The package's modules that one imports, anywhere in it."""
    for node in ast.walk(ast.parse(FILES[module].read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports by dots"
            whole = f"{node.module}."
            names = [
                whole + alias.name if whole + alias.name in FILES else whole[:-1] for alias in node.names
            ]
        else:
            continue
        yield from (name for name in names if name in FILES and name != "cso_xl")


ARROWS = {module: set(imported(module)) for module in FILES if module != "cso_xl"}


def at_the_top(module: str) -> set[str]:
    """The modules that are imported while one is being imported."""
    body = ast.parse(FILES[module].read_text("utf-8")).body
    direct = [node for node in body if isinstance(node, ast.Import | ast.ImportFrom)]
    named = {node.module for node in direct if isinstance(node, ast.ImportFrom)} | {
        f"{node.module}.{alias.name}"
        for node in direct
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
    return {name for name in ARROWS[module] if name in named}


def test_every_room_is_in_the_list():
    assert {room_of(module) for module in ARROWS} == set(ROOMS)


def test_arrows_point_down():
    upward = [
        f"{module} imports {other}"
        for module, others in ARROWS.items()
        for other in others
        if ROOMS.index(room_of(module)) < ROOMS.index(room_of(other))
    ]
    assert upward == []


def test_no_circles():
    list(TopologicalSorter({module: at_the_top(module) for module in ARROWS}).static_order())


def test_the_rooms_of_cases_stand_above_one_another():
    of_module = {
        module: module.split(".")[2]
        for module in ARROWS
        if module.count(".") == 3 and room_of(module) == "cases"
    }
    arrows = {
        room: {
            of_module[other]
            for module, own in of_module.items()
            if own == room
            for other in ARROWS[module]
            if other in of_module
        }
        - {room}
        for room in of_module.values()
    }
    assert len(arrows) > 5
    list(TopologicalSorter(arrows).static_order())


def test_the_work_does_not_need_the_teaching_rooms():
    found = [
        f"{module} imports {other}"
        for module, others in ARROWS.items()
        for other in others
        if room_of(other) in TEACHING and room_of(module) not in MAY_TEACH
    ]
    assert found == []


def test_few_modules_at_the_root():
    at_the_root = {path.stem for path in PACKAGE.glob("*.py")} - {"__init__", "__main__"}
    assert len(at_the_root) <= AT_THE_ROOT, at_the_root


def test_every_room_says_in_a_sentence_what_it_is_for():
    silent = [
        str(path)
        for path in PACKAGE.rglob("__init__.py")
        if not ast.get_docstring(ast.parse(path.read_text("utf-8")))
    ]
    assert silent == []


def test_modules_are_short():
    lines = {
        path.relative_to(PACKAGE).as_posix(): len(path.read_text("utf-8").splitlines())
        for path in FILES.values()
    }
    assert {name: count for name, count in lines.items() if count > LONGEST} == {}


# The tests

TESTS = Path(__file__).parent
BESIDE = {
    "whole",
    "helpers",
    "data",
    "benchmarks",
    "proofs",
}  # no room's: the program as a whole, and what is shared
LONGEST_OF_TESTS = 500  # lines of a module
WAITING = re.compile(r"subprocess\.run\(|\btimeout=|\bPATIENCE\b")


def test_the_tests_lie_by_room():
    folders = {path.name for path in TESTS.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert folders - BESIDE <= set(ROOMS)


def test_no_module_of_tests_is_longer_than_one_keeps_in_mind():
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in TESTS.rglob("*.py")}
    assert {str(path): lines for path, lines in lengths.items() if lines > LONGEST_OF_TESTS} == {}


def test_every_wait_of_the_tests_is_one_of_helpers_waiting():
    """A time that is meant to be enough is not, on a machine that is busy."""
    own = {TESTS / "helpers" / "waiting.py", Path(__file__)}
    modules = [path for path in TESTS.rglob("*.py") if path.parent.name not in ("benchmarks", "proofs")]
    assert [
        str(path) for path in modules if path not in own and WAITING.search(path.read_text("utf-8"))
    ] == []


class Function(NamedTuple):
    """A function: where it stands, how many lines it has, what it takes, and whether it is a command."""

    name: str
    lines: int
    takes: list[str]
    is_command: bool


def functions() -> Iterator[Function]:
    """Every function of the package; what a command takes is what can be typed."""
    for module, path in FILES.items():
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
                takes = [one.arg for one in given if one.arg not in ("self", "cls")]
                is_command = any("command" in ast.unparse(one) for one in node.decorator_list)
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                yield Function(f"{module}.{node.name}", lines, takes, is_command)


FUNCTIONS = list(functions())


def test_functions_are_short():
    lines = sorted(one.lines for one in FUNCTIONS)
    assert [one for one in FUNCTIONS if one.lines > LONGEST_FUNCTION] == []
    assert (lines[len(lines) // 2] <= USUAL, lines[len(lines) * 9 // 10] <= MOST) == (True, True)


def test_functions_take_few_things():
    many = {
        one.name: len(one.takes) for one in FUNCTIONS if len(one.takes) > ARGUMENTS and not one.is_command
    }
    assert many.keys() == GIVEN_BY_NAME

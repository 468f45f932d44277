"""What a run and a press load, and what they leave to do when Python ends: nothing that they do not use."""

import ast
import importlib.util
import os
import sys
from pathlib import Path

import pytest

from helpers import waiting
from helpers.files import PASSWORD, Week

TABLES = {"pandas", "numpy", "openpyxl"}
TERMINAL = {"rich"}
ONLY_XLWINGS_WANTS = {"cryptography", "polars", "matplotlib", "plotly", "PIL", "xlwings.pro"}


def python(code, *arguments):
    """What a new Python prints, and nothing on standard error."""
    done = waiting.run(
        [sys.executable, "-c", code, *arguments],
        capture_output=True,
        text=True,
        env=os.environ | {"CSO_XL_PASSWORD": PASSWORD},
    )
    assert done.stderr == ""
    return done.stdout


@pytest.mark.parametrize("report", ["daily-diffs", "on-list", "off-list", "address-sharer"])
def test_a_run_for_a_program_loads_neither_tables_nor_what_a_terminal_shows(report, tmp_path, records):
    code = (
        "import sys\nfrom cso_xl.cli import main\n"
        "main(['run', *sys.argv[1:], '--json'], standalone_mode=False)\n"
        f"print(sorted({TABLES | TERMINAL | {'xlwings'}} & set(sys.modules)))"
    )
    printed = python(code, report, str(Week().write(report, tmp_path)), "--records", str(records))
    assert printed.splitlines()[-1] == "[]"


def test_the_process_that_reads_files_loads_no_tables():
    code = "import sys, cso_xl.intake.workbook_reader, cso_xl.intake.apart.__main__"
    assert python(f"{code}; print({TABLES} & set(sys.modules))") == "set()\n"


def test_a_press_loads_neither_tables_nor_what_only_xlwings_wants():
    unwanted = TABLES | TERMINAL | ONLY_XLWINGS_WANTS | {"click"}
    code = f"import cso_xl.excel.buttons, sys; print(sorted({unwanted} & set(sys.modules)))"
    assert python(code) == "[]\n"


def test_what_a_press_kept_from_xlwings_can_be_imported_afterwards():
    assert (
        python("import cso_xl.excel, numpy, sys; print('xlwings' in sys.modules, numpy.array([1]).sum())")
        == "True 1\n"
    )


def test_a_press_does_not_end_other_programs_excel_when_python_ends():
    """xlwings on Windows, played: its handler lists Excel's processes and ends those without a window."""
    xlwings = (
        "import atexit, sys, types\n"
        "windows = sys.modules['xlwings._xlwindows'] = types.ModuleType('xlwings._xlwindows')\n"
        "windows.cleanup = lambda: print('tasklist, taskkill')\n"
        "atexit.register(windows.cleanup)\n"
    )
    assert python(xlwings) == "tasklist, taskkill\n"
    assert python(f"{xlwings}import cso_xl.excel") == ""


def test_that_handler_is_all_that_the_installed_xlwings_does_on_windows_when_python_ends():
    path = Path(importlib.util.find_spec("xlwings").origin).with_name("_xlwindows.py")
    tree = ast.parse(path.read_text("utf-8"))
    named = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute | ast.Name)]
    assert [ast.unparse(node) for node in named if "atexit" in ast.unparse(node)] == [
        "atexit.register",
        "atexit",
    ]
    (handler,) = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.decorator_list]
    assert (handler.name, [ast.unparse(one) for one in handler.decorator_list]) == (
        "cleanup",
        ["atexit.register"],
    )

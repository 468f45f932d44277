"""Whatever people do: nothing that is owed is lost, and no notice goes out for what no longer stands [C].

Random walks over a small report of each kind; what ought to be is worked out in walking.py, from the rules alone.
CSO_XL_PROOFS=full walks longer.
"""

import os
import shutil

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from helpers.files import FOLDERS
from helpers.hands import AtTheButtons, AtTheCommand
from helpers.walks import Walk

FULL = os.environ.get("CSO_XL_PROOFS") == "full"
WALKS, STEPS = (25, 30) if FULL else (4, 14)
PRESSED_WALKS, PRESSED_STEPS = (15, 20) if FULL else (2, 10)  # a press in LibreOffice takes its time


def walk(begin, home, examples, steps):
    how = settings(
        max_examples=examples, stateful_step_count=steps, deadline=None, derandomize=not FULL, database=None,
        suppress_health_check=list(HealthCheck), phases=(Phase.generate,), print_blob=False,
    )  # fmt: skip
    run_state_machine_as_test(lambda: Walk(begin, home), settings=how)


@pytest.mark.proof
@pytest.mark.parametrize("report", FOLDERS)
def test_whatever_people_do_nothing_is_lost_and_nothing_wrong_goes_out(report, tmp_path):
    def begin():
        return AtTheCommand(report, fresh(tmp_path))

    walk(begin, tmp_path, WALKS, STEPS)


@pytest.mark.proof
@pytest.mark.parametrize("report", FOLDERS)
def test_whatever_people_do_with_the_buttons(report, tmp_path, excel):
    def begin():
        for book in list(excel.app.books):
            book.close()
        excel.use_records(fresh(tmp_path))
        return AtTheButtons(report, excel)

    walk(begin, tmp_path, PRESSED_WALKS, PRESSED_STEPS)


def fresh(folder):
    """Empty records."""
    records = folder / "walk" / "records"
    shutil.rmtree(records.parent, ignore_errors=True)
    records.mkdir(parents=True)
    return records

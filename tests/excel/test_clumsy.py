"""A clumsy, interrupted person on the live engine: nothing is lost, altered or elsewhere, whatever is done.

Some people take 60 steps each, about two minutes in all. CSO_XL_CLUMSY is for how many seconds others follow,
CSO_XL_SEED which walks: each number is another person.
"""

import os
import random
import time

import pyperclip
import pytest

from cso_xl.sheet import excel_calls
from helpers.clumsy import Clumsy
from helpers.staff import a_week

SECONDS = float(os.environ.get("CSO_XL_CLUMSY", "0"))
SEED = int(os.environ.get("CSO_XL_SEED", "2025"))
PEOPLE, STEPS = 3, 60


@pytest.mark.proof
def test_whatever_a_clumsy_person_does(excel, tmp_path, monkeypatch):
    monkeypatch.setattr(excel_calls, "PAUSE", 0)
    monkeypatch.setattr(pyperclip, "copy", lambda text: None)
    began, seed, steps = time.monotonic(), SEED, 0
    while seed < SEED + PEOPLE or time.monotonic() - began < SECONDS:
        person = begin(excel, tmp_path, seed)
        try:
            while len(person.acts) < STEPS:
                person.step()
                steps += 1
        except BaseException as error:
            done = "\n".join(map(str, person.acts[-25:]))
            raise AssertionError(f"CSO_XL_SEED={seed}, act {len(person.acts)}: {error}\n{done}") from error
        seed += 1
    print(f"{steps} acts of {seed - SEED} people in {time.monotonic() - began:.0f} s")


def begin(excel, folder, seed):
    """A person with a week of their own, nothing open and empty records."""
    for book in list(excel.app.books):
        book.close()
    excel.app.impl.settings.clear()
    records = folder / str(seed) / "records"
    records.mkdir(parents=True)
    excel.use_records(records)
    return Clumsy(excel, a_week(), folder / str(seed), random.Random(seed))

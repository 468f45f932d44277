"""What the tests of cases share: one notice that was drafted."""

import pytest

from helpers.files import Week
from helpers.post import call


@pytest.fixture
def drafted(tmp_path, records):
    """One change of address, with its draft."""
    week = Week()
    week.set("daily-diffs", 2, "What Has Changed", "Address Change")
    (tmp_path / "decided.csv").write_text(
        'Ref,Outcome,Client Name\nD3-2,Address changed: tell CPS,"Weka, Mere"\n', "utf-8"
    )
    done = call(
        "run", "daily-diffs", week.write("daily-diffs", tmp_path),
        "--records", records, "--decisions", tmp_path / "decided.csv",
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    return records
